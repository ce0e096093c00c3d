"""
Acts on participants and keys, refused as `Participants.sol` and `Keys.sol` refuse them, in their order.

The same functions serve the governors' calls (`acts.governance`): what is voted on is checked again when it is
executed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ledger.domain.acts.checks import (
    Approval,
    Overlay,
    find,
    governance_of,
    participant_of,
    require_active,
    require_approval,
    require_duty,
    require_filed,
    require_known,
    require_role_of,
    require_unrevoked,
)
from ledger.domain.certificates import Regime
from ledger.domain.events import ZERO_KEY, Digest, Key, ParticipantNumber
from ledger.domain.numbers import CODE_MAX, USCC_LENGTH, uscc_fault
from ledger.domain.participants import Duty, EnrolledKey, Identity, Kind, Participant, Role
from ledger.domain.state import Facts
from ledger.errors import ActRefused

KEYS_MAX = 32
"""Most keys a participant has at a time, as in the contract."""

ROLES_ALL = sum(Role)
DUTIES_ALL = sum(Duty)

# ACTS


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """A key to be enrolled, and its duties."""

    key: Key
    duties: int


@dataclass(frozen=True, slots=True)
class Admission:
    """A participant to be admitted."""

    identity: bytes
    kind: int
    roles: int
    profile_digest: Digest
    keys: tuple[KeyGrant, ...] = ()


@dataclass(frozen=True, slots=True)
class AdmitHolders:
    """A registry admits plain holders."""

    maker: Key
    admissions: tuple[Admission, ...]
    deadline: int
    approval: Approval


@dataclass(frozen=True, slots=True)
class Rename:
    """A registry enters a participant's new profile."""

    maker: Key
    participant: ParticipantNumber
    profile_digest: Digest
    deadline: int
    approval: Approval


@dataclass(frozen=True, slots=True)
class EnrolKey:
    """Two administering keys, or a registry for a plain holder, enrol a key."""

    maker: Key
    participant: ParticipantNumber
    grant: KeyGrant
    deadline: int
    approval: Approval


@dataclass(frozen=True, slots=True)
class RevokeKey:
    """An administering key of its participant, or a registry for a plain holder, revokes a key."""

    maker: Key
    key: Key
    reason_digest: Digest
    deadline: int
    approval: Approval


ParticipantAct = AdmitHolders | Rename | EnrolKey | RevokeKey

# CHECKING


def check_admit_holders(facts: Facts, act: AdmitHolders, now: int, contract: Key) -> None:
    require_filed(facts, now, act.maker, act.deadline, act.approval)
    under_way = Overlay(facts)
    for admission in act.admissions:
        if admission.roles:
            raise ActRefused("RolesInvalid", roles=admission.roles)
        check_admission(under_way, admission, contract)


def check_rename(facts: Facts, act: Rename, now: int) -> None:
    require_known(facts, act.participant)
    require_filed(facts, now, act.maker, act.deadline, act.approval)


def check_enrol_key(facts: Facts, act: EnrolKey, now: int, contract: Key) -> None:
    require_known(facts, act.participant)
    maker = require_active(facts, act.maker)
    if maker.participant == act.participant:
        require_duty(maker, Duty.ADMIN)
        if act.approval.key == act.maker:
            raise ActRefused("ApprovalInvalid", key=act.approval.key)
        require_approval(facts, now, act.deadline, act.approval, participant=act.participant, duty=Duty.ADMIN)
    else:
        _require_registry_for(facts, now, act.participant, maker, act)
    check_enrolment(Overlay(facts), act.participant, act.grant, contract)


def check_revoke_key(facts: Facts, act: RevokeKey, now: int) -> None:
    key = require_unrevoked(facts, act.key)
    maker = require_active(facts, act.maker)
    if maker.participant == key.participant:
        require_duty(maker, Duty.ADMIN)
        _require_other_admin(facts, key)
    else:
        _require_registry_for(facts, now, key.participant, maker, act)


# CHECKS SHARED WITH THE GOVERNORS' CALLS


def check_admission(facts: Overlay, admission: Admission, contract: Key) -> None:
    """That a participant may be admitted with its keys; keeps it in `facts` for what follows."""
    _require_identity(facts, admission)
    require_roles(admission.kind, admission.roles)
    governance = governance_of(facts)
    number = ParticipantNumber(governance.participants + 1)
    facts.keep(
        replace(governance, participants=number),
        Identity(admission.identity, number),
        Participant(number, admission.identity, Kind(admission.kind), Role(admission.roles), admission.profile_digest),
    )
    for grant in admission.keys:
        check_enrolment(facts, number, grant, contract)


def check_enrolment(facts: Overlay, number: ParticipantNumber, grant: KeyGrant, contract: Key) -> None:
    """That a key may be enrolled; keeps it in `facts` for what follows."""
    both = Duty.MAKER | Duty.CHECKER
    if not 1 <= grant.duties <= DUTIES_ALL or grant.duties & both == both:
        raise ActRefused("DutiesInvalid", duties=grant.duties)
    taken = find(facts, ("key", grant.key), EnrolledKey)
    if taken or grant.key in (ZERO_KEY, contract):
        raise ActRefused("KeyTaken", key=grant.key, participant=taken.participant if taken else 0)
    participant = participant_of(facts, number)
    if len(participant.keys) >= KEYS_MAX:
        raise ActRefused("KeysTooMany", participant=number, maximum=KEYS_MAX)
    facts.keep(
        replace(participant, keys=(*participant.keys, grant.key)),
        EnrolledKey(grant.key, number, Duty(grant.duties)),
    )


def require_roles(kind: int, roles: int) -> None:
    if roles > ROLES_ALL or (roles and kind == Kind.NATURAL_PERSON):
        raise ActRefused("RolesInvalid", roles=roles)


def check_register(facts: Facts, register: int, to: int) -> None:
    """That a register may be given into a participant's charge."""
    if register & 0xFF not in set(Regime) or register >> 8 > CODE_MAX:
        raise ActRefused("RegisterInvalid", register=register)
    require_known(facts, to)
    if not participant_of(facts, to).roles & Role.REGISTRY:
        raise ActRefused("RoleMissing", participant=to, role=int(Role.REGISTRY))


def _require_identity(facts: Facts, admission: Admission) -> None:
    if admission.kind == Kind.NONE:
        raise ActRefused("KindInvalid", kind=admission.kind)
    if admission.kind == Kind.NATURAL_PERSON:
        if not any(admission.identity[USCC_LENGTH:]):  # empty, or 18 characters in the clear
            raise ActRefused("KindInvalid", kind=admission.kind)
    elif position := uscc_fault(admission.identity):
        raise ActRefused("IdentityInvalid", identity=admission.identity, position=position)
    if taken := find(facts, ("identity", admission.identity), Identity):
        raise ActRefused("IdentityTaken", identity=admission.identity, participant=taken.participant)


def _require_registry_for(
    facts: Facts, now: int, participant: int, maker: EnrolledKey, act: EnrolKey | RevokeKey
) -> None:
    if participant_of(facts, participant).roles:
        raise ActRefused("GovernanceOnly", caller=maker.key)
    require_role_of(facts, maker, Duty.MAKER, Role.REGISTRY)
    require_approval(facts, now, act.deadline, act.approval, participant=maker.participant, duty=Duty.CHECKER)


def _require_other_admin(facts: Facts, key: EnrolledKey) -> None:
    if not key.duties & Duty.ADMIN:
        return
    others = (find(facts, ("key", k), EnrolledKey) for k in participant_of(facts, key.participant).keys if k != key.key)
    if not any(other and other.duties & Duty.ADMIN for other in others):
        raise ActRefused("KeyIsLastAdmin", key=key.key, participant=key.participant)
