"""Sentences about data whose fingerprint is taken."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "SymbolicLinkMet": {
        "zh": "{field} 是指向 {target} 的符号链接，指纹不跟随链接。请给出实际文件，或将其复制进文件夹。",
        "en": "{field} is a symbolic link to {target}, and links are not followed. Name the file itself, or copy it "
        "into the folder.",
    },
    "PathNotAFile": {
        "zh": "{field} 不是普通文件（而是设备、管道等）。请移出后重试。",
        "en": "{field} is no regular file, but a device, a pipe or the like. Take it out and try again.",
    },
    "PathUnreadable": {
        "zh": "无法读取 {field}：{reason}。请检查路径与权限。",
        "en": "{field} cannot be read: {reason}. Check the path and its permissions.",
    },
    "FileChangedWhileRead": {
        "zh": "{field} 在读取期间发生变化，指纹无效。请停止写入，或对副本重新计算。",
        "en": "{field} changed while it was read, so there is no fingerprint of it. Stop what writes it, or take a "
        "copy's.",
    },
    "EncodingUnknown": {
        "zh": "{field} 既不是 UTF-8，也不是 GB18030 文本。请以 --encoding 指明编码，"
        "或以 --as bytes 只计算整个文件的指纹。",
        "en": "{field} is text neither in UTF-8 nor in GB18030. Name its encoding by --encoding, or take the whole "
        "file's fingerprint alone by --as bytes.",
    },
    "EncodingUnsupported": {
        "zh": "不认识编码 {given}。请用 utf-8、gb18030、utf-16、big5 等。",
        "en": "The encoding {given} is unknown. Name one such as utf-8, gb18030, utf-16, big5.",
    },
    "LineTooLong": {
        "zh": "{field} 有一行超过 {maximum} 个字符，不像表格。请以 --as bytes 只计算整个文件的指纹。",
        "en": "{field} has a line of more than {maximum} characters, so it seems to be no table. Use --as bytes.",
    },
    "ColumnsTooMany": {
        "zh": "{field} 有 {given} 列，上限为 {maximum}。请核对分隔符（--delimiter），或用 --as bytes。",
        "en": "{field} has {given} columns; {maximum} is the most. Check --delimiter, or use --as bytes.",
    },
    "DelimitedMalformed": {
        "zh": "{field} 第 {row} 行无法按 CSV 读取：{reason}。请检查该行的引号，或用 --as bytes。",
        "en": "Row {row} of {field} cannot be read as CSV: {reason}. Check the quotes in it, or use --as bytes.",
    },
    "JsonLineMalformed": {
        "zh": "{field} 第 {row} 行不是一个 JSON 对象：{reason}。请更正该行，或用 --as bytes。",
        "en": "Row {row} of {field} is no JSON object: {reason}. Correct it, or use --as bytes.",
    },
    "ParquetExtraMissing": {
        "zh": "读取 Parquet 文件 {file} 的各行需要 pyarrow。请安装 pip install 'datadeed[parquet]'，"
        "或用 --as bytes 只计算整个文件的指纹。",
        "en": "The rows of the Parquet file {file} need pyarrow. Install it: pip install 'datadeed[parquet]'; or take "
        "the whole file's fingerprint alone by --as bytes.",
    },
    "ParquetUnreadable": {
        "zh": "{field} 不能按 Parquet 读取：{reason}。请核对文件，或用 --as bytes。",
        "en": "{field} cannot be read as Parquet: {reason}. Check the file, or use --as bytes.",
    },
    "NameNotText": {
        "zh": "文件夹 {field} 中的名称 {name} 不是有效文字。请改名后重试。",
        "en": "The name {name} in the folder {field} is no text. Rename it and try again.",
    },
    "NameTwice": {
        "zh": "文件夹 {field} 中有两个文件在统一字形（NFC）后同名：{name}。请改其一。",
        "en": "Two files in the folder {field} have one name, {name}, once letters are composed (NFC). Rename one.",
    },
    "FilesTooMany": {
        "zh": "文件夹 {field} 的文件超过 {maximum} 个。请分成几个文件夹，或打包成一个文件。",
        "en": "The folder {field} has more than {maximum} files. Divide it, or pack it into one file.",
    },
    "FingerprintFileMalformed": {
        "zh": "{field} 不是本命令以 --json 写出的指纹文件，或所列数目与路径数目不符。请用原文件，并按原顺序给出路径。",
        "en": "{field} is no file of fingerprints as --json writes it, or it lists another number of things than there "
        "are paths. Give the file as it was written, and the paths in the same order.",
    },
    "SampleNeedsTable": {
        "zh": "抽样（--sample）只用于一个表格文件，并须以 --to 指明写入何处。请更正后重试。",
        "en": "A sample (--sample) is of one table, and --to says where it is written. Name both.",
    },
    "DelimiterMalformed": {
        "zh": "分隔符须为单个字符，且不能是引号或换行，现为 {given}。请更正 --delimiter。",
        "en": "A delimiter is one character, no quote and no line end; it is {given}. Correct --delimiter.",
    },
}
