"""
The published schemas against the rules that check: they agree wherever JSON Schema can speak at all.

The judge is a validator written in Rust by others.  Documents are good ones with one value replaced, removed or added,
anywhere; what only rules between fields or check characters can find is named in `BEYOND`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from ledger.domain import shapes
from ledger.domain.applications import Application, Institution, amended, complete, transferred
from ledger.domain.document import canonical, check_document, check_profile, digest
from ledger.domain.numbers import CertificateNumber
from ledger.domain.particulars import FIELDS, PARTICULARS, PARTS, Kept, title_of
from ledger.domain.personal import IDENTITY_CHECKS, IDENTITY_WEIGHTS, found_in
from ledger.domain.schemas import NAMES, lines, published
from ledger.errors import InvalidInput
from ledger.messages import LOCALES
from tests.unit.vectors import vectors

FIRST: dict[str, Any] = vectors("documents")["documents"][0]["document"]
TEXT = {"zh": "说明文字", "en": "words"}
DIGEST = "ab" * 32
DAY = date(2026, 11, 23)
PARTY: dict[str, Any] = {"uscc": "91110112MA00004020", "name": {"zh": "授权方", "en": "Grantor"}}
SECOND: dict[str, Any] = next(
    case["document"] for case in vectors("documents")["documents"] if case["name"] == "a document of the second version"
)
PROFILE = {"schema": shapes.PROFILE, **PARTY, "formerNames": [{**TEXT, "until": "2025-01-01"}]}
DOCUMENTS = {"certificate-1": FIRST, "certificate-2": SECOND, "profile-1": PROFILE}

BEYOND = {
    "UsccCheckCharacter", "UsccNotCanonical", "DateInvalid", "RightsNotAllowed", "SharesNotWhole", "HolderTwice",
    "DatesReversed", "TermTooLong", "TermBeyondAuthorisation", "NumberPrefix", "RegistryIsHolder", "LevelOfOtherGrade",
}  # fmt: skip
"""What JSON Schema cannot find, or not in every case: a day such as February the 30th has a day's form."""

VALIDATORS = {name: jsonschema_rs.validator_for(json.loads(json.dumps(published(name)))) for name in NAMES}
EDGES: list[Any] = [
    None, True, -1, 0, 1, 4, 5, 10_000, 10_001, 2**53 - 1, 2**53, "", " ", "core", "general", "hold", "initial", "DPR",
    "首次登记", "XYZ", "2026-02-30", "2026-13-01", "SJ1112026110000", "SJ1112026110002", "GS1112026110002", "A00",
    "Z99", "91110112MA00001701", "91110112ma00001700", "数" * 40, "数" * 41, "数" * 120, "数" * 121, "据" * 400,
    "据" * 401, "x" * 160, "x" * 161, "x" * 480, "x" * 481, "x" * 1600, "x" * 1601, DIGEST, DIGEST.upper(),
    DIGEST + "\n", [], {}, ["hold"], ["hold", "hold"], ["use", "operate"], ["table", "table"], ["table"],
    shapes.CERTIFICATE_1, shapes.CERTIFICATE_2, "datadeed/certificate/3",
]  # fmt: skip
"""Values on either side of a limit, and of every kind."""


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    parts: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _places(part, (*path, name))


def _faults(name: str, document: Any) -> list[InvalidInput]:
    return check_profile(document) if name == "profile-1" else check_document(document)


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def _changed(name: str) -> Iterator[Any]:
    """Every document that differs from the good one by an edge in one place, by one that is missing, by one more."""
    for path in _places(DOCUMENTS[name]):
        if not path:
            continue
        value = _at(DOCUMENTS[name], path)
        longer = [value * times for times in (16, 17, 50, 51)] if isinstance(value, list) else []
        for edge in [*EDGES, *longer]:
            document = copy.deepcopy(DOCUMENTS[name])
            _at(document, path[:-1])[path[-1]] = edge
            yield document
        document = copy.deepcopy(DOCUMENTS[name])
        del _at(document, path[:-1])[path[-1]]
        yield document
        document = copy.deepcopy(DOCUMENTS[name])
        if isinstance(beside := _at(document, path[:-1]), dict):
            beside["contact"] = "somebody"
            yield document


class TestSchema:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_good_document_is_good_to_both(self, name: str) -> None:
        assert VALIDATORS[name].is_valid(DOCUMENTS[name])
        assert _faults(name, DOCUMENTS[name]) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_schema_and_rules_agree_where_a_schema_can_speak(self, name: str) -> None:
        refused = 0
        for document in _changed(name):
            is_valid = VALIDATORS[name].is_valid(document)
            codes = {fault.code for fault in _faults(name, document)}
            if document.get("schema") == NAMES[name]:
                assert is_valid or codes, (document, "what the schema refuses, the rules refuse")
                assert not is_valid or not codes - BEYOND, (document, codes)
            else:
                assert not is_valid
            refused += not is_valid
        assert refused > 400

    @pytest.mark.parametrize("name", NAMES)
    def test_every_field_has_its_words(self, name: str) -> None:
        def untitled(schema: Mapping[str, Any], path: str) -> Iterator[str]:
            for field, part in schema.get("properties", {}).items():
                if " · " not in part.get("title", ""):
                    yield f"{path}.{field}"
                yield from untitled(part, f"{path}.{field}")
            yield from untitled(schema["items"], f"{path}[]") if "items" in schema else ()

        assert list(untitled(published(name), name)) == []


class TestLines:
    def test_a_profile_is_read_line_by_line(self) -> None:
        assert [(line.path, line.zh, line.en, line.is_required, line.depth) for line in lines("profile-1")] == [
            ("schema", "文档格式", "schema", True, 0),
            ("uscc", "统一社会信用代码", "unified social credit code", True, 0),
            ("name", "名称", "name", True, 0),
            ("formerNames[]", "曾用名", "former name", True, 0),
            ("formerNames[].zh", "中文", "in Chinese", True, 1),
            ("formerNames[].en", "英文", "in English", True, 1),
            ("formerNames[].until", "截至", "borne until", True, 1),
        ]

    def test_parts_follow_what_they_are_parts_of_and_lists_are_marked(self) -> None:
        paths = [line.path for line in lines("certificate-1")]
        at = paths.index("holders[]")
        assert paths[at - 3 : at + 5] == [
            "registry", "registry.uscc", "registry.name", "holders[]", "holders[].uscc", "holders[].name",
            "holders[].rights[]", "holders[].share",
        ]  # fmt: skip

    def test_what_may_be_left_out_is_not_required(self) -> None:
        is_required = {line.path: line.is_required for line in lines("certificate-2")}
        assert not is_required["useScenarios"]
        assert is_required["dataName"]


class TestVersion:
    def test_a_document_names_the_first_version_that_knows_its_fields(self) -> None:
        assert shapes.certificate_schema(FIRST) == shapes.CERTIFICATE_1
        for name in shapes.ADDED:
            assert shapes.certificate_schema({**FIRST, name: SECOND[name]}) == shapes.CERTIFICATE_2
        for name in ("holders", "sources", "volume"):
            assert shapes.certificate_schema({**FIRST, name: SECOND[name]}) == shapes.CERTIFICATE_2

    def test_the_first_version_refuses_the_fields_of_the_second(self) -> None:
        faults = check_document({**SECOND, "schema": shapes.CERTIFICATE_1})
        assert {fault.code for fault in faults} == {"FieldUnknown"}
        assert len(faults) == len(shapes.ADDED) + 4 + 3 + 1

    def test_an_application_without_new_fields_makes_the_document_that_it_always_made(self) -> None:
        added = ("schema", "salt", "number", "registry")
        application = Application(1, {name: value for name, value in FIRST.items() if name not in added})
        registry = Institution(
            FIRST["registry"]["uscc"], FIRST["registry"]["name"]["zh"], FIRST["registry"]["name"]["en"]
        )
        number = CertificateNumber.parse(FIRST["number"])
        made = complete(application, registry, number, FIRST["salt"], DAY)
        assert digest(made) == digest(canonical(FIRST))
        more = Application(1, {**application.content, "useScenarios": TEXT})
        assert complete(more, registry, number, FIRST["salt"], DAY)["schema"] == shapes.CERTIFICATE_2

    def test_a_later_document_names_the_version_that_it_needs(self) -> None:
        assert amended(FIRST, {"useScenarios": TEXT}, "00" * 32)["schema"] == shapes.CERTIFICATE_2
        assert amended(FIRST, {"industry": "I64"}, "00" * 32)["schema"] == shapes.CERTIFICATE_1
        to = Institution(PARTY["uscc"], "受让方", "Transferee")
        made = transferred(SECOND, SECOND["holders"][0]["uscc"], to, "00" * 32)
        assert "businessDigest" not in made["holders"][0]
        assert check_document(made) == []


class TestParticulars:
    def test_the_forty_one_fields_stand_in_their_order_and_name_fields_that_exist(self) -> None:
        assert [each.number for each in PARTICULARS] == list(range(1, 42))
        assert all(each.fields for each in PARTICULARS if each.kept is Kept.DOCUMENT)
        for path in (path for each in PARTICULARS for path in each.fields):
            assert title_of(path, "zh"), path

    def test_every_field_of_the_document_is_a_particular(self) -> None:
        named = {path.split(".")[0].split("[")[0] for each in PARTICULARS for path in each.fields}
        assert named == set(SECOND) - {"schema", "salt"}

    @pytest.mark.parametrize(
        ("path", "zh", "en"),
        [
            ("dataName.zh", "数据名称（中文）", "name of the data, in Chinese"),
            ("holders[0].uscc", "权利人统一社会信用代码", "holder, unified social credit code"),
            ("sources[2].authorisationEnds", "数据来源3授权截止日", "source 3, end of the authorisation"),
            ("name.zh", "名称（中文）", "name, in Chinese"),
        ],
    )
    def test_a_field_has_words(self, path: str, zh: str, en: str) -> None:
        assert (title_of(path, "zh"), title_of(path, "en")) == (zh, en)

    @pytest.mark.parametrize("path", ["name", "as_of", "holders[x].name", "holders.person", "", "kind"])
    def test_what_no_document_has_has_no_words(self, path: str) -> None:
        assert title_of(path, "zh") is None

    def test_a_sentence_names_the_field_in_words_and_as_it_stands(self) -> None:
        fault = InvalidInput("FieldMissing", "holders[1].name.zh")
        assert fault.explain("zh") == "权利人2名称（中文）（holders[1].name.zh）：缺少此项。请补充。"
        assert fault.explain("en").startswith("holder 2, name, in Chinese (holders[1].name.zh): ")


class TestPersonal:
    def test_only_what_is_said_in_a_language_is_text(self) -> None:
        phone = "13800138000"
        assert list(found_in({"contact": phone, "zh": [phone]})) == []
        assert [fault.field for fault in found_in({"zh": {"en": phone}})] == ["zh.en"]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("负责人身份证11010519491231002X。", "IdentityNumberInText"),
            ("联系13800138000", "PhoneNumberInText"),
            ("write to office@example.com", "MailAddressInText"),
        ],
    )
    def test_it_is_found_in_any_text_and_not_repeated(self, text: str, code: str) -> None:
        faults = list(found_in({"overview": {"zh": text, "en": "x"}, "holders": [{"conditions": {"en": text}}]}))
        assert [(fault.code, fault.field) for fault in faults] == [
            (code, "overview.zh"), (code, "holders[0].conditions.en"),
        ]  # fmt: skip
        for locale in LOCALES:
            assert text not in faults[0].explain(locale)

    def test_an_identity_number_is_checked_as_the_standard_says(self) -> None:
        assert tuple(2 ** (17 - place) % 11 for place in range(17)) == IDENTITY_WEIGHTS  # GB 11643: ISO 7064, MOD 11-2
        assert "".join("0123456789X"[(12 - rest) % 11] for rest in range(11)) == IDENTITY_CHECKS

    @pytest.mark.parametrize(
        "text",
        ["110105194912310021", "统一代码91110112MA0000015K", "共1,380,013,8000条", "138001380001条", "12345678901"],
    )
    def test_other_numbers_are_no_personal_data(self, text: str) -> None:
        assert list(found_in({"overview": {"zh": text, "en": text}})) == []


def test_no_field_of_a_document_is_called_as_a_part_of_one() -> None:
    assert not FIELDS.keys() & PARTS.keys()
