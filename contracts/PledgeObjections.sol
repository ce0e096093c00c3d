// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "./Matrix.sol";
import {Parties} from "./Parties.sol";
import {EndPledgeObjection, ObjectionOutcome, ObjectPledge, ProvePledgeSuit} from "./PledgeActs.sol";
import {PledgeBook} from "./PledgeBook.sol";
import {Record} from "./Record.sol";
import {ICertificates} from "./interfaces/ICertificates.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {IPledges, Objection} from "./interfaces/IPledges.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title PledgeObjections: who denies a pledge, and whether he has gone to court in time
/// @dev A part of {Pledges}, on its own page.
abstract contract PledgeObjections is PledgeBook {
    /* CONSTANTS */

    bytes32 private constant _OBJECT = keccak256(
        "ObjectPledge(bytes32 certificateId,bytes32 pledgeId,uint32 objector,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _PROVE = keccak256(
        "ProvePledgeSuit(bytes32 certificateId,bytes32 pledgeId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _END = keccak256(
        "EndPledgeObjection(bytes32 certificateId,bytes32 pledgeId,uint8 outcome,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );

    /* OBJECTIONS, BY THE REGISTRY */

    /// @inheritdoc IPledges
    function object(ObjectPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Restrain);
        _requireObjectable(pledgeId, _requirePledge(id, pledgeId).creditor(), asked.objector);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_OBJECT, 4, sequence, deadline);
        _requireFiled(record, structHash, deadline, approvals, Parties.only(asked.objector), true);

        _object(asked, record, sequence, approvals[0].key);
    }

    /// @inheritdoc IPledges
    function proveSuit(ProvePledgeSuit calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Restrain);
        _requirePledge(id, pledgeId);
        if (_requireObjection(pledgeId).proven) revert PledgeSuitProvenAlready(pledgeId);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_PROVE, 3, sequence, deadline);
        _requireFiled(record, structHash, deadline, approvals, new uint32[](0), false);

        _objections[pledgeId].proven = true;
        address checker = approvals[0].key;
        bytes memory words = abi.encode(sequence, pledgeId, asked.documentDigest, msg.sender, checker);
        _advance(id, PledgeSuitProven.selector, words, 0, 0);
        emit PledgeSuitProven(id, sequence, pledgeId, asked.documentDigest, msg.sender, checker);
    }

    /// @inheritdoc IPledges
    function endObjection(EndPledgeObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Restrain);
        _requirePledge(id, pledgeId);
        uint32 objector = _requireObjection(pledgeId).objector;
        if (asked.outcome == ObjectionOutcome.None) revert PledgeObjectionOutcomeInvalid(uint8(asked.outcome));
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_END, 4, sequence, deadline);
        bool isWithdrawn = asked.outcome == ObjectionOutcome.Withdrawn;
        uint32[] memory parties = isWithdrawn ? Parties.only(objector) : new uint32[](0);
        _requireFiled(record, structHash, deadline, approvals, parties, false);

        delete _objections[pledgeId];
        _objectionEnded(asked, sequence, approvals[0].key);
    }

    /* PRIVATE: CHECKS */

    function _requireObjectable(bytes32 pledgeId, uint32 creditor, uint32 objector) private view {
        _requireKnown(objector);
        if (objector == creditor) revert PledgeObjectorInvalid(pledgeId, objector);
        Objection memory last = _objections[pledgeId];
        if (last.objector != 0 && (last.proven || block.timestamp < last.proveBy)) {
            revert PledgeObjectionPending(pledgeId, last.objector);
        }
    }

    /// @dev The objection to a pledge that is in force.
    function _requireObjection(bytes32 pledgeId) private view returns (Objection memory objection) {
        objection = _objections[pledgeId];
        if (objection.objector == 0) revert PledgeObjectionMissing(pledgeId);
        if (!objection.proven && block.timestamp >= objection.proveBy) {
            revert PledgeObjectionLapsed(pledgeId, objection.proveBy);
        }
    }

    function _requireFiled(
        Record record,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties,
        bool isDealing
    ) private view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        if (isDealing) _requireOpen();
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }

    /* PRIVATE: EFFECTS */

    function _object(ObjectPledge calldata asked, Record record, uint32 sequence, address checker) private {
        (bytes32 pledgeId, uint32 objector, bytes32 document) =
            (asked.pledgeId, asked.objector, asked.documentDigest);
        uint40 now_ = uint40(block.timestamp);
        uint40 proveBy = RULES.daysAfter(now_, RULES.valueAt(record.regime(), Parameter.SuitDays, now_));
        _objections[pledgeId] = Objection(objector, proveBy, false);
        bytes memory words = abi.encode(sequence, pledgeId, objector, proveBy, document, msg.sender, checker);
        _advance(asked.certificateId, PledgeObjected.selector, words, 0, 0);
        emit PledgeObjected(
            asked.certificateId, sequence, pledgeId, objector, proveBy, document, msg.sender, checker
        );
    }

    function _objectionEnded(EndPledgeObjection calldata asked, uint32 sequence, address checker) private {
        (bytes32 pledgeId, uint8 outcome, bytes32 document) =
            (asked.pledgeId, uint8(asked.outcome), asked.documentDigest);
        bytes memory words = abi.encode(sequence, pledgeId, outcome, document, msg.sender, checker);
        _advance(asked.certificateId, PledgeObjectionEnded.selector, words, 0, 0);
        emit PledgeObjectionEnded(asked.certificateId, sequence, pledgeId, outcome, document, msg.sender, checker);
    }
}
