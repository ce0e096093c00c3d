// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice How far a licence keeps others out.
enum LicenceKind {
    None,
    Ordinary, // 普通许可
    Sole, // 排他许可: one licensee, beside the holder
    Exclusive // 独占许可: one licensee, and not even the holder
}

/// @notice Why a licence ends before its term.
enum LicenceEnd {
    None,
    Agreement, // 协议终止: holders and licensee
    Waiver, // 被许可人放弃: the licensee alone
    Judgment // 依生效法律文书: nobody need agree
}

/// @notice A licence to be granted.
/// @param licensee Who may use the data.
/// @param rights Which of the certificate's rights it may exercise: bits of {Rights}.
/// @param resale Whether the licensee may license others in its turn (可再许可).
/// @param scopeDigest SHA-256 of the licence's text: purpose, scene, fee.
struct GrantLicence {
    bytes32 certificateId;
    uint32 licensee;
    uint8 rights;
    LicenceKind kind;
    uint40 validFrom;
    uint40 validTo;
    bool resale;
    bytes32 scopeDigest;
}

/// @notice Another term or another text of a licence.
/// @param validTo The new end; zero if unchanged.
/// @param scopeDigest The new text; zero if unchanged.
/// @param documentDigest SHA-256 of the agreement to change it.
struct ChangeLicence {
    bytes32 certificateId;
    bytes32 licenceId;
    uint40 validTo;
    bytes32 scopeDigest;
    bytes32 documentDigest;
}

/// @notice The end of a licence before its term.
struct EndLicence {
    bytes32 certificateId;
    bytes32 licenceId;
    LicenceEnd reason;
    bytes32 documentDigest;
}

/// @notice What the chain keeps of one licence, in one slot.
/// @param sequence The certificate's event that granted it; with the certificate's id it makes the licence's.
/// @param validTo The end of its term, exclusive.
/// @param endedAt When it was ended before its term; zero if it was not.
struct Licence {
    uint32 sequence;
    uint32 licensee;
    uint8 rights;
    LicenceKind kind;
    uint40 validFrom;
    uint40 validTo;
    bool resale;
    uint40 endedAt;
}

/// @title Licences: who may use a certificate's data, and until when (domain rules §9, operation 17)
/// @notice A licence lapses by its term alone and stays with the certificate when that changes hands (买卖不破许可). It
/// lives from its grant, though its term may begin later, until it lapses or is ended. While a sole or exclusive
/// licence lives, no other lives that overlaps it in rights and time.
interface ILicences is INoun {
    /* EVENTS */

    /// @notice Emitted when a licence is granted.
    event LicenceGranted(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 licensee,
        uint8 rights,
        uint8 kind,
        uint40 validFrom,
        uint40 validTo,
        bool resale,
        bytes32 scopeDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a licence is changed; `validTo` is the new end in full, `scopeDigest` zero if unchanged.
    event LicenceChanged(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 licenceId,
        uint40 validTo,
        bytes32 scopeDigest,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a licence is ended before its term.
    event LicenceEnded(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 licenceId,
        uint8 reason,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /* ERRORS */

    /// @notice Thrown when the kind of licence is none.
    error LicenceKindInvalid(uint8 kind);
    /// @notice Thrown when the licensee holds the certificate itself.
    error LicenseeInvalid(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when a licence would begin before the certificate's term, end before it begins, or has ended.
    error LicenceTermInvalid(uint40 validFrom, uint40 validTo);
    /// @notice Thrown when a licence would outlast the certificate or {Parameter-LicenceMonths}.
    error LicenceTooLong(bytes32 certificateId, uint40 validTo, uint40 latest);
    /// @notice Thrown when a licence would overlap in rights and time with a live one, and one of both is sole or
    /// exclusive; `licenceId` is the live one.
    error LicenceExclusive(bytes32 certificateId, bytes32 licenceId);
    /// @notice Thrown when a certificate would have more live licences than {MAX_LICENCES}.
    error LicencesTooMany(bytes32 certificateId, uint256 maximum);
    /// @notice Thrown when the certificate has no such licence.
    error LicenceUnknown(bytes32 certificateId, bytes32 licenceId);
    /// @notice Thrown when a licence was ended or has lapsed.
    error LicenceOver(bytes32 licenceId, uint40 since);
    /// @notice Thrown when a change of a licence would change nothing.
    error LicenceUnchanged(bytes32 licenceId);
    /// @notice Thrown when the reason to end a licence is none.
    error LicenceEndInvalid(uint8 reason);

    /* REGISTRY */

    /// @notice Grants a licence. By the registry; parties: all holders, the licensee, then those whom the restraints
    /// protect. The certificate needs the right to operate (经营权).
    function grant(GrantLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Changes a live licence's term or text. By the registry; parties as at the grant.
    function change(ChangeLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Ends a live licence, in a pause and after the certificate's term too. By the registry; parties: for
    /// `Agreement` all holders and the licensee, for `Waiver` the licensee, for `Judgment` none.
    function end(EndLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice Most live licences of a certificate, so that asking them all fits any act.
    function MAX_LICENCES() external view returns (uint256);
    function licenceOf(bytes32 licenceId) external view returns (Licence memory);
    /// @notice The licences that are kept of a certificate, in the order of their grant: all that live, and those that
    /// lapsed since the last grant or end.
    function licencesOn(bytes32 certificateId) external view returns (bytes32[] memory);
}
