// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {Keys} from "./Keys.sol";
import {Charter, Duties, IParticipants, Participant, Proposal, Roles} from "./interfaces/IParticipants.sol";

/// @title Governance: proposals, votes and their delays; the guardian's veto and pause
/// @dev A part of {Participants}, on its own page. What was voted is called by this contract, so a governed function,
/// here or in another contract, accepts this contract's address as its caller and no other.
abstract contract Governance is Keys {
    /* CONSTANTS */

    /// @dev No institution governs alone.
    uint256 private constant _MIN_THRESHOLD = 2;

    /// @inheritdoc IParticipants
    uint32 public constant MAX_DELAY = 90 days;
    /// @inheritdoc IParticipants
    uint32 public constant EXECUTION_WINDOW = 30 days;

    /* STORAGE */

    mapping(uint256 proposal => Proposal) private _proposals;
    mapping(uint256 proposal => uint32[] participants) private _voters;

    /* MODIFIERS */

    modifier onlyGovernance() {
        if (msg.sender != address(this)) revert GovernanceOnly(msg.sender);
        _;
    }

    /* GOVERNORS */

    /// @inheritdoc IParticipants
    function propose(address target, bytes calldata data, bytes32 reasonDigest) external returns (uint256 proposal) {
        uint32 proposer = _requireRole(msg.sender, Duties.VOTE, Roles.GOVERNOR);

        proposal = ++_status.proposals;
        bytes32 callDigest = keccak256(data);
        _proposals[proposal] = Proposal(target, callDigest, bytes4(data), 0, false);
        _voters[proposal].push(proposer);

        emit ProposalMade(proposal, proposer, target, bytes4(data), callDigest, reasonDigest, msg.sender);
        emit ProposalVoted(proposal, proposer, msg.sender);
    }

    /// @inheritdoc IParticipants
    function vote(uint256 proposal) external {
        uint32 voter = _requireRole(msg.sender, Duties.VOTE, Roles.GOVERNOR);
        Proposal storage voted = _requireOpenProposal(proposal);
        uint32[] storage voters = _voters[proposal];
        uint256 count = voters.length;
        for (uint256 i = 0; i < count; ++i) {
            if (voters[i] == voter) revert ProposalVotedAlready(proposal, voter);
        }

        voters.push(voter);
        emit ProposalVoted(proposal, voter, msg.sender);

        if (voted.executableAt == 0 && _standingVotes(proposal) >= _status.threshold) {
            uint32 delay = voted.target == address(this) ? delayOf(voted.selector) : _status.graveDelay;
            uint40 executableAt = uint40(block.timestamp + delay);
            voted.executableAt = executableAt;
            emit ProposalApproved(proposal, executableAt);
        }
    }

    /// @inheritdoc IParticipants
    function execute(uint256 proposal, bytes calldata data) external returns (bytes memory result) {
        _requireRole(msg.sender, Duties.VOTE, Roles.GOVERNOR);
        Proposal storage approved = _requireOpenProposal(proposal);
        uint40 executableAt = approved.executableAt;
        uint256 votes = _standingVotes(proposal);
        uint256 threshold = _status.threshold;
        if (executableAt == 0 || votes < threshold) revert ProposalNotApproved(proposal, votes, threshold);
        if (block.timestamp < executableAt) revert ProposalTooEarly(proposal, executableAt);
        uint40 lapsedAt = executableAt + EXECUTION_WINDOW;
        if (block.timestamp >= lapsedAt) revert ProposalLapsed(proposal, lapsedAt);
        bytes32 callDigest = keccak256(data);
        if (callDigest != approved.callDigest) {
            revert ProposalCallMismatch(proposal, approved.callDigest, callDigest);
        }

        approved.closed = true;
        result = Address.functionCall(approved.target, data);

        emit ProposalExecuted(proposal, msg.sender);
    }

    /* GUARDIAN */

    /// @inheritdoc IParticipants
    function veto(uint256 proposal, bytes32 reasonDigest) external {
        uint32 guardian = _requireRole(msg.sender, Duties.VOTE, Roles.GUARDIAN);
        Proposal storage stopped = _requireOpenProposal(proposal);
        if (stopped.target == address(this) && _isUrgent(stopped.selector)) revert ProposalUrgent(proposal);

        stopped.closed = true;

        emit ProposalVetoed(proposal, guardian, reasonDigest, msg.sender);
    }

    /// @inheritdoc IParticipants
    function pause(bytes32 reasonDigest) external {
        uint32 guardian = _requireRole(msg.sender, Duties.VOTE, Roles.GUARDIAN);
        if (_status.paused) revert PauseUnchanged(true);

        _status.paused = true;

        emit LedgerPaused(guardian, reasonDigest, msg.sender);
    }

    /* BY VOTE */

    /// @inheritdoc IParticipants
    function unpause(bytes32 reasonDigest) external onlyGovernance {
        if (!_status.paused) revert PauseUnchanged(false);

        _status.paused = false;

        emit LedgerUnpaused(reasonDigest);
    }

    /// @inheritdoc IParticipants
    function setCharter(Charter calldata charter) external onlyGovernance {
        _setCharter(charter);
    }

    /// @inheritdoc IParticipants
    function suspend(uint32 number, bytes32 reasonDigest) external onlyGovernance {
        _setSuspended(number, true);

        emit ParticipantSuspended(number, reasonDigest);
    }

    /// @inheritdoc IParticipants
    function reinstate(uint32 number, bytes32 reasonDigest) external onlyGovernance {
        _setSuspended(number, false);

        emit ParticipantReinstated(number, reasonDigest);
    }

    /* VIEWS */

    /// @inheritdoc IParticipants
    function charterOf() external view returns (Charter memory) {
        return Charter(_status.threshold, _status.ordinaryDelay, _status.graveDelay);
    }

    /// @inheritdoc IParticipants
    function proposalOf(uint256 proposal) external view returns (Proposal memory) {
        return _proposals[proposal];
    }

    /// @inheritdoc IParticipants
    function votersOf(uint256 proposal) external view returns (uint32[] memory) {
        return _voters[proposal];
    }

    /// @inheritdoc IParticipants
    function proposalCount() external view returns (uint256) {
        return _status.proposals;
    }

    /// @inheritdoc IParticipants
    function paused() external view returns (bool) {
        return _status.paused;
    }

    /// @inheritdoc IParticipants
    function delayOf(bytes4 selector) public view returns (uint32) {
        if (_isUrgent(selector)) return 0;
        bool ordinary = selector == this.admit.selector || selector == this.enrolKey.selector
            || selector == this.rename.selector;
        return ordinary ? _status.ordinaryDelay : _status.graveDelay;
    }

    /* PRIVATE */

    function _setCharter(Charter memory charter) internal {
        uint256 governors = _status.governors;
        if (charter.threshold < _MIN_THRESHOLD || charter.threshold > governors) {
            revert CharterInvalid(charter.threshold, governors);
        }
        uint32 longer = charter.ordinaryDelay > charter.graveDelay ? charter.ordinaryDelay : charter.graveDelay;
        if (longer > MAX_DELAY) revert DelayTooLong(longer, MAX_DELAY);

        _status.threshold = charter.threshold;
        _status.ordinaryDelay = charter.ordinaryDelay;
        _status.graveDelay = charter.graveDelay;

        emit CharterChanged(charter.threshold, charter.ordinaryDelay, charter.graveDelay);
    }

    /// @dev What waits for nothing: no delay, and so no veto.
    function _isUrgent(bytes4 selector) private pure returns (bool) {
        return selector == IParticipants.suspend.selector || selector == IParticipants.revokeKey.selector;
    }

    function _setSuspended(uint32 number, bool suspended) private {
        _requireKnown(number);
        Participant storage participant = _participants[number];
        if (participant.suspended == suspended) revert SuspensionUnchanged(number, suspended);

        participant.suspended = suspended;
        _spread(number);
        if (participant.roles & Roles.GOVERNOR != 0) _countGovernor(!suspended);
    }

    /// @dev One governor more or fewer that may act; never fewer than the charter's threshold, or nobody could govern.
    function _countGovernor(bool gained) internal {
        if (gained) {
            ++_status.governors;
            return;
        }
        uint256 left = _status.governors - 1;
        if (left < _status.threshold) revert GovernorsTooFew(left, _status.threshold);
        _status.governors = uint32(left);
    }

    function _requireOpenProposal(uint256 proposal) private view returns (Proposal storage found) {
        if (proposal == 0 || proposal > _status.proposals) revert ProposalUnknown(proposal);
        found = _proposals[proposal];
        if (found.closed) revert ProposalClosed(proposal);
    }

    /// @dev The yes votes of institutions that still are governors and not suspended.
    function _standingVotes(uint256 proposal) private view returns (uint256 votes) {
        uint32[] storage voters = _voters[proposal];
        uint256 count = voters.length;
        for (uint256 i = 0; i < count; ++i) {
            Participant storage voter = _participants[voters[i]];
            if (!voter.suspended && voter.roles & Roles.GOVERNOR != 0) ++votes;
        }
    }
}
