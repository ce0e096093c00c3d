// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AcceptApplication,
    Case,
    Marks,
    NotAcceptApplication,
    RequireSupplement,
    SubmitApplication,
    SupplementApplication,
    WithdrawApplication
} from "./ApplicationActs.sol";
import {Cases} from "./Cases.sol";
import {Parties} from "./Parties.sol";
import {Record, Register, State} from "./Record.sol";
import {Stage, Stages, Step} from "./Stages.sol";
import {IApplications} from "./interfaces/IApplications.sol";
import {ICertificates, Rights} from "./interfaces/ICertificates.sol";
import {Approval, IParticipants} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Intake: a case until it is accepted, and its withdrawal
/// @dev A part of {Applications}, on its own page.
abstract contract Intake is Cases {
    /* CONSTANTS */

    bytes32 private constant _SUBMIT = keccak256(
        "SubmitApplication(bytes32 applicationId,uint32 applicant,uint24 register,bytes32 fingerprint,uint8 ordinal,"
        "uint8 rights,uint40 sourceEnds,bytes32 applicationDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _REQUIRE_SUPPLEMENT = keccak256(
        "RequireSupplement(bytes32 applicationId,uint32 workingDays,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _SUPPLEMENT = keccak256(
        "SupplementApplication(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _ACCEPT =
        keccak256("AcceptApplication(bytes32 applicationId,uint32 sequence,uint64 deadline)");
    bytes32 private constant _NOT_ACCEPT = keccak256(
        "NotAcceptApplication(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _WITHDRAW = keccak256(
        "WithdrawApplication(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );

    /* APPLICANT */

    /// @inheritdoc IApplications
    function submit(SubmitApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        Case memory found = _requireSubmittable(asked);
        uint32 filer = _requireFiler(found, asked.applicant);
        _requireOpen();
        bytes32 structHash = keccak256(abi.encode(_SUBMIT, asked, found.sequence, deadline));
        _requireAgreed(structHash, deadline, approvals, filer, Parties.only(asked.applicant));

        found.dueAt = _workingDays(found, Parameter.AcceptanceDays);
        _keep(asked.applicationId, found);
        _submitted(asked, found, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function supplement(SupplementApplication calldata asked, uint64 deadline, Approval[] calldata approvals)
        external
    {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Supplement);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_SUPPLEMENT, asked, found.sequence, deadline));
        _requireFiledBy(found, found.applicant, structHash, deadline, approvals);

        found.stage = Stage.Submitted;
        found.dueAt = _workingDays(found, Parameter.AcceptanceDays);
        _keep(id, found);

        emit ApplicationSupplemented(
            id, found.sequence, found.dueAt, asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /// @inheritdoc IApplications
    function withdraw(WithdrawApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Withdraw);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_WITHDRAW, asked, found.sequence, deadline));
        _requireFiledBy(found, found.applicant, structHash, deadline, approvals);

        found.stage = Stage.Withdrawn;
        _keep(id, found);

        emit ApplicationWithdrawn(id, found.sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /* REGISTRY */

    /// @inheritdoc IApplications
    function requireSupplement(RequireSupplement calldata asked, uint64 deadline, Approval[] calldata approvals)
        external
    {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.RequireSupplement);
        if (found.marks & Marks.SUPPLEMENT != 0) revert SupplementSpent(id);
        uint32 maximum = _rule(found, Parameter.SupplementDays);
        if (asked.workingDays == 0 || asked.workingDays > maximum) {
            revert SupplementDaysInvalid(id, asked.workingDays, maximum);
        }
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_REQUIRE_SUPPLEMENT, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Supplement;
        found.marks |= Marks.SUPPLEMENT;
        found.dueAt = RULES.workingDaysAfter(uint40(block.timestamp), asked.workingDays);
        _keep(id, found);

        emit SupplementRequired(id, found.sequence, found.dueAt, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function accept(AcceptApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Accept);
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, found.register);
        _requireOpen();
        bytes32 structHash = keccak256(abi.encode(_ACCEPT, asked, found.sequence, deadline));
        _requireAgreed(structHash, deadline, approvals, registry, new uint32[](0));

        found.stage = Stage.Accepted;
        _keep(id, found);

        emit ApplicationAccepted(id, found.sequence, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function notAccept(NotAcceptApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.NotAccept);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_NOT_ACCEPT, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.NotAccepted;
        _keep(id, found);

        emit ApplicationNotAccepted(id, found.sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /* PRIVATE */

    /// @dev The case as it will stand once submitted, but for its clock.
    function _requireSubmittable(SubmitApplication calldata asked) private view returns (Case memory submitted) {
        bytes32 id = asked.applicationId;
        Register register = asked.register;
        uint8 regime = uint8(Register.unwrap(register));
        bytes32 derived = CERTIFICATES.idOf(asked.applicant, regime, asked.fingerprint, asked.ordinal);
        if (id != derived) revert ApplicationIdWrong(id, derived);
        _requireApplicant(asked.applicant, register);
        if (asked.rights == 0 || asked.rights > Rights.ALL) revert ICertificates.RightsInvalid(asked.rights);
        _requireDigest(asked.fingerprint);
        _requireDigest(asked.applicationDigest);
        // Block time is the validators' claim, good to seconds; an authorisation ends with a day.
        if (asked.sourceEnds != 0 && asked.sourceEnds <= block.timestamp) revert SourceEnded(id, asked.sourceEnds);
        if (!CERTIFICATES.recordOf(id).isEmpty()) revert ICertificates.CertificateDuplicate(id);
        if (asked.ordinal != 0) _requirePredecessorEnded(asked, regime);

        Case memory before = _cases[id];
        Stage stage = _stageOf(before);
        if (!Stages.allows(stage, Step.Submit)) revert StepNotAllowed(id, stage, Step.Submit);
        submitted.applicant = asked.applicant;
        submitted.register = register;
        submitted.sequence = before.sequence + 1;
        submitted.attempt = before.attempt + 1;
        submitted.stage = Stage.Submitted;
        submitted.rights = asked.rights;
        submitted.sourceEnds = asked.sourceEnds;
    }

    /// @dev A registry may not apply to itself (guideline 〔2026〕35, art. 10(7)).
    function _requireApplicant(uint32 applicant, Register register) private view {
        uint32 registry = PARTICIPANTS.inCharge(register);
        if (registry == 0) revert RegisterUnkept(register);
        if (applicant == 0 || applicant > PARTICIPANTS.participantCount()) {
            revert IParticipants.ParticipantUnknown(applicant);
        }
        if (applicant == registry) revert ICertificates.SelfRegistration(applicant);
    }

    /// @dev As it will be asked again at the deposit: better told now.
    function _requirePredecessorEnded(SubmitApplication calldata asked, uint8 regime) private view {
        bytes32 predecessor = CERTIFICATES.idOf(asked.applicant, regime, asked.fingerprint, asked.ordinal - 1);
        Record before = CERTIFICATES.recordOf(predecessor);
        if (before.isEmpty()) revert ICertificates.PredecessorMissing(asked.applicationId, asked.ordinal);
        if (before.state() == State.Claimed) before = CERTIFICATES.recordOf(CERTIFICATES.claimantOf(predecessor));
        bool alive = before.state() == State.Active && block.timestamp < before.validTo();
        if (alive) revert ICertificates.PredecessorAlive(asked.applicationId, predecessor);
    }

    function _submitted(SubmitApplication calldata asked, Case memory found, address checker) private {
        emit ApplicationSubmitted(
            asked.applicationId,
            found.sequence,
            asked.applicant,
            Register.unwrap(asked.register),
            asked.fingerprint,
            asked.ordinal,
            asked.rights,
            asked.sourceEnds,
            found.dueAt,
            asked.applicationDigest,
            msg.sender,
            checker
        );
    }
}
