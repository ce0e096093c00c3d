"""Sentences for attestations: the errors of Attestations.sol, what is not found, and the words of their codes."""

from __future__ import annotations

from enum import IntEnum

from ledger.domain.kinds import (
    SCHEMAS,
    AttestedKind,
    Category,
    ExitRoad,
    Grade,
    Interest,
    Note,
    Opinion,
    Purpose,
    Relation,
)
from ledger.messages.row import Row
from ledger.messages.words import WORDS

ERRORS: dict[str, Row] = {
    "KindUnknown": {
        "zh": "没有编号为 {attested_kind} 的记载种类。请在已有的三十种记载中选择一种后重新提交。",
        "en": "There is no kind of attestation {attested_kind}. Choose one of the thirty kinds and submit again.",
    },
    "SubtypeUnknown": {
        "zh": "“{attested_kind}”没有编号为 {subtype} 的细类。请按该种记载的细类选择；没有细类的填 0。",
        "en": "The kind “{attested_kind}” has no subtype {subtype}. Choose one of its subtypes, or 0 where it has "
        "none.",
    },
    "MemberMisplaced": {
        "zh": "“{attested_kind}”的“{member}”一项应填而未填，或不应填而填了。请按该种记载的要求补填或删去该项。",
        "en": "The kind “{attested_kind}” needs “{member}” and it is missing, or has none and it is given. "
        "Complete it or leave it out, as the kind asks.",
    },
    "BaseDateInFuture": {
        "zh": "基准日 {base_date} 尚未到来。请填写已经发生之日；若为单位有误，请按秒填写。",
        "en": "The base date {base_date} is still to come. Give one that has passed, in seconds.",
    },
    "ValidityInvalid": {
        "zh": "有效期至 {valid_to} 无效：已经届满，或晚于规则允许的最晚时间 {latest}。"
        "请更正有效期；报告与托管自基准日起按规则参数计算，其他记载不得晚于证书有效期。",
        "en": "A validity to {valid_to} is over already, or ends after {latest}, the latest that the rules "
        "allow. Correct it: a report's and a custody's is counted from the base date, any other ends with the "
        "certificate's.",
    },
    "GradeForbids": {
        "zh": "证书 {certificate_id} 的数据分级为“{grade}”，依规则不得办理此项。"
        "请先由登记机构经权利人同意、或由主管部门重新分级。",
        "en": "The data of certificate {certificate_id} are graded “{grade}”, which forbids this by the rules. "
        "Only a regrading, by the registry with the holders or by a supervisor, opens the way.",
    },
    "AttestationUnknown": {
        "zh": "证书 {certificate_id} 没有标识为 {attestation_id} 的记载。请核对标识，并确认该记载属于本证书。",
        "en": "Certificate {certificate_id} has no attestation {attestation_id}. Check the id, and that the "
        "attestation is of this certificate.",
    },
    "AttestationNotLive": {
        "zh": "记载 {attestation_id} 的状态为“{condition}”，不能再依据它办理。请改用现行有效的记载。",
        "en": "Attestation {attestation_id} is {condition} and nothing can follow it. Use the one that is live now.",
    },
    "AttestationUnfit": {
        "zh": "所依据的记载 {attestation_id} 是“{attested_kind}”，此项不能以它为依据。请改填应依据的那一种记载。",
        "en": "Attestation {attestation_id} is a “{attested_kind}”, which this cannot follow. "
        "Name one of a kind that it follows.",
    },
    "AttestationOfOther": {
        "zh": "记载 {attestation_id} 由参与方 {by} 作出，只有该方可以续作或终止。请由该方办理；"
        "登记机构作出的，由现在管理该登记簿的机构办理。",
        "en": "Attestation {attestation_id} was made by participant {by}, which alone may follow or end it. Let it do "
        "so; for a registry, the one in charge of the register now.",
    },
    "ListingReportNotCurrent": {
        "zh": "挂牌所依据的合规评估报告 {attestation_id} 已失效，或所评估的不是现行数据版本。"
        "请由评估机构对现行版本重新出具报告。",
        "en": "The compliance report {attestation_id} that the listing names is no longer valid, or is of an earlier "
        "data version. Have the evaluator report on the present one.",
    },
    "PartyDiffers": {
        "zh": "记载 {attestation_id} 的相对方是参与方 {expected}，而此次填的是参与方 {given}。请填写同一参与方。",
        "en": "The other participant of attestation {attestation_id} is {expected}, and {given} is named here. "
        "Name the same one.",
    },
    "PartyIsHolder": {
        "zh": "参与方 {participant} 是证书 {certificate_id} 的权利人，不能作为相对方。请核对买方或使用方。",
        "en": "Participant {participant} holds certificate {certificate_id} and cannot be the other side. "
        "Check who buys or uses.",
    },
    "AttesterNotIndependent": {
        "zh": "参与方 {participant} 是证书 {certificate_id} 的权利人，不能自行评估、审计或托管。请委托独立机构办理。",
        "en": "Participant {participant} holds certificate {certificate_id} and cannot evaluate, audit or keep its own "
        "data. Have an independent institution do it.",
    },
    "EvaluatorNotAdmitted": {
        "zh": "评估机构 {participant} 未获准出具“{attested_kind}”。请由治理成员表决准入该种报告，或委托已获准的机构。",
        "en": "Evaluator {participant} is not admitted to the kind “{attested_kind}”. Have the governors admit it by "
        "vote, or an evaluator that is admitted report.",
    },
    "SignersNotDistinct": {
        "zh": "价值评估报告的第二签字人 {key} 与经办人或复核人相同。资产评估法要求两名评估人员签字；"
        "请换用另一人的密钥。",
        "en": "The second signer {key} of a valuation is its maker or its checker. The law asks two appraisers to "
        "sign: use another person's key.",
    },
    "BookingLive": {
        "zh": "参与方 {participant} 对证书 {certificate_id} 已有入表记载。请在该记载上办理后续计量，或先终止确认。",
        "en": "Participant {participant} already has certificate {certificate_id} on its books. Follow that "
        "booking, or have it derecognised first.",
    },
    "BookingNotDerecognised": {
        "zh": "证书 {certificate_id} 的原权利人 {participant} 尚未终止确认，同一权利不得由两家入表。"
        "请先由登记机构为其办理终止确认，原权利人已不持有的无须其签字。",
        "en": "The former holder {participant} still has certificate {certificate_id} on its books, and no right "
        "stands on two. Have the registry record its derecognition first; it need not sign any more.",
    },
    "AttestedAmountTooHigh": {
        "zh": "依据记载 {attestation_id}，金额最高为 {most}，而此次填的是 {amount}。"
        "减值应降低账面金额，追回不得超过兑现额；请更正金额。",
        "en": "By attestation {attestation_id} the amount is at most {most}, and {amount} is given. An impairment "
        "lowers the carrying amount, and no more is clawed back than was granted: correct it.",
    },
    "BookedAmountTooLow": {
        "zh": "入表记载 {attestation_id} 的金额 {amount} 不足首入表奖励的最低金额 {least}（须超过 100 万元）。"
        "请勿申领该项。",
        "en": "Booking {attestation_id} is of {amount}, below {least}, the least for the incentive of a first booking. "
        "It cannot be claimed for this booking.",
    },
    "ClaimMade": {
        "zh": "参与方 {participant} 或其所承继的主体已有“{attested_kind}”，首次只有一次，被驳回或追回的也计入。"
        "若属误报，请由登记机构在兑现前撤回原申领。",
        "en": "Participant {participant}, or one that it succeeded, has made the “{attested_kind}” before. "
        "There is one first, also if it was refused or clawed back. If it was a mistake, have its registry withdraw it "
        "before it is granted.",
    },
    "ClaimsNone": {
        "zh": "参与方 {participant} 没有可以承继的奖励申领。请核对被合并主体；没有申领的无须办理。",
        "en": "Participant {participant} has made no claim that could be carried over. Check who was succeeded; "
        "without claims nothing need be done.",
    },
    "RegradeLive": {
        "zh": "证书 {certificate_id} 的现行分级记载为 {attestation_id}（全零表示没有），重新分级须依据它办理。"
        "请填写该记载的标识。",
        "en": "The regrading in force of certificate {certificate_id} is {attestation_id} (zero if none), and a new "
        "one must follow it. Name it.",
    },
    "LinkInvalid": {
        "zh": "证书 {certificate_id} 拟关联的 {linked_id} 不是另一张已登记的证书。请核对其标识。",
        "en": "What certificate {certificate_id} would be linked with, {linked_id}, is no other registered "
        "certificate. Check its id.",
    },
    "EndReasonInvalid": {
        "zh": "没有注明终止记载的原因。请在“已完成”“撤回”中选择一种后重新提交。",
        "en": "The reason to end the attestation is missing. Choose finished or withdrawn, and submit again.",
    },
    "EvaluatorKindsInvalid": {
        "zh": "准入种类 {kinds} 含有四种报告以外的种类。请只选择质量、安全、合规、价值四种报告。",
        "en": "The kinds {kinds} have others among them than the four reports. Choose of quality, security, compliance "
        "and value only.",
    },
}

READS: dict[str, Row] = {
    "AttestationNotFound": {
        "zh": "没有标识为 {attestation_id} 的记载。请核对标识。",
        "en": "There is no attestation {attestation_id}. Check the id.",
    },
    "AttestedKindUnknown": {
        "zh": "{field}：没有名为“{given}”的记载种类。请使用接口文档所列的代码。",
        "en": "{field}: there is no kind of attestation “{given}”. Use one of the codes that the documentation lists.",
    },
}

KINDS: dict[str, Row] = {
    kind.name: {locale: WORDS["attested_kind"][locale][kind] for locale in ("zh", "en")} for kind in SCHEMAS
}
"""The kinds of attestations by name."""

_SUBTYPES: dict[type[IntEnum], tuple[tuple[str, str], ...]] = {
    Purpose: (
        ("质押", "pledge"),
        ("作价出资", "contribution"),
        ("入表", "booking"),
        ("转让", "transfer"),
        ("其他", "other"),
    ),
    Category: (("存货", "inventory"), ("无形资产", "intangible asset"), ("开发支出", "development expenditure")),
    Opinion: (
        ("无保留意见", "unmodified"),
        ("保留意见", "qualified"),
        ("否定意见", "adverse"),
        ("无法表示意见", "disclaimer"),
    ),
    ExitRoad: (
        ("数据出境安全评估", "security assessment"),
        ("标准合同备案", "standard contract"),
        ("个人信息保护认证", "certification"),
        ("豁免", "exempt"),
    ),
    Note: (("权利行使期限或条件", "term or conditions"), ("法定备注事项", "by law"), ("其他", "other")),
    Interest: (("信托", "trust"), ("实际权益人", "beneficial owner"), ("代持", "nominee")),
    Grade: tuple(zip(WORDS["grade"]["zh"][1:], WORDS["grade"]["en"][1:], strict=True)),
    Relation: (
        ("衔接换证", "converts"),
        ("分立", "split from"),
        ("衍生", "derived from"),
        ("同一数据", "same data"),
    ),
}

SUBTYPES: dict[AttestedKind, dict[int, tuple[str, Row]]] = {
    kind: {
        member.value: (member.name, {"zh": zh, "en": en})
        for member, (zh, en) in zip(tuple(schema.subtypes)[1:], _SUBTYPES[schema.subtypes], strict=True)
    }
    for kind, schema in SCHEMAS.items()
    if schema.subtypes is not None
}
"""By kind and number: the subtype's name and its words."""

WORTHS: dict[str, Row] = {
    "CURRENT": {"zh": "现行有效", "en": "current"},
    "STALE": {"zh": "针对的是以前的数据版本", "en": "of an earlier data version"},
    "LAPSED": {"zh": "有效期届满", "en": "lapsed"},
    "OVERDUE": {"zh": "完整性证明逾期", "en": "the next proof of integrity is overdue"},
    "SUPERSEDED": {"zh": "已被后一份取代", "en": "superseded"},
    "ENDED": {"zh": "已终止", "en": "ended"},
    "WITHDRAWN": {"zh": "已撤回", "en": "withdrawn"},
    "CERTIFICATE_ENDED": {"zh": "证书已失效", "en": "the certificate has ended"},
    "CLAW_BACK_DUE": {"zh": "证书被撤销，奖励应予追回", "en": "the certificate was revoked; to be clawed back"},
}
"""What attestations are worth at an instant."""

ROWS: dict[str, Row] = {**ERRORS, **READS}
