// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Member, Schema} from "../Kinds.sol";
import {Condition, Statement} from "../Statement.sol";
import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice Why an attestation ends.
enum EndReason {
    None,
    Finished, // it has served: the period is over, the matter closed, the claim refused
    Withdrawn // it should not have been relied on
}

/// @notice An attestation of the present data version of a certificate.
/// @param kind What is attested: a row of {Kinds}.
/// @param subtype By kind: a valuation's purpose, a booking's category, an opinion, a grade; 0 where the kind has none.
/// @param party The second participant: who books, buys, claims or benefits; 0 where the kind has none.
/// @param amount In fen: a value, a cost, a carrying amount, a price; 0 where the kind has none.
/// @param baseDate The instant of which it speaks: a report's base date, a booking's ledger date.
/// @param validTo Until when it holds; for custody, until when the next proof of integrity is due.
/// @param refers The attestation of this certificate that it follows.
/// @param linkedId The fingerprint of the data in custody, or the id of the certificate that is related.
struct Attest {
    bytes32 certificateId;
    uint8 kind;
    uint8 subtype;
    uint32 party;
    uint64 amount;
    uint40 baseDate;
    uint40 validTo;
    bytes32 refers;
    bytes32 linkedId;
    bytes32 documentDigest;
}

/// @notice The end of an attestation.
struct EndAttestation {
    bytes32 certificateId;
    bytes32 attestationId;
    EndReason reason;
    bytes32 documentDigest;
}

/// @notice That `to`, which holds the certificate, has succeeded `from` by merger, and has claimed what `from` had.
struct CarryClaims {
    bytes32 certificateId;
    uint32 from;
    uint32 to;
    bytes32 documentDigest;
}

/// @title Attestations: what others attest of one version of a certificate
/// @notice Reports, booking, custody, listing and deals, opening, filings, incentive claims, annotations. One act
/// attests them all; what each kind asks for is data ({Kinds}). An attestation is of the data version that is present
/// when it is made ({ICertificates-versionOf}); what does not outlast a new version is stale from then on, which is
/// computed and never stored. Attestations stop no act ({consentsTo}); the others read them.
/// @dev Bounds: nothing here is looped over but the entities that have a certificate on their books, and these are not
/// more than its co-holders ({ICertificates-MAX_HOLDERS}). The flag {Flags-ATTESTED} is set by the first attestation
/// and never cleared: what was attested remains to be read.
interface IAttestations is INoun {
    /* EVENTS */

    /// @notice Emitted when something is attested; `statement` is the word as stored. What it follows is superseded or
    /// ended as its kind says.
    event Attested(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint256 statement,
        uint40 baseDate,
        bytes32 refers,
        bytes32 linkedId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an attestation, whose party it names, ends without another that follows it.
    event AttestationEnded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 attestationId,
        uint32 party,
        uint8 reason,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a successor takes over what its predecessor has claimed; `claims` is all that `to` has
    /// claimed now, a bit a kind.
    event ClaimsCarried(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 from,
        uint32 to,
        uint32 claims,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the governors say which reports an evaluator may make, a bit a kind.
    event EvaluatorAdmitted(uint32 indexed participant, uint32 kinds);

    /* ERRORS */

    /// @notice Thrown when there is no such kind.
    error KindUnknown(uint8 attestedKind);
    /// @notice Thrown when the kind has no such subtype.
    error SubtypeUnknown(uint8 attestedKind, uint8 subtype);
    /// @notice Thrown when a member is missing that the kind needs, or given though it has none.
    error MemberMisplaced(uint8 attestedKind, Member member);
    /// @notice Thrown when something is attested of an instant that is still to come.
    error BaseDateInFuture(uint40 baseDate);
    /// @notice Thrown when a validity has ended already or ends after the latest instant that the rules allow.
    error ValidityInvalid(uint40 validTo, uint40 latest);
    /// @notice Thrown when the data's grade forbids it.
    error GradeForbids(bytes32 certificateId, uint8 grade);
    /// @notice Thrown when the certificate has no such attestation.
    error AttestationUnknown(bytes32 certificateId, bytes32 attestationId);
    /// @notice Thrown when the attestation was superseded, ended or withdrawn.
    error AttestationNotLive(bytes32 attestationId, Condition condition);
    /// @notice Thrown when the kind cannot follow an attestation of that kind.
    error AttestationUnfit(bytes32 attestationId, uint8 attestedKind);
    /// @notice Thrown when the attestation is another's, so that the maker may neither follow nor end it.
    error AttestationOfOther(bytes32 attestationId, uint32 by);
    /// @notice Thrown when the compliance report that a listing names is stale or no longer valid.
    error ListingReportNotCurrent(bytes32 attestationId);
    /// @notice Thrown when the party is not the one of the attestation followed.
    error PartyDiffers(bytes32 attestationId, uint32 expected, uint32 given);
    /// @notice Thrown when the party holds the certificate, though it must be another.
    error PartyIsHolder(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when the attester holds the certificate itself.
    error AttesterNotIndependent(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when the governors have not admitted the evaluator to this kind of report.
    error EvaluatorNotAdmitted(uint32 participant, uint8 attestedKind);
    /// @notice Thrown when the second signer of a valuation is its maker or its checker.
    error SignersNotDistinct(address key);
    /// @notice Thrown when the entity has this certificate on its books already.
    error BookingLive(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when a former holder still has the certificate on its books.
    error BookingNotDerecognised(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when an impairment does not lower the carrying amount, or more is clawed back than was granted.
    error AttestedAmountTooHigh(bytes32 attestationId, uint64 most, uint64 amount);
    /// @notice Thrown when a booking is too small for the incentive of the first.
    error BookedAmountTooLow(bytes32 attestationId, uint64 amount, uint64 least);
    /// @notice Thrown when the participant, or one that it has succeeded, has claimed that incentive before.
    error ClaimMade(uint32 participant, uint8 attestedKind);
    /// @notice Thrown when there are no claims to carry over.
    error ClaimsNone(uint32 participant);
    /// @notice Thrown when a regrading does not follow the one in force.
    error RegradeLive(bytes32 certificateId, bytes32 attestationId);
    /// @notice Thrown when the certificate that is related does not exist or is the same one.
    error LinkInvalid(bytes32 certificateId, bytes32 linkedId);
    /// @notice Thrown when an attestation is ended without a reason.
    error EndReasonInvalid(uint8 reason);
    /// @notice Thrown when an evaluator would be admitted to what is no report.
    error EvaluatorKindsInvalid(uint32 kinds);

    /* ATTESTERS */

    /// @notice Attests. By a maker with a role that the kind names; a registry only in its own register. Parties: all
    /// holders, where the kind says so; then the asked party, where it signs; then those whom the restraints protect.
    /// For a valuation `approvals[1]` is the second signer's: a consenting key of the same evaluator that is neither
    /// the maker's nor the checker's. Checked in the order: kind, certificate and restraints, subtype, members,
    /// document, amount, dates, right to operate, grade, what is followed, party, what the kind asks besides, maker,
    /// pause, approvals, whose the attestation followed is, independence, admission.
    /// @dev Booking: an entity has one live chain a certificate: a booking and what supersedes it, one after another.
    /// Nobody books while a former holder still has the certificate on its books. An entity agrees to its own
    /// derecognition while it holds; once it does not, the registry records it without.
    /// Claims: a participant claims each incentive once; a claim counts when it is refused or clawed back, and a
    /// successor's counts with its predecessor's ({carryClaims}). Only one that its registry withdraws before it is
    /// granted does not.
    function attest(Attest calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Ends an attestation: it has served, or it is withdrawn. By the one that attested, with a role that the
    /// kind names; for a registry, by the one in charge now. No parties. Never stopped by a pause or the term's end.
    function end(EndAttestation calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records that what `from` has claimed counts for its successor `to` as well. By the registry, ex officio
    /// when it registers a succession; no parties. Also after the term's end.
    /// @dev A rename changes no participant's number, so claims hold over it without an act.
    function carryClaims(CarryClaims calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* GOVERNANCE */

    /// @notice Says which reports an evaluator may make, a bit a kind; 0 takes all away. By vote.
    function admitEvaluator(uint32 participant, uint32 kinds) external;

    /* VIEWS */

    /// @notice What the chain keeps of an attestation: zero if the certificate has none with that id, which is
    /// keccak256(abi.encode(certificateId, sequence)) of its event.
    function statementOf(bytes32 certificateId, bytes32 attestationId) external view returns (Statement);

    /// @notice Whether an attestation is a report of `kind` on this certificate that is in force at block time: neither
    /// superseded nor withdrawn, of the present data version, and within its validity; and the amount that it states,
    /// in fen.
    function reportOf(bytes32 attestationId, bytes32 certificateId, uint8 kind)
        external
        view
        returns (bool isCurrent, uint64 amount);

    /// @notice Who has a certificate on its books, in the order of booking.
    function bookersOf(bytes32 certificateId) external view returns (uint32[] memory);
    /// @notice The regrading in force; zero if there is none, and the certificate's document says the grade.
    function regradeOf(bytes32 certificateId) external view returns (bytes32 attestationId);
    /// @notice Which incentives a participant has claimed, or one that it succeeded: a bit a kind.
    function claimsOf(uint32 participant) external view returns (uint32);
    /// @notice Which reports an evaluator may make: a bit a kind.
    function evaluatorOf(uint32 participant) external view returns (uint32);
    /// @notice A kind's row; zero if there is no such kind.
    function schemaOf(uint8 kind) external pure returns (Schema);
}
