"""
Sentences for what all nouns share: what stops an act, who may lift it and by which rule, and the door's own refusals.

Of `OperationRestrained` there is one row for each restraint, named by it; `code_of` picks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.domain.matrix import Restraint
from ledger.messages.row import Row

_STOPPED: Row = {
    "zh": "证书 {certificate_id} 现有限制“{restraint}”，不能办理“{operation}”。",
    "en": "The {restraint} on certificate {certificate_id} stops this {operation}. ",
}


def _restrained(zh: str, en: str) -> Row:
    return {"zh": _STOPPED["zh"] + zh, "en": _STOPPED["en"] + en}


ERRORS: dict[str, Row] = {
    "OperationRestrained": _restrained(
        "可由参与方 {by} 依其登记时的规则解除；请先与其联系。",
        "Participant {by} may lift it by the rule under which it was recorded; turn to them first.",
    ),
    "OperationRestrained_PLEDGED": _restrained(
        "可由质权人（参与方 {by}）单方解除质押或撤回预告；仅需其同意的业务可由其签署同意（民法典第四百四十四条），"
        "作价出资则须先解除全部质押（市场主体登记管理条例第十三条）。",
        "The creditor, participant {by}, may release its pledge or give up its hold alone; where its consent is enough "
        "it may sign (Civil Code art. 444), but nothing pledged is contributed (market entity regulation art. 13).",
    ),
    "OperationRestrained_FROZEN": _restrained(
        "只能由作出冻结的机关（参与方 {by}）凭裁定和协助执行通知书解除，或待冻结期满自动失效"
        "（查封、扣押、冻结规定第二十四条、第二十七条、第二十八条）；请凭其准许或解除文书办理。",
        "Only the organ that froze, participant {by}, may lift it by a ruling with its notice, or it lapses with its "
        "term (provisions on seizure and freezing, art. 24, 27 and 28); come with its leave or its lifting.",
    ),
    "OperationRestrained_OBJECTED": _restrained(
        "须待登记机构（参与方 {by}）对异议作出处理、异议人撤回，或异议人逾期未证明起诉、仲裁而自动失效"
        "（国数综政策〔2026〕35号第二十九条）。",
        "It ends when the registry, participant {by}, concludes it, the objector withdraws it, or no suit or "
        "arbitration is proven in time (guideline 〔2026〕35, art. 29).",
    ),
    "OperationRestrained_CONTROLLED": _restrained(
        "可由作出管控的机关（参与方 {by}）解除，或待管控期满（国数综政策〔2026〕35号第二十三条）；请向该机关申请。",
        "The organ that controls it, participant {by}, may lift it, or it ends with its term (guideline 〔2026〕35, "
        "art. "
        "23); apply to that organ.",
    ),
    "OperationRestrained_RESERVED": _restrained(
        "请与被投资公司（参与方 {by}）办理出资执行或撤销锁定，或待锁定期满自动失效（公司法第四十八条、第四十九条）。",
        "Have the contribution executed or the reservation cancelled with the company, participant {by}, or wait until "
        "it lapses (Company Law art. 48 and 49).",
    ),
    "OperationRestrained_CONTRIBUTED": _restrained(
        "同一权利不得再次出资，股东不得抽逃出资（公司法第五十三条）；"
        "只能由被投资公司（参与方 {by}）依法减资后办理退出登记。",
        "The same right is not contributed twice, nor capital withdrawn (Company Law art. 53); only the company, "
        "participant {by}, may let it go by a registered reduction of capital.",
    ),
    "OperationRestrained_LICENSED": _restrained(
        "请由被许可人（参与方 {by}）签署同意或放弃许可，或待许可期满（国数综政策〔2026〕35号第三条）。",
        "Have the licensee, participant {by}, consent or give up the licence, or wait for the end of its term "
        "(guideline 〔2026〕35, art. 3).",
    ),
    "OperationRestrained_SOURCE_OBJECTED": _restrained(
        "须由数据来源方（参与方 {by}）撤回异议，或以删除、协商补偿了结（北京数据基础制度先行区政策清单第六条）。",
        "The source, participant {by}, may withdraw it, or it is settled by deletion or compensation (policy list of "
        "the Beijing pilot zone, art. 6).",
    ),
    "OperationRestrained_SURRENDERED": _restrained(
        "证书已交回登记机构（参与方 {by}），请由该机构依申请恢复，或办理注销（国数综政策〔2026〕35号第三十七条）。",
        "It lies with the registry, participant {by}: have the registry restore it on application, or cancel it "
        "(guideline 〔2026〕35, art. 37).",
    ),
    "FlagKept": {
        "zh": "标志位 {flag} 由合约 {keeper} 管理，一个标志只能有一个管理合约。请先表决关闭该合约，再开放新的合约。",
        "en": "The flag {flag} is kept by the contract {keeper}, and a flag has one keeper. "
        "Vote to shut that contract out first.",
    },
    "MigrationClosed": {
        "zh": "登记簿 {register} 现不接收未经申请的旧证书。请办理登记申请，或由治理表决开放该登记簿的旧证迁移。",
        "en": "The register {register} takes over no certificates without an application now. File an application, or "
        "have the governors open a migration of that register.",
    },
    "TermNotExtended": {
        "zh": "证书 {certificate_id} 续期后的届满时间 {asked} 不晚于原届满时间 {valid_to}，或者已经届满。"
        "请填写更晚的届满时间。",
        "en": "The renewed term of certificate {certificate_id} would end at {asked}, no later than the old one at "
        "{valid_to} or already past. Give a later end.",
    },
    "AmountImplausible": {
        "zh": "金额 {amount} 不在 {least} 至 {most} 之间，可能把万元当作分填写。金额以分为单位，请核对后重新提交。",
        "en": "The amount {amount} is not between {least} and {most}; it may have been meant in units of ten thousand "
        "yuan. Amounts are in fen: check it and submit again.",
    },
}

ROWS: dict[str, Row] = ERRORS


def code_of(code: str, facts: Mapping[str, Any]) -> str:
    """Return the code whose sentences tell most: for an act that a restraint stopped, those of that restraint."""
    restraint = facts.get("restraint")
    if code != "OperationRestrained" or restraint not in set(Restraint):
        return code
    named = f"{code}_{Restraint(restraint).name}"
    return named if named in ERRORS else code
