// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActDomain} from "./ActDomain.sol";
import {Parties} from "./Parties.sol";
import {Record, Register} from "./Record.sol";
import {ICertificates} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Duties, IParticipants, Roles} from "./interfaces/IParticipants.sol";
import {IRules} from "./interfaces/IRules.sol";

/// @title Noun: what all contracts share that keep facts about certificates: the hands, and the door
/// @dev Every act of a noun is `act(Struct asked, uint64 deadline, Approval[] approvals)`. All who must agree sign one
/// EIP-712 digest of `Struct(…its members…,uint32 sequence,uint64 deadline)`, where `sequence` is the number that the
/// act will have on the certificate, so that an approval holds for exactly this state (P8). An act is checked in the
/// order: the certificate and its restraints ({ICertificates-requireAllowed}), what is asked, the maker, the pause, the
/// number of approvals, the checker, the parties' consents in their order, and what depends on the maker. A party that
/// is the maker's own participant has agreed by its checker and signs no consent.
abstract contract Noun is INoun, ActDomain {
    using Parties for uint32[];

    /* CONSTANTS */

    /// @notice The contract that keeps the certificates, and the door to them.
    ICertificates public immutable CERTIFICATES;
    /// @notice The contract that says who may do what.
    IParticipants public immutable PARTICIPANTS;
    /// @notice The contract that says by which periods.
    IRules public immutable RULES;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) {
        CERTIFICATES = certificates;
        PARTICIPANTS = certificates.PARTICIPANTS();
        RULES = certificates.RULES();
    }

    /* PRIVATE: HANDS */

    /// @dev The participant of the caller, which must be its maker and have one of the roles in the mask.
    function _requireMaker(uint16 roles) internal view returns (uint32 participant) {
        uint16 had;
        (participant, had) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (had & roles == 0) revert IParticipants.RoleMissing(participant, roles);
    }

    /// @dev That the ledger is not paused. Release, courts and all that ends a burden never ask this.
    function _requireOpen() internal view {
        if (PARTICIPANTS.paused()) revert IParticipants.LedgerIsPaused();
    }

    /// @dev The number of approvals, the checker of the maker's participant, then the parties in their order.
    function _requireAgreed(
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32 participant,
        uint32[] memory parties
    ) internal view {
        parties = parties.without(participant);
        uint256 expected = 1 + parties.length;
        if (approvals.length != expected) revert ICertificates.ApprovalsMissing(expected, approvals.length);
        bytes32 digest = _actDigest(structHash);
        PARTICIPANTS.requireApproval(digest, deadline, approvals[0], participant, Duties.CHECKER);
        for (uint256 i = 0; i < parties.length; ++i) {
            PARTICIPANTS.requireApproval(digest, deadline, approvals[i + 1], parties[i], Duties.CONSENT);
        }
    }

    /* PRIVATE: THE DOOR */

    /// @dev Advances the certificate by an event of this contract whose first topic is `topic`, whose second is the
    /// certificate's id, and whose data are `words`; sets and clears flags of this noun.
    function _advance(bytes32 certificateId, bytes32 topic, bytes memory words, uint24 set, uint24 clear) internal {
        bytes32 emitter = bytes32(uint256(uint160(address(this))));
        CERTIFICATES.advance(
            certificateId, keccak256(abi.encodePacked(emitter, topic, certificateId, words)), set, clear
        );
    }
}
