"""Sentences for restraints: the errors of Restraints.sol, the words of codes, and who lifts what by which rule."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "BurdensTooMany": {
        "zh": "证书 {certificate_id} 上的{burden_kind}已达上限 {maximum} 项。请等待其中之一解除、终结或期满后再办理。",
        "en": "Certificate {certificate_id} already has {maximum} of this kind: {burden_kind}. "
        "Wait until one of them is lifted, closed or has lapsed.",
    },
    "BurdenUnknown": {
        "zh": "证书 {certificate_id} 上没有编号 {burden_id} 的{burden_kind}在生效或轮候：不存在、已解除、"
        "已终结或已期满。"
        "请查询该证书当前的限制并核对编号；已期满的无需再解除。",
        "en": "On certificate {certificate_id} no {burden_kind} {burden_id} is in force or waits: there was "
        "none, or it "
        "was lifted, closed or has lapsed. Look up what rests on the certificate and check the id; what has lapsed "
        "needs no lifting.",
    },
    "ServedAtInvalid": {
        "zh": "送达时间 {served_at} 早于证书 {certificate_id} 的起始 {earliest}，或晚于现在 {latest}。"
        "冻结自送达时生效（查封规定第一条）；请按送达回证填写送达时间。",
        "en": "The service at {served_at} is before certificate {certificate_id} began at {earliest}, or after now, "
        "{latest}. A freeze binds from its service; give the time on the receipt of service.",
    },
    "FreezeTermInvalid": {
        "zh": "证书 {certificate_id} 的冻结拟至 {until}，期限为零、已届满或超过最晚 {latest}："
        "一次冻结或续冻不得超过规则的最长期限"
        "（民诉法解释，三年）。请更正期限；续冻须在届满前办理。",
        "en": "The freeze of certificate {certificate_id} until {until} has no term, is over already, or goes beyond "
        "{latest}: neither a freeze nor its extension is longer than the rules allow (three years). Correct the "
        "term; an extension is due before the end.",
    },
    "ForbiddenInvalid": {
        "zh": "冻结所禁止的事项“{forbidden}”为空，或含不能禁止的事项；可以禁止的有：{forbiddable}。"
        "请按协助执行通知书逐项选择；解除质押、续期、入表等不受冻结限制。",
        "en": "The freeze forbids nothing, or something that no freeze can: {forbidden}. It can forbid: {forbiddable}. "
        "Choose each by the notice; release, renewal and booking are never stopped by a freeze.",
    },
    "LiftNotPartial": {
        "zh": "拟保留的冻结（{forbidden}；持有人 {holder}）不是冻结 {freeze_id} 的一部分，或与原来相同。"
        "部分解除只能减少禁止事项，或由整体限于一个共有人的份额；全部解除请办理解除冻结。",
        "en": "What is to remain ({forbidden}; holder {holder}) is no part of freeze {freeze_id}, or is all of "
        "it. Lift "
        "some operations, or all parts but one co-holder's; to lift all, lift the freeze.",
    },
    "OrderOfAnother": {
        "zh": "该限制由参与方 {by} 作出，参与方 {given} 不能变更或解除（查封规定第二十八条：由作出机关裁定并通知）。"
        "请向参与方 {by} 申请。",
        "en": "Participant {by} ordered this restraint, so {given} can neither change nor lift it: only who ordered it "
        "does, by its own ruling and notice. Apply to participant {by}.",
    },
    "ControlInForce": {
        "zh": "证书 {certificate_id} 已由参与方 {by} 管控至 {until}，同时只能有一项管控。请待其解除或届满后再办理。",
        "en": "Certificate {certificate_id} is under the control of participant {by} until {until}; there is one at a "
        "time. Wait until it is lifted or has lapsed.",
    },
    "ControlTermInvalid": {
        "zh": "证书 {certificate_id} 的管控拟至 {until}，已届满或超过最晚 {latest}。请更正管控期限。",
        "en": "The control of certificate {certificate_id} until {until} is over already or goes beyond {latest}. "
        "Correct its end.",
    },
    "GroundMissing": {
        "zh": "未填写异议理由。请选择权属争议或登记错误（国数综政策〔2026〕35号第二十九条）。",
        "en": "The objection has no ground. Choose ownership or an error of registration (guideline 〔2026〕35, "
        "art. 29).",
    },
    "StageInvalid": {
        "zh": "异议 {objection_id} 处于“{objection_stage}”，不能转为“{next_stage}”。"
        "异议依次为受理、通知、答复、结论、起诉或仲裁；异议人可随时撤回，生效法律文书可随时执行。",
        "en": "Objection {objection_id} is {objection_stage} and cannot become {next_stage}. It is raised, notified, "
        "answered, concluded and taken to suit in this order; it can be withdrawn, or decided by a judgment, at any "
        "time.",
    },
    "AnswerPending": {
        "zh": "登记人在 {answer_by} 前仍可答复异议 {objection_id}，现在不能作出结论。请等待答复或期限届满。",
        "en": "The registrant may answer objection {objection_id} before {answer_by}; nothing is concluded until then. "
        "Wait for the answer or for that time.",
    },
    "OutcomeMissing": {
        "zh": "未填写来源方异议的处理结果。请选择删除、补偿、不成立或转争议解决之一。",
        "en": "The source's objection has no outcome. Choose deleted, compensated, rejected or escalated.",
    },
    "NotSurrendered": {
        "zh": "证书 {certificate_id} 没有交回登记机构，无需恢复。请先查询其当前状态。",
        "en": "Certificate {certificate_id} was not returned to the registry; there is nothing to give back. "
        "Look at its state first.",
    },
}

RESTRAINTS: dict[str, Row] = {
    "FROZEN": {
        "zh": "冻结由作出冻结的机关裁定并通知登记机构后解除，期满自动失效，轮候的依次生效"
        "（查封规定第二十六至二十八条）；冻结期间一律不得注销、部分转让、衔接换证或执行已锁定的出资，变更须经该机关准许。"
        "仲裁机构不能冻结（仲裁法第二十八条）。",
        "en": "Only the organ that ordered a freeze lifts it, by ruling and notice; it lapses at its end, and the next "
        "in the queue takes effect by itself (rules on seizure, art. 26–28). Meanwhile nothing is cancelled, split, "
        "converted or contributed by execution, and an amendment takes the organ's leave. Arbitration cannot freeze "
        "(Arbitration Law, art. 28).",
    },
    "CONTROLLED": {
        "zh": "行政管控由作出管控的机关解除，期满自动失效（国数综政策〔2026〕35号第二十三条）；续期须经其同意。",
        "en": "Who ordered the administrative control lifts it; it lapses at its end (guideline 〔2026〕35, art. 23). "
        "Renewal takes its consent.",
    },
    "OBJECTED": {
        "zh": "异议由登记机构依结论、异议人撤回或生效法律文书终结；登记机构不予采纳或登记人逾期不答复后，"
        "异议人未在期限内证明起诉或申请仲裁的，自动失效（国数综政策〔2026〕35号第二十九条）。",
        "en": "The registry closes an objection by its conclusion, its withdrawal or a judgment; after a "
        "rejection or the "
        "registrant's silence it lapses unless suit is proven in time (guideline 〔2026〕35, art. 29).",
    },
    "SOURCE_OBJECTED": {
        "zh": "来源方异议只作披露，不限制办理；由登记机构记载删除、补偿、不成立或转争议解决的结果"
        "（数据基础制度先行区政策清单第六条）。",
        "en": "A source's objection is disclosed and stops nothing; the registry records deletion, "
        "compensation, rejection "
        "or escalation (pilot zone policy, art. 6).",
    },
    "DISPUTED": {
        "zh": "仲裁备注只作披露，由作出备注的仲裁机构终结；需要保全的，由仲裁机构转交人民法院（仲裁法第二十八条）。",
        "en": "A noted dispute is disclosed only; the institution that noted it ends it. For preservation it "
        "forwards the "
        "request to the court (Arbitration Law, art. 28).",
    },
    "SURRENDERED": {
        "zh": "已交回的证书由登记机构经全体持有人同意后恢复。",
        "en": "The registry gives a returned certificate back with the consent of all holders.",
    },
}
"""Of each restraint, who lifts it and by which rule."""

STAGES: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "RAISED": {"zh": "已受理，待通知登记人", "en": "raised"},
    "NOTIFIED": {"zh": "已通知，待登记人答复", "en": "notified"},
    "AGREED": {"zh": "登记人同意", "en": "agreed to by the registrant"},
    "CONTESTED": {"zh": "登记人不同意", "en": "contested by the registrant"},
    "REJECTED": {"zh": "不予采纳，待起诉或申请仲裁", "en": "rejected by the registry"},
    "ESCALATED": {"zh": "已起诉或申请仲裁", "en": "taken to court or arbitration"},
    "UPHELD": {"zh": "登记机构采纳", "en": "upheld by the registry"},
    "WITHDRAWN": {"zh": "异议人撤回", "en": "withdrawn by the objector"},
    "SUSTAINED": {"zh": "生效法律文书支持", "en": "sustained by a judgment"},
    "DISMISSED": {"zh": "生效法律文书驳回", "en": "dismissed by a judgment"},
}
GROUNDS: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "OWNERSHIP": {"zh": "权属争议", "en": "dispute over ownership"},
    "ERROR": {"zh": "登记错误", "en": "error of registration"},
}
OUTCOMES: dict[str, Row] = {
    "NONE": {"zh": "未处理", "en": "open"},
    "DELETED": {"zh": "删除", "en": "deleted"},
    "COMPENSATED": {"zh": "协商补偿", "en": "compensated"},
    "REJECTED": {"zh": "不成立", "en": "rejected"},
    "ESCALATED": {"zh": "转争议解决", "en": "escalated"},
}
FORCES: dict[str, Row] = {
    "in_force": {"zh": "生效", "en": "in force"},
    "waiting": {"zh": "轮候", "en": "waiting"},
    "lapsed": {"zh": "期满失效", "en": "lapsed"},
    "lifted": {"zh": "已解除", "en": "lifted"},
}
STEPS: dict[str, Row] = {
    "notice": {"zh": "待登记机构通知登记人", "en": "notice to the registrant"},
    "answer": {"zh": "待登记人答复", "en": "the registrant's answer"},
    "conclusion": {"zh": "待登记机构结论", "en": "the registry's conclusion"},
    "suit": {"zh": "待异议人证明起诉或申请仲裁", "en": "the objector's proof of suit"},
    "judgment": {"zh": "待生效法律文书", "en": "a judgment or award"},
}
FORBIDDEN: dict[str, Row] = {
    "TRANSFER": {"zh": "转让", "en": "transfer"},
    "LICENCE": {"zh": "许可", "en": "licence"},
    "PLEDGE": {"zh": "质押", "en": "pledge"},
    "ENFORCE": {"zh": "实现质权", "en": "enforcement"},
    "CONTRIBUTE": {"zh": "作价出资", "en": "contribution"},
    "AMEND": {"zh": "变更", "en": "amendment"},
    "NARROW": {"zh": "缩减变更", "en": "narrowing amendment"},
    "CANCEL": {"zh": "注销", "en": "cancellation"},
    "SPLIT": {"zh": "部分转让", "en": "split"},
    "CONVERT": {"zh": "衔接换证", "en": "conversion"},
    "SURRENDER": {"zh": "交回", "en": "surrender"},
    "EXECUTE": {"zh": "出资执行", "en": "execution of a contribution"},
}
"""The words of codes, by their names."""

READS: dict[str, Row] = {
    "InstitutionOfRestraintNeeded": {
        "zh": "{field}：请填写作出限制的机构的统一社会信用代码。",
        "en": "{field}: name the institution that ordered the restraints by its unified social credit code.",
    },
    "StageOfObjectionUnknown": {
        "zh": "{field}：“{given}”不是未结异议的阶段。请填写 raised、notified、agreed、contested、rejected 或 "
        "escalated。",
        "en": "{field}: “{given}” is no stage of an open objection. Use raised, notified, agreed, contested, "
        "rejected or "
        "escalated.",
    },
}

ROWS: dict[str, Row] = {**ERRORS, **READS}
