"""
Filing any act: whatever noun it belongs to, whoever's desk it is.

Who must sign follows from the act's own check (`acts.filed.hands_of`), asked of the facts that the caller gives; the
contract has the last word.  The signatures hold for exactly the state that was seen: if another act comes first, the
contract refuses, and nothing was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.chain.acts import Prepared
from ledger.chain.encode import struct_of
from ledger.chain.signer import Signer
from ledger.desk.dealing import in_order
from ledger.desk.desk import Desk, Done, Observe, unobserved
from ledger.domain.acts import CHECKS
from ledger.domain.acts.filed import Asked, Hands, hands_of, members_of
from ledger.domain.events import Digest, ParticipantNumber
from ledger.domain.facts import Facts


def hands(desk: Desk, facts: Facts, asked: Asked) -> Hands:
    """Return who must sign an act filed at this desk now.  Raises `ActRefused` if it would be refused anyway."""
    return hands_of(CHECKS[type(asked)], facts, desk.maker.key, asked, desk.book.head().time)


def file(
    desk: Desk,
    facts: Facts,
    asked: Asked,
    sequence: int,
    consents: Sequence[Signer] = (),
    *,
    request_key: str | None = None,
    observe: Observe = unobserved,
) -> Done:
    """
    File an act; `consents` are the keys of all parties, in any order, `sequence` is the number that it will have.

    Raises `ActRefused` as the contract does, `Refused` ConsentMissing for a party without a key, `InvalidInput`
    ConsentNotAsked for a key of nobody asked.
    """

    def plan() -> dict[str, Any]:
        needed = hands(desk, facts, asked)
        return {
            "document": _document(asked).hex(),
            "deadline": desk.deadline(),
            "sequence": sequence,
            "parties": list(needed.parties),
        }

    def prepare(known: Mapping[str, Any]) -> Prepared:
        parties = [ParticipantNumber(each) for each in known["parties"]]
        signers = [desk.checker, *in_order(desk, consents, parties)]
        return desk.acts.file(desk.maker, signers, asked, deadline=known["deadline"], sequence=known["sequence"])

    return desk.perform(request_key or _request_key(asked, sequence), plan, prepare, observe)


def _document(asked: Asked) -> Digest:
    """Return the digest of the document that an act names last; zero if it names none."""
    digests = [getattr(asked, each.name) for each in members_of(asked) if each.name.endswith("digest")]
    return Digest(digests[-1]) if digests else Digest(bytes(32))


def _request_key(asked: Asked, sequence: int) -> str:
    """The same act on the same state is the same request."""
    struct = struct_of(asked.CONTRACT, asked.FUNCTION)
    parts = (f"{name}={_shown(getattr(asked, name))}" for name in struct.fields)
    return ":".join((struct.name, str(sequence), *parts))


def _shown(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(int(value))
