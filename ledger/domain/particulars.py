"""
The particulars of a registration: the rules' forty-one fields, and where this ledger keeps each.

Thirty stand in the certificate document or in the profile beside it; the rest are the record's own, because what
an act decides must not be copied onto paper where it could differ (guideline 〔2026〕35, art. 27).  Contacts are in the
case file alone and never in anything that is anchored (P9).

`FIELDS` and `PARTS` have the words of every field of the documents; sentences, forms and the published schema take them
from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """Where a particular is kept."""

    DOCUMENT = "document"  # the certificate document; its digest is on the chain
    PROFILE = "profile"  # the participant's own document; its digest is on the chain
    CASE = "case"  # the case file, off the chain, and erasable
    RECORD = "record"  # the chain itself
    PAPER = "paper"  # made when the certificate is printed


KEPT_WORDS: Mapping[Kept, tuple[str, str]] = {
    Kept.DOCUMENT: ("证书文档", "certificate document"),
    Kept.PROFILE: ("名称文档", "participant's profile"),
    Kept.CASE: ("案卷", "case file"),
    Kept.RECORD: ("链上记录", "record on the chain"),
    Kept.PAPER: ("凭证纸面", "paper"),
}


@dataclass(frozen=True, slots=True)
class Particular:
    """One field of the rules: its number, names, where it is kept, and in which fields of the document."""

    number: int
    zh: str
    en: str
    kept: Kept
    fields: tuple[str, ...] = ()


_ROWS = """
1   document  number                       登记凭证编号            certificate number
2   document  regime                       登记制度类型            regime
3   document  registrationType             登记类型                kind of registration
4   document  registry                     登记机构                registry
5   document  holders                      登记申请人              applicants, the holders
6   profile   -                            曾用名                  former names
7   document  holders[].businessDigest     经营情况                applicant's business, by its digest
8   case      -                            联系人、电话、地址      contacts
9   document  dataName                     数据名称                name of the data
10  document  overview                     数据概述                overview
11  document  objectKind                   数据形态类别            kind of object
12  document  industry                     所属行业                industry
13  document  classification.assetClass    资产分类代码            asset class
14  document  sources                      数据来源                sources of the data
15  document  sources[].authorisationEnds,sources[].grantor,sources[].scope,sources[].documentDigest \
来源授权及期限  authorisation by the source
16  document  codes.publicRegistration     公共数据登记码          code of the public-data registration
17  document  spatialScope,spatialText     地域范围                region that the data covers
18  document  temporalFrom,temporalTo      时域范围                time that the data covers
19  document  updateFrequency              更新频率                frequency of renewal
20  document  volume                       数据量                  volume
21  document  form                         数据形态                form
22  document  restrictions                 限制范围                restrictions
23  document  holders[].rights,holders[].share,holders[].termFrom,holders[].termTo,holders[].conditions \
权利配置  rights of each holder
24  document  otherRightHolders            其他权利主体            others who hold rights
25  document  grade,classification.level   数据分级                grade
26  document  personalInformation,evidence 个人信息状态            personal information
27  document  useScenarios                 应用场景                uses
28  document  fingerprint,samples          数据样例、指纹、水印    sample, fingerprints, watermark
29  document  evidence                     佐证材料                evidence
30  record    -                            备注                    annotations
31  record    -                            公示                    publicity
32  record    -                            受理、存证、发证日期    days of acceptance, deposit and issue
33  document  validFrom,lastValidDay       有效期                  term
34  record    -                            链上存证                place on the chain
35  document  codes.nationalDeposit        国家系统存证编号        number in the national system
36  paper     -                            登记专用章、签名        seal and signature
37  paper     -                            二维码                  QR code
38  record    -                            版本                    version
39  record    -                            前置、关联凭证          certificates before and beside
40  record    -                            评估报告                reports
41  record    -                            状态与负担              standing and burdens
"""


def _particular(row: str) -> Particular:
    number, kept, paths, zh, en = re.split(r"\s+", row.strip(), maxsplit=4)
    return Particular(int(number), zh, en, Kept(kept), () if paths == "-" else tuple(paths.split(",")))


PARTICULARS: tuple[Particular, ...] = tuple(_particular(row) for row in _ROWS.strip().splitlines())
"""The forty-one fields in the order of the rules."""

FIELDS: Mapping[str, tuple[str, str]] = {
    "schema": ("文档格式", "schema"),
    "salt": ("防猜随机数", "salt"),
    "number": ("登记凭证编号", "certificate number"),
    "regime": ("登记制度类型", "regime"),
    "registrationType": ("登记类型", "kind of registration"),
    "registry": ("登记机构", "registry"),
    "holders": ("权利人", "holder"),
    "dataName": ("数据名称", "name of the data"),
    "overview": ("数据概述", "overview"),
    "objectKind": ("数据形态类别", "kind of object"),
    "industry": ("所属行业", "industry"),
    "sources": ("数据来源", "source"),
    "spatialScope": ("地域范围", "region"),
    "spatialText": ("地域范围说明", "region in words"),
    "temporalFrom": ("时域起始日", "first day that the data covers"),
    "temporalTo": ("时域截止日", "last day that the data covers"),
    "updateFrequency": ("更新频率", "frequency of renewal"),
    "volume": ("数据量", "volume"),
    "grade": ("数据分级", "grade"),
    "personalInformation": ("个人信息状态", "personal information"),
    "fingerprint": ("数据指纹", "fingerprint"),
    "validFrom": ("有效期起始日", "first day of the term"),
    "lastValidDay": ("最后有效日", "last valid day"),
    "classification": ("分类分级", "classification"),
    "codes": ("关联编号", "related codes"),
    "form": ("数据形态", "form"),
    "restrictions": ("限制范围", "restrictions"),
    "otherRightHolders": ("其他权利主体", "other right holder"),
    "useScenarios": ("应用场景", "uses"),
    "samples": ("样例、指纹、水印", "samples"),
    "evidence": ("佐证材料", "evidence"),
    "formerNames": ("曾用名", "former name"),
}
"""A field of a document -> Chinese, English."""

PARTS: Mapping[str, tuple[str, str]] = {
    "uscc": ("统一社会信用代码", "unified social credit code"),
    "name": ("名称", "name"),
    "zh": ("中文", "in Chinese"),
    "en": ("英文", "in English"),
    "rights": ("权利", "rights"),
    "share": ("份额", "share in ten-thousandths"),
    "termFrom": ("权利起始日", "first day of the right"),
    "termTo": ("权利截止日", "last day of the right"),
    "conditions": ("行使条件", "conditions"),
    "businessDigest": ("经营情况文件摘要", "digest of the file on its business"),
    "kind": ("类别", "kind"),
    "authorisationEnds": ("授权截止日", "end of the authorisation"),
    "grantor": ("授权方", "who authorised"),
    "scope": ("授权范围", "scope of the authorisation"),
    "documentDigest": ("文件摘要", "digest of the file"),
    "records": ("条数", "records"),
    "bytes": ("字节数", "bytes"),
    "text": ("说明", "in words"),
    "algorithm": ("算法", "algorithm"),
    "value": ("摘要值", "value"),
    "assetClass": ("资产分类代码", "asset class"),
    "level": ("一般数据级别", "level of general data"),
    "publicRegistration": ("公共数据登记码", "code of the public-data registration"),
    "nationalDeposit": ("国家系统存证编号", "number in the national system"),
    "media": ("形态", "media"),
    "structure": ("结构", "structure"),
    "recipients": ("使用对象", "recipients"),
    "qualifications": ("资质要求", "qualifications"),
    "environment": ("使用环境", "environment"),
    "territory": ("使用地域", "territory"),
    "resale": ("转售", "resale"),
    "crossBorder": ("出境", "transfer abroad"),
    "endsOn": ("截止日", "last day"),
    "limit": ("限制", "limit"),
    "sampleDigest": ("样例摘要", "digest of the sample"),
    "watermarkDigest": ("水印摘要", "digest of the watermark"),
    "fingerprints": ("其他指纹", "further fingerprint"),
    "digest": ("摘要值", "digest"),
    "mediaType": ("文件类型", "media type"),
    "custodian": ("保管方", "custodian"),
    "until": ("截至", "borne until"),
}
"""A part of such a field -> Chinese, English."""

_OF_PROFILES = ("uscc", "name.zh", "name.en")
_STEP = re.compile(r"([A-Za-z]+)(?:\[(\d*)\])?")


def title_of(path: str, locale: str) -> str | None:
    """
    Return the words of a field from the outermost part in: `holders[1].name.zh` is 权利人2名称（中文）.

    None for a path that no document has.
    """
    steps = [_STEP.fullmatch(step) for step in path.split(".")]
    found = [(match[1], match[2]) for match in steps if match is not None]
    is_of_documents = bool(found) and (found[0][0] in FIELDS or path in _OF_PROFILES)
    names = [{**PARTS, **FIELDS}.get(name) if at == 0 else PARTS.get(name) for at, (name, _) in enumerate(found)]
    if not is_of_documents or len(found) != len(steps) or None in names:
        return None
    words = []
    for (zh, en), (name, place) in zip(filter(None, names), found, strict=True):
        number = str(int(place) + 1) if place and int(place) > 0 else ""
        if name in ("zh", "en"):
            words.append(f"（{zh}）" if locale == "zh" else en)
        else:
            words.append(zh + number if locale == "zh" else f"{en} {number}".strip())
    return ("" if locale == "zh" else ", ").join(words)
