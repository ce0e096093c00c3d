"""Sentences for case files and the board, and the words for what is owed, for attachments, steps and the log."""

from __future__ import annotations

from ledger.messages.row import Row


def _row(zh: str, en: str) -> Row:
    return {"zh": zh, "en": en}


OWED: dict[str, Row] = {
    "file": _row("录入并提交上链", "Enter and file it"),
    "answer": _row("受理、补正告知或不予受理", "Accept, give notice of defects, or not accept"),
    "supplement": _row("等待申请人补正", "The applicant supplements"),
    "review": _row("审查并决定", "Review and decide"),
    "publicise": _row("公示或免予公示", "Publicise, or waive it"),
    "await": _row("公示中，等待期满", "Under publicity"),
    "inquire": _row("核查并处理公示异议", "Look into the objection and decide"),
    "deposit": _row("存证并核发证书", "Deposit and issue"),
    "nothing": _row("无待办", "Nothing"),
}
"""By what is owed next (`domain.owed`)."""

KINDS: dict[str, Row] = {
    "form": _row("申请表", "Application form"),
    "source": _row("数据来源证明", "Proof of source"),
    "ownership": _row("权属证明", "Proof of rights"),
    "identity": _row("身份证明", "Proof of identity"),
    "sample": _row("数据样例", "Sample of the data"),
    "description": _row("数据说明", "Description of the data"),
    "supplement": _row("补正材料", "Supplement"),
    "inquiry": _row("第三方询问及答复", "Inquiry of a third party, and its answer"),
    "objection": _row("公示异议材料", "Material of an objection"),
    "decision": _row("决定文书", "Decision"),
    "other": _row("其他材料", "Other"),
}
"""By the kind of an attachment."""

STEPS: dict[str, Row] = {
    "submit": _row("录入申请并提交上链", "File the application"),
    "require-supplement": _row("一次性告知补正", "Give notice of all defects"),
    "supplement": _row("登记补正材料", "Enter the supplement"),
    "accept": _row("受理", "Accept"),
    "not-accept": _row("不予受理", "Do not accept"),
    "pass-review": _row("审查通过", "Pass the review"),
    "refuse": _row("不予登记", "Refuse registration"),
    "terminate": _row("终止登记", "Terminate"),
    "withdraw": _row("按申请人请求撤回", "Withdraw at the applicant's request"),
    "extend": _row("延长办理期限", "Extend the time to decide"),
    "publicise": _row("公示", "Publicise"),
    "waive-publicity": _row("免予公示", "Waive the publicity"),
    "object-publicity": _row("登记公示异议", "Enter an objection"),
    "decide-objection": _row("处理公示异议", "Decide an objection"),
    "deposit": _row("存证并核发证书", "Deposit and issue the certificate"),
}
"""By the step of a case."""

RECEIVED: dict[str, Row] = {
    "received": _row("待处理", "To be handled"),
    "filed": _row("已立为公示异议", "Filed as an objection"),
    "declined": _row("不予受理", "Declined"),
}
"""By where a received objection stands."""

LOG: dict[str, Row] = {
    "CaseOpened": _row("建立案卷", "File opened"),
    "CaseHandedIn": _row("申请人提交", "Handed in"),
    "CaseGivenBack": _row("退回申请人修改", "Given back to be mended"),
    "CaseDiscarded": _row("草稿作废", "Draft discarded"),
    "CaseClosed": _row("案卷归档", "File closed"),
    "ContactErased": _row("联系方式已删除", "Contact erased"),
    "AttachmentAdded": _row("收到材料", "Attachment added"),
    "AttachmentRemoved": _row("撤去材料", "Attachment taken away"),
    "StepPrepared": _row("经办一步", "Step prepared"),
    "ThirdPartyAsked": _row("向第三方询问", "A third party was asked"),
    "ObjectionReceived": _row("收到公示异议", "Objection received"),
    "ObjectionDeclined": _row("公示异议不予受理", "Objection declined"),
    "ObjectionErased": _row("异议人信息已删除", "The objector's particulars erased"),
}
"""By the act in a file's log."""

ROWS: dict[str, Row] = {
    "FileNotExamined": _row(
        "{field}：暂时无法核查申请（{reason}）。请稍后再打开本页。",
        "{field}: the application cannot be examined now ({reason}). Open this page again later.",
    ),
    "CaseFileUnknown": _row(
        "没有案卷 {case_file}，或它不属于本机构。请在案卷列表中查找。",
        "There is no case file {case_file}, or it is not your institution's. Look in the list.",
    ),
    "CaseFileStale": _row(
        "案卷 {case_file} 已由 {saved_by} 于 {saved_at} 保存为第 {version} 版，您的修改未保存。请查看最新内容后再改。",
        "The case file {case_file} was saved by {saved_by} at {saved_at} as version {version}; yours was not saved. "
        "Look at it anew, then change it.",
    ),
    "CaseFileHandedIn": _row(
        "案卷 {case_file} 已经提交，不能再改。需要修改的，请联系登记机构退回，或在补正时提交。",
        "The case file {case_file} was handed in and cannot be changed. Ask the registry to give it back, "
        "or supplement it.",
    ),
    "CaseNotHandedIn": _row(
        "案卷 {case_file} 还是草稿，申请人尚未提交。请由申请人先提交。",
        "The case file {case_file} is a draft yet. Its applicant hands it in first.",
    ),
    "CaseNotOnChain": _row(
        "案卷 {case_file} 的申请尚未上链，不能办理这一步。请先录入并提交申请。",
        "The application of {case_file} is not on the chain yet. File it first.",
    ),
    "CaseOnChainAlready": _row(
        "案卷 {case_file} 的申请已经上链，不能重复提交。请办理下一步。",
        "The application of {case_file} is on the chain already. Take the next step.",
    ),
    "ApplicationOfOtherCase": _row(
        "案卷 {case_file} 中的申请与链上案件不是同一申请人、制度、数据指纹。请改回原申请内容。",
        "The application in {case_file} has another applicant, regime or fingerprint than the case on the chain. "
        "Put back what was filed.",
    ),
    "StepNameUnknown": _row(
        "{field}：没有名为“{given}”的步骤。请从以下选择：{expected}。",
        "{field}: there is no step “{given}”. Choose one of: {expected}.",
    ),
    "StepUnderWay": _row(
        "案卷 {case_file} 已有业务单 {instruction} 正在办理。请待其办结、退回或撤回后再办理下一步。",
        "An instruction is under way about {case_file}: {instruction}. Wait until it is done, refused or withdrawn.",
    ),
    "ObjectionsWaiting": _row(
        "本案还有 {count} 件收到的公示异议未处理，不能存证。请先立案或说明理由不予受理。",
        "{count} objections that came in are not handled yet, so the case cannot be deposited. "
        "File or decline them first.",
    ),
    "AttachmentUnknown": _row(
        "案卷中没有材料 {attachment}。请刷新后重试。",
        "The case file has no attachment {attachment}. Look at it anew.",
    ),
    "AttachmentsTooMany": _row(
        "一个案卷最多收 {maximum} 件材料。请合并后提交。",
        "A case file takes {maximum} attachments at most. Put some together.",
    ),
    "AttachmentOfOther": _row(
        "材料 {attachment} 是对方提交的，不能由本机构撤去。请联系提交方。",
        "The attachment {attachment} was given by the other side, who alone may take it away.",
    ),
    "FileMissing": _row(
        "{field}：没有选择文件。请选择一个文件。",
        "{field}: no file was chosen. Choose one.",
    ),
    "AttachmentKindUnknown": _row(
        "{field}：没有“{given}”这类材料。请从以下选择：{expected}。",
        "{field}: there is no kind “{given}” of attachment. Choose one of: {expected}.",
    ),
    "ReceivedUnknown": _row(
        "没有编号为 {objection} 的异议。请核对编号。",
        "There is no objection {objection}. Check its number.",
    ),
    "ReceivedDecided": _row(
        "异议 {objection} 已经处理过。请刷新后查看。",
        "The objection {objection} was handled already. Look at it anew.",
    ),
    "ObjectionsFlooded": _row(
        "本案待处理的异议已达 {maximum} 件，暂不接收新的。请直接联系登记机构。",
        "{maximum} objections to this case wait to be handled; no more are taken here. Call the registry.",
    ),
    "ObjectedTooOften": _row(
        "同一网络提交异议过于频繁。请在 {seconds} 秒后再试，或直接联系登记机构。",
        "Too many objections came from your network. Try again in {seconds} seconds, or call the registry.",
    ),
    "PublicityClosed": _row(
        "案件 {application_id} 现在不在公示期内，不能在此提出异议。请在登记后向登记机构提出登记异议。",
        "The case {application_id} is not under publicity now. Once it is registered, object at the registry.",
    ),
    "ImportUnknown": _row(
        "没有导入记录 {given}。请在导入记录中查找。", "There is no import {given}. Look in the list of imports."
    ),
    "ImportFourEyes": _row(
        "导入 {given} 由您经办，须由另一位人员复核。请交给同事复核。",
        "You prepared the import {given}; another officer approves it. Hand it to a colleague.",
    ),
    "ImportNotOpen": _row(
        "导入 {given} 正在登记或已经完成，不能再复核。请刷新后查看。",
        "The import {given} is being registered or is done. Look at it anew.",
    ),
    "RegistryNotOne": _row(
        "{field}：{given} 不是登记机构。请选择一家登记机构。",
        "{field}: {given} is no registry. Choose one that is.",
    ),
}
