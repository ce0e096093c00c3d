"""Sentences for the files that people hand in."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "UploadEmpty": {
        "zh": "{field}：文件是空的。请重新选择文件。",
        "en": "{field}: the file is empty. Choose it again.",
    },
    "UploadTooLarge": {
        "zh": "{field}：文件超过 {maximum} 字节的上限。请压缩或拆分后再提交。",
        "en": "{field}: the file is larger than {maximum} bytes. Make it smaller or give it in parts.",
    },
    "FileKindRefused": {
        "zh": "{field}：不收这种文件（{given}）。请改用以下格式之一：{expected}。",
        "en": "{field}: files of this kind ({given}) are not taken. Give one of these: {expected}.",
    },
    "FileNameOther": {
        "zh": "{field}：文件名以“{given}”结尾，内容却是另一种格式。请改为 {expected} 结尾，或另存为所需格式。",
        "en": "{field}: the name ends in “{given}”, but the contents are of another kind. Let it end in {expected}, "
        "or save it as what it says.",
    },
    "FileNameInvalid": {
        "zh": "{field}：文件名须为 1 至 {maximum} 个字符，不以点开头，不含斜线、冒号、引号等符号。请改名后再提交。",
        "en": "{field}: a file's name has 1 to {maximum} characters, does not begin with a dot, and has no slash, "
        "colon, quote or the like. Rename it.",
    },
    "FileActive": {
        "zh": "{field}：文件含有宏、脚本或可执行内容（{given}）。请另存为不含宏的格式，或打印成新的 PDF 后提交。",
        "en": "{field}: the file has macros, scripts or programs in it ({given}). Save it without them, "
        "or print it to a new PDF.",
    },
    "FileLocked": {
        "zh": "{field}：文件设有密码，无法查看。请去除密码后提交。",
        "en": "{field}: the file is locked with a password. Give it without one.",
    },
    "FileArchiveTooLarge": {
        "zh": "{field}：压缩包内超过 {members} 个文件，或展开后超过 {maximum} 字节。请拆分后提交。",
        "en": "{field}: the archive has more than {members} files, or more than {maximum} bytes when unpacked. "
        "Give it in parts.",
    },
    "FileDamaged": {
        "zh": "{field}：文件已损坏，无法打开。请重新导出后提交。",
        "en": "{field}: the file is damaged and cannot be opened. Export it anew.",
    },
    "FileInfected": {
        "zh": "{field}：病毒扫描发现“{given}”，文件未收下。请清除病毒后重新提交。",
        "en": "{field}: the virus scanner found “{given}”; the file was not taken. Clean it and give it again.",
    },
    "ScannerSilent": {
        "zh": "病毒扫描服务没有应答（{reason}），文件未收下。请稍后再试，或告知运维人员。",
        "en": "The virus scanner does not answer ({reason}); the file was not taken. Try again later, "
        "or tell the operator.",
    },
    "ScannerAddress": {
        "zh": "DEED_CLAMD 的值“{given}”无法识别。请写成 {expected}。",
        "en": "DEED_CLAMD is “{given}”, which is no address. Write {expected}.",
    },
    "FileUnknown": {
        "zh": "没有摘要为 {digest} 的文件。请核对摘要，或重新提交文件。",
        "en": "There is no file with the digest {digest}. Check the digest, or give the file again.",
    },
    "FileAltered": {
        "zh": "文件 {digest} 的内容已被改动（现为 {found}），不予提供。请从备份恢复。",
        "en": "The file {digest} has other bytes now ({found}) and is not handed out. Restore it from a backup.",
    },
    "FilesUnavailable": {
        "zh": "文件库暂时无法读写（{reason}）。请稍后再试，或检查磁盘与存储服务。",
        "en": "The store of files cannot be read or written ({reason}). Try again later, or check disk and bucket.",
    },
    "FilesUrlInvalid": {
        "zh": "DEED_FILES_URL 无法识别。请写成 {expected}，密钥不写在其中。",
        "en": "DEED_FILES_URL is not understood. Write {expected}, without credentials in it.",
    },
    "FilesCredentialsMissing": {
        "zh": "DEED_FILES_URL 指向存储桶，但缺少密钥。请设置 DEED_FILES_ACCESS_KEY 和 DEED_FILES_SECRET_KEY。",
        "en": "DEED_FILES_URL names a bucket, but its credentials are missing. "
        "Set DEED_FILES_ACCESS_KEY and DEED_FILES_SECRET_KEY.",
    },
}
