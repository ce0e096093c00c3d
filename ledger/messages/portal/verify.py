"""Words of the entrance, where certificates are verified, and of the answer."""

from __future__ import annotations

from ledger.messages.row import Row

_ASKING: dict[str, Row] = {
    "VerifyTitle": {"zh": "核验登记证书", "en": "Verify a certificate"},
    "VerifyLead": {
        "zh": "这份证书今天能不能采信？直接对照登记账本核验，并出具有签名的核验报告。",
        "en": "May this certificate be relied on today? Checked against the ledger itself, with a signed report.",
    },
    "VerifyByNumber": {"zh": "按编号或二维码", "en": "By number or QR code"},
    "VerifyNumber": {"zh": "证书编号", "en": "Certificate number"},
    "VerifyNumberHint": {
        "zh": "例如 SJ1112026110001，或 10 位查询码；也可粘贴证书二维码的内容",
        "en": "Such as SJ1112026110001, or the query code of ten characters; or paste what its QR code says",
    },
    "VerifyScan": {"zh": "用摄像头扫描二维码", "en": "Scan a QR code with the camera"},
    "VerifyScanStop": {"zh": "停止扫描", "en": "Stop scanning"},
    "VerifyScanNone": {
        "zh": "无法使用摄像头，请输入编号。",
        "en": "The camera cannot be used. Type the number instead.",
    },
    "VerifyByFile": {"zh": "比对证书文件", "en": "Compare the document"},
    "VerifyDrop": {"zh": "把证书文件拖到这里，或选择文件", "en": "Drop the certificate's document here, or choose it"},
    "VerifyFile": {"zh": "选择要比对的文件", "en": "The document to compare"},
    "VerifyNeverSent": {
        "zh": "文件只在您的浏览器中计算摘要，不会上传。",
        "en": "Its digest is computed in your browser. The file is never sent.",
    },
    "VerifyReading": {"zh": "正在计算摘要", "en": "Computing the digest"},
    "VerifyRead": {"zh": "已算出摘要", "en": "Digest computed"},
    "VerifyUnreadable": {"zh": "文件无法读取，请重新选择。", "en": "The file cannot be read. Choose it again."},
    "VerifyDigest": {"zh": "文件摘要（SHA-256）", "en": "Digest of the document (SHA-256)"},
    "VerifyDigestHint": {
        "zh": "选择文件后自动填入；也可自行填写 64 位十六进制数",
        "en": "Filled in when you choose a file; or type its 64 hexadecimal digits",
    },
    "VerifyWhatFor": {"zh": "用途", "en": "What for"},
    "VerifyPurpose": {"zh": "核验用途", "en": "Purpose"},
    "VerifyBasis": {"zh": "查询依据", "en": "Ground of the query"},
    "VerifyReference": {"zh": "依据编号（授权书、文书号等）", "en": "Its reference (number of the consent or order)"},
    "VerifyMore": {
        "zh": "补充核对事项：权利人、贷款、出资、历史时点",
        "en": "More to check: holder, loan, equity, date",
    },
    "VerifyHolderCode": {"zh": "权利人统一社会信用代码", "en": "Holder's unified social credit code"},
    "VerifyHolderName": {"zh": "权利人名称", "en": "Holder's name"},
    "VerifyMaturity": {"zh": "贷款到期日", "en": "Maturity of the loan"},
    "VerifyAmount": {"zh": "贷款金额", "en": "Amount of the loan"},
    "VerifyAmountHint": {"zh": "须带单位，例如 500万元", "en": "With its unit, such as 5,000,000 yuan"},
    "VerifyInvestee": {"zh": "被投资企业统一社会信用代码", "en": "Company's unified social credit code"},
    "VerifyAgreed": {"zh": "协议作价", "en": "Agreed value"},
    "VerifyAsOf": {"zh": "以该日终了时的账本为准", "en": "As the ledger stood at the end of this day"},
    "VerifyPublicOnly": {
        "zh": "公开查询只核对证书是否登记、是否有效。机构登录后，可按融资、出资、入表、转让等用途核验全部十四组。",
        "en": "A public query tells whether a certificate is registered and in force. Signed in, banks and other "
        "institutions verify all fourteen groups for financing, equity, booking or transfer.",
    },
    "VerifyAsk": {"zh": "核验", "en": "Verify"},
}

_REPORT: dict[str, Row] = {
    "ReportTitle": {"zh": "核验报告", "en": "Verification report"},
    "ReportCertificate": {"zh": "证书", "en": "The certificate"},
    "ReportWhatToDo": {"zh": "该怎么办：", "en": "What should I do? "},
    "ReportEvent": {"zh": "链上位置：区块 {block}，日志 {log}", "en": "on chain: block {block}, log {log}"},
    "ReportPrinciple": {"zh": "账本原则 {principle}", "en": "principle {principle} of the ledger"},
    "ReportOurChoice": {"zh": "（规则未明，由本系统确定）", "en": " (the rules are silent; chosen by this system)"},
    "ReportNoBlock": {"zh": "没有可依据的区块", "en": "No block to go by"},
    "ReportBeijing": {"zh": "北京时间", "en": "Beijing time"},
    "ReportTampered": {
        "zh": "出示的文件或二维码与登记不符，不显示其内容。请向出示人索取登记机构核发的原件，或改按编号查询登记记录。",
        "en": "What was shown is not what is registered, and nothing of it is shown. Ask for the document that the "
        "registry issued, or look the record up by its number.",
    },
    "ReportUnknownHelp": {
        "zh": "账本上没有这份证书。请核对编号；如文件由他人提供，请向登记机构求证。",
        "en": "There is no such certificate on the ledger. Check the number; if somebody gave you the document, "
        "ask the registry.",
    },
    "ReportHolder": {"zh": "权利人", "en": "Holder"},
    "ReportRegime": {"zh": "登记制度", "en": "Regime"},
    "ReportData": {"zh": "数据名称", "en": "Data"},
    "ReportRights": {"zh": "权利", "en": "Rights"},
    "ReportTerm": {"zh": "有效期（含首尾日）", "en": "Term, both days included"},
    "ReportDaysLeft": {"zh": "（剩 {days} 天）", "en": "({days} days left)"},
    "ReportRegistry": {"zh": "登记机构", "en": "Registry"},
    "ReportPdf": {"zh": "下载报告（PDF）", "en": "Report (PDF)"},
    "ReportJson": {"zh": "下载签名答复（JSON）", "en": "Signed answer (JSON)"},
    "ReportBundle": {"zh": "下载离线核验包", "en": "Offline verification kit"},
    "ReportPrint": {"zh": "打印", "en": "Print"},
    "ReportUrgent": {"zh": "需要您注意的事项", "en": "What needs your attention"},
    "ReportChecks": {"zh": "全部核验项目", "en": "All checks"},
    "ReportHistory": {"zh": "历史", "en": "History"},
    "ReportHistoryTable": {"zh": "以表格查看", "en": "As a table"},
    "ReportScopeTitle": {"zh": "本报告不说明什么", "en": "What this report does not say"},
    "ReportEvidence": {"zh": "签名与链上依据", "en": "Signature and evidence"},
    "ReportNumber": {"zh": "报告编号", "en": "Number of the report"},
    "ReportValidUntil": {"zh": "可据以采信至", "en": "May be relied on until"},
    "ReportBlockHash": {"zh": "区块哈希", "en": "Block hash"},
    "ReportLag": {"zh": "落后区块数", "en": "Blocks behind"},
    "ReportPolicy": {"zh": "核验规则版本", "en": "Policy"},
    "ReportAsked": {"zh": "查询内容摘要", "en": "Digest of the question"},
}

_RANKS: dict[str, Row] = {
    "RanksTitle": {"zh": "质押顺位与价值", "en": "Pledges against the value"},
    "RanksValue": {"zh": "现行评估价值", "en": "Current valuation"},
    "RanksSecured": {"zh": "已担保合计", "en": "Secured in all"},
    "RanksFree": {"zh": "未担保余额", "en": "Not secured"},
    "RanksPlace": {"zh": "第 {rank} 顺位", "en": "Rank {rank}"},
    "RanksCap": {"zh": "（最高额）", "en": "(cap)"},
    "RanksUncovered": {"zh": "超出评估价值", "en": "Exceeds the valuation"},
    "RanksNote": {
        "zh": "只含本账本记载的质押与预告；担保以中登网等法定登记为准。细线为现行评估价值。",
        "en": "Only pledges and holds on this ledger; the statutory registers rule. The thin line is the valuation.",
    },
}

ROWS: dict[str, Row] = {**_ASKING, **_REPORT, **_RANKS}
