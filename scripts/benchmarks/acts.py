"""The acts of a made-up history: how often each falls, and what it needs.  See `history`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING

from ledger.domain.attestations import Condition, Statement
from ledger.domain.certificates import WHOLE, Certificate, State, certificate_id
from ledger.domain.encumbrances import ENCUMBRANCE_LAYOUT, LIVE_MAX, EncumbranceList, EncumbranceState, SecurityForm
from ledger.domain.events import (
    ZERO_DIGEST,
    ZERO_THING,
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateId,
    CertificateIssued,
    CertificateRenewed,
    CertificateTransferred,
    CharterChanged,
    Digest,
    Event,
    Fen,
    Instant,
    Key,
    KeyEnrolled,
    MigrationOpened,
    NounAdmitted,
    ParticipantAdmitted,
    ParticipantNumber,
    RegisterAssigned,
    ShareRecorded,
    ThingId,
)
from ledger.domain.events.attestations import Attested
from ledger.domain.events.licences import LicenceEnded, LicenceGranted
from ledger.domain.events.pledges import PledgeCreated, PledgePerfected, PledgeReleased
from ledger.domain.events.renewals import RenewalGranted, RenewalRequested
from ledger.domain.facts import thing_id
from ledger.domain.flags import SHARED
from ledger.domain.keccak import keccak
from ledger.domain.kinds import AttestedKind
from ledger.domain.licences import LICENCES_MAX, Licences
from ledger.domain.participants import Duty, Role
from ledger.domain.records import Record
from ledger.domain.renewals import decide_by
from scripts.benchmarks.emitter import ADDRESSES

if TYPE_CHECKING:
    from scripts.benchmarks.history import Ledger

ALL_ROLES = ~Role(0)
"""Of the participant whose keys do everything, so that an auditor finds each act's power."""

MAKER, CHECKER = Key(keccak(b"a benchmark's maker")[:20]), Key(keccak(b"a benchmark's checker")[:20])
DAY_SECONDS = 86_400
TERM_SECONDS = 3 * 365 * DAY_SECONDS
CODES = (110, 111, 112)
REGIMES = (1, 2, 3, 4)
SERIALS = 60_000
"""Certificates of one register in one month; a number has 16 bits for them."""

PARTICIPANTS_MAX = 2_000
BATCH_MAX = 15

SHARES = {
    "issue": 55.0,
    "transfer": 15.0,
    "amend": 10.0,
    "attest": 3.0,
    "licence": 2.0,
    "pledge": 5.0,
    "renew": 5.0,
    "correct": 2.0,
    "cancel": 2.0,
    "enrol": 1.0,
}
"""Per cent of the events, the founding apart."""

EVENTS_OF = {"issue": BATCH_MAX * 0.47, "renew": 1.5}
"""Mean events of one act, where it is not one; a batch is often cut short by the end of its block."""


class Acts:
    """Takes acts by chance, one after another; each returns whether it was possible."""

    def __init__(self, ledger: Ledger, random: Random, events: int) -> None:
        self._ledger = ledger
        self._random = random
        self._serials = 0
        self._documents = 0
        self._participants = max(8, min(PARTICIPANTS_MAX, events // 200))
        self._active: list[CertificateId] = []
        self._pledges: deque[tuple[CertificateId, ThingId, bool]] = deque()
        self._licences: deque[tuple[CertificateId, ThingId]] = deque()
        self._renewals: deque[CertificateId] = deque()
        self._founding = self._founded()
        self._acts: list[Callable[[int], bool]] = [getattr(self, f"_{name}") for name in SHARES]
        self._weights = [share / EVENTS_OF.get(name, 1.0) for name, share in SHARES.items()]

    def take(self, room: int) -> None:
        """Take one act of at most `room` events: the next of the founding, then one by chance."""
        first = next(self._founding, None)
        if first is not None:
            self._ledger.emit(first)
            return
        while not self._random.choices(self._acts, self._weights)[0](room):
            pass

    # THE FOUNDING

    def _founded(self) -> Iterator[Event]:
        yield CharterChanged(2, 3_600, DAY_SECONDS)
        for number in range(1, self._participants + 1):
            who, roles = ParticipantNumber(number), ALL_ROLES if number == 1 else Role.REGISTRY
            yield ParticipantAdmitted(who, self._digest(), 1, roles, self._digest(), MAKER, CHECKER)
            yield KeyEnrolled(who, Key(self._digest()[:20]), 4, MAKER, CHECKER)
        for key, duty in ((MAKER, Duty.MAKER), (CHECKER, Duty.CHECKER)):
            yield KeyEnrolled(ParticipantNumber(1), key, duty, MAKER, CHECKER)
        for register in (code << 8 | regime for code in CODES for regime in REGIMES):
            yield RegisterAssigned(register, ParticipantNumber(0), ParticipantNumber(1), self._digest())
            yield MigrationOpened(register, self._ledger.time + TERM_SECONDS)
        for name in ("Pledges", "Licences", "Renewals", "Attestations"):
            yield NounAdmitted(ADDRESSES[name], 0)

    # CERTIFICATES

    def _issue(self, room: int) -> bool:
        for _ in range(self._random.randint(1, min(BATCH_MAX, room))):
            self._issue_one(SHARED if self._random.random() < 0.02 and room >= BATCH_MAX * 3 else 0)
        return True

    def _issue_one(self, flags: int) -> None:
        place, fingerprint, holder = self._serials, self._digest(), self._participant()
        self._serials += 1
        registers = len(CODES) * len(REGIMES)
        record = Record(
            holder=holder,
            sequence=1,
            valid_from=self._ledger.time,
            valid_to=self._ledger.time + TERM_SECONDS,
            flags=flags,
            rights=7,
            state=State.ACTIVE,
            ordinal=0,
            serial=1 + place // registers % SERIALS,
            period=2026_11 + place // registers // SERIALS,
            regime=REGIMES[place % len(REGIMES)],
            code=CODES[place // len(REGIMES) % len(CODES)],
        )
        own = certificate_id(holder, record.regime, fingerprint, 0)
        self._ledger.emit(CertificateIssued(own, record.word, fingerprint, self._digest(), MAKER, CHECKER))
        self._active.append(own)
        if flags:
            other = ParticipantNumber(holder % self._participants + 1)
            for sequence, who, part in ((2, holder, WHOLE - 2_500), (3, other, 2_500)):
                self._ledger.emit(ShareRecorded(own, sequence, who, 7, part, MAKER, CHECKER))

    def _transfer(self, _: int) -> bool:
        one = self._any()
        if one is None:
            return False
        from_, to = self._random.choice(one.holders), self._participant()
        if from_ == to:
            return False
        self._emit(CertificateTransferred, one, from_, to, self._digest())
        return True

    def _amend(self, _: int) -> bool:
        one = self._any()
        if one is None:
            return False
        fingerprint = self._digest() if self._random.random() < 0.3 else ZERO_DIGEST
        self._emit(CertificateAmended, one, fingerprint, self._digest(), one.valid_to - 1, int(one.rights))
        return True

    def _correct(self, _: int) -> bool:
        one = self._any()
        if one is not None:
            self._emit(CertificateCorrected, one, self._digest())
        return one is not None

    def _cancel(self, _: int) -> bool:
        if not self._active:
            return False
        place = self._random.randrange(len(self._active))
        self._active[place], self._active[-1] = self._active[-1], self._active[place]
        self._emit(CertificateCancelled, self._certificate(self._active.pop()), 1, self._digest())
        return True

    # WHAT RESTS ON THEM

    def _attest(self, _: int) -> bool:
        one = self._any()
        if one is None:
            return False
        statement = Statement(
            kind=AttestedKind.QUALITY,
            subtype=0,
            condition=Condition.LIVE,
            by=self._participant(),
            party=0,
            version=one.version,
            amount=0,
            valid_to=self._ledger.time + TERM_SECONDS,
        )
        said = statement.word, Instant(self._ledger.time), ZERO_THING, ZERO_DIGEST
        self._emit(Attested, one, *said, self._digest())
        return True

    def _licence(self, _: int) -> bool:
        """Grant a licence; or end one, every third time."""
        if self._licences and self._random.random() < 0.33:
            own, licence_id = self._licences.popleft()
            one = self._certificate(own)
            if one.state is State.ACTIVE:
                self._emit(LicenceEnded, one, licence_id, 1, self._digest())
            return one.state is State.ACTIVE
        found = self._any()
        licensee = self._participant()
        if found is None or licensee in found.holders:
            return False
        kept = self._ledger.facts.get(("licences_on", found.id))
        if isinstance(kept, Licences) and len(kept.kept) == LICENCES_MAX:
            return False
        terms = int(found.rights), 1, Instant(found.valid_from), Instant(found.valid_to), False
        self._licences.append((found.id, thing_id(found.id, found.sequence + 1)))
        self._emit(LicenceGranted, found, licensee, *terms, self._digest())
        return True

    def _pledge(self, _: int) -> bool:
        """Create a pledge, perfect it, release it: two of three by and by come to their end."""
        if self._pledges and self._random.random() < 0.6:
            own, pledge_id, perfected = self._pledges.popleft()
            one = self._certificate(own)
            if one.state is not State.ACTIVE:
                return False
            if perfected:
                self._emit(PledgeReleased, one, pledge_id, 1, self._digest())
                return True
            filed = Instant(self._ledger.time - 1)
            self._emit(PledgePerfected, one, pledge_id, self._digest(), filed, filed, self._digest())
            self._pledges.append((own, pledge_id, True))
            return True
        found = self._any()
        if found is None or self._is_full(found):
            return False
        parts = {
            "creditor": self._participant(),
            "amount": Fen(self._random.randint(100_000, 10_000_000_000)),
            "rank_at": self._ledger.time,
            "until": self._ledger.time + TERM_SECONDS,
            "form": SecurityForm.PLEDGE,
            "state": EncumbranceState.PLEDGED,
        }
        word = sum(parts.get(name, 0) << low for name, low, _ in ENCUMBRANCE_LAYOUT)
        self._pledges.append((found.id, thing_id(found.id, found.sequence + 1), False))
        papers = self._digest(), self._digest(), ZERO_THING, ZERO_THING
        self._emit(PledgeCreated, found, word, ParticipantNumber(0), *papers)
        return True

    def _is_full(self, one: Certificate) -> bool:
        listed = self._ledger.facts.get(("encumbrance_list", one.id))
        return isinstance(listed, EncumbranceList) and len(listed.live) >= LIVE_MAX

    def _renew(self, room: int) -> bool:
        """Request a renewal; or grant the oldest request, which is two events."""
        if self._renewals and room > 1 and self._random.random() < 0.5:
            one = self._certificate(self._renewals.popleft())
            if one.state is not State.ACTIVE:
                return False
            self._emit(CertificateRenewed, one, one.valid_to, one.valid_to + TERM_SECONDS, self._digest())
            self._emit(RenewalGranted, self._certificate(one.id))
            return True
        found = self._any()
        if found is None or decide_by(self._ledger.facts, found.id):
            return False
        self._renewals.append(found.id)
        self._emit(RenewalRequested, found, Instant(found.valid_to + DAY_SECONDS), self._digest())
        return True

    def _enrol(self, _: int) -> bool:
        self._ledger.emit(KeyEnrolled(self._participant(), Key(self._digest()[:20]), 4, MAKER, CHECKER))
        return True

    # CHOOSING

    def _emit(self, kind: Callable[..., Event], one: Certificate, *parts: object) -> None:
        """Let an event on a certificate come about, with its next sequence number and the two keys."""
        self._ledger.emit(kind(one.id, one.sequence + 1, *parts, MAKER, CHECKER))

    def _certificate(self, own: CertificateId) -> Certificate:
        found = self._ledger.facts["certificate", own]
        assert isinstance(found, Certificate)
        return found

    def _any(self) -> Certificate | None:
        return self._certificate(self._random.choice(self._active)) if self._active else None

    def _participant(self) -> ParticipantNumber:
        return ParticipantNumber(self._random.randint(1, self._participants))

    def _digest(self) -> Digest:
        self._documents += 1
        return Digest(keccak(self._documents.to_bytes(32, "big")))
