"""
The certificate document: canonical bytes and digest by golden files, and what `check_document` finds.

Every fault is planted by one change to a document that has none, and must be named with its field.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.certificates import Right
from ledger.domain.document import (
    canonical,
    check_document,
    check_profile,
    digest,
    parse,
    rights_allowed,
    rights_of,
)
from ledger.domain.fields import some_of
from ledger.errors import InvalidInput
from ledger.messages import LOCALES
from tests.unit.vectors import vectors

GOLDEN = vectors("documents")["documents"]
ALL = Right.HOLD | Right.USE | Right.OPERATE
GOOD: dict[str, Any] = GOLDEN[0]["document"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the good document with one value replaced; a missing one is added, `...` removes it."""
    document = copy.deepcopy(GOOD)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = document
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return document


class TestCanonical:
    @pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["name"]))
    def test_golden_bytes_and_digests(self, case: dict[str, Any]) -> None:
        assert canonical(case["document"]).decode("utf-8") == case["canonical"]
        assert digest(case["document"]).hex() == case["sha256"] == digest(case["canonical"].encode()).hex()

    @given(st.dictionaries(st.text(max_size=6), st.integers(-9, 9), max_size=8))
    def test_order_of_keys_does_not_matter(self, document: dict[str, int]) -> None:
        assert canonical(dict(reversed(list(document.items())))) == canonical(document)

    @given(JSON)
    def test_reading_gives_back_what_was_written(self, document: Any) -> None:
        assert parse(canonical(document)) == document

    @given(JSON)
    def test_the_quick_road_writes_what_the_standards_library_writes(self, document: Any) -> None:
        assert canonical(document) == rfc8785.dumps(document)

    def test_keys_stand_in_the_order_of_utf_16_also_where_utf_8_has_another(self) -> None:
        assert canonical({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ufb33":1}'.encode()

    @pytest.mark.parametrize("document", [1.5, {"a": 1.5}, [[1.5]], {"a": [float("nan")]}, 2**53, {1: 2}, "\ud800"])
    def test_what_has_no_canonical_form_is_refused(self, document: Any) -> None:
        with pytest.raises(InvalidInput) as refused:
            canonical(document)
        assert refused.value.code == "DocumentNotCanonical"

    @pytest.mark.parametrize(
        "text", [b"", b"{", b'{"a":1,"a":2}', b"[NaN]", b'"\xff"', b"\xef\xbb\xbf{}", b"[" * 90_000]
    )
    def test_what_is_no_proper_json_is_refused(self, text: bytes) -> None:
        with pytest.raises(InvalidInput) as refused:
            parse(text)
        assert refused.value.code == "DocumentMalformed"

    @pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
    def test_thirty_two_levels_are_read_and_one_more_is_not(self, opens: bytes, closes: bytes) -> None:
        assert parse(opens * 32 + b"1" + closes * 32)
        with pytest.raises(InvalidInput) as refused:
            parse(opens * 33 + b"1" + closes * 33)
        assert refused.value.facts["reason"] == "nested deeper than 32"

    def test_what_stands_beside_one_another_or_in_a_text_is_not_deep(self) -> None:
        assert len(parse(b"[" + b",".join([b"[]", b"{}"] * 40) + b"]")) == 80
        assert parse(b"[[]," + b"[" * 31 + b"1" + b"]" * 32)
        with pytest.raises(InvalidInput, match="nested deeper than 32"):
            parse(b"[[]," + b"[" * 32 + b"1" + b"]" * 33)
        assert parse(b'["' + b"[{" * 40 + b'\\"["]') == ["[{" * 40 + '"[']


class TestRights:
    @pytest.mark.parametrize(
        ("sources", "expected"),
        [
            (["collected"], ALL),
            (["agreement"], ALL),
            (["derived"], ALL),
            (["public"], Right.HOLD | Right.USE),
            (["entrusted"], Right(0)),
            (["collected", "public"], Right.HOLD | Right.USE),
            (["public", "derived"], ALL),
            (["derived", "entrusted"], Right(0)),
            ([], Right(0)),
            (["invented"], Right(0)),
        ],
    )
    def test_rights_follow_the_source(self, sources: list[str], expected: Right) -> None:
        assert rights_allowed(sources) == expected

    def test_rights_by_name(self) -> None:
        assert rights_of(["hold", "operate"]) == Right.HOLD | Right.OPERATE
        assert rights_of(["use"]) == Right.USE


class TestCheck:
    def test_a_good_document_has_no_fault(self) -> None:
        assert check_document(GOOD) == []

    @pytest.mark.parametrize(
        ("path", "value", "code", "field"),
        [
            ("schema", "datadeed/certificate/3", "ValueUnknown", "schema"),
            ("salt", "00", "FieldPattern", "salt"),
            ("salt", ..., "FieldMissing", "salt"),
            ("contact", "somebody", "FieldUnknown", "contact"),
            ("number", "SJ1112026130001", "NumberMonth", "number"),
            ("number", "sj1112026110001", "NumberMalformed", "number"),
            ("number", "GS1112026110001", "NumberPrefix", "number"),
            ("number", 5, "FieldType", "number"),
            ("regime", "XYZ", "RegimeUnknown", "regime"),
            ("regime", [], "RegimeUnknown", "regime"),
            ("registrationType", "first", "ValueUnknown", "registrationType"),
            ("registry.uscc", "91110112MA00001701", "UsccCheckCharacter", "registry.uscc"),
            ("registry.uscc", "91110112ma00001700", "UsccNotCanonical", "registry.uscc"),
            ("registry.uscc", "91110112MA0000015K", "RegistryIsHolder", "holders[0].uscc"),
            ("registry", "somebody", "FieldType", "registry"),
            ("holders", [], "FieldCount", "holders"),
            ("holders", {}, "FieldType", "holders"),
            ("holders.0.share", 9999, "SharesNotWhole", "holders"),
            ("holders.0.share", 0, "IntegerRange", "holders[0].share"),
            ("holders.0.share", True, "FieldType", "holders[0].share"),
            ("holders.0.rights", [], "RightsMissing", "holders[0].rights"),
            ("holders.0.rights", ["hold", "hold"], "ValueUnknown", "holders[0].rights"),
            ("holders.0.rights", [["hold"]], "ValueUnknown", "holders[0].rights"),
            ("dataName.zh", "数" * 41, "TextTooLong", "dataName.zh"),
            ("dataName.en", "x" * 161, "TextTooLong", "dataName.en"),
            ("dataName.zh", "  ", "FieldEmpty", "dataName.zh"),
            ("dataName.zh", None, "FieldType", "dataName.zh"),
            ("overview.zh", "数" * 401, "TextTooLong", "overview.zh"),
            ("objectKind", "thing", "ValueUnknown", "objectKind"),
            ("industry", "Z99", "FieldPattern", "industry"),
            ("sources.0.kind", "public", "RightsNotAllowed", "holders[0].rights"),
            ("sources.0.kind", "entrusted", "RightsNotAllowed", "holders[0].rights"),
            ("sources.0.kind", {}, "ValueUnknown", "sources[0].kind"),
            ("sources.0.authorisationEnds", "2030-01-01", "TermBeyondAuthorisation", "lastValidDay"),
            ("temporalFrom", "2026-02-30", "DateInvalid", "temporalFrom"),
            ("temporalTo", "2025-12-31", "DatesReversed", "temporalTo"),
            ("volume.records", -1, "IntegerRange", "volume.records"),
            ("volume.bytes", 2**53, "IntegerRange", "volume.bytes"),
            ("volume.records", 1.0, "FieldType", "volume.records"),
            ("grade", "core", "GradeCore", "grade"),
            ("grade", "secret", "ValueUnknown", "grade"),
            ("personalInformation", "some", "ValueUnknown", "personalInformation"),
            ("fingerprint.algorithm", "md5", "ValueUnknown", "fingerprint.algorithm"),
            ("validFrom", "2032-01-01", "DatesReversed", "lastValidDay"),
            ("validFrom", "20261123", "DateInvalid", "validFrom"),
            ("lastValidDay", "2031-11-24", "TermTooLong", "lastValidDay"),
        ],
    )
    def test_each_fault_is_named_with_its_field(self, path: str, value: Any, code: str, field: str) -> None:
        faults = check_document(changed(path, value))
        assert (code, field) in [(fault.code, fault.field) for fault in faults]
        for locale in LOCALES:
            assert all("?" not in fault.explain(locale) for fault in faults)

    def test_all_faults_come_at_once(self) -> None:
        document = changed("dataName.zh", "数" * 41)
        document["regime"] = "XYZ"
        document["grade"] = "core"
        assert [fault.code for fault in check_document(document)] == ["RegimeUnknown", "TextTooLong", "GradeCore"]

    def test_the_longest_name_and_overview_stand(self) -> None:
        document = changed("dataName.zh", "数" * 40)
        document["overview"]["zh"] = "据" * 400
        assert check_document(document) == []

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("temporalTo", GOOD["temporalFrom"]),
            ("sources.0.authorisationEnds", GOOD["lastValidDay"]),
            ("lastValidDay", GOOD["validFrom"]),
        ],
    )
    def test_a_first_day_may_be_the_last_one_too(self, path: str, value: str) -> None:
        assert check_document(changed(path, value)) == []

    def test_a_holders_own_term_runs_forwards(self) -> None:
        document = changed("holders.0.termFrom", "2027-01-02")
        document["holders"][0]["termTo"] = "2027-01-01"
        assert ("DatesReversed", "holders[0].termTo") in [(each.code, each.field) for each in check_document(document)]

    @pytest.mark.parametrize(
        ("grade", "level", "is_refused"), [("important", 3, True), ("important", None, False), ("general", 3, False)]
    )
    def test_only_general_data_has_a_level(self, grade: str, level: int | None, *, is_refused: bool) -> None:
        document = changed("grade", grade) | {"classification": {"level": level}}
        found = {each.code: each.facts for each in check_document(document)}
        assert ("LevelOfOtherGrade" in found) is is_refused
        assert not is_refused or found["LevelOfOtherGrade"]["given"] == level

    def test_a_number_of_another_regime_is_told_by_its_two_letters(self) -> None:
        (fault,) = check_document(changed("number", "GS1112026110001"))
        assert (fault.facts["given"], fault.facts["expected"]) == ("GS", "SJ")

    def test_of_a_list_one_word_at_least_is_needed(self) -> None:
        (fault,) = some_of({"table": ("表", "table"), "text": ("文本", "text")}).check([], "forms")
        assert (fault.code, fault.field) == ("FieldCount", "forms")
        assert [fault.facts[name] for name in ("given", "minimum", "maximum")] == [0, 1, 2]

    def test_a_regime_of_three_years_ends_sooner(self) -> None:
        document = changed("regime", "PDR")
        document["number"] = "GS1112026110001"
        assert [fault.code for fault in check_document(document)] == ["TermTooLong"]
        document["lastValidDay"] = "2029-11-23"
        assert check_document(document) == []

    def test_co_holders_must_differ(self) -> None:
        document = changed("holders.0.share", 5000)
        document["holders"].append(copy.deepcopy(document["holders"][0]))
        assert [fault.code for fault in check_document(document)] == ["HolderTwice"]

    @settings(max_examples=30)
    @given(JSON)
    def test_any_value_is_answered(self, value: Any) -> None:
        assert check_document(value)
        for name in GOOD:
            check_document(changed(name, value))


PROFILE: dict[str, Any] = {
    "schema": "datadeed/profile/1",
    "uscc": "91110112MA00001700",
    "name": {"zh": "样例", "en": "Sample"},
    "formerNames": [],
}


class TestProfile:
    def test_a_good_profile_has_no_fault(self) -> None:
        assert check_profile(PROFILE) == []
        former = {"zh": "旧名", "en": "Old name", "until": "2025-01-01"}
        assert check_profile({**PROFILE, "formerNames": [former]}) == []

    def test_faults_are_named(self) -> None:
        profile = {**PROFILE, "uscc": "1", "formerNames": [{"zh": "旧名", "en": "Old name"}]}
        faults = [(fault.code, fault.field) for fault in check_profile(profile)]
        assert faults == [("UsccLength", "uscc"), ("FieldMissing", "formerNames[0].until")]
