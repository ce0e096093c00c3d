"""
Histories that could have been: blocks of valid events, made by acts chosen at random or by name.

Every event goes through `domain.apply` before it is put into a block, so a history is valid by the domain's own word.
The facts that the fold gives are kept for each block, to be compared with what a mirror says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from eth_hash.auto import keccak

from ledger.domain import certificates as rules
from ledger.domain.certificates import WHOLE, Certificate, Right, State
from ledger.domain.events import (
    ZERO_DIGEST,
    Block,
    CertificateAmended,
    CertificateCancelled,
    CertificateCorrected,
    CertificateId,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    CertificateSuperseded,
    CertificateTransferred,
    CharterChanged,
    Digest,
    Entry,
    Event,
    Key,
    KeyEnrolled,
    KeyRevoked,
    LedgerPaused,
    LedgerUnpaused,
    MigrationOpened,
    NounAdmitted,
    ParticipantAdmitted,
    ParticipantNumber,
    ParticipantReinstated,
    ParticipantRenamed,
    ParticipantSuspended,
    Position,
    ProposalApproved,
    ProposalExecuted,
    ProposalMade,
    ProposalVetoed,
    ProposalVoted,
    RegisterAssigned,
    RolesChanged,
    ShareRecorded,
)
from ledger.domain.flags import SHARED
from ledger.domain.participants import NO_GOVERNANCE, Charge, EnrolledKey, Governance, Participant, Proposal
from ledger.domain.state import GOVERNANCE, Fact, FactKey, apply
from tests.store_noun_acts import NOUN_ACTS

F = TypeVar("F")

BEGINNING = 1_790_000_000
BLOCK_SECONDS = 10
EMITTER = b"\xee" * 20
MAKER, CHECKER = Key(b"\x0a" * 20), Key(b"\x0c" * 20)
TERM = 3 * 365 * 86_400


def digest(*parts: object) -> Digest:
    """Return a digest that only these parts have."""
    return Digest(keccak(repr(parts).encode()))


class History:
    """A chain that grows by acts.  `salt` makes another chain of the same acts: the hashes of its blocks differ."""

    def __init__(self, first_block: int = 1) -> None:
        self.blocks: list[Block] = []
        self.facts: dict[FactKey, Fact] = {}
        self.facts_after: list[dict[FactKey, Fact]] = []
        self._number = first_block
        self._parent = digest("before", first_block)
        self._pending: list[Entry] = []
        self._serial = 0

    # GROWING

    @property
    def time(self) -> int:
        """The time of the block that is being made."""
        return BEGINNING + BLOCK_SECONDS * self._number

    def emit(self, event: Event) -> None:
        """Put an event into the block that is being made."""
        place = len(self._pending)
        position = Position(self._number, place // 2, place)
        entry = Entry(position, self.time, EMITTER, digest("entry", position, event), event)
        self.facts.update(apply(self.facts, entry))
        self._pending.append(entry)

    def seal(self, salt: object = "") -> Block:
        """Close the block; with another `salt` it is another block that says the same."""
        entries = tuple(self._pending)
        name = digest("block", self._number, self._parent, entries, salt)
        block = Block(self._number, name, self._parent, self.time, entries)
        self.blocks.append(block)
        self.facts_after.append(dict(self.facts))
        self._number, self._parent, self._pending = self._number + 1, name, []
        return block

    def branch(self, after: int) -> History:
        """Return a history that is this one for `after` blocks, and may go on differently."""
        other = History()
        other.blocks, other.facts_after = self.blocks[:after], self.facts_after[:after]
        other.facts = dict(other.facts_after[-1]) if after else {}
        other._serial = self._serial + 1_000
        if after:
            other._number, other._parent = other.blocks[-1].number + 1, other.blocks[-1].hash
        return other

    # ACTS: each returns False where it is not possible

    def admit(self, random: Random) -> bool:
        number = self._governance.participants + 1
        identity = digest("identity", number)
        kind, roles = random.randint(1, 4), random.randint(0, 2047)
        self.emit(ParticipantAdmitted(ParticipantNumber(number), identity, kind, roles, digest(number), MAKER, CHECKER))
        return True

    def admit_as(self, identity: bytes) -> None:
        """Admit a participant with this identity."""
        number = ParticipantNumber(self._governance.participants + 1)
        self.emit(ParticipantAdmitted(number, identity, 1, 0, digest(number), MAKER, CHECKER))

    def rename(self, random: Random) -> bool:
        one = self._participant(random)
        self.emit(ParticipantRenamed(one.number, digest("name", self._next()), MAKER, CHECKER))
        return True

    def suspend(self, random: Random) -> bool:
        one = self._participant(random)
        made = ParticipantReinstated if one.suspended else ParticipantSuspended
        self.emit(made(one.number, digest("reason", self._next())))
        return True

    def change_roles(self, random: Random) -> bool:
        one = self._participant(random)
        self.emit(RolesChanged(one.number, int(one.roles), random.randint(0, 2047), digest("reason")))
        return True

    def enrol_key(self, random: Random) -> bool:
        one = self._participant(random)
        key = Key(digest("key", self._next())[:20])
        self.emit(KeyEnrolled(one.number, key, random.randint(1, 31), MAKER, CHECKER))
        return True

    def revoke_key(self, random: Random) -> bool:
        keys = [fact for fact in self._all(EnrolledKey) if not fact.revoked]
        if not keys:
            return False
        one = random.choice(keys)
        self.emit(KeyRevoked(one.participant, one.key, digest("lost"), MAKER, CHECKER))
        return True

    def assign_register(self, random: Random) -> bool:
        register = random.randint(110, 119) << 8 | random.randint(1, 4)
        charge = self.facts.get(("register", register))
        before = charge.participant if isinstance(charge, Charge) else ParticipantNumber(0)
        self.emit(RegisterAssigned(register, before, self._participant(random).number, digest("charge")))
        return True

    def govern(self, random: Random) -> bool:
        """Take some step of governance that is possible now."""
        open_ones = [fact for fact in self._all(Proposal) if not fact.closed]
        if not open_ones or random.random() < 0.3:
            number, one = self._governance.proposals + 1, self._participant(random)
            self.emit(ProposalMade(number, one.number, EMITTER, b"\1\2\3\4", digest(number), digest("why"), MAKER))
            self.emit(ProposalVoted(number, one.number, MAKER))
            return True
        one_open = random.choice(open_ones)
        voter = self._participant(random).number
        if len(one_open.voters) < 3 and voter not in one_open.voters:
            self.emit(ProposalVoted(one_open.number, voter, MAKER))
        elif one_open.executable_at == 0:
            self.emit(ProposalApproved(one_open.number, self.time))
        elif random.random() < 0.5:
            self.emit(ProposalExecuted(one_open.number, MAKER))
        else:
            self.emit(ProposalVetoed(one_open.number, voter, digest("no"), MAKER))
        return True

    def rule(self, random: Random) -> bool:
        """Pause or unpause, change the charter, admit a noun, open a migration."""
        step = random.randint(0, 3)
        if step == 0:
            self.emit(CharterChanged(random.randint(2, 9), random.randint(0, 99), random.randint(0, 99)))
        elif step == 1:
            noun = random.randint(1, 3)
            self.emit(NounAdmitted(bytes([noun]) * 20, random.randint(0, 31) << 5 * (noun - 1)))
        elif step == 2:
            self.emit(MigrationOpened(random.randint(110, 119) << 8 | random.randint(1, 4), random.randint(1, 2**40)))
        elif self._governance.paused:
            self.emit(LedgerUnpaused(digest("over")))
        else:
            self.emit(LedgerPaused(self._participant(random).number, digest("halt"), MAKER))
        return True

    def issue(self, random: Random) -> bool:
        """Issue to one holder, or to several."""
        holders = random.sample(range(1, self._governance.participants + 1), min(3, self._governance.participants))
        shared = len(holders) > 1 and random.random() < 0.4
        certificate_id = self.issue_to(holders[0], fingerprint=digest("data", random.randint(0, 4), self._next()),
                                       regime=random.randint(1, 4), shared=shared)  # fmt: skip
        if shared:
            parts = [WHOLE - 1_000 * (len(holders) - 1), *[1_000] * (len(holders) - 1)]
            for holder, part in zip(holders, parts, strict=True):
                sequence = self.certificate(certificate_id).sequence + 1
                number = ParticipantNumber(holder)
                self.emit(ShareRecorded(certificate_id, sequence, number, 7, part, MAKER, CHECKER))
        return True

    def issue_to(self, holder: int, *, fingerprint: Digest, regime: int = 1, shared: bool = False) -> CertificateId:
        """Issue one certificate and return its id."""
        self._serial += 1
        number = (110 << 48) | (regime << 40) | (202611 << 16) | self._serial
        flags = SHARED if shared else 0
        record = (
            holder | 1 << 32 | self.time << 64 | (self.time + TERM) << 104 | flags << 144 | 7 << 168
            | State.ACTIVE << 176 | number << 192
        )  # fmt: skip
        certificate_id = rules.certificate_id(holder, regime, fingerprint, 0)
        document = digest("document", certificate_id, 1)
        self.emit(CertificateIssued(certificate_id, record, fingerprint, document, MAKER, CHECKER))
        return certificate_id

    def transfer(self, random: Random) -> bool:
        one = self.active(random)
        if one is None:
            return False
        from_ = random.choice(one.holders)
        others = [number for number in range(1, self._governance.participants + 1) if number != from_]
        if not others:
            return False
        self.transfer_to(one.id, from_, random.choice(others))
        return True

    def transfer_to(self, certificate_id: CertificateId, from_: int, to: int) -> None:
        sequence = self.certificate(certificate_id).sequence + 1
        document = digest("document", certificate_id, sequence)
        parties = ParticipantNumber(from_), ParticipantNumber(to)
        self.emit(CertificateTransferred(certificate_id, sequence, *parties, document, MAKER, CHECKER))

    def amend(self, random: Random) -> bool:
        one = self.active(random)
        if one is None:
            return False
        fingerprint = digest("data", random.randint(0, 4), self._next()) if random.random() < 0.5 else ZERO_DIGEST
        self.amend_to(one.id, fingerprint)
        return True

    def amend_to(self, certificate_id: CertificateId, fingerprint: Digest) -> None:
        before = self.certificate(certificate_id)
        sequence = before.sequence + 1
        document = digest("document", certificate_id, sequence)
        rights = int(before.rights & ~Right.OPERATE if not before.shares else before.rights) or 1
        self.emit(CertificateAmended(
            certificate_id, sequence, fingerprint, document, before.valid_to - 1, rights, MAKER, CHECKER
        ))  # fmt: skip

    def mend(self, random: Random) -> bool:
        """Correct, or renew."""
        one = self.active(random)
        if one is None:
            return False
        sequence, document = one.sequence + 1, digest("document", one.id, one.sequence + 1)
        if random.random() < 0.5:
            self.emit(CertificateCorrected(one.id, sequence, document, MAKER, CHECKER))
        else:
            term = one.valid_to, one.valid_to + TERM
            self.emit(CertificateRenewed(one.id, sequence, *term, document, MAKER, CHECKER))
        return True

    def end(self, random: Random) -> bool:
        """Cancel, revoke or supersede."""
        one = self.active(random)
        if one is None:
            return False
        sequence, document, way = one.sequence + 1, digest("decision", one.id), random.randint(0, 3)
        if way == 0:
            self.emit(CertificateCancelled(one.id, sequence, 1, document, MAKER, CHECKER))
        elif way == 1:
            self.emit(CertificateRevoked(one.id, sequence, document, MAKER, CHECKER))
        else:
            successor = CertificateId(digest("successor", one.id))
            self.emit(CertificateSuperseded(one.id, sequence, successor, document, MAKER, CHECKER))
        return True

    def certificate(self, certificate_id: bytes) -> Certificate:
        """Return a certificate as it is now."""
        found = self.facts["certificate", certificate_id]
        assert isinstance(found, Certificate)
        return found

    # CHOOSING

    @property
    def _governance(self) -> Governance:
        found = self.facts.get(GOVERNANCE, NO_GOVERNANCE)
        assert isinstance(found, Governance)
        return found

    def _all(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.facts.values() if isinstance(fact, kind)]

    def _participant(self, random: Random) -> Participant:
        found = self.facts["participant", random.randint(1, self._governance.participants)]
        assert isinstance(found, Participant)
        return found

    def active(self, random: Random) -> Certificate | None:
        """Return some certificate that no act has ended."""
        found = [fact for fact in self._all(Certificate) if fact.state is State.ACTIVE]
        return random.choice(found) if found else None

    def _next(self) -> int:
        self._serial += 1
        return self._serial


ACTS: Sequence[Callable[[History, Random], bool]] = (
    History.issue,
    History.transfer,
    History.amend,
    History.mend,
    History.end,
    History.admit,
    History.enrol_key,
    History.revoke_key,
    History.rename,
    History.suspend,
    History.change_roles,
    History.assign_register,
    History.govern,
    History.rule,
    *NOUN_ACTS,
)


def sample(acts: int, seed: int = 7) -> History:
    """Return a history of so many acts, always the same one."""
    random = Random(seed)  # noqa: S311
    return grown([(random.randint(0, 33), random.randint(0, 2**16)) for _ in range(acts)])


def grown(choices: Sequence[tuple[int, int]], *, per_block: int = 3, history: History | None = None) -> History:
    """
    Return a history of one act for each choice, some in a block; the first number chooses the act, the second its
    parts.

    An act that is not possible is an admission instead, so that every choice counts; every fourth block is empty.
    """
    made = history or History()
    if not made.blocks:
        made.admit(Random(0))  # noqa: S311
        made.admit(Random(1))  # noqa: S311
        made.seal()
    for place, (act, seed) in enumerate(choices, 1):
        random = Random(seed)  # noqa: S311
        if not ACTS[act % len(ACTS)](made, random):
            made.admit(random)
        if place % per_block == 0:
            made.seal()
            if len(made.blocks) % 4 == 3:
                made.seal()
    made.seal()
    return made
