// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, BurdenKind, BurdenLibrary, Ground, SourceOutcome, Stage} from "./Burden.sol";
import {Operation, Restraint} from "./Matrix.sol";
import {ObjectCertificate, ProceedObjection, RaiseSourceObjection, SettleSourceObjection} from "./Orders.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Restraining} from "./Restraining.sol";
import {Flags} from "./interfaces/ICertificates.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {IRestraints} from "./interfaces/IRestraints.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Objecting: objections to a registration, and those of a source of the data
/// @dev A part of {Restraints}, on its own page.
abstract contract Objecting is Restraining {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _OBJECT = keccak256(
        "ObjectCertificate(bytes32 certificateId,uint32 objector,uint8 ground,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _PROCEED = keccak256(
        "ProceedObjection(bytes32 certificateId,bytes32 objectionId,uint8 to,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _RAISE_SOURCE = keccak256(
        "RaiseSourceObjection(bytes32 certificateId,uint32 objector,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _SETTLE_SOURCE = keccak256(
        "SettleSourceObjection(bytes32 certificateId,bytes32 objectionId,uint8 outcome,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );

    /* REGISTRY: OBJECTIONS */

    /// @inheritdoc IRestraints
    function object(ObjectCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _dropLapsed(id);
        _requirePlace(BurdenKind.Objection, id, MAX_OBJECTIONS);
        if (asked.ground == Ground.None) revert GroundMissing();
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_OBJECT, asked, record.sequence() + 1, deadline));
        address checker =
            _requireRegistered(record, structHash, deadline, approvals, Parties.only(asked.objector));

        uint40 due = _workingDaysAfter(record, Parameter.NoticeDays);
        Burden raised = BurdenLibrary.note(record.sequence() + 1, asked.objector).withGround(asked.ground);
        _push(BurdenKind.Objection, id, raised.withStage(Stage.Raised, due, 0));
        _tellRaised(asked, record, due, checker);
    }

    /// @inheritdoc IRestraints
    function proceed(ProceedObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _dropLapsed(id);
        (uint256 place, Burden objection) = _requireBurden(BurdenKind.Objection, id, asked.objectionId);
        _requireStage(asked, objection);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_PROCEED, asked, record.sequence() + 1, deadline));
        uint32[] memory parties = _partiesTo(asked.to, record.holder(), objection.by());
        address checker = _requireRegistered(record, structHash, deadline, approvals, parties);

        (uint40 dueAt, uint40 lapsesAt) = _deadlines(record, asked.to);
        objection = objection.withStage(asked.to, dueAt, lapsesAt);
        if (asked.to >= Stage.Upheld) _drop(BurdenKind.Objection, id, place, 1);
        else _burdens[BurdenKind.Objection][id][place] = objection;
        _tellProceeded(asked, record, objection, checker);
    }

    /* REGISTRY: SOURCES */

    /// @inheritdoc IRestraints
    function raiseSource(RaiseSourceObjection calldata asked, uint64 deadline, Approval[] calldata approvals)
        external
    {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        _requirePlace(BurdenKind.SourceObjection, id, MAX_OBJECTIONS);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_RAISE_SOURCE, asked, sequence, deadline));
        address checker =
            _requireRegistered(record, structHash, deadline, approvals, Parties.only(asked.objector));

        _push(BurdenKind.SourceObjection, id, BurdenLibrary.note(sequence, asked.objector));
        bytes memory words = abi.encode(sequence, asked.objector, asked.documentDigest, msg.sender, checker);
        _enter(id, record, SourceObjectionRaised.selector, words, Flags.SOURCE_OBJECTED);
        emit SourceObjectionRaised(id, sequence, asked.objector, asked.documentDigest, msg.sender, checker);
    }

    /// @inheritdoc IRestraints
    function settleSource(SettleSourceObjection calldata asked, uint64 deadline, Approval[] calldata approvals)
        external
    {
        bytes32 id = asked.certificateId;
        Record record = _requireRestrainable(id);
        (uint256 place, Burden objection) = _requireBurden(BurdenKind.SourceObjection, id, asked.objectionId);
        if (asked.outcome == SourceOutcome.None) revert OutcomeMissing();
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_SETTLE_SOURCE, asked, record.sequence() + 1, deadline));
        uint32[] memory parties = _partiesTo(asked.outcome, record.holder(), objection.by());
        address checker = _requireRegistered(record, structHash, deadline, approvals, parties);

        _drop(BurdenKind.SourceObjection, id, place, 1);
        _tellSettled(asked, record, checker);
    }

    /* PRIVATE: OBJECTIONS */

    /// @dev Drops the objections that have lapsed; the others keep their order.
    function _dropLapsed(bytes32 id) private {
        Burden[MAX_FREEZES] storage kept = _burdens[BurdenKind.Objection][id];
        uint256 place = 0;
        while (place < MAX_OBJECTIONS && !kept[place].isEmpty()) {
            if (_isOpen(kept[place])) ++place;
            else _drop(BurdenKind.Objection, id, place, 1);
        }
    }

    /// @dev After silence is when the registrant, notified, has not answered in time.
    function _requireStage(ProceedObjection calldata asked, Burden objection) private view {
        (Stage from, Stage to) = (objection.stage(), asked.to);
        bool isConclusion = to == Stage.Upheld || to == Stage.Rejected || to == Stage.Escalated;
        if (from == Stage.Notified && isConclusion) {
            if (block.timestamp < objection.dueAt()) revert AnswerPending(asked.objectionId, objection.dueAt());
        } else if (!_follows(from, to)) {
            revert StageInvalid(asked.objectionId, from, to);
        }
    }

    function _follows(Stage from, Stage to) private pure returns (bool) {
        if (to == Stage.Notified) return from == Stage.Raised;
        if (to == Stage.Agreed || to == Stage.Contested) return from == Stage.Notified;
        if (to == Stage.Upheld) return from == Stage.Agreed || from == Stage.Contested;
        if (to == Stage.Rejected) return from == Stage.Contested;
        if (to == Stage.Escalated) return from == Stage.Rejected;
        return to > Stage.Upheld;
    }

    function _partiesTo(Stage stage, uint32 holder, uint32 objector) private pure returns (uint32[] memory parties) {
        if (stage == Stage.Agreed || stage == Stage.Contested) return Parties.only(holder);
        if (stage == Stage.Withdrawn) return Parties.only(objector);
    }

    /// @dev By when the next step is due, and when the objection lapses by itself, once it comes to a stage.
    function _deadlines(Record record, Stage stage) private view returns (uint40 dueAt, uint40 lapsesAt) {
        if (stage == Stage.Notified) {
            dueAt = _workingDaysAfter(record, Parameter.AnswerDays);
            lapsesAt = _suitEnd(record, dueAt - 1);
        } else if (stage == Stage.Rejected) {
            dueAt = lapsesAt = _suitEnd(record, _now());
        }
    }

    function _workingDaysAfter(Record record, Parameter parameter) private view returns (uint40) {
        return RULES.workingDaysAfter(_now(), _rule(record, parameter));
    }

    function _suitEnd(Record record, uint40 from) private view returns (uint40) {
        return RULES.daysAfter(from, _rule(record, Parameter.SuitDays));
    }

    /// @dev The objector of each open objection must consent to what the matrix leaves to it; what it refuses, the
    /// registry lifts by concluding.
    function _objectedConsents(bytes32 id, Operation operation, uint32 registry)
        internal
        view
        returns (uint32[] memory consents)
    {
        Burden[MAX_FREEZES] storage kept = _burdens[BurdenKind.Objection][id];
        for (uint256 i = 0; i < MAX_OBJECTIONS; ++i) {
            Burden one = kept[i];
            if (!_isOpen(one)) continue;
            consents = consents.joined(_judge(id, operation, Restraint.Objected, registry, one.by()));
        }
    }

    /* PRIVATE: SOURCES */

    function _partiesTo(SourceOutcome outcome, uint32 holder, uint32 source)
        private
        pure
        returns (uint32[] memory parties)
    {
        if (outcome == SourceOutcome.Deleted) return Parties.only(holder);
        if (outcome == SourceOutcome.Compensated) return Parties.only(holder).joined(Parties.only(source));
        if (outcome == SourceOutcome.Escalated) return Parties.only(source);
    }

    function _sourceConsents(bytes32 id, Operation operation) internal view returns (uint32[] memory consents) {
        Burden[MAX_FREEZES] storage kept = _burdens[BurdenKind.SourceObjection][id];
        for (uint256 i = 0; i < MAX_OBJECTIONS && !kept[i].isEmpty(); ++i) {
            uint32 source = kept[i].by();
            consents = consents.joined(_judge(id, operation, Restraint.SourceObjected, source, source));
        }
    }

    /* PRIVATE: EVENTS */

    function _tellRaised(ObjectCertificate calldata asked, Record record, uint40 due, address checker) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 1;
        uint8 ground = uint8(asked.ground);
        bytes memory words =
            abi.encode(sequence, asked.objector, ground, due, asked.documentDigest, msg.sender, checker);
        _enter(id, record, ObjectionRaised.selector, words, Flags.OBJECTED);
        emit ObjectionRaised(id, sequence, asked.objector, ground, due, asked.documentDigest, msg.sender, checker);
    }

    function _tellProceeded(ProceedObjection calldata asked, Record record, Burden objection, address checker)
        private
    {
        (uint40 dueAt, uint40 lapsesAt) = (objection.dueAt(), objection.lapsesAt());
        uint32 sequence = record.sequence() + 1;
        bytes memory words = abi.encode(
            sequence,
            asked.objectionId,
            uint8(asked.to),
            dueAt,
            lapsesAt,
            asked.documentDigest,
            msg.sender,
            checker
        );
        _enter(asked.certificateId, record, ObjectionProceeded.selector, words, 0);
        emit ObjectionProceeded(
            asked.certificateId,
            sequence,
            asked.objectionId,
            uint8(asked.to),
            dueAt,
            lapsesAt,
            asked.documentDigest,
            msg.sender,
            checker
        );
    }

    function _tellSettled(SettleSourceObjection calldata asked, Record record, address checker) private {
        bytes32 id = asked.certificateId;
        uint32 sequence = record.sequence() + 1;
        uint8 outcome = uint8(asked.outcome);
        bytes memory words =
            abi.encode(sequence, asked.objectionId, outcome, asked.documentDigest, msg.sender, checker);
        _enter(id, record, SourceObjectionSettled.selector, words, 0);
        emit SourceObjectionSettled(
            id, sequence, asked.objectionId, outcome, asked.documentDigest, msg.sender, checker
        );
    }
}
