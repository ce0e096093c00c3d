// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record, Register, State} from "./Record.sol";
import {Amend, Flags, ICertificates, Issue, Rights, Share, Transfer} from "./interfaces/ICertificates.sol";
import {IEquity} from "./interfaces/IEquity.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Participant, Roles} from "./interfaces/IParticipants.sol";
import {
    AnnounceExit,
    ConvertCertificate,
    Exit,
    ISuccessions,
    Link,
    LinkCertificates,
    Relation,
    SplitCertificate,
    SucceedCertificate,
    SuccessionGround,
    UnlinkCertificates
} from "./interfaces/ISuccessions.sol";

/// @title Successions: one holder, certificate or registry that takes the place of another, wholly or in part
contract Successions is ISuccessions, Noun {
    using Parties for uint32;
    using Parties for uint32[];

    /* CONSTANTS */

    /// @inheritdoc ISuccessions
    uint256 public constant MAX_LINKS = 32;
    /// @inheritdoc ISuccessions
    uint32 public constant EXIT_MONTHS = 6;

    bytes32 private constant _SUCCEED = keccak256(
        "SucceedCertificate(bytes32 certificateId,uint32 from,uint32 to,uint8 ground,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _SPLIT = keccak256(
        "SplitCertificate(bytes32 certificateId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,"
        "bytes32 remainingFingerprint,bytes32 remainingDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CONVERT = keccak256(
        "ConvertCertificate(bytes32 certificateId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,"
        "bytes32 endDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _LINK = keccak256(
        "LinkCertificates(bytes32 certificateId,bytes32 otherId,uint8 relation,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _UNLINK = keccak256(
        "UnlinkCertificates(bytes32 certificateId,bytes32 linkId,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _EXIT = keccak256(
        "AnnounceExit(uint24 register,uint32 successor,uint40 effectiveAt,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );

    /* STORAGE */

    mapping(bytes32 id => Link) private _links;
    mapping(bytes32 certificateId => bytes32[] ids) private _linked;
    mapping(Register register => Exit) private _exits;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* REGISTRY */

    /// @inheritdoc ISuccessions
    function succeed(SucceedCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Succeed);
        if (asked.ground == SuccessionGround.None) revert SuccessionGroundInvalid(uint8(asked.ground));
        consents = asked.to.only().joined(consents);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_SUCCEED, asked, sequence, deadline));
        _requireDealt(record.register(), structHash, deadline, approvals, consents);

        address checker = approvals[0].key;
        CERTIFICATES.move(Transfer(id, asked.from, asked.to, asked.documentDigest), msg.sender, checker);
        _succeeded(asked, sequence + 1, checker);
    }

    /// @inheritdoc ISuccessions
    function split(SplitCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Split);
        uint8 remaining = _requirePart(asked, record);
        if (record.flags() & Flags.CONTRIBUTED != 0) {
            IEquity(CERTIFICATES.nounFor(Flags.CONTRIBUTED)).requireMove(id, asked.record.holder());
        }
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_SPLIT, asked, sequence, deadline));
        consents = record.holder().only().joined(asked.record.holder().only()).joined(consents);
        _requireDealt(record.register(), structHash, deadline, approvals, consents);

        _splitOff(asked, remaining, sequence, approvals[0].key);
    }

    /// @inheritdoc ISuccessions
    function convert(ConvertCertificate calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Convert);
        _requireConvertible(asked, record);
        consents = PARTICIPANTS.inCharge(record.register()).only().joined(consents);
        consents = CERTIFICATES.holdersOf(id).joined(consents);
        bytes32 structHash = keccak256(abi.encode(_CONVERT, asked, record.sequence() + 1, deadline));
        _requireDealt(asked.record.register(), structHash, deadline, approvals, consents);

        _converted(asked, approvals[0].key);
    }

    /// @inheritdoc ISuccessions
    function link(LinkCertificates calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Attest);
        _requireLinkable(asked);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_LINK, asked, sequence, deadline));
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        _requireAgreed(structHash, deadline, approvals, registry, consents);

        _link(id, sequence, asked.otherId, asked.relation, asked.documentDigest, approvals[0].key);
    }

    /// @inheritdoc ISuccessions
    function unlink(UnlinkCertificates calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Restrain);
        uint256 place = _placeOf(id, asked.linkId);
        Relation relation = _links[asked.linkId].relation;
        if (relation > Relation.Continues) revert LinkFixed(asked.linkId, uint8(relation));
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_UNLINK, asked, sequence, deadline));
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        _requireAgreed(structHash, deadline, approvals, registry, consents);

        _unlink(asked, sequence, place, approvals[0].key);
    }

    /// @inheritdoc ISuccessions
    function announceExit(AnnounceExit calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Register register = asked.register;
        uint40 earliest = RULES.monthsAfter(uint40(block.timestamp), EXIT_MONTHS);
        // Block time is the validators' claim, good to seconds; a notice is a matter of months.
        if (asked.effectiveAt < earliest) revert ExitTooSoon(register, asked.effectiveAt, earliest);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, register);
        _requireSuccessor(asked.successor, registry);
        uint32 sequence = _exits[register].sequence + 1;
        bytes32 structHash = keccak256(abi.encode(_EXIT, asked, sequence, deadline));
        _requireAgreed(structHash, deadline, approvals, registry, asked.successor.only());

        _exits[register] = Exit(asked.successor, asked.effectiveAt, sequence);
        emit ExitAnnounced(
            Register.unwrap(register),
            sequence,
            registry,
            asked.successor,
            asked.effectiveAt,
            asked.documentDigest,
            msg.sender,
            approvals[0].key
        );
    }

    /* VIEWS */

    /// @inheritdoc ISuccessions
    function linkOf(bytes32 linkId) external view returns (Link memory) {
        return _links[linkId];
    }

    /// @inheritdoc ISuccessions
    function linksOn(bytes32 certificateId) external view returns (bytes32[] memory) {
        return _linked[certificateId];
    }

    /// @inheritdoc ISuccessions
    function exitOf(Register register) external view returns (Exit memory) {
        return _exits[register];
    }

    /// @inheritdoc INoun
    /// @dev A link stops nothing.
    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}

    /* PRIVATE: CHECKS */

    /// @dev That the registry in charge files an act of dealing, and all agree.
    function _requireDealt(
        Register register,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) private view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, register);
        _requireOpen();
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }

    /// @dev The rights that remain, or zero if they stay as they are because the data is divided.
    function _requirePart(SplitCertificate calldata asked, Record record) private pure returns (uint8 remaining) {
        (bytes32 id, Record part) = (asked.certificateId, asked.record);
        (uint8 held, uint8 given) = (record.rights(), part.rights());
        if (record.flags() & Flags.SHARED != 0) revert SplitOfShared(id);
        if (held & Rights.OPERATE == 0) revert ICertificates.RightToOperateMissing(id, held);
        if (part.holder() == record.holder()) revert ICertificates.TransfereeInvalid(id, part.holder());
        if (Register.unwrap(part.register()) != Register.unwrap(record.register())) {
            revert RegisterOther(id, record.register(), part.register());
        }
        if (part.validTo() > record.validTo()) revert ICertificates.TermExtended(id, record.validTo(), part.validTo());
        if (given & ~held != 0) revert RightsExceeded(id, given, held);
        if (asked.remainingFingerprint == 0) {
            remaining = held & ~given;
            if (remaining == 0) revert NothingRemains(id, given);
        } else if (asked.remainingFingerprint == asked.fingerprint) {
            revert DataUndivided(id, asked.fingerprint);
        }
    }

    function _requireConvertible(ConvertCertificate calldata asked, Record record) private pure {
        (bytes32 id, Record made) = (asked.certificateId, asked.record);
        if (made.regime() == record.regime()) revert RegimeUnchanged(id, made.regime());
        if (made.holder() != record.holder()) revert HolderOther(id, record.holder(), made.holder());
        (uint8 held, uint8 given) = (record.rights(), made.rights());
        if (given & ~held != 0) revert RightsExceeded(id, given, held);
    }

    function _requireLinkable(LinkCertificates calldata asked) private view {
        (bytes32 id, bytes32 otherId, Relation relation) = (asked.certificateId, asked.otherId, asked.relation);
        if (relation == Relation.None || relation > Relation.Continues) revert RelationInvalid(uint8(relation));
        if (otherId == id) revert LinkToItself(id);
        State state = CERTIFICATES.recordOf(otherId).state();
        if (state == State.None || state == State.Claimed) revert ICertificates.CertificateUnknown(otherId);
        bytes32[] storage ids = _linked[id];
        uint256 count = ids.length;
        for (uint256 i = 0; i < count; ++i) {
            Link storage known = _links[ids[i]];
            if (known.otherId == otherId && known.relation == relation) revert LinkDuplicate(id, ids[i]);
        }
        if (count >= MAX_LINKS) revert LinksTooMany(id, MAX_LINKS);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
    }

    function _requireSuccessor(uint32 successor, uint32 registry) private view {
        Participant memory found = PARTICIPANTS.participantOf(successor);
        bool fit = found.roles & Roles.REGISTRY != 0 && !found.suspended && successor != registry;
        if (!fit) revert SuccessorInvalid(successor);
    }

    /// @dev The place of a link among its certificate's.
    function _placeOf(bytes32 id, bytes32 linkId) private view returns (uint256) {
        bytes32[] storage ids = _linked[id];
        uint256 count = ids.length;
        for (uint256 i = 0; i < count; ++i) {
            if (ids[i] == linkId) return i;
        }
        revert LinkUnknown(id, linkId);
    }

    /* PRIVATE: CHANGES */

    function _succeeded(SucceedCertificate calldata asked, uint32 sequence, address checker) private {
        (bytes32 id, uint8 ground) = (asked.certificateId, uint8(asked.ground));
        bytes memory words = abi.encode(sequence, asked.from, asked.to, ground, msg.sender, checker);
        _advance(id, CertificateSucceeded.selector, words, 0, 0);
        emit CertificateSucceeded(id, sequence, asked.from, asked.to, ground, msg.sender, checker);
    }

    function _splitOff(SplitCertificate calldata asked, uint8 remaining, uint32 sequence, address checker) private {
        (bytes32 id, uint8 rights) = (asked.certificateId, asked.record.rights());
        Issue memory issued = Issue(asked.record, asked.fingerprint, asked.documentDigest);
        bytes32 intoId = CERTIFICATES.enter(issued, new Share[](0), msg.sender, checker);
        Amend memory rest = Amend(id, asked.remainingFingerprint, asked.remainingDigest, 0, remaining);
        CERTIFICATES.adjust(rest, msg.sender, checker);
        bytes memory words = abi.encode(++sequence, intoId, rights, msg.sender, checker);
        _advance(id, CertificateSplit.selector, words, 0, 0);
        emit CertificateSplit(id, sequence, intoId, rights, msg.sender, checker);
        _link(intoId, 2, id, Relation.SplitFrom, asked.documentDigest, checker);
    }

    /// @dev The new certificate is issued and linked before the old one ends, which nothing advances any more.
    function _converted(ConvertCertificate calldata asked, address checker) private {
        bytes32 id = asked.certificateId;
        Share[] memory shares = CERTIFICATES.sharesOf(id);
        if (shares.length == 1) shares = new Share[](0); // all shares met in one holder
        Issue memory issued = Issue(asked.record, asked.fingerprint, asked.documentDigest);
        bytes32 intoId = CERTIFICATES.enter(issued, shares, msg.sender, checker);
        _link(intoId, uint32(shares.length) + 2, id, Relation.Converts, asked.documentDigest, checker);
        CERTIFICATES.end(id, intoId, asked.endDigest, msg.sender, checker);
    }

    function _link(
        bytes32 id,
        uint32 sequence,
        bytes32 otherId,
        Relation relation,
        bytes32 documentDigest,
        address checker
    ) private {
        bytes32 linkId = keccak256(abi.encode(id, sequence));
        _links[linkId] = Link(otherId, sequence, relation);
        _linked[id].push(linkId);
        bytes memory words = abi.encode(sequence, otherId, relation, documentDigest, msg.sender, checker);
        _advance(id, CertificateLinked.selector, words, Flags.LINKED, 0);
        emit CertificateLinked(id, sequence, otherId, uint8(relation), documentDigest, msg.sender, checker);
    }

    /// @dev The last link takes its place.
    function _unlink(UnlinkCertificates calldata asked, uint32 sequence, uint256 place, address checker) private {
        bytes32 id = asked.certificateId;
        bytes32[] storage ids = _linked[id];
        ids[place] = ids[ids.length - 1];
        ids.pop();
        delete _links[asked.linkId];
        bytes memory words = abi.encode(sequence, asked.linkId, asked.documentDigest, msg.sender, checker);
        _advance(id, CertificateUnlinked.selector, words, 0, ids.length == 0 ? Flags.LINKED : 0);
        emit CertificateUnlinked(id, sequence, asked.linkId, asked.documentDigest, msg.sender, checker);
    }
}
