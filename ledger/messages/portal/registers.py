"""Words of the pages on the supply of numbers, on an institution's keys, and on the fields and schemas of documents."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    # NUMBERS
    "NavNumbers": {"zh": "编号余量", "en": "Numbers"},
    "NumbersTitle": {"zh": "证书编号余量", "en": "Supply of certificate numbers"},
    "NumbersLead": {
        "zh": "每个登记簿每月最多 {maximum} 号，号码用一次即止、从不重用。下一号总是最小的空号。",
        "en": "A register has at most {maximum} numbers a month, and none is used twice. The next one is always the "
        "lowest that is free.",
    },
    "NumbersTable": {"zh": "{month} 各登记簿的编号", "en": "Numbers of {month} by register"},
    "NumbersRegister": {"zh": "登记簿", "en": "Register"},
    "NumbersUsed": {"zh": "已用", "en": "Used"},
    "NumbersLeft": {"zh": "剩余", "en": "Left"},
    "NumbersNext": {"zh": "下一号", "en": "Next"},
    "NumbersSkipped": {"zh": "空号", "en": "Skipped"},
    "NumbersEndsOn": {"zh": "照此进度用完", "en": "Ends at this pace"},
    "NumbersState": {"zh": "状态", "en": "State"},
    "NumbersEnough": {"zh": "充足", "en": "enough"},
    "NumbersLow": {"zh": "偏紧", "en": "running short"},
    "NumbersNone": {"zh": "已用完", "en": "used up"},
    "NumbersNothing": {
        "zh": "本机构不掌管任何登记簿，没有编号可供查看。",
        "en": "Your institution keeps no register, so that it has no numbers.",
    },
    "NumbersGaps": {"zh": "空号及来由", "en": "Skipped numbers, and how they came"},
    "NumbersGapNumbers": {"zh": "号码", "en": "Numbers"},
    "NumbersGapCount": {"zh": "个数", "en": "Count"},
    "NumbersGapWhy": {"zh": "来由", "en": "How it came"},
    "NumbersGapsHint": {
        "zh": "本机发出而被拒绝的业务，可用 deed numbers --gaps 在登记机构的机器上查到。",
        "en": "What was sent from a registry's own machine and refused is found there by deed numbers --gaps.",
    },
    "CertificateQueryCode": {"zh": "查询码 {query}", "en": "Query code {query}"},
    # KEYS
    "NavKeys": {"zh": "机构密钥", "en": "Keys"},
    "KeysTitle": {"zh": "机构密钥", "en": "Your institution's keys"},
    "KeysLead": {
        "zh": "链上的每笔业务都由这里的密钥签名。经办与复核的密钥分开保管；撤销后不能恢复。",
        "en": "Every act on the chain is signed by a key of these. Maker and checker are kept apart; what is revoked "
        "never acts again.",
    },
    "KeysTable": {"zh": "{institution}的密钥", "en": "Keys of {institution}"},
    "KeysAddress": {"zh": "地址", "en": "Address"},
    "KeysDuties": {"zh": "链上职责", "en": "Duties on the chain"},
    "KeysState": {"zh": "状态", "en": "State"},
    "KeysHere": {"zh": "保管", "en": "Kept"},
    "KeysActive": {"zh": "有效", "en": "active"},
    "KeysRevoked": {"zh": "已撤销", "en": "revoked"},
    "KeysIsHere": {"zh": "本系统可用", "en": "at this service"},
    "KeysIsElsewhere": {"zh": "机构自行保管", "en": "by the institution"},
    "KeysNothing": {
        "zh": "没有登记过密钥。请联系登记机构或治理成员登记首把密钥。",
        "en": "No key was ever enrolled. Ask a registry, or the governors, to enrol the first.",
    },
    "KeysOneAdmin": {
        "zh": "有效的密钥管理密钥不足两把，本机构无法自行登记新密钥。请尽快补足；如已遗失，请提请治理表决。",
        "en": "Fewer than two active keys administer, so that the institution cannot enrol a key by itself. Add one "
        "soon; if one is lost, the governors can vote one in.",
    },
    "KeysHow": {"zh": "怎样更换密钥", "en": "How a key is replaced"},
    "KeysHowWhat": {
        "zh": "在保管密钥的机器上执行下列命令：先登记新密钥，再撤销旧密钥，由两把管理密钥办理；中断后再执行一次即续办。"
        "更换后请把经办或复核改为新密钥的名称。",
        "en": "On the machine that has the keys, this enrols the new key and then revokes the old one, by two keys "
        "that administer; after an interruption run it again, and it goes on. Then name the new key as maker or "
        "checker.",
    },
    # FIELDS AND SCHEMAS
    "NavSchemas": {"zh": "登记要素", "en": "Fields"},
    "SchemasTitle": {"zh": "登记要素与文档格式", "en": "The fields of a registration"},
    "SchemasLead": {
        "zh": "登记规则的 41 项要素，以及本账本把每一项存在哪里。联系方式等个人信息只在案卷中，从不上链。",
        "en": "The rules' forty-one fields, and where this ledger keeps each. Contacts and other personal data are in "
        "the case file alone and never anchored.",
    },
    "SchemasTable": {"zh": "41 项登记要素", "en": "The forty-one fields"},
    "SchemasNumber": {"zh": "序号", "en": "No."},
    "SchemasField": {"zh": "要素", "en": "Field"},
    "SchemasKept": {"zh": "存于", "en": "Kept in"},
    "SchemasPath": {"zh": "文档中的项", "en": "In the document as"},
    "SchemasVersions": {"zh": "公开的文档格式", "en": "Published schemas"},
    "SchemasJson": {"zh": "下载 JSON Schema", "en": "Download the JSON Schema"},
    "SchemasMeaning": {"zh": "含义", "en": "Meaning"},
    "SchemasNeeded": {"zh": "必填", "en": "Required"},
    "SchemasYes": {"zh": "必填", "en": "required"},
    "SchemasNo": {"zh": "选填", "en": "optional"},
    "SchemasRule": {"zh": "要求", "en": "What may stand there"},
    "SchemasBeyond": {"zh": "格式之外的要求", "en": "Besides"},
    "SchemaRule_text": {"zh": "文本，至多 {maximum} 字", "en": "text of at most {maximum} characters"},
    "SchemaRule_both": {
        "zh": "中文与英文（zh、en），中文至多 {maximum} 字",
        "en": "Chinese and English (zh, en), the Chinese of at most {maximum} characters",
    },
    "SchemaRule_integer": {"zh": "整数，{minimum} 至 {maximum}", "en": "a whole number from {minimum} to {maximum}"},
    "SchemaRule_day": {"zh": "日期，YYYY-MM-DD", "en": "a day, YYYY-MM-DD"},
    "SchemaRule_pattern": {"zh": "形如 {pattern}", "en": "of the form {pattern}"},
    "SchemaRule_list": {"zh": "列表，{minimum} 至 {maximum} 项", "en": "a list of {minimum} to {maximum}"},
    "SchemaRule_words": {"zh": "从中选择：{words}", "en": "one of: {words}"},
    "SchemaRule_null": {"zh": "，没有则为 null", "en": ", or null"},
    "SchemaRule_object": {"zh": "由下列各项组成", "en": "of the parts below"},
}
