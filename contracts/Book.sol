// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActDomain} from "./ActDomain.sol";
import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {Parties} from "./Parties.sol";
import {CertificateNumber, Record, Register, State} from "./Record.sol";
import {Flags, ICertificates, Share} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Duties, IParticipants} from "./interfaces/IParticipants.sol";
import {IRules} from "./interfaces/IRules.sol";

/// @title Book: what the chain keeps of all certificates, how a head advances, and what stops an act
/// @dev A part of {Certificates}, on its own page: storage, reading, and the checks that several acts share.
abstract contract Book is ICertificates, ActDomain {
    using Parties for uint32[];

    /* CONSTANTS */

    /// @inheritdoc ICertificates
    uint256 public constant MAX_BATCH = 500;
    /// @inheritdoc ICertificates
    uint256 public constant MAX_HOLDERS = 16;
    /// @inheritdoc ICertificates
    uint8 public constant FLAGS = 16;
    /// @inheritdoc ICertificates
    uint16 public constant WHOLE = 10_000;
    /// @inheritdoc ICertificates
    uint40 public constant MAX_TERM = (5 * 365 + 2 + 1 + 9) * 1 days;
    /// @inheritdoc ICertificates
    IParticipants public immutable PARTICIPANTS;
    /// @inheritdoc ICertificates
    IRules public immutable RULES;

    /* STORAGE */

    mapping(bytes32 id => Record) internal _records;
    mapping(CertificateNumber number => bytes32 head) internal _heads;
    mapping(bytes32 id => Share[]) internal _shares;
    mapping(bytes32 claim => bytes32 id) internal _claimants;
    mapping(address noun => uint24 flags) internal _nouns;
    mapping(bytes32 id => uint32 sequence) internal _versions;
    mapping(Register register => uint40 until) internal _migrations;
    mapping(uint8 flag => address noun) internal _keepers;
    mapping(uint32 participant => bytes32 head) internal _holdings;

    /* CONSTRUCTOR */

    constructor(IRules rules) {
        RULES = rules;
        PARTICIPANTS = rules.PARTICIPANTS();
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
    function holdingOf(uint32 participant) external view returns (bytes32) {
        return _holdings[participant];
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
    function versionOf(bytes32 certificateId) external view returns (uint32 sequence) {
        sequence = _versions[certificateId];
        return sequence == 0 ? 1 : sequence;
    }

    /// @inheritdoc ICertificates
    function nounFlags(address noun) external view returns (uint24) {
        return _nouns[noun];
    }

    /// @inheritdoc ICertificates
    function nounFor(uint24 flag) public view returns (address) {
        uint8 bit = 0;
        while (bit < FLAGS && flag >> bit != 1) ++bit;
        return _keepers[bit];
    }

    /// @inheritdoc ICertificates
    function migrationOf(Register register) external view returns (uint40) {
        return _migrations[register];
    }

    /// @inheritdoc ICertificates
    function effectOf(Operation operation, Restraint restraint) external pure returns (Effect) {
        return Matrix.effect(operation, restraint);
    }

    /// @inheritdoc ICertificates
    function idOf(uint32 applicant, uint8 regime, bytes32 fingerprint, uint8 ordinal) public pure returns (bytes32) {
        return keccak256(abi.encode(applicant, regime, fingerprint, ordinal));
    }

    /// @inheritdoc ICertificates
    function requireAllowed(bytes32 id, Operation operation)
        public
        view
        returns (Record record, uint32[] memory consents)
    {
        record = _requireActive(id);
        // Block time is the validators' claim, good to seconds; a term ends with a day.
        if (block.timestamp >= record.validTo() && Matrix.effect(operation, Restraint.Expired) != Effect.Allow) {
            revert CertificateExpired(id, record.validTo());
        }
        return (record, _consentsTo(id, record, operation));
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

    /// @dev What the nouns that rest on a certificate ask for an operation; each reverts if it stops it. A noun's flags
    /// stand together, so that it is asked once. A flag without a keeper, between two nouns, stops everything.
    function _consentsTo(bytes32 id, Record record, Operation operation)
        internal
        view
        returns (uint32[] memory consents)
    {
        uint24 resting = record.flags() & Flags.NOUNS;
        address asked = address(0);
        for (uint8 bit = 0; resting >> bit != 0; ++bit) {
            if ((resting >> bit) & 1 == 0) continue;
            address keeper = _keepers[bit];
            if (keeper == address(0)) revert DoorClosed(keeper, uint24(1) << bit);
            if (keeper == asked) continue;
            asked = keeper;
            consents = consents.joined(INoun(keeper).consentsTo(id, operation));
        }
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
