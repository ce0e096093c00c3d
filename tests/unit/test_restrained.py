"""
What a person is told whom a restraint stops: which restraint, who may lift it and by which rule, for each of them.
"""

from __future__ import annotations

import pytest

from ledger.domain.matrix import CELLS, Effect, Restraint
from ledger.errors import ActRefused
from ledger.messages.nouns import ERRORS, code_of

STOPPING = sorted({restraint for (_, restraint), what in CELLS.items() if what is Effect.REFUSE} - {Restraint.EXPIRED})
"""Restraints that refuse something; a certificate that expired is refused by an error of its own."""


def refused(restraint: int) -> ActRefused:
    return ActRefused("OperationRestrained", certificate_id=bytes(32), operation=1, restraint=restraint, by=7)


@pytest.mark.parametrize("restraint", STOPPING, ids=lambda restraint: restraint.name)
def test_each_restraint_that_stops_has_sentences_of_its_own(restraint: Restraint) -> None:
    assert code_of("OperationRestrained", {"restraint": int(restraint)}) == f"OperationRestrained_{restraint.name}"


@pytest.mark.parametrize("restraint", STOPPING, ids=lambda restraint: restraint.name)
def test_each_names_the_one_that_may_lift_it_and_its_rule(restraint: Restraint) -> None:
    row = ERRORS[f"OperationRestrained_{restraint.name}"]
    assert all("{by}" in row[locale] and "{restraint}" in row[locale] for locale in ("zh", "en"))
    assert "条" in row["zh"]
    assert "art." in row["en"]


def test_an_error_says_the_restraints_own_sentence() -> None:
    said = refused(Restraint.FROZEN).explain("zh")
    assert "冻结" in said
    assert "参与方 7" in said
    assert "查封" in said
    assert "freeze" in refused(Restraint.FROZEN).explain("en")


def test_any_other_code_and_any_other_restraint_stays_as_it_is() -> None:
    assert code_of("CertificateUnknown", {"restraint": 2}) == "CertificateUnknown"
    for restraint in (0, 6, 99, None):
        assert code_of("OperationRestrained", {"restraint": restraint}) == "OperationRestrained"
