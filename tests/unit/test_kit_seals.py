"""The seals of headers as the offline verifier reads them; those that real networks sealed, where they are at hand."""

from __future__ import annotations

import pytest

from ledger.audit.seals import enough_to_trust, quorum
from ledger.kit.report import Broken
from ledger.kit.seals import check_finality, read_header, seals_of
from tests.unit.forging import STRANGERS, VALIDATORS, address_of, load, sealed
from tests.unit.vectors import raw, real_headers


def test_headers_that_real_networks_sealed_have_their_hash_and_their_signers() -> None:
    for vector in real_headers("vectors"):
        header = read_header(raw(vector["header_rlp"]))
        seals = seals_of(header)
        assert header.hash == raw(vector["block_hash"]), vector["name"]
        assert list(seals.signers) == [raw(each) for each in vector["signers"]], vector["name"]
        check_finality(frozenset(raw(each) for each in vector["validators"]), header.number, [header])


def test_headers_of_real_networks_that_were_forged_are_refused() -> None:
    for vector in real_headers("negative"):
        header = read_header(raw(vector["header_rlp"]))
        pinned = frozenset(raw(each) for each in vector["validators"])
        with pytest.raises(Broken):
            check_finality(pinned, header.number, [header])


@pytest.mark.parametrize(
    ("count", "needed", "trusted"), [(1, 1, 1), (3, 2, 1), (4, 3, 2), (5, 4, 2), (6, 4, 2), (7, 5, 3), (10, 7, 4)]
)
def test_two_thirds_seal_and_more_than_may_be_false_vouch(count: int, needed: int, trusted: int) -> None:
    assert (quorum(count), enough_to_trust(count)) == (needed, trusted)


def test_a_set_that_was_changed_step_by_step_is_known_by_the_headers_between() -> None:
    signed = load("signed")["evidence"]["header"]
    sets = [
        VALIDATORS,
        (*VALIDATORS[1:], STRANGERS[0]),
        (*VALIDATORS[2:], *STRANGERS[:2]),
        (*VALIDATORS[3:], *STRANGERS[:3]),
    ]
    headers = [
        read_header(raw(sealed(signed, each, validators=each, number=10 + place)[0])) for place, each in enumerate(sets)
    ]
    pinned = frozenset(address_of(key) for key in VALIDATORS)
    check_finality(pinned, 1, headers)
    with pytest.raises(Broken, match="BundleValidatorsOther"):
        check_finality(pinned, 1, [headers[0], headers[-1]])
