// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, BurdenKind, BurdenLibrary} from "./Burden.sol";
import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {ExtendFreeze, FreezeCertificate, LiftFreeze, LiftFreezePart} from "./Orders.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Restraining} from "./Restraining.sol";
import {Flags, ICertificates} from "./interfaces/ICertificates.sol";
import {Approval, Roles} from "./interfaces/IParticipants.sol";
import {IRestraints} from "./interfaces/IRestraints.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Freezing: freezes, their queue, and their end
/// @dev A part of {Restraints}, on its own page.
abstract contract Freezing is Restraining {
    using Parties for uint32[];

    /* CONSTANTS */

    /// @inheritdoc IRestraints
    uint32 public constant FORBIDDABLE = uint32(
        (1 << uint256(Operation.Transfer)) | (1 << uint256(Operation.Licence)) | (1 << uint256(Operation.Pledge))
            | (1 << uint256(Operation.Enforce)) | (1 << uint256(Operation.Contribute))
            | (1 << uint256(Operation.Amend)) | (1 << uint256(Operation.Narrow)) | (1 << uint256(Operation.Cancel))
            | (1 << uint256(Operation.Split)) | (1 << uint256(Operation.Convert))
            | (1 << uint256(Operation.Surrender)) | (1 << uint256(Operation.Execute))
    );

    /// @inheritdoc IRestraints
    uint32 public constant ALWAYS_FORBIDDEN = uint32(
        (1 << uint256(Operation.Cancel)) | (1 << uint256(Operation.Split)) | (1 << uint256(Operation.Convert))
            | (1 << uint256(Operation.Execute))
    );

    bytes32 private constant _FREEZE = keccak256(
        "FreezeCertificate(bytes32 certificateId,bytes32 caseDigest,bytes32 orderDigest,uint40 servedAt,uint32 term,"
        "uint32 forbidden,uint32 holder,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _EXTEND = keccak256(
        "ExtendFreeze(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest,uint32 term,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _LIFT_PART = keccak256(
        "LiftFreezePart(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest,uint32 forbidden,uint32 holder,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _LIFT = keccak256(
        "LiftFreeze(bytes32 certificateId,bytes32 freezeId,bytes32 orderDigest,uint32 sequence,uint64 deadline)"
    );

    /* ORGANS */

    /// @inheritdoc IRestraints
    function freeze(FreezeCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _settle(id);
        uint256 place = _requirePlace(BurdenKind.Freeze, id, MAX_FREEZES);
        _requireFreezable(record, asked);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_FREEZE, asked, sequence, deadline));
        (uint32 organ, address checker) = _requireOrdered(Roles.ORGAN, structHash, deadline, approvals, _nobody());

        _enqueue(asked, place, BurdenLibrary.note(sequence, organ));
        _tellFreeze(asked, record, organ, checker);
    }

    /// @inheritdoc IRestraints
    function extendFreeze(ExtendFreeze calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (Record record, uint256 place, Burden kept) =
            _requireFreeze(asked.certificateId, asked.freezeId, asked.orderDigest);
        _requireExtension(record, place, asked);
        bytes32 structHash = keccak256(abi.encode(_EXTEND, asked, record.sequence() + 1, deadline));
        address checker = _requireOrderer(Roles.ORGAN, kept, structHash, deadline, approvals);

        uint40 term = kept.term() + asked.term;
        _keep(asked.certificateId, place, kept, term, kept.forbidden(), kept.holder());
        _tellExtended(asked, record, term, checker);
    }

    /// @inheritdoc IRestraints
    function liftPart(LiftFreezePart calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (Record record, uint256 place, Burden kept) =
            _requireFreeze(asked.certificateId, asked.freezeId, asked.orderDigest);
        _requirePart(kept, asked);
        bytes32 structHash = keccak256(abi.encode(_LIFT_PART, asked, record.sequence() + 1, deadline));
        address checker = _requireOrderer(Roles.ORGAN, kept, structHash, deadline, approvals);

        _keep(asked.certificateId, place, kept, kept.term(), asked.forbidden, asked.holder);
        _tellPart(asked, record, checker);
    }

    /// @inheritdoc IRestraints
    function lift(LiftFreeze calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint256 place, Burden kept) = _requireFreeze(id, asked.freezeId, asked.orderDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_LIFT, asked, sequence, deadline));
        address checker = _requireOrderer(Roles.ORGAN, kept, structHash, deadline, approvals);

        _unqueue(id, place, 1, _now());
        bytes memory words = abi.encode(sequence, asked.freezeId, asked.orderDigest, msg.sender, checker);
        _enter(id, record, FreezeLifted.selector, words, 0);
        emit FreezeLifted(id, sequence, asked.freezeId, asked.orderDigest, msg.sender, checker);
    }

    /* PRIVATE: THE QUEUE */

    /// @dev Drops the freezes that have ended; they stand before all others.
    function _settle(bytes32 id) internal {
        Burden[MAX_FREEZES] storage queue = _burdens[BurdenKind.Freeze][id];
        uint256 ended = 0;
        uint40 end = 0;
        for (; ended < MAX_FREEZES && !queue[ended].isEmpty(); ++ended) {
            uint40 next = queue[ended].endAfter(end);
            if (block.timestamp < next) break;
            end = next;
        }
        if (ended != 0) _unqueue(id, 0, ended, end);
    }

    /// @dev Drops `many` freezes from a place on. What then comes to stand first begins when they ended, and not
    /// before.
    function _unqueue(bytes32 id, uint256 place, uint256 many, uint40 end) internal {
        _drop(BurdenKind.Freeze, id, place, many);
        Burden next = _first(BurdenKind.Freeze, id);
        if (place != 0 || next.isEmpty() || next.earliest() >= end) return;
        _burdens[BurdenKind.Freeze][id][0] =
            next.withFreeze(next.servedAt(), next.term(), next.forbidden(), next.holder(), end);
    }

    /// @dev In the order of service, then of entry.
    function _enqueue(FreezeCertificate calldata asked, uint256 place, Burden note) private {
        Burden[MAX_FREEZES] storage queue = _burdens[BurdenKind.Freeze][asked.certificateId];
        while (place != 0 && queue[place - 1].servedAt() > asked.servedAt) {
            queue[place] = queue[place - 1];
            --place;
        }
        queue[place] = note.withFreeze(asked.servedAt, asked.term, asked.forbidden, asked.holder, asked.servedAt);
    }

    function _keep(bytes32 id, uint256 place, Burden kept, uint40 term, uint32 forbidden, uint32 holder) private {
        _burdens[BurdenKind.Freeze][id][place] =
            kept.withFreeze(kept.servedAt(), term, forbidden, holder, kept.earliest());
    }

    /* PRIVATE: CHECKS */

    function _requireFreezable(Record record, FreezeCertificate calldata asked) private view {
        _requireDigest(asked.caseDigest);
        _requireDigest(asked.orderDigest);
        uint40 servedAt = asked.servedAt;
        if (servedAt < record.validFrom() || servedAt > _now()) {
            revert ServedAtInvalid(asked.certificateId, servedAt, record.validFrom(), _now());
        }
        uint40 end = servedAt + asked.term;
        _requireTerm(asked.certificateId, end, _monthsAfter(record, servedAt, Parameter.FreezeMonths));
        if (asked.forbidden == 0 || asked.forbidden & ~FORBIDDABLE != 0) {
            revert ForbiddenInvalid(asked.forbidden, FORBIDDABLE);
        }
        _requireHolder(asked.certificateId, asked.holder);
    }

    function _requireTerm(bytes32 id, uint40 end, uint40 latest) private view {
        if (end <= block.timestamp || end > latest) revert FreezeTermInvalid(id, end, latest);
    }

    function _requireHolder(bytes32 id, uint32 holder) private view {
        if (holder != 0 && !_holders(id).contains(holder)) revert ICertificates.NotHolder(id, holder);
    }

    /// @dev A freeze that has not ended, whether it has begun or waits.
    function _requireFreeze(bytes32 id, bytes32 freezeId, bytes32 orderDigest)
        private
        returns (Record record, uint256 place, Burden kept)
    {
        record = _requireRestrainable(id);
        _settle(id);
        (place, kept) = _requireBurden(BurdenKind.Freeze, id, freezeId);
        _requireDigest(orderDigest);
    }

    function _requireExtension(Record record, uint256 place, ExtendFreeze calldata asked) private view {
        Burden[MAX_FREEZES] storage queue = _burdens[BurdenKind.Freeze][asked.certificateId];
        uint40 end = 0;
        for (uint256 i = 0; i <= place; ++i) {
            end = queue[i].endAfter(end);
        }
        uint40 latest = _monthsAfter(record, end - 1, Parameter.FreezeMonths);
        if (asked.term == 0) latest = 0;
        _requireTerm(asked.certificateId, end + asked.term, latest);
    }

    /// @dev Fewer operations, or one holder's part instead of the whole, or both.
    function _requirePart(Burden whole, LiftFreezePart calldata asked) private view {
        (uint32 forbidden, uint32 holder) = (whole.forbidden(), whole.holder());
        bool isWithin = asked.forbidden != 0 && asked.forbidden & ~forbidden == 0
            && (asked.holder == holder || holder == 0);
        if (!isWithin || (asked.forbidden == forbidden && asked.holder == holder)) {
            revert LiftNotPartial(asked.freezeId, asked.forbidden, asked.holder);
        }
        if (asked.holder != holder) _requireHolder(asked.certificateId, asked.holder);
    }

    /// @dev The organ of the active freeze must consent to what the matrix leaves to it. What the matrix refuses is
    /// stopped if the freeze forbids it, or every freeze does.
    function _frozenConsents(bytes32 id, Operation operation) internal view returns (uint32[] memory consents) {
        Burden active = activeFreezeOn(id);
        if (active.isEmpty()) return consents;
        bool isForbidden = (active.forbidden() | ALWAYS_FORBIDDEN) & (1 << uint256(operation)) != 0;
        if (!isForbidden && Matrix.effect(operation, Restraint.Frozen) == Effect.Refuse) return consents;
        return _judge(id, operation, Restraint.Frozen, active.by(), active.by());
    }

    /* PRIVATE: EVENTS */

    function _tellFreeze(FreezeCertificate calldata asked, Record record, uint32 organ, address checker) private {
        uint32 sequence = record.sequence() + 1;
        bytes memory words = abi.encode(
            sequence,
            organ,
            asked.servedAt,
            asked.term,
            asked.forbidden,
            asked.holder,
            asked.caseDigest,
            asked.orderDigest,
            msg.sender,
            checker
        );
        _enter(asked.certificateId, record, FreezeEntered.selector, words, Flags.FROZEN);
        emit FreezeEntered(
            asked.certificateId,
            sequence,
            organ,
            asked.servedAt,
            asked.term,
            asked.forbidden,
            asked.holder,
            asked.caseDigest,
            asked.orderDigest,
            msg.sender,
            checker
        );
    }

    function _tellExtended(ExtendFreeze calldata asked, Record record, uint40 term, address checker) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 1;
        bytes memory words = abi.encode(sequence, asked.freezeId, term, asked.orderDigest, msg.sender, checker);
        _enter(id, record, FreezeExtended.selector, words, Flags.FROZEN);
        emit FreezeExtended(id, sequence, asked.freezeId, term, asked.orderDigest, msg.sender, checker);
    }

    function _tellPart(LiftFreezePart calldata asked, Record record, address checker) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 1;
        bytes memory words = abi.encode(
            sequence, asked.freezeId, asked.forbidden, asked.holder, asked.orderDigest, msg.sender, checker
        );
        _enter(id, record, FreezeNarrowed.selector, words, Flags.FROZEN);
        emit FreezeNarrowed(
            id, sequence, asked.freezeId, asked.forbidden, asked.holder, asked.orderDigest, msg.sender, checker
        );
    }
}
