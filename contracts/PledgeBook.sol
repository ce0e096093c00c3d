// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encumbrance, EncumbranceState, LiveList} from "./Encumbrance.sol";
import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Flags, ICertificates} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Duties, IParticipants} from "./interfaces/IParticipants.sol";
import {IPledges, Objection} from "./interfaces/IPledges.sol";

/// @title PledgeBook: what the chain keeps of holds and pledges, in which rank they stand, and whom they protect
/// @dev A part of {Pledges}, on its own page: storage, reading, and the checks that several acts share.
abstract contract PledgeBook is IPledges, Noun {
    using Parties for uint32[];

    /* CONSTANTS */

    /// @inheritdoc IPledges
    uint256 public constant MAX_LIVE = 8;

    /* STORAGE */

    mapping(bytes32 encumbranceId => Encumbrance) internal _encumbrances;
    mapping(bytes32 certificateId => LiveList) internal _live;
    mapping(bytes32 filingNumber => bytes32 pledgeId) internal _filings;
    mapping(bytes32 pledgeId => Objection) internal _objections;

    /* VIEWS */

    /// @inheritdoc IPledges
    function encumbranceOf(bytes32 encumbranceId) external view returns (Encumbrance) {
        return _encumbrances[encumbranceId];
    }

    /// @inheritdoc IPledges
    function encumbrancesOn(bytes32 certificateId) external view returns (bytes32[] memory encumbranceIds) {
        LiveList live = _live[certificateId];
        encumbranceIds = new bytes32[](live.count());
        for (uint256 i = 0; !live.isEmpty(); live = live.rest()) {
            encumbranceIds[i++] = _idOf(certificateId, live.first());
        }
    }

    /// @inheritdoc IPledges
    function ranksOn(bytes32 certificateId) external view returns (bytes32[] memory encumbranceIds) {
        (LiveList live,) = _inForce(certificateId, 0);
        encumbranceIds = new bytes32[](live.count());
        uint256[] memory keys = new uint256[](encumbranceIds.length);
        for (uint256 place = 0; !live.isEmpty(); live = live.rest()) {
            bytes32 encumbranceId = _idOf(certificateId, live.first());
            uint256 key = _encumbrances[encumbranceId].rankKey(live.first());
            uint256 rank = place;
            for (; rank > 0 && keys[rank - 1] > key; --rank) {
                (keys[rank], encumbranceIds[rank]) = (keys[rank - 1], encumbranceIds[rank - 1]);
            }
            (keys[rank], encumbranceIds[rank]) = (key, encumbranceId);
            ++place;
        }
    }

    /// @inheritdoc IPledges
    function pledgeOfFiling(bytes32 filingNumber) external view returns (bytes32) {
        return _filings[filingNumber];
    }

    /// @inheritdoc IPledges
    function objectionTo(bytes32 pledgeId) external view returns (Objection memory) {
        return _objections[pledgeId];
    }

    /// @inheritdoc INoun
    function consentsTo(bytes32 certificateId, Operation operation) external view returns (uint32[] memory parties) {
        Effect effect = Matrix.effect(operation, Restraint.Pledged);
        if (effect == Effect.Allow) return parties;
        for (LiveList live = _live[certificateId]; !live.isEmpty(); live = live.rest()) {
            Encumbrance entry = _encumbrances[_idOf(certificateId, live.first())];
            if (!entry.isInForce(block.timestamp)) continue;
            uint32 by = entry.creditor();
            if (effect == Effect.Refuse) revert OperationRestrained(certificateId, operation, Restraint.Pledged, by);
            parties = parties.joined(Parties.only(by));
        }
    }

    /* PRIVATE: READING */

    function _idOf(bytes32 certificateId, uint32 sequence) internal pure returns (bytes32) {
        return keccak256(abi.encode(certificateId, sequence));
    }

    /// @dev The live list without what has lapsed, and the hold of a bank in it, 0 if it has none.
    function _inForce(bytes32 certificateId, uint32 bank) internal view returns (LiveList inForce, uint32 held) {
        for (LiveList live = _live[certificateId]; !live.isEmpty(); live = live.rest()) {
            uint32 sequence = live.first();
            Encumbrance entry = _encumbrances[_idOf(certificateId, sequence)];
            if (!entry.isInForce(block.timestamp)) continue;
            inForce = inForce.plus(sequence);
            if (entry.state() == EncumbranceState.Held && entry.creditor() == bank) held = sequence;
        }
    }

    /// @dev The live list without one encumbrance and without what has lapsed.
    function _remaining(bytes32 certificateId, bytes32 encumbranceId) private view returns (LiveList remaining) {
        for (LiveList live = _live[certificateId]; !live.isEmpty(); live = live.rest()) {
            uint32 sequence = live.first();
            bytes32 other = _idOf(certificateId, sequence);
            if (other == encumbranceId || !_encumbrances[other].isInForce(block.timestamp)) continue;
            remaining = remaining.plus(sequence);
        }
    }

    /// @dev The number of words of an act's struct says where it ends: it is the first argument and has static members
    /// only, so that its words in the call's data are its encoding. One that is not canonical has another hash, which
    /// nobody has signed.
    function _structHash(bytes32 typeHash, uint256 words, uint32 sequence, uint64 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(typeHash, msg.data[4:4 + words * 32], abi.encode(sequence, deadline)));
    }

    function _holdersOf(bytes32 certificateId) internal view returns (uint32[] memory) {
        return CERTIFICATES.holdersOf(certificateId);
    }

    /* PRIVATE: CHECKS */

    function _requireAllowed(bytes32 certificateId, Operation operation)
        internal
        view
        returns (Record record, uint32[] memory consents)
    {
        return CERTIFICATES.requireAllowed(certificateId, operation);
    }

    function _requireDigest(bytes32 digest) internal pure {
        if (digest == 0) revert ICertificates.DigestMissing();
    }

    /// @dev A pledge that is live, and on this certificate.
    function _requirePledge(bytes32 certificateId, bytes32 pledgeId) internal view returns (Encumbrance pledge) {
        pledge = _encumbrances[pledgeId];
        EncumbranceState state = pledge.state();
        if (state == EncumbranceState.None) revert PledgeUnknown(certificateId, pledgeId);
        if (state != EncumbranceState.Pledged) revert PledgeNotLive(pledgeId, state);
        if (_sequenceOf(certificateId, pledgeId) == 0) revert PledgeUnknown(certificateId, pledgeId);
    }

    /// @dev The sequence number that created what is on a certificate's list, 0 if it is not on it.
    function _sequenceOf(bytes32 certificateId, bytes32 encumbranceId) internal view returns (uint32) {
        for (LiveList live = _live[certificateId]; !live.isEmpty(); live = live.rest()) {
            if (_idOf(certificateId, live.first()) == encumbranceId) return live.first();
        }
        return 0;
    }

    function _requireKnown(uint32 participant) internal view {
        bool isKnown = participant != 0 && participant <= PARTICIPANTS.participantCount();
        if (!isKnown) revert IParticipants.ParticipantUnknown(participant);
    }

    /// @dev The hands of an act by the creditor of a hold or a pledge: a bank or whoever took the debt over. Its role
    /// is not asked, so that a bank that lost its licence can still release.
    function _requireCreditor(
        bytes32 encumbranceId,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties,
        bool isDealing
    ) internal view {
        (uint32 participant,) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (isDealing) _requireOpen();
        _requireAgreed(structHash, deadline, approvals, participant, parties);
        uint32 creditor = _encumbrances[encumbranceId].creditor();
        if (creditor != participant) revert NotCreditor(encumbranceId, creditor, participant);
    }

    /* PRIVATE: EFFECTS */

    /// @dev Ends an encumbrance and takes it off the list; `clear` is the flag to be cleared if nothing is left.
    function _end(bytes32 certificateId, bytes32 encumbranceId, EncumbranceState state)
        internal
        returns (uint24 clear)
    {
        LiveList remaining = _remaining(certificateId, encumbranceId);
        _live[certificateId] = remaining;
        _encumbrances[encumbranceId] = _encumbrances[encumbranceId].withState(state);
        return remaining.isEmpty() ? Flags.PLEDGED : 0;
    }
}
