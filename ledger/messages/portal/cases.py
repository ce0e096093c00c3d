"""Words of the clerk's desk, of applying, and of the public notice board."""

from __future__ import annotations

from ledger.messages.row import Row


def _row(zh: str, en: str) -> Row:
    return {"zh": zh, "en": en}


DESK: dict[str, Row] = {
    "NavCases": _row("案件", "Cases"),
    "NavBoard": _row("公示栏", "Notice board"),
    "CasesTitle": _row("案件办理", "Cases"),
    "CasesLead": _row(
        "本机构待办的登记案件，最先到期的在前。", "What your registry has to handle, what is due first on top."
    ),
    "CasesOwnLead": _row("本单位申请的登记案件与草稿。", "What your institution applied for, and its drafts."),
    "CasesSide_registry": _row("本机构办理", "To handle"),
    "CasesSide_applicant": _row("本单位申请", "Applied for"),
    "CasesFilters": _row("筛选", "Filter"),
    "CasesDue_all": _row("全部", "All"),
    "CasesDue_overdue": _row("已逾期", "Overdue"),
    "CasesDue_today": _row("今日到期", "Due today"),
    "CasesDue_week": _row("五个工作日内到期", "Due in five working days"),
    "CasesDue_approve": _row("待复核", "To approve"),
    "CasesDue_drafts": _row("草稿", "Drafts"),
    "CasesNothing": _row("目前没有待办案件。可以新建一份申请。", "Nothing is open. Begin an application."),
    "CasesNothingHere": _row("没有符合筛选的案件。", "Nothing fits the filter."),
    "CasesDone_discarded": _row("草稿已作废。", "The draft was discarded."),
    "CasesDone_returned": _row("已退回申请人修改。", "It was given back to be mended."),
    "CasesDone_saved": _row("已保存。", "Saved."),
    "CasesClosed": _row("已办结案件", "Closed cases"),
    "CasesClosedLead": _row(
        "本机构已办结的登记案件，最近办结的在前。", "What your registry has closed, the last first."
    ),
    "CasesClosedOwnLead": _row(
        "本单位已办结的登记申请，最近办结的在前。", "What your institution applied for and is closed, the last first."
    ),
    "CasesClosedSide_registry": _row("本机构办理", "Handled"),
    "CasesClosedSide_applicant": _row("本单位申请", "Applied for"),
    "CasesClosedApplicant": _row("申请人代码", "The applicant's code"),
    "CasesClosedNumber": _row("证书编号", "Certificate number"),
    "CasesClosedStage": _row("办理结果", "Outcome"),
    "CasesClosedMonth": _row("办结月份", "Month of the end"),
    "CasesClosedMonthHint": _row("如 2026-11", "2026-11, for example"),
    "CasesClosedFind": _row("查找", "Find"),
    "CasesClosedAt": _row("办结时间", "Closed"),
    "CasesClosedNothing": _row(
        "没有符合条件的已办结案件。请放宽条件，或到待办案件中查看。",
        "No closed case fits. Ask for less, or look among those that are open.",
    ),
    "CaseUnnamed": _row("（未填数据名称）", "(no name yet)"),
    "CaseStage": _row("阶段", "Stage"),
    "CaseOwed": _row("待办", "To do"),
    "CaseDraftOwed": _row("继续填写并提交", "Go on and hand in"),
    "CaseLastDay": _row("最后办理日", "Last day"),
    "CaseDaysLeft": _row("期限", "Time left"),
    "CaseOverdue": _row("逾期 {count} 个工作日", "Working days late: {count}"),
    "CaseOver": _row("已届满", "Over"),
    "CaseToday": _row("今日到期", "Due today"),
    "CaseOneLeft": _row("余 1 个工作日", "1 working day left"),
    "CaseLeft": _row("余 {count} 个工作日", "{count} working days left"),
    "CaseDraft": _row("草稿", "Draft"),
    "CaseHandedIn": _row("已提交，待录入", "Handed in"),
    "CaseReceivedCount": _row("收到异议 {count} 件待处理", "Objections to handle: {count}"),
}

ONE: dict[str, Row] = {
    "CaseHandedInNow": _row("申请已提交登记机构。", "The application was handed in."),
    "CaseDraftNote": _row("这是草稿，只有本单位可见。", "This is a draft; only your institution sees it."),
    "CaseGoOn": _row("继续填写", "Go on"),
    "CaseLine_SUBMITTED": _row("提交", "Submitted"),
    "CaseLine_ACCEPTED": _row("受理", "Accepted"),
    "CaseLine_REVIEWED": _row("审查通过", "Reviewed"),
    "CaseLine_PUBLICISED": _row("公示", "Publicised"),
    "CaseLine_DEPOSITED": _row("存证发证", "Issued"),
    "CaseUnderWay": _row("正在办理：{step}", "Under way: {step}"),
    "CasePrepared": _row("已经办", "Prepared"),
    "CaseApproved": _row("已复核", "Approved"),
    "CaseAwaitsApproval": _row("待复核", "Awaits approval"),
    "CaseConsented": _row("已同意", "Consented"),
    "CaseAwaitsConsent": _row("待其同意", "Consent awaited"),
    "CaseSent_1": _row("已提交", "Agreed"),
    "CaseSent_2": _row("已签名", "Signed"),
    "CaseSent_3": _row("已上链", "On the chain"),
    "CaseSent_4": _row("已确认", "Final"),
    "CaseTake_approve": _row("复核通过", "Approve"),
    "CaseTake_consent": _row("代表本单位同意", "Consent for your institution"),
    "CaseTake_refuse": _row("退回", "Refuse"),
    "CaseTake_withdraw": _row("撤回此步", "Withdraw this step"),
    "CaseNext": _row("下一步", "Next step"),
    "CaseNextLead": _row(
        "由您经办，另一位人员复核后上链；需要申请人或异议人同意的，由其确认。",
        "You prepare it, another officer approves, and it goes to the chain; where the applicant or an objector must "
        "consent, they are asked.",
    ),
    "CasePrepare": _row("提交复核", "Hand on for approval"),
    "CaseGiveBack": _row("退回申请人修改", "Give back to be mended"),
    "CaseWorkingDays": _row("补正期限（工作日）", "Working days to supplement"),
    "CaseRightsPassed": _row("审查通过的权利", "Rights that pass"),
    "CaseRight_hold": _row("持有权", "right to hold"),
    "CaseRight_use": _row("使用权", "right to use"),
    "CaseRight_operate": _row("经营权", "right to operate"),
    "CaseGround": _row("不予登记的情形", "Ground of refusal"),
    "CaseWhichObjection": _row("处理哪一件异议", "Which objection"),
    "CaseUpheld": _row("处理结果", "Decision"),
    "CaseUpheldYes": _row("异议成立，不予登记", "Upheld: registration is refused"),
    "CaseUpheldNo": _row("异议不成立，继续办理", "Dismissed: the case goes on"),
    "CaseObjector": _row("异议人统一社会信用代码", "Objector's credit code"),
    "CaseWhichReceived": _row("对应收到的异议", "Received as"),
    "CaseReason": _row("理由", "Reason"),
    "CaseReasonOf_defects": _row("全部缺陷（一次性告知）", "All defects, told at once"),
    "CaseReasonOf_limits": _row("权利限制说明", "Limits of the rights"),
    "CaseReasonOf_why": _row("意见与理由", "Opinion and reason"),
    "CaseReasonHint": _row(
        "文书摘要将上链，请勿写入个人信息。", "The document's digest goes on the chain: name no person."
    ),
    "CaseObjections": _row("收到的公示异议", "Objections received"),
    "CaseErased": _row("（已删除）", "(erased)"),
    "CaseMaterial": _row("材料", "Material"),
    "CaseDeclinedFor": _row("不予受理的理由：{reason}", "Declined: {reason}"),
    "CaseDecline": _row("不予受理", "Decline"),
    "CaseApplication": _row("申请内容", "Application"),
    "CaseApplicant": _row("申请人", "Applicant"),
    "CaseRegistry": _row("登记机构", "Registry"),
    "CaseSubmitted": _row("提交时间", "Handed in at"),
    "CaseChain": _row("链上标识", "On the chain"),
    "CaseId": _row("申请标识", "Application id"),
    "CaseCertificate": _row("查看证书", "See the certificate"),
    "CaseEraseContact": _row("删除联系方式", "Erase the contact"),
    "CaseNoContact": _row("没有联系方式，或已按请求删除。", "There is no contact, or it was erased."),
    "CaseNotes": _row("内部备注", "Notes"),
    "CaseNote": _row("写一条备注（仅本机构可见）", "A note, for your registry only"),
    "CaseNoteAdd": _row("添加备注", "Add the note"),
    "CaseEraseObjector": _row("删除异议人信息", "Erase who objected"),
    "CaseInquiry": _row("记录第三方询问", "Note an inquiry of a third party"),
    "CaseInquiryText": _row("询问了谁、什么事项", "Who was asked, and what"),
    "CaseInquiryHint": _row(
        "答复到后，以“第三方询问及答复”上传。", "When the answer comes, add it as an inquiry's answer."
    ),
    "CaseInquiryAdd": _row("记录询问", "Note it"),
    "CaseLog": _row("办理记录", "What was done"),
    "CasePublic": _row("社会公众", "The public"),
}

APPLYING: dict[str, Row] = {
    "CaseNewTitle": _row("新建登记申请", "New application"),
    "CaseNewLead": _row(
        "分五步填写，随时保存，提交前可以修改。", "Five steps, saved as you go, open until you hand it in."
    ),
    "CaseNewNeeded": _row("需要准备", "What you need"),
    "CaseNewNeededText": _row(
        "数据来源与权属证明、身份证明、数据样例与说明；以及用 deed fingerprint 在本单位计算的数据指纹。",
        "Proof of source and rights, proof of identity, a sample and a description of the data; and the data's "
        "fingerprint, which deed fingerprint takes where the data lies.",
    ),
    "CaseRegistryHint": _row(
        "登记机构可以跨地区选择，但不得向自己登记。", "Any registry in the directory, but never oneself."
    ),
    "CaseBegin": _row("开始填写", "Begin"),
    "CaseCancel": _row("取消", "Cancel"),
    "CaseSteps": _row("填写步骤", "Steps"),
    "CaseSaved": _row("草稿已保存。", "The draft is saved."),
    "CaseNoFault": _row("未发现问题，可以提交。", "No fault was found; it can be handed in."),
    "CaseStep_parties": _row("申请人", "Applicant"),
    "CaseStep_data": _row("数据", "Data"),
    "CaseStep_sources": _row("来源与权利", "Source and rights"),
    "CaseStep_content": _row("指纹与材料", "Fingerprint and proofs"),
    "CaseStep_confirm": _row("核对并提交", "Check and hand in"),
    "CaseStepLead_parties": _row("登记什么制度，谁是权利人。", "Under which regime, and who holds."),
    "CaseStepLead_data": _row("名称与概述将公示。", "Name and overview become public."),
    "CaseStepLead_sources": _row("可登记的权利取决于数据来源。", "Which rights there can be depends on the source."),
    "CaseStepLead_content": _row(
        "数据本身不上传，只填指纹。", "The data stays where it is; only its fingerprint is given."
    ),
    "CaseStepLead_confirm": _row("看清将公开的内容，再提交。", "See what becomes public before you hand it in."),
    "CaseSaveNext": _row("保存并下一步", "Save and go on"),
    "CaseSave": _row("保存草稿", "Save the draft"),
    "CaseBack": _row("上一步", "Back"),
    "CaseHandIn": _row("提交申请", "Hand in"),
    "CaseDiscard": _row("作废草稿", "Discard the draft"),
    "CaseRegime": _row("登记制度", "Regime"),
    "CaseType": _row("登记类型", "Type"),
    "CaseFirstHolder": _row("申请人（权利人）", "Applicant and holder"),
    "CaseCoHolders": _row("共同权利人", "Co-holders"),
    "CaseUscc": _row("统一社会信用代码", "Unified social credit code"),
    "CaseUsccHint": _row("18 位，末位为校验码。", "18 characters, the last one checks."),
    "CaseNameZh": _row("名称", "Name in Chinese"),
    "CaseNameEn": _row("英文名称", "Name in English"),
    "CaseShare": _row("份额（%）", "Share, %"),
    "CaseShareHint": _row("只有一位权利人时为 100%，不必填写。", "A sole holder has 100% and need not fill this in."),
    "CaseDataName": _row("数据名称", "Name of the data"),
    "CaseDataNameZh": _row("数据名称（中文）", "Name in Chinese"),
    "CaseDataNameEn": _row("数据名称（英文）", "Name in English"),
    "CaseDataNameHint": _row("不超过 40 字。", "40 characters at most."),
    "CaseDataNameEnHint": _row("不超过 160 字符。", "160 characters at most."),
    "CaseOverview": _row("数据概述", "Overview"),
    "CaseOverviewZh": _row("数据概述（中文）", "Overview in Chinese"),
    "CaseOverviewEn": _row("数据概述（英文）", "Overview in English"),
    "CaseOverviewHint": _row(
        "将公示，请勿写入个人信息与商业秘密。", "It becomes public: no personal data, no secrets."
    ),
    "CaseObjectKind": _row("数据形态", "Kind"),
    "CaseIndustry": _row("所属行业", "Industry"),
    "CaseIndustryHint": _row("国民经济行业门类与大类，例如 I64。", "Section and division of GB/T 4754, such as I64."),
    "CaseSpatial": _row("地域范围", "Area"),
    "CaseFrequency": _row("更新频率", "Updated"),
    "CaseTemporalFrom": _row("时域起", "From"),
    "CaseTemporalTo": _row("时域止", "To"),
    "CaseRecords": _row("数据条数", "Records"),
    "CaseBytes": _row("数据字节数", "Bytes"),
    "CaseSource": _row("数据来源", "Source"),
    "CaseSourceEnds": _row("来源授权截止日", "Its authorisation ends on"),
    "CaseMoreSources": _row("其他来源", "More sources"),
    "CaseRights": _row("申请的权利", "Rights asked"),
    "CaseRightsOf": _row("{who}申请的权利", "Rights asked by {who}"),
    "CaseRightsHint": _row(
        "转让、许可、出资、质押都需要经营权。",
        "To transfer, license, contribute or pledge one needs the right to operate.",
    ),
    "CaseGrade": _row("数据分级", "Grade"),
    "CasePersonal": _row("个人信息", "Personal information"),
    "CaseFingerprint": _row("数据指纹（SHA-256）", "Fingerprint, SHA-256"),
    "CaseFingerprintHint": _row(
        "64 位十六进制，由 deed fingerprint 得出。", "64 hexadecimal digits, as deed fingerprint gives them."
    ),
    "CasePublicTitle": _row("将公开的内容", "What becomes public"),
    "CasePublicLead": _row("公示期间任何人可见：", "Anyone sees this during the publicity:"),
    "CaseKeptTitle": _row("不公开的内容", "What does not"),
    "CaseKeptLead": _row(
        "只有登记机构与本单位可见，联系方式可随时要求删除。",
        "Only the registry and you see this; a contact can be erased at any time.",
    ),
    "CaseContact": _row("联系方式", "Contact"),
    "CaseContactHint": _row(
        "个人信息，单独保存，不上链、不公示。", "Personal data: kept apart, never on the chain, never public."
    ),
    "CaseContactName": _row("联系人", "Name"),
    "CaseContactPhone": _row("电话", "Telephone"),
    "CaseContactEmail": _row("电子邮箱", "E-mail"),
    "CaseAttachments": _row("证明材料", "Proofs"),
    "CaseNoAttachment": _row("还没有材料。请在下面选择文件上传。", "There are none yet. Choose a file below."),
    "CaseFileName": _row("文件", "File"),
    "CaseFileKind": _row("材料类别", "Kind"),
    "CaseFileSize": _row("字节", "Bytes"),
    "CaseFileDigest": _row("摘要", "Digest"),
    "CaseAt": _row("时间", "At"),
    "CaseFile": _row("选择文件", "File"),
    "CaseFileHint": _row(
        "PDF、PNG、JPEG、XLSX、DOCX、OFD、ZIP、CSV、JSON，不含宏。",
        "PDF, PNG, JPEG, XLSX, DOCX, OFD, ZIP, CSV or JSON, without macros.",
    ),
    "CaseAttach": _row("上传材料", "Add the file"),
    "CaseRemove": _row("撤去", "Remove"),
    "CaseRemoveOf": _row("撤去 {name}", "Remove {name}"),
}

BOARD: dict[str, Row] = {
    "BoardTitle": _row("登记公示栏", "Public notices"),
    "BoardLead": _row(
        "正在公示的登记申请。任何人认为有误，可在公示期内提出异议。",
        "Applications under publicity. Whoever thinks one is wrong may object until it is over.",
    ),
    "BoardCaption": _row("共 {count} 件，最先届满的在前", "Notices: {count}, those that end first on top"),
    "BoardRights": _row("审查通过的权利", "Rights that passed the review"),
    "BoardRightNot": _row("不含{right}", "not the {right}"),
    "BoardFrom": _row("公示开始", "Begins"),
    "BoardUntil": _row("公示截止", "Ends"),
    "BoardDaysLeft": _row("剩余工作日", "Working days left"),
    "BoardNothing": _row("目前没有正在公示的申请。", "Nothing is under publicity now."),
    "BoardNoticeLead": _row("登记公示", "Public notice of a registration"),
    "BoardObject": _row("提出异议", "Object"),
    "BoardObjectLead": _row(
        "写明理由，可附一份证明材料。登记机构核查后立案或说明理由不予受理。",
        "Say why, with a proof if you have one. The registry looks into it, and files it or declines with reason.",
    ),
    "BoardName": _row("异议人姓名或单位名称", "Your name, or your institution's"),
    "BoardContactHint": _row("电话与邮箱至少填一项。", "Give a telephone number or an e-mail address."),
    "BoardUsccHint": _row("单位请填写。", "If you are an institution."),
    "BoardReason": _row("异议理由", "Reason"),
    "BoardReasonHint": _row(
        "权属、来源、内容哪一处有误，依据是什么。", "What is wrong with rights, source or contents, and how you know."
    ),
    "BoardFile": _row("证明材料", "Proof"),
    "BoardPrivacy": _row(
        "您的身份与联系方式只供登记机构核查，不公开、不上链，可要求删除。",
        "Who you are is for the registry alone: never public, never on the chain, erased on request.",
    ),
    "BoardSend": _row("提交异议", "Send the objection"),
    "BoardReceivedTitle": _row("异议已收到", "Your objection was received"),
    "BoardReceived": _row(
        "编号 {number}。请记下编号，凭此向登记机构查询。",
        "Its number is {number}. Keep it: the registry finds it by that.",
    ),
}

IMPORTS: dict[str, Row] = {
    "ImportTitle": _row("批量导入", "Bulk import"),
    "ImportLead": _row(
        "把旧证书的表格一次导入登记簿：先检查、看报告，复核后登记。",
        "Bring a table of old certificates into the register: it is examined, you see the report, and it is registered "
        "once a colleague has approved it.",
    ),
    "ImportOneLead": _row("检查报告与登记进度。", "What was found, and how far the registration is."),
    "ImportFile": _row("选择表格", "The table"),
    "ImportFileHint": _row(
        "CSV、XLSX 或 NDJSON；常见写法自动识别，拿不准的不猜。",
        "CSV, XLSX or NDJSON; what has one reading is read, and nothing is guessed.",
    ),
    "ImportExamine": _row("上传并检查", "Upload and examine"),
    "ImportTemplate": _row("下载空白模板", "An empty table"),
    "ImportList": _row("导入记录", "Imports"),
    "ImportNothing": _row(
        "还没有导入过表格。下载空白模板，填好后上传。",
        "Nothing was imported yet. Fill in the empty table and upload it.",
    ),
    "ImportProgress": _row("检查与登记", "Examined and registered"),
    "ImportRows": _row("总行数", "Rows"),
    "ImportSound": _row("可登记", "Without fault"),
    "ImportFaulty": _row("有问题的行", "Faulty rows"),
    "ImportFaults": _row("问题数", "Faults"),
    "ImportRegistered": _row("已登记", "Registered"),
    "ImportState_examined": _row("已检查，待复核", "Examined, awaits approval"),
    "ImportState_running": _row("正在登记", "Being registered"),
    "ImportState_done": _row("登记完成", "Registered"),
    "ImportState_stopped": _row("中断，可继续", "Stopped; it can go on"),
    "ImportApproveLead": _row(
        "复核后登记 {count} 行，有问题的行不受理。",
        "Once approved, {count} rows are registered; faulty ones are left out.",
    ),
    "ImportApprove": _row("复核并登记", "Approve and register"),
    "ImportRefresh": _row("刷新进度", "Look again"),
    "ImportDownload": _row("下载带备注的表格", "The table with remarks"),
    "ImportReport": _row("逐行问题", "Fault by fault"),
    "ImportRow": _row("行", "Row"),
    "ImportColumn": _row("列", "Column"),
    "ImportSays": _row("问题与改法", "What is wrong, and what to do"),
    "ImportMore": _row("另有 {count} 处问题，见带备注的表格。", "{count} faults more stand in the table with remarks."),
    "ImportClean": _row("没有发现问题。", "No fault was found."),
}

ROWS: dict[str, Row] = {**IMPORTS, **DESK, **ONE, **APPLYING, **BOARD}
