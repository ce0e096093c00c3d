// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Record, Register} from "../Record.sol";
import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice By what one holder takes the place of another.
enum SuccessionGround {
    None,
    Merger, // 合并
    Division, // 分立
    Inheritance, // 继承、遗赠
    Bankruptcy, // 破产清算
    Other // 依法承继的其他情形
}

/// @notice How a certificate is related to another.
enum Relation {
    None,
    SameData, // 同一数据
    DerivedFrom, // 衍生自
    Continues, // 承接旧证
    Converts, // 衔接换证: made by {ISuccessions-convert} alone
    SplitFrom // 分出自: made by {ISuccessions-split} alone
}

/// @notice A succession to all that `from` holds.
struct SucceedCertificate {
    bytes32 certificateId;
    uint32 from;
    uint32 to;
    SuccessionGround ground;
    bytes32 documentDigest;
}

/// @notice A partial transfer: a new certificate for the part, and what remains of the old one.
/// @param record Of the new certificate, as in {Issue}: the transferee is its holder, the rights given are its rights.
/// @param fingerprint Of the data of the new certificate.
/// @param documentDigest SHA-256 of the new certificate's document.
/// @param remainingFingerprint Of the data that remains; zero if not data but rights are divided.
/// @param remainingDigest SHA-256 of the adjusted certificate's document.
struct SplitCertificate {
    bytes32 certificateId;
    Record record;
    bytes32 fingerprint;
    bytes32 documentDigest;
    bytes32 remainingFingerprint;
    bytes32 remainingDigest;
}

/// @notice A certificate of one regime in the place of one of another.
/// @param record Of the new certificate, as in {Issue}.
/// @param documentDigest SHA-256 of the new certificate's document.
/// @param endDigest SHA-256 of the document that ends the old one.
struct ConvertCertificate {
    bytes32 certificateId;
    Record record;
    bytes32 fingerprint;
    bytes32 documentDigest;
    bytes32 endDigest;
}

/// @notice A relation of a certificate to another, to be disclosed.
struct LinkCertificates {
    bytes32 certificateId;
    bytes32 otherId;
    Relation relation;
    bytes32 documentDigest;
}

/// @notice A relation that is disclosed no longer.
struct UnlinkCertificates {
    bytes32 certificateId;
    bytes32 linkId;
    bytes32 documentDigest;
}

/// @notice A registry's notice that it will no longer keep a register.
/// @param successor The registry that is to take over all files.
/// @param effectiveAt When, in unix seconds.
struct AnnounceExit {
    Register register;
    uint32 successor;
    uint40 effectiveAt;
    bytes32 documentDigest;
}

/// @notice What the chain keeps of one link.
/// @param otherId The other certificate.
/// @param sequence The certificate's event that made it; with the certificate's id it makes the link's.
/// @param relation Of the certificate to the other.
struct Link {
    bytes32 otherId;
    uint32 sequence;
    Relation relation;
}

/// @notice The last notice that a register will be left, in one slot.
/// @param successor Who is to take over.
/// @param effectiveAt When.
/// @param sequence How many notices there were of this register.
struct Exit {
    uint32 successor;
    uint40 effectiveAt;
    uint32 sequence;
}

/// @title Successions: one holder, certificate or registry that takes the place of another, wholly or in part
/// @notice What rests on a certificate follows it to a successor: pledges, freezes, licences. A partial transfer leaves
/// the transferor nothing of what it gives (guideline 〔2026〕35, art. 34); a conversion ends the old certificate (art.
/// 41). Links disclose and stop nothing: the same data may lawfully be certified to several (art. 21).
/// @dev An act that makes {ICertificates} emit an event signs the sequence of that; the event of this contract has the
/// next.
interface ISuccessions is INoun {
    /* EVENTS */

    /// @notice Emitted when a successor took all that `from` held, just after {ICertificates-CertificateTransferred}.
    event CertificateSucceeded(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 from,
        uint32 to,
        uint8 ground,
        address maker,
        address checker
    );

    /// @notice Emitted when a part went into a new certificate, just after {ICertificates-CertificateAmended}.
    /// @param rights Those of the new certificate.
    event CertificateSplit(
        bytes32 indexed certificateId, uint32 sequence, bytes32 intoId, uint8 rights, address maker, address checker
    );

    /// @notice Emitted when a certificate's relation to another is recorded: by hand, by a split or by a conversion; on
    /// a split or converted certificate just after its issue.
    event CertificateLinked(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 otherId,
        uint8 relation,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a link recorded by hand is taken back.
    event CertificateUnlinked(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 linkId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a registry gives notice that it leaves a register; `sequence` counts this register's.
    event ExitAnnounced(
        uint24 indexed register,
        uint32 sequence,
        uint32 registry,
        uint32 successor,
        uint40 effectiveAt,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /* ERRORS */

    /// @notice Thrown when a succession has no ground.
    error SuccessionGroundInvalid(uint8 ground);
    /// @notice Thrown when a part of a co-held certificate would be transferred.
    error SplitOfShared(bytes32 certificateId);
    /// @notice Thrown when the new certificate would have rights that the old one has not.
    error RightsExceeded(bytes32 certificateId, uint8 rights, uint8 allowed);
    /// @notice Thrown when a partial transfer would leave nothing: that is a transfer.
    error NothingRemains(bytes32 certificateId, uint8 rights);
    /// @notice Thrown when the part and what remains would be the same data.
    error DataUndivided(bytes32 certificateId, bytes32 fingerprint);
    /// @notice Thrown when a part would go into another register.
    error RegisterOther(bytes32 certificateId, Register register, Register given);
    /// @notice Thrown when a certificate would be converted within its regime.
    error RegimeUnchanged(bytes32 certificateId, uint8 regime);
    /// @notice Thrown when a certificate would be converted for another holder.
    error HolderOther(bytes32 certificateId, uint32 expected, uint32 given);
    /// @notice Thrown when a relation is unknown, or is not recorded by hand.
    error RelationInvalid(uint8 relation);
    /// @notice Thrown when a certificate would be linked with itself.
    error LinkToItself(bytes32 certificateId);
    /// @notice Thrown when a certificate has this very link.
    error LinkDuplicate(bytes32 certificateId, bytes32 linkId);
    /// @notice Thrown when a certificate has {MAX_LINKS} links.
    error LinksTooMany(bytes32 certificateId, uint256 maximum);
    /// @notice Thrown when there is no such link on the certificate, or no longer.
    error LinkUnknown(bytes32 certificateId, bytes32 linkId);
    /// @notice Thrown when a link made by a split or a conversion would be taken back.
    error LinkFixed(bytes32 linkId, uint8 relation);
    /// @notice Thrown when the successor is no registry, is suspended, or is the registry that leaves.
    error SuccessorInvalid(uint32 successor);
    /// @notice Thrown when a registry would leave before {EXIT_MONTHS} have passed.
    error ExitTooSoon(Register register, uint40 effectiveAt, uint40 earliest);

    /* REGISTRY */

    /// @notice Records that a successor has all that `from` held. By the registry; parties: the successor, then those
    /// whom the restraints protect.
    function succeed(SucceedCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Transfers a part of a certificate that one alone holds: some of its rights, or some of its data with the
    /// rights named. By the registry; parties: the holder, the transferee, then those whom the restraints protect. The
    /// new certificate stands in the same register and ends no later.
    function split(SplitCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Puts a certificate of another regime in a certificate's place, for the same holders and no more rights.
    /// By the registry of the new register; parties: all holders, the registry of the old register, then those whom the
    /// restraints protect.
    function convert(ConvertCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Records a relation to another certificate, of whatever register. By the registry; no parties.
    function link(LinkCertificates calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Takes back a link that was recorded by hand; also after the certificate's term. By the registry; no
    /// parties.
    function unlink(UnlinkCertificates calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Gives notice that the registry will leave a register (guideline 〔2026〕35, art. 13); a later notice takes
    /// the place of an earlier. The governors then put the register into the successor's charge by
    /// {IParticipants-assignRegister}; certificates stay valid. By the registry; party: the successor.
    /// @dev `AnnounceExit(uint24 register,uint32 successor,uint40 effectiveAt,bytes32 documentDigest,uint32 sequence,
    /// uint64 deadline)`: of no certificate; `sequence` is one more than that of {exitOf}.
    function announceExit(AnnounceExit calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice Most links a certificate has at a time, so that looking through them fits any act.
    function MAX_LINKS() external view returns (uint256);
    /// @notice Months of notice before a registry leaves (guideline 〔2026〕35, art. 13).
    function EXIT_MONTHS() external view returns (uint32);
    function linkOf(bytes32 linkId) external view returns (Link memory);
    /// @notice A certificate's links, the oldest first but for those that took the place of one taken back.
    function linksOn(bytes32 certificateId) external view returns (bytes32[] memory);
    function exitOf(Register register) external view returns (Exit memory);
}
