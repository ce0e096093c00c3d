"""
What the contracts would say to an act that is filed, before anybody has signed it; and who would have to sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from ledger.domain.acts import CHECKS, Approval, Asked, Filed
from ledger.domain.acts.filed import Hands, hands_of
from ledger.domain.cases import Case
from ledger.domain.certificates import Certificate
from ledger.domain.events import ZERO_KEY, Key
from ledger.domain.facts import Facts
from ledger.domain.participants import Duty, EnrolledKey, Participant
from ledger.errors import ActRefused


@dataclass(frozen=True, slots=True)
class Signer:
    """Who must sign, and with which of its active keys it may."""

    participant: int
    duty: Duty
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the contract would say: its refusal, if any, and who must sign, if it comes to that."""

    refused: ActRefused | None
    signers: tuple[Signer, ...]


def judge_act(facts: Facts, maker: Key, asked: Asked, now: int) -> Judged:
    """Say what the contract would say to an act at a unix second, if all who must sign had signed."""
    check = CHECKS[type(asked)]
    try:
        hands = hands_of(check, facts, maker, asked, now)
    except ActRefused as refused:
        return Judged(refused, ())
    signers = tuple(_signers(facts, hands))
    try:
        check(facts, Filed(maker, asked, now, _approvals(facts, maker, signers)), now)
    except ActRefused as refused:
        return Judged(refused, signers)
    return Judged(None, signers)


def sequence_of_act(facts: Facts, asked: Asked) -> int:
    """Return the number that an act would have on its certificate or its case."""
    own = getattr(asked, fields(asked)[0].name)  # type: ignore[arg-type]  # every act is a dataclass
    case, certificate = facts.get(("case", own)), facts.get(("certificate", own))
    about = case if hasattr(asked, "application_id") else certificate
    return about.sequence + 1 if isinstance(about, Case | Certificate) else 1


def _signers(facts: Facts, hands: Hands) -> Iterator[Signer]:
    wanted = [(hands.participant, Duty.CHECKER), *((party, Duty.CONSENT) for party in hands.parties)]
    for number, duty in wanted:
        keys = (enrolled for key in _keys(facts, number) if (enrolled := facts.get(("key", key))) is not None)
        able = tuple(key.key for key in keys if isinstance(key, EnrolledKey) and key.duties & duty)
        yield Signer(number, duty, able)


def _keys(facts: Facts, number: int) -> tuple[Key, ...]:
    found = facts.get(("participant", number))
    return found.keys if isinstance(found, Participant) else ()


def _approvals(facts: Facts, maker: Key, signers: Iterable[Signer]) -> tuple[Approval, ...]:
    """A valid approval of each, by a key that has not signed yet where there is one."""
    used = [maker]
    for signer in signers:
        keys = signer.keys or (_any_key(facts, signer),)
        used.append(next((key for key in keys if key not in used), keys[0]))
    return tuple(Approval(key) for key in used[1:])


def _any_key(facts: Facts, signer: Signer) -> Key:
    """Some key of a participant that has none with the duty, so that the refusal says what it lacks."""
    return next(iter(_keys(facts, signer.participant)), ZERO_KEY)
