// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActDomain} from "./ActDomain.sol";
import {CertificateNumber, Record, State} from "./Record.sol";
import {ICertificates, Share} from "./interfaces/ICertificates.sol";
import {Approval, Duties, IParticipants} from "./interfaces/IParticipants.sol";

/// @title Book: what the chain keeps of all certificates, and how a head advances
/// @dev A part of {Certificates}, on its own page: storage, reading, and the checks that several acts share.
abstract contract Book is ICertificates, ActDomain {
    /* CONSTANTS */

    /// @inheritdoc ICertificates
    uint256 public constant MAX_BATCH = 500;
    /// @inheritdoc ICertificates
    uint256 public constant MAX_HOLDERS = 16;
    /// @inheritdoc ICertificates
    uint16 public constant WHOLE = 10_000;
    /// @inheritdoc ICertificates
    uint40 public constant MAX_TERM = (5 * 365 + 2 + 1 + 9) * 1 days;
    /// @inheritdoc ICertificates
    IParticipants public immutable PARTICIPANTS;

    /* STORAGE */

    mapping(bytes32 id => Record) internal _records;
    mapping(CertificateNumber number => bytes32 head) internal _heads;
    mapping(bytes32 id => Share[]) internal _shares;
    mapping(bytes32 claim => bytes32 id) internal _claimants;
    mapping(address noun => uint24 flags) internal _nouns;

    /* CONSTRUCTOR */

    constructor(IParticipants participants) {
        PARTICIPANTS = participants;
    }

    /* VIEWS */

    /// @inheritdoc ICertificates
    function recordOf(bytes32 certificateId) external view returns (Record) {
        return _records[certificateId];
    }

    /// @inheritdoc ICertificates
    function headOf(CertificateNumber number) external view returns (bytes32) {
        return _heads[number];
    }

    /// @inheritdoc ICertificates
    function sharesOf(bytes32 certificateId) external view returns (Share[] memory) {
        return _shares[certificateId];
    }

    /// @inheritdoc ICertificates
    function claimantOf(bytes32 claim) external view returns (bytes32) {
        return _claimants[claim];
    }

    /// @inheritdoc ICertificates
    function nounFlags(address noun) external view returns (uint24) {
        return _nouns[noun];
    }

    /// @inheritdoc ICertificates
    function idOf(uint32 applicant, uint8 regime, bytes32 fingerprint, uint8 ordinal) public pure returns (bytes32) {
        return keccak256(abi.encode(applicant, regime, fingerprint, ordinal));
    }

    /* PRIVATE: HEAD */

    /// @dev Folds an event, given by the digest of its emitter, topics and data, into a certificate's head (P4).
    function _step(Record record, bytes32 eventDigest) internal {
        bytes32 head = _heads[record.number()];
        _heads[record.number()] = keccak256(abi.encode(head, eventDigest));
    }

    /* PRIVATE: CHECKS */

    /// @dev What has ended by an act never changes again, not even through the door (R6).
    function _requireActive(bytes32 id) internal view returns (Record record) {
        record = _records[id];
        State state = record.state();
        if (state == State.None || state == State.Claimed) revert CertificateUnknown(id);
        if (state != State.Active) revert CertificateNotActive(id, state);
    }

    /// @dev Block time is the validators' claim, good to seconds; a term ends with a day.
    function _requireLive(bytes32 id) internal view returns (Record record) {
        record = _requireActive(id);
        if (block.timestamp >= record.validTo()) revert CertificateExpired(id, record.validTo());
    }

    function _requireCount(Approval[] calldata approvals, uint256 parties) internal pure {
        if (approvals.length != 1 + parties) revert ApprovalsMissing(1 + parties, approvals.length);
    }

    /// @dev The registry, if the ledger is open, the caller is its maker and the first approval its checker's.
    function _requireFiled(Record record, bytes32 digest, uint64 deadline, Approval[] calldata approvals)
        internal
        view
        returns (uint32 registry)
    {
        (registry,) = PARTICIPANTS.requireFiling(msg.sender, record.register(), digest, deadline, approvals[0]);
    }

    /// @dev The other approvals are the parties', in their order.
    function _requireConsents(bytes32 digest, uint64 deadline, Approval[] calldata approvals, uint32[] memory parties)
        internal
        view
    {
        for (uint256 i = 0; i < parties.length; ++i) {
            PARTICIPANTS.requireApproval(digest, deadline, approvals[i + 1], parties[i], Duties.CONSENT);
        }
    }
}
