// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Register} from "../Record.sol";

/// @notice An institution's or person's signature under one act, given by one of its keys.
/// @param key The key that signs: an account, or a contract that answers ERC-1271.
/// @param signature Its signature over the act's EIP-712 digest.
struct Approval {
    address key;
    bytes signature;
}

/// @notice What a participant is in law. An individual is known by a salted commitment, never by its number (P9).
enum Kind {
    None,
    LegalPerson,
    UnincorporatedOrganisation,
    NaturalPerson,
    PublicBody
}

/// @notice The parts that a participant may be admitted to play: bits of a mask.
library Roles {
    uint16 internal constant REGISTRY = 1 << 0; // 登记机构
    uint16 internal constant BANK = 1 << 1; // 银行
    uint16 internal constant EVALUATOR = 1 << 2; // 评估机构
    uint16 internal constant AUDITOR = 1 << 3; // 审计人
    uint16 internal constant ORGAN = 1 << 4; // 法院等有权机关
    uint16 internal constant ARBITRATION = 1 << 5; // 仲裁机构
    uint16 internal constant CUSTODIAN = 1 << 6; // 托管机构
    uint16 internal constant EXCHANGE = 1 << 7; // 交易场所
    uint16 internal constant SUPERVISOR = 1 << 8; // 主管部门
    uint16 internal constant GOVERNOR = 1 << 9; // 治理成员
    uint16 internal constant GUARDIAN = 1 << 10; // 应急监护人
    uint16 internal constant ALL = (1 << 11) - 1;
}

/// @notice What one key of a participant may do for it: bits of a mask. Nobody is maker and checker with one key.
library Duties {
    uint8 internal constant MAKER = 1 << 0; // 经办
    uint8 internal constant CHECKER = 1 << 1; // 复核
    uint8 internal constant CONSENT = 1 << 2; // 代表签署同意
    uint8 internal constant ADMIN = 1 << 3; // 密钥管理
    uint8 internal constant VOTE = 1 << 4; // 治理表决
    uint8 internal constant ALL = (1 << 5) - 1;
}

/// @notice Who a key acts for, in one storage slot, so that an act pays for one read.
/// @param participant The participant's number; 0 for a key that was never enrolled.
/// @param roles The participant's roles, kept equal to {IParticipants-participantOf} by every act that changes them.
/// @param duties What this key may do.
/// @param suspended Whether the participant is suspended.
/// @param revoked Whether this key was revoked, for good.
struct Authority {
    uint32 participant;
    uint16 roles;
    uint8 duties;
    bool suspended;
    bool revoked;
}

/// @notice A participant as stored.
/// @param identity The unified social credit code in ASCII, left-aligned; for a natural person a salted commitment.
/// @param profileDigest SHA-256 of the canonical profile document: names in zh and en, former names with dates.
/// @param kind What it is in law.
/// @param roles Its roles.
/// @param suspended Whether it may act at present.
struct Participant {
    bytes32 identity;
    bytes32 profileDigest;
    Kind kind;
    uint16 roles;
    bool suspended;
}

/// @notice A key to be enrolled, and its duties.
struct KeyGrant {
    address key;
    uint8 duties;
}

/// @notice A participant to be admitted.
struct Admission {
    bytes32 identity;
    Kind kind;
    uint16 roles;
    bytes32 profileDigest;
    KeyGrant[] keys;
}

/// @notice How the institutions govern: so many yes votes of distinct governors, then so much time for a veto.
/// @param threshold Yes votes that approve a proposal; at least 2, so that no institution governs alone.
/// @param ordinaryDelay Seconds between approval and execution of admissions, renamings and key enrolments.
/// @param graveDelay Seconds for all that is more dangerous: roles, registers, the charter, the nouns, unpausing.
struct Charter {
    uint8 threshold;
    uint32 ordinaryDelay;
    uint32 graveDelay;
}

/// @notice A register and the founding participant that is to keep it.
struct Charge {
    Register register;
    uint32 participant;
}

/// @notice A proposal as stored.
/// @param target The contract to be called.
/// @param callDigest keccak256 of the call's data.
/// @param selector The function to be called; it decides the delay.
/// @param executableAt Unix seconds from which it may be executed; 0 until enough governors have voted yes.
/// @param closed Whether it was executed or vetoed.
struct Proposal {
    address target;
    bytes32 callDigest;
    bytes4 selector;
    uint40 executableAt;
    bool closed;
}

/// @title Participants: institutions and holders, their roles and keys, and how the institutions govern together
/// @notice A participant is a legal person, not a key (P2). Institutions with roles are admitted by k-of-n vote; plain
/// holders by a registry's maker with its checker's approval. Every function that changes something names its rule.
/// @dev Every act's digest is EIP-712's, domain name "DataDeed", version "1", this chain and this contract. A key that
/// acts is checked in this order: known, not revoked, its participant not suspended, its duty, its role, then the
/// register's charge. An approval: its deadline (still good at that very second), key known, not revoked, of the
/// participant that is due, which is not suspended, duty, signature. A pause stops no admission and no key: neither
/// touches a certificate.
interface IParticipants {
    /* EVENTS */

    /// @notice Emitted when a participant is admitted.
    /// @param maker The key that submitted, or this contract when the governors voted it.
    /// @param checker The key that approved, or zero when the governors voted it.
    event ParticipantAdmitted(
        uint32 indexed participant,
        bytes32 identity,
        uint8 kind,
        uint16 roles,
        bytes32 profileDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a participant's profile (name, former names) changes; its code never does.
    event ParticipantRenamed(uint32 indexed participant, bytes32 profileDigest, address maker, address checker);

    /// @notice Emitted when the governors stop a participant from acting. What it holds, it keeps.
    event ParticipantSuspended(uint32 indexed participant, bytes32 reasonDigest);

    /// @notice Emitted when the governors let a suspended participant act again.
    event ParticipantReinstated(uint32 indexed participant, bytes32 reasonDigest);

    /// @notice Emitted when a participant's roles change.
    event RolesChanged(uint32 indexed participant, uint16 rolesBefore, uint16 rolesAfter, bytes32 reasonDigest);

    /// @notice Emitted when a key is enrolled for a participant.
    event KeyEnrolled(uint32 indexed participant, address indexed key, uint8 duties, address maker, address checker);

    /// @notice Emitted when a key is revoked, for good.
    event KeyRevoked(
        uint32 indexed participant, address indexed key, bytes32 reasonDigest, address maker, address checker
    );

    /// @notice Emitted when a register comes into a participant's charge; `from` is 0 the first time.
    event RegisterAssigned(uint24 indexed register, uint32 from, uint32 to, bytes32 reasonDigest);

    /// @notice Emitted when a governor proposes a call.
    event ProposalMade(
        uint256 indexed proposal,
        uint32 proposer,
        address target,
        bytes4 selector,
        bytes32 callDigest,
        bytes32 reasonDigest,
        address key
    );

    /// @notice Emitted when a governor votes yes; the proposer's own vote included.
    event ProposalVoted(uint256 indexed proposal, uint32 voter, address key);

    /// @notice Emitted when the threshold is reached.
    event ProposalApproved(uint256 indexed proposal, uint40 executableAt);

    /// @notice Emitted after the proposed call was made.
    event ProposalExecuted(uint256 indexed proposal, address key);

    /// @notice Emitted when a guardian stops an open proposal, for good.
    event ProposalVetoed(uint256 indexed proposal, uint32 guardian, bytes32 reasonDigest, address key);

    /// @notice Emitted when a guardian pauses registration and dealing.
    event LedgerPaused(uint32 guardian, bytes32 reasonDigest, address key);

    /// @notice Emitted when the governors end a pause.
    event LedgerUnpaused(bytes32 reasonDigest);

    /// @notice Emitted when the charter is set.
    event CharterChanged(uint8 threshold, uint32 ordinaryDelay, uint32 graveDelay);

    /* ERRORS */

    /// @notice Thrown when a unified social credit code is malformed or its check character is wrong.
    /// @param position The offending character's place, from 1.
    error IdentityInvalid(bytes32 identity, uint8 position);
    /// @notice Thrown when the kind is none, or a natural person's commitment is empty or 18 characters in the clear.
    error KindInvalid(uint8 kind);
    /// @notice Thrown when the identity is already a participant's.
    error IdentityTaken(bytes32 identity, uint32 participant);
    /// @notice Thrown when no participant has that number.
    error ParticipantUnknown(uint32 participant);
    /// @notice Thrown when the participant that acts is suspended.
    error ParticipantNotActive(uint32 participant);
    /// @notice Thrown when a participant is suspended twice or reinstated without suspension.
    error SuspensionUnchanged(uint32 participant, bool suspended);
    /// @notice Thrown when a key was never enrolled.
    error KeyUnknown(address key);
    /// @notice Thrown when a key was revoked.
    error KeyNotActive(address key, uint32 participant);
    /// @notice Thrown when a key that is to be enrolled already is or was (`participant` says whose), or is the zero
    /// address or this contract (`participant` is 0).
    error KeyTaken(address key, uint32 participant);
    /// @notice Thrown when a participant would have more keys than {MAX_KEYS}.
    error KeysTooMany(uint32 participant, uint256 maximum);
    /// @notice Thrown when a participant would revoke its own last administering key.
    error KeyIsLastAdmin(address key, uint32 participant);
    /// @notice Thrown when duties are empty, unknown, or maker and checker at once.
    error DutiesInvalid(uint8 duties);
    /// @notice Thrown when roles are unknown, or given to a natural person.
    error RolesInvalid(uint16 roles);
    /// @notice Thrown when a key lacks a duty.
    error DutyMissing(address key, uint8 duty);
    /// @notice Thrown when a participant lacks a role.
    error RoleMissing(uint32 participant, uint16 role);
    /// @notice Thrown when a registry does not keep that register.
    error RegisterNotInCharge(Register register, uint32 participant, uint32 inCharge);
    /// @notice Thrown when a code or regime is outside its range.
    error RegisterInvalid(Register register);
    /// @notice Thrown when only the governors' vote may do this.
    error GovernanceOnly(address caller);
    /// @notice Thrown when the threshold is below 2 or above the number of governors (of founders with a voting key).
    error CharterInvalid(uint8 threshold, uint256 governors);
    /// @notice Thrown when a delay of the charter is longer than {MAX_DELAY}.
    error DelayTooLong(uint32 delay, uint32 maximum);
    /// @notice Thrown when a suspension or a loss of role would leave fewer governors that may act than the threshold.
    error GovernorsTooFew(uint256 left, uint256 threshold);
    /// @notice Thrown when no proposal has that number.
    error ProposalUnknown(uint256 proposal);
    /// @notice Thrown when a proposal was already executed or vetoed.
    error ProposalClosed(uint256 proposal);
    /// @notice Thrown when a governor votes twice.
    error ProposalVotedAlready(uint256 proposal, uint32 voter);
    /// @notice Thrown when a proposal has too few yes votes of governors that still are.
    error ProposalNotApproved(uint256 proposal, uint256 votes, uint256 threshold);
    /// @notice Thrown when a proposal's delay has not passed.
    error ProposalTooEarly(uint256 proposal, uint40 executableAt);
    /// @notice Thrown when a proposal was not executed within {EXECUTION_WINDOW} of the time it could first be.
    error ProposalLapsed(uint256 proposal, uint40 lapsedAt);
    /// @notice Thrown when a guardian would stop a suspension or the revocation of a key.
    error ProposalUrgent(uint256 proposal);
    /// @notice Thrown when the data given is not the data voted on.
    error ProposalCallMismatch(uint256 proposal, bytes32 expected, bytes32 given);
    /// @notice Thrown when the ledger is paused.
    error LedgerIsPaused();
    /// @notice Thrown when a pause is set or ended twice.
    error PauseUnchanged(bool paused);
    /// @notice Thrown when an approval's deadline has passed.
    error ApprovalExpired(uint64 deadline);
    /// @notice Thrown when a signature is not the key's own over this act, chain, contract and nonce, or the key that
    /// approves is the one that submits.
    error ApprovalInvalid(address key);
    /// @notice Thrown when the key belongs to another participant than the one whose approval is due.
    error ApprovalFromOther(address key, uint32 participant, uint32 expected);

    /* HOLDERS, BY A REGISTRY */

    /// @notice Admits plain holders (no roles), each with its first keys.
    /// @dev The caller is a registry's maker; `approval` is its checker's over `AdmitHolders(bytes32 admissionsDigest,
    /// uint64 deadline)`, where `admissionsDigest` is keccak256(abi.encode(admissions)). Keys are enrolled in the order
    /// given.
    /// @return first The number of the first; the others follow.
    function admitHolders(Admission[] calldata admissions, uint64 deadline, Approval calldata approval)
        external
        returns (uint32 first);

    /// @notice Enters a new profile of a participant: a new name, the old among the former names.
    /// @dev By a registry's maker with its checker's approval over `Rename(uint32 participant,bytes32
    /// profileDigest,bytes32 previousDigest,uint64 deadline)`; or by the governors, and then the approval is not read.
    function rename(uint32 participant, bytes32 profileDigest, uint64 deadline, Approval calldata approval) external;

    /* KEYS */

    /// @notice Enrols a key. By two administering keys of the participant itself; by a registry's maker and checker for
    /// a participant without roles (a lost key orphans nothing); by the governors for anyone.
    /// @dev The approval is over `EnrolKey(uint32 participant,address key,uint8 duties,uint64 deadline)`; a key is
    /// enrolled once, so no nonce is needed. Under governance the approval is not read. Whoever is neither of the
    /// participant nor the governors is refused with {GovernanceOnly} if the participant has roles.
    function enrolKey(uint32 participant, address key, uint8 duties, uint64 deadline, Approval calldata approval)
        external;

    /// @notice Revokes a key for good. By one administering key of its participant (never its last one); by a
    /// registry's maker and checker for a participant without roles; by the governors for anyone.
    /// @dev The registry checker's approval is over `RevokeKey(address key,bytes32 reasonDigest,uint64 deadline)`; of
    /// the others none is read. Refusals as of {enrolKey}.
    function revokeKey(address key, bytes32 reasonDigest, uint64 deadline, Approval calldata approval) external;

    /* GOVERNANCE */

    /// @notice Proposes a call and votes for it. By a governor's voting key.
    function propose(address target, bytes calldata data, bytes32 reasonDigest) external returns (uint256 proposal);

    /// @notice Votes yes. By a governor's voting key, once an institution.
    function vote(uint256 proposal) external;

    /// @notice Makes the proposed call. By a governor's voting key, after the delay, if the votes still stand.
    /// @dev Votes of institutions that have since been suspended or lost the role do not count. The target's own reason
    /// for a refusal is passed on as it is. Checked in the order: open, votes, delay, lapse, data.
    function execute(uint256 proposal, bytes calldata data) external returns (bytes memory result);

    /// @notice Stops an open proposal for good. By a guardian's voting key.
    /// @dev But no suspension or revocation of a key: else one guardian's key could stop all governance for ever.
    function veto(uint256 proposal, bytes32 reasonDigest) external;

    /// @notice Stops registration and dealing at once. By a guardian's voting key. Never stops cancellation,
    /// revocation, release, courts or reads.
    function pause(bytes32 reasonDigest) external;

    /// @notice Ends a pause. By vote.
    function unpause(bytes32 reasonDigest) external;

    /// @notice Admits an institution with its roles and first keys. By vote.
    function admit(Admission calldata admission) external returns (uint32 participant);

    /// @notice Stops a participant from acting, at once. By vote, without delay.
    function suspend(uint32 participant, bytes32 reasonDigest) external;

    /// @notice Lets a suspended participant act again. By vote.
    function reinstate(uint32 participant, bytes32 reasonDigest) external;

    /// @notice Sets a participant's roles. By vote.
    function setRoles(uint32 participant, uint16 roles, bytes32 reasonDigest) external;

    /// @notice Puts a register into a registry's charge, also when it succeeds another. By vote.
    function assignRegister(Register register, uint32 to, bytes32 reasonDigest) external;

    /// @notice Sets the charter. By vote.
    function setCharter(Charter calldata charter) external;

    /* VIEWS */

    /// @notice Most keys a participant has at a time, so that suspending it fits one transaction.
    function MAX_KEYS() external view returns (uint256);
    /// @notice Longest delay of a charter, so that no slip of a unit stops governance for years.
    function MAX_DELAY() external view returns (uint32);
    /// @notice Seconds after its delay in which an approved proposal may be executed.
    function EXECUTION_WINDOW() external view returns (uint32);
    function charterOf() external view returns (Charter memory);
    function participantOf(uint32 participant) external view returns (Participant memory);
    function participantBy(bytes32 identity) external view returns (uint32);
    function participantCount() external view returns (uint32);
    /// @dev Of a revoked key too, roles and suspension are its participant's of today.
    function authorityOf(address key) external view returns (Authority memory);
    /// @dev The active ones, in the order in which they were enrolled.
    function keysOf(uint32 participant) external view returns (address[] memory);
    function inCharge(Register register) external view returns (uint32);
    function proposalOf(uint256 proposal) external view returns (Proposal memory);
    function votersOf(uint256 proposal) external view returns (uint32[] memory);
    function proposalCount() external view returns (uint256);
    function paused() external view returns (bool);
    /// @notice Seconds that a proposal to call `selector` of this contract waits after its approval: none for `suspend`
    /// and `revokeKey`, the ordinary delay for `admit`, `enrolKey` and `rename`, else the grave one, as for any other
    /// contract.
    function delayOf(bytes4 selector) external view returns (uint32);

    /* VIEWS FOR THE OTHER CONTRACTS: they return what is asked or revert with the reason */

    /// @notice The participant whose maker `key` is, if it keeps `register`.
    function requireRegistry(address key, Register register) external view returns (uint32 participant);

    /// @notice The participant of `key`, if the key is active and has `duty`.
    function requireDuty(address key, uint8 duty) external view returns (uint32 participant, uint16 roles);

    /// @notice Reverts if the ledger is paused or `participant` does not exist.
    function requireOpenFor(uint32 participant) external view;

    /// @notice What most acts of a registry ask, in one call: that the ledger is not paused, that `maker` is the maker
    /// of the registry that keeps `register`, and that `approval` is its checker's over `digest`.
    /// @return registry The registry.
    /// @return participants How many participants there are; their numbers are 1 to this.
    function requireFiling(
        address maker, Register register, bytes32 digest, uint64 deadline, Approval calldata approval
    ) external view returns (uint32 registry, uint32 participants);

    /// @notice Reverts unless `approval` is a signature over `digest` by an active key of `participant` with `duty`.
    function requireApproval(
        bytes32 digest, uint64 deadline, Approval calldata approval, uint32 participant, uint8 duty
    ) external view;
}
