"""
The ledger's functions as an auditor knows them, by hand: what each is asked, what is signed under it, what it says.

`FILED` are the acts that one EIP-712 signature of each who must agree stands under: function, struct, and the events
in which what was signed comes true.  Each is called as `function(Struct asked, uint64 deadline, (address,bytes)[])`,
and signed as the struct with `uint32 sequence,uint64 deadline` behind its members.  `OTHERS` are the other functions
that say anything when a key calls them, and `SIGNED` the types of those among them that are signed.  Tests hold all
of it against the compiler's ABI, the domain's classes and the chain layer's digests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from ledger.audit import abi
from ledger.audit.encoding import keccak
from ledger.domain import events as e
from ledger.domain.acts import CHECKS, Asked

SHARES = "(uint32,uint8,uint16)[]"
APPROVAL = "(address,bytes)"

FILED: Mapping[str, str] = {
    "Certificates": """
        transfer Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest): CertificateTransferred
        amend Amend(bytes32 certificateId,bytes32 fingerprint,bytes32 documentDigest,uint40 validTo,uint8 rights):
            CertificateAmended
        correct Correct(bytes32 certificateId,bytes32 documentDigest): CertificateCorrected
        cancel Cancel(bytes32 certificateId,uint8 reason,bytes32 documentDigest): CertificateCancelled
        revoke Revoke(bytes32 certificateId,bytes32 documentDigest): CertificateRevoked
    """,
    "Renewals": """
        request RequestRenewal(bytes32 certificateId,bytes32 documentDigest): RenewalRequested
        refuse RefuseRenewal(bytes32 certificateId,bytes32 documentDigest): RenewalRefused
        renew Renew(bytes32 certificateId,bytes32 documentDigest,uint40 validTo): CertificateRenewed, RenewalGranted
    """,
    "Successions": """
        succeed SucceedCertificate(bytes32 certificateId,uint32 from,uint32 to,uint8 ground,bytes32 documentDigest):
            CertificateTransferred, CertificateSucceeded
        split SplitCertificate(bytes32 certificateId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,
            bytes32 remainingFingerprint,bytes32 remainingDigest): CertificateSplit, CertificateIssued
        convert ConvertCertificate(bytes32 certificateId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,
            bytes32 endDigest): CertificateIssued
        link LinkCertificates(bytes32 certificateId,bytes32 otherId,uint8 relation,bytes32 documentDigest):
            CertificateLinked
        unlink UnlinkCertificates(bytes32 certificateId,bytes32 linkId,bytes32 documentDigest): CertificateUnlinked
        announceExit AnnounceExit(uint24 register,uint32 successor,uint40 effectiveAt,bytes32 documentDigest):
            ExitAnnounced
    """,
    "Licences": """
        grant GrantLicence(bytes32 certificateId,uint32 licensee,uint8 rights,uint8 kind,uint40 validFrom,
            uint40 validTo,bool resale,bytes32 scopeDigest): LicenceGranted
        change ChangeLicence(bytes32 certificateId,bytes32 licenceId,uint40 validTo,bytes32 scopeDigest,
            bytes32 documentDigest): LicenceChanged
        end EndLicence(bytes32 certificateId,bytes32 licenceId,uint8 reason,bytes32 documentDigest): LicenceEnded
    """,
    "Pledges": """
        hold HoldRank(bytes32 certificateId,uint32 creditor): RankHeld
        releaseHold ReleaseHold(bytes32 certificateId,bytes32 holdId): HoldReleased
        create CreatePledge(bytes32 certificateId,uint32 creditor,uint32 debtor,uint64 amount,bool maximum,
            uint8 form,uint40 until,bytes32 debtDigest,bytes32 resolutionDigest,bytes32 reportId): PledgeCreated
        perfect PerfectPledge(bytes32 certificateId,bytes32 pledgeId,bytes32 filingNumber,uint40 filedAt,
            bytes32 fileDigest): PledgePerfected
        amend AmendPledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,uint8 form,bytes32 debtDigest):
            PledgeAmended
        extend ExtendPledge(bytes32 certificateId,bytes32 pledgeId,uint40 until,bytes32 documentDigest):
            PledgeExtended
        assign AssignPledge(bytes32 certificateId,bytes32 pledgeId,uint32 to,bytes32 documentDigest): PledgeAssigned
        crystallise CrystallisePledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,bytes32 documentDigest):
            PledgeCrystallised
        partRelease PartReleasePledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,bytes32 documentDigest):
            PledgePartReleased
        release ReleasePledge(bytes32 certificateId,bytes32 pledgeId,uint8 reason,bytes32 documentDigest):
            PledgeReleased
        object ObjectPledge(bytes32 certificateId,bytes32 pledgeId,uint32 objector,bytes32 documentDigest):
            PledgeObjected
        proveSuit ProvePledgeSuit(bytes32 certificateId,bytes32 pledgeId,bytes32 documentDigest): PledgeSuitProven
        endObjection EndPledgeObjection(bytes32 certificateId,bytes32 pledgeId,uint8 outcome,bytes32 documentDigest):
            PledgeObjectionEnded
        enforce EnforcePledge(bytes32 certificateId,bytes32 pledgeId,uint32 to,uint64 price,bytes32 documentDigest):
            CertificateTransferred, PledgeEnforced
    """,
    "Restraints": """
        freeze FreezeCertificate(bytes32 certificateId,bytes32 caseDigest,bytes32 orderDigest,uint40 servedAt,
            uint32 term,uint32 forbidden,uint32 holder): FreezeEntered
        extendFreeze ExtendFreeze(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest,uint32 term):
            FreezeExtended
        liftPart LiftFreezePart(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest,uint32 forbidden,
            uint32 holder): FreezeNarrowed
        lift LiftFreeze(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest): FreezeLifted
        judicialTransfer TransferByOrder(bytes32 certificateId,uint32 from,uint32 to,bytes32 orderDigest,
            bytes32 documentDigest,bool endsFreeze): CertificateTransferred, TransferOrdered
        judicialCancel CancelByOrder(bytes32 certificateId,bytes32 orderDigest,bytes32 documentDigest):
            CancellationOrdered, CertificateCancelled
        object ObjectCertificate(bytes32 certificateId,uint32 objector,uint8 ground,bytes32 documentDigest):
            ObjectionRaised
        proceed ProceedObjection(bytes32 certificateId,bytes32 objectionId,uint8 to,bytes32 documentDigest):
            ObjectionProceeded
        raiseSource RaiseSourceObjection(bytes32 certificateId,uint32 objector,bytes32 documentDigest):
            SourceObjectionRaised
        settleSource SettleSourceObjection(bytes32 certificateId,bytes32 objectionId,uint8 outcome,
            bytes32 documentDigest): SourceObjectionSettled
        control ControlCertificate(bytes32 certificateId,bytes32 orderDigest,uint40 until): ControlEntered
        liftControl LiftControl(bytes32 certificateId,bytes32 controlId,bytes32 orderDigest): ControlLifted
        noteDispute NoteDispute(bytes32 certificateId,bytes32 documentDigest): DisputeNoted
        endDispute EndDispute(bytes32 certificateId,bytes32 disputeId,bytes32 documentDigest): DisputeEnded
        surrender SurrenderCertificate(bytes32 certificateId,bytes32 documentDigest): CertificateSurrendered
        restore RestoreCertificate(bytes32 certificateId,bytes32 documentDigest): CertificateRestored
    """,
    "Equity": """
        reserve ReserveContribution(bytes32 certificateId,uint32 contributor,uint32 investee,uint64 appraised,
            uint64 agreed,uint64 capital,bytes32 reportId,uint8 mode,bytes32 agreementDigest,uint40 until):
            ContributionReserved
        cancel CancelReservation(bytes32 certificateId,bytes32 documentDigest): ReservationCancelled
        execute ExecuteContribution(bytes32 certificateId,bytes32 deliveryDigest,bytes32 documentDigest):
            CertificateTransferred, ContributionExecuted
        confirm ConfirmContribution(bytes32 certificateId,bytes32 receiptDigest,uint40 registeredAt):
            ContributionConfirmed
        rollBack RollBackContribution(bytes32 certificateId,bytes32 documentDigest):
            CertificateTransferred, ContributionRolledBack
        exit ExitContribution(bytes32 certificateId,bytes32 capitalReductionDigest,bytes32 documentDigest):
            CertificateTransferred, ContributionExited
    """,
    "Attestations": """
        attest Attest(bytes32 certificateId,uint8 kind,uint8 subtype,uint32 party,uint64 amount,uint40 baseDate,
            uint40 validTo,bytes32 refers,bytes32 linkedId,bytes32 documentDigest): Attested
        end EndAttestation(bytes32 certificateId,bytes32 attestationId,uint8 reason,bytes32 documentDigest):
            AttestationEnded
        carryClaims CarryClaims(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest): ClaimsCarried
    """,
    "Applications": """
        submit SubmitApplication(bytes32 applicationId,uint32 applicant,uint24 register,bytes32 fingerprint,
            uint8 ordinal,uint8 rights,uint40 sourceEnds,bytes32 applicationDigest): ApplicationSubmitted
        requireSupplement RequireSupplement(bytes32 applicationId,uint32 workingDays,bytes32 documentDigest):
            SupplementRequired
        supplement SupplementApplication(bytes32 applicationId,bytes32 documentDigest): ApplicationSupplemented
        accept AcceptApplication(bytes32 applicationId): ApplicationAccepted
        notAccept NotAcceptApplication(bytes32 applicationId,bytes32 documentDigest): ApplicationNotAccepted
        passReview PassReview(bytes32 applicationId,uint8 rights,bytes32 documentDigest): ApplicationReviewed
        refuse RefuseApplication(bytes32 applicationId,uint8 ground,bytes32 documentDigest): ApplicationRefused
        terminate TerminateApplication(bytes32 applicationId,bytes32 documentDigest): ApplicationTerminated
        withdraw WithdrawApplication(bytes32 applicationId,bytes32 documentDigest): ApplicationWithdrawn
        extend ExtendDecision(bytes32 applicationId,bytes32 documentDigest): DecisionExtended
        publicise Publicise(bytes32 applicationId,bytes32 documentDigest): ApplicationPublicised
        waivePublicity WaivePublicity(bytes32 applicationId,bytes32 documentDigest): PublicityWaived
        objectPublicity ObjectPublicity(bytes32 applicationId,uint32 objector,bytes32 documentDigest):
            PublicityObjected
        decideObjection DecideObjection(bytes32 applicationId,bytes32 objectionId,bool upheld,
            bytes32 documentDigest): PublicityObjectionDecided
        deposit Deposit(bytes32 applicationId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,
            bytes32 sharesDigest): ApplicationDeposited, CertificateIssued
    """,
}
"""By contract: a line a function; a line that is further in goes on with the one before it."""

OTHERS: Mapping[str, tuple[str, ...]] = {
    "Participants": (
        "admitHolders((bytes32,uint8,uint16,bytes32,(address,uint8)[])[],uint64,(address,bytes))",
        "rename(uint32,bytes32,uint64,(address,bytes))",
        "enrolKey(uint32,address,uint8,uint64,(address,bytes))",
        "revokeKey(address,bytes32,uint64,(address,bytes))",
        "propose(address,bytes,bytes32)",
        "vote(uint256)",
        "execute(uint256,bytes)",
        "veto(uint256,bytes32)",
        "pause(bytes32)",
    ),
    "Certificates": (
        "issue((uint256,bytes32,bytes32)[],uint64,(address,bytes))",
        "issueShared((uint256,bytes32,bytes32),(uint32,uint8,uint16)[],uint64,(address,bytes))",
    ),
    "Applications": ("depositMany((bytes32,uint256,bytes32,bytes32,bytes32)[],uint64,(address,bytes))",),
}

SIGNED: Mapping[str, str] = {
    "admitHolders": "AdmitHolders(bytes32 admissionsDigest,uint64 deadline)",
    "rename": "Rename(uint32 participant,bytes32 profileDigest,bytes32 previousDigest,uint64 deadline)",
    "enrolKey": "EnrolKey(uint32 participant,address key,uint8 duties,uint64 deadline)",
    "revokeKey": "RevokeKey(address key,bytes32 reasonDigest,uint64 deadline)",
    "issue": "Issue(bytes32 issuesDigest,uint256 count,uint64 deadline)",
    "issueShared": "IssueShared(bytes32 issueDigest,bytes32 sharesDigest,uint64 deadline)",
    "depositMany": "DepositMany(bytes32 depositsDigest,uint256 count,uint64 deadline)",
}

RENAMED: Mapping[tuple[str, str], str] = {
    ("ProceedObjection", "to"): "stage",
}
"""Where an event says a member of what was asked under another name."""

OTHERWISE: frozenset[tuple[str, str]] = frozenset(
    {
        ("Amend", "valid_to"),
        ("Amend", "rights"),
        ("ChangeLicence", "valid_to"),
        ("ExtendFreeze", "term"),
    }
)
"""
Members that an event of the same name says otherwise: in full where zero was asked to leave it as it was, or as a sum.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A function that is filed: what is asked of it, its arguments' types, and the hash of what is signed."""

    asked: type[Asked]
    events: tuple[type[Any], ...]
    arguments: abi.Kind
    type_hash: bytes
    members: abi.Kind
    kinds: tuple[Any, ...]  # of the domain class's fields


def selector(signature: str) -> bytes:
    """The first four bytes of a function's hash, by which a call names it."""
    return keccak(signature.encode())[:4]


def _rows(contract: str, text: str) -> dict[bytes, Row]:
    classes = {asked.__name__: asked for asked in CHECKS if contract == asked.CONTRACT}
    found = {}
    for line in text.replace("\n            ", "").strip().splitlines():
        called, said = line.strip().split(":")
        function, struct = called.split(" ", 1)
        name, inside = struct.removesuffix(")").split("(")
        types = ",".join(member.split()[0] for member in inside.split(","))
        shares = f"{SHARES}," if function == "deposit" else ""
        arguments = f"(({types}),{shares}uint64,{APPROVAL}[])"
        hints = get_type_hints(classes[name])
        found[selector(function + arguments)] = Row(
            classes[name],
            tuple(e.EVENTS[each] for each in said.strip().split(", ")),
            abi.kind(arguments),
            keccak(f"{name}({inside},uint32 sequence,uint64 deadline)".encode()),
            abi.kind(f"({types})"),
            tuple(hints[field.name] for field in fields(classes[name])),  # type: ignore[arg-type]
        )
    return found


ROWS: Mapping[str, Mapping[bytes, Row]] = {contract: _rows(contract, text) for contract, text in FILED.items()}
"""By contract and selector."""

PLAIN: Mapping[str, Mapping[bytes, tuple[str, abi.Kind]]] = {
    contract: {selector(each): (each.split("(")[0], abi.kind(each[each.index("(") :])) for each in signatures}
    for contract, signatures in OTHERS.items()
}
"""The other functions by contract and selector: name and arguments."""
