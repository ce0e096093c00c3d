"""Sentences for contributions: the errors of Equity.sol, and the words of their codes."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "InvesteeInvalid": {
        "zh": "参与方 {participant} 不能作为证书 {certificate_id} 的被投资公司：它已持有该证书或其份额，"
        "或不是法人（公司）。"
        "请填写已接纳的公司。",
        "en": "Participant {participant} cannot receive the contribution of certificate {certificate_id}: it holds "
        "the certificate or a part of it, or is no legal person. Name a company that is admitted.",
    },
    "ContributionModeInvalid": {
        "zh": "出资方式“{mode}”与出资人所持权利（{rights}）不符：含持有权的为全部权利作价，"
        "不含持有权的为使用权、经营权作价。请更正出资方式；只以使用权、经营权出资的，先办理部分转让登记。",
        "en": "The mode “{mode}” does not fit the contributor's rights ({rights}): with the right to hold the whole is "
        "contributed, without it the rights to use and operate. Correct the mode; to contribute only these, have them "
        "split off first.",
    },
    "CapitalAboveAgreed": {
        "zh": "计入注册资本的 {capital} 超过协议作价 {agreed}。计入注册资本的部分不得超过作价，"
        "余额计入资本公积；请核对两个金额。",
        "en": "The {capital} to become registered capital are more than the {agreed} agreed. What exceeds the capital "
        "goes to the capital reserve, never the other way; check both sums.",
    },
    "ValueReportMissing": {
        "zh": "证书 {certificate_id} 没有有效的价值评估报告 {report_id}：报告不存在、已撤回或被取代、已过有效期，"
        "或所评的不是现在的数据版本。非货币出资应当评估（公司法第四十八条）；请由评估机构出具并登记新的报告。",
        "en": "Certificate {certificate_id} has no value report {report_id} in force: there is none, it was withdrawn "
        "or superseded, it is too old, or it is of another data version. What is not money must be appraised (Company "
        "Law art. 48); have an evaluator attest a new report.",
    },
    "ReportPurposeWrong": {
        "zh": "价值评估报告 {report_id} 载明的用途是“{purpose}”，不是作价出资。评估报告只能用于载明的用途；"
        "请由评估机构另行出具用于作价出资的报告。",
        "en": "The value report {report_id} is for {purpose}, not for a contribution. A report serves only the purpose "
        "that it names; have the evaluator attest one for the contribution.",
    },
    "AppraisalDifferent": {
        "zh": "所填评估值 {appraised} 与评估报告 {report_id} 载明的 {reported} 不一致。请按报告填写评估值，"
        "另行填写协议作价。",
        "en": "The appraised value {appraised} is not the {reported} of report {report_id}. Give the report's value; "
        "what the parties agreed is a sum of its own.",
    },
    "ReservationTermInvalid": {
        "zh": "证书 {certificate_id} 的出资锁定拟至 {until}，已经届满或超过最晚时间 {latest}："
        "锁定不得超出规则的最长期限，"
        "也不得超出证书有效期。请更正锁定期限。",
        "en": "The reservation of certificate {certificate_id} until {until} is over already or beyond "
        "{latest}: it may "
        "outlast neither the longest reservation nor the certificate. Correct its end.",
    },
    "ContributionStageWrong": {
        "zh": "证书 {certificate_id} 的出资目前是“{contribution_stage}”，不能办理这一步。出资依次为锁定、执行、确认，"
        "逾期未确认的退回，已执行的可减资退出；请先查询其状态。",
        "en": "The contribution of certificate {certificate_id} is now: {contribution_stage}; this step is not "
        "possible. "
        "It is reserved, executed and confirmed in this order, rolled back when overdue, and left by a reduction of "
        "capital; look at its state first.",
    },
    "ReservationLapsed": {
        "zh": "证书 {certificate_id} 的出资锁定已于 {since} 期满失效。如仍要出资，请重新办理锁定；不再出资的，"
        "无需解除。",
        "en": "The reservation of certificate {certificate_id} lapsed at {since}. Reserve anew to go on; "
        "if not, nothing needs to be cancelled.",
    },
    "ConfirmationLate": {
        "zh": "证书 {certificate_id} 的出资应在 {confirm_by} 前确认，现已逾期。请经被投资公司同意办理退回，"
        "再重新出资。",
        "en": "The contribution of certificate {certificate_id} was to be confirmed before {confirm_by}, which "
        "is over. "
        "Have it rolled back with the company's consent, and contribute anew.",
    },
    "ConfirmationPending": {
        "zh": "证书 {certificate_id} 的出资在 {confirm_by} 前仍可确认，尚不能退回。请提交公司登记回执；"
        "提前退出须持减资文件办理。",
        "en": "The contribution of certificate {certificate_id} can still be confirmed before {confirm_by} and is not "
        "rolled back yet. Submit the company register's receipt; to leave earlier takes a reduction of capital.",
    },
    "RegistrationTimeInvalid": {
        "zh": "公司登记时间 {registered_at} 未填写或晚于现在。请按公司登记回执填写登记时间。",
        "en": "The company register's time {registered_at} is missing or in the future. Give the time on its receipt.",
    },
    "MoveBackForbidden": {
        "zh": "证书 {certificate_id} 已作价出资，不得转回出资人 {contributor}，"
        "经他人之手亦同（公司法第五十三条：股东不得抽逃出资）。"
        "只有持公司减资文件办理减资退出，才能回到出资人名下。",
        "en": "Certificate {certificate_id} was contributed and does not go back to its contributor {contributor}, not "
        "through other hands either (Company Law art. 53: capital is not withdrawn). Only an exit with the company's "
        "reduction of capital brings it back.",
    },
}

MODES: dict[str, Row] = {
    "NONE": {"zh": "未选", "en": "none"},
    "TRANSFER": {"zh": "全部权利作价", "en": "the whole right"},
    "GRANT": {"zh": "使用权、经营权作价", "en": "the rights to use and operate"},
}
"""What is contributed, by name."""

STANDINGS: dict[str, Row] = {
    "reserved": {"zh": "出资锁定", "en": "reserved"},
    "lapsed": {"zh": "锁定期满失效", "en": "lapsed"},
    "cancelled": {"zh": "已解除锁定", "en": "cancelled"},
    "executed": {"zh": "已转移并交付，待公司登记回执", "en": "executed, to be confirmed"},
    "overdue": {"zh": "逾期未确认", "en": "overdue for confirmation"},
    "confirmed": {"zh": "已确认", "en": "confirmed"},
    "rolled_back": {"zh": "已退回", "en": "rolled back"},
    "exited": {"zh": "已减资退出", "en": "left by a reduction of capital"},
}
"""What contributions are at an instant."""

READS: dict[str, Row] = {
    "PartyOfContributionNeeded": {
        "zh": "{field}：请在被投资公司（investee）与出资人（contributor）中填写且只填写一个统一社会信用代码。",
        "en": "{field}: name either the investee or the contributor by its unified social credit code, and only one.",
    },
}

ROWS: dict[str, Row] = {**ERRORS, **READS}
