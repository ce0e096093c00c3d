"""
The documents' shapes as published: JSON Schema 2020-12, each field with its words in both languages.

Made of the very rules that check (`shapes`); what JSON Schema cannot say is said in the description.  A schema is of
its version for ever, so its text is too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ledger.domain.particulars import FIELDS, PARTS
from ledger.domain.shapes import CERTIFICATE_1, CERTIFICATE_2, PROFILE, SHAPES

DIALECT = "https://json-schema.org/draft/2020-12/schema"

NAMES: Mapping[str, str] = {"certificate-1": CERTIFICATE_1, "certificate-2": CERTIFICATE_2, "profile-1": PROFILE}
"""Name under which a schema is published -> what a document of it says in its field `schema`."""

_WORDS = {**FIELDS, **PARTS}
"""Of each field, whether it is a document's own or a part of one: no name is both."""

_TITLES = {
    CERTIFICATE_1: "登记证书文档，第 1 版 · Certificate document, version 1",
    CERTIFICATE_2: "登记证书文档，第 2 版 · Certificate document, version 2",
    PROFILE: "参与方名称文档 · Profile of a participant",
}

_BEYOND = (
    "此外还须满足：统一社会信用代码的校验码；日期真实且先后有序；份额合计 10000；权利不超出来源所许"
    "（国数综政策〔2026〕35号第二十一条）；有效期不超过登记制度与来源授权；编号前缀与制度相符；登记机构不为自己登记；"
    "文本不含个人信息。数字只用整数，摘要按 RFC 8785 规范形式计算 SHA-256。 · "
    "Besides, what JSON Schema cannot say: codes have their check character, days exist and are in order, shares "
    "sum to 10,000, rights are those that the sources admit (guideline 〔2026〕35, art. 21), the term passes neither "
    "the regime's limit nor an authorisation, the number has its regime's prefix, no registry registers for itself, "
    "and no text holds personal data. Numbers are integers; the digest is SHA-256 over the canonical form of RFC 8785."
)


@cache
def published(name: str) -> Mapping[str, Any]:
    """Return the schema published under one of `NAMES`."""
    schema = NAMES[name]
    return {
        "$schema": DIALECT,
        "$id": f"urn:{schema.replace('/', ':')}",
        "title": _TITLES[schema],
        "description": _BEYOND,
        **_titled(SHAPES[schema].schema),
    }


def _titled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with the words of each of its fields."""
    made = dict(schema)
    if "properties" in made:
        made["properties"] = {
            name: {"title": " · ".join(_WORDS[name]), **_titled(part)} for name, part in made["properties"].items()
        }
    if "items" in made:
        made["items"] = _titled(made["items"])
    if "anyOf" in made:
        made["anyOf"] = [_titled(part) for part in made["anyOf"]]
    return made


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a schema as a reader sees it: its path, its words, and its rule in JSON Schema."""

    path: str
    zh: str
    en: str
    is_required: bool
    rule: Mapping[str, Any]

    @property
    def depth(self) -> int:
        return self.path.count(".")


def lines(name: str) -> Iterator[Line]:
    """Return the fields of a published schema in their order, each before its parts but those for the two languages."""
    return _lines(published(name), "")


def _lines(schema: Mapping[str, Any], path: str) -> Iterator[Line]:
    for field, part in schema.get("properties", {}).items():
        zh, _, en = str(part["title"]).partition(" · ")
        is_list = "items" in part
        here = f"{path}{field}{'[]' if is_list else ''}"
        yield Line(here, zh, en, field in schema["required"], part)
        if not is_in_both(part):
            yield from _lines(part["items"] if is_list else part, f"{here}.")


def is_in_both(rule: Mapping[str, Any]) -> bool:
    """Whether a field is a text in Chinese and in English: to a reader one field."""
    return set(rule.get("properties", ())) == {"zh", "en"}
