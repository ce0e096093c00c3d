"""The five pages of an application: from what is typed to the draft and back, one page leaving the others alone."""

from __future__ import annotations

from typing import Any

from api.portal.application_form import (
    CONFIRM,
    CONTENT,
    DATA,
    PARTIES,
    SOURCES,
    faults_on,
    form_of_application,
    merged,
    name_of,
    step_of,
)
from api.portal.form import Form
from ledger.errors import InvalidInput

USCC = "91110112MA0000015K"


def _typed(**fields: str | tuple[str, ...]) -> Form:
    return Form({name.replace("__", "."): (text,) if isinstance(text, str) else text for name, text in fields.items()})


def _first() -> dict[str, Any]:
    typed = _typed(
        regime="DPR", holders__0__uscc=" 91110112ma0000015k ", holders__0__name__zh="甲", holders__0__share=""
    )
    return merged({}, PARTIES, typed)


def test_a_sole_holder_has_the_whole_and_his_code_is_made_canonical() -> None:
    assert _first() == {"regime": "DPR", "holders": [{"uscc": USCC, "name": {"zh": "甲"}, "share": 10_000}]}


def test_a_page_leaves_what_is_on_others_alone() -> None:
    made = merged(_first() | {"keywords": ["kept"]}, SOURCES, _typed(**{"holders__0__rights": ("use", "hold")}))
    assert made["keywords"] == ["kept"]
    assert made["holders"] == [{"uscc": USCC, "name": {"zh": "甲"}, "share": 10_000, "rights": ["hold", "use"]}]
    data = merged(made, DATA, _typed(dataName__zh="数据", volume__records="1,200", temporalFrom=""))
    assert data["holders"] == made["holders"]
    assert (data["volume"], data["temporalFrom"]) == ({"records": 1200, "bytes": None}, None)


def test_co_holders_have_shares_in_percent_and_an_empty_one_is_none() -> None:
    second = _typed(holders__0__uscc=USCC, holders__0__share="60%", holders__2__uscc="X", holders__2__share="40")
    made = merged({}, PARTIES, second)
    assert [each["share"] for each in made["holders"]] == [6_000, 4_000]
    assert form_of_application(made).text("holders.1.share") == "40"


def test_what_cannot_be_read_stays_as_it_was_typed() -> None:
    made = merged({}, PARTIES, _typed(holders__0__uscc="A", holders__1__uscc="B", holders__0__share="half"))
    assert made["holders"][0]["share"] == "half"
    assert merged({}, DATA, _typed(volume__bytes="many"))["volume"]["bytes"] == "many"


def test_what_is_emptied_is_gone_and_what_may_be_null_is_null() -> None:
    made = merged({"dataName": {"zh": "旧", "en": "old"}}, DATA, _typed(dataName__en="new"))
    assert made["dataName"] == {"en": "new"}
    made = merged({}, SOURCES, _typed(sources__0__kind="collected"))
    assert made["sources"] == [{"kind": "collected", "authorisationEnds": None}]
    assert merged({}, CONTENT, _typed(fingerprint__value="AB"))["fingerprint"] == {
        "algorithm": "sha-256",
        "value": "ab",
    }


def test_a_fault_finds_its_field_and_its_page() -> None:
    assert (name_of("holders[0].uscc"), step_of("holders.0.uscc")) == ("holders.0.uscc", PARTIES)
    assert name_of("dataName") in ("dataName.zh", "dataName.en")
    assert step_of("registry.uscc") == CONFIRM
    (fault,) = faults_on([InvalidInput("FieldMissing", "industry")], "zh")
    assert (fault.field, "industry" in fault.sentence or bool(fault.sentence)) == ("industry", True)
