// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Book} from "./Book.sol";
import {Issuing} from "./Issuing.sol";
import {Record, State} from "./Record.sol";
import {Amendment, CancelReason, Flags, ICertificates, Rights, Transfer} from "./interfaces/ICertificates.sol";
import {Approval, Duties, IParticipants, Roles} from "./interfaces/IParticipants.sol";

/// @title Certificates: what becomes of a certificate once it is issued, and the door for the other nouns
/// @dev Storage is on the page {Book}, co-holders on {Holding}, issue on {Issuing}.
contract Certificates is Issuing {
    /* CONSTANTS */

    bytes32 private constant _TRANSFER = keccak256(
        "Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _AMEND = keccak256(
        "Amend(bytes32 certificateId,bytes32 fingerprint,bytes32 documentDigest,uint40 validTo,uint8 rights,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CANCEL = keccak256(
        "Cancel(bytes32 certificateId,uint8 reason,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _REVOKE =
        keccak256("Revoke(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");

    /* CONSTRUCTOR */

    constructor(IParticipants participants) Book(participants) {}

    /* REGISTRY */

    /// @inheritdoc ICertificates
    function transfer(Transfer calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Record record = _requireLive(asked.certificateId);
        uint32[] memory parties = _partiesOf(record, asked);
        if (asked.documentDigest == 0) revert DigestMissing();
        _requireCount(approvals, parties.length);
        record = record.advanced();
        bytes32 digest = _actDigest(keccak256(abi.encode(_TRANSFER, asked, record.sequence(), deadline)));
        uint32 registry = _requireFiled(record, digest, deadline, approvals);
        if (asked.to == registry) revert TransfereeInvalid(asked.certificateId, asked.to);
        _requireConsents(digest, deadline, approvals, parties);

        bool shared = record.flags() & Flags.SHARED != 0;
        uint32 holder = shared ? _passShare(asked.certificateId, asked.from, asked.to) : asked.to;
        _records[asked.certificateId] = record.withHolder(holder);
        _transferred(record, asked, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function amend(Amendment calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Record record = _requireLive(asked.certificateId);
        (uint40 validTo, uint8 rights) = _requireAmendable(record, asked);
        uint32[] memory holders = _holdersOf(asked.certificateId, record);
        _requireCount(approvals, holders.length);
        record = record.advanced();
        bytes32 digest = _actDigest(keccak256(abi.encode(_AMEND, asked, record.sequence(), deadline)));
        _requireFiled(record, digest, deadline, approvals);
        _requireConsents(digest, deadline, approvals, holders);

        record = record.withValidTo(validTo).withRights(rights);
        _records[asked.certificateId] = record;
        if (asked.fingerprint != 0) _claim(asked.certificateId, record, asked.fingerprint);
        _amended(record, asked, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function cancel(
        bytes32 certificateId,
        CancelReason reason,
        bytes32 documentDigest,
        uint64 deadline,
        Approval[] calldata approvals
    ) external {
        Record record = _requireLive(certificateId);
        if (reason == CancelReason.None) revert CancelReasonInvalid(uint8(reason));
        if (documentDigest == 0) revert DigestMissing();
        uint32[] memory parties = _partiesToCancel(certificateId, record, reason);
        _requireCount(approvals, parties.length);
        record = record.advanced();
        bytes32 structHash =
            keccak256(abi.encode(_CANCEL, certificateId, reason, documentDigest, record.sequence(), deadline));
        _requireCancelAgreed(record, _actDigest(structHash), deadline, approvals, parties);

        _records[certificateId] = record.withState(State.Cancelled);
        _cancelled(record, certificateId, reason, documentDigest, approvals[0].key);
    }

    /// @inheritdoc ICertificates
    function revoke(bytes32 certificateId, bytes32 documentDigest, uint64 deadline, Approval[] calldata approvals)
        external
    {
        Record record = _requireActive(certificateId).advanced();
        if (documentDigest == 0) revert DigestMissing();
        _requireCount(approvals, 0);
        bytes32 structHash = keccak256(abi.encode(_REVOKE, certificateId, documentDigest, record.sequence(), deadline));
        (uint32 revoker, uint16 roles) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (roles & Roles.SUPERVISOR == 0) PARTICIPANTS.requireRegistry(msg.sender, record.register());
        PARTICIPANTS.requireApproval(_actDigest(structHash), deadline, approvals[0], revoker, Duties.CHECKER);

        _records[certificateId] = record.withState(State.Revoked);
        _revoked(record, certificateId, documentDigest, approvals[0].key);
    }

    /* THE DOOR */

    /// @inheritdoc ICertificates
    function advance(bytes32 certificateId, bytes32 eventDigest, uint24 set, uint24 clear)
        external
        returns (uint32 sequence)
    {
        uint24 own = _nouns[msg.sender];
        if (own == 0 || (set | clear) & ~own != 0) revert DoorClosed(msg.sender, set | clear);
        Record record = _requireActive(certificateId).advanced();

        _records[certificateId] = record.withFlags((record.flags() & ~clear) | set);
        _step(record, eventDigest);

        return record.sequence();
    }

    /// @inheritdoc ICertificates
    function admitNoun(address noun, uint24 flags) external {
        if (msg.sender != address(PARTICIPANTS)) revert IParticipants.GovernanceOnly(msg.sender);
        if (flags & Flags.SHARED != 0) revert DoorClosed(noun, flags);

        _nouns[noun] = flags;

        emit NounAdmitted(noun, flags);
    }

    /* PRIVATE: CHECKS */

    /// @dev The term's end and the rights as they will be.
    function _requireAmendable(Record record, Amendment calldata asked)
        private
        view
        returns (uint40 validTo, uint8 rights)
    {
        (validTo, rights) = (record.validTo(), record.rights());
        if (asked.documentDigest == 0) revert DigestMissing();
        if (asked.validTo > validTo) revert TermExtended(asked.certificateId, validTo, asked.validTo);
        if (asked.validTo != 0) {
            validTo = asked.validTo;
            if (validTo <= block.timestamp) revert TermInvalid(record.validFrom(), validTo);
        }
        if (asked.rights != 0) {
            rights = asked.rights;
            if (record.flags() & Flags.SHARED != 0) revert SharedRightsFixed(asked.certificateId);
            if (rights > Rights.ALL) revert RightsInvalid(rights);
        }
        if (asked.fingerprint != 0) {
            bytes32 claim = idOf(record.holder(), record.regime(), asked.fingerprint, 0);
            if (!_records[claim].isEmpty()) revert CertificateDuplicate(claim);
        }
    }

    /// @dev A holder agrees to a cancellation that it asked for or whose data it destroyed; to the others it need not.
    function _partiesToCancel(bytes32 id, Record record, CancelReason reason) private view returns (uint32[] memory) {
        bool agreed = reason == CancelReason.Voluntary || reason == CancelReason.Destroyed;
        return agreed ? _holdersOf(id, record) : new uint32[](0);
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

    function _claim(bytes32 id, Record record, bytes32 fingerprint) private {
        bytes32 claim = idOf(record.holder(), record.regime(), fingerprint, 0);
        _records[claim] = _records[claim].withState(State.Claimed);
        _claimants[claim] = id;
    }

    function _transferred(Record record, Transfer calldata asked, address checker) private {
        (bytes32 id, bytes32 topic, uint32 sequence) =
            (asked.certificateId, CertificateTransferred.selector, record.sequence());
        bytes memory words = abi.encode(
            address(this), topic, id, sequence, asked.from, asked.to, asked.documentDigest, msg.sender, checker
        );
        _step(record, keccak256(words));

        emit CertificateTransferred(id, sequence, asked.from, asked.to, asked.documentDigest, msg.sender, checker);
    }

    function _amended(Record record, Amendment calldata asked, address checker) private {
        (bytes32 topic, uint32 sequence) = (CertificateAmended.selector, record.sequence());
        (uint40 validTo, uint8 rights) = (record.validTo(), record.rights());
        bytes memory words = abi.encode(
            address(this),
            topic,
            asked.certificateId,
            sequence,
            asked.fingerprint,
            asked.documentDigest,
            validTo,
            rights,
            msg.sender,
            checker
        );
        _step(record, keccak256(words));

        emit CertificateAmended(
            asked.certificateId,
            sequence,
            asked.fingerprint,
            asked.documentDigest,
            validTo,
            rights,
            msg.sender,
            checker
        );
    }

    function _cancelled(Record record, bytes32 id, CancelReason reason, bytes32 documentDigest, address checker)
        private
    {
        (bytes32 topic, uint32 sequence) = (CertificateCancelled.selector, record.sequence());
        bytes memory words =
            abi.encode(address(this), topic, id, sequence, reason, documentDigest, msg.sender, checker);
        _step(record, keccak256(words));

        emit CertificateCancelled(id, sequence, uint8(reason), documentDigest, msg.sender, checker);
    }

    function _revoked(Record record, bytes32 id, bytes32 documentDigest, address checker) private {
        (bytes32 topic, uint32 sequence) = (CertificateRevoked.selector, record.sequence());
        bytes memory words = abi.encode(address(this), topic, id, sequence, documentDigest, msg.sender, checker);
        _step(record, keccak256(words));

        emit CertificateRevoked(id, sequence, documentDigest, msg.sender, checker);
    }
}
