// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {ActDomain} from "./ActDomain.sol";
import {
    Approval,
    Authority,
    Duties,
    IParticipants,
    KeyGrant,
    Participant,
    Roles
} from "./interfaces/IParticipants.sol";

/// @title Keys: who acts for a participant, and whose signature counts
/// @dev A part of {Participants}, on its own page. What a key may do stands in one slot, roles and suspension included,
/// so that an act pays for one read; `_spread` keeps these copies equal to the participant's own.
abstract contract Keys is IParticipants, ActDomain {
    /* TYPES */

    /// @dev The charter and the counters, in one slot. `governors` counts those that are not suspended.
    struct Status {
        uint8 threshold;
        uint32 ordinaryDelay;
        uint32 graveDelay;
        uint32 participants;
        uint32 proposals;
        uint32 governors;
        bool paused;
    }

    /* CONSTANTS */

    /// @inheritdoc IParticipants
    uint256 public constant MAX_KEYS = 32;

    bytes32 private constant _ENROL_KEY =
        keccak256("EnrolKey(uint32 participant,address key,uint8 duties,uint64 deadline)");
    bytes32 private constant _REVOKE_KEY = keccak256("RevokeKey(address key,bytes32 reasonDigest,uint64 deadline)");

    /* STORAGE */

    Status internal _status;
    mapping(uint32 participant => Participant) internal _participants;
    mapping(address key => Authority) private _authorities;
    mapping(uint32 participant => address[] keys) private _keys;

    /* KEYS */

    /// @inheritdoc IParticipants
    function enrolKey(uint32 participant, address key, uint8 duties, uint64 deadline, Approval calldata approval)
        external
    {
        _requireKnown(participant);
        address checker = address(0);
        if (msg.sender != address(this)) {
            bytes32 structHash = keccak256(abi.encode(_ENROL_KEY, participant, key, duties, deadline));
            _requireKeepers(participant, structHash, deadline, approval);
            checker = approval.key;
        }

        _enrol(participant, KeyGrant(key, duties), msg.sender, checker);
    }

    /// @inheritdoc IParticipants
    function revokeKey(address key, bytes32 reasonDigest, uint64 deadline, Approval calldata approval) external {
        Authority memory authority = _requireUnrevoked(key);
        address checker = address(0);
        if (msg.sender != address(this)) {
            Authority memory maker = _requireActive(msg.sender);
            if (maker.participant == authority.participant) {
                _requireDutyOf(msg.sender, maker, Duties.ADMIN);
                _requireOtherAdmin(key, authority.participant);
            } else {
                bytes32 structHash = keccak256(abi.encode(_REVOKE_KEY, key, reasonDigest, deadline));
                _requireRegistryFor(authority.participant, maker, structHash, deadline, approval);
                checker = approval.key;
            }
        }

        _authorities[key].revoked = true;
        _strike(key, authority.participant);

        emit KeyRevoked(authority.participant, key, reasonDigest, msg.sender, checker);
    }

    /* VIEWS */

    /// @inheritdoc IParticipants
    function authorityOf(address key) external view returns (Authority memory authority) {
        authority = _authorities[key];
        if (authority.revoked) {
            authority.roles = _participants[authority.participant].roles;
            authority.suspended = _participants[authority.participant].suspended;
        }
    }

    /// @inheritdoc IParticipants
    function keysOf(uint32 participant) external view returns (address[] memory) {
        return _keys[participant];
    }

    /// @inheritdoc IParticipants
    function requireDuty(address key, uint8 duty) external view returns (uint32 participant, uint16 roles) {
        Authority memory authority = _requireActive(key);
        _requireDutyOf(key, authority, duty);
        return (authority.participant, authority.roles);
    }

    /// @inheritdoc IParticipants
    function requireApproval(
        bytes32 digest,
        uint64 deadline,
        Approval calldata approval,
        uint32 participant,
        uint8 duty
    ) external view {
        _requireApproval(digest, deadline, approval, participant, duty);
    }

    /* PRIVATE: CHANGES */

    function _enrol(uint32 number, KeyGrant memory grant, address maker, address checker) internal {
        address key = grant.key;
        uint8 duties = grant.duties;
        bool ofBothHands = duties & Duties.MAKER != 0 && duties & Duties.CHECKER != 0;
        if (duties == 0 || duties > Duties.ALL || ofBothHands) revert DutiesInvalid(duties);
        uint32 owner = _authorities[key].participant;
        if (owner != 0 || key == address(0) || key == address(this)) revert KeyTaken(key, owner);
        if (_keys[number].length >= MAX_KEYS) revert KeysTooMany(number, MAX_KEYS);

        Participant storage participant = _participants[number];
        _authorities[key] = Authority(number, participant.roles, duties, participant.suspended, false);
        _keys[number].push(key);

        emit KeyEnrolled(number, key, duties, maker, checker);
    }

    /// @dev Takes `key` from the list and closes its place, so that the order of enrolment stays.
    function _strike(address key, uint32 participant) private {
        address[] storage keys = _keys[participant];
        uint256 last = keys.length - 1;
        uint256 place = 0;
        while (keys[place] != key) ++place;
        for (; place < last; ++place) keys[place] = keys[place + 1];
        keys.pop();
    }

    /// @dev Copies a participant's roles and suspension into the slots of its keys.
    function _spread(uint32 number) internal {
        Participant storage participant = _participants[number];
        (uint16 roles, bool suspended) = (participant.roles, participant.suspended);
        address[] storage keys = _keys[number];
        uint256 count = keys.length;
        for (uint256 i = 0; i < count; ++i) {
            Authority storage authority = _authorities[keys[i]];
            authority.roles = roles;
            authority.suspended = suspended;
        }
    }

    /* PRIVATE: CHECKS */

    function _requireKnown(uint32 participant) internal view {
        if (participant == 0 || participant > _status.participants) revert ParticipantUnknown(participant);
    }

    function _requireUnrevoked(address key) private view returns (Authority memory authority) {
        authority = _authorities[key];
        if (authority.participant == 0) revert KeyUnknown(key);
        if (authority.revoked) revert KeyNotActive(key, authority.participant);
    }

    function _requireActive(address key) private view returns (Authority memory authority) {
        authority = _requireUnrevoked(key);
        if (authority.suspended) revert ParticipantNotActive(authority.participant);
    }

    function _requireDutyOf(address key, Authority memory authority, uint8 duty) private pure {
        if (authority.duties & duty == 0) revert DutyMissing(key, duty);
    }

    function _requireRoleOf(address key, Authority memory authority, uint8 duty, uint16 role) private pure {
        _requireDutyOf(key, authority, duty);
        if (authority.roles & role == 0) revert RoleMissing(authority.participant, role);
    }

    function _requireRole(address key, uint8 duty, uint16 role) internal view returns (uint32 participant) {
        Authority memory authority = _requireActive(key);
        _requireRoleOf(key, authority, duty, role);
        return authority.participant;
    }

    /// @dev The two hands that may change a participant's keys: its own administrators, or a registry's for a plain
    /// holder.
    function _requireKeepers(uint32 participant, bytes32 structHash, uint64 deadline, Approval calldata approval)
        private
        view
    {
        Authority memory maker = _requireActive(msg.sender);
        if (maker.participant == participant) {
            _requireDutyOf(msg.sender, maker, Duties.ADMIN);
            if (approval.key == msg.sender) revert ApprovalInvalid(approval.key);
            _requireApproval(_actDigest(structHash), deadline, approval, participant, Duties.ADMIN);
        } else {
            _requireRegistryFor(participant, maker, structHash, deadline, approval);
        }
    }

    function _requireRegistryFor(
        uint32 participant,
        Authority memory maker,
        bytes32 structHash,
        uint64 deadline,
        Approval calldata approval
    ) private view {
        if (_participants[participant].roles != 0) revert GovernanceOnly(msg.sender);
        _requireRoleOf(msg.sender, maker, Duties.MAKER, Roles.REGISTRY);
        _requireApproval(_actDigest(structHash), deadline, approval, maker.participant, Duties.CHECKER);
    }

    /// @dev That the caller is a registry's maker and `approval` its checker's, over an act of this contract.
    function _requireFiled(bytes32 structHash, uint64 deadline, Approval calldata approval) internal view {
        uint32 registry = _requireRole(msg.sender, Duties.MAKER, Roles.REGISTRY);
        _requireApproval(_actDigest(structHash), deadline, approval, registry, Duties.CHECKER);
    }

    function _requireOtherAdmin(address key, uint32 participant) private view {
        if (_authorities[key].duties & Duties.ADMIN == 0) return;
        address[] storage keys = _keys[participant];
        uint256 count = keys.length;
        for (uint256 i = 0; i < count; ++i) {
            if (keys[i] != key && _authorities[keys[i]].duties & Duties.ADMIN != 0) return;
        }
        revert KeyIsLastAdmin(key, participant);
    }

    function _requireApproval(
        bytes32 digest,
        uint64 deadline,
        Approval calldata approval,
        uint32 participant,
        uint8 duty
    ) internal view {
        // Block time is the validators' claim, good to seconds; a deadline is a matter of days.
        if (block.timestamp > deadline) revert ApprovalExpired(deadline);
        address key = approval.key;
        Authority memory authority = _requireUnrevoked(key);
        if (authority.participant != participant) revert ApprovalFromOther(key, authority.participant, participant);
        if (authority.suspended) revert ParticipantNotActive(participant);
        _requireDutyOf(key, authority, duty);
        if (!_isSignedBy(key, digest, approval.signature)) revert ApprovalInvalid(key);
    }

    /// @dev An account signs with ECDSA (low s only); a contract answers ERC-1271, and is called only to read. No
    /// contract's address can be recovered from a signature: recovering first spares accounts the look at their code.
    function _isSignedBy(address key, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError fault,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (fault == ECDSA.RecoverError.NoError && signer == key) return true;
        if (key.code.length == 0) return false;
        (bool success, bytes memory answer) =
            key.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return success && answer.length >= 32 && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }
}
