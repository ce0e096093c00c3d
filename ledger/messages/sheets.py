"""Sentences for files of applications: what is wrong with a cell, a row or a file, and what to do."""

from __future__ import annotations

from ledger.messages.row import Row

CELLS: dict[str, Row] = {
    "CellFormula": {
        "zh": "{field}：单元格是公式“{given}”。请复制后选择“只粘贴数值”。",
        "en": "{field}: the cell is a formula, “{given}”. Copy it and paste the value only.",
    },
    "CellError": {
        "zh": "{field}：单元格是错误值“{given}”。请填写正确内容。",
        "en": "{field}: the cell shows the error “{given}”. Write what should stand there.",
    },
    "CellNotText": {
        "zh": "{field}：“{given}”不是文字。请把单元格设为文本格式后重新填写。",
        "en": "{field}: “{given}” is no text. Format the cell as text and write it again.",
    },
    "CellMerged": {
        "zh": "第 {first} 至 {last} 行有合并单元格，无法判断内容属于哪一行。请取消合并并逐行填写。",
        "en": "Cells of rows {first} to {last} are merged, so that it is not known whose they are. "
        "Unmerge them and fill each row.",
    },
    "CellBeyondTitles": {
        "zh": "第 {position} 列有内容，但没有列标题。请删去多余内容，或检查分隔符与引号。",
        "en": "Column {position} has something in it and no title above. "
        "Delete it, or look for a separator or quote too many.",
    },
    "CodeAsNumber": {
        "zh": "{field}：代码被存成数字“{given}”，表格软件只保留 15 位。请把该列设为文本格式后重新填写。",
        "en": "{field}: the code was kept as the number {given}, of which a spreadsheet keeps 15 digits. "
        "Format the column as text and write it again.",
    },
    "UsccMistyped": {
        "zh": "{field}：“{given}”不是有效代码，可能把数字写成了字母。请核对是否应为 {expected}，并自行改正。",
        "en": "{field}: “{given}” is no valid code; letters seem to stand for digits. "
        "Look whether {expected} is meant, and write it so.",
    },
    "DayUnreadable": {
        "zh": "{field}：“{given}”不是可识别的日期。请写成 2026-11-27、2026/11/27、2026年11月27日或 20261127。",
        "en": "{field}: “{given}” is no day that can be read. Write 2026-11-27, 2026/11/27 or 20261127.",
    },
    "NumberUnreadable": {
        "zh": "{field}：“{given}”不是整数。请只写数字，不带单位。",
        "en": "{field}: “{given}” is no whole number. Write digits only, without a unit.",
    },
    "ShareWithoutUnit": {
        "zh": "{field}：份额“{given}”无法识别。请写成百分数，例如 60%。",
        "en": "{field}: the share “{given}” cannot be read. Write per cent, such as 60%.",
    },
}

FILES: dict[str, Row] = {
    "FileChanged": {
        "zh": "文件 {given} 在读取时被改动。请保存并关闭后重试。",
        "en": "The file {given} changed while it was read. Save and close it, then try again.",
    },
    "FileEmpty": {
        "zh": "文件没有内容。请检查是否选对了文件。",
        "en": "The file has nothing in it. Check that it is the right one.",
    },
    "FileTooLarge": {
        "zh": "文件超过 {maximum} 字节。请拆成几份。",
        "en": "The file is larger than {maximum} bytes. Split it.",
    },
    "RowsTooMany": {
        "zh": "文件超过 {maximum} 行（含空行）。请删去空行或拆成几份。",
        "en": "The file has more than {maximum} rows, blank ones counted. Delete blank rows, or split it.",
    },
    "SheetEncodingUnknown": {
        "zh": "文件既不是 UTF-8 也不是 GB 18030（约第 {position} 字节起）。请另存为“CSV UTF-8”。",
        "en": "The file is neither UTF-8 nor GB 18030, from about byte {position} on. Save it as CSV UTF-8.",
    },
    "RowUnreadable": {
        "zh": "第 {row} 行（文件第 {line} 行前后）无法拆分成列（{reason}）。请检查引号；其后的行均未处理。",
        "en": "Row {row}, about line {line}, cannot be told into columns ({reason}). "
        "Check its quotes; nothing behind it was read.",
    },
    "TitlesUnknown": {
        "zh": "有 {count} 个列标题无法识别：{given}。请按模板改正（deed import --titles）。",
        "en": "{count} titles of columns are unknown: {given}. Write them as deed import --titles does.",
    },
    "TitlesTwice": {
        "zh": "列标题重复：{given}。请只保留一列。",
        "en": "Titles of columns stand twice: {given}. Keep one column of each.",
    },
    "TitlesMissing": {
        "zh": "缺少列：{expected}。请按模板补充（deed import --titles）。",
        "en": "Columns are missing: {expected}. Add them as deed import --titles has them.",
    },
    "WorkbookOld": {
        "zh": "这是旧版 .xls 工作簿。请另存为 .xlsx 或“CSV UTF-8”。",
        "en": "This is a workbook of the old kind, .xls. Save it as .xlsx or as CSV UTF-8.",
    },
    "WorkbookBomb": {
        "zh": "工作簿解压后约 {given} 字节，超出允许范围（总计 {maximum} 字节，或压缩比过高）。请另存为“CSV UTF-8”。",
        "en": "The workbook would unpack to {given} bytes, more than may be: {maximum}, or too much for its size. "
        "Save it as CSV UTF-8.",
    },
    "WorkbookEpoch": {
        "zh": "工作簿使用 1904 日期系统，日期会相差四年。请在选项中关闭后重新保存。",
        "en": "The workbook counts its days from 1904, so that they would be off by four years. "
        "Switch that off in its options and save it again.",
    },
    "WorkbookUnreadable": {
        "zh": "工作簿无法读取（{reason}）。请用表格软件打开后另存为 .xlsx。",
        "en": "The workbook cannot be read ({reason}). Open it in a spreadsheet program and save it as .xlsx.",
    },
}

IMPORTS: dict[str, Row] = {
    "ImportRunning": {
        "zh": "同一文件正由另一进程导入（{file}，{reason}）。请等它结束后再运行。",
        "en": "Another process is importing this file ({file}, {reason}). Wait for it, then run this again.",
    },
    "ImportBookUnusable": {
        "zh": "导入记录 {file} 无法使用（{reason}）。请恢复该文件，切勿删除：它防止重复登记。",
        "en": "The record of the import, {file}, cannot be used ({reason}). Restore it; do not delete it: "
        "it keeps rows from being registered twice.",
    },
}

ROWS: dict[str, Row] = {**CELLS, **FILES, **IMPORTS}
