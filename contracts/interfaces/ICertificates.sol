// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Flags, Powers, Rights} from "../Flags.sol";
import {Effect, Operation, Restraint} from "../Matrix.sol";
import {CertificateNumber, Record, Register, State} from "../Record.sol";
import {Approval, IParticipants} from "./IParticipants.sol";
import {IRules} from "./IRules.sol";

/// @notice A noun's contract that is admitted at the founding, with its flags and powers.
struct Door {
    address noun;
    uint24 flags;
}

/// @notice Until when old certificates of other schemes may be brought into a register without an application.
struct Migration {
    Register register;
    uint40 until;
}

/// @notice One certificate to be issued.
/// @param record Holder, term, rights, ordinal and number; sequence, flags and state must be zero.
/// @param fingerprint Of the data itself, as its document names it; with applicant and regime it makes the id.
/// @param documentDigest SHA-256 of the canonical certificate document.
struct Issue {
    Record record;
    bytes32 fingerprint;
    bytes32 documentDigest;
}

/// @notice One co-holder's part of a certificate.
/// @param holder The participant.
/// @param rights What it holds of the three rights.
/// @param share Of {ICertificates-WHOLE}.
struct Share {
    uint32 holder;
    uint8 rights;
    uint16 share;
}

/// @notice A transfer of all that `from` holds in a certificate.
struct Transfer {
    bytes32 certificateId;
    uint32 from;
    uint32 to;
    bytes32 documentDigest;
}

/// @notice A change registration: never of the holder, never a longer term.
/// @param fingerprint The new data version's, or zero if the data did not change.
/// @param validTo The new end, not later than the old; zero if unchanged.
/// @param rights The new rights; zero if unchanged. A co-held certificate's rights cannot be amended.
struct Amend {
    bytes32 certificateId;
    bytes32 fingerprint;
    bytes32 documentDigest;
    uint40 validTo;
    uint8 rights;
}

/// @notice A correction of a clerical error: only the document changes.
struct Correct {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice A cancellation.
struct Cancel {
    bytes32 certificateId;
    CancelReason reason;
    bytes32 documentDigest;
}

/// @notice A revocation, for fraud or by a decision.
struct Revoke {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice Why a certificate is cancelled (guideline 〔2026〕35, art. 37). The first two need the holders' consent; a
/// judgment comes through the door.
enum CancelReason {
    None,
    Voluntary,
    Destroyed,
    Objection,
    ExOfficio,
    Judgment
}

/// @title Certificates: the registration certificates, and the one head that proves each one's history
/// @notice Identity, holder, term, rights and state; everything else about a certificate is another contract's, which
/// reaches it only through the door. A certificate's `head` starts at zero and every event about it, of whichever
/// contract, makes it `keccak256(head ‖ keccak256(emitter ‖ topics ‖ data))`, each topic and the emitter as 32 bytes
/// (P4).
/// @dev Every refusal is checked in the order: the certificate, what is asked, the number of approvals, the maker, the
/// checker ({IParticipants-requireFiling}), what depends on the registry, then the parties' approvals in their order.
/// Assumptions: the Participants contract given at deployment tells the truth and never changes. Block timestamps are
/// the validators' claim, good to seconds. No function calls anything but Participants, and that only to read. Every
/// act is one EIP-712 digest, which all who must agree sign: `approvals[0]` is the registry's checker's, the others'
/// order is written at each function. The nonce in it is the sequence number that the act will have, so that an
/// approval holds for exactly this state of the certificate.
interface ICertificates {
    /* EVENTS */

    /// @notice Emitted when a certificate is issued; `record` is the word as stored, its sequence is 1.
    event CertificateIssued(
        bytes32 indexed certificateId,
        uint256 record,
        bytes32 fingerprint,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted once a co-holder, directly after a co-held certificate is issued.
    event ShareRecorded(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 holder,
        uint8 rights,
        uint16 share,
        address maker,
        address checker
    );

    /// @notice Emitted when all that `from` holds goes to `to`. A share that meets another of `to` is added to it.
    event CertificateTransferred(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 from,
        uint32 to,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a certificate is amended; all values are the new ones in full, `fingerprint` zero if
    /// unchanged.
    event CertificateAmended(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 fingerprint,
        bytes32 documentDigest,
        uint40 validTo,
        uint8 rights,
        address maker,
        address checker
    );

    /// @notice Emitted when a certificate is cancelled; the cancellation's document is the certificate's last.
    event CertificateCancelled(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint8 reason,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a certificate is revoked for fraud or by a decision, whose document it names; the
    /// certificate's own document stays as it was.
    event CertificateRevoked(
        bytes32 indexed certificateId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when a clerical error is corrected.
    event CertificateCorrected(
        bytes32 indexed certificateId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when a certificate's term is renewed.
    event CertificateRenewed(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint40 validToBefore,
        uint40 validTo,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when another certificate takes this one's place.
    event CertificateSuperseded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 successorId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when the governors open or close the door for another noun's contract: its flags and powers.
    event NounAdmitted(address indexed noun, uint24 flags);

    /// @notice Emitted when the governors let old certificates into a register without applications, until a time.
    event MigrationOpened(uint24 indexed register, uint40 until);

    /* ERRORS */

    /// @notice Thrown when there is no certificate with that id.
    error CertificateUnknown(bytes32 certificateId);
    /// @notice Thrown when the id, that is applicant, regime, fingerprint and ordinal, is already a certificate's or a
    /// claim's.
    error CertificateDuplicate(bytes32 certificateId);
    /// @notice Thrown when a certificate with an ordinal above 0 has no predecessor.
    error PredecessorMissing(bytes32 certificateId, uint8 ordinal);
    /// @notice Thrown when the predecessor is still alive, or its renewal is pending.
    error PredecessorAlive(bytes32 certificateId, bytes32 predecessor);
    /// @notice Thrown when the number was given before.
    error NumberTaken(CertificateNumber number);
    /// @notice Thrown when the serial is not 1 to 9999 or the period is not a month (YYYYMM) of the years 2000 to 9999.
    error NumberInvalid(CertificateNumber number);
    /// @notice Thrown when the regime is unknown.
    error RegimeUnknown(uint8 regime);
    /// @notice Thrown when rights are empty or unknown, or the co-holders' do not make up the certificate's.
    error RightsInvalid(uint8 rights);
    /// @notice Thrown when a transfer is asked of a certificate without the right to operate (经营权).
    error RightToOperateMissing(bytes32 certificateId, uint8 rights);
    /// @notice Thrown when the term ends before it begins, has ended, begins in the future or is too long.
    error TermInvalid(uint40 validFrom, uint40 validTo);
    /// @notice Thrown when an amendment would lengthen the term; that is a renewal.
    error TermExtended(bytes32 certificateId, uint40 validTo, uint40 asked);
    /// @notice Thrown when sequence, flags or state of an issue are not zero.
    error RecordNotBlank(Record record);
    /// @notice Thrown when a registry would register for itself (guideline 〔2026〕35, art. 10(7)).
    error SelfRegistration(uint32 participant);
    /// @notice Thrown when a digest that must be given is zero.
    error DigestMissing();
    /// @notice Thrown when a batch is empty or larger than {MAX_BATCH}.
    error BatchSize(uint256 given, uint256 maximum);
    /// @notice Thrown when there are too few or too many co-holders, or their shares are not whole.
    error SharesInvalid(uint256 holders, uint256 sum);
    /// @notice Thrown when a co-holder stands twice or has no share.
    error ShareInvalid(uint32 holder, uint16 share);
    /// @notice Thrown when the certificate was cancelled, revoked or superseded.
    error CertificateNotActive(bytes32 certificateId, State state);
    /// @notice Thrown when the certificate's term has ended.
    error CertificateExpired(bytes32 certificateId, uint40 validTo);
    /// @notice Thrown when `from` does not hold the certificate.
    error NotHolder(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when a certificate is transferred to the one that holds it, or to its registry.
    error TransfereeInvalid(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when the number of approvals is not what the act needs.
    error ApprovalsMissing(uint256 expected, uint256 given);
    /// @notice Thrown when the rights of a co-held certificate would be amended.
    error SharedRightsFixed(bytes32 certificateId);
    /// @notice Thrown when the reason is none of the known.
    error CancelReasonInvalid(uint8 reason);
    /// @notice Thrown when the caller is no admitted noun or touches flags or powers that are not its own; or when a
    /// noun would be given this contract's own flags.
    error DoorClosed(address caller, uint24 flags);
    /// @notice Thrown when a flag would be given to a noun while another keeps it; that one is shut out first.
    error FlagKept(uint8 flag, address keeper);
    /// @notice Thrown when a certificate is issued without an application and the register takes no old certificates,
    /// or no longer.
    error MigrationClosed(Register register, uint40 until);
    /// @notice Thrown when a renewed term would not be longer, or has ended already.
    error TermNotExtended(bytes32 certificateId, uint40 validTo, uint40 asked);

    /* REGISTRY */

    /// @notice Issues one certificate or many, each with one sole holder: old certificates of another scheme, while the
    /// governors have opened a migration of their register. All others come from an application, through {enter}.
    /// @dev The caller is the maker of the registry that keeps every one's register. `approval` is its checker's over
    /// `Issue(bytes32 issuesDigest,uint256 count,uint64 deadline)`, where `issuesDigest` is keccak256 of the issues'
    /// words one after another (three words each). No nonce: an id and a number are issued once. An ordinal above 0
    /// registers the same data anew after the predecessor (ordinal - 1; if that is a claim, its claimant) has died or
    /// expired without a renewal that is still pending. Each issue is checked in the order: regime, charge, migration,
    /// blank, number, rights, term, digests, holder known and not the registry, id free, predecessor, number free.
    function issue(Issue[] calldata issues, uint64 deadline, Approval calldata approval) external;

    /// @notice Issues one co-held certificate; the record's holder is the first co-holder (代表人).
    /// @dev As {issue}, over `IssueShared(bytes32 issueDigest,bytes32 sharesDigest,uint64 deadline)`; `sharesDigest` is
    /// keccak256(abi.encode(shares)), `issueDigest` keccak256 of the three words. The record stored has the flag
    /// {Flags-SHARED}; the shares' rights together are the record's. Shares are checked after the record, before the
    /// id.
    function issueShared(Issue calldata issued, Share[] calldata shares, uint64 deadline, Approval calldata approval)
        external;

    /// @notice Transfers all that `from` holds. Approvals: checker, `from`, `to`, then the co-holders that are neither,
    /// in stored order, then those whose consent the restraints need ({requireAllowed}). A share passes in its place;
    /// where `to` has one already, the two become one in the place of `to` (shares added, rights joined) and the places
    /// behind `from` move up. The record's holder is always the first co-holder.
    /// @dev `Transfer(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,uint64
    /// deadline)`.
    function transfer(Transfer calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Amends. Approvals: checker, then all holders in stored order, then those whose consent the restraints
    /// need, by {Operation-Narrow} if rights or term shrink or the data version changes, else by {Operation-Amend}.
    /// @dev `Amend(bytes32 certificateId,bytes32 fingerprint,bytes32 documentDigest,uint40 validTo,uint8 rights, uint32
    /// sequence,uint64 deadline)`. A new fingerprint is claimed for the record's holder, so that it counts as
    /// registered: the id of its first registration (ordinal 0) becomes a claim, state `Claimed`. Data that this holder
    /// has ever registered or claimed in this regime cannot be claimed; it can be issued anew once its certificate is
    /// dead.
    function amend(Amend calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Corrects a clerical error, ex officio. Approvals: checker.
    /// @dev `Correct(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)`.
    function correct(Correct calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Cancels one that has not expired. Approvals: checker; and for `Voluntary` and `Destroyed` all holders in
    /// stored order; then the restraints' consents, by {Operation-Cancel} for these two, else by
    /// {Operation-JudicialCancel}.
    /// @dev `Cancel(bytes32 certificateId,uint8 reason,bytes32 documentDigest,uint32 sequence,uint64 deadline)`.
    function cancel(Cancel calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Revokes, also after expiry. By the registry in charge or by a supervisor; approvals: its own checker.
    /// @dev `Revoke(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)`.
    function revoke(Revoke calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* THE DOOR */

    /// @notice Advances a certificate's sequence and head by another noun's event, and sets and clears its flags.
    /// @dev Only by a contract that the governors admitted, and only flags that are its own. The noun has checked its
    /// act. An expired certificate still advances, so that what hangs on it can be released; one that was cancelled,
    /// revoked or superseded never does.
    /// @param eventDigest keccak256(emitter ‖ topics ‖ data) of the event that the caller emits.
    /// @return sequence The number that the event must carry.
    function advance(bytes32 certificateId, bytes32 eventDigest, uint24 set, uint24 clear)
        external
        returns (uint32 sequence);

    /// @notice Passes all that `from` holds to `to`, for a noun that has {Powers-MOVES}: by judgment, enforcement,
    /// contribution or succession. The noun has seen to all hands and restraints.
    function move(Transfer calldata asked, address maker, address checker) external;

    /// @notice Ends a certificate, for a noun that has {Powers-ENDS}: cancelled by judgment if `successorId` is zero,
    /// else superseded by that certificate.
    function end(bytes32 certificateId, bytes32 successorId, bytes32 documentDigest, address maker, address checker)
        external;

    /// @notice Issues a certificate, for a noun that has {Powers-ISSUES}: from an application, or from another
    /// certificate. With shares it is co-held. Checked as {issue} but for migration and hands.
    function enter(Issue calldata issued, Share[] calldata shares, address maker, address checker)
        external
        returns (bytes32 certificateId);

    /// @notice Amends, for a noun that has {Powers-AMENDS}: what remains of a certificate after a part was transferred.
    function adjust(Amend calldata asked, address maker, address checker) external;

    /// @notice Renews a term, for a noun that has {Powers-EXTENDS}; also after its end.
    function extend(bytes32 certificateId, uint40 validTo, bytes32 documentDigest, address maker, address checker)
        external;

    /// @notice Opens the door for `noun` to these flags and powers; zero closes it. By the governors' vote.
    function admitNoun(address noun, uint24 flags) external;

    /// @notice Lets old certificates into a register without applications until a time; a time that is past ends it. By
    /// the governors' vote.
    function openMigration(Register register, uint40 until) external;

    /* VIEWS */

    /// @notice The contract that says who may do what.
    function PARTICIPANTS() external view returns (IParticipants);
    /// @notice The contract that says by which periods.
    function RULES() external view returns (IRules);
    /// @notice How many flags there are for nouns: bits 0 to this.
    function FLAGS() external view returns (uint8);
    /// @notice Most certificates in a batch: 500, 26 million gas and 22,000 a new holder; a block has 30 million.
    function MAX_BATCH() external view returns (uint256);
    /// @notice Most co-holders of a certificate, so that a transfer's approvals fit a transaction.
    function MAX_HOLDERS() external view returns (uint256);
    /// @notice What all shares sum to: 10,000 basis points.
    function WHOLE() external view returns (uint16);
    /// @notice Longest term in seconds: five years (guideline 〔2026〕35, art. 26), with two leap days, the first day,
    /// which is not counted (Civil Code, art. 201), and the nine days of the longest holiday after which a term may end
    /// (art. 203).
    function MAX_TERM() external view returns (uint40);
    function recordOf(bytes32 certificateId) external view returns (Record);
    function headOf(CertificateNumber number) external view returns (bytes32);
    /// @notice What entered (1) or left (2) a participant's hands: keccak256(abi.encode(head, id, 1 or 2)), from zero.
    function holdingOf(uint32 participant) external view returns (bytes32 head);
    function sharesOf(bytes32 certificateId) external view returns (Share[] memory);
    /// @notice The certificate that claims a fingerprint by amendment, for an id whose state is `Claimed`.
    function claimantOf(bytes32 claim) external view returns (bytes32 certificateId);
    /// @notice All holders in stored order.
    function holdersOf(bytes32 certificateId) external view returns (uint32[] memory);
    /// @notice The sequence number with which the certificate's present data version came in: 1, or that of its last
    /// amendment or correction. What was attested before is stale.
    function versionOf(bytes32 certificateId) external view returns (uint32 sequence);
    function nounFlags(address noun) external view returns (uint24);
    /// @notice The noun that keeps a flag, given by its one bit; zero if there is none.
    function nounFor(uint24 flag) external view returns (address);
    function migrationOf(Register register) external view returns (uint40 until);
    /// @notice A cell of the block matrix.
    function effectOf(Operation operation, Restraint restraint) external pure returns (Effect);
    /// @notice What every act asks first: that the certificate exists, has not ended, has not expired where that
    /// matters, and that nothing that rests on it stops `operation`; in this order, the nouns in that of their flags.
    /// @return record The certificate's record.
    /// @return consents Whose consent the operation needs besides its own parties, none twice.
    function requireAllowed(bytes32 certificateId, Operation operation)
        external
        view
        returns (Record record, uint32[] memory consents);
    /// @notice keccak256(abi.encode(applicant, regime, fingerprint, ordinal)).
    function idOf(uint32 applicant, uint8 regime, bytes32 fingerprint, uint8 ordinal) external pure returns (bytes32);
}
