// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrivals, Holding} from "./Holding.sol";
import {CertificateNumber, Record, Register, State} from "./Record.sol";
import {Flags, ICertificates, Issue, Powers, Rights, Share} from "./interfaces/ICertificates.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {IRenewals} from "./interfaces/IRenewals.sol";

/// @title Issuing: first registrations, alone, in batches and co-held
/// @dev A part of {Certificates}, on its own page.
abstract contract Issuing is Holding {
    /* CONSTANTS */

    uint256 private constant _REGIMES = 4;
    uint256 private constant _ISSUE_BYTES = 96;

    bytes32 private constant _ISSUE = keccak256("Issue(bytes32 issuesDigest,uint256 count,uint64 deadline)");
    bytes32 private constant _ISSUE_SHARED =
        keccak256("IssueShared(bytes32 issueDigest,bytes32 sharesDigest,uint64 deadline)");

    /* REGISTRY */

    /// @inheritdoc ICertificates
    function issue(Issue[] calldata issues, uint64 deadline, Approval calldata approval) external {
        uint256 count = issues.length;
        if (count == 0 || count > MAX_BATCH) revert BatchSize(count, MAX_BATCH);
        Register register = _requireRegister(issues[0].record);
        bytes32 structHash = keccak256(abi.encode(_ISSUE, _wordsDigest(count), count, deadline));
        (uint32 registry, uint32 participants) =
            PARTICIPANTS.requireFiling(msg.sender, register, _actDigest(structHash), deadline, approval);
        _requireMigration(register);

        address checker = approval.key;
        Arrivals memory run;
        for (uint256 i = 0; i < count; ++i) {
            Issue calldata issued = issues[i];
            if (Register.unwrap(issued.record.register()) != Register.unwrap(register)) {
                register = _requireRegister(issued.record);
                PARTICIPANTS.requireRegistry(msg.sender, register);
                _requireMigration(register);
            }
            _requireIssuable(issued, registry, participants);
            _arrives(run, issued.record.holder(), _enter(issued, 0, msg.sender, checker));
        }
        _settle(run);
    }

    /// @inheritdoc ICertificates
    function issueShared(Issue calldata issued, Share[] calldata shares, uint64 deadline, Approval calldata approval)
        external
    {
        Register register = _requireRegister(issued.record);
        bytes32 structHash = keccak256(
            abi.encode(_ISSUE_SHARED, keccak256(abi.encode(issued)), keccak256(abi.encode(shares)), deadline)
        );
        (uint32 registry, uint32 participants) =
            PARTICIPANTS.requireFiling(msg.sender, register, _actDigest(structHash), deadline, approval);
        _requireMigration(register);
        _requireIssuable(issued, registry, participants);
        _requireShares(issued.record, shares, registry, participants);

        _enterShared(issued, shares, msg.sender, approval.key);
    }

    /// @inheritdoc ICertificates
    function enter(Issue calldata issued, Share[] calldata shares, address maker, address checker)
        external
        returns (bytes32 certificateId)
    {
        _requirePower(Powers.ISSUES);
        Register register = _requireRegister(issued.record);
        (uint32 registry, uint32 participants) = (PARTICIPANTS.inCharge(register), PARTICIPANTS.participantCount());
        _requireIssuable(issued, registry, participants);
        if (shares.length == 0) {
            certificateId = _enter(issued, 0, maker, checker);
            _enters(certificateId, issued.record.holder());
            return certificateId;
        }
        _requireShares(issued.record, shares, registry, participants);

        return _enterShared(issued, shares, maker, checker);
    }

    /* PRIVATE: CHECKS */

    /// @dev That the caller is a noun with this power.
    function _requirePower(uint24 power) internal view {
        if (_nouns[msg.sender] & power == 0) revert DoorClosed(msg.sender, power);
    }

    function _requireMigration(Register register) private view {
        uint40 until = _migrations[register];
        if (block.timestamp >= until) revert MigrationClosed(register, until);
    }

    /// @dev keccak256 of the issues' words as they stand in the call's data. The first argument's offset stands behind
    /// the selector and points at the array's length; nothing else can be there, or `issues` would not have been
    /// decoded.
    function _wordsDigest(uint256 count) private pure returns (bytes32) {
        uint256 start = 4 + uint256(bytes32(msg.data[4:36])) + 32;
        return keccak256(msg.data[start:start + count * _ISSUE_BYTES]);
    }

    function _requireRegister(Record record) private pure returns (Register) {
        uint8 regime = record.regime();
        if (regime == 0 || regime > _REGIMES) revert RegimeUnknown(regime);
        return record.register();
    }

    function _requireIssuable(Issue calldata issued, uint32 registry, uint32 participants) private view {
        Record record = issued.record;
        if (!record.isBlank()) revert RecordNotBlank(record);
        _requireNumber(record);
        uint8 rights = record.rights();
        if (rights == 0 || rights > Rights.ALL) revert RightsInvalid(rights);
        _requireTerm(record.validFrom(), record.validTo());
        if (issued.fingerprint == 0 || issued.documentDigest == 0) revert DigestMissing();
        _requireHolder(record.holder(), registry, participants);
    }

    function _requireNumber(Record record) private pure {
        (uint256 serial, uint256 period) = (record.serial(), record.period());
        uint256 month = period % 100;
        if (serial == 0 || serial > 9999 || month == 0 || month > 12 || period < 200_000 || period > 999_999) {
            revert NumberInvalid(record.number());
        }
    }

    function _requireTerm(uint256 validFrom, uint256 validTo) private view {
        if (validFrom > block.timestamp || validTo <= block.timestamp || validTo - validFrom > MAX_TERM) {
            revert TermInvalid(uint40(validFrom), uint40(validTo));
        }
    }

    function _requirePredecessorDead(bytes32 id, Record record, bytes32 fingerprint) private view {
        uint8 ordinal = record.ordinal();
        bytes32 predecessor = idOf(record.holder(), record.regime(), fingerprint, ordinal - 1);
        Record before = _records[predecessor];
        if (before.isEmpty()) revert PredecessorMissing(id, ordinal);
        bytes32 held = before.state() == State.Claimed ? _claimants[predecessor] : predecessor;
        before = _records[held];
        bool current = block.timestamp < before.validTo() || _isRenewing(held, before);
        if (before.state() == State.Active && current) revert PredecessorAlive(id, predecessor);
    }

    /// @dev Whether a certificate can still be renewed though its term has ended.
    function _isRenewing(bytes32 id, Record record) private view returns (bool) {
        address renewals = record.flags() & Flags.RENEWING == 0 ? address(0) : nounFor(Flags.RENEWING);
        return renewals != address(0) && block.timestamp < IRenewals(renewals).decideBy(id);
    }

    /* PRIVATE: CHANGES */

    /// @dev Enters one issue as sequence 1 and returns its id. Whose hands it comes into, the caller records.
    function _enter(Issue calldata issued, uint24 flags, address maker, address checker) private returns (bytes32 id) {
        Record record = issued.record;
        CertificateNumber number = record.number();
        id = idOf(record.holder(), record.regime(), issued.fingerprint, record.ordinal());
        if (!_records[id].isEmpty()) revert CertificateDuplicate(id);
        if (record.ordinal() != 0) _requirePredecessorDead(id, record, issued.fingerprint);
        if (_heads[number] != 0) revert NumberTaken(number);

        record = record.issuedWith(flags);
        _records[id] = record;
        bytes32 eventDigest = keccak256(
            abi.encode(
                address(this),
                CertificateIssued.selector,
                id,
                record,
                issued.fingerprint,
                issued.documentDigest,
                maker,
                checker
            )
        );
        _heads[number] = keccak256(abi.encode(0, eventDigest));

        emit CertificateIssued(
            id, Record.unwrap(record), issued.fingerprint, issued.documentDigest, maker, checker
        );
    }

    function _enterShared(Issue calldata issued, Share[] calldata shares, address maker, address checker)
        private
        returns (bytes32 id)
    {
        id = _enter(issued, Flags.SHARED, maker, checker);
        for (uint256 i = 0; i < shares.length; ++i) {
            _recordShare(id, shares[i], maker, checker);
        }
    }

    /// @dev Enters one co-holder's part as the certificate's next event.
    function _recordShare(bytes32 id, Share calldata part, address maker, address checker) private {
        Record record = _records[id].advanced();
        uint32 sequence = record.sequence();
        bytes32 topic = ShareRecorded.selector;
        _records[id] = record;
        _shares[id].push(part);
        _enters(id, part.holder);
        bytes memory words =
            abi.encode(address(this), topic, id, sequence, part.holder, part.rights, part.share, maker, checker);
        _step(record, keccak256(words));

        emit ShareRecorded(id, sequence, part.holder, part.rights, part.share, maker, checker);
    }
}
