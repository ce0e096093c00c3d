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
    "ReportTooLong": {
        "zh": "报告有 {bytes} 字节，超过可签名的 {most} 字节。请用 --until 分段审计。",
        "en": "The report has {bytes} bytes, more than the {most} that are signed. Audit a part, with --until.",
    },
}

ROWS: dict[str, Row] = {**PAPER, **KEYS}
