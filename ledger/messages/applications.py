"""Sentences for registration cases: the errors of Applications.sol, and the words of their codes."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "ApplicationUnknown": {
        "zh": "没有标识为 {application_id} 的登记申请。请核对申请标识，或先提交申请。",
        "en": "There is no application {application_id}. Check its id, or submit it first.",
    },
    "ApplicationIdWrong": {
        "zh": "申请标识 {application_id} 与申请人、登记制度、数据指纹和序次推出的标识 {derived} 不符。"
        "请核对这四项内容后重新计算标识。",
        "en": "The application's id {application_id} is not {derived}, which follows from applicant, regime, "
        "fingerprint and ordinal. Check these four and compute it again.",
    },
    "StepNotAllowed": {
        "zh": "登记申请 {application_id} 目前为“{stage}”，不能办理“{step}”。请查询申请的办理进度，按程序办理下一步。",
        "en": "Application {application_id} is at the stage “{stage}”, which does not allow “{step}”. "
        "Look up where the case stands and take the step that is next.",
    },
    "RegisterUnkept": {
        "zh": "登记簿 {register} 没有登记机构负责。请核对登记制度与机构编码，或由治理成员指定登记机构。",
        "en": "Nobody keeps the register {register}. Check regime and code, or have the governors assign a registry.",
    },
    "SourceEnded": {
        "zh": "登记申请 {application_id} 所依据的来源授权已于 {source_ends} 到期。请先取得新的授权再申请。",
        "en": "A source's authorisation that application {application_id} depends on ended at {source_ends}. "
        "Obtain a new one before you apply.",
    },
    "SupplementSpent": {
        "zh": "登记申请 {application_id} 已一次性告知补正，不能再次要求补正（指引第17条）。请受理或者不予受理。",
        "en": "The defects of application {application_id} were already told, all at once (guideline 〔2026〕35, "
        "art. 17). Accept the application, or do not accept it.",
    },
    "SupplementDaysInvalid": {
        "zh": "要求申请人在 {working_days} 个工作日内补正，应为 1 至 {maximum} 个工作日。请改定补正期限。",
        "en": "The applicant is given {working_days} working days to supplement; it must be 1 to {maximum}. "
        "Set another period.",
    },
    "RightsNotPassed": {
        "zh": "登记申请 {application_id} 的权利“{rights}”为空，或超出申请或审查通过的“{allowed}”。"
        "请在该范围内填写权利；需要更多权利的，由申请人另行申请。",
        "en": "The rights “{rights}” of application {application_id} are none, or go beyond “{allowed}”, which were "
        "asked or passed the review. Stay within these; for more the applicant must apply anew.",
    },
    "RefusalGroundMissing": {
        "zh": "对登记申请 {application_id} 不予登记没有注明理由。请在指引第22条所列情形中选择一种。",
        "en": "The refusal of application {application_id} names no ground. Choose one of those in guideline "
        "〔2026〕35, art. 22.",
    },
    "ExtensionSpent": {
        "zh": "登记申请 {application_id} 的办理期限已延长过一次，不能再次延长（指引第28条）。请尽快作出决定。",
        "en": "The period to decide on application {application_id} was already extended once (guideline 〔2026〕35, "
        "art. 28). Decide on it.",
    },
    "PublicityOver": {
        "zh": "登记申请 {application_id} 的公示已于 {publicised_until} 结束，或未经公示，不能再提出公示异议。"
        "请在登记后依指引第29条向登记机构提出登记异议。",
        "en": "The publicity of application {application_id} ended at {publicised_until}, or was waived. "
        "Once it is registered, object at the registry under guideline 〔2026〕35, art. 29.",
    },
    "PublicityRunning": {
        "zh": "登记申请 {application_id} 的公示至 {publicised_until} 才结束，目前不能存证。请待公示期满后办理。",
        "en": "The publicity of application {application_id} runs until {publicised_until}; it cannot be deposited "
        "before. Wait until it is over.",
    },
    "PublicityObjectorInvalid": {
        "zh": "参与方 {objector} 是登记申请 {application_id} 的申请人或者办理该申请的登记机构，不能提出公示异议。"
        "请核对异议人。",
        "en": "Participant {objector} is the applicant of {application_id}, or the registry that decides on it, and "
        "cannot object. Check who objects.",
    },
    "ObjectionsTooMany": {
        "zh": "登记申请 {application_id} 的未决公示异议已达上限 {maximum} 件。请由登记机构先作出决定，再提出异议。",
        "en": "Application {application_id} already has {maximum} undecided objections, the most there may be. "
        "Have the registry decide some of them first.",
    },
    "ObjectionNotOpen": {
        "zh": "登记申请 {application_id} 的本次申请中没有未决的公示异议 {objection_id}。请核对异议标识。",
        "en": "The present attempt of application {application_id} has no undecided objection {objection_id}. "
        "Check the objection's id.",
    },
    "RegisterDiffers": {
        "zh": "登记申请 {application_id} 拟存入登记簿 {register}，与申请时的登记簿不同。请改用申请时的登记簿。",
        "en": "Application {application_id} would be deposited in register {register}, which is not the one it was "
        "filed in. Use that one.",
    },
    "TermBackdated": {
        "zh": "登记申请 {application_id} 拟定的有效期自 {valid_from} 起算，早于最早可存证时间 {earliest}。"
        "请改为自存证之日起算（指引第26条）。",
        "en": "The term of application {application_id} would begin at {valid_from}, before {earliest}, when it could "
        "first be deposited. Let it begin with the deposit (guideline 〔2026〕35, art. 26).",
    },
    "DepositTermTooLong": {
        "zh": "登记申请 {application_id} 拟定的有效期至 {valid_to}，晚于最晚时间 {latest}："
        "既不得超过登记制度的有效期上限，也不得超过来源授权的终止时间。请缩短有效期。",
        "en": "The term of application {application_id} would end at {valid_to}, after {latest}: it may exceed "
        "neither the regime's longest term nor a source's authorisation. Shorten it.",
    },
    "SharesDigestWrong": {
        "zh": "登记申请 {application_id} 的共同持有份额与各方签名的份额摘要不一致。请按签名时的份额提交，或重新签名。",
        "en": "The co-holders' shares of application {application_id} are not those that were signed. "
        "Submit the shares that were signed, or have all sign again.",
    },
}

READS: dict[str, Row] = {
    "ApplicationsOfWhom": {
        "zh": "{field}：应当给出登记机构或者申请人，二者只能给出一个。请改正查询条件。",
        "en": "{field}: ask for the applications of a registry or of an applicant, one of the two. Correct the query.",
    },
    "StageUnknown": {
        "zh": "{field}：没有名为“{given}”的办理阶段。请从接口文档所列阶段中选择。",
        "en": "{field}: there is no stage “{given}”. Choose one of those in the documentation.",
    },
}

STAGES: dict[str, Row] = {
    "NONE": {"zh": "未提交", "en": "not submitted"},
    "SUBMITTED": {"zh": "已提交，待受理", "en": "submitted"},
    "SUPPLEMENT": {"zh": "待补正", "en": "to be supplemented"},
    "ACCEPTED": {"zh": "已受理", "en": "accepted"},
    "REVIEWED": {"zh": "审查通过", "en": "review passed"},
    "PUBLICISED": {"zh": "公示", "en": "publicised"},
    "OBJECTED": {"zh": "公示异议核查", "en": "objected to during publicity"},
    "DEPOSITED": {"zh": "已存证，完成登记", "en": "deposited, registered"},
    "NOT_ACCEPTED": {"zh": "不予受理", "en": "not accepted"},
    "LAPSED": {"zh": "逾期未补正，视为未申请", "en": "lapsed without supplement"},
    "TERMINATED": {"zh": "终止登记", "en": "terminated"},
    "REFUSED": {"zh": "不予登记", "en": "refused"},
    "WITHDRAWN": {"zh": "已撤回", "en": "withdrawn"},
}
"""The stages of a case, in the order of the contract's numbers."""

GROUNDS: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "HARM": {"zh": "损害国家利益、公共利益或他人合法权益", "en": "harm to the state, the public or third parties"},
    "ILLEGAL_SOURCE": {"zh": "数据来源不合法", "en": "illegal source of the data"},
    "DISPUTE": {"zh": "权属争议未解决", "en": "unresolved dispute about the rights"},
    "DECEPTION": {"zh": "隐瞒事实或者提供虚假材料", "en": "concealment or false material"},
    "OTHER_LAW": {"zh": "法律法规规定的其他情形", "en": "another ground in law"},
}
"""The grounds of a refusal (guideline 〔2026〕35, art. 22)."""

ROWS: dict[str, Row] = {**ERRORS, **READS}
