"""Words of the desks' pages: acts and their forms, instructions, receipts, the inbox."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    # ways
    "NavInbox": {"zh": "收件箱", "en": "Inbox"},
    "NavInstructions": {"zh": "业务单", "en": "Instructions"},
    "NavActs": {"zh": "办理业务", "en": "New instruction"},
    # acts
    "ActsTitle": {"zh": "办理业务", "en": "New instruction"},
    "ActsLead": {
        "zh": "选择要办理的事项。经办后由本机构另一位人员复核，涉及的各方同意后自动签名上链。",
        "en": "Choose what is to be done. A colleague approves what you prepare; once all parties have consented it is "
        "signed and sent by itself.",
    },
    "ActsNothing": {
        "zh": "本机构在账本上没有可以办理的事项。如需办理，请联系主管部门核定机构角色。",
        "en": "Your institution has no role in which it files anything. Ask the supervisor about its roles.",
    },
    "ActsMine": {"zh": "查看业务单", "en": "See the instructions"},
    "ActCertificate": {"zh": "证书编号", "en": "Certificate number"},
    "ActCertificateHint": {"zh": "如 SJ1112026110001，也可填证书标识", "en": "Such as SJ1112026110001, or the id"},
    "ActGoOn": {"zh": "下一步", "en": "Next"},
    "ActPrepare": {"zh": "提交复核", "en": "Submit for approval"},
    "ActAbout": {"zh": "证书现状", "en": "The certificate now"},
    "ActHolder": {"zh": "权利人", "en": "Holder"},
    "ActTerm": {"zh": "最后有效日", "en": "Last valid day"},
    "ActWhole": {"zh": "查看登记记录", "en": "See the whole record"},
    "ActRestsNothing": {"zh": "没有质押、冻结或其他限制。", "en": "No pledge, freeze or other restraint."},
    "ActHintSum": {"zh": "须带单位，如 500万元 或 5000000.00元", "en": "With its unit: 500 wan, or 5,000,000.00 yuan"},
    "ActHintCode": {"zh": "18 位统一社会信用代码", "en": "Unified social credit code, 18 characters"},
    "ActHintDigest": {
        "zh": "文件的 SHA-256，64 位十六进制；选择文件则在本机计算，文件不上传",
        "en": "SHA-256 of the file, 64 hexadecimal digits; a file that you choose is hashed here and not uploaded",
    },
    "ActHintCase": {
        "zh": "案号加随机盐后的 SHA-256，不写案号本身；也可选择含案号与盐的文件在本机计算",
        "en": "SHA-256 of the case number with a random salt, never the number itself; or of a file with both, hashed "
        "here",
    },
    "ActHintEnds": {"zh": "当日 24 时止", "en": "Ends at midnight of that day"},
    "ActHintTerm": {"zh": "天数，如 365", "en": "In days, such as 365"},
    "ActHintFiling": {
        "zh": "中登网登记编号，如 0123 4567 连写",
        "en": "As the filing's certificate has it, without blanks",
    },
    "ActHintReason": {"zh": "写明理由，勿写个人信息", "en": "Say why; name no person"},
    "ActRecordNumber": {"zh": "新证书编号", "en": "Number of the new certificate"},
    "ActFile": {"zh": "选择文件，在本机计算", "en": "Choose a file, hashed here"},
    "ActEvidence": {"zh": "依据文件", "en": "Files that it rests on"},
    "ActEvidenceHint": {
        "zh": "只登记文件名称与 SHA-256，文件留在本机构。",
        "en": "Only name and SHA-256 are kept; the file stays with you.",
    },
    "ActFileName": {"zh": "文件名称", "en": "Name of the file"},
    "ActFileDigest": {"zh": "文件 SHA-256", "en": "SHA-256 of the file"},
    "ActNote": {"zh": "备注", "en": "Note"},
    "ActNoteHint": {
        "zh": "供复核人员和相关各方查看，勿写个人信息",
        "en": "For those who approve and consent; name no person",
    },
    "ActPreview": {
        "zh": "提交时按合约规则检查；不符合规则的不会进入复核。",
        "en": "It is checked by the contract's rules; what they refuse does not reach an approver.",
    },
    # instructions
    "InstructionsTitle": {"zh": "业务单", "en": "Instructions"},
    "InstructionsLead": {
        "zh": "本机构经办的业务，以及等待本机构同意的业务。",
        "en": "What your institution has prepared, and what waits for its consent.",
    },
    "InstructionsBox_approve": {"zh": "待复核", "en": "To approve"},
    "InstructionsBox_consent": {"zh": "待我方同意", "en": "To consent to"},
    "InstructionsBox_open": {"zh": "办理中", "en": "Under way"},
    "InstructionsBox_done": {"zh": "已办结", "en": "Done"},
    "InstructionsBox_all": {"zh": "全部", "en": "All"},
    "InstructionsAct": {"zh": "事项", "en": "Act"},
    "InstructionsAbout": {"zh": "证书", "en": "Certificate"},
    "InstructionsBy": {"zh": "经办机构", "en": "Institution"},
    "InstructionsState": {"zh": "状态", "en": "State"},
    "InstructionsAt": {"zh": "经办时间", "en": "Prepared at"},
    "InstructionsNothing": {"zh": "这里没有业务单。", "en": "There is nothing here."},
    "InstructionsNew": {"zh": "办理业务", "en": "New instruction"},
    "InstructionId": {"zh": "业务单编号", "en": "Instruction"},
    "InstructionNote": {"zh": "备注", "en": "Note"},
    "InstructionSubmitted": {"zh": "已提交", "en": "Submitted"},
    "InstructionSignedByKeys": {"zh": "已签名", "en": "Signed"},
    "InstructionOnChain": {"zh": "已上链", "en": "On the chain"},
    "InstructionConfirmed": {"zh": "已确认", "en": "Confirmed"},
    "InstructionWaits": {"zh": "待办理", "en": "Waiting"},
    "InstructionSigned": {"zh": "已办理", "en": "Done"},
    "InstructionAsked": {"zh": "办理内容", "en": "What is asked"},
    "InstructionParties": {"zh": "各方同意", "en": "Consents of the parties"},
    "InstructionConsented": {"zh": "已同意", "en": "Consented"},
    "InstructionAwaited": {"zh": "待同意", "en": "Awaited"},
    "InstructionSteps": {"zh": "办理过程", "en": "What was done"},
    "InstructionApprove": {"zh": "复核通过", "en": "Approve"},
    "InstructionConsent": {"zh": "同意", "en": "Consent"},
    "InstructionRefuse": {"zh": "退回", "en": "Refuse"},
    "InstructionWithdraw": {"zh": "撤回", "en": "Withdraw"},
    "InstructionReason": {"zh": "退回理由", "en": "Why it is refused"},
    "InstructionReasonHint": {"zh": "退回时必填，勿写个人信息", "en": "Needed to refuse; name no person"},
    "InstructionYours": {"zh": "请您办理", "en": "For you to do"},
    "InstructionNotYours": {
        "zh": "现在无需您办理。经办、复核和同意须由不同人员完成。",
        "en": "There is nothing for you to do now. Preparing, approving and consenting need different people.",
    },
    "InstructionRefused": {"zh": "未被接受", "en": "It was not taken"},
    "InstructionKept": {"zh": "暂未发送，将自动重试", "en": "It waits, and is tried again by itself"},
    "InstructionChain": {"zh": "链上凭据", "en": "On the chain"},
    "InstructionTransaction": {"zh": "交易", "en": "Transaction"},
    "InstructionBlock": {"zh": "区块", "en": "Block"},
    "InstructionMakes": {"zh": "所生记载的标识", "en": "Id of what it made"},
    "InstructionKey": {"zh": "密钥", "en": "Key"},
    "InstructionReceipt": {"zh": "查看回执", "en": "See the receipt"},
    # the receipt
    "ReceiptTitle": {"zh": "办理回执", "en": "Receipt"},
    "ReceiptLead": {
        "zh": "下列事项已由数据资产登记账本受理并上链。",
        "en": "The ledger of data-asset registration has taken the act below.",
    },
    "ReceiptNotYet": {
        "zh": "该业务单尚未上链，暂无回执。",
        "en": "The instruction is in no block yet, so that there is no receipt.",
    },
    "ReceiptPrint": {"zh": "打印", "en": "Print"},
    "ReceiptBack": {"zh": "返回业务单", "en": "Back to the instruction"},
    "ReceiptTime": {"zh": "上链时间", "en": "Time on the chain"},
    "ReceiptCheck": {
        "zh": "任何人可凭交易号在链上核对本回执；本回执仅说明受理时的记载，现状以登记记录为准。",
        "en": "Anybody can check this receipt on the chain by its transaction. It tells of that moment; the record "
        "tells of now.",
    },
    # the inbox
    "InboxTitle": {"zh": "收件箱", "en": "Inbox"},
    "InboxLead": {"zh": "未读 {unread} 条", "en": "Unread: {unread}"},
    "InboxNothing": {
        "zh": "没有消息。待办业务、与本机构有关的上链事项和即将到期的事项会出现在这里。",
        "en": "Nothing yet. What waits for you, what happens to what your institution holds, and what ends soon is "
        "told here.",
    },
    "InboxRead": {"zh": "本页全部标为已读", "en": "Mark this page as read"},
    "InboxKind_approve": {"zh": "待复核", "en": "To approve"},
    "InboxKind_consent": {"zh": "待同意", "en": "To consent to"},
    "InboxKind_refused": {"zh": "被退回", "en": "Refused"},
    "InboxKind_event": {"zh": "上链事项", "en": "On the chain"},
    "InboxKind_ending": {"zh": "即将到期", "en": "Ends soon"},
    "InboxUnread": {"zh": "未读", "en": "Unread"},
    "InboxAt": {"zh": "时间", "en": "Time"},
    "InboxWhat": {"zh": "内容", "en": "What"},
    "InboxKind": {"zh": "类别", "en": "Kind"},
}
