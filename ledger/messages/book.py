"""Sentences about the auditor's own file: the book of the replay, and going on from where it stands."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "AuditBookUnusable": {
        "zh": "审计的工作文件 {file} 不能使用：{reason}。请检查磁盘空间与权限；如文件已损坏或被占用，"
        "换一个文件重新审计。",
        "en": "The audit's own file {file} cannot be used: {reason}. Check the disk and who may write there; if the "
        "file is damaged or in use, audit anew with another.",
    },
    "AuditBookOther": {
        "zh": "工作文件 {file} 属于另一次审计：{what} 不同。请用当时的选项与版本继续，或换一个文件重新审计。",
        "en": "The file {file} is of another audit: {what} differs. Go on with the options and the version it "
        "was begun "
        "with, or audit anew with another file.",
    },
    "AuditBookMissing": {
        "zh": "要从上次报告（区块 {block}）接着审计，还须用 --resume 给出当时留下的工作文件；没有它，请从头审计。",
        "en": "To go on from the earlier report (block {block}), also name the file that its audit kept with "
        "--resume; "
        "without it, audit from the beginning.",
    },
    "AuditBookNotOfReport": {
        "zh": "工作文件 {file} 不是所给报告（区块 {block}）的账簿：其摘要或区块不符。请找出那次审计留下的文件，"
        "或从头审计。",
        "en": "The file {file} is not the book of that report (block {block}): its digests or its block "
        "differ. Find the "
        "file that that audit kept, or audit from the beginning.",
    },
    "AuditEarlierUnreadable": {
        "zh": "{file} 不是签名完好的审计报告：{reason}。请给出签了名的报告文件。",
        "en": "{file} is no audit report whose signature holds: {reason}. Give the signed file.",
    },
    "AuditEarlierUnfinished": {
        "zh": "报告 {file} 没有账簿摘要：那次审计没有重放到底，不能由此接着审计。请从头审计。",
        "en": "The report {file} has no digests of a book: its audit did not replay to the end, and nothing "
        "can rest on "
        "it. Audit from the beginning.",
    },
    "AuditBookDeparted": {
        "zh": "节点 {host} 的区块 {block} 已不是工作文件所依据的那一块。请确认节点所在的链；如链已重组，"
        "换一个文件重新审计。",
        "en": "Block {block} of {host} is no longer the one that the audit's file rests on. Check which chain "
        "the node "
        "follows; if it was reorganised, audit anew with another file.",
    },
    "AuditHistoryDifferent": {
        "zh": "{subject} 已不是上次报告所审的那一块：当时为 {expected}，节点现给出 {found}。已审的历史被改写。",
        "en": "{subject} is not the one of the earlier report: that was {expected}, the node now has {found}. "
        "History "
        "that was audited has been rewritten.",
    },
}
