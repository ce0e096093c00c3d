"""Sentences for the audit of what the service answered: findings by "Audit" and their code, remedies, remarks."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "AuditAnswersBroken": {
        "zh": "{subject} 的签名答复不完整或格式不对：应为 {expected}，实为 {found}。",
        "en": "The signed answers of {subject} are not whole, or none: {found} instead of {expected}.",
    },
    "AuditAnswersForeign": {
        "zh": "{subject} 的答复日志属于另一账本：应为 {expected}，实为 {found}。",
        "en": "The log of answers of {subject} is another ledger's: {found} instead of {expected}.",
    },
    "AuditAnswerMissing": {
        "zh": "{subject} 缺失：编号应连续无缺，检查点包括该编号。",
        "en": "{subject} is missing: the numbers have no gap, and the checkpoint counts it.",
    },
    "AuditAnswerForged": {
        "zh": "{subject} 不是该服务所签发的答复，或已被改动：应为 {expected}，实为 {found}。",
        "en": "{subject} is none that the service signed, or was altered: {expected} is not so ({found}).",
    },
    "AuditAnswerKeyForeign": {
        "zh": "区块 {position} 时，{subject} 的背书不成立：称由 {expected} 背书，链上所示为 {found}。",
        "en": "At block {position} the endorsement of {subject} does not hold: it is said to be by {expected}, the "
        "ledger shows {found}.",
    },
    "AuditAnswerBlockOther": {
        "zh": "{subject} 依据的区块 {position} 不在链上：链上为 {expected}，答复称 {found}。",
        "en": "{subject} rests on a block {position} that is not the chain's: {found} instead of {expected}.",
    },
    "AuditAnswerWrong": {
        "zh": "{subject} 与区块 {position} 时账本所示不符：应为 {expected}，当时答复为 {found}。",
        "en": "{subject} is not what the ledger showed at block {position}: it should have been {expected}, and was "
        "{found}.",
    },
    "AuditLogForked": {
        "zh": "答复日志与 {subject} 不是同一日志：重算为 {expected}，检查点称 {found}。"
        "答复被更换、重排，或向不同人出示了不同日志。",
        "en": "The log of answers is not that of {subject}: rebuilt {expected}, stated {found}. Answers were replaced "
        "or moved, or different people are shown different logs.",
    },
    "RemedyAnswers": {
        "zh": "请保存答复文件与检查点作为证据，要求运营者从备份恢复全部答复，并告知收到过答复的机构及见证方。",
        "en": "Keep the answers and the checkpoint as evidence, have the operator restore all answers from a backup, "
        "and tell those who were answered and the witnesses.",
    },
    "RemedyCorrection": {
        "zh": "请通知得到该答复的机构不再依据它，并查明当时服务为何给出不同结论。",
        "en": "Tell whoever was given this answer not to rely on it, and find out why the service answered otherwise.",
    },
    "AuditCheckpointUnreadable": {
        "zh": "检查点文件 {file} 无法读取（{reason}）。请给出当时保存的检查点原文。",
        "en": "The checkpoint in {file} cannot be read ({reason}). Give the checkpoint just as it was kept.",
    },
    "AuditSampled": {
        "zh": "只对 {of} 份证书中的 {size} 份（连同其上的一切）取得存储证明，种子为 {seed}；若有 {sure} 份证书有误，"
        "以 95% 的把握至少抽中其一，更少的可能漏过：{missed}。",
        "en": "Only {size} of {of} certificates, with all that hangs on them, were proven by storage; the seed is "
        "{seed}. Of {sure} bad certificates one is drawn with 95 % certainty; fewer may be missed: {missed}.",
    },
    "AuditLogNotRebuilt": {
        "zh": "有答复缺失或不实，大小为 {size} 的日志树无法重建，未与检查点核对。",
        "en": "Answers are missing or forged, so the tree of {size} answers could not be rebuilt and held against its "
        "checkpoint.",
    },
    "AuditAnswerKeyUnendorsed": {
        "zh": "签发答复的密钥 {key} 没有参与方背书：答复出自谁，只有该服务自己的说法。",
        "en": "No participant endorses the key {key} that signed answers: only the service itself says whose they are.",
    },
    "AuditAnswersElsewhere": {
        "zh": "{count} 份答复所依据的区块不在本次重放之内，未重新判断。",
        "en": "{count} answers rest on blocks that were not replayed here, and were not judged again.",
    },
    "AuditAnswersStated": {
        "zh": "{count} 项“证据新鲜度”检查取决于该服务自己的节点与时钟，未比对。",
        "en": "{count} checks of how fresh the evidence was rest on the service's own node and clock: not compared.",
    },
    "AuditAnswersUndocumented": {
        "zh": "{count} 项检查取决于未提供的文档，未比对。请用 --documents 提供。",
        "en": "{count} checks rest on documents that were not given, and were not compared. Give them by --documents.",
    },
    "AuditAnswersPortfolios": {
        "zh": "{count} 份组合核验只签署了各行的根，服务不保存各行，只核对了区块。",
        "en": "{count} answers are portfolios, of which the service signs the root and keeps no lines: only their "
        "blocks were compared.",
    },
    "AuditAnswersOtherPolicy": {
        "zh": "{count} 份答复依据另一版核验政策，未重新判断。请用当时的版本审计。",
        "en": "{count} answers were judged by another version of the policy, and not again. Audit with that version.",
    },
}
