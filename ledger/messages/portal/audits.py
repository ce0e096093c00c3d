"""Words of the auditor's pages."""

from __future__ import annotations

from ledger.messages.row import Row

_FRONT: dict[str, tuple[str, str]] = {
    "Title": ("审计", "Audit"),
    "Lead": (
        "账本可由任何人从链上独立重放、逐项比对。此处可提交审计报告、启动对本服务自身的审计，并取得审计所需材料。",
        "Anyone may replay the ledger from the chain and compare. Hand in a report, have this service audit itself, "
        "and fetch what an audit needs.",
    ),
    "Runs": (
        "自 {since} 开始。完成后报告出现在下方列表。",
        "It began at {since}. Its report will stand in the list below.",
    ),
    "RunsTitle": ("审计正在进行", "An audit is running"),
    "Look": ("刷新", "Look again"),
    "Failed": ("上一次审计没有产生报告", "The last audit made no report"),
    "Kept": ("审计报告", "Reports"),
    "KeptAt": ("收存时间", "Kept at"),
    "Outcome": ("结论", "Outcome"),
    "Findings": ("发现", "Findings"),
    "LastBlock": ("截至区块", "Up to block"),
    "Whose": ("出具人", "By whom"),
    "Read": ("查看", "Read"),
    "ReadOf": ("查看截至区块 {block} 的报告", "Read the report up to block {block}"),
    "Own": ("本服务自审", "this service itself"),
    "SignedBy": ("签名密钥 {key}…", "signed by key {key}…"),
    "Unsigned": ("提交，未签名", "handed in, unsigned"),
    "Nothing": (
        "还没有审计报告。请提交一份，或启动一次审计。",
        "There is no report yet. Hand one in, or start an audit.",
    ),
    "HandIn": ("提交审计报告", "Hand in a report"),
    "HandInLead": (
        "由 deed audit 写出的报告，签名或未签名，不超过 {mebibytes} MiB。系统核对签名、格式与自洽，然后收存。",
        "What deed audit writes, signed or not, up to {mebibytes} MiB. Signature, shape and consistency are checked, "
        "then it is kept.",
    ),
    "Report": ("报告文件", "Report"),
    "ReportHint": ("audit-….jws 或 JSON", "audit-….jws, or JSON"),
    "Key": ("审计人公钥（JWK）", "The auditor's public key (JWK)"),
    "KeyHint": (
        "请向审计人取得；不填则以报告自述的密钥核对。",
        "Get it from the auditor; without it, the key that the report names.",
    ),
    "Check": ("核对并收存", "Check and keep"),
    "Start": ("启动审计", "Start an audit"),
    "StartLead": (
        "由本服务的节点与程序在后台进行，一次一份。它说明本服务自己的账是否有误，不能代替审计人用自己的节点与密钥审计。",
        "By this service's own node and program, in the background, one at a time. It tells whether our own book is in "
        "order, and does not replace an auditor's own node and key.",
    ),
    "Until": ("截至区块", "Up to block"),
    "UntilHint": ("留空为最新区块", "empty: the newest"),
    "AsOf": ("资产负债表日", "Balance-sheet date"),
    "AsOfHint": ("按该日结束时的状态列示期后事项", "as the ledger stood at that day's end"),
    "Sample": ("抽样份数", "Sample"),
    "SampleHint": ("只证明这么多份证书的存储；留空为全部", "prove so many certificates' storage only; empty: all"),
    "Begin": ("开始审计", "Begin"),
    "OwnMeans": ("用自己的节点审计", "Audit with means of your own"),
    "OwnMeansLead": (
        "最可靠的审计不依赖本服务：安装 deed，使用自己的节点和自己保存的部署记录，用自己的密钥签名。",
        "The best audit needs nothing of ours: install deed, use your own node and the deployment record that you "
        "keep, and sign with your own key.",
    ),
    "YourNode": ("自己的节点", "YOUR-NODE"),
    "YourRecord": ("自存的部署记录", "YOUR-RECORD.json"),
    "ThisService": ("本服务地址", "THIS-SERVICE"),
    "Snapshot": ("下载快照（NDJSON）", "Download the snapshot (NDJSON)"),
    "Pin": ("下载部署记录，与自存的一份比对", "Download the deployment record, to compare with yours"),
    "Kit": ("离线审计包由运营方导出：", "A kit for auditing without a node is exported by the operator:"),
    "Ending_clean": ("未发现问题", "clean"),
    "Ending_findings": ("有发现", "findings"),
    "Ending_undecided": ("无法判定", "undecided"),
}

_REPORT: dict[str, tuple[str, str]] = {
    "Title": ("审计报告", "Audit report"),
    "Own": (
        "本服务对自身的审计，未经审计人签名。",
        "This service's audit of itself; no auditor signed it.",
    ),
    "Unsigned": ("此报告没有签名，无法确认由谁出具。", "This report is not signed: who made it cannot be told."),
    "Chain": ("链", "Chain"),
    "Blocks": ("区块", "Blocks"),
    "Last": ("末块哈希", "Hash of the last"),
    "Began": ("开始时间", "Began"),
    "Node": ("所用节点", "Node"),
    "Key": ("签名密钥", "Key"),
    "Paper": ("下载 PDF", "Download PDF"),
    "File": ("下载原件", "Download the original"),
    "Findings": ("发现", "Findings"),
    "NoFinding": ("没有发现。", "Nothing was found."),
    "Fault": ("错误", "fault"),
    "Doubt": ("存疑", "doubt"),
    "Position": ("链上位置", "Position"),
    "Subject": ("对象", "Subject"),
    "Expected": ("应为", "Expected"),
    "Found": ("实为", "Found"),
    "Rule": ("依据", "Rule"),
    "Remedy": ("怎么办", "What to do"),
    "Unlisted": ("另有 {count} 项发现只计数、未列出。", "{count} more findings were only counted."),
    "Undecided": ("无法判定的事项", "What could not be decided"),
    "NotChecked": ("未核对的事项", "What was not checked"),
    "Lists": ("供查阅的清单", "Lists to go through"),
    "ListsLead": (
        "清单所列并非错误，是审计人通常逐项查阅的事项。",
        "Nothing on a list is wrong: it is what auditors go through.",
    ),
    "Row": ("事项", "What"),
    "More": ("另有 {count} 行，见报告原件。", "{count} more rows: see the report itself."),
    "Counts": ("核对数量", "How much was checked"),
    "Layer": ("层次", "Layer"),
    "What": ("内容", "What"),
    "Number": ("数量", "Number"),
}

REFUSALS: dict[str, Row] = {
    "AuditRunning": {
        "zh": "已有一份审计正在进行。请等它完成后再启动。",
        "en": "An audit is running already. Start another when it has ended.",
    },
    "AuditNotYours": {
        "zh": "此页面供审计人与监管人使用。请以其账号登录。",
        "en": "This is for auditors and supervisors. Sign in with such an account.",
    },
    "ReportTooLarge": {
        "zh": "{field}：报告超过 {maximum} 字节。请用 deed audit check 在本地核对。",
        "en": "{field}: the report has more than {maximum} bytes. Check it with deed audit check.",
    },
    "ReportFaulty": {
        "zh": "{field}：报告未通过核对，没有收存。{faults}请向审计人索取正确的一份。",
        "en": "{field}: the report did not stand its check and was not kept. {faults} Ask the auditor for a good one.",
    },
    "ReportUnknown": {
        "zh": "没有收存摘要为 {digest} 的审计报告。请从列表中选择。",
        "en": "No report with the digest {digest} is kept here. Choose one of the list.",
    },
}

ROWS: dict[str, Row] = {
    "NavAudits": {"zh": "审计", "en": "Audit"},
    **{f"Audits{code}": {"zh": zh, "en": en} for code, (zh, en) in _FRONT.items()},
    **{f"AuditReport{code}": {"zh": zh, "en": en} for code, (zh, en) in _REPORT.items()},
    **REFUSALS,
}
