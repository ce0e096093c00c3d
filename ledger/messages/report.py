"""Sentences of the audit's report: its key, its signature, its lists, and the paper that it is printed on."""

from __future__ import annotations

from ledger.messages.row import Row

PAPER: dict[str, Row] = {
    "PaperFontMissing": {
        "zh": "没有可用来印制的字体：{file} 不存在。请运行 pip install justmytype-intl-cjk，"
        "或用 --font 指明含中文的字体文件。",
        "en": "There is no typeface to print with: {file} does not exist. Run pip install justmytype-intl-cjk, "
        "or name a font file that has Chinese with --font.",
    },
    "PaperFontUnfit": {
        "zh": "字体文件 {file} 不能用来印制：{reason}。请用 --font 指明含中文的 TrueType 或 OpenType 字体。",
        "en": "The font file {file} cannot serve: {reason}. Name a TrueType or OpenType font that has Chinese "
        "with --font.",
    },
}

KEYS: dict[str, Row] = {
    "KeyFileLocked": {
        "zh": "密钥文件 {file} 无法用 DEED_PASSPHRASE 打开。请设置创建该密钥时的口令。",
        "en": "The key in {file} does not open with DEED_PASSPHRASE. Set the passphrase that it was made with.",
    },
    "KeyFileDamaged": {
        "zh": "密钥文件 {file} 已损坏或无法读取。请从备份恢复，或移走该文件后创建新密钥。",
        "en": "The key file {file} is damaged or cannot be read. Restore it from a backup, or move it away and make "
        "a new key.",
    },
    "KeyFileOpenToOthers": {
        "zh": "密钥文件 {file} 的权限为 {mode}，他人可读。请先执行 chmod 600。",
        "en": "The key file {file} has mode {mode}: others may read it. Do chmod 600 first.",
    },
    "KeyFileExists": {
        "zh": "{file} 已存在，密钥从不覆盖。请换一个文件名。",
        "en": "There already is a file {file}, and a key is never written over. Name another file.",
    },
    "KeyPublicUnreadable": {
        "zh": "“{text}”不是 Ed25519 公钥。请给出审计人的公钥文件（JWK）。",
        "en": "“{text}” is no public key (Ed25519). Give the file with the auditor's public key (JWK).",
    },
    "SignedWhere": {
        "zh": "{field}：签名的报告须同时给出 --sign 密钥文件与 --out 写往何处。",
        "en": "{field}: a signed report takes both, --sign with the key's file and --out with where it goes.",
    },
    "ReportTooLong": {
        "zh": "报告有 {bytes} 字节，超过可签名的 {most} 字节。请用 --until 分段审计。",
        "en": "The report has {bytes} bytes, more than the {most} that are signed. Audit a part, with --until.",
    },
}

PRINTED: dict[str, Row] = {
    "PaperTitle": {"zh": "数契账本独立审计报告", "en": "Independent audit of a DataDeed ledger"},
    "PaperFooter": {"zh": "审计报告 {digest}… · 密钥 {key}", "en": "Audit report {digest}… · key {key}"},
    "PaperScope": {"zh": "审计范围", "en": "What was audited"},
    "PaperBegan": {"zh": "开始时间", "en": "began"},
    "PaperInputs": {"zh": "审计所用", "en": "With what it was audited"},
    "PaperPosition": {"zh": "位置", "en": "position"},
    "PaperSubject": {"zh": "对象", "en": "subject"},
    "PaperExpected": {"zh": "应为", "en": "expected"},
    "PaperFound": {"zh": "实为", "en": "found"},
    "PaperRule": {"zh": "依据", "en": "rule"},
    "PaperRemedy": {"zh": "处理", "en": "what to do"},
    "PaperFault": {"zh": "错误", "en": "fault"},
    "PaperDoubt": {"zh": "存疑", "en": "doubt"},
    "PaperLayer": {"zh": "层次", "en": "layer"},
    "PaperWhat": {"zh": "事项", "en": "what"},
    "PaperNumber": {"zh": "数量", "en": "number"},
    "PaperRow": {"zh": "所见", "en": "what is there"},
    "PaperListsAre": {
        "zh": "以下各项不是错误，供审计人逐项查看；完整清单见 JSON 报告。",
        "en": "None of these is an error: they are for the auditor to go through. The JSON report has them in full.",
    },
    "PaperContract": {"zh": "合约", "en": "contract"},
    "PaperAddress": {"zh": "地址", "en": "address"},
    "PaperCode": {"zh": "代码哈希", "en": "code hash"},
    "PaperBook": {"zh": "账本摘要（供两位审计人比对）", "en": "Digests of the book, by which two auditors compare"},
    "PaperDigest": {"zh": "摘要（SHA-256）", "en": "SHA-256"},
    "PaperSignature": {"zh": "签名", "en": "Signature"},
    "PaperSigned": {
        "zh": "签名的是 JSON 报告，本文仅为其印件。请用 deed audit check 核对签名，并向审计人核对密钥。",
        "en": "What is signed is the JSON report, of which this is a print. Check it with deed audit check, and ask "
        "the auditor for his key.",
    },
    "PaperUnsigned": {"zh": "本报告没有签名。", "en": "This report is not signed."},
    "PaperKey": {"zh": "密钥", "en": "key"},
    "PaperJson": {"zh": "JSON 报告的 SHA-256", "en": "SHA-256 of the JSON"},
    "AuditTimes": {"zh": "用时（秒）", "en": "Time taken (s)"},
    "AuditLists": {"zh": "清单", "en": "Lists"},
}

MEMBERS: dict[str, Row] = {
    "MemberChain": {"zh": "链", "en": "chain"},
    "MemberFirst": {"zh": "起始区块", "en": "first block"},
    "MemberLast": {"zh": "最后区块", "en": "last block"},
    "MemberHash": {"zh": "最后区块哈希", "en": "hash of the last block"},
    "MemberStorage": {"zh": "合约存储所在区块", "en": "block of the contracts' storage"},
    "MemberBook": {"zh": "事实截至区块", "en": "block of the facts"},
    "MemberBookHash": {"zh": "该区块哈希", "en": "hash of that block"},
    "MemberAsOf": {"zh": "截止日", "en": "as of"},
    "MemberFrom": {"zh": "承接的上次报告", "en": "earlier report gone on from"},
    "MemberSample": {"zh": "抽样", "en": "sample"},
    "MemberValidators": {"zh": "验证节点", "en": "validators"},
    "MemberNode": {"zh": "节点", "en": "node"},
    "MemberSecond": {"zh": "第二节点", "en": "second node"},
    "MemberCheckpoint": {"zh": "检查点", "en": "checkpoint"},
    "MemberSnapshot": {"zh": "快照", "en": "snapshot"},
    "MemberDocuments": {"zh": "文档", "en": "documents"},
    "MemberAnswers": {"zh": "答复", "en": "answers"},
    "MemberVersion": {"zh": "程序版本", "en": "version"},
    "MemberGenesis": {"zh": "创世区块哈希", "en": "hash of the genesis block"},
}

LAYERS: dict[str, Row] = {
    "LayerBytes": {"zh": "字节：哈希与签名", "en": "bytes: hashes and signatures"},
    "LayerDerived": {"zh": "推得：节点所述", "en": "derived: what a node adds"},
    "LayerAnchors": {"zh": "锚点：所固定者", "en": "anchors: what is pinned"},
    "LayerMeaning": {"zh": "含义：事件与权限", "en": "meaning: events and authority"},
    "LayerStorage": {"zh": "存储：合约所存", "en": "storage: what contracts keep"},
    "LayerMirror": {"zh": "镜像：所发布者", "en": "mirror: what is published"},
    "LayerDocuments": {"zh": "文档：摘要所指", "en": "documents: what digests mean"},
    "LayerAnswers": {"zh": "答复：所告知者", "en": "answers: what was told"},
}

CHECKS: dict[str, Row] = {
    "ReportUnreadable": {
        "zh": "该文件不是审计报告：{reason}。请给出 deed audit 以 --sign 或 --report 写出的文件。",
        "en": "This file is no audit report: {reason}. Give one that deed audit wrote with --sign or --report.",
    },
    "ReportUnsigned": {
        "zh": "报告没有签名：无人为其负责。请向审计人索取已签名的报告。",
        "en": "The report is not signed: nobody stands behind it. Ask the auditor for the signed one.",
    },
    "ReportKeyOther": {
        "zh": "报告由密钥 {key} 签名，不是所给的密钥。请向审计人核对其密钥。",
        "en": "The report is signed by the key {key}, which is not the one given. Ask the auditor which key is his.",
    },
    "ReportSignatureWrong": {
        "zh": "签名不是密钥 {key} 对该报告所作：报告已被改动。请勿采信。",
        "en": "The signature is not that of the key {key} over this report: it was altered. Do not rely on it.",
    },
    "ReportShapeWrong": {
        "zh": "报告在 {path} 处不合格式：{reason}。请勿采信，或使用与其版本相符的程序。",
        "en": "The report has not its shape at {path}: {reason}. Do not rely on it, or use the program of its version.",
    },
    "ReportOutcomeWrong": {
        "zh": "报告自相矛盾：按其内容，结论应为 {expected}，所写为 {found}。请勿采信。",
        "en": "The report contradicts itself: by what it holds the outcome is {expected}, and it says {found}. "
        "Do not rely on it.",
    },
    "ReportCountWrong": {
        "zh": "报告自相矛盾：{what} 列出 {found} 项，与其计数不符。请勿采信。",
        "en": "The report contradicts itself: {found} of {what} are listed, which its count cannot be. Do not rely "
        "on it.",
    },
    "ReportInputsOther": {
        "zh": "报告所写的范围与输入同其摘要不符：应为 {expected}，实为 {found}。请勿采信。",
        "en": "Scope and inputs of the report are not those of its digest: {found} instead of {expected}. Do not rely "
        "on it.",
    },
    "ReportCodeUnknown": {
        "zh": "本版程序不认识报告中的代码 {given}。请使用与报告版本相符的程序核对。",
        "en": "This version does not know the report's code {given}. Check with the program of the report's version.",
    },
    "ReportFindingWrong": {
        "zh": "发现 {given} 的 {what} 不可能是 {found}。请勿采信。",
        "en": "The {what} of finding {given} cannot be {found}. Do not rely on it.",
    },
    "ReportBeyondScope": {
        "zh": "发现 {given} 的位置 {position} 在所审的最后区块 {last} 之后。请勿采信。",
        "en": "The finding {given} is at {position}, after the last block that was audited, {last}. Do not rely on it.",
    },
}

ROWS: dict[str, Row] = {**PAPER, **KEYS, **PRINTED, **MEMBERS, **LAYERS, **CHECKS}
