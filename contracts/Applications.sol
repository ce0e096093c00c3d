// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Case,
    DecideObjection,
    Deposit,
    ExtendDecision,
    Ground,
    Marks,
    ObjectPublicity,
    PassReview,
    PublicityObjection,
    Publicise,
    RefuseApplication,
    TerminateApplication,
    WaivePublicity
} from "./ApplicationActs.sol";
import {Intake} from "./Intake.sol";
import {Noun} from "./Noun.sol";
import {Record, Register} from "./Record.sol";
import {Stage, Step} from "./Stages.sol";
import {IApplications} from "./interfaces/IApplications.sol";
import {ICertificates, Issue, Share} from "./interfaces/ICertificates.sol";
import {Approval, Duties} from "./interfaces/IParticipants.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Applications: a registration case from its review to its deposit
/// @dev Storage and shared checks are on the page {Cases}, all up to acceptance on {Intake}.
contract Applications is Intake {
    /* CONSTANTS */

    bytes32 private constant _PASS_REVIEW = keccak256(
        "PassReview(bytes32 applicationId,uint8 rights,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _REFUSE = keccak256(
        "RefuseApplication(bytes32 applicationId,uint8 ground,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _TERMINATE = keccak256(
        "TerminateApplication(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _EXTEND =
        keccak256("ExtendDecision(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _PUBLICISE =
        keccak256("Publicise(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _WAIVE =
        keccak256("WaivePublicity(bytes32 applicationId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _OBJECT = keccak256(
        "ObjectPublicity(bytes32 applicationId,uint32 objector,bytes32 documentDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _DECIDE = keccak256(
        "DecideObjection(bytes32 applicationId,bytes32 objectionId,bool upheld,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _DEPOSIT = keccak256(
        "Deposit(bytes32 applicationId,uint256 record,bytes32 fingerprint,bytes32 documentDigest,bytes32 sharesDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _DEPOSIT_MANY =
        keccak256("DepositMany(bytes32 depositsDigest,uint256 count,uint64 deadline)");

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* REGISTRY */

    /// @inheritdoc IApplications
    function passReview(PassReview calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.PassReview);
        _requireWithin(id, asked.rights, found.rights);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_PASS_REVIEW, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Reviewed;
        found.rights = asked.rights;
        _keep(id, found);

        emit ApplicationReviewed(
            id, found.sequence, asked.rights, asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /// @inheritdoc IApplications
    function refuse(RefuseApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Refuse);
        if (asked.ground == Ground.None) revert RefusalGroundMissing(id);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_REFUSE, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Refused;
        _keep(id, found);

        emit ApplicationRefused(
            id, found.sequence, uint8(asked.ground), asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /// @inheritdoc IApplications
    function terminate(TerminateApplication calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Terminate);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_TERMINATE, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Terminated;
        _keep(id, found);

        emit ApplicationTerminated(id, found.sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function extend(ExtendDecision calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Extend);
        if (found.marks & Marks.EXTENDED != 0) revert ExtensionSpent(id);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_EXTEND, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.marks |= Marks.EXTENDED;
        _keep(id, found);

        emit DecisionExtended(id, found.sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /* PUBLICITY */

    /// @inheritdoc IApplications
    function publicise(Publicise calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Publicise);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_PUBLICISE, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Publicised;
        found.publicisedUntil = _workingDays(found, Parameter.PublicityDays);
        _keep(id, found);

        emit ApplicationPublicised(
            id, found.sequence, found.publicisedUntil, asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /// @inheritdoc IApplications
    /// @dev A publicity that ends where it begins: nobody can object, and the deposit waits for nothing.
    function waivePublicity(WaivePublicity calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.WaivePublicity);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_WAIVE, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        found.stage = Stage.Publicised;
        found.marks |= Marks.WAIVED;
        found.publicisedUntil = uint40(block.timestamp);
        _keep(id, found);

        emit PublicityWaived(id, found.sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function objectPublicity(ObjectPublicity calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.applicationId;
        Case memory found = _requireStep(id, Step.Object);
        // Block time is the validators' claim, good to seconds; a publicity ends with a day.
        if (block.timestamp >= found.publicisedUntil) revert PublicityOver(id, found.publicisedUntil);
        if (asked.objector == found.applicant || asked.objector == PARTICIPANTS.inCharge(found.register)) {
            revert PublicityObjectorInvalid(id, asked.objector);
        }
        if (found.objections == MAX_OBJECTIONS) revert ObjectionsTooMany(id, MAX_OBJECTIONS);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_OBJECT, asked, found.sequence, deadline));
        _requireFiledBy(found, asked.objector, structHash, deadline, approvals);

        found.stage = Stage.Objected;
        ++found.objections;
        _keep(id, found);
        uint40 decideBy = _workingDays(found, Parameter.InquiryDays);
        _objections[keccak256(abi.encode(id, found.sequence))] =
            PublicityObjection(asked.objector, found.sequence, found.attempt, decideBy, true);

        emit PublicityObjected(
            id, found.sequence, asked.objector, decideBy, asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /// @inheritdoc IApplications
    function decideObjection(DecideObjection calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 objectionId) = (asked.applicationId, asked.objectionId);
        Case memory found = _requireStep(id, Step.DecideObjection);
        _requireOpenObjection(id, found.attempt, objectionId);
        _requireDigest(asked.documentDigest);
        bytes32 structHash = keccak256(abi.encode(_DECIDE, asked, found.sequence, deadline));
        _requireFiled(found, structHash, deadline, approvals, new uint32[](0));

        _objections[objectionId].open = false;
        --found.objections;
        if (asked.upheld) found.stage = Stage.Refused;
        else if (found.objections == 0) found.stage = Stage.Publicised;
        _keep(id, found);

        emit PublicityObjectionDecided(
            id, found.sequence, objectionId, asked.upheld, asked.documentDigest, msg.sender, approvals[0].key
        );
    }

    /* DEPOSIT */

    /// @inheritdoc IApplications
    function deposit(Deposit calldata asked, Share[] calldata shares, uint64 deadline, Approval[] calldata approvals)
        external
    {
        Case memory found = _requireDepositable(asked);
        bytes32 sharesDigest = shares.length == 0 ? bytes32(0) : keccak256(abi.encode(shares));
        if (asked.sharesDigest != sharesDigest) {
            revert SharesDigestWrong(asked.applicationId, asked.sharesDigest, sharesDigest);
        }
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, found.register);
        _requireOpen();
        bytes32 structHash = keccak256(abi.encode(_DEPOSIT, asked, found.sequence, deadline));
        _requireAgreed(structHash, deadline, approvals, registry, _holdersOf(shares));

        _deposit(asked, found, shares, approvals[0].key);
    }

    /// @inheritdoc IApplications
    function depositMany(Deposit[] calldata deposits, uint64 deadline, Approval calldata approval) external {
        uint256 count = deposits.length;
        if (count == 0 || count > MAX_DEPOSITS) revert ICertificates.BatchSize(count, MAX_DEPOSITS);
        Case[] memory found = new Case[](count);
        bytes32[] memory digests = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            found[i] = _requireDepositable(deposits[i]);
            if (deposits[i].sharesDigest != 0) {
                revert SharesDigestWrong(deposits[i].applicationId, deposits[i].sharesDigest, 0);
            }
            digests[i] = keccak256(abi.encode(deposits[i], found[i].sequence));
        }
        bytes32 structHash =
            keccak256(abi.encode(_DEPOSIT_MANY, keccak256(abi.encodePacked(digests)), count, deadline));
        _requireManyFiled(found, structHash, deadline, approval);

        Share[] memory none = new Share[](0);
        for (uint256 i = 0; i < count; ++i) {
            _deposit(deposits[i], found[i], none, approval.key);
        }
    }

    /* PRIVATE: CHECKS */

    function _requireWithin(bytes32 id, uint8 rights, uint8 allowed) private pure {
        if (rights == 0 || rights & ~allowed != 0) revert RightsNotPassed(id, rights, allowed);
    }

    function _requireOpenObjection(bytes32 id, uint16 attempt, bytes32 objectionId) private view {
        PublicityObjection memory objection = _objections[objectionId];
        bool isOfCase = objectionId == keccak256(abi.encode(id, objection.sequence)) && objection.attempt == attempt;
        if (!objection.open || !isOfCase) revert ObjectionNotOpen(id, objectionId);
    }

    /// @dev The case with the sequence of its deposit, if all but the hands and what {ICertificates-enter} sees to are
    /// right.
    function _requireDepositable(Deposit calldata asked) private view returns (Case memory found) {
        (bytes32 id, Record record) = (asked.applicationId, asked.record);
        found = _requireStep(id, Step.Deposit);
        // Block time is the validators' claim, good to seconds; a publicity ends with a day.
        if (block.timestamp < found.publicisedUntil) revert PublicityRunning(id, found.publicisedUntil);
        bytes32 derived =
            CERTIFICATES.idOf(record.holder(), record.regime(), asked.fingerprint, record.ordinal());
        if (id != derived) revert ApplicationIdWrong(id, derived);
        if (Register.unwrap(record.register()) != Register.unwrap(found.register)) {
            revert RegisterDiffers(id, record.register(), found.register);
        }
        _requireWithin(id, record.rights(), found.rights);
        _requireTerm(id, record, found);
    }

    /// @dev Valid from the deposit, or from the day on which all was done for it (art. 26).
    function _requireTerm(bytes32 id, Record record, Case memory found) private view {
        if (record.validFrom() < found.publicisedUntil) {
            uint40 earliest = RULES.daysAfter(found.publicisedUntil, 0) - 1 days;
            if (record.validFrom() < earliest) revert TermBackdated(id, record.validFrom(), earliest);
        }
        uint40 latest = RULES.monthsAfter(uint40(block.timestamp), _rule(found, Parameter.ValidityMonths));
        if (found.sourceEnds != 0 && found.sourceEnds < latest) latest = found.sourceEnds;
        if (record.validTo() > latest) revert DepositTermTooLong(id, record.validTo(), latest);
    }

    /// @dev The registry that keeps all the registers, the pause, and its checker.
    function _requireManyFiled(Case[] memory found, bytes32 structHash, uint64 deadline, Approval calldata approval)
        private
        view
    {
        Register register = found[0].register;
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, register);
        for (uint256 i = 1; i < found.length; ++i) {
            if (Register.unwrap(found[i].register) == Register.unwrap(register)) continue;
            register = found[i].register;
            PARTICIPANTS.requireRegistry(msg.sender, register);
        }
        _requireOpen();
        PARTICIPANTS.requireApproval(_actDigest(structHash), deadline, approval, registry, Duties.CHECKER);
    }

    /* PRIVATE: CHANGES */

    /// @dev A certificate's number is taken, so a case that stands twice in a batch is refused by the door.
    function _deposit(Deposit calldata asked, Case memory found, Share[] memory shares, address checker) private {
        found.stage = Stage.Deposited;
        _keep(asked.applicationId, found);

        emit ApplicationDeposited(asked.applicationId, found.sequence, msg.sender, checker);

        Issue memory issued = Issue(asked.record, asked.fingerprint, asked.documentDigest);
        CERTIFICATES.enter(issued, shares, msg.sender, checker);
    }

    function _holdersOf(Share[] calldata shares) private pure returns (uint32[] memory holders) {
        holders = new uint32[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            holders[i] = shares[i].holder;
        }
    }
}
