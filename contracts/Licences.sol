// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Flags, ICertificates, Rights} from "./interfaces/ICertificates.sol";
import {
    ChangeLicence,
    EndLicence,
    GrantLicence,
    ILicences,
    Licence,
    LicenceEnd,
    LicenceKind
} from "./interfaces/ILicences.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Licences: who may use a certificate's data, and until when
contract Licences is ILicences, Noun {
    using Parties for uint32;
    using Parties for uint32[];

    /* CONSTANTS */

    /// @inheritdoc ILicences
    uint256 public constant MAX_LICENCES = 16;

    bytes32 private constant _GRANT = keccak256(
        "GrantLicence(bytes32 certificateId,uint32 licensee,uint8 rights,uint8 kind,uint40 validFrom,uint40 validTo,"
        "bool resale,bytes32 scopeDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CHANGE = keccak256(
        "ChangeLicence(bytes32 certificateId,bytes32 licenceId,uint40 validTo,bytes32 scopeDigest,"
        "bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _END = keccak256(
        "EndLicence(bytes32 certificateId,bytes32 licenceId,uint8 reason,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );

    /* STORAGE */

    mapping(bytes32 id => Licence) private _licences;
    mapping(bytes32 certificateId => bytes32[] ids) private _kept;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* REGISTRY */

    /// @inheritdoc ILicences
    function grant(GrantLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Licence);
        uint32[] memory holders = CERTIFICATES.holdersOf(id);
        _requireGrantable(asked, record, holders);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_GRANT, asked, sequence, deadline));
        uint32[] memory parties = holders.joined(asked.licensee.only()).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, true);

        _tidy(id, 0);
        bytes32 licenceId = keccak256(abi.encode(id, sequence));
        _kept[id].push(licenceId);
        _licences[licenceId] = Licence(
            sequence, asked.licensee, asked.rights, asked.kind, asked.validFrom, asked.validTo, asked.resale, 0
        );
        _granted(asked, sequence, approvals[0].key);
    }

    /// @inheritdoc ILicences
    function change(ChangeLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Licence);
        Licence memory licence = _requireLive(id, asked.licenceId);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        _requireChangeable(asked, record, licence);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CHANGE, asked, sequence, deadline));
        uint32[] memory parties = CERTIFICATES.holdersOf(id).joined(licence.licensee.only()).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, true);

        if (asked.validTo != 0) _licences[asked.licenceId].validTo = licence.validTo = asked.validTo;
        _changed(asked, sequence, licence.validTo, approvals[0].key);
    }

    /// @inheritdoc ILicences
    function end(EndLicence calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Release);
        Licence memory licence = _requireLive(id, asked.licenceId);
        if (asked.reason == LicenceEnd.None) revert LicenceEndInvalid(uint8(asked.reason));
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_END, asked, sequence, deadline));
        uint32[] memory parties = _partiesToEnd(id, asked.reason, licence.licensee).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, false);

        _licences[asked.licenceId].endedAt = uint40(block.timestamp);
        _tidy(id, asked.licenceId);
        _ended(asked, sequence, _kept[id].length == 0 ? Flags.LICENSED : 0, approvals[0].key);
    }

    /* VIEWS */

    /// @inheritdoc ILicences
    function licenceOf(bytes32 licenceId) external view returns (Licence memory) {
        return _licences[licenceId];
    }

    /// @inheritdoc ILicences
    function licencesOn(bytes32 certificateId) external view returns (bytes32[] memory) {
        return _kept[certificateId];
    }

    /// @inheritdoc INoun
    /// @dev A licence whose term has not begun binds as much as one whose has.
    function consentsTo(bytes32 certificateId, Operation operation) external view returns (uint32[] memory parties) {
        Effect effect = Matrix.effect(operation, Restraint.Licensed);
        if (effect == Effect.Allow) return parties;
        bytes32[] storage kept = _kept[certificateId];
        uint256 count = kept.length;
        for (uint256 i = 0; i < count; ++i) {
            Licence storage licence = _licences[kept[i]];
            // Block time is the validators' claim, good to seconds; a term ends with a day.
            if (block.timestamp >= licence.validTo) continue;
            if (effect == Effect.Refuse) {
                revert OperationRestrained(certificateId, operation, Restraint.Licensed, licence.licensee);
            }
            parties = parties.joined(licence.licensee.only());
        }
    }

    /* PRIVATE: CHECKS */

    function _requireGrantable(GrantLicence calldata asked, Record record, uint32[] memory holders) private view {
        bytes32 id = asked.certificateId;
        if (asked.scopeDigest == 0) revert ICertificates.DigestMissing();
        uint8 rights = record.rights();
        if (rights & Rights.OPERATE == 0) revert ICertificates.RightToOperateMissing(id, rights);
        if (asked.rights == 0 || asked.rights & ~rights != 0) revert ICertificates.RightsInvalid(asked.rights);
        if (asked.kind == LicenceKind.None) revert LicenceKindInvalid(uint8(asked.kind));
        if (holders.contains(asked.licensee)) revert LicenseeInvalid(id, asked.licensee);
        if (asked.validFrom < record.validFrom()) revert LicenceTermInvalid(asked.validFrom, asked.validTo);
        Licence memory licence =
            Licence(0, asked.licensee, asked.rights, asked.kind, asked.validFrom, asked.validTo, asked.resale, 0);
        _requireTerm(id, record, licence);
        if (_requireAlone(id, licence) >= MAX_LICENCES) revert LicencesTooMany(id, MAX_LICENCES);
    }

    function _requireChangeable(ChangeLicence calldata asked, Record record, Licence memory licence) private view {
        bool extends = asked.validTo != 0 && asked.validTo != licence.validTo;
        if (!extends && asked.scopeDigest == 0) revert LicenceUnchanged(asked.licenceId);
        if (!extends) return;
        Licence memory changed = Licence(
            licence.sequence,
            licence.licensee,
            licence.rights,
            licence.kind,
            licence.validFrom,
            asked.validTo,
            licence.resale,
            0
        );
        _requireTerm(asked.certificateId, record, changed);
        _requireAlone(asked.certificateId, changed);
    }

    function _requireTerm(bytes32 id, Record record, Licence memory licence) private view {
        (uint40 from, uint40 to) = (licence.validFrom, licence.validTo);
        if (to <= from || to <= block.timestamp) revert LicenceTermInvalid(from, to);
        uint32 months = RULES.valueAt(record.regime(), Parameter.LicenceMonths, uint40(block.timestamp));
        uint40 latest = RULES.monthsAfter(from, months);
        if (latest > record.validTo()) latest = record.validTo();
        if (to > latest) revert LicenceTooLong(id, to, latest);
    }

    /// @dev That a licence does not meet another that keeps it out or that it would keep out. Returns how many others
    /// live.
    function _requireAlone(bytes32 id, Licence memory licence) private view returns (uint256 live) {
        bytes32[] storage kept = _kept[id];
        uint256 count = kept.length;
        for (uint256 i = 0; i < count; ++i) {
            Licence memory other = _licences[kept[i]];
            if (block.timestamp >= other.validTo || other.sequence == licence.sequence) continue;
            ++live;
            if (other.kind == LicenceKind.Ordinary && licence.kind == LicenceKind.Ordinary) continue;
            if (other.rights & licence.rights == 0) continue;
            if (other.validFrom < licence.validTo && licence.validFrom < other.validTo) {
                revert LicenceExclusive(id, kept[i]);
            }
        }
    }

    function _requireLive(bytes32 id, bytes32 licenceId) private view returns (Licence memory licence) {
        licence = _licences[licenceId];
        if (licence.sequence == 0 || keccak256(abi.encode(id, licence.sequence)) != licenceId) {
            revert LicenceUnknown(id, licenceId);
        }
        if (licence.endedAt != 0) revert LicenceOver(licenceId, licence.endedAt);
        if (block.timestamp >= licence.validTo) revert LicenceOver(licenceId, licence.validTo);
    }

    function _partiesToEnd(bytes32 id, LicenceEnd reason, uint32 licensee)
        private
        view
        returns (uint32[] memory parties)
    {
        if (reason == LicenceEnd.Judgment) return parties;
        parties = licensee.only();
        return reason == LicenceEnd.Waiver ? parties : CERTIFICATES.holdersOf(id).joined(parties);
    }

    function _requireFiled(
        Record record,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties,
        bool dealing
    ) private view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        if (dealing) _requireOpen();
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }

    /* PRIVATE: CHANGES */

    /// @dev Drops from the kept licences those that have lapsed, and one that ends now; the others keep their order.
    function _tidy(bytes32 id, bytes32 ending) private {
        bytes32[] storage kept = _kept[id];
        uint256 count = kept.length;
        uint256 place = 0;
        for (uint256 i = 0; i < count; ++i) {
            bytes32 licenceId = kept[i];
            if (licenceId == ending || block.timestamp >= _licences[licenceId].validTo) continue;
            if (place != i) kept[place] = licenceId;
            ++place;
        }
        for (; place < count; ++place) {
            kept.pop();
        }
    }

    function _granted(GrantLicence calldata asked, uint32 sequence, address checker) private {
        bytes memory words = abi.encode(
            sequence,
            asked.licensee,
            asked.rights,
            asked.kind,
            asked.validFrom,
            asked.validTo,
            asked.resale,
            asked.scopeDigest,
            msg.sender,
            checker
        );
        _advance(asked.certificateId, LicenceGranted.selector, words, Flags.LICENSED, 0);
        emit LicenceGranted(
            asked.certificateId,
            sequence,
            asked.licensee,
            asked.rights,
            uint8(asked.kind),
            asked.validFrom,
            asked.validTo,
            asked.resale,
            asked.scopeDigest,
            msg.sender,
            checker
        );
    }

    function _changed(ChangeLicence calldata asked, uint32 sequence, uint40 validTo, address checker) private {
        bytes memory words = abi.encode(
            sequence, asked.licenceId, validTo, asked.scopeDigest, asked.documentDigest, msg.sender, checker
        );
        _advance(asked.certificateId, LicenceChanged.selector, words, 0, 0);
        emit LicenceChanged(
            asked.certificateId,
            sequence,
            asked.licenceId,
            validTo,
            asked.scopeDigest,
            asked.documentDigest,
            msg.sender,
            checker
        );
    }

    function _ended(EndLicence calldata asked, uint32 sequence, uint24 clear, address checker) private {
        bytes memory words =
            abi.encode(sequence, asked.licenceId, asked.reason, asked.documentDigest, msg.sender, checker);
        _advance(asked.certificateId, LicenceEnded.selector, words, 0, clear);
        emit LicenceEnded(
            asked.certificateId,
            sequence,
            asked.licenceId,
            uint8(asked.reason),
            asked.documentDigest,
            msg.sender,
            checker
        );
    }
}
