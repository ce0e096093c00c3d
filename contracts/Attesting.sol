// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Amounts} from "./Amounts.sol";
import {Kinds, Member, Schema, Traits} from "./Kinds.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record, State} from "./Record.sol";
import {Condition, Statement} from "./Statement.sol";
import {Attest, IAttestations} from "./interfaces/IAttestations.sol";
import {ICertificates, Rights} from "./interfaces/ICertificates.sol";
import {Approval, Duties, IParticipants, Roles} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Attesting: what is kept of attestations, and what an attestation is checked for
/// @dev A part of {Attestations}, on its own page.
abstract contract Attesting is IAttestations, Noun {
    using Parties for uint32;
    using Parties for uint32[];

    /* TYPES */

    /// @dev What the checks of one attestation look up once.
    /// @param consents Whom the restraints protect.
    /// @param followed The attestation that it follows; empty if none.
    /// @param by The maker's participant.
    /// @param officio Whether it attests by its office, so that holders and former attesters are not asked.
    struct Matter {
        Schema schema;
        Record record;
        uint32[] consents;
        uint32[] holders;
        Statement followed;
        uint32 by;
        bool officio;
    }

    /* CONSTANTS */

    /// @dev More than 1,000,000 yuan, strictly (2023 guide of Beijing's funds, third batch).
    uint64 private constant _CLAIM_COST_LEAST = 100_000_001;
    uint256 private constant _REQUIRED = 2;

    /* STORAGE */

    mapping(bytes32 certificateId => mapping(bytes32 attestationId => Statement)) internal _statements;
    mapping(bytes32 certificateId => uint32[] entities) internal _bookers;
    mapping(bytes32 certificateId => bytes32 attestationId) internal _regrades;
    mapping(uint32 participant => uint32 kinds) internal _claims;
    mapping(uint32 participant => uint32 kinds) internal _evaluators;

    /* WHAT IS ASKED */

    function _requireMembers(Attest calldata asked, Schema schema) internal pure {
        uint8 kind = asked.kind;
        uint256 subtypes = schema.subtypes();
        if (asked.subtype > subtypes || (asked.subtype == 0 && subtypes != 0)) {
            revert SubtypeUnknown(kind, asked.subtype);
        }
        _requireMember(kind, schema, Member.Amount, asked.amount != 0);
        _requireMember(kind, schema, Member.BaseDate, asked.baseDate != 0);
        _requireMember(kind, schema, Member.ValidTo, asked.validTo != 0);
        _requireMember(kind, schema, Member.Party, asked.party != 0);
        _requireMember(kind, schema, Member.Refers, asked.refers != 0);
        _requireMember(kind, schema, Member.LinkedId, asked.linkedId != 0);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        if (asked.amount != 0) Amounts.requirePlausible(asked.amount);
    }

    function _requireMember(uint8 kind, Schema schema, Member member, bool given) private pure {
        uint256 need = schema.need(member);
        if (given ? need == 0 : need == _REQUIRED) revert MemberMisplaced(kind, member);
    }

    /// @dev A report's or a custody's validity is counted from its base date; any other ends with the certificate's.
    function _requireDates(Attest calldata asked, Matter memory matter) internal view {
        // Block time is the validators' claim, good to seconds; base dates and validities are days.
        if (asked.baseDate > block.timestamp) revert BaseDateInFuture(asked.baseDate);
        uint40 validTo = asked.validTo;
        if (validTo == 0) return;
        Parameter period = matter.schema.period();
        uint40 latest = matter.record.validTo();
        if (period != Parameter.None) {
            uint32 months = RULES.valueAt(matter.record.regime(), period, uint40(block.timestamp));
            latest = RULES.monthsAfter(asked.baseDate, months);
        }
        if (validTo <= block.timestamp || validTo > latest) revert ValidityInvalid(validTo, latest);
    }

    function _requireDealable(bytes32 id, Matter memory matter) internal view {
        uint8 rights = matter.record.rights();
        if (matter.schema.has(Traits.OPERATE) && rights & Rights.OPERATE == 0) {
            revert ICertificates.RightToOperateMissing(id, rights);
        }
        uint256 highest = matter.schema.highest();
        uint8 grade = _statements[id][_regrades[id]].subtype();
        if (highest != 0 && grade > highest) revert GradeForbids(id, grade);
    }

    function _requireFollowed(Attest calldata asked, Matter memory matter) internal view {
        if (asked.refers == 0) return;
        Statement followed = _requireLive(asked.certificateId, asked.refers);
        if (!matter.schema.follows(followed.kind())) revert AttestationUnfit(asked.refers, followed.kind());
        matter.followed = followed;
    }

    function _requireLive(bytes32 id, bytes32 attestationId) internal view returns (Statement statement) {
        statement = _statements[id][attestationId];
        if (statement.isEmpty()) revert AttestationUnknown(id, attestationId);
        Condition condition = statement.condition();
        if (condition != Condition.Live) revert AttestationNotLive(attestationId, condition);
    }

    function _requireParty(Attest calldata asked, Matter memory matter) internal view {
        uint32 party = asked.party;
        if (party == 0) return;
        if (party > PARTICIPANTS.participantCount()) revert IParticipants.ParticipantUnknown(party);
        uint32 before = matter.followed.party();
        if (matter.schema.has(Traits.SAME_PARTY) && party != before) revert PartyDiffers(asked.refers, before, party);
        bool holds = matter.holders.contains(party);
        if (!holds && matter.schema.has(Traits.PARTY_HOLDS)) {
            revert ICertificates.NotHolder(asked.certificateId, party);
        }
        if (holds && matter.schema.has(Traits.PARTY_OUTSIDE)) revert PartyIsHolder(asked.certificateId, party);
    }

    /* WHAT SINGLE KINDS ASK BESIDES */

    function _requireKind(Attest calldata asked, Matter memory matter) internal view {
        (bytes32 id, uint8 kind) = (asked.certificateId, asked.kind);
        uint64 before = matter.followed.amount();
        if (kind == Kinds.LISTING && !_isCurrent(id, matter.followed)) revert ListingReportNotCurrent(asked.refers);
        if (kind == Kinds.BOOKING) _requireBookable(id, asked.party, matter.holders);
        if (kind == Kinds.IMPAIRMENT && asked.amount >= before) {
            revert AttestedAmountTooHigh(asked.refers, before - 1, asked.amount);
        }
        if (kind == Kinds.CLAW_BACK && asked.amount > before) {
            revert AttestedAmountTooHigh(asked.refers, before, asked.amount);
        }
        if (kind == Kinds.CLAIM_BOOKING && before < _CLAIM_COST_LEAST) {
            revert BookedAmountTooLow(asked.refers, before, _CLAIM_COST_LEAST);
        }
        if (Kinds.isClaim(kind) && _claims[asked.party] & _bit(kind) != 0) revert ClaimMade(asked.party, kind);
        if (kind == Kinds.REGRADE && asked.refers != _regrades[id]) revert RegradeLive(id, _regrades[id]);
        if (kind == Kinds.LINK) _requireLink(id, asked.linkedId);
    }

    function _requireLink(bytes32 id, bytes32 linkedId) private view {
        State state = CERTIFICATES.recordOf(linkedId).state();
        if (linkedId == id || state == State.None || state == State.Claimed) revert LinkInvalid(id, linkedId);
    }

    /// @dev Two entities never have the same right on their books: all that have it on theirs are holders, and the one
    /// that books is none of them.
    function _requireBookable(bytes32 id, uint32 entity, uint32[] memory holders) private view {
        uint32[] storage bookers = _bookers[id];
        uint256 count = bookers.length;
        for (uint256 i = 0; i < count; ++i) {
            uint32 booker = bookers[i];
            if (booker == entity) revert BookingLive(id, entity);
            if (!holders.contains(booker)) revert BookingNotDerecognised(id, booker);
        }
    }

    /// @dev Of a live statement: whether it is of the present data version and within its validity.
    function _isCurrent(bytes32 id, Statement statement) internal view returns (bool) {
        return statement.version() == CERTIFICATES.versionOf(id) && block.timestamp < statement.validTo();
    }

    /* THE HANDS */

    /// @dev Sets who attests; a registry only in its own register.
    function _requireAttester(Matter memory matter) internal view {
        uint16 mask = matter.schema.roles();
        (uint32 by, uint16 had) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (had & mask == 0) revert IParticipants.RoleMissing(by, mask);
        if (had & mask == Roles.REGISTRY) PARTICIPANTS.requireRegistry(msg.sender, matter.record.register());
        matter.by = by;
        matter.officio = matter.schema.has(Traits.OFFICIO) && had & mask & Roles.SUPERVISOR != 0;
    }

    function _partiesOf(Attest calldata asked, Matter memory matter) internal pure returns (uint32[] memory parties) {
        uint32 party = asked.party;
        if (matter.schema.has(Traits.HOLDERS) && !matter.officio) parties = matter.holders;
        bool released = asked.kind == Kinds.DERECOGNITION && !matter.holders.contains(party);
        if (party != 0 && matter.schema.has(Traits.PARTY_SIGNS) && !released) parties = parties.joined(party.only());
        return parties.joined(matter.consents);
    }

    /// @dev As {Noun}'s, but where the kind has a second signer.
    function _requireSigned(
        Matter memory matter,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) internal view {
        uint32 by = matter.by;
        if (!matter.schema.has(Traits.SECOND)) {
            _requireAgreed(structHash, deadline, approvals, by, parties);
            return;
        }
        parties = parties.without(by);
        uint256 expected = 2 + parties.length;
        if (approvals.length != expected) revert ICertificates.ApprovalsMissing(expected, approvals.length);
        address second = approvals[1].key;
        if (second == msg.sender || second == approvals[0].key) revert SignersNotDistinct(second);
        bytes32 digest = _actDigest(structHash);
        PARTICIPANTS.requireApproval(digest, deadline, approvals[0], by, Duties.CHECKER);
        PARTICIPANTS.requireApproval(digest, deadline, approvals[1], by, Duties.CONSENT);
        for (uint256 i = 0; i < parties.length; ++i) {
            PARTICIPANTS.requireApproval(digest, deadline, approvals[i + 2], parties[i], Duties.CONSENT);
        }
    }

    /// @dev What depends on who attests.
    function _requireFit(Attest calldata asked, Matter memory matter) internal view {
        uint32 by = matter.by;
        if (asked.refers != 0 && matter.schema.has(Traits.SAME_HAND) && !matter.officio) {
            _requireHand(asked.refers, matter);
        }
        if (matter.schema.has(Traits.INDEPENDENT) && matter.holders.contains(by)) {
            revert AttesterNotIndependent(asked.certificateId, by);
        }
        if (matter.schema.has(Traits.ADMITTED) && _evaluators[by] & _bit(asked.kind) == 0) {
            revert EvaluatorNotAdmitted(by, asked.kind);
        }
    }

    /// @dev That the maker's participant attested what is followed or ended, or is the registry in charge now where a
    /// registry did.
    function _requireHand(bytes32 attestationId, Matter memory matter) internal view {
        uint32 before = matter.followed.by();
        if (before == matter.by) return;
        uint16 mask = matter.schema.roles();
        bool byRegistry = mask & Roles.REGISTRY != 0
            && PARTICIPANTS.participantOf(before).roles & mask & ~Roles.REGISTRY == 0;
        if (!byRegistry || PARTICIPANTS.inCharge(matter.record.register()) != matter.by) {
            revert AttestationOfOther(attestationId, before);
        }
    }

    function _bit(uint8 kind) internal pure returns (uint32) {
        return uint32(1) << kind;
    }
}
