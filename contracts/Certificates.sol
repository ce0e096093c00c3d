// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Book} from "./Book.sol";
import {Doors} from "./Doors.sol";
import {Operation} from "./Matrix.sol";
import {Parties} from "./Parties.sol";
import {Record, State} from "./Record.sol";
import {
    Amend,
    Cancel,
    CancelReason,
    Correct,
    Door,
    Flags,
    ICertificates,
    Migration,
    Revoke,
    Transfer
} from "./interfaces/ICertificates.sol";
import {IEquity} from "./interfaces/IEquity.sol";
import {Approval, Duties, Roles} from "./interfaces/IParticipants.sol";
import {IRules} from "./interfaces/IRules.sol";

/// @title Certificates: what a registry does with a certificate once it is issued
/// @dev Storage is on the page {Book}, co-holders on {Holding}, issue on {Issuing}, the nouns' door on {Doors}.
contract Certificates is Doors {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _TRANSFER = keccak256(
        "Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _AMEND = keccak256(
        "Amend(bytes32 certificateId,bytes32 fingerprint,bytes32 documentDigest,uint40 validTo,uint8 rights,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CORRECT =
        keccak256("Correct(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _CANCEL = keccak256(
        "Cancel(bytes32 certificateId,uint8 reason,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _REVOKE =
        keccak256("Revoke(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");

    /* CONSTRUCTOR */

    /// @notice Begins with the nouns of the founding, which are deployed at these addresses after this contract, and
    /// with the registers that take over old certificates.
    constructor(IRules rules, Door[] memory doors, Migration[] memory migrations) Book(rules) {
        _admitAll(doors);
        _openAll(migrations);
    }

    /* REGISTRY */

    /// @inheritdoc ICertificates
    function transfer(Transfer calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (Record record, uint32[] memory consents) = requireAllowed(asked.certificateId, Operation.Transfer);
        uint32[] memory parties = _partiesOf(record, asked).joined(consents);
        if (asked.documentDigest == 0) revert DigestMissing();
        _requireNoReturn(record, asked);
        _requireCount(approvals, parties.length);
        record = record.advanced();
        bytes32 digest = _actDigest(keccak256(abi.encode(_TRANSFER, asked, record.sequence(), deadline)));
        uint32 registry = _requireFiled(record, digest, deadline, approvals);
        if (asked.to == registry) revert TransfereeInvalid(asked.certificateId, asked.to);
        _requireConsents(digest, deadline, approvals, parties);

        _pass(record, asked, msg.sender, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function amend(Amend calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = requireAllowed(id, _isNarrower(_records[id], asked));
        (uint40 validTo, uint8 rights) = _requireAmendable(record, asked);
        uint32[] memory parties = _holdersOf(id, record).joined(consents);
        _requireCount(approvals, parties.length);
        record = record.advanced();
        bytes32 digest = _actDigest(keccak256(abi.encode(_AMEND, asked, record.sequence(), deadline)));
        _requireFiled(record, digest, deadline, approvals);
        _requireConsents(digest, deadline, approvals, parties);

        _amend(record.withValidTo(validTo).withRights(rights), asked, msg.sender, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function correct(Correct calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = requireAllowed(id, Operation.Correct);
        if (asked.documentDigest == 0) revert DigestMissing();
        _requireCount(approvals, consents.length);
        record = record.advanced();
        bytes32 digest = _actDigest(keccak256(abi.encode(_CORRECT, asked, record.sequence(), deadline)));
        _requireFiled(record, digest, deadline, approvals);
        _requireConsents(digest, deadline, approvals, consents);

        _correct(record, asked, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function cancel(Cancel calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        CancelReason reason = asked.reason;
        bool agreed = reason == CancelReason.Voluntary || reason == CancelReason.Destroyed;
        (Record record, uint32[] memory parties) =
            requireAllowed(id, agreed ? Operation.Cancel : Operation.JudicialCancel);
        if (reason == CancelReason.None || reason == CancelReason.Judgment) revert CancelReasonInvalid(uint8(reason));
        if (asked.documentDigest == 0) revert DigestMissing();
        // A holder agrees to what it asked for or whose data it destroyed; to the others it need not.
        if (agreed) parties = _holdersOf(id, record).joined(parties);
        _requireCount(approvals, parties.length);
        record = record.advanced();
        bytes32 structHash = keccak256(abi.encode(_CANCEL, asked, record.sequence(), deadline));
        _requireCancelAgreed(record, _actDigest(structHash), deadline, approvals, parties);

        _cancel(record, id, reason, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function revoke(Revoke calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Record record = _requireActive(asked.certificateId).advanced();
        if (asked.documentDigest == 0) revert DigestMissing();
        _requireCount(approvals, 0);
        bytes32 structHash = keccak256(abi.encode(_REVOKE, asked, record.sequence(), deadline));
        (uint32 revoker, uint16 roles) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (roles & Roles.SUPERVISOR == 0) PARTICIPANTS.requireRegistry(msg.sender, record.register());
        PARTICIPANTS.requireApproval(_actDigest(structHash), deadline, approvals[0], revoker, Duties.CHECKER);

        _records[asked.certificateId] = record.withState(State.Revoked);
        _revoked(record, asked.certificateId, asked.documentDigest, approvals[0].key);
    }

    /* PRIVATE: CHECKS */

    /// @dev A contribution does not move back by transfer ({IEquity-requireMove}).
    function _requireNoReturn(Record record, Transfer calldata asked) private view {
        if (record.flags() & Flags.CONTRIBUTED == 0) return;
        IEquity(nounFor(Flags.CONTRIBUTED)).requireMove(asked.certificateId, asked.to);
    }

    /// @dev Whether an amendment takes something away, or brings another data version.
    function _isNarrower(Record record, Amend calldata asked) private pure returns (Operation) {
        bool ends = asked.validTo != 0 && asked.validTo < record.validTo();
        bool loses = asked.rights != 0 && record.rights() & ~asked.rights != 0;
        return ends || loses || asked.fingerprint != 0 ? Operation.Narrow : Operation.Amend;
    }

    /// @dev No check of a pause: it never stops a cancellation.
    function _requireCancelAgreed(
        Record record,
        bytes32 digest,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) private view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        PARTICIPANTS.requireApproval(digest, deadline, approvals[0], registry, Duties.CHECKER);
        _requireConsents(digest, deadline, approvals, parties);
    }

    /* PRIVATE: CHANGES */

    function _correct(Record record, Correct calldata asked, address checker) private {
        (bytes32 id, uint32 sequence) = (asked.certificateId, record.sequence());
        _records[id] = record;
        _versions[id] = sequence;
        _log(
            record,
            CertificateCorrected.selector,
            id,
            abi.encode(sequence, asked.documentDigest, msg.sender, checker)
        );

        emit CertificateCorrected(id, sequence, asked.documentDigest, msg.sender, checker);
    }

    function _revoked(Record record, bytes32 id, bytes32 documentDigest, address checker) private {
        uint32 sequence = record.sequence();
        _log(record, CertificateRevoked.selector, id, abi.encode(sequence, documentDigest, msg.sender, checker));

        emit CertificateRevoked(id, sequence, documentDigest, msg.sender, checker);
    }
}
