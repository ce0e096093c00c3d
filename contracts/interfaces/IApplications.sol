// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AcceptApplication,
    Case,
    DecideObjection,
    Deposit,
    ExtendDecision,
    NotAcceptApplication,
    ObjectPublicity,
    PassReview,
    Publicise,
    PublicityObjection,
    RefuseApplication,
    RequireSupplement,
    SubmitApplication,
    SupplementApplication,
    TerminateApplication,
    WaivePublicity,
    WithdrawApplication
} from "../ApplicationActs.sol";
import {Register} from "../Record.sol";
import {Stage, Step} from "../Stages.sol";
import {Share} from "./ICertificates.sol";
import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @title Applications: a registration case from submission to deposit (guideline 〔2026〕35, art. 16 to 28)
/// @notice A case has the id that its certificate will have, so an applicant has at most one live case for the same
/// data. Silence speaks: a case that is not answered in time is accepted, one that is not supplemented in time has
/// lapsed; both are computed and need no transaction (P1). A deadline of a party stops its act; the registry's own
/// never stops it, but shows.
/// @dev A case rests on no certificate and has no head: its sequence has no gaps, and from the deposit on the
/// certificate's head takes over. Every act's digest is of its struct's members, its sequence and its deadline. What
/// the registry does is filed by the maker of the registry that keeps the register; what a party does, by that maker
/// with the party's consent or by the party's own maker and checker, so that no registry stops a filing by silence.
/// A pause stops {submit}, {accept}, {deposit} and {depositMany}, nothing else.
interface IApplications is INoun {
    /* EVENTS */

    /// @notice Emitted when an application is submitted; it must be answered before `dueAt` or is accepted.
    event ApplicationSubmitted(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint32 applicant,
        uint24 register,
        bytes32 fingerprint,
        uint8 ordinal,
        uint8 rights,
        uint40 sourceEnds,
        uint40 dueAt,
        bytes32 applicationDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the applicant is told all defects; it must cure them before `dueAt` or the case lapses.
    event SupplementRequired(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint40 dueAt,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the applicant has supplemented; it must be answered before `dueAt` or is accepted.
    event ApplicationSupplemented(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint40 dueAt,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an application is accepted by an act.
    event ApplicationAccepted(bytes32 indexed applicationId, uint32 sequence, address maker, address checker);

    /// @notice Emitted when an application is not accepted.
    event ApplicationNotAccepted(
        bytes32 indexed applicationId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when an application has passed its review, for these rights.
    event ApplicationReviewed(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint8 rights,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a registration is refused.
    event ApplicationRefused(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint8 ground,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a case is terminated because the applicant cannot prove what the review needs.
    event ApplicationTerminated(
        bytes32 indexed applicationId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when the applicant has withdrawn.
    event ApplicationWithdrawn(
        bytes32 indexed applicationId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when the decision's period is extended.
    event DecisionExtended(
        bytes32 indexed applicationId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when a case is publicised, from now until an instant.
    event ApplicationPublicised(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint40 publicisedUntil,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the registry has decided not to publicise.
    event PublicityWaived(
        bytes32 indexed applicationId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when somebody has objected; the objection's id is keccak256(abi.encode(applicationId,
    /// sequence)).
    event PublicityObjected(
        bytes32 indexed applicationId,
        uint32 sequence,
        uint32 objector,
        uint40 decideBy,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an objection is decided; one that is upheld refuses the registration.
    event PublicityObjectionDecided(
        bytes32 indexed applicationId,
        uint32 sequence,
        bytes32 objectionId,
        bool upheld,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a case is deposited, just before {ICertificates-CertificateIssued}.
    event ApplicationDeposited(bytes32 indexed applicationId, uint32 sequence, address maker, address checker);

    /* ERRORS */

    /// @notice Thrown when there is no application with that id.
    error ApplicationUnknown(bytes32 applicationId);
    /// @notice Thrown when the id is not the one that follows from applicant, regime, fingerprint and ordinal.
    error ApplicationIdWrong(bytes32 applicationId, bytes32 derived);
    /// @notice Thrown when a step is asked that the case's stage, as time has made it, does not allow.
    error StepNotAllowed(bytes32 applicationId, Stage stage, Step step);
    /// @notice Thrown when nobody keeps the register.
    error RegisterUnkept(Register register);
    /// @notice Thrown when an authorisation that the right depends on has ended already.
    error SourceEnded(bytes32 applicationId, uint40 sourceEnds);
    /// @notice Thrown when a supplement is required a second time in one attempt.
    error SupplementSpent(bytes32 applicationId);
    /// @notice Thrown when the days for a supplement are none or more than the regime allows.
    error SupplementDaysInvalid(bytes32 applicationId, uint32 workingDays, uint32 maximum);
    /// @notice Thrown when rights are none, or not among those that were asked or passed the review.
    error RightsNotPassed(bytes32 applicationId, uint8 rights, uint8 allowed);
    /// @notice Thrown when a refusal names no ground.
    error RefusalGroundMissing(bytes32 applicationId);
    /// @notice Thrown when the decision's period is extended a second time in one attempt.
    error ExtensionSpent(bytes32 applicationId);
    /// @notice Thrown when an objection comes after the publicity.
    error PublicityOver(bytes32 applicationId, uint40 publicisedUntil);
    /// @notice Thrown when a deposit comes before the end of the publicity.
    error PublicityRunning(bytes32 applicationId, uint40 publicisedUntil);
    /// @notice Thrown when the applicant or the registry, which decides, would object.
    error PublicityObjectorInvalid(bytes32 applicationId, uint32 objector);
    /// @notice Thrown when as many objections are open as {MAX_OBJECTIONS}.
    error ObjectionsTooMany(bytes32 applicationId, uint256 maximum);
    /// @notice Thrown when there is no such objection in this attempt, or it is decided.
    error ObjectionNotOpen(bytes32 applicationId, bytes32 objectionId);
    /// @notice Thrown when the record of a deposit stands in another register than the case.
    error RegisterDiffers(bytes32 applicationId, Register register, Register expected);
    /// @notice Thrown when the certificate would be valid from before the day on which it could first be deposited.
    error TermBackdated(bytes32 applicationId, uint40 validFrom, uint40 earliest);
    /// @notice Thrown when the term would end later than the regime or a source's authorisation allows.
    error DepositTermTooLong(bytes32 applicationId, uint40 validTo, uint40 latest);
    /// @notice Thrown when the shares are not those that were signed.
    error SharesDigestWrong(bytes32 applicationId, bytes32 sharesDigest, bytes32 expected);

    /* APPLICANT */

    /// @notice Submits. Party: the applicant. It must be answered within {Parameter-AcceptanceDays}. An id whose case
    /// has ended may be submitted anew.
    /// @dev Checked in the order: id, register, applicant known, not the registry, rights, digests, source, no
    /// certificate, predecessor ended, no live case.
    function submit(SubmitApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Supplements, in time. Party: the applicant. It must be answered within {Parameter-AcceptanceDays}.
    function supplement(SupplementApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Withdraws a live case. Party: the applicant.
    function withdraw(WithdrawApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* REGISTRY */

    /// @notice Tells the applicant all defects at once, once an attempt, within the time to answer. By the registry; at
    /// most {Parameter-SupplementDays}.
    function requireSupplement(RequireSupplement calldata asked, uint64 deadline, Approval[] calldata approvals)
        external;

    /// @notice Accepts, within the time to answer. By the registry.
    function accept(AcceptApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Does not accept, within the time to answer. By the registry.
    function notAccept(NotAcceptApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Passes the review, for the rights asked or fewer. By the registry.
    function passReview(PassReview calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Refuses an accepted case. By the registry.
    function refuse(RefuseApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Terminates an accepted case. By the registry.
    function terminate(TerminateApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Extends the decision's period by {Parameter-ExtensionDays}, once an attempt. By the registry.
    function extend(ExtendDecision calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* PUBLICITY */

    /// @notice Publicises a reviewed case, from now for {Parameter-PublicityDays}. By the registry.
    function publicise(Publicise calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Waives the publicity of a reviewed case, with good reason. By the registry.
    function waivePublicity(WaivePublicity calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Objects during the publicity. Party: the objector. To be decided within {Parameter-InquiryDays}.
    function objectPublicity(ObjectPublicity calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Decides an objection: upheld, the registration is refused; rejected, the case goes on. By the registry.
    function decideObjection(DecideObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* DEPOSIT */

    /// @notice Deposits a publicised case when its publicity is over and no objection open, and issues its
    /// certificate. By the registry; parties: all co-holders of a co-held certificate, in their order. A sole holder
    /// agreed when it applied.
    /// @dev Checked in the order: stage, publicity, id, register, rights, term, shares' digest, the hands, then as
    /// {ICertificates-enter}.
    function deposit(Deposit calldata asked, Share[] calldata shares, uint64 deadline, Approval[] calldata approvals)
        external;

    /// @notice Deposits many cases of sole holders with one approval of the registry's checker.
    /// @dev Over `DepositMany(bytes32 depositsDigest,uint256 count,uint64 deadline)`, where `depositsDigest` is
    /// keccak256 of the deposits' digests one after another, each keccak256(abi.encode(deposit, sequence)), so that the
    /// approval holds for exactly this state of every case. All cases are checked before the hands.
    function depositMany(Deposit[] calldata deposits, uint64 deadline, Approval calldata approval) external;

    /* VIEWS */

    /// @notice Most deposits in a batch: 100, about 8 million gas, below the 30 million of a default block.
    function MAX_DEPOSITS() external view returns (uint256);
    /// @notice Most open objections in a case, so that their number fits its byte. None but their number is looked at.
    function MAX_OBJECTIONS() external view returns (uint256);
    /// @notice A case as stored.
    function caseOf(bytes32 applicationId) external view returns (Case memory);
    /// @notice The stage of a case at block time: what its acts and the silence after them have made of it.
    function stageOf(bytes32 applicationId) external view returns (Stage);
    /// @notice An objection as stored.
    function objectionOf(bytes32 objectionId) external view returns (PublicityObjection memory);
    /// @notice A cell of the table of steps.
    function isAllowed(Stage stage, Step step) external pure returns (bool);
}
