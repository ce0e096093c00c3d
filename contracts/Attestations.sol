// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Attesting} from "./Attesting.sol";
import {Kinds, Schema, Traits} from "./Kinds.sol";
import {Operation} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Condition, Statement, StatementLibrary} from "./Statement.sol";
import {
    Attest,
    CarryClaims,
    EndAttestation,
    EndReason,
    IAttestations
} from "./interfaces/IAttestations.sol";
import {Flags, ICertificates} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, IParticipants} from "./interfaces/IParticipants.sol";

/// @title Attestations: what others attest of one version of a certificate
/// @dev The checks are on the page {Attesting}, the kinds on {Kinds}, the word on {Statement}.
contract Attestations is Attesting {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _ATTEST = keccak256(
        "Attest(bytes32 certificateId,uint8 kind,uint8 subtype,uint32 party,uint64 amount,uint40 baseDate,"
        "uint40 validTo,bytes32 refers,bytes32 linkedId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _END = keccak256(
        "EndAttestation(bytes32 certificateId,bytes32 attestationId,uint8 reason,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CARRY = keccak256(
        "CarryClaims(bytes32 certificateId,uint32 from,uint32 to,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    /// @dev The bits of the four reports.
    uint32 private constant _REPORTS = 30;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* ATTESTERS */

    /// @inheritdoc IAttestations
    function attest(Attest calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Schema schema = Kinds.schemaOf(asked.kind);
        if (Schema.unwrap(schema) == 0) revert KindUnknown(asked.kind);
        Matter memory matter = _open(asked.certificateId, schema, schema.operation());
        _requireMembers(asked, schema);
        _requireDates(asked, matter);
        _requireDealable(asked.certificateId, matter);
        _requireFollowed(asked, matter);
        _requireParty(asked, matter);
        _requireKind(asked, matter);
        uint32 sequence = matter.record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_ATTEST, asked, sequence, deadline));
        _requireAttester(matter);
        if (!schema.has(Traits.LATE)) _requireOpen();
        _requireSigned(matter, structHash, deadline, approvals, _partiesOf(asked, matter));
        _requireFit(asked, matter);

        Statement statement = _made(asked, matter);
        bytes32 own = keccak256(abi.encode(asked.certificateId, sequence));
        _statements[asked.certificateId][own] = statement;
        _settle(asked, matter);
        _take(asked, own);
        _log(asked, sequence, statement, approvals[0].key);
    }

    /// @inheritdoc IAttestations
    function end(EndAttestation calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        Matter memory matter = _open(id, Schema.wrap(0), Operation.Release);
        Statement ended = _requireLive(id, asked.attestationId);
        if (asked.reason == EndReason.None) revert EndReasonInvalid(uint8(asked.reason));
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        (matter.schema, matter.followed) = (Kinds.schemaOf(ended.kind()), ended);
        uint32 sequence = matter.record.sequence() + 1;
        _requireAttester(matter);
        _requireAgreed(
            keccak256(abi.encode(_END, asked, sequence, deadline)), deadline, approvals, matter.by, matter.consents
        );
        _requireHand(asked.attestationId, matter);

        bool withdrawn = asked.reason == EndReason.Withdrawn;
        _statements[id][asked.attestationId] =
            ended.withCondition(withdrawn ? Condition.Withdrawn : Condition.Ended);
        if (Kinds.isBooked(ended.kind())) _strike(id, ended.party());
        if (ended.kind() == Kinds.REGRADE) delete _regrades[id];
        if (withdrawn && Kinds.isClaim(ended.kind())) _claims[ended.party()] &= ~_bit(ended.kind());
        _logEnd(asked, ended.party(), sequence, approvals[0].key);
    }

    /// @inheritdoc IAttestations
    function carryClaims(CarryClaims calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, uint32 from, uint32 to) = (asked.certificateId, asked.from, asked.to);
        Matter memory matter = _open(id, Schema.wrap(0), Operation.Release);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        if (_claims[from] == 0) revert ClaimsNone(from);
        if (!matter.holders.contains(to)) revert ICertificates.NotHolder(id, to);
        uint32 sequence = matter.record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CARRY, asked, sequence, deadline));
        matter.by = PARTICIPANTS.requireRegistry(msg.sender, matter.record.register());
        _requireOpen();
        _requireAgreed(structHash, deadline, approvals, matter.by, matter.consents);

        _claims[to] |= _claims[from];
        _logCarried(asked, sequence, approvals[0].key);
    }

    /* GOVERNANCE */

    /// @inheritdoc IAttestations
    function admitEvaluator(uint32 participant, uint32 kinds) external {
        if (msg.sender != address(PARTICIPANTS)) revert IParticipants.GovernanceOnly(msg.sender);
        bool known = participant != 0 && participant <= PARTICIPANTS.participantCount();
        if (!known) revert IParticipants.ParticipantUnknown(participant);
        if (kinds & ~_REPORTS != 0) revert EvaluatorKindsInvalid(kinds);

        _evaluators[participant] = kinds;

        emit EvaluatorAdmitted(participant, kinds);
    }

    /* VIEWS */

    /// @inheritdoc IAttestations
    function statementOf(bytes32 certificateId, bytes32 attestationId) external view returns (Statement) {
        return _statements[certificateId][attestationId];
    }

    /// @inheritdoc IAttestations
    function reportOf(bytes32 attestationId, bytes32 certificateId, uint8 kind)
        external
        view
        returns (bool isCurrent, uint64 amount)
    {
        Statement statement = _statements[certificateId][attestationId];
        bool isReport = Kinds.isReport(kind) && statement.kind() == kind && statement.condition() == Condition.Live;
        if (!isReport || !_isCurrent(certificateId, statement)) return (false, 0);
        return (true, statement.amount());
    }

    /// @inheritdoc IAttestations
    function bookersOf(bytes32 certificateId) external view returns (uint32[] memory) {
        return _bookers[certificateId];
    }

    /// @inheritdoc IAttestations
    function regradeOf(bytes32 certificateId) external view returns (bytes32) {
        return _regrades[certificateId];
    }

    /// @inheritdoc IAttestations
    function claimsOf(uint32 participant) external view returns (uint32) {
        return _claims[participant];
    }

    /// @inheritdoc IAttestations
    function evaluatorOf(uint32 participant) external view returns (uint32) {
        return _evaluators[participant];
    }

    /// @inheritdoc IAttestations
    function schemaOf(uint8 kind) external pure returns (Schema) {
        return Kinds.schemaOf(kind);
    }

    /// @inheritdoc INoun
    /// @dev What is attested stops nothing.
    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}

    /* PRIVATE: CHECKS */

    function _open(bytes32 id, Schema schema, Operation operation) private view returns (Matter memory matter) {
        matter.schema = schema;
        (matter.record, matter.consents) = CERTIFICATES.requireAllowed(id, operation);
        matter.holders = CERTIFICATES.holdersOf(id);
    }

    /* PRIVATE: CHANGES */

    function _made(Attest calldata asked, Matter memory matter) private view returns (Statement statement) {
        Condition condition = matter.schema.has(Traits.CLOSES) ? Condition.Ended : Condition.Live;
        uint32 version = CERTIFICATES.versionOf(asked.certificateId);
        statement = StatementLibrary.made(asked.kind, asked.subtype, condition, matter.by, version);
        return statement.withTerms(asked.party, asked.amount, asked.validTo);
    }

    /// @dev What becomes of the attestation that is followed.
    function _settle(Attest calldata asked, Matter memory matter) private {
        Statement followed = matter.followed;
        if (followed.isEmpty()) return;
        Condition to = Condition.Live;
        if (matter.schema.has(Traits.ENDS)) to = Condition.Ended;
        if (matter.schema.has(Traits.SUPERSEDES) || followed.kind() == asked.kind) to = Condition.Superseded;
        if (to != Condition.Live) _statements[asked.certificateId][asked.refers] = followed.withCondition(to);
    }

    /// @dev What single kinds change besides.
    function _take(Attest calldata asked, bytes32 own) private {
        uint8 kind = asked.kind;
        if (kind == Kinds.BOOKING) _bookers[asked.certificateId].push(asked.party);
        if (kind == Kinds.DERECOGNITION) _strike(asked.certificateId, asked.party);
        if (kind == Kinds.REGRADE) _regrades[asked.certificateId] = own;
        if (Kinds.isClaim(kind)) _claims[asked.party] |= _bit(kind);
    }

    /// @dev Takes an entity from the list and closes its place.
    function _strike(bytes32 id, uint32 entity) private {
        uint32[] storage bookers = _bookers[id];
        uint256 last = bookers.length - 1;
        uint256 place = 0;
        while (bookers[place] != entity) ++place;
        for (; place < last; ++place) bookers[place] = bookers[place + 1];
        bookers.pop();
    }

    function _log(Attest calldata asked, uint32 sequence, Statement statement, address checker) private {
        bytes32 id = asked.certificateId;
        bytes memory words = abi.encode(
            sequence,
            statement,
            asked.baseDate,
            asked.refers,
            asked.linkedId,
            asked.documentDigest,
            msg.sender,
            checker
        );
        _advance(id, Attested.selector, words, Flags.ATTESTED, 0);
        emit Attested(
            id,
            sequence,
            Statement.unwrap(statement),
            asked.baseDate,
            asked.refers,
            asked.linkedId,
            asked.documentDigest,
            msg.sender,
            checker
        );
    }

    function _logEnd(EndAttestation calldata asked, uint32 party, uint32 sequence, address checker) private {
        (bytes32 id, bytes32 attestationId, uint8 reason) =
            (asked.certificateId, asked.attestationId, uint8(asked.reason));
        bytes memory words =
            abi.encode(sequence, attestationId, party, reason, asked.documentDigest, msg.sender, checker);
        _advance(id, AttestationEnded.selector, words, 0, 0);
        emit AttestationEnded(id, sequence, attestationId, party, reason, asked.documentDigest, msg.sender, checker);
    }

    function _logCarried(CarryClaims calldata asked, uint32 sequence, address checker) private {
        (bytes32 id, uint32 from, uint32 to) = (asked.certificateId, asked.from, asked.to);
        uint32 claims = _claims[to];
        bytes memory words = abi.encode(sequence, from, to, claims, asked.documentDigest, msg.sender, checker);
        _advance(id, ClaimsCarried.selector, words, 0, 0);
        emit ClaimsCarried(id, sequence, from, to, claims, asked.documentDigest, msg.sender, checker);
    }
}
