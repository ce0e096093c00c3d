// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Amounts} from "./Amounts.sol";
import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {IAttestations} from "./interfaces/IAttestations.sol";
import {Flags, ICertificates, Rights, Share, Transfer} from "./interfaces/ICertificates.sol";
import {
    CancelReservation,
    ConfirmContribution,
    Contribution,
    ContributionMode,
    ContributionStage,
    ExecuteContribution,
    ExitContribution,
    IEquity,
    ReserveContribution,
    RollBackContribution
} from "./interfaces/IEquity.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Kind} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Equity: a certificate contributed to a company's capital
contract Equity is IEquity, Noun {
    using Parties for uint32;
    using Parties for uint32[];

    /* CONSTANTS */

    uint8 private constant _VALUE_REPORT = 4; // a kind of attestation, and the subtype that names a purpose: {Kinds}
    uint8 private constant _FOR_EQUITY = 2;

    bytes32 private constant _RESERVE = keccak256(
        "ReserveContribution(bytes32 certificateId,uint32 contributor,uint32 investee,uint64 appraised,uint64 agreed,"
        "uint64 capital,bytes32 reportId,uint8 mode,bytes32 agreementDigest,uint40 until,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CANCEL =
        keccak256("CancelReservation(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _EXECUTE = keccak256(
        "ExecuteContribution(bytes32 certificateId,bytes32 deliveryDigest,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _CONFIRM = keccak256(
        "ConfirmContribution(bytes32 certificateId,bytes32 receiptDigest,uint40 registeredAt,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _ROLL_BACK = keccak256(
        "RollBackContribution(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _EXIT = keccak256(
        "ExitContribution(bytes32 certificateId,bytes32 capitalReductionDigest,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );

    /* STORAGE */

    mapping(bytes32 certificateId => Contribution) private _contributions;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* REGISTRY */

    /// @inheritdoc IEquity
    function reserve(ReserveContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory parties) = CERTIFICATES.requireAllowed(id, Operation.Contribute);
        _requireReservable(asked, record);
        parties = CERTIFICATES.holdersOf(id).joined(asked.investee.only()).joined(parties);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_RESERVE, asked, sequence, deadline));
        uint32 registry = _requireFiled(record, structHash, deadline, approvals, parties, true);
        if (asked.investee == registry) revert ICertificates.TransfereeInvalid(id, registry);

        _contributions[id] = Contribution(
            sequence, asked.contributor, asked.investee, asked.mode, ContributionStage.Reserved, asked.until
        );
        _reserved(asked, sequence, approvals[0].key);
    }

    /// @inheritdoc IEquity
    function cancel(CancelReservation calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Release);
        Contribution memory made = _requireReserved(id);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CANCEL, asked, sequence, deadline));
        uint32[] memory parties = made.contributor.only().joined(made.investee.only()).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, false);

        _contributions[id].stage = ContributionStage.Cancelled;
        _cancelled(asked, sequence, _contributionId(id, made), approvals[0].key);
    }

    /// @inheritdoc IEquity
    function execute(ExecuteContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Execute);
        Contribution memory made = _requireReserved(id);
        if (asked.deliveryDigest == 0 || asked.documentDigest == 0) revert ICertificates.DigestMissing();
        _requireOutside(id, made.investee);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_EXECUTE, asked, sequence, deadline));
        uint32[] memory parties = made.contributor.only().joined(made.investee.only()).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, true);

        made.dueAt = RULES.daysAfter(uint40(block.timestamp), _rule(record, Parameter.ConfirmationDays));
        made.stage = ContributionStage.Executed;
        _contributions[id] = made;
        Transfer memory moved = Transfer(id, made.contributor, made.investee, asked.documentDigest);
        CERTIFICATES.move(moved, msg.sender, approvals[0].key);
        _executed(asked, sequence + 1, made, approvals[0].key);
    }

    /// @inheritdoc IEquity
    function confirm(ConfirmContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory parties) = CERTIFICATES.requireAllowed(id, Operation.Restrain);
        Contribution memory made = _requireStage(id, ContributionStage.Executed);
        if (block.timestamp >= made.dueAt) revert ConfirmationLate(id, made.dueAt);
        if (asked.receiptDigest == 0) revert ICertificates.DigestMissing();
        if (asked.registeredAt == 0 || asked.registeredAt > block.timestamp) {
            revert RegistrationTimeInvalid(asked.registeredAt);
        }
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_CONFIRM, asked, sequence, deadline));
        _requireFiled(record, structHash, deadline, approvals, parties, false);

        _contributions[id].stage = ContributionStage.Confirmed;
        _confirmed(asked, sequence, _contributionId(id, made), approvals[0].key);
    }

    /// @inheritdoc IEquity
    function rollBack(RollBackContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Transfer);
        Contribution memory made = _requireStage(id, ContributionStage.Executed);
        if (block.timestamp < made.dueAt) revert ConfirmationPending(id, made.dueAt);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_ROLL_BACK, asked, sequence, deadline));
        _requireFiled(record, structHash, deadline, approvals, made.investee.only().joined(consents), true);

        _contributions[id].stage = ContributionStage.RolledBack;
        CERTIFICATES.move(_back(id, made, asked.documentDigest), msg.sender, approvals[0].key);
        _rolledBack(id, sequence + 1, _contributionId(id, made), approvals[0].key);
    }

    /// @inheritdoc IEquity
    function exit(ExitContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Transfer);
        Contribution memory made = _requireStanding(id);
        if (asked.capitalReductionDigest == 0 || asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_EXIT, asked, sequence, deadline));
        uint32[] memory parties = made.investee.only().joined(made.contributor.only()).joined(consents);
        _requireFiled(record, structHash, deadline, approvals, parties, true);

        _contributions[id].stage = ContributionStage.Exited;
        CERTIFICATES.move(_back(id, made, asked.documentDigest), msg.sender, approvals[0].key);
        _exited(asked, sequence + 1, _contributionId(id, made), approvals[0].key);
    }

    /* VIEWS */

    /// @inheritdoc IEquity
    function contributionOf(bytes32 certificateId) external view returns (Contribution memory) {
        return _contributions[certificateId];
    }

    /// @inheritdoc IEquity
    function requireMove(bytes32 certificateId, uint32 to) external view {
        Contribution memory made = _contributions[certificateId];
        if (_isStanding(made) && to == made.contributor) revert MoveBackForbidden(certificateId, to);
    }

    /// @inheritdoc INoun
    function consentsTo(bytes32 certificateId, Operation operation) external view returns (uint32[] memory parties) {
        Contribution memory made = _contributions[certificateId];
        Restraint restraint = _restraintOf(made);
        Effect effect = Matrix.effect(operation, restraint);
        if (effect == Effect.Refuse) {
            revert OperationRestrained(certificateId, operation, restraint, made.investee);
        }
        return effect == Effect.Consent ? made.investee.only() : parties;
    }

    /* PRIVATE: WHAT IS IN FORCE */

    function _restraintOf(Contribution memory made) private view returns (Restraint) {
        if (_isStanding(made)) return Restraint.Contributed;
        // Block time is the validators' claim, good to seconds; a reservation ends with a day.
        bool locks = made.stage == ContributionStage.Reserved && block.timestamp < made.dueAt;
        return locks ? Restraint.Reserved : Restraint.None;
    }

    function _isStanding(Contribution memory made) private pure returns (bool) {
        return made.stage == ContributionStage.Executed || made.stage == ContributionStage.Confirmed;
    }

    function _contributionId(bytes32 id, Contribution memory made) private pure returns (bytes32) {
        return keccak256(abi.encode(id, made.sequence));
    }

    function _rule(Record record, Parameter parameter) private view returns (uint32) {
        return RULES.valueAt(record.regime(), parameter, uint40(block.timestamp));
    }

    /* PRIVATE: CHECKS */

    function _requireReservable(ReserveContribution calldata asked, Record record) private view {
        bytes32 id = asked.certificateId;
        if (asked.agreementDigest == 0) revert ICertificates.DigestMissing();
        uint8 rights = _rightsOf(id, record, asked.contributor);
        if (rights & Rights.OPERATE == 0) revert ICertificates.RightToOperateMissing(id, rights);
        ContributionMode fitting = rights & Rights.HOLD == 0 ? ContributionMode.Grant : ContributionMode.Transfer;
        if (asked.mode != fitting) revert ContributionModeInvalid(uint8(asked.mode), rights);
        if (PARTICIPANTS.participantOf(asked.investee).kind != Kind.LegalPerson) {
            revert InvesteeInvalid(id, asked.investee);
        }
        _requireOutside(id, asked.investee);
        _requireAmounts(asked);
        uint40 latest = RULES.daysAfter(uint40(block.timestamp), _rule(record, Parameter.ReservationDays));
        if (latest > record.validTo()) latest = record.validTo();
        if (asked.until <= block.timestamp || asked.until > latest) {
            revert ReservationTermInvalid(id, asked.until, latest);
        }
    }

    /// @dev What would come to a company that holds a part already could not be told from that part again.
    function _requireOutside(bytes32 id, uint32 investee) private view {
        if (CERTIFICATES.holdersOf(id).contains(investee)) revert InvesteeInvalid(id, investee);
    }

    /// @dev What the contributor holds: of a co-held certificate its part.
    function _rightsOf(bytes32 id, Record record, uint32 contributor) private view returns (uint8) {
        Share[] memory shares = CERTIFICATES.sharesOf(id);
        for (uint256 i = 0; i < shares.length; ++i) {
            if (shares[i].holder == contributor) return shares[i].rights;
        }
        if (shares.length != 0 || record.holder() != contributor) {
            revert ICertificates.NotHolder(id, contributor);
        }
        return record.rights();
    }

    function _requireAmounts(ReserveContribution calldata asked) private view {
        Amounts.requirePlausible(asked.appraised);
        Amounts.requirePlausible(asked.agreed);
        Amounts.requirePlausible(asked.capital);
        if (asked.capital > asked.agreed) revert CapitalAboveAgreed(asked.agreed, asked.capital);
        (bytes32 id, bytes32 reportId) = (asked.certificateId, asked.reportId);
        IAttestations attestations = IAttestations(CERTIFICATES.nounFor(Flags.ATTESTED));
        (bool isCurrent, uint64 reported) = attestations.reportOf(reportId, id, _VALUE_REPORT);
        if (!isCurrent) revert ValueReportMissing(id, reportId);
        uint8 purpose = attestations.statementOf(id, reportId).subtype();
        if (purpose != _FOR_EQUITY) revert ReportPurposeWrong(reportId, purpose);
        if (reported != asked.appraised) revert AppraisalDifferent(reportId, reported, asked.appraised);
    }

    function _requireStage(bytes32 id, ContributionStage stage) private view returns (Contribution memory made) {
        made = _contributions[id];
        if (made.stage != stage) revert ContributionStageWrong(id, uint8(made.stage));
    }

    function _requireReserved(bytes32 id) private view returns (Contribution memory made) {
        made = _requireStage(id, ContributionStage.Reserved);
        if (block.timestamp >= made.dueAt) revert ReservationLapsed(id, made.dueAt);
    }

    function _requireStanding(bytes32 id) private view returns (Contribution memory made) {
        made = _contributions[id];
        if (!_isStanding(made)) revert ContributionStageWrong(id, uint8(made.stage));
    }

    function _requireFiled(
        Record record,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties,
        bool dealing
    ) private view returns (uint32 registry) {
        registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        if (dealing) _requireOpen();
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }

    /* PRIVATE: CHANGES */

    function _back(bytes32 id, Contribution memory made, bytes32 documentDigest)
        private
        pure
        returns (Transfer memory)
    {
        return Transfer(id, made.investee, made.contributor, documentDigest);
    }

    function _reserved(ReserveContribution calldata asked, uint32 sequence, address checker) private {
        bytes memory words = abi.encode(
            sequence,
            asked.contributor,
            asked.investee,
            asked.appraised,
            asked.agreed,
            asked.capital,
            asked.reportId,
            asked.mode,
            asked.agreementDigest,
            asked.until,
            msg.sender,
            checker
        );
        _advance(asked.certificateId, ContributionReserved.selector, words, Flags.RESERVED, 0);
        emit ContributionReserved(
            asked.certificateId,
            sequence,
            asked.contributor,
            asked.investee,
            asked.appraised,
            asked.agreed,
            asked.capital,
            asked.reportId,
            uint8(asked.mode),
            asked.agreementDigest,
            asked.until,
            msg.sender,
            checker
        );
    }

    function _cancelled(CancelReservation calldata asked, uint32 sequence, bytes32 contributionId, address checker)
        private
    {
        bytes32 id = asked.certificateId;
        bytes memory words = abi.encode(sequence, contributionId, asked.documentDigest, msg.sender, checker);
        _advance(id, ReservationCancelled.selector, words, 0, Flags.RESERVED);
        emit ReservationCancelled(id, sequence, contributionId, asked.documentDigest, msg.sender, checker);
    }

    function _executed(
        ExecuteContribution calldata asked,
        uint32 sequence,
        Contribution memory made,
        address checker
    ) private {
        bytes32 id = asked.certificateId;
        bytes32 contributionId = _contributionId(id, made);
        bytes memory words =
            abi.encode(sequence, contributionId, made.dueAt, asked.deliveryDigest, msg.sender, checker);
        _advance(id, ContributionExecuted.selector, words, Flags.CONTRIBUTED, Flags.RESERVED);
        emit ContributionExecuted(
            id, sequence, contributionId, made.dueAt, asked.deliveryDigest, msg.sender, checker
        );
    }

    function _confirmed(ConfirmContribution calldata asked, uint32 sequence, bytes32 contributionId, address checker)
        private
    {
        bytes32 id = asked.certificateId;
        bytes memory words =
            abi.encode(sequence, contributionId, asked.registeredAt, asked.receiptDigest, msg.sender, checker);
        _advance(id, ContributionConfirmed.selector, words, 0, 0);
        emit ContributionConfirmed(
            id, sequence, contributionId, asked.registeredAt, asked.receiptDigest, msg.sender, checker
        );
    }

    function _rolledBack(bytes32 id, uint32 sequence, bytes32 contributionId, address checker) private {
        bytes memory words = abi.encode(sequence, contributionId, msg.sender, checker);
        _advance(id, ContributionRolledBack.selector, words, 0, Flags.CONTRIBUTED);
        emit ContributionRolledBack(id, sequence, contributionId, msg.sender, checker);
    }

    function _exited(ExitContribution calldata asked, uint32 sequence, bytes32 contributionId, address checker)
        private
    {
        bytes32 id = asked.certificateId;
        bytes memory words =
            abi.encode(sequence, contributionId, asked.capitalReductionDigest, msg.sender, checker);
        _advance(id, ContributionExited.selector, words, 0, Flags.CONTRIBUTED);
        emit ContributionExited(
            id, sequence, contributionId, asked.capitalReductionDigest, msg.sender, checker
        );
    }
}
