"""Sentences for instructions 业务单, the keys that sign them, and the inbox; and the words for states and steps."""

from __future__ import annotations

from ledger.messages.row import Row


def _row(zh: str, en: str) -> Row:
    return {"zh": zh, "en": en}


STATES: dict[str, Row] = {
    "prepared": _row("待复核", "Awaits approval"),
    "approved": _row("待相对方同意", "Awaits consent"),
    "ready": _row("待签名上链", "Awaits signing"),
    "signed": _row("已签名", "Signed"),
    "sent": _row("已发送，等待区块", "Sent, awaits its block"),
    "mined": _row("已上链", "In a block"),
    "final": _row("已确认", "Final"),
    "refused": _row("已退回", "Refused"),
    "withdrawn": _row("已撤回", "Withdrawn"),
    "expired": _row("已过期", "Expired"),
}
"""By the state of an instruction."""

STEPS: dict[str, Row] = {
    "prepare": _row("经办", "Prepared"),
    "approve": _row("复核通过", "Approved"),
    "consent": _row("相对方同意", "Consented"),
    "refuse": _row("退回", "Refused"),
    "withdraw": _row("撤回", "Withdrawn"),
    "sign": _row("机构密钥签名", "Signed by the institutions' keys"),
    "send": _row("发送", "Sent"),
    "mine": _row("上链", "In a block"),
    "confirm": _row("确认", "Final"),
    "expire": _row("过期", "Expired"),
    "fail": _row("合约未接受", "Not taken by the contract"),
}
"""By the step that was taken."""

ROWS: dict[str, Row] = {
    "InstructionUnknown": _row(
        "没有业务单 {instruction}，或它不涉及本机构。请在业务单列表中查找。",
        "There is no instruction {instruction}, or it does not concern your institution. Look in the list.",
    ),
    "InstructionOfOther": _row(
        "业务单 {instruction} 是另一机构的，由该机构复核或撤回；贵机构只能同意或退回。",
        "The instruction {instruction} is another institution's: that one approves or withdraws it; you may consent "
        "or refuse.",
    ),
    "InstructionStepNotAllowed": _row(
        "业务单 {instruction} 现为“{instruction_state}”，不能再办理“{step}”。请刷新后查看最新状态。",
        "The instruction {instruction} is {instruction_state}: the step {step} is not open. Look at it anew.",
    ),
    "InstructionExpired": _row(
        "业务单 {instruction} 已于 {deadline} 过期。请重新经办。",
        "The instruction {instruction} expired at {deadline}. Prepare it anew.",
    ),
    "InstructionMoved": _row(
        "业务单 {instruction} 经办之后，该证书的内容已经变更，原同意不再适用。请按新的内容重新经办。",
        "The certificate has changed since the instruction {instruction} was prepared, and what was agreed no longer "
        "fits. Prepare it anew.",
    ),
    "FourEyes": _row(
        "您已在业务单 {instruction} 上签办过。每张业务单的经办、复核、同意须由不同人员办理，请交由另一位复核人员。",
        "You have taken part in the instruction {instruction}. Preparing, approving and consenting need different "
        "people: hand it to another approver.",
    ),
    "ConsentNotAwaited": _row(
        "业务单 {instruction} 不需要贵机构（参与方 {participant}）同意，或已经同意。",
        "The instruction {instruction} does not wait for the consent of participant {participant}.",
    ),
    "NoKeyHere": _row(
        "本平台没有参与方 {participant} 可用于“{duty}”的密钥。请由其登记机构登记密钥，或将密钥文件放入 keys 目录。",
        "No key of participant {participant} with the duty {duty} is kept here. Have one enrolled, or bring its "
        "keystore into the folder of keys.",
    ),
    "NumberReserved": _row(
        "编号 {number} 已由业务单 {instruction} 占用。请重新起草以取得下一个编号，或先撤回该业务单。",
        "The number {number} is named by the instruction {instruction}. Draft anew for the next number, or withdraw "
        "that one first.",
    ),
    "DraftPartSame": _row(
        "{field}：部分转让须写明让出的数据指纹，且与剩余部分的不同；仅转让权利的，两项都不填。",
        "{field}: to divide the data, name the fingerprint of the part and another one of what remains; to give rights "
        "only, name neither.",
    ),
    "KeyNotHere": _row(
        "本平台没有密钥 {key}。请将其密钥文件放回 keys 目录。",
        "The key {key} is not kept here. Bring its keystore back into the folder of keys.",
    ),
    "MirrorBehind": _row(
        "账本镜像尚未追上链（现在区块 {block}）。稍后将自动继续。",
        "The mirror has not caught up with the chain; it is at block {block}. This goes on by itself.",
    ),
    "InstructionOvertaken": _row(
        "同一证书上的另一事项先行上链，将按最新状态重新签名。稍后将自动继续。",
        "Another act on the certificate came first; this one is signed anew for what it left, by itself.",
    ),
    "IdempotencyKeyTaken": _row(
        "{field}：该键已用于另一请求（{made}）。请为新请求使用新的键。",
        "{field}: this key stands for another request, which made {made}. Use a new key for a new request.",
    ),
    "EvidenceTooMany": _row(
        "{field}：所附文件 {given} 个，最多 {maximum} 个。请合并后重试。",
        "{field}: {given} files are named, and {maximum} are the most. Put some together.",
    ),
}

NOTICES: dict[str, Row] = {
    "approve": _row(
        "{title}（{number}）待复核，经办于 {prepared_at}。",
        "{title} ({number}) awaits approval; prepared at {prepared_at}.",
    ),
    "consent": _row(
        "{institution} 的业务单“{title}”（{number}）待贵机构同意。",
        "{institution} asks for your consent: {title} ({number}).",
    ),
    "refused": _row("业务单“{title}”（{number}）被退回。", "The instruction {title} ({number}) was refused."),
    "event": _row("{number}：{what}。", "{number}: {what}."),
    "own": _row("本机构：{what}。", "Your institution: {what}."),
    "certificate": _row("证书 {number} 将于 {until} 到期。", "Certificate {number} ends at {until}."),
    "pledge": _row("{number} 上的质押或预告将于 {until} 到期。", "The pledge or hold on {number} ends at {until}."),
    "licence": _row("{number} 的许可将于 {until} 到期。", "The licence of {number} ends at {until}."),
    "freeze": _row("{number} 上的冻结将于 {until} 到期。", "The freeze of {number} ends at {until}."),
    "renewal": _row(
        "{number} 的续期申请须在 {until} 前作出决定。", "The renewal of {number} must be decided by {until}."
    ),
    "window": _row(
        "{number} 自 {since} 起可申请续期，至有效期满前一日止。",
        "The renewal of {number} may be asked for since {since}, until the day before its term ends.",
    ),
    "deadline": _row(
        "案件“{data_name}”：{owed}，最后日 {last_day}，余 {days} 个工作日。",
        "Case {data_name}: {owed}; the last day is {last_day}, working days left: {days}.",
    ),
    "late": _row(
        "案件“{data_name}”：{owed}，已于 {last_day} 期满，逾期 {days} 个工作日。",
        "Case {data_name}: {owed}; the last day was {last_day}, working days late: {days}.",
    ),
}
"""By the kind of a notice, or of what ends."""
