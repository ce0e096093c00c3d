"""
What rests on a certificate and stops an act, or makes it need somebody's consent: all nouns asked in their order.

The flags of the record say which nouns to ask, in their order, each once; what each says is judged at an instant, as
`Book.sol` asks them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ledger.domain import equity, licences, pledges, restraints
from ledger.domain.certificates import Certificate
from ledger.domain.doors import NOBODY, keeper_at
from ledger.domain.facts import Facts
from ledger.domain.flags import NOUN_FLAGS, Flag
from ledger.domain.matrix import Operation
from ledger.errors import ActRefused

Consents = Callable[[Facts, Certificate, Operation, int], list[int]]
"""Whose consent an operation needs by what one noun keeps; raises `ActRefused` OperationRestrained if it stops it."""

NOUNS: Mapping[Flag, Consents] = {
    Flag.PLEDGED: pledges.consents,
    Flag.LICENSED: licences.consents,
    Flag.FROZEN: restraints.consents,
    Flag.OBJECTED: restraints.consents,
    Flag.CONTROLLED: restraints.consents,
    Flag.SOURCE_OBJECTED: restraints.consents,
    Flag.DISPUTED: restraints.consents,
    Flag.SURRENDERED: restraints.consents,
    Flag.RESERVED: equity.consents,
    Flag.CONTRIBUTED: equity.consents,
}
"""By flag.  A noun that restrains nothing is not here."""


def consents(facts: Facts, certificate: Certificate, operation: Operation, now: int) -> list[int]:
    """Return whose consent `operation` needs at a unix second, none twice."""
    resting = certificate.flags & NOUN_FLAGS
    found: list[int] = []
    asked = b""
    for bit in range(resting.bit_length()):
        if not resting >> bit & 1:
            continue
        keeper = keeper_at(facts, bit)
        if keeper == NOBODY:
            raise ActRefused("DoorClosed", caller=NOBODY, flags=1 << bit)
        if keeper != asked:
            found += [each for each in _said(facts, certificate, bit, (operation, now)) if each not in found]
        asked = keeper
    return found


def _said(facts: Facts, certificate: Certificate, bit: int, asked: tuple[Operation, int]) -> list[int]:
    noun = NOUNS.get(Flag(1 << bit))
    return noun(facts, certificate, *asked) if noun else []
