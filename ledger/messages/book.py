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
}
