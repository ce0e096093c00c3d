"""The words for codes and bits in sentences, each by the name of the fact: a place in the tuple is a number."""

from __future__ import annotations

Words = dict[str, dict[str, tuple[str, ...]]]

WORDS: Words = {
    "state": {
        "zh": ("不存在", "有效", "已注销", "已撤销", "已被取代", "已被占用"),
        "en": ("none", "active", "cancelled", "revoked", "superseded", "claimed"),
    },
    "operation": {
        "zh": (
            "无", "转让", "许可", "质押", "解除质押", "实现质权", "作价出资", "变更", "缩减变更", "续期", "注销",
            "记载", "限制登记", "司法转让", "司法注销", "更正", "承继", "部分转让", "衔接换证", "交回", "待决续期",
            "出资执行",
        ),
        "en": (
            "none", "transfer", "licence", "pledge", "release", "enforcement", "contribution", "amendment",
            "narrowing amendment", "renewal", "cancellation", "attestation", "restraint", "judicial transfer",
            "judicial cancellation", "correction", "succession", "split", "conversion", "surrender",
            "pending renewal",
            "execution of a contribution",
        ),
    },
    "restraint": {
        "zh": (
            "无", "质押或顺位预告", "冻结", "异议", "行政管控", "出资锁定", "有效期届满", "已作价出资", "许可",
            "来源方异议", "已交回登记机构",
        ),
        "en": (
            "none", "pledge or held rank", "freeze", "objection", "administrative control",
            "reservation for a contribution", "end of its term", "contribution", "licence", "objection of a source",
            "surrender to the registry",
        ),
    },
    "contribution_stage": {
        "zh": ("未办理", "已锁定", "已解除锁定", "已转移并交付", "已确认", "已退回", "已减资退出"),
        "en": ("none", "reserved", "cancelled", "executed", "confirmed", "rolled back", "exited"),
    },
    "mode": {
        "zh": ("未选", "全部权利作价", "使用权、经营权作价"),
        "en": ("none", "contribution of the whole right", "contribution of the rights to use and operate"),
    },
    "encumbrance_state": {
        "zh": ("不存在", "预告", "预告已撤回", "预告已转为质押", "质押", "已解除", "已实现", "因在先质权实现而消灭"),
        "en": (
            "none", "held", "given up", "turned into a pledge", "pledged", "released", "enforced",
            "ended by an earlier pledge's enforcement",
        ),
    },
    "purpose": {
        "zh": ("未注明用途", "质押", "作价出资", "入表", "转让", "其他"),
        "en": ("no purpose", "a pledge", "a contribution", "booking", "a transfer", "another purpose"),
    },
    "attested_kind": {
        "zh": (
            "无", "质量评价报告", "安全评估报告", "合规评估报告", "价值评估报告", "入表", "后续计量", "减值",
            "重分类",
            "终止确认", "审计鉴证", "托管", "托管完整性证明", "解除托管", "挂牌", "成交", "交付", "摘牌", "开放",
            "出境备案", "数据专区计算使用", "首登记申领", "首入表申领", "首交易申领", "首开放申领", "兑现", "追回",
            "备注", "信托或实际权益人", "重新分级", "关联",
        ),
        "en": (
            "none", "quality report", "security report", "compliance report", "valuation report", "booking",
            "remeasurement", "impairment", "reclassification", "derecognition", "audit attestation", "custody",
            "proof of integrity", "release from custody", "listing", "deal", "delivery", "delisting",
            "opening of data", "cross-border filing", "computing in a data zone", "claim for a first registration",
            "claim for a first booking", "claim for a first deal", "claim for a first opening", "grant", "claw-back",
            "annotation", "trust or beneficial owner", "regrading", "link",
        ),
    },
    "member": {
        "zh": ("金额", "基准日", "有效期", "相对方", "所依据的记载", "关联标识"),
        "en": (
            "amount", "base date", "validity", "other participant", "attestation that it follows",
            "linked identifier",
        ),
    },
    "relation": {
        "zh": ("无", "同一数据", "衍生自", "承接旧证", "衔接换证", "分出自"),
        "en": ("none", "same data", "derived from", "continues", "converts", "split from"),
    },
    "condition": {
        "zh": ("不存在", "有效", "已被后一份取代", "已终止", "已撤回"),
        "en": ("none", "live", "superseded", "ended", "withdrawn"),
    },
    "grade": {
        "zh": (
            "未分级", "一般数据1级", "一般数据2级", "一般数据3级", "一般数据4级", "含个人信息的一般数据", "重要数据",
            "核心数据",
        ),
        "en": (
            "not graded", "general 1", "general 2", "general 3", "general 4", "general with personal information",
            "important", "core",
        ),
    },
    "stage": {
        "zh": (
            "未提交", "已提交", "待补正", "已受理", "审查通过", "公示", "公示异议核查", "已存证", "不予受理",
            "逾期未补正", "终止登记", "不予登记", "已撤回",
        ),
        "en": (
            "not submitted", "submitted", "to be supplemented", "accepted", "review passed", "publicised",
            "objected to during publicity", "deposited", "not accepted", "lapsed without supplement", "terminated",
            "refused", "withdrawn",
        ),
    },
    "step": {
        "zh": (
            "提交申请", "一次性告知补正", "补正", "受理", "不予受理", "审查通过", "不予登记", "终止登记", "撤回申请",
            "延长办理期限", "公示", "不予公示", "提出公示异议", "决定公示异议", "存证",
        ),
        "en": (
            "submit", "require a supplement", "supplement", "accept", "not accept", "pass the review", "refuse",
            "terminate", "withdraw", "extend the period to decide", "publicise", "waive the publicity",
            "object to the publicity", "decide an objection", "deposit",
        ),
    },
    "burden_kind": {
        "zh": ("冻结", "行政管控", "登记异议", "来源方异议", "仲裁备注"),
        "en": ("freeze", "administrative control", "objection", "objection of a source", "noted dispute"),
    },
    "objection_stage": {
        "zh": (
            "无", "已受理", "已通知", "登记人同意", "登记人不同意", "不予采纳", "已起诉或申请仲裁", "已采纳", "已撤回",
            "法律文书支持", "法律文书驳回",
        ),
        "en": (
            "nothing", "raised", "notified", "agreed to", "contested", "rejected", "taken to suit", "upheld",
            "withdrawn", "sustained by a judgment", "dismissed by a judgment",
        ),
    },
    "basis": {
        "zh": ("未说明", "权利人同意", "权利人本人", "法定职责", "司法、监察文书", "审计、评估等委托"),
        "en": ("not stated", "the holder's consent", "own certificate", "statutory duty", "order of a court or organ",
               "engagement to audit or evaluate"),
    },
    "pending_act": {
        "zh": (
            "无", "续期", "已预告顺位的质押", "作价出资引起的转移", "出资待确认（可能退回）", "因数据删除应办的变更",
            "交回后待办的注销", "异议审查",
        ),
        "en": (
            "none", "renewal", "pledge for which a rank is held", "transfer by contribution",
            "contribution to be confirmed or rolled back", "amendment after a deletion of data",
            "cancellation after a return", "review of an objection",
        ),
    },
    "note_kind": {
        "zh": ("无", "权利行使期限或条件", "依法应备注的事项", "其他"),
        "en": ("none", "term or condition of a right", "matter to be noted by law", "other"),
    },
    "interest": {
        "zh": ("无", "信托", "实际权益人", "代持"),
        "en": ("none", "trust", "beneficial owner", "nominee"),
    },
}  # fmt: skip
WORDS["next_stage"] = WORDS["objection_stage"]
"""The contract's enumerations."""

BITS: Words = {
    "allowed": {"zh": ("持有权", "使用权", "经营权"), "en": ("hold", "use", "operate")},
    "rights": {"zh": ("持有权", "使用权", "经营权"), "en": ("hold", "use", "operate")},
    "duty": {
        "zh": ("经办", "复核", "同意", "密钥管理", "表决"),
        "en": ("maker", "checker", "consent", "admin", "vote"),
    },
    "role": {
        "zh": (
            "登记机构", "银行", "评估机构", "审计人", "有权机关", "仲裁机构", "托管机构", "交易场所", "主管部门",
            "治理成员", "应急监护人",
        ),
        "en": (
            "registry", "bank", "evaluator", "auditor", "organ", "arbitration", "custodian", "exchange", "supervisor",
            "governor", "guardian",
        ),
    },
    "forbidden": WORDS["operation"],
    "forbiddable": WORDS["operation"],
}  # fmt: skip
BITS["duties"] = BITS["duty"]
BITS["roles"] = BITS["role"]
"""The contract's bit masks, from the lowest bit."""
