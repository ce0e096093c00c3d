"""
What a desk looks up on the chain before it acts: who a participant is, who keeps a register, which numbers are taken.

It asks the contracts themselves and not the mirror: an act rests on what is true now.  Questions go out in batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.deployment import Deployment
from ledger.chain.encode import decode_result, encode_call
from ledger.chain.head import Head, read_head
from ledger.chain.rpc import Rpc, octets, to_hex
from ledger.domain.applications import Institution
from ledger.domain.certificates import Regime, Right, Share, State, certificate_id
from ledger.domain.document import parse
from ledger.domain.events import CertificateId, Digest, Key, ParticipantNumber
from ledger.domain.numbers import CODE_MAX, SERIAL_MAX, CertificateNumber, identity_of, uscc_of
from ledger.domain.participants import Duty, EnrolledKey, Kind, Participant, Role
from ledger.domain.records import Record, unpack
from ledger.errors import InvalidInput, NotFound, Refused
from ledger.store.documents import Documents

SERIALS_AT_ONCE = 250
"""Serials asked for together; more than a working day's registrations of one register."""

ORDINALS_MAX = 255

_ZERO_HEAD = bytes(32)


@dataclass(frozen=True, slots=True)
class Found:
    """One certificate as the contract keeps it; `record.sequence` is the number of its last act."""

    id: CertificateId
    record: Record
    shares: tuple[Share, ...]

    @property
    def holders(self) -> tuple[ParticipantNumber, ...]:
        """Everyone who holds of it, in stored order: all of them consent to what touches all."""
        return tuple(share.holder for share in self.shares) or (ParticipantNumber(self.record.holder),)


class Book:
    """Asks the contracts of `deployment`, and reads profiles from `documents`."""

    def __init__(self, rpc: Rpc, deployment: Deployment, documents: Documents) -> None:
        self._rpc = rpc
        self._deployment = deployment
        self._documents = documents

    def head(self) -> Head:
        """Return the newest block; its time is the time by which the contracts judge."""
        return read_head(self._rpc)

    # PARTICIPANTS

    def participant(self, uscc: str) -> Participant:
        """Return the participant with this code.  Raises `NotFound` NotAdmitted."""
        number = self.participants([uscc])[uscc]
        if number is None:
            raise NotFound("NotAdmitted", uscc=uscc)
        return self.participant_at(number)

    def participants(self, usccs: Iterable[str]) -> dict[str, ParticipantNumber | None]:
        """Return the participants' numbers by code, none for those that are not admitted."""
        codes = list(dict.fromkeys(usccs))
        numbers = map(_number, self._words("Participants", "participantBy", [identity_of(code) for code in codes]))
        return {
            code: ParticipantNumber(number) if number else None for code, number in zip(codes, numbers, strict=True)
        }

    def participant_at(self, number: int) -> Participant:
        """Return a participant by its number.  Raises `NotFound` ParticipantUnknown."""
        ((identity, digest, kind, roles, suspended),) = self._ask("Participants", "participantOf", [number])
        if not kind:
            raise NotFound("ParticipantUnknown", participant=number)
        (keys,) = self._ask("Participants", "keysOf", [number])
        found = (ParticipantNumber(number), identity, Kind(kind), Role(roles), Digest(digest), suspended)
        return Participant(*found, tuple(Key(key) for key in keys))

    def key(self, key: Key) -> EnrolledKey:
        """Return whose a key is.  Raises `NotFound` KeyUnknown."""
        ((participant, _, duties, _, revoked),) = self._ask("Participants", "authorityOf", [key])
        if not participant:
            raise NotFound("KeyUnknown", key=key)
        return EnrolledKey(key, ParticipantNumber(participant), Duty(duties), revoked)

    def institution(self, number: int) -> Institution:
        """
        Return a participant as documents name it, by its profile on file.

        Raises `Refused` ProfileMissing if the profile is not here or is of another form.
        """
        participant = self.participant_at(number)
        content = self._documents.get(participant.profile_digest)
        uscc = uscc_of(participant.identity)
        try:
            profile: Any = parse(content or b"")
            return Institution(uscc or "", profile["name"]["zh"], profile["name"]["en"])
        except (InvalidInput, KeyError, TypeError):
            digest = participant.profile_digest.hex()
            raise Refused("ProfileMissing", participant=uscc or number, digest=digest) from None

    # REGISTERS AND NUMBERS

    def code_of(self, registry: ParticipantNumber, regime: Regime) -> int:
        """Return the code under which a registry keeps a regime's register.  Raises `InvalidInput` NoRegister."""
        registers = [code << 8 | regime for code in range(CODE_MAX + 1)]
        answers = map(_number, self._words("Participants", "inCharge", registers))
        kept = [register >> 8 for register, keeper in zip(registers, answers, strict=True) if keeper == registry]
        if not kept:
            raise InvalidInput("NoRegister", "regime", participant=int(registry), regime=regime.name)
        return kept[0]

    def serials_taken(self, code: int, regime: Regime, period: int, wanted: int) -> frozenset[int]:
        """
        Return the month's serials in use, as far as needed to find `wanted` free ones.

        Migrated numbers may leave gaps, so every serial is asked for and none is inferred.
        """
        taken: set[int] = set()
        free = 0
        for first in range(1, SERIAL_MAX + 1, SERIALS_AT_ONCE):
            serials = range(first, min(first + SERIALS_AT_ONCE, SERIAL_MAX + 1))
            in_use = self.numbers_taken([CertificateNumber(code, regime, period, serial) for serial in serials])
            taken |= {number.serial for number in in_use}
            free += len(serials) - len(in_use)
            if free >= wanted:
                break
        return frozenset(taken)

    def numbers_taken(self, numbers: Sequence[CertificateNumber]) -> list[CertificateNumber]:
        """Return those of `numbers` that a certificate has."""
        heads = self._words("Certificates", "headOf", [number.packed for number in numbers])
        return [number for number, head in zip(numbers, heads, strict=True) if head != _ZERO_HEAD]

    # CERTIFICATES

    def ordinals(
        self, assets: Sequence[tuple[ParticipantNumber, Regime, Digest]], now: int
    ) -> list[int | CertificateId]:
        """
        Return for each asset (applicant, regime, fingerprint) the ordinal that a new certificate of it would have.

        Where the applicant has a certificate of it that is alive, that one's id stands in its place: a duplicate.
        """
        found: dict[int, int | CertificateId] = {}
        waiting = list(enumerate(assets))
        for ordinal in range(ORDINALS_MAX + 1):
            ids = [certificate_id(*asset, ordinal) for _, asset in waiting]
            ended = []
            for (place, asset), each, record in zip(waiting, ids, self._records(ids), strict=True):
                if record.state == State.NONE:
                    found[place] = ordinal
                elif record.state == State.ACTIVE and record.valid_to > now:
                    found[place] = each
                else:
                    ended.append((place, asset))
            if not ended:
                break
            waiting = ended
        return [found[place] for place in range(len(assets))]

    def certificate(self, certificate: CertificateId) -> Found:
        """Return a certificate by its id.  Raises `NotFound` CertificateUnknown."""
        (record,) = self._records_at([certificate])
        if record.state in (State.NONE, State.CLAIMED):
            raise NotFound("CertificateUnknown", certificate_id=certificate)
        (rows,) = self._ask("Certificates", "sharesOf", [certificate])
        shares = tuple(Share(ParticipantNumber(holder), Right(rights), share) for holder, rights, share in rows)
        return Found(certificate, record, shares)

    # WITHIN

    def _records(self, ids: Sequence[CertificateId]) -> list[Record]:
        """Return what stands under each id; where an amendment claims it, what stands under the claimant's."""
        records = self._records_at(ids)
        claimed = [place for place, record in enumerate(records) if record.state == State.CLAIMED]
        claimants = self._words("Certificates", "claimantOf", [ids[place] for place in claimed])
        for place, record in zip(claimed, self._records_at(claimants), strict=True):
            records[place] = record
        return records

    def _records_at(self, ids: Sequence[bytes]) -> list[Record]:
        return [unpack(_number(word)) for word in self._words("Certificates", "recordOf", ids)]

    def _ask(self, contract: str, view: str, arguments: Sequence[int | bytes]) -> list[Any]:
        """Ask one view for each argument, and read what it returns by the ABI."""
        return [decode_result(contract, view, octets(answer)) for answer in self._raw(contract, view, arguments)]

    def _words(self, contract: str, view: str, arguments: Sequence[int | bytes]) -> list[bytes]:
        """Ask one view that returns one word; a thousand of these are asked for a register, so nothing is looked up."""
        return [octets(each, 32) for each in self._raw(contract, view, arguments)]

    def _raw(self, contract: str, view: str, arguments: Sequence[int | bytes]) -> list[Any]:
        """Ask one view, of one static argument, for each of `arguments`."""
        if not arguments:
            return []
        address = to_hex(self._deployment.addresses[contract])
        selector = encode_call(contract, view, [arguments[0]])[:4]
        calls = [
            ("eth_call", [{"to": address, "data": to_hex(selector + _word(each))}, "latest"]) for each in arguments
        ]
        return self._rpc.batch(calls)


def _word(value: int | bytes) -> bytes:
    """Return a static argument as a call has it: numbers and addresses on the right, 32 bytes as they are."""
    return value.to_bytes(32, "big") if isinstance(value, int) else value.rjust(32, b"\0")


def _number(word: bytes) -> int:
    return int.from_bytes(word, "big")
