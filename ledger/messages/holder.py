"""Sentences and words of what a holder has, and of its calendar."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "HolderNotYours": {
        "zh": "资产清单只供权利人本人和主管部门查看，{uscc} 不是您所在的机构。"
        "银行可凭权利人同意，按证书编号逐份或批量核验。",
        "en": "A list of assets is for the holder itself and for the supervisor, and {uscc} is not your own "
        "institution. A bank may verify by the certificates' numbers, one or many, with the holder's consent.",
    },
    "HolderUnknown": {
        "zh": "截至区块 {block}，没有统一社会信用代码为 {uscc} 的参与方。请核对代码；尚未登记的单位没有资产清单。",
        "en": "At block {block} no participant has the unified social credit code {uscc}. Check the code; who was "
        "never admitted has no list of assets.",
    },
}

BADGES: dict[str, Row] = {
    "RENEWAL_OPEN": {"zh": "可申请续期", "en": "renewal open"},
    "RENEWING": {"zh": "续期审查中", "en": "renewal pending"},
    "HELD": {"zh": "质押预告", "en": "rank held"},
    "PLEDGED": {"zh": "已质押", "en": "pledged"},
    "PAST_TERM": {"zh": "债权已到期", "en": "debt past due"},
    "PLEDGE_OBJECTED": {"zh": "质押异议", "en": "pledge objected to"},
    "FROZEN": {"zh": "冻结", "en": "frozen"},
    "FREEZE_WAITING": {"zh": "轮候冻结", "en": "freeze waiting"},
    "CONTROLLED": {"zh": "管控", "en": "controlled"},
    "OBJECTED": {"zh": "异议中", "en": "objected to"},
    "SOURCE_OBJECTED": {"zh": "来源方异议", "en": "source objects"},
    "DISPUTED": {"zh": "仲裁备注", "en": "in arbitration"},
    "SURRENDERED": {"zh": "已交回", "en": "returned"},
    "RESERVED": {"zh": "出资锁定", "en": "reserved for a contribution"},
    "CONTRIBUTED": {"zh": "已作价出资", "en": "contributed"},
    "UNCONFIRMED": {"zh": "出资待确认", "en": "contribution unconfirmed"},
    "LICENSED": {"zh": "已许可", "en": "licensed"},
    "LISTED": {"zh": "挂牌", "en": "listed"},
    "BOOKED": {"zh": "已入表", "en": "booked"},
    "KEPT": {"zh": "托管", "en": "in custody"},
    "KEEPING_OVERDUE": {"zh": "托管证明逾期", "en": "custody proof overdue"},
    "REPORT_STALE": {"zh": "报告失效", "en": "report not current"},
    "DELETION_DUE": {"zh": "应删数据未变更", "en": "deletion outstanding"},
}
"""Words of each badge."""

TONES: dict[str, str] = {
    **dict.fromkeys(BADGES, "info"),
    **dict.fromkeys(
        ("HELD", "PLEDGED", "RENEWAL_OPEN", "RESERVED", "UNCONFIRMED", "REPORT_STALE", "KEEPING_OVERDUE", "RENEWING"),
        "warn",
    ),
    **dict.fromkeys(
        ("PAST_TERM", "PLEDGE_OBJECTED", "FROZEN", "FREEZE_WAITING", "CONTROLLED", "OBJECTED", "SOURCE_OBJECTED",
         "DISPUTED", "SURRENDERED", "DELETION_DUE"),
        "bad",
    ),
}  # fmt: skip
"""How each badge is shown: info, warn or bad."""

REASONS: dict[str, Row] = {
    "IN_FORCE": {"zh": "有效", "en": "in force"},
    "NOT_YET": {"zh": "尚未生效", "en": "not yet in force"},
    "EXPIRED": {"zh": "已到期", "en": "expired"},
    "RENEWAL_PENDING": {"zh": "已到期，续期审查中", "en": "expired, renewal pending"},
    "CANCELLED": {"zh": "已注销", "en": "cancelled"},
    "REVOKED": {"zh": "已撤销", "en": "revoked"},
    "SUPERSEDED": {"zh": "已被取代", "en": "superseded"},
}
"""A certificate's standing in a word."""

RESTRAINTS: dict[str, Row] = {
    "freeze": {"zh": "冻结", "en": "freeze"},
    "waiting": {"zh": "轮候冻结", "en": "freeze waiting"},
    "control": {"zh": "行政管控", "en": "administrative control"},
    "objection": {"zh": "登记异议", "en": "objection"},
    "source": {"zh": "来源方异议", "en": "objection of a source"},
    "dispute": {"zh": "仲裁备注", "en": "arbitration"},
}
"""What restrains a certificate, in a word."""

DUES: dict[str, Row] = {
    "renewal_opens": {"zh": "可申请续期的第一日", "en": "first day to request renewal"},
    "renewal_closes": {"zh": "申请续期的最后一日", "en": "last day to request renewal"},
    "term_ends": {"zh": "有效期最后一日", "en": "last valid day"},
    "renewal_decision": {"zh": "续期审查期限", "en": "decision on the renewal due"},
    "hold_lapses": {"zh": "质押预告期满", "en": "hold lapses"},
    "debt_due": {"zh": "主债权到期", "en": "secured debt due"},
    "suit_proof": {"zh": "质押异议人证明起诉期限", "en": "objector to the pledge to prove suit"},
    "freeze_ends": {"zh": "冻结期满", "en": "freeze ends"},
    "control_ends": {"zh": "管控期满", "en": "control ends"},
    "objection_notice": {"zh": "登记机构转送异议期限", "en": "registry to give notice of the objection"},
    "objection_answer": {"zh": "答复登记异议期限", "en": "answer to the objection due"},
    "objection_lapses": {"zh": "异议因未起诉失效", "en": "objection lapses without a suit"},
    "reservation_lapses": {"zh": "出资锁定期满", "en": "reservation lapses"},
    "confirmation_due": {"zh": "提交公司登记回执期限", "en": "company register's receipt due"},
    "licence_begins": {"zh": "许可开始", "en": "licence begins"},
    "licence_ends": {"zh": "许可期满", "en": "licence ends"},
    "report_lapses": {"zh": "报告失效", "en": "report lapses"},
    "custody_due": {"zh": "托管完整性证明期限", "en": "proof of custody due"},
    "listing_ends": {"zh": "挂牌期满", "en": "listing ends"},
    "answer_due": {"zh": "登记机构受理答复期限", "en": "registry to answer the application"},
    "supplement_due": {"zh": "补正期限", "en": "supplement due"},
    "publicity_ends": {"zh": "公示期满", "en": "publicity ends"},
    "decision_due": {"zh": "登记办结期限", "en": "decision due"},
}
"""What a day of the calendar is of."""
