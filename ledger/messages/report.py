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

ROWS: dict[str, Row] = {**PAPER}
