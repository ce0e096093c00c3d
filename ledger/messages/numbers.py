"""Sentences for certificate numbers: query codes, what is left of a month, gaps."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "QueryCodeMalformed": {
        "zh": "{field}：“{given}”不是查询码。查询码共 10 位，如 17PPD-UK8AA。",
        "en": "{field}: “{given}” is no query code. It has ten characters, such as 17PPD-UK8AA.",
    },
    "QueryCodeCharacter": {
        "zh": "{field}：查询码第 {position} 位“{given}”不会出现，该位应为：{expected}。请核对。",
        "en": "{field}: “{given}” in place {position} occurs in no query code. Expected there: {expected}. "
        "Compare it once more.",
    },
    "QueryCodeCheck": {
        "zh": "{field}：查询码“{given}”校验不符。请逐位核对，或改填 15 位证书编号。",
        "en": "{field}: the query code “{given}” does not check. Compare it character by character, or give the "
        "certificate number.",
    },
    "MonthMalformed": {
        "zh": "{field}：“{given}”不是月份。请写作 2026-11。",
        "en": "{field}: “{given}” is no month. Write it as 2026-11.",
    },
    "NumbersShort": {
        "zh": "本月已用 {used} 号，剩 {left} 号。请从缓集中登记，"
        "或提请治理表决增配机构编码（assignRegister，须三日）。",
        "en": "{used} numbers of this month are used and {left} are left. Put off what can wait, or propose another "
        "registry code (assignRegister), which takes three days.",
    },
    "NumbersEnd": {
        "zh": "照本月进度，{day} 用完（剩 {left} 号）。请从缓集中登记，"
        "或提请治理表决增配机构编码（assignRegister，须三日）。",
        "en": "At this month's pace the numbers end on {day} ({left} left). Put off what can wait, or propose another "
        "registry code (assignRegister), which takes three days.",
    },
    "NumbersEnded": {
        "zh": "本月 {maximum} 号已用完。请自 {day} 起登记，或改用增配的机构编码；已受理的申请不受影响。",
        "en": "All {maximum} numbers of this month are used. Register from {day} on, or under another registry code; "
        "cases that are accepted lose nothing.",
    },
    "GapMigrated": {
        "zh": "其后的 {number} 是带原编号衔接的旧证书，故此前的号未用。下次登记将从最小的空号用起。",
        "en": "{number}, behind it, came from an older scheme under a number of its own. The next registration takes "
        "the lowest free number.",
    },
    "GapUnexplained": {
        "zh": "账本上没有任何业务说明此空号的来由。下次登记将从最小的空号用起，空号不会遗失。",
        "en": "No act on the ledger says how this gap came. The next registration takes the lowest free number; "
        "none is lost.",
    },
    "GapRefused": {
        "zh": "本机发出的交易 {transaction} 用到此号，被合约拒绝。下次登记将重新使用此号。",
        "en": "The transaction {transaction} that was sent from here named this number and was refused by the "
        "contract. The next registration takes it.",
    },
    "GapReserved": {
        "zh": "业务单 {instruction} 已为待存证的案件保留此号；退回、撤回或过期后自动释放。",
        "en": "The instruction {instruction} has reserved this number for a deposit; it is free again when that is "
        "refused, withdrawn or expired.",
    },
    "GapUnderWay": {
        "zh": "本机已签名的交易 {transaction} 用到此号，尚未上链。请勿另行使用，稍后再看。",
        "en": "The transaction {transaction}, signed here, names this number and is in no block yet. Leave the number "
        "alone and look again later.",
    },
}
