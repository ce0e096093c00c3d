"""Sentences for licences: the errors of Licences.sol, what is not found, and the words of their codes."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "LicenceKindInvalid": {
        "zh": "没有注明许可种类。请在普通许可、排他许可、独占许可中选择一种后重新提交。",
        "en": "The kind of licence is missing. Choose ordinary, sole or exclusive, and submit again.",
    },
    "LicenseeInvalid": {
        "zh": "被许可人 {participant} 本身就是证书 {certificate_id} 的持有人，无需许可。请核对被许可人。",
        "en": "The licensee {participant} itself holds certificate {certificate_id} and needs no licence. "
        "Check who the licensee is.",
    },
    "LicenceTermInvalid": {
        "zh": "许可期限自 {valid_from} 至 {valid_to} 无效：起始早于证书有效期、终止不晚于起始，或已经届满。"
        "请更正起止时间。",
        "en": "The licence's term from {valid_from} to {valid_to} begins before the certificate's, ends before it "
        "begins, or is over. Correct its beginning or its end.",
    },
    "LicenceTooLong": {
        "zh": "许可拟至 {valid_to}，超过最晚时间 {latest}：许可不得超出证书 {certificate_id} 的有效期，"
        "也不得超出一次许可的最长期限。请缩短许可期限，或先为证书办理续期。",
        "en": "The licence would run to {valid_to}, beyond {latest}: it may outlast neither certificate "
        "{certificate_id} nor the longest licence at a time. Shorten it, or have the certificate renewed first.",
    },
    "LicenceExclusive": {
        "zh": "证书 {certificate_id} 上的许可 {licence_id} 与所申请的许可在权利和期间上重叠，"
        "而其中至少一个是排他或独占许可。"
        "请改选不重叠的权利或期间，或由持有人与该被许可人先协议终止原许可。",
        "en": "Licence {licence_id} on certificate {certificate_id} overlaps the one asked for in rights and time, and "
        "one of both is sole or exclusive. Choose other rights or another time, or have the holders and that licensee "
        "end theirs first.",
    },
    "LicencesTooMany": {
        "zh": "证书 {certificate_id} 上的有效许可已达上限 {maximum} 个。请待其中之一期满，或由被许可人先办理终止。",
        "en": "Certificate {certificate_id} already has {maximum} live licences, the most there may be. "
        "Wait until one lapses, or have a licensee end its own first.",
    },
    "LicenceUnknown": {
        "zh": "证书 {certificate_id} 上没有许可 {licence_id}。请核对许可标识与证书编号。",
        "en": "Certificate {certificate_id} has no licence {licence_id}. Check the licence's id and the certificate.",
    },
    "LicenceOver": {
        "zh": "许可 {licence_id} 自 {since} 起已期满或终止，不能再变更或终止。如需继续使用，请办理新的许可登记。",
        "en": "Licence {licence_id} has been over since {since} and can be neither changed nor ended. "
        "To go on using the data, have a new licence granted.",
    },
    "LicenceUnchanged": {
        "zh": "对许可 {licence_id} 的变更没有改变任何内容。请填写新的终止时间或新的许可文本摘要。",
        "en": "The change of licence {licence_id} would change nothing. Give a new end or the digest of a new text.",
    },
    "LicenceEndInvalid": {
        "zh": "没有注明终止许可的原因。请在协议终止、被许可人放弃、依生效法律文书中选择一种后重新提交。",
        "en": "The reason to end the licence is missing. Choose agreement, the licensee's waiver or a judgment, and "
        "submit again.",
    },
}

KINDS: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "ORDINARY": {"zh": "普通许可", "en": "ordinary"},
    "SOLE": {"zh": "排他许可", "en": "sole"},
    "EXCLUSIVE": {"zh": "独占许可", "en": "exclusive"},
}
"""The kinds of licences by name."""

ENDS: dict[str, Row] = {
    "NONE": {"zh": "未提前终止", "en": "not ended before its term"},
    "AGREEMENT": {"zh": "协议终止", "en": "ended by agreement"},
    "WAIVER": {"zh": "被许可人放弃", "en": "given up by the licensee"},
    "JUDGMENT": {"zh": "依生效法律文书终止", "en": "ended by a judgment"},
}
"""Why licences ended, by name."""

STANDINGS: dict[str, Row] = {
    "upcoming": {"zh": "尚未开始", "en": "not begun yet"},
    "in_force": {"zh": "有效", "en": "in force"},
    "lapsed": {"zh": "期满", "en": "lapsed"},
    "ended": {"zh": "已终止", "en": "ended"},
}
"""What licences are at an instant."""

ROWS: dict[str, Row] = ERRORS
