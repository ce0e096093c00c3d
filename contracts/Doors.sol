// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Issuing} from "./Issuing.sol";
import {Record, Register, State} from "./Record.sol";
import {
    Amend,
    CancelReason,
    Door,
    Flags,
    ICertificates,
    Migration,
    Powers,
    Rights,
    Transfer
} from "./interfaces/ICertificates.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";

/// @title Doors: what becomes of a certificate, whoever asks for it, and the nouns that may ask
/// @dev A part of {Certificates}, on its own page. Each change stands here once: the acts of a registry and the acts of
/// other nouns end in the same lines and the same event.
abstract contract Doors is Issuing {
    /* STARTING */

    function _admitAll(Door[] memory doors) internal {
        for (uint256 i = 0; i < doors.length; ++i) {
            _admit(doors[i].noun, doors[i].flags);
        }
    }

    function _openAll(Migration[] memory migrations) internal {
        for (uint256 i = 0; i < migrations.length; ++i) {
            _open(migrations[i].register, migrations[i].until);
        }
    }

    /* THE DOOR */

    /// @inheritdoc ICertificates
    function advance(bytes32 certificateId, bytes32 eventDigest, uint24 set, uint24 clear)
        external
        returns (uint32 sequence)
    {
        uint24 own = _nouns[msg.sender] & Flags.NOUNS;
        if (own == 0 || (set | clear) & ~own != 0) revert DoorClosed(msg.sender, set | clear);
        Record record = _requireActive(certificateId).advanced();

        _records[certificateId] = record.withFlags((record.flags() & ~clear) | set);
        _step(record, eventDigest);

        return record.sequence();
    }

    /// @inheritdoc ICertificates
    function move(Transfer calldata asked, address maker, address checker) external {
        _requirePower(Powers.MOVES);
        Record record = _requireActive(asked.certificateId);
        if (!_isHolder(asked.certificateId, record, asked.from)) revert NotHolder(asked.certificateId, asked.from);
        bool isKnown = asked.to != 0 && asked.to <= PARTICIPANTS.participantCount();
        if (!isKnown) revert IParticipants.ParticipantUnknown(asked.to);
        if (asked.to == asked.from || asked.to == PARTICIPANTS.inCharge(record.register())) {
            revert TransfereeInvalid(asked.certificateId, asked.to);
        }
        if (asked.documentDigest == 0) revert DigestMissing();

        _pass(record.advanced(), asked, maker, checker);
    }

    /// @inheritdoc ICertificates
    function end(bytes32 certificateId, bytes32 successorId, bytes32 documentDigest, address maker, address checker)
        external
    {
        _requirePower(Powers.ENDS);
        Record record = _requireActive(certificateId).advanced();
        if (documentDigest == 0) revert DigestMissing();

        if (successorId == 0) {
            _cancel(record, certificateId, CancelReason.Judgment, documentDigest, maker, checker);
        } else {
            _supersede(record, certificateId, successorId, documentDigest, maker, checker);
        }
    }

    /// @inheritdoc ICertificates
    function adjust(Amend calldata asked, address maker, address checker) external {
        _requirePower(Powers.AMENDS);
        Record record = _requireActive(asked.certificateId);
        (uint40 validTo, uint8 rights) = _requireAmendable(record, asked);

        _amend(record.advanced().withValidTo(validTo).withRights(rights), asked, maker, checker);
    }

    /// @inheritdoc ICertificates
    function extend(bytes32 certificateId, uint40 validTo, bytes32 documentDigest, address maker, address checker)
        external
    {
        _requirePower(Powers.EXTENDS);
        Record record = _requireActive(certificateId).advanced();
        uint40 before = record.validTo();
        if (validTo <= before || validTo <= block.timestamp) revert TermNotExtended(certificateId, before, validTo);
        if (documentDigest == 0) revert DigestMissing();

        _records[certificateId] = record.withValidTo(validTo);
        uint32 sequence = record.sequence();
        _log(
            record,
            CertificateRenewed.selector,
            certificateId,
            abi.encode(sequence, before, validTo, documentDigest, maker, checker)
        );

        emit CertificateRenewed(certificateId, sequence, before, validTo, documentDigest, maker, checker);
    }

    /// @inheritdoc ICertificates
    function admitNoun(address noun, uint24 flags) external {
        if (msg.sender != address(PARTICIPANTS)) revert IParticipants.GovernanceOnly(msg.sender);
        _admit(noun, flags);
    }

    /// @inheritdoc ICertificates
    function openMigration(Register register, uint40 until) external {
        if (msg.sender != address(PARTICIPANTS)) revert IParticipants.GovernanceOnly(msg.sender);
        _open(register, until);
    }

    /* PRIVATE: CHECKS */

    /// @dev The term's end and the rights as they will be.
    function _requireAmendable(Record record, Amend calldata asked) internal view returns (uint40 validTo, uint8 rights)
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

    /* PRIVATE: CHANGES; each record given is already advanced */

    function _pass(Record record, Transfer calldata asked, address maker, address checker) internal {
        bytes32 id = asked.certificateId;
        _records[id] = record.withHolder(_passHolding(record, id, asked.from, asked.to));
        uint32 sequence = record.sequence();
        _log(
            record,
            CertificateTransferred.selector,
            id,
            abi.encode(sequence, asked.from, asked.to, asked.documentDigest, maker, checker)
        );

        emit CertificateTransferred(id, sequence, asked.from, asked.to, asked.documentDigest, maker, checker);
    }

    /// @dev The record has the new end and the new rights.
    function _amend(Record record, Amend calldata asked, address maker, address checker) internal {
        bytes32 id = asked.certificateId;
        _records[id] = record;
        _versions[id] = record.sequence();
        if (asked.fingerprint != 0) _claim(id, record, asked.fingerprint);
        _amended(record, id, asked.fingerprint, asked.documentDigest, maker, checker);
    }

    function _cancel(
        Record record,
        bytes32 id,
        CancelReason reason,
        bytes32 documentDigest,
        address maker,
        address checker
    ) internal {
        _records[id] = record.withState(State.Cancelled);
        uint32 sequence = record.sequence();
        _log(
            record,
            CertificateCancelled.selector,
            id,
            abi.encode(sequence, reason, documentDigest, maker, checker)
        );

        emit CertificateCancelled(id, sequence, uint8(reason), documentDigest, maker, checker);
    }

    function _supersede(
        Record record,
        bytes32 id,
        bytes32 successorId,
        bytes32 documentDigest,
        address maker,
        address checker
    ) private {
        _records[id] = record.withState(State.Superseded);
        uint32 sequence = record.sequence();
        _log(
            record,
            CertificateSuperseded.selector,
            id,
            abi.encode(sequence, successorId, documentDigest, maker, checker)
        );

        emit CertificateSuperseded(id, sequence, successorId, documentDigest, maker, checker);
    }

    function _claim(bytes32 id, Record record, bytes32 fingerprint) private {
        bytes32 claim = idOf(record.holder(), record.regime(), fingerprint, 0);
        _records[claim] = _records[claim].withState(State.Claimed);
        _claimants[claim] = id;
    }

    function _amended(
        Record record,
        bytes32 id,
        bytes32 fingerprint,
        bytes32 documentDigest,
        address maker,
        address checker
    ) private {
        (uint32 sequence, uint40 validTo, uint8 rights) = (record.sequence(), record.validTo(), record.rights());
        _log(
            record,
            CertificateAmended.selector,
            id,
            abi.encode(sequence, fingerprint, documentDigest, validTo, rights, maker, checker)
        );

        emit CertificateAmended(id, sequence, fingerprint, documentDigest, validTo, rights, maker, checker);
    }

    /// @dev Advances the head by an event of this contract: its topic, the certificate, and its data.
    function _log(Record record, bytes32 topic, bytes32 id, bytes memory words) internal {
        _step(record, keccak256(abi.encodePacked(uint256(uint160(address(this))), topic, id, words)));
    }

    /* PRIVATE: THE NOUNS */

    function _admit(address noun, uint24 flags) private {
        if (flags & ~(Flags.NOUNS | Powers.ALL) != 0) revert DoorClosed(noun, flags);
        for (uint8 bit = 0; bit < FLAGS; ++bit) {
            address keeper = _keepers[bit];
            if ((flags >> bit) & 1 == 0) {
                if (keeper == noun) delete _keepers[bit];
            } else if (keeper == address(0)) {
                _keepers[bit] = noun;
            } else if (keeper != noun) {
                revert FlagKept(bit, keeper);
            }
        }

        _nouns[noun] = flags;

        emit NounAdmitted(noun, flags);
    }

    function _open(Register register, uint40 until) private {
        _migrations[register] = until;

        emit MigrationOpened(Register.unwrap(register), until);
    }
}
