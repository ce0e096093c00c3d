"""
What becomes of co-holders when an older certificate is converted: their parts go on, and are checked again.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.acts import Refusal
from ledger.domain.events import CertificateTransferred, Event, ShareRecorded
from ledger.domain.flags import SHARED
from tests.unit.histories import a_record, issued, number
from tests.unit.test_successions import CONVERT, CONVERTING, HANDS, PAPER, TAKEN, refused, word

CO_HELD = issued(a_record(2, 5, flags=SHARED), "co-held")
OWN = CO_HELD.certificate_id
PARTS: tuple[Event, ...] = (
    CO_HELD,
    ShareRecorded(OWN, 2, number(2), 7, 6_000, *HANDS),
    ShareRecorded(OWN, 3, number(3), 3, 4_000, *HANDS),
)
CONVERSION = replace(CONVERT, certificate_id=OWN, record=word(2, regime=3, rights=7), fingerprint=CO_HELD.fingerprint)


def test_both_holders_agree_and_keep_their_parts() -> None:
    assert refused(CONVERSION, *CONVERTING, TAKEN, events=PARTS) is None
    less = replace(CONVERSION, record=word(2, regime=3, rights=3))
    assert refused(less, *CONVERTING, TAKEN, events=PARTS) == Refusal("RightsInvalid", {"rights": 7})


@pytest.mark.parametrize("rights", [3, 7])
def test_one_to_whom_all_parts_came_is_a_sole_holder(rights: int) -> None:
    gathered = (*PARTS, CertificateTransferred(OWN, 4, number(3), number(2), PAPER, *HANDS))
    asked = replace(CONVERSION, record=word(2, regime=3, rights=rights))
    assert refused(asked, *CONVERTING, events=gathered) is None
