"""Every limit that the published schemas tell, by field: what an office reads there and programs its own checks by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.domain.schemas import NAMES, published

INTEGER_MAX = 2**53 - 1  # the largest integer that every reader of JSON keeps exactly (RFC 8785, appendix D)

TEXTS = {"zh": 1, "en": 4}
"""The rules count Chinese characters; a translation may be four times as long."""

CHARACTERS = {
    "dataName": 40, "overview": 400,  # guideline 〔2026〕35, annex 1
    "name": 120, "registry.name": 120, "holders[].name": 120, "otherRightHolders[].name": 120,
    "sources[].grantor.name": 120, "evidence[].custodian.name": 120, "formerNames[]": 120,
    "volume.text": 120, "spatialText": 120,
    "sources[].scope": 400, "holders[].conditions": 400, "otherRightHolders[].limit": 400, "useScenarios": 400,
    "restrictions.text": 400, "restrictions.environment": 400, "restrictions.qualifications": 400,
    "restrictions.recipients": 400, "restrictions.territory": 400,
}  # fmt: skip
COUNTS = {
    "holders": (1, 16), "otherRightHolders": (1, 16), "sources": (1, 16), "evidence": (1, 50), "formerNames": (0, 16),
    "samples.fingerprints": (1, 8), "holders[].rights": (1, 3), "otherRightHolders[].rights": (1, 3),
    "form.media": (1, 6),
}  # fmt: skip
NUMBERS = {
    "holders[].share": (1, 10_000), "classification.level": (1, 4), "volume.records": (0, INTEGER_MAX),
    "volume.bytes": (0, INTEGER_MAX), "evidence[].bytes": (0, INTEGER_MAX),
}  # fmt: skip


def limits(part: Any, path: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the path of each field that has a limit, and the least and the most that it may be or have."""
    if isinstance(part, dict):
        for least, most in (("minItems", "maxItems"), ("minimum", "maximum"), ("minLength", "maxLength")):
            if most in part:
                yield path, (part.get(least, 0), part[most])
        for name, value in part.get("properties", {}).items():
            yield from limits(value, f"{path}.{name}" if path else name)
        yield from limits(part.get("items"), f"{path}[]")
        for name in ("anyOf", "allOf", "oneOf"):
            yield from limits(part.get(name, []), path)
    elif isinstance(part, list):
        for each in part:
            yield from limits(each, path)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_of_a_field_is_the_one_that_is_known(name: str) -> None:
    found = dict(limits(published(name)))
    texts = {f"{field}.{language}": (0, most * times) for field, most in CHARACTERS.items()
             for language, times in TEXTS.items()}  # fmt: skip
    known = texts | COUNTS | NUMBERS
    assert len(found) > 4
    assert found == {field: known.get(field) for field in found}
    assert name != "certificate-2" or known.keys() - found.keys() == {
        "name.zh", "name.en", "formerNames", "formerNames[].zh", "formerNames[].en",
    }  # fmt: skip
