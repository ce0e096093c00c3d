"""Sentences for the desk and the command line."""

from __future__ import annotations

from ledger.messages.row import Row

# DESK: APPLICATIONS

APPLICATIONS: dict[str, Row] = {
    "ApplicationsFaulty": {
        "zh": "有 {rows} 行存在共 {faults} 处问题，整份文件均未提交。请逐行改正后重新提交。",
        "en": "{rows} rows have {faults} faults together, so nothing was sent. Mend the rows and give the file again.",
    },
    "DocumentFaulty": {
        "zh": "新的证书文档有 {faults} 处问题，未提交。请改正后重试。",
        "en": "The new certificate document has {faults} faults; nothing was sent. Mend them and try again.",
    },
    "RegistryOther": {
        "zh": "{field}：申请写的登记机构是 {given}，本登记台为 {expected}。请提交给该机构，或改正申请。",
        "en": "{field}: the application names the registry {given}, this desk is {expected}. "
        "File it there, or correct it.",
    },
    "TermNotBegun": {
        "zh": "{field}：起始日 {given} 晚于今天 {expected}。登记从存证之日起算，请改为今天或更早。",
        "en": "{field}: the term would begin on {given}, after today, {expected}. Give today or an earlier day.",
    },
    "TermOver": {
        "zh": "{field}：有效期止于 {given}，已早于今天 {expected}。请核对来源授权期限或有效期。",
        "en": "{field}: the term would end on {given}, before today, {expected}. "
        "Check the ends of the source's authorisation.",
    },
    "ApplicationTwice": {
        "zh": "{field}：同一申请人的同一数据已在第 {other} 行申请登记。请删去重复的一行。",
        "en": "{field}: row {other} is the same applicant's for the same data. Take one of the two out.",
    },
    "AssetRegistered": {
        "zh": "{field}：该申请人对同一数据已有有效证书 {certificate_id}。请改为变更、续期，或先注销原证书。",
        "en": "{field}: the applicant has a certificate of the same data in force, {certificate_id}. "
        "Amend or renew that one, or cancel it first.",
    },
    "HolderNotAdmitted": {
        "zh": "{field}：{given} 尚未成为账本参与方。请先用 deed participant admit 接纳。",
        "en": "{field}: {given} is not a participant yet. Admit it first: deed participant admit.",
    },
    "HolderTwiceInFile": {
        "zh": "{field}：{given} 已在第 {other} 行出现。请删去重复的一行。",
        "en": "{field}: {given} stands in row {other} already. Take one of the two out.",
    },
    "NumberTwice": {
        "zh": "{field}：编号 {given} 已在第 {other} 行使用。每个编号只能使用一次。",
        "en": "{field}: row {other} has the number {given} already. A number is given once.",
    },
    "NumberInUse": {
        "zh": "{field}：编号 {given} 已被使用。请更换编号，或不填而由系统编号。",
        "en": "{field}: the number {given} is in use. Give another, or none, so that the next free one is taken.",
    },
    "NumberOfOtherRegister": {
        "zh": "{field}：编号的机构编码为 {given}，本机构为 {expected}。请核对编号。",
        "en": "{field}: the number's registry code is {given}, this registry's is {expected}. Check the number.",
    },
    "NoRegister": {
        "zh": "{field}：本机构不掌管“{regime}”登记簿。请提交给掌管该登记簿的机构。",
        "en": "{field}: this registry does not keep a register of {regime}. File it with the one that does.",
    },
    "SerialsExhausted": {
        "zh": "机构 {registry} 的 {regime} 登记簿在 {period} 月的 {maximum} 个顺序号已用完。请自下月 1 日起登记，"
        "或提请治理表决增配机构编码（assignRegister，须三日）；余量可用 deed numbers 查看。",
        "en": "The {regime} register of registry {registry} has used all {maximum} serials of {period}. Register from "
        "the first of next month on, or propose another registry code (assignRegister, three days). See what is left "
        "by deed numbers.",
    },
}

# DESK: DEALING

DEALING: dict[str, Row] = {
    "AmendmentForbidden": {
        "zh": "{field}：变更登记不得改动此项。变更权利人请用转让，其余请重新登记。",
        "en": "{field}: a change registration may not touch this. To change the holder, transfer."
        " Otherwise register anew.",
    },
    "CorrectionForbidden": {
        "zh": "更正只限笔误，不能改变期限、权利或数据指纹。请办理变更登记。",
        "en": "A correction mends clerical errors; it changes neither term, rights nor fingerprint. File an amendment.",
    },
    "AmountWithoutUnit": {
        "zh": "{field}：金额 {given} 没有单位。请写明单位，例如 500万元、5000000.00元。",
        "en": "{field}: the sum {given} has no unit. Write it with one: 5,000,000.00 yuan.",
    },
    "AmountMalformed": {
        "zh": "{field}：金额 {given} 无法识别，或不是整数分。请写成 500万元或 5000000.00元。",
        "en": "{field}: the sum {given} cannot be read, or is no whole number of fen. Write 5,000,000.00 yuan.",
    },
    "CaseNotFiled": {
        "zh": "申请 {application_id} 尚未提交。请先用 deed apply 提交申请。",
        "en": "The application {application_id} was not filed. File it first with deed apply.",
    },
    "ConsentMissing": {
        "zh": "缺少 {participant} 的同意。请用 --consent 给出其密钥。",
        "en": "The consent of {participant} is missing. Give its key with --consent.",
    },
    "ConsentNotAsked": {
        "zh": "{field}：密钥 {key} 不属于须同意的任何一方。请核对密钥。",
        "en": "{field}: the key {key} belongs to nobody whose consent is asked. Check the key.",
    },
    "DocumentNotOnFile": {
        "zh": "证书文档 {digest} 不在本机或不完整，无法据以制作新文档。请先取得该文档。",
        "en": "The certificate's document {digest} is not here, or not whole, so that no new one can follow. "
        "Obtain it first.",
    },
    "DocumentLost": {
        "zh": "已存的文档 {digest} 不见了。请恢复文档目录后重试。",
        "en": "The stored document {digest} is gone. Restore the documents' folder and try again.",
    },
    "HolderNotInDocument": {
        "zh": "{uscc} 不是证书 {number} 文档上的权利人。请核对转让方。",
        "en": "{uscc} is not a holder in the document of {number}. Check who transfers.",
    },
    "NotAdmitted": {
        "zh": "账本上没有参与方 {uscc}。请核对代码，或先接纳。",
        "en": "There is no participant {uscc} on the ledger. Check the code, or admit it first.",
    },
    "ProfileMissing": {
        "zh": "参与方 {participant} 的名称文档 {digest} 不在本机。请先取得该文档。",
        "en": "The profile {digest} of participant {participant} is not here. Obtain it first.",
    },
    "RequestUnreadable": {
        "zh": "请求记录 {file} 无法读取。请恢复该文件，切勿删除：它防止重复执行。",
        "en": "The record of a request, {file}, cannot be read. Restore it; do not delete it: "
        "it keeps acts from doubling.",
    },
    "RequestsUnavailable": {
        "zh": "请求记录 {path} 无法写入（{reason}）。请检查磁盘与权限后重试。",
        "en": "The record of a request, {path}, cannot be written ({reason}). "
        "Check disk and permissions, then try again.",
    },
}

# COMMAND LINE

COMMAND_LINE: dict[str, Row] = {
    "DeploymentExists": {
        "zh": "已有部署记录 {file}。要另建账本，请用另一个 DEED_HOME。",
        "en": "There is a deployment record already, {file}. For another ledger use another DEED_HOME.",
    },
    "FounderWithoutKeys": {
        "zh": "机构 {name} 未列密钥。请在创始文件中写明，或加 --create-keys。",
        "en": "The institution {name} names no keys. Name them in the founding file, or add --create-keys.",
    },
    "FoundingFaulty": {
        "zh": "创始文件有 {faults} 处问题，未部署。请改正后重试。",
        "en": "The founding file has {faults} faults; nothing was deployed. Mend them and try again.",
    },
    "TransferToSelf": {
        "zh": "{field}：{given} 就是转让方。请给出另一受让方。",
        "en": "{field}: {given} is the transferor. Name another transferee.",
    },
    "FileUnreadable": {
        "zh": "无法读取文件 {file}（{reason}）。请检查路径与权限。",
        "en": "The file {file} cannot be read ({reason}). Check path and permissions.",
    },
    "FileUnwritable": {
        "zh": "无法写入文件 {file}（{reason}）。请检查路径与权限。",
        "en": "The file {file} cannot be written ({reason}). Check path and permissions.",
    },
    "KeyNameInvalid": {
        "zh": "{field}：“{given}”不能作密钥名称。请用不含斜线、不以点开头的名称。",
        "en": "{field}: “{given}” cannot name a key. Use a name without slashes that does not begin with a dot.",
    },
    "MirrorEmptyYet": {
        "zh": "镜像还是空的。请运行 deed index。",
        "en": "The mirror is empty yet. Run deed index.",
    },
    "NotInMirror": {
        "zh": "镜像（至区块 {block}）中没有证书 {name}。请核对编号；若刚登记，请先运行 deed index。",
        "en": "The mirror, up to block {block}, has no certificate {name}. "
        "Check it; if it is new, run deed index first.",
    },
    "PassphraseMissing": {
        "zh": "需要密钥口令。请设置环境变量 DEED_PASSPHRASE，或在终端中运行。",
        "en": "The keys' passphrase is needed. Set DEED_PASSPHRASE, or run this in a terminal.",
    },
    "PortTaken": {
        "zh": "无法监听 {host}:{port}（{reason}）。请换一个端口，或停止占用它的程序。",
        "en": "Cannot listen on {host}:{port} ({reason}). Choose another port, or stop the program that has it.",
    },
    "SettingInvalid": {
        "zh": "环境变量 {name} 的值“{given}”无效（{reason}）。请改正。",
        "en": "The environment variable {name} has the value “{given}”, which is not valid ({reason}). Correct it.",
    },
}

ROWS: dict[str, Row] = {**APPLICATIONS, **DEALING, **COMMAND_LINE}
