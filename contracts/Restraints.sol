// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, BurdenKind, BurdenLibrary} from "./Burden.sol";
import {Freezing} from "./Freezing.sol";
import {Operation, Restraint} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Objecting} from "./Objecting.sol";
import {
    CancelByOrder,
    ControlCertificate,
    EndDispute,
    LiftControl,
    NoteDispute,
    RestoreCertificate,
    SurrenderCertificate,
    TransferByOrder
} from "./Orders.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Flags, ICertificates, Transfer} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Roles} from "./interfaces/IParticipants.sol";
import {IRestraints} from "./interfaces/IRestraints.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Restraints: what courts, supervisors, objectors and arbitration put on a certificate
/// @dev {Freezing} and {Objecting} are its larger parts, {Restraining} what all share.
contract Restraints is Freezing, Objecting {
    using Parties for uint32[];

    /* CONSTANTS */

    uint16 private constant _CONTROLLERS = Roles.SUPERVISOR | Roles.ORGAN;
    bytes32 private constant _CONTROL = keccak256(
        "ControlCertificate(bytes32 certificateId,bytes32 orderDigest,uint40 until,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _LIFT_CONTROL = keccak256(
        "LiftControl(bytes32 certificateId,bytes32 controlId,bytes32 orderDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _NOTE_DISPUTE =
        keccak256("NoteDispute(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _END_DISPUTE = keccak256(
        "EndDispute(bytes32 certificateId,bytes32 disputeId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _SURRENDER =
        keccak256("SurrenderCertificate(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _RESTORE =
        keccak256("RestoreCertificate(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _TRANSFER = keccak256(
        "TransferByOrder(bytes32 certificateId,uint32 from,uint32 to,bytes32 orderDigest,bytes32 documentDigest,"
        "bool endsFreeze,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CANCEL = keccak256(
        "CancelByOrder(bytes32 certificateId,bytes32 orderDigest,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* ORGANS: CONTROL */

    /// @inheritdoc IRestraints
    function control(ControlCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _requireControllable(record, asked);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CONTROL, asked, sequence, deadline));
        (uint32 by, address checker) = _requireOrdered(_CONTROLLERS, structHash, deadline, approvals, _nobody());

        _burdens[BurdenKind.Control][id][0] = BurdenLibrary.note(sequence, by).withUntil(asked.until);
        _tellControl(asked, record, by, checker);
    }

    /// @inheritdoc IRestraints
    function liftControl(LiftControl calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        (, Burden kept) = _requireBurden(BurdenKind.Control, id, asked.controlId);
        if (block.timestamp >= kept.until()) revert BurdenUnknown(id, BurdenKind.Control, asked.controlId);
        _requireDigest(asked.orderDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_LIFT_CONTROL, asked, sequence, deadline));
        address checker = _requireOrderer(_CONTROLLERS, kept, structHash, deadline, approvals);

        _drop(BurdenKind.Control, id, 0, 1);
        bytes memory words = abi.encode(sequence, asked.controlId, asked.orderDigest, msg.sender, checker);
        _enter(id, record, ControlLifted.selector, words, 0);
        emit ControlLifted(id, sequence, asked.controlId, asked.orderDigest, msg.sender, checker);
    }

    /* ORGANS: JUDGMENT */

    /// @inheritdoc IRestraints
    function judicialTransfer(TransferByOrder calldata asked, uint64 deadline, Approval[] calldata approvals)
        external
    {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = _requireAllowed(id, Operation.JudicialTransfer);
        _requireDigest(asked.orderDigest);
        bytes32 structHash = keccak256(abi.encode(_TRANSFER, asked, record.sequence() + 1, deadline));
        (uint32 organ, address checker) = _requireOrdered(Roles.ORGAN, structHash, deadline, approvals, consents);
        bytes32 freezeId = asked.endsFreeze ? _endOwnFreeze(id, organ) : bytes32(0);

        CERTIFICATES.move(Transfer(id, asked.from, asked.to, asked.documentDigest), msg.sender, checker);
        _tellTransfer(asked, record, organ, freezeId, checker);
    }

    /// @inheritdoc IRestraints
    function judicialCancel(CancelByOrder calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = _requireAllowed(id, Operation.JudicialCancel);
        _requireDigest(asked.orderDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CANCEL, asked, sequence, deadline));
        (uint32 organ, address checker) = _requireOrdered(Roles.ORGAN, structHash, deadline, approvals, consents);

        bytes memory words = abi.encode(sequence, organ, asked.orderDigest, msg.sender, checker);
        _enter(id, record, CancellationOrdered.selector, words, 0);
        emit CancellationOrdered(id, sequence, organ, asked.orderDigest, msg.sender, checker);
        CERTIFICATES.end(id, 0, asked.documentDigest, msg.sender, checker);
    }

    /* REGISTRY: RETURN */

    /// @inheritdoc IRestraints
    function surrender(SurrenderCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = _requireAllowed(id, Operation.Surrender);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_SURRENDER, asked, sequence, deadline));
        _requireOpenFor(record);
        consents = _holders(id).joined(consents);
        address checker = _requireRegistered(record, structHash, deadline, approvals, consents);

        bytes memory words = abi.encode(sequence, asked.documentDigest, msg.sender, checker);
        _enter(id, record, CertificateSurrendered.selector, words, Flags.SURRENDERED);
        emit CertificateSurrendered(id, sequence, asked.documentDigest, msg.sender, checker);
    }

    /// @inheritdoc IRestraints
    function restore(RestoreCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        if (record.flags() & Flags.SURRENDERED == 0) revert NotSurrendered(id);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_RESTORE, asked, sequence, deadline));
        address checker = _requireRegistered(record, structHash, deadline, approvals, _holders(id));

        bytes memory words = abi.encode(sequence, asked.documentDigest, msg.sender, checker);
        uint24 ended = _ended(id, record.flags()) | Flags.SURRENDERED;
        _advance(id, CertificateRestored.selector, words, 0, ended);
        emit CertificateRestored(id, sequence, asked.documentDigest, msg.sender, checker);
    }

    /* ARBITRATION */

    /// @inheritdoc IRestraints
    function noteDispute(NoteDispute calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _requirePlace(BurdenKind.Dispute, id, MAX_OBJECTIONS);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_NOTE_DISPUTE, asked, sequence, deadline));
        (uint32 by, address checker) =
            _requireOrdered(Roles.ARBITRATION, structHash, deadline, approvals, _nobody());

        _push(BurdenKind.Dispute, id, BurdenLibrary.note(sequence, by));
        bytes memory words = abi.encode(sequence, by, asked.documentDigest, msg.sender, checker);
        _enter(id, record, DisputeNoted.selector, words, Flags.DISPUTED);
        emit DisputeNoted(id, sequence, by, asked.documentDigest, msg.sender, checker);
    }

    /// @inheritdoc IRestraints
    function endDispute(EndDispute calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        (uint256 place, Burden kept) = _requireBurden(BurdenKind.Dispute, id, asked.disputeId);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_END_DISPUTE, asked, sequence, deadline));
        address checker = _requireOrderer(Roles.ARBITRATION, kept, structHash, deadline, approvals);

        _drop(BurdenKind.Dispute, id, place, 1);
        bytes memory words = abi.encode(sequence, asked.disputeId, asked.documentDigest, msg.sender, checker);
        _enter(id, record, DisputeEnded.selector, words, 0);
        emit DisputeEnded(id, sequence, asked.disputeId, asked.documentDigest, msg.sender, checker);
    }

    /* VIEWS */

    /// @inheritdoc INoun
    /// @dev In the order: the active freeze, the control, the objections, the sources' objections, the return.
    function consentsTo(bytes32 id, Operation operation) external view returns (uint32[] memory parties) {
        Record record = CERTIFICATES.recordOf(id);
        uint24 flags = record.flags();
        if (flags & Flags.FROZEN != 0) parties = _frozenConsents(id, operation);
        if (flags & Flags.CONTROLLED != 0) {
            Burden kept = _first(BurdenKind.Control, id);
            if (block.timestamp < kept.until()) {
                parties = parties.joined(_judge(id, operation, Restraint.Controlled, kept.by(), kept.by()));
            }
        }
        if (flags & (Flags.OBJECTED | Flags.SOURCE_OBJECTED | Flags.SURRENDERED) == 0) return parties;
        uint32 registry = PARTICIPANTS.inCharge(record.register());
        if (flags & Flags.OBJECTED != 0) parties = parties.joined(_objectedConsents(id, operation, registry));
        if (flags & Flags.SOURCE_OBJECTED != 0) parties = parties.joined(_sourceConsents(id, operation));
        if (flags & Flags.SURRENDERED != 0) {
            parties = parties.joined(_judge(id, operation, Restraint.Surrendered, registry, registry));
        }
    }

    /* PRIVATE */

    function _requireControllable(Record record, ControlCertificate calldata asked) private view {
        bytes32 id = asked.certificateId;
        Burden kept = _first(BurdenKind.Control, id);
        if (block.timestamp < kept.until()) revert ControlInForce(id, kept.by(), kept.until());
        _requireDigest(asked.orderDigest);
        uint40 latest = _monthsAfter(record, _now(), Parameter.ControlMonths);
        if (asked.until <= block.timestamp || asked.until > latest) {
            revert ControlTermInvalid(id, asked.until, latest);
        }
    }

    function _requireOpenFor(Record record) private view {
        PARTICIPANTS.requireRegistry(msg.sender, record.register());
        _requireOpen();
    }

    /// @dev Ends the active freeze, if the organ ordered it.
    function _endOwnFreeze(bytes32 id, uint32 organ) private returns (bytes32 freezeId) {
        _settle(id);
        Burden active = _first(BurdenKind.Freeze, id);
        if (active.isEmpty()) revert BurdenUnknown(id, BurdenKind.Freeze, 0);
        _requireOwn(active, organ);
        _unqueue(id, 0, 1, _now());
        return _burdenId(id, active);
    }

    function _tellControl(ControlCertificate calldata asked, Record record, uint32 by, address checker) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 1;
        bytes memory words = abi.encode(sequence, by, asked.until, asked.orderDigest, msg.sender, checker);
        _enter(id, record, ControlEntered.selector, words, Flags.CONTROLLED);
        emit ControlEntered(id, sequence, by, asked.until, asked.orderDigest, msg.sender, checker);
    }

    function _tellTransfer(
        TransferByOrder calldata asked,
        Record record,
        uint32 organ,
        bytes32 freezeId,
        address checker
    ) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 2;
        bytes memory words = abi.encode(sequence, organ, freezeId, asked.orderDigest, msg.sender, checker);
        _enter(id, record, TransferOrdered.selector, words, 0);
        emit TransferOrdered(id, sequence, organ, freezeId, asked.orderDigest, msg.sender, checker);
    }
}
