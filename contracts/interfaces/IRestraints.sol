// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, BurdenKind, Stage} from "../Burden.sol";
import {
    CancelByOrder,
    ControlCertificate,
    EndDispute,
    ExtendFreeze,
    FreezeCertificate,
    LiftControl,
    LiftFreeze,
    LiftFreezePart,
    NoteDispute,
    ObjectCertificate,
    ProceedObjection,
    RaiseSourceObjection,
    RestoreCertificate,
    SettleSourceObjection,
    SurrenderCertificate,
    TransferByOrder
} from "../Orders.sol";
import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @title Restraints: what courts, supervisors, objectors and arbitration put on a certificate
/// @notice A freeze lapses, a queue moves up and an objection lapses by themselves, without a transaction (P1): what is
/// in force is computed at block time. What has ended is dropped from storage, and its flag cleared, by a later act.
/// Nothing here but a return is dealing: a pause stops none of it. Who put a restraint on lifts it, and nobody else;
/// arbitration notes a dispute and cannot freeze (Arbitration Law, art. 28).
interface IRestraints is INoun {
    /* EVENTS */

    /// @notice Emitted when a freeze enters the queue.
    event FreezeEntered(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 organ,
        uint40 servedAt,
        uint32 term,
        uint32 forbidden,
        uint32 holder,
        bytes32 caseDigest,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a freeze's term is extended; `term` is the whole term from its beginning.
    event FreezeExtended(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 freezeId,
        uint40 term,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a freeze is lifted in part; the values are what remains.
    event FreezeNarrowed(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 freezeId,
        uint32 forbidden,
        uint32 holder,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a freeze is lifted.
    event FreezeLifted(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 freezeId,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a certificate comes under administrative control.
    event ControlEntered(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 by,
        uint40 until,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an administrative control is lifted.
    event ControlLifted(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 controlId,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an objection to a registration is raised.
    event ObjectionRaised(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 objector,
        uint8 ground,
        uint40 dueAt,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an objection comes to its next stage.
    event ObjectionProceeded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 objectionId,
        uint8 stage,
        uint40 dueAt,
        uint40 lapsesAt,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a source of the data objects.
    event SourceObjectionRaised(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 objector,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a source's objection is settled.
    event SourceObjectionSettled(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 objectionId,
        uint8 outcome,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an arbitration institution notes a dispute.
    event DisputeNoted(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 institution,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a noted dispute has ended.
    event DisputeEnded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 disputeId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a certificate is returned to its registry.
    event CertificateSurrendered(
        bytes32 indexed certificateId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when a returned certificate is given back.
    event CertificateRestored(
        bytes32 indexed certificateId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted just after the {ICertificates-CertificateTransferred} of a transfer by order; `freezeId` is the
    /// freeze that ended with it, or zero.
    event TransferOrdered(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 organ,
        bytes32 freezeId,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /// @notice Emitted just before the {ICertificates-CertificateCancelled} of a cancellation by order.
    event CancellationOrdered(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 organ,
        bytes32 orderDigest,
        address maker,
        address checker
    );

    /* ERRORS */

    /// @notice Thrown when a certificate would have more restraints of a kind in force or waiting than it may.
    error BurdensTooMany(bytes32 certificateId, BurdenKind burdenKind, uint256 maximum);
    /// @notice Thrown when no restraint of that kind with that id is in force or waits: there was none, or it was
    /// lifted, was closed, has ended or has lapsed.
    error BurdenUnknown(bytes32 certificateId, BurdenKind burdenKind, bytes32 burdenId);
    /// @notice Thrown when a freeze was served before the certificate's first day or is not served yet.
    error ServedAtInvalid(bytes32 certificateId, uint40 servedAt, uint40 earliest, uint40 latest);
    /// @notice Thrown when a freeze has no term, would have ended already, or lasts longer than the rules allow.
    error FreezeTermInvalid(bytes32 certificateId, uint40 until, uint40 latest);
    /// @notice Thrown when a freeze forbids nothing, or an operation that no freeze can forbid.
    error ForbiddenInvalid(uint32 forbidden, uint32 forbiddable);
    /// @notice Thrown when what remains of a freeze is not a true part of it.
    error LiftNotPartial(bytes32 freezeId, uint32 forbidden, uint32 holder);
    /// @notice Thrown when a participant would lift or change what another ordered.
    error OrderOfAnother(uint32 by, uint32 given);
    /// @notice Thrown when a certificate is under control already.
    error ControlInForce(bytes32 certificateId, uint32 by, uint40 until);
    /// @notice Thrown when a control would have ended already, or lasts longer than the rules allow.
    error ControlTermInvalid(bytes32 certificateId, uint40 until, uint40 latest);
    /// @notice Thrown when an objection has no ground.
    error GroundMissing();
    /// @notice Thrown when an objection cannot come to that stage from the one that it is in.
    error StageInvalid(bytes32 objectionId, Stage objectionStage, Stage nextStage);
    /// @notice Thrown when an objection would be concluded or escalated while the registrant still has time to answer.
    error AnswerPending(bytes32 objectionId, uint40 answerBy);
    /// @notice Thrown when a source's objection would be settled without an outcome.
    error OutcomeMissing();
    /// @notice Thrown when a certificate is given back that was not returned.
    error NotSurrendered(bytes32 certificateId);

    /* ORGANS */

    /// @notice Freezes, or queues a freeze. By an organ; no parties. Not before the certificate's first day; at most
    /// {Parameter-FreezeMonths} from service. Also on a certificate whose term has ended, for the record.
    function freeze(FreezeCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Extends a freeze before its end, each time by at most {Parameter-FreezeMonths}. By its organ.
    function extendFreeze(ExtendFreeze calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Lifts a part of a freeze: some operations, or the parts of all co-holders but one. By its organ.
    function liftPart(LiftFreezePart calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Lifts a freeze; the next in the queue begins at once. By its organ.
    function lift(LiftFreeze calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Puts a certificate under administrative control, for at most {Parameter-ControlMonths}. By a supervisor
    /// or an organ; no parties.
    function control(ControlCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Lifts a control. By the participant that ordered it.
    function liftControl(LiftControl calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Transfers by an order. By an organ; party: the organ of the active freeze, if it is another. The
    /// transferee does not sign: the order stands for it. Burdens stay.
    function judicialTransfer(TransferByOrder calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Cancels by an order. By an organ; party: the organ of the active freeze, if it is another.
    function judicialCancel(CancelByOrder calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* REGISTRY */

    /// @notice Records an objection to a registration. By the registry in charge; party: the objector. The registrant
    /// is to be notified within {Parameter-NoticeDays}.
    function object(ObjectCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records the next stage of an objection. By the registry in charge.
    /// @dev Parties: the record's holder for `Agreed` and `Contested`, the objector for `Withdrawn`, else none. From
    /// `Raised` to `Notified`: the registrant has {Parameter-AnswerDays}; from `Notified` to `Agreed` or `Contested`;
    /// from these, or after silence, to `Upheld`; from `Contested` or after silence to `Rejected`: the objector has
    /// {Parameter-SuitDays}; from `Rejected` or after silence to `Escalated`; from any to `Withdrawn`, `Sustained` and
    /// `Dismissed`. After silence the {Parameter-SuitDays} run by themselves.
    function proceed(ProceedObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records that a source of the data objects. By the registry in charge; party: the source.
    function raiseSource(RaiseSourceObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Settles a source's objection. By the registry in charge; parties: the record's holder for `Deleted`, the
    /// record's holder and the source for `Compensated`, the source for `Escalated`, none for `Rejected`. A deletion
    /// calls for an amendment to a new data version.
    function settleSource(SettleSourceObjection calldata asked, uint64 deadline, Approval[] calldata approvals)
        external;

    /// @notice Takes a certificate back. By the registry in charge; parties: all holders, then those whom the
    /// restraints protect.
    function surrender(SurrenderCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Gives a returned certificate back. By the registry in charge; parties: all holders.
    function restore(RestoreCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* ARBITRATION */

    /// @notice Notes a dispute, which stops nothing. By an arbitration institution; no parties.
    function noteDispute(NoteDispute calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Notes that a dispute has ended. By the institution that noted it.
    function endDispute(EndDispute calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice Most freezes of a certificate that have not ended, so that asking them all fits any act.
    function MAX_FREEZES() external view returns (uint256);
    /// @notice Most open objections, source objections and disputes of a certificate, each.
    function MAX_OBJECTIONS() external view returns (uint256);
    /// @notice All operations that a freeze can forbid: those that the block matrix does not allow a frozen
    /// certificate, but for the judicial ones, which no freeze forbids.
    function FORBIDDABLE() external view returns (uint32);
    /// @notice What every freeze forbids, whether its order names it or not: what would end the certificate or carry it
    /// away from under the freeze, and the execution of a contribution that was only reserved. And to an amendment its
    /// organ must always consent.
    function ALWAYS_FORBIDDEN() external view returns (uint32);
    /// @notice The freeze that is in force at block time; zero if none is.
    function activeFreezeOn(bytes32 certificateId) external view returns (Burden);
    /// @notice A certificate's list of a kind as stored; behind its last there are zeros. What has ended by itself is
    /// dropped by a later act. Freezes stand in one queue (轮候), in the order of service, then of entry: each begins
    /// when the one before it ends, but not before its own `earliest`, and ends `term` seconds later.
    function burdensOn(BurdenKind kind, bytes32 certificateId) external view returns (Burden[8] memory);
}
