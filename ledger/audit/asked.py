"""
What a transaction asked of the ledger, read from its call: the act, who signed it by the signatures, what it may say.

Each function's digest is rebuilt here from the words of the call, by the table of `tables.calls` and the facts before
it; so a signature counts only under exactly this act on exactly this state (P8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from ledger.audit import abi
from ledger.audit.abi import CallMalformed
from ledger.audit.encoding import keccak
from ledger.audit.layout import word
from ledger.audit.pin import Pin
from ledger.audit.tables.calls import PLAIN, ROWS, SHARES, SIGNED, Row
from ledger.audit.transaction import recover
from ledger.domain import events as e
from ledger.domain.acts import (
    Act,
    Admission,
    AdmitHolders,
    Approval,
    Asked,
    DepositMany,
    EnrolKey,
    Filed,
    Issuance,
    Issue,
    IssueShared,
    KeyGrant,
    Rename,
    RevokeKey,
)
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.filed import members_of
from ledger.domain.acts.successions import AnnounceExit, exit_sequence
from ledger.domain.certificates import Right, Share, certificate_id
from ledger.domain.facts import Facts
from ledger.domain.participants import EnrolledKey, Participant
from ledger.domain.records import unpack

DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
NAME, VERSION = "DataDeed", "1"

SIGNATURE_BYTES = 65
ISSUE = "(uint256,bytes32,bytes32)"
DEPOSIT = "(bytes32,uint256,bytes32,bytes32,bytes32)"
ADMISSIONS = "(bytes32,uint8,uint16,bytes32,(address,uint8)[])[]"

Said = tuple[type[Any], Mapping[str, Any]]
"""An event that an act says, and the fields of it that the act names."""


class Signature(NamedTuple):
    """Whose key an approval names, and who signed by the signature; None if it is no signature of an account."""

    key: e.Key
    signer: bytes | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """
    One call: its function, the act as the domain knows it, who approved it, and what it may say.

    The act is none for the governors' functions, which nobody signs.  `ids` are the certificates and cases that it may
    speak about, none if that is no question; what else it says is in `says`, each event once.
    """

    function: str
    act: Act | None
    signatures: tuple[Signature, ...]
    says: tuple[Said, ...]
    ids: frozenset[bytes] = frozenset()


def separator(chain_id: int, contract: bytes) -> bytes:
    """What binds a signature to one contract on one chain (EIP-712)."""
    hashes = (keccak(each.encode()) for each in (DOMAIN, NAME, VERSION))
    return keccak(b"".join((*hashes, word(chain_id), word(contract))))


class Listener:
    """Reads the calls of one ledger."""

    def __init__(self, pin: Pin) -> None:
        self._names = {address: name for name, address in pin.contracts.items()}
        self._separators = {name: separator(pin.chain_id, address) for name, address in pin.contracts.items()}

    def knows(self, contract: bytes | None) -> bool:
        """Say whether a call to this address is one of the ledger's."""
        return contract in self._names

    def hear(self, facts: Facts, contract: bytes, maker: bytes, data: bytes) -> Spoken:
        """
        Return what a call by `maker` asked, by the facts before it.

        Raises `CallMalformed` if the contract has no such function, or the data not its arguments.
        """
        name, chosen, rest = self._names[contract], data[:4], data[4:]
        if row := ROWS.get(name, {}).get(chosen):
            return self._filed(facts, name, row, (e.Key(maker), rest))
        if plain := PLAIN.get(name, {}).get(chosen):
            function, arguments = plain
            values = abi.read(arguments, rest)
            if function in GOVERNING:
                return Spoken(f"{name}.{function}", None, (), GOVERNING[function](*values))
            return self._signed(facts, name, function, (e.Key(maker), values))
        raise CallMalformed(f"{name} has no function 0x{chosen.hex()}")

    def _filed(self, facts: Facts, name: str, row: Row, call: tuple[e.Key, bytes]) -> Spoken:
        maker, data = call
        values, *beside, deadline, approvals = abi.read(row.arguments, data)
        parts = [_shares(each) for each in beside]
        try:
            asked = row.asked(*(_typed(kind, each) for kind, each in zip(row.kinds, (*values, *parts), strict=True)))
        except ValueError as unknown:
            raise CallMalformed(str(unknown)) from unknown
        struct = keccak(row.type_hash + abi.write(row.members, values) + word(_sequence(facts, asked)) + word(deadline))
        signatures = _signatures(self._digest(name, struct), approvals)
        filed = Filed(maker, asked, deadline, tuple(_approval(each) for each in signatures))
        named: dict[str, Any] = {each.name: getattr(asked, each.name) for each in members_of(asked)}
        says = tuple((event, named) for event in row.events)
        return Spoken(f"{name}.{asked.FUNCTION}", filed, signatures, says, _ids(asked))

    def _signed(self, facts: Facts, name: str, function: str, call: tuple[e.Key, Any]) -> Spoken:
        """An act that is signed once, by the checker, under a type of its own."""
        maker, values = call
        *asked, deadline, approval = values
        words = SIGNERS[function](facts, *asked)
        struct = keccak(keccak(SIGNED[function].encode()) + b"".join(map(word, words)) + word(deadline))
        signatures = _signatures(self._digest(name, struct), (approval,))
        act, says = MAKERS[function](maker, *asked, deadline, _approval(signatures[0]))
        if function == "revokeKey" and _is_own(facts, maker, asked[0]):
            signatures = ()
        return Spoken(f"{name}.{function}", act, signatures, tuple(says))

    def _digest(self, name: str, struct: bytes) -> bytes:
        return keccak(b"\x19\x01" + self._separators[name] + struct)


# SIGNATURES


def _signatures(digest: bytes, approvals: tuple[tuple[bytes, bytes], ...]) -> tuple[Signature, ...]:
    return tuple(Signature(e.Key(key), signer_of(digest, signature)) for key, signature in approvals)


def signer_of(digest: bytes, signature: bytes) -> bytes | None:
    """Whose account signed a digest with r, s and v in 65 bytes; None if it is no signature."""
    if len(signature) != SIGNATURE_BYTES:
        return None
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    return recover(digest, signature[64] - 27, r, s)


def _approval(signature: Signature) -> Approval:
    """As the domain has it.  Whether a signature that is not the key's own counts, is asked apart."""
    return Approval(signature.key)


def _sequence(facts: Facts, asked: Asked) -> int:
    """The number that an act will have on what it is about, and signs."""
    if isinstance(asked, AnnounceExit):
        return exit_sequence(facts, asked.register)
    about: Any = asked
    case = hasattr(asked, "application_id")
    found: Any = facts.get(("case", about.application_id) if case else ("certificate", about.certificate_id))
    return 1 + (found.sequence if found else 0)


# WHAT IS ASKED


def _typed(kind: Any, value: Any) -> Any:
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value


def _shares(parts: Any) -> tuple[Share, ...]:
    return tuple(Share(holder, Right(rights), share) for holder, rights, share in parts)


def _issuance(words: tuple[int, bytes, bytes]) -> Issuance:
    record, fingerprint, document = words
    return Issuance(unpack(record), e.Digest(fingerprint), e.Digest(document))


def _ids(asked: Asked) -> frozenset[bytes]:
    """What an act may speak about: its certificate or case, and the certificate that it makes."""
    about: Any = asked
    found = {getattr(asked, name) for name in ("certificate_id", "application_id") if hasattr(asked, name)}
    if hasattr(asked, "record"):
        made = unpack(about.record)
        found.add(certificate_id(e.ParticipantNumber(made.holder), made.regime, about.fingerprint, made.ordinal))
    return frozenset(found)


def _issued(issued: Issuance) -> Said:
    return e.CertificateIssued, {
        "certificate_id": issued.certificate_id,
        "record": issued.record.word,
        "fingerprint": issued.fingerprint,
        "document_digest": issued.document_digest,
    }


def _issue(maker: e.Key, issues: Any, deadline: int, approval: Approval) -> tuple[Act, list[Said]]:
    made = tuple(map(_issuance, issues))
    return Issue(maker, made, deadline, approval), [_issued(each) for each in made]


def _issue_shared(maker: e.Key, issued: Any, shares: Any, *signed: Any) -> tuple[Act, list[Said]]:
    made, parts = _issuance(issued), _shares(shares)
    said: list[Said] = [
        (e.ShareRecorded, {"holder": part.holder, "rights": part.rights, "share": part.share}) for part in parts
    ]
    return IssueShared(maker, made, parts, *signed), [_issued(made), *said]


def _deposit_many(maker: e.Key, deposits: Any, deadline: int, approval: Approval) -> tuple[Act, list[Said]]:
    asked = tuple(Deposit(*each) for each in deposits)
    said: list[Said] = []
    for each in asked:
        said += [(e.EVENTS["ApplicationDeposited"], {"application_id": each.application_id}), _issued(each.issuance)]
    return DepositMany(maker, asked, deadline, approval), said


def _admit_holders(maker: e.Key, admissions: Any, deadline: int, approval: Approval) -> tuple[Act, list[Said]]:
    asked = tuple(
        Admission(identity, kind, roles, profile, tuple(KeyGrant(e.Key(key), duties) for key, duties in keys))
        for identity, kind, roles, profile, keys in admissions
    )
    said: list[Said] = []
    for each in asked:
        named = {name: getattr(each, name) for name in ("identity", "kind", "roles", "profile_digest")}
        said.append((e.ParticipantAdmitted, named))
        said += [(e.KeyEnrolled, {"key": grant.key, "duties": grant.duties}) for grant in each.keys]
    return AdmitHolders(maker, asked, deadline, approval), said


def _rename(maker: e.Key, participant: Any, profile: Any, *signed: Any) -> tuple[Act, list[Said]]:
    said = e.ParticipantRenamed, {"participant": participant, "profile_digest": profile}
    return Rename(maker, participant, profile, *signed), [said]


def _enrol_key(maker: e.Key, participant: Any, key: Any, duties: int, *signed: Any) -> tuple[Act, list[Said]]:
    said = e.KeyEnrolled, {"participant": participant, "key": key, "duties": duties}
    return EnrolKey(maker, participant, KeyGrant(key, duties), *signed), [said]


def _revoke_key(maker: e.Key, key: Any, reason: Any, *signed: Any) -> tuple[Act, list[Said]]:
    return RevokeKey(maker, key, reason, *signed), [(e.KeyRevoked, {"key": key, "reason_digest": reason})]


MAKERS: Mapping[str, Callable[..., tuple[Act, list[Said]]]] = {
    "issue": _issue,
    "issueShared": _issue_shared,
    "depositMany": _deposit_many,
    "admitHolders": _admit_holders,
    "rename": _rename,
    "enrolKey": _enrol_key,
    "revokeKey": _revoke_key,
}
"""By function: the act and what it says, from the maker, the arguments, and the deadline and approval."""


# WHAT IS SIGNED


def _is_own(facts: Facts, maker: bytes, key: bytes) -> bool:
    """Whether both keys are of one participant: its administrator revokes alone, and whatever is signed is not read."""
    first, second = (facts.get(("key", each)) for each in (maker, key))
    return (
        isinstance(first, EnrolledKey) and isinstance(second, EnrolledKey) and first.participant == second.participant
    )


def _profile(facts: Facts, participant: int) -> bytes:
    found = facts.get(("participant", participant))
    return found.profile_digest if isinstance(found, Participant) else bytes(e.ZERO_DIGEST)


def _deposited(facts: Facts, deposits: Any) -> tuple[bytes, int]:
    each = (keccak(abi.write(abi.kind(DEPOSIT), words) + word(_sequence(facts, Deposit(*words)))) for words in deposits)
    return keccak(b"".join(each)), len(deposits)


def _whole(text: str, value: Any) -> bytes:
    """As `abi.encode` writes one value."""
    return abi.write(abi.kind(f"({text})"), (value,))


SIGNERS: Mapping[str, Callable[..., tuple[int | bytes, ...]]] = {
    "issue": lambda _, issues: (keccak(b"".join(_whole(ISSUE, each) for each in issues)), len(issues)),
    "issueShared": lambda _, issued, shares: (keccak(_whole(ISSUE, issued)), keccak(_whole(SHARES, shares))),
    "depositMany": _deposited,
    "admitHolders": lambda _, admissions: (keccak(_whole(ADMISSIONS, admissions)),),
    "rename": lambda facts, participant, profile: (participant, profile, _profile(facts, participant)),
    "enrolKey": lambda _, participant, key, duties: (participant, key, duties),
    "revokeKey": lambda _, key, reason: (key, reason),
}
"""By function: the words that are signed between the type and the deadline."""


# GOVERNANCE


def _proposed(target: bytes, data: bytes, reason: bytes) -> tuple[Said, ...]:
    named = {
        "target": target,
        "selector": data[:4].ljust(4, b"\0"),
        "call_digest": keccak(data),
        "reason_digest": reason,
    }
    return (e.ProposalMade, named), (e.ProposalVoted, {})


GOVERNING: Mapping[str, Callable[..., tuple[Said, ...]]] = {
    "propose": _proposed,
    "vote": lambda proposal: ((e.ProposalVoted, {"proposal": proposal}),),
    "execute": lambda proposal, _: ((e.ProposalExecuted, {"proposal": proposal}),),
    "veto": lambda proposal, reason: ((e.ProposalVetoed, {"proposal": proposal, "reason_digest": reason}),),
    "pause": lambda reason: ((e.LedgerPaused, {"reason_digest": reason}),),
}
"""By function of governors and guardians: what it says."""
