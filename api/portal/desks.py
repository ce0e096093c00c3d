"""
Whose desk an act lies on: the acts that an institution of each role files, in the order of its work.

Attestations are one act of many kinds; each kind lies on the desks of the roles that may attest it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ledger.domain.acts import (
    attestations,
    certificates,
    equity,
    freezes,
    licences,
    objections,
    pledge_changes,
    pledge_objections,
    pledges,
    renewals,
    restraints,
    successions,
)
from ledger.domain.acts.attestations import Attest, EndAttestation
from ledger.domain.acts.filed import Asked
from ledger.domain.kinds import SCHEMAS, AttestedKind
from ledger.domain.participants import Role
from ledger.messages.acts import ACTS
from ledger.messages.row import Row
from ledger.messages.words import WORDS

_ATTESTERS = Role.EVALUATOR | Role.CUSTODIAN | Role.EXCHANGE | Role.AUDITOR | Role.REGISTRY | Role.SUPERVISOR

_RESTRAINING = (restraints.ControlCertificate, restraints.LiftControl)

_DESKS: tuple[tuple[Role, tuple[type[Asked], ...]], ...] = (
    (Role.BANK, (
        pledges.HoldRank, pledges.CreatePledge, pledge_changes.PerfectPledge, pledge_changes.AmendPledge,
        pledge_changes.ExtendPledge, pledge_changes.PartReleasePledge, pledges.ReleasePledge,
        pledge_changes.AssignPledge, pledge_changes.CrystallisePledge, pledges.EnforcePledge, pledges.ReleaseHold,
    )),
    (Role.ORGAN, (
        freezes.FreezeCertificate, freezes.ExtendFreeze, freezes.LiftFreezePart, freezes.LiftFreeze,
        freezes.TransferByOrder, freezes.CancelByOrder, *_RESTRAINING,
    )),
    (Role.SUPERVISOR, (*_RESTRAINING, certificates.Revoke)),
    (Role.ARBITRATION, (restraints.NoteDispute, restraints.EndDispute)),
    (Role.REGISTRY, (
        certificates.Transfer, certificates.Amend, certificates.Correct, certificates.Cancel, certificates.Revoke,
        renewals.RequestRenewal, renewals.Renew, renewals.RefuseRenewal,
        successions.SucceedCertificate, successions.SplitCertificate, successions.ConvertCertificate,
        successions.LinkCertificates, successions.UnlinkCertificates,
        licences.GrantLicence, licences.ChangeLicence, licences.EndLicence,
        equity.ReserveContribution, equity.CancelReservation, equity.ExecuteContribution, equity.ConfirmContribution,
        equity.RollBackContribution, equity.ExitContribution,
        objections.ObjectCertificate, objections.ProceedObjection, objections.RaiseSourceObjection,
        objections.SettleSourceObjection,
        pledge_objections.ObjectPledge, pledge_objections.ProvePledgeSuit, pledge_objections.EndPledgeObjection,
        restraints.SurrenderCertificate, restraints.RestoreCertificate, attestations.CarryClaims,
    )),
    (_ATTESTERS, (EndAttestation,)),
)  # fmt: skip

DRAFTED: Mapping[type[Asked], str] = {
    certificates.Transfer: "transfer",
    certificates.Amend: "amend",
    certificates.Correct: "correct",
    certificates.Cancel: "cancel",
    certificates.Revoke: "revoke",
    renewals.Renew: "renew",
    successions.SucceedCertificate: "succeed",
    successions.SplitCertificate: "split",
    successions.ConvertCertificate: "convert",
}
"""The acts whose document is drafted from the certificate's last one (`ledger.instructions.drafts`)."""


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do at a desk: an act, and of an attestation its kind."""

    asked: type[Asked]
    kind: AttestedKind | None = None

    @property
    def path(self) -> str:
        return f"/acts/{self.asked.CONTRACT}/{self.asked.FUNCTION}"

    @property
    def words(self) -> Row:
        if self.kind is None:
            return ACTS[self.asked.__name__]
        return {locale: WORDS["attested_kind"][locale][self.kind] for locale in ("zh", "en")}

    @property
    def query(self) -> str | None:
        return None if self.kind is None else self.kind.name.lower()


def desk_of(roles: Role) -> tuple[Work, ...]:
    """Return what a participant with these roles may do, each thing once."""
    return tuple(dict.fromkeys(_works(roles)))


def _works(roles: Role) -> Iterator[Work]:
    for role, acts in _DESKS:
        if role & roles and EndAttestation not in acts:
            yield from map(Work, acts)
    yield from (Work(Attest, kind) for kind, schema in SCHEMAS.items() if schema.roles & roles)
    if roles & _ATTESTERS:
        yield Work(EndAttestation)


def work_named(roles: Role, contract: str, function: str, kind: str | None) -> Work | None:
    """Return what a participant with these roles may do under this name."""
    found = (work for work in desk_of(roles) if (contract, function) == (work.asked.CONTRACT, work.asked.FUNCTION))
    return next((work for work in found if work.query == (kind or None)), None)
