"""
The closed lists of the certificate document: each code with its words in Chinese and in English.

The words are the registration rules' own (guideline 〔2026〕35, annexes 1 and 6).  Sheets, forms, the published schema
and the table of fields all take them from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.domain.rules import REGIMES

Words = Mapping[str, tuple[str, str]]
"""Code -> Chinese, English."""

REGIME_NAMES: Words = {rule.regime.name: (rule.zh, rule.en) for rule in REGIMES.values()}

REGISTRATION_TYPES: Words = {
    "initial": ("初次登记", "initial registration"),
    "transfer": ("转让登记", "transfer"),
    "amendment": ("变更登记", "amendment"),
    "renewal": ("续期登记", "renewal"),
    "cancellation": ("注销登记", "cancellation"),
    "correction": ("更正登记", "correction"),
    "licence": ("许可登记", "licence"),
    "conversion": ("衔接换证", "conversion of an older certificate"),
}

RIGHTS: Words = {
    "hold": ("持有权", "right to hold"),
    "use": ("使用权", "right to use"),
    "operate": ("经营权", "right to operate"),
}

OBJECT_KINDS: Words = {
    "resource": ("数据资源", "data resource"),
    "product": ("数据产品", "data product"),
    "service": ("数据服务", "data service"),
    "dataset": ("数据集", "data set"),
    "interface": ("接口", "interface"),
    "model": ("模型", "model"),
}

SOURCES: Words = {
    "collected": ("采集生成", "collected or generated"),
    "agreement": ("协议取得", "obtained by agreement"),
    "derived": ("衍生创造", "derived"),
    "public": ("自动化收集公开数据", "gathered automatically from public pages"),
    "entrusted": ("受托处理", "processed for another"),
}

SPATIAL_SCOPES: Words = {
    "international": ("国际", "international"),
    "national": ("全国", "national"),
    "province": ("省", "province"),
    "city": ("市", "city"),
    "district": ("区县", "district"),
    "subdistrict": ("区县以下", "below district"),
}

UPDATE_FREQUENCIES: Words = {
    "realtime": ("实时", "real time"),
    "daily": ("天", "daily"),
    "weekly": ("周", "weekly"),
    "monthly": ("月", "monthly"),
    "yearly": ("年", "yearly"),
    "ondemand": ("按需", "on demand"),
    "other": ("其他", "other"),
}

GRADES: Words = {"general": ("一般数据", "general data"), "important": ("重要数据", "important data")}
"""Core data is not registered at all, and so has no word here."""

PERSONAL_INFORMATION: Words = {
    "none": ("不涉及", "none"),
    "involved": ("涉及", "involved"),
    "deidentified": ("去标识化", "de-identified"),
    "anonymised": ("匿名化", "anonymised"),
}

MEDIA: Words = {
    "image": ("图片", "images"),
    "text": ("文本", "text"),
    "video": ("视频", "video"),
    "audio": ("音频", "audio"),
    "table": ("表格", "tables"),
    "other": ("其他", "other"),
}

STRUCTURES: Words = {
    "structured": ("结构化", "structured"),
    "semistructured": ("半结构化", "semi-structured"),
    "unstructured": ("非结构化", "unstructured"),
}

PERMISSIONS: Words = {
    "allowed": ("允许", "allowed"),
    "conditional": ("附条件允许", "allowed on conditions"),
    "forbidden": ("不允许", "not allowed"),
}

FINGERPRINT_KINDS: Words = {
    "file": ("整体", "whole file or folder"),
    "content": ("与行序无关的内容", "content in any row order"),
    "schema": ("结构", "structure"),
}

ALGORITHMS: Words = {"sha-256": ("SHA-256", "SHA-256"), "sm3": ("SM3", "SM3")}

EVIDENCE_KINDS: Words = {
    "source": ("来源证明", "proof of source"),
    "title": ("权属证明", "proof of title"),
    "identity": ("主体身份证明", "proof of identity"),
    "authorisation": ("授权文件", "authorisation"),
    "personalInformation": ("个人信息保护影响评估", "personal-information impact assessment"),
    "compliance": ("合规证明", "proof of compliance"),
    "sample": ("样例说明", "description of the sample"),
    "other": ("其他", "other"),
}
