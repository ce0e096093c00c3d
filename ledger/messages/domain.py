"""Sentences for what the domain refuses: numbers, days, documents, and evidence that cannot be."""

from __future__ import annotations

from ledger.messages.row import Row

# DOMAIN: NUMBERS AND DAYS

NUMBERS: dict[str, Row] = {
    "UsccLength": {
        "zh": "{field}：统一社会信用代码应为 {expected} 位，给出了 {given} 位。请核对是否漏字或多字。",
        "en": "{field}: a unified social credit code has {expected} characters; {given} were given. "
        "Look for one that is missing or too many.",
    },
    "UsccCharacter": {
        "zh": "{field}：第 {position} 位“{given}”不是统一社会信用代码的字符。该位应为：{expected}。",
        "en": "{field}: character {position}, “{given}”, does not occur in a unified social credit code. "
        "Expected there: {expected}.",
    },
    "UsccCheckCharacter": {
        "zh": "{field}：第 {position} 位校验码应为“{expected}”，给出的是“{given}”。请逐位核对代码。",
        "en": "{field}: the check character in place {position} should be “{expected}” and is “{given}”. "
        "Compare the code character by character.",
    },
    "UsccNotCanonical": {
        "zh": "{field}：代码应写作 {expected}。请使用大写半角字符且不留空格。",
        "en": "{field}: the code must be written {expected}. Use capitals and no blanks.",
    },
    "OrganisationCodeCheck": {
        "zh": "{field}：代码内的组织机构代码校验位（第 {position} 位）通常应为“{expected}”，此处为“{given}”。"
        "请留意核对。",
        "en": "{field}: the inner organisation code's check digit (place {position}) would be “{expected}” and is "
        "“{given}”. Some old codes differ; look at it once more.",
    },
    "NumberMalformed": {
        "zh": "{field}：“{given}”不是证书编号。编号共 15 位：两位字母、三位机构编码、六位年月、四位顺序号，"
        "如 SJ1112026110001。",
        "en": "{field}: “{given}” is no certificate number. It has 15 characters: two letters, three digits of the "
        "registry, year and month, four digits, such as SJ1112026110001.",
    },
    "NumberPrefix": {
        "zh": "{field}：编号前缀“{given}”与登记制度不符。应为：{expected}。",
        "en": "{field}: the prefix “{given}” is not that of the regime. Expected: {expected}.",
    },
    "NumberMonth": {
        "zh": "{field}：编号中的年月 {given} 不存在。请核对年月。",
        "en": "{field}: there is no month {given}. Check year and month.",
    },
    "NumberSerial": {
        "zh": "{field}：编号的顺序号 {given} 无效。顺序号从 0001 开始。",
        "en": "{field}: the serial {given} is not valid. Serials begin at 0001.",
    },
    "CalendarTableEnds": {
        "zh": "工作日历只覆盖 {first} 年至 {last} 年，不含 {day}。请在国务院公布安排后更新日历。",
        "en": "The working-day calendar holds {first} to {last} and not {day}. "
        "Update it when the State Council's notice is out.",
    },
}

# DOMAIN: DOCUMENTS

DOCUMENTS: dict[str, Row] = {
    "DocumentMalformed": {
        "zh": "文件不是合格的 JSON（{reason}）。请检查编码、括号与重复的键。",
        "en": "The document is no proper JSON ({reason}). Check its encoding, its brackets and keys that stand twice.",
    },
    "DocumentNotCanonical": {
        "zh": "文件没有规范形式（{reason}）。请只用整数与文本，不用小数。",
        "en": "The document has no canonical form ({reason}). Use integers and text, no fractions.",
    },
    "FieldType": {
        "zh": "{field}：类型不符，应为 {expected}。请改正。",
        "en": "{field}: wrong type, expected {expected}. Correct it.",
    },
    "FieldMissing": {
        "zh": "{field}：缺少此项。请补充。",
        "en": "{field}: is missing. Add it.",
    },
    "FieldUnknown": {
        "zh": "{field}：没有此项。请删除；证书文件不得含其他信息，尤其是个人信息。",
        "en": "{field}: there is no such field. Remove it; a certificate document holds nothing else, least of all "
        "personal data.",
    },
    "FieldEmpty": {
        "zh": "{field}：内容为空。请填写。",
        "en": "{field}: is empty. Fill it in.",
    },
    "FieldCount": {
        "zh": "{field}：共 {given} 项，应为 {minimum} 至 {maximum} 项。请增减。",
        "en": "{field}: has {given} entries; {minimum} to {maximum} are allowed. Add or remove some.",
    },
    "FieldPattern": {
        "zh": "{field}：“{given}”格式不符，应如 {expected}。请改正。",
        "en": "{field}: “{given}” is not of the form {expected}. Correct it.",
    },
    "ValueUnknown": {
        "zh": "{field}：“{given}”不在可选范围内。可选：{expected}。",
        "en": "{field}: “{given}” is none of the known values. Choose among: {expected}.",
    },
    "IntegerRange": {
        "zh": "{field}：{given} 超出范围 {minimum} 至 {maximum}。请改正。",
        "en": "{field}: {given} is not within {minimum} and {maximum}. Correct it.",
    },
    "TextTooLong": {
        "zh": "{field}：共 {given} 字，上限 {maximum} 字。请缩短。",
        "en": "{field}: has {given} characters of at most {maximum}. Shorten it.",
    },
    "DateInvalid": {
        "zh": "{field}：“{given}”不是日期。请按 YYYY-MM-DD 填写真实日期。",
        "en": "{field}: “{given}” is no day. Write a real one as YYYY-MM-DD.",
    },
    "DatesReversed": {
        "zh": "{field}：起止日期颠倒（{first} 晚于 {last}）。请核对 {other} 与 {field}。",
        "en": "{field}: the dates are the wrong way round ({first} is after {last}). Check {other} and {field}.",
    },
    "TermTooLong": {
        "zh": "{field}：有效期至 {given}，超过该登记制度的上限 {expected}。请缩短有效期。",
        "en": "{field}: the term to {given} passes the regime's limit, {expected}. Shorten it.",
    },
    "TermBeyondAuthorisation": {
        "zh": "{field}：有效期至 {given}，晚于来源授权的截止日 {expected}。有效期不得超过来源授权。",
        "en": "{field}: the term to {given} outlasts the source's authorisation, which ends on {expected}. "
        "End the term no later.",
    },
    "RightsMissing": {
        "zh": "{field}：没有登记任何权利。请至少选择持有权、使用权、经营权之一。",
        "en": "{field}: no right is named. Name at least one of hold, use and operate.",
    },
    "RightsNotAllowed": {
        "zh": "{field}：来源（{sources}）不允许登记权利：{given}。"
        "请按来源调整权利（国数综政策〔2026〕35号第二十一条）。",
        "en": "{field}: data from {sources} does not admit the right {given}. "
        "Fit the rights to the source (guideline 〔2026〕35, art. 21).",
    },
    "SharesNotWhole": {
        "zh": "{field}：份额合计 {given}，应为 {expected}。请调整各方份额。",
        "en": "{field}: the shares sum to {given} and should be {expected}. Adjust them.",
    },
    "HolderTwice": {
        "zh": "{field}：同一权利人出现两次。请合并。",
        "en": "{field}: the same holder stands twice. Merge the two.",
    },
    "RegistryIsHolder": {
        "zh": "{field}：登记机构 {given} 不能在本机构为自己登记。请向其他登记机构申请。",
        "en": "{field}: the registry {given} may not register for itself. Apply to another registry.",
    },
    "SchemaUnknown": {
        "zh": "没有名为“{given}”的文档格式。可选：{expected}。",
        "en": "There is no schema “{given}”. Choose among: {expected}.",
    },
    "LevelOfOtherGrade": {
        "zh": "{field}：一般数据才分 1 至 4 级，本数据为重要数据，不应填写 {given}。请删去级别或核对数据分级。",
        "en": "{field}: only general data has a level of 1 to 4; this is important data and {given} was given. "
        "Take it out, or check the grade.",
    },
    "IdentityNumberInText": {
        "zh": "{field}：内容含居民身份号码。登记文件不得含个人信息，请删去。",
        "en": "{field}: holds a resident identity number. No registered document may hold personal data; take it out.",
    },
    "PhoneNumberInText": {
        "zh": "{field}：内容含疑似手机号码的 11 位数字。联系方式请填在案卷中；如为数量，请写作“亿”或加千位分隔。",
        "en": "{field}: holds eleven digits that look like a mobile number. Contacts belong into the case file; "
        "write a quantity with separators.",
    },
    "MailAddressInText": {
        "zh": "{field}：内容含电子邮件地址。联系方式请填在案卷中，请删去。",
        "en": "{field}: holds an address of electronic mail. Contacts belong into the case file; take it out.",
    },
    "GradeCore": {
        "zh": "{field}：国家核心数据不予登记。请核对数据分级。",
        "en": "{field}: core data is not registered. Check the data's grade.",
    },
}

# DOMAIN: STATE

STATE: dict[str, Row] = {
    "IllegalTransition": {
        "zh": "位置 {position} 的事件 {event} 与此前的记录不相容（{what}：应为 {expected}，实为 {given}）。"
        "请停止索引并核查证据。",
        "en": "The event {event} at {position} cannot follow what came before ({what}: expected {expected}, "
        "found {given}). Stop and examine the evidence.",
    },
}

ROWS: dict[str, Row] = {**NUMBERS, **DOCUMENTS, **STATE}
