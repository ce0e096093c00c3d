// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Case, PublicityObjection} from "./ApplicationActs.sol";
import {Operation} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Register} from "./Record.sol";
import {Stage, Stages, Step} from "./Stages.sol";
import {IApplications} from "./interfaces/IApplications.sol";
import {ICertificates} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval, Duties} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Cases: what the chain keeps of all registration cases, and the checks that several steps share
/// @dev A part of {Applications}, on its own page.
abstract contract Cases is IApplications, Noun {
    /* CONSTANTS */

    /// @inheritdoc IApplications
    uint256 public constant MAX_DEPOSITS = 100;
    /// @inheritdoc IApplications
    uint256 public constant MAX_OBJECTIONS = type(uint8).max;

    /* STORAGE */

    mapping(bytes32 applicationId => Case) internal _cases;
    mapping(bytes32 objectionId => PublicityObjection) internal _objections;

    /* VIEWS */

    /// @inheritdoc IApplications
    function caseOf(bytes32 applicationId) external view returns (Case memory) {
        return _cases[applicationId];
    }

    /// @inheritdoc IApplications
    function stageOf(bytes32 applicationId) external view returns (Stage) {
        return _stageOf(_cases[applicationId]);
    }

    /// @inheritdoc IApplications
    function objectionOf(bytes32 objectionId) external view returns (PublicityObjection memory) {
        return _objections[objectionId];
    }

    /// @inheritdoc IApplications
    function isAllowed(Stage stage, Step step) external pure returns (bool) {
        return Stages.allows(stage, step);
    }

    /// @inheritdoc INoun
    /// @dev A case rests on no certificate.
    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}

    /* PRIVATE: THE CASE */

    /// @dev What acts and the silence after them have made of a case: unanswered it is accepted, unsupplemented lapsed.
    function _stageOf(Case memory found) internal view returns (Stage) {
        // Block time is the validators' claim, good to seconds; these clocks end with a day.
        if (block.timestamp < found.dueAt) return found.stage;
        if (found.stage == Stage.Submitted) return Stage.Accepted;
        return found.stage == Stage.Supplement ? Stage.Lapsed : found.stage;
    }

    /// @dev The case, its stage as time has made it and its sequence that of the step, if the stage allows the step.
    function _requireStep(bytes32 id, Step step) internal view returns (Case memory found) {
        found = _cases[id];
        if (found.sequence == 0) revert ApplicationUnknown(id);
        found.stage = _stageOf(found);
        if (!Stages.allows(found.stage, step)) revert StepNotAllowed(id, found.stage, step);
        ++found.sequence;
    }

    function _keep(bytes32 id, Case memory changed) internal {
        _cases[id] = changed;
    }

    function _requireDigest(bytes32 digest) internal pure {
        if (digest == 0) revert ICertificates.DigestMissing();
    }

    /* PRIVATE: CLOCKS */

    function _rule(Case memory found, Parameter parameter) internal view returns (uint32) {
        uint8 regime = uint8(Register.unwrap(found.register));
        return RULES.valueAt(regime, parameter, uint40(block.timestamp));
    }

    /// @dev The end of a regime's period in working days that begins now.
    function _workingDays(Case memory found, Parameter parameter) internal view returns (uint40) {
        return RULES.workingDaysAfter(uint40(block.timestamp), _rule(found, parameter));
    }

    /* PRIVATE: HANDS */

    /// @dev The registry's maker and checker; `parties` consent.
    function _requireFiled(
        Case memory found,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) internal view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, found.register);
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }

    /// @dev Who files what `party` does: the party's own maker, or that of the registry with the party's consent.
    function _requireFiler(Case memory found, uint32 party) internal view returns (uint32 participant) {
        (participant,) = PARTICIPANTS.requireDuty(msg.sender, Duties.MAKER);
        if (participant != party) PARTICIPANTS.requireRegistry(msg.sender, found.register);
    }

    function _requireFiledBy(
        Case memory found,
        uint32 party,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals
    ) internal view {
        _requireAgreed(structHash, deadline, approvals, _requireFiler(found, party), Parties.only(party));
    }
}
