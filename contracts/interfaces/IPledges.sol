// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encumbrance, EncumbranceState} from "../Encumbrance.sol";
import {
    AmendPledge,
    AssignPledge,
    CreatePledge,
    CrystallisePledge,
    EndPledgeObjection,
    EnforcePledge,
    ExtendPledge,
    HoldRank,
    ObjectPledge,
    PartReleasePledge,
    PerfectPledge,
    ProvePledgeSuit,
    ReleaseHold,
    ReleasePledge
} from "../PledgeActs.sol";
import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice An objection to a pledge as stored.
/// @param objector Who objects.
/// @param proveBy The instant from which it has lapsed, unless a suit was proven before.
/// @param proven Whether a suit was proven.
struct Objection {
    uint32 objector;
    uint40 proveBy;
    bool proven;
}

/// @title Pledges: what secures a debt, in which rank (Civil Code, art. 406-424, 436-445)
/// @notice A certificate bears at most {MAX_LIVE} encumbrances: holds and pledges. Rank: what is perfected, that is
/// filed in the unified movables register, goes before what is not (art. 414); then the earlier rank time goes first;
/// then what was created first. The rank time of a hold is its creation. That of a pledge is its filing or, before it
/// is perfected, its creation; but a pledge that its bank creates while its hold is in force takes the hold's place and
/// keeps the hold's rank time, perfected or not, if it is the earlier, as a priority notice does for a mortgage
/// (担保制度解释, art. 52). Only its own creation, perfection and end, or another's, change the rank of a pledge.
/// @dev What is created gets the id keccak256(abi.encode(certificateId, sequence of its event)). A hold in force counts
/// as a pledge in the block matrix: its bank is asked. A hold lapses by itself; a pledge does not lapse with its term,
/// because the debt is not paid by time: it is live until its creditor releases it. A pledge follows the certificate to
/// a new holder (art. 406).
interface IPledges is INoun {
    /* EVENTS */

    /// @notice Emitted when a bank reserves its rank, until an instant.
    event RankHeld(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 holdId,
        uint32 creditor,
        uint40 until,
        address maker,
        address checker
    );

    /// @notice Emitted when a bank gives up its hold.
    event HoldReleased(
        bytes32 indexed certificateId, uint32 sequence, bytes32 holdId, address maker, address checker
    );

    /// @notice Emitted when a pledge is created; `encumbrance` is the word as stored, `holdId` the hold that it takes
    /// the place of, or zero.
    event PledgeCreated(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint256 encumbrance,
        uint32 debtor,
        bytes32 debtDigest,
        bytes32 resolutionDigest,
        bytes32 reportId,
        bytes32 holdId,
        address maker,
        address checker
    );

    /// @notice Emitted when a filing makes a pledge effective against all; `rankAt` is its rank time from now on.
    event PledgePerfected(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        bytes32 filingNumber,
        uint40 filedAt,
        uint40 rankAt,
        bytes32 fileDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a pledge is amended. What `amount` is above `amountBefore` was added at this event's time,
    /// with the consent of all whom it could harm.
    event PledgeAmended(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint64 amountBefore,
        uint64 amount,
        uint8 form,
        bytes32 debtDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a pledge gets a longer term.
    event PledgeExtended(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint40 untilBefore,
        uint40 until,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a pledge passes to another creditor.
    event PledgeAssigned(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint32 from,
        uint32 to,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a maximum-amount pledge becomes one for a fixed sum.
    event PledgeCrystallised(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint64 cap,
        uint64 amount,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a part of the sum is released.
    event PledgePartReleased(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint64 amountBefore,
        uint64 amount,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a pledge is released.
    event PledgeReleased(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint8 reason,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an objection to a pledge is recorded; without proof of a suit it lapses at `proveBy`.
    event PledgeObjected(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint32 objector,
        uint40 proveBy,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the objector's suit is proven, so that the objection stands until it is ended.
    event PledgeSuitProven(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when an objection to a pledge ends by an act.
    event PledgeObjectionEnded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint8 outcome,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a pledge is realised by sale, just after {ICertificates-CertificateTransferred}, which is
    /// emitted once for each holder that sells.
    event PledgeEnforced(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        uint32 to,
        uint64 price,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted for each hold and pledge that ranked behind an enforced one, just after {PledgeEnforced}: it
    /// ends with the sale, and its creditor has its rank in the price.
    event PledgeEnded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 pledgeId,
        bytes32 enforcedId,
        address maker,
        address checker
    );

    /* ERRORS */

    /// @notice Thrown when no live pledge of this certificate has that id.
    error PledgeUnknown(bytes32 certificateId, bytes32 pledgeId);
    /// @notice Thrown when what has that id is no live pledge: a hold, or a pledge that was released, enforced or
    /// ended.
    error PledgeNotLive(bytes32 pledgeId, EncumbranceState encumbranceState);
    /// @notice Thrown when no hold of this certificate has that id.
    error HoldUnknown(bytes32 certificateId, bytes32 holdId);
    /// @notice Thrown when a hold was given up or became a pledge, or what has that id never was one.
    error HoldNotLive(bytes32 holdId, EncumbranceState encumbranceState);
    /// @notice Thrown when a hold that is to be released has lapsed by itself.
    error HoldLapsed(bytes32 holdId, uint40 until);
    /// @notice Thrown when a bank asks for a second hold while its first is in force.
    error HoldPending(bytes32 holdId, uint40 until);
    /// @notice Thrown when a certificate bears {MAX_LIVE} holds and pledges already.
    error EncumbrancesTooMany(bytes32 certificateId, uint256 maximum);
    /// @notice Thrown when a public body holds of the certificate: it may not give security with data assets
    /// (财资〔2024〕1号).
    error PublicBodyCannotPledge(bytes32 certificateId, uint32 holder);
    /// @notice Thrown when the creditor holds of the certificate itself.
    error CreditorIsHolder(bytes32 certificateId, uint32 creditor);
    /// @notice Thrown when the creditor named is not the maker's institution.
    error CreditorNotMaker(uint32 creditor, uint32 maker);
    /// @notice Thrown when anyone but the creditor acts on a hold or a pledge.
    error NotCreditor(bytes32 pledgeId, uint32 creditor, uint32 participant);
    /// @notice Thrown when the debtor is the creditor.
    error DebtorInvalid(uint32 debtor);
    /// @notice Thrown when another's debt is secured without a resolution (Company Law, art. 15).
    error ResolutionMissing(bytes32 certificateId, uint32 debtor);
    /// @notice Thrown when a pledge's term does not end after `since`, or ends after `latest`, the certificate's end.
    error PledgeTermInvalid(bytes32 certificateId, uint40 until, uint40 since, uint40 latest);
    /// @notice Thrown when the form of security is none of the known.
    error SecurityFormInvalid(uint8 form);
    /// @notice Thrown when the report is no report on this certificate's value, or not in force.
    error ReportNotCurrent(bytes32 certificateId, bytes32 reportId);
    /// @notice Thrown when the report is for another purpose than a pledge.
    error PledgeReportPurposeWrong(bytes32 reportId, uint8 purpose);
    /// @notice Thrown when a filing number is not 16 to 32 digits and capital letters, then zeros.
    error FilingNumberInvalid(bytes32 filingNumber);
    /// @notice Thrown when a filing number stands for a pledge already.
    error FilingTaken(bytes32 filingNumber, bytes32 pledgeId);
    /// @notice Thrown when a filing is older than the certificate or in the future.
    error FilingTimeInvalid(uint40 filedAt, uint40 earliest, uint40 latest);
    /// @notice Thrown when a pledge is perfected twice.
    error PledgePerfectedAlready(bytes32 pledgeId, uint40 perfectedAt);
    /// @notice Thrown when a pledge is enforced that is not perfected.
    error PledgeNotPerfected(bytes32 pledgeId);
    /// @notice Thrown when a pledge is enforced whose amount is a cap still.
    error PledgeNotCrystallised(bytes32 pledgeId, uint64 cap);
    /// @notice Thrown when a pledge is crystallised whose amount is no cap, or no longer.
    error PledgeNotMaximum(bytes32 pledgeId);
    /// @notice Thrown when a maximum-amount pledge would be fixed above its cap.
    error CapExceeded(bytes32 pledgeId, uint64 amount, uint64 cap);
    /// @notice Thrown when a part release would not lessen the sum.
    error AmountNotReduced(bytes32 pledgeId, uint64 amount, uint64 amountBefore);
    /// @notice Thrown when a pledge is assigned to its creditor, a holder or a natural person.
    error AssigneeInvalid(bytes32 pledgeId, uint32 to);
    /// @notice Thrown when the reason of a release is none of the known.
    error ReleaseReasonInvalid(uint8 reason);
    /// @notice Thrown when the creditor objects to its own pledge.
    error PledgeObjectorInvalid(bytes32 pledgeId, uint32 objector);
    /// @notice Thrown when an objection to the pledge is in force already.
    error PledgeObjectionPending(bytes32 pledgeId, uint32 objector);
    /// @notice Thrown when there is no objection to the pledge.
    error PledgeObjectionMissing(bytes32 pledgeId);
    /// @notice Thrown when an objection has lapsed because no suit was proven in time.
    error PledgeObjectionLapsed(bytes32 pledgeId, uint40 proveBy);
    /// @notice Thrown when a suit is proven twice.
    error PledgeSuitProvenAlready(bytes32 pledgeId);
    /// @notice Thrown when the outcome of an objection is none of the known.
    error PledgeObjectionOutcomeInvalid(uint8 outcome);

    /* HOLDS, BY A BANK */

    /// @notice Reserves rank for {Parameter-HoldDays}. By the bank; parties: all holders, then those whom the
    /// restraints protect, by {Operation-Pledge}. One hold in force a bank.
    function hold(HoldRank calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Gives a hold up. By its bank alone; works while frozen, expired or paused.
    function releaseHold(ReleaseHold calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* PLEDGES, BY THE CREDITOR */

    /// @notice Creates a pledge. By the bank; parties: all holders, then those whom the restraints protect, by
    /// {Operation-Pledge}: the creditors of all that is in force. Of another's debt the debtor need not consent.
    function create(CreatePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records the filing that perfects a pledge. By the creditor alone, whatever rests on the certificate: it
    /// happened elsewhere. A filing may be older than the pledge (that register lets a creditor file first), but not
    /// than the certificate. A filing number is used once.
    function perfect(PerfectPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Amends. By the creditor; parties: all holders and, if the sum grows, then those whom the restraints
    /// protect, by {Operation-Pledge}. The rank is kept: nobody behind is harmed unasked (Civil Code, art. 409).
    function amend(AmendPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Lengthens the term. By the creditor; parties: all holders; stopped by what stops {Operation-Pledge}.
    function extend(ExtendPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Passes a pledge to another creditor. By the creditor; parties: the new one. The holders are informed and
    /// not asked, for the pledge goes with the debt (Civil Code, art. 407 and 546).
    function assign(AssignPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Fixes what a maximum-amount pledge secures. By the creditor alone, which binds itself; works while
    /// frozen, expired or paused, for a freeze is one of the reasons (Civil Code, art. 423).
    function crystallise(CrystallisePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Releases a part of the sum. By the creditor alone; works while frozen, expired or paused.
    function partRelease(PartReleasePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Releases a pledge. By the creditor alone and nobody else; works while frozen, expired or paused.
    function release(ReleasePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Sells the certificate to realise a perfected pledge for a fixed sum (协议实现). By the creditor;
    /// parties: all holders, the buyer, those whom the restraints protect, by {Operation-Enforce}, then the other
    /// creditors of what ranks earlier. By judgment it is a judicial transfer, of the noun restraints.
    /// @dev What ranks earlier stays and follows the certificate (Civil Code, art. 406): the buyer knows it, its
    /// creditor has consented. What ranks later ends: it is paid from the rest of the price in its order (art. 413 and
    /// 414), else no sale could ever give a buyer a clean title; whoever is harmed by a price too low may have the
    /// agreement revoked by a court within a year (art. 410). The buyer may be the creditor, for the agreement is made
    /// when the debt is due and not before (art. 428).
    function enforce(EnforcePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* OBJECTIONS, BY THE REGISTRY */

    /// @notice Records an objection to a pledge. By the registry; parties: the objector. It stops nothing and is
    /// disclosed. Without proof of a suit within {Parameter-SuitDays} it lapses by itself; then another may be made.
    function object(ObjectPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records that a suit was proven in time. By the registry; no parties; not stopped by a pause, which stops
    /// no clock.
    function proveSuit(ProvePledgeSuit calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Ends an objection. By the registry; parties: the objector if it withdraws, nobody if it was judged. Not
    /// stopped by a pause.
    function endObjection(EndPledgeObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice Most holds and pledges of a certificate at a time, so that asking all of them fits any act and all their
    /// numbers fit one storage slot.
    function MAX_LIVE() external view returns (uint256);
    /// @notice What a hold or a pledge is now, also after its end; zero if there never was one.
    function encumbranceOf(bytes32 encumbranceId) external view returns (Encumbrance);
    /// @notice All that is on a certificate in the order of creation; holds that have lapsed until an act clears them.
    function encumbrancesOn(bytes32 certificateId) external view returns (bytes32[] memory encumbranceIds);
    /// @notice All that is in force at block time in the order of rank, the first first.
    function ranksOn(bytes32 certificateId) external view returns (bytes32[] memory encumbranceIds);
    /// @notice The pledge that a filing number stands for; zero if it was never used.
    function pledgeOfFiling(bytes32 filingNumber) external view returns (bytes32 pledgeId);
    /// @notice The last objection to a pledge, also after it has lapsed; empty if none was made or it was ended.
    function objectionTo(bytes32 pledgeId) external view returns (Objection memory);
}
