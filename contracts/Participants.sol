// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governance} from "./Governance.sol";
import {Register} from "./Record.sol";
import {UnifiedCode} from "./UnifiedCode.sol";
import {
    Admission,
    Approval,
    Charge,
    Charter,
    Duties,
    IParticipants,
    Kind,
    Participant,
    Roles
} from "./interfaces/IParticipants.sol";

/// @title Participants: institutions and holders, and the registers that they keep
/// @dev Keys are on the page {Keys}, votes on the page {Governance}. The deployer founds the ledger and keeps no power.
contract Participants is Governance {
    /* CONSTANTS */

    bytes32 private constant _ADMIT_HOLDERS = keccak256("AdmitHolders(bytes32 admissionsDigest,uint64 deadline)");
    bytes32 private constant _RENAME =
        keccak256("Rename(uint32 participant,bytes32 profileDigest,bytes32 previousDigest,uint64 deadline)");

    /// @dev Region 00 to 99, then the registry's digit (guideline 〔2026〕35, annex 6).
    uint256 private constant _MAX_CODE = 999;
    uint256 private constant _REGIMES = 4;

    /* STORAGE */

    mapping(bytes32 identity => uint32 participant) private _numbers;
    mapping(Register register => uint32 participant) private _inCharge;

    /* CONSTRUCTOR */

    /// @notice Founds the ledger: admits the founders, numbered from 1, gives registers into charge and sets the
    /// charter.
    constructor(Admission[] memory founders, Charter memory charter, Charge[] memory charges) {
        uint256 voices = 0;
        for (uint256 i = 0; i < founders.length; ++i) {
            _admit(founders[i], address(this), address(0));
            if (_hasVoice(founders[i])) ++voices;
        }
        for (uint256 i = 0; i < charges.length; ++i) {
            _assign(charges[i].register, charges[i].participant, 0);
        }
        _setCharter(charter);
        if (voices < charter.threshold) revert CharterInvalid(charter.threshold, voices);
    }

    /* HOLDERS, BY A REGISTRY */

    /// @inheritdoc IParticipants
    function admitHolders(Admission[] calldata admissions, uint64 deadline, Approval calldata approval)
        external
        returns (uint32 first)
    {
        bytes32 admissionsDigest = keccak256(abi.encode(admissions));
        _requireFiled(keccak256(abi.encode(_ADMIT_HOLDERS, admissionsDigest, deadline)), deadline, approval);

        first = _status.participants + 1;
        for (uint256 i = 0; i < admissions.length; ++i) {
            if (admissions[i].roles != 0) revert RolesInvalid(admissions[i].roles);
            _admit(admissions[i], msg.sender, approval.key);
        }
    }

    /// @inheritdoc IParticipants
    function rename(uint32 participant, bytes32 profileDigest, uint64 deadline, Approval calldata approval) external {
        _requireKnown(participant);
        Participant storage renamed = _participants[participant];
        address checker = address(0);
        if (msg.sender != address(this)) {
            bytes32 structHash =
                keccak256(abi.encode(_RENAME, participant, profileDigest, renamed.profileDigest, deadline));
            _requireFiled(structHash, deadline, approval);
            checker = approval.key;
        }

        renamed.profileDigest = profileDigest;

        emit ParticipantRenamed(participant, profileDigest, msg.sender, checker);
    }

    /* BY VOTE */

    /// @inheritdoc IParticipants
    function admit(Admission calldata admission) external onlyGovernance returns (uint32 participant) {
        return _admit(admission, address(this), address(0));
    }

    /// @inheritdoc IParticipants
    function setRoles(uint32 number, uint16 roles, bytes32 reasonDigest) external onlyGovernance {
        _requireKnown(number);
        Participant storage participant = _participants[number];
        _requireRoles(participant.kind, roles);
        uint16 rolesBefore = participant.roles;

        participant.roles = roles;
        _spread(number);
        bool changesGovernor = (roles ^ rolesBefore) & Roles.GOVERNOR != 0;
        if (changesGovernor && !participant.suspended) _countGovernor(roles & Roles.GOVERNOR != 0);

        emit RolesChanged(number, rolesBefore, roles, reasonDigest);
    }

    /// @inheritdoc IParticipants
    function assignRegister(Register register, uint32 to, bytes32 reasonDigest) external onlyGovernance {
        _assign(register, to, reasonDigest);
    }

    /* VIEWS */

    /// @inheritdoc IParticipants
    function participantOf(uint32 participant) external view returns (Participant memory) {
        return _participants[participant];
    }

    /// @inheritdoc IParticipants
    function participantBy(bytes32 identity) external view returns (uint32) {
        return _numbers[identity];
    }

    /// @inheritdoc IParticipants
    function participantCount() external view returns (uint32) {
        return _status.participants;
    }

    /// @inheritdoc IParticipants
    function inCharge(Register register) external view returns (uint32) {
        return _inCharge[register];
    }

    /* VIEWS FOR THE OTHER CONTRACTS */

    /// @inheritdoc IParticipants
    function requireRegistry(address key, Register register) external view returns (uint32 participant) {
        return _requireRegistry(key, register);
    }

    /// @inheritdoc IParticipants
    function requireOpenFor(uint32 participant) external view {
        if (_status.paused) revert LedgerIsPaused();
        _requireKnown(participant);
    }

    /// @inheritdoc IParticipants
    function requireFiling(
        address maker,
        Register register,
        bytes32 digest,
        uint64 deadline,
        Approval calldata approval
    ) external view returns (uint32 registry, uint32 participants) {
        if (_status.paused) revert LedgerIsPaused();
        registry = _requireRegistry(maker, register);
        _requireApproval(digest, deadline, approval, registry, Duties.CHECKER);
        return (registry, _status.participants);
    }

    /* PRIVATE */

    function _requireRegistry(address key, Register register) private view returns (uint32 registry) {
        registry = _requireRole(key, Duties.MAKER, Roles.REGISTRY);
        uint32 keeper = _inCharge[register];
        if (keeper != registry) revert RegisterNotInCharge(register, registry, keeper);
    }

    /// @dev Whether a founder can vote from the first day on.
    function _hasVoice(Admission memory founder) private pure returns (bool) {
        if (founder.roles & Roles.GOVERNOR == 0) return false;
        for (uint256 i = 0; i < founder.keys.length; ++i) {
            if (founder.keys[i].duties & Duties.VOTE != 0) return true;
        }
        return false;
    }

    function _requireRoles(Kind kind, uint16 roles) private pure {
        if (roles > Roles.ALL || (roles != 0 && kind == Kind.NaturalPerson)) revert RolesInvalid(roles);
    }

    function _requireIdentity(Kind kind, bytes32 identity) private view {
        if (kind == Kind.None) revert KindInvalid(uint8(kind));
        if (kind == Kind.NaturalPerson) {
            if (uint112(uint256(identity)) == 0) revert KindInvalid(uint8(kind));
        } else {
            uint8 position = UnifiedCode.fault(identity);
            if (position != 0) revert IdentityInvalid(identity, position);
        }
        if (_numbers[identity] != 0) revert IdentityTaken(identity, _numbers[identity]);
    }

    function _admit(Admission memory admission, address maker, address checker) private returns (uint32 number) {
        bytes32 identity = admission.identity;
        (Kind kind, uint16 roles) = (admission.kind, admission.roles);
        _requireIdentity(kind, identity);
        _requireRoles(kind, roles);

        number = ++_status.participants;
        _participants[number] = Participant(identity, admission.profileDigest, kind, roles, false);
        _numbers[identity] = number;
        if (roles & Roles.GOVERNOR != 0) _countGovernor(true);
        emit ParticipantAdmitted(number, identity, uint8(kind), roles, admission.profileDigest, maker, checker);

        for (uint256 i = 0; i < admission.keys.length; ++i) {
            _enrol(number, admission.keys[i], maker, checker);
        }
    }

    function _assign(Register register, uint32 to, bytes32 reasonDigest) private {
        uint256 word = Register.unwrap(register);
        (uint256 regime, uint256 code) = (uint8(word), word >> 8);
        if (regime == 0 || regime > _REGIMES || code > _MAX_CODE) revert RegisterInvalid(register);
        _requireKnown(to);
        if (_participants[to].roles & Roles.REGISTRY == 0) revert RoleMissing(to, Roles.REGISTRY);

        uint32 from = _inCharge[register];
        _inCharge[register] = to;

        emit RegisterAssigned(Register.unwrap(register), from, to, reasonDigest);
    }
}
