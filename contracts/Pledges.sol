// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Amounts} from "./Amounts.sol";
import {Encumbrance, EncumbranceLibrary, EncumbranceState, LiveList, SecurityForm, Traits} from "./Encumbrance.sol";
import {Operation} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {
    CreatePledge,
    EnforcePledge,
    HoldRank,
    ReleaseHold,
    ReleasePledge,
    ReleaseReason
} from "./PledgeActs.sol";
import {PledgeChanges} from "./PledgeChanges.sol";
import {PledgeObjections} from "./PledgeObjections.sol";
import {Record} from "./Record.sol";
import {IAttestations} from "./interfaces/IAttestations.sol";
import {Flags, ICertificates, Rights, Transfer} from "./interfaces/ICertificates.sol";
import {Approval, Kind, Roles} from "./interfaces/IParticipants.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Pledges: what secures a debt, in which rank
contract Pledges is PledgeChanges, PledgeObjections {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _HOLD =
        keccak256("HoldRank(bytes32 certificateId,uint32 creditor,uint32 sequence,uint64 deadline)");
    bytes32 private constant _RELEASE_HOLD =
        keccak256("ReleaseHold(bytes32 certificateId,bytes32 holdId,uint32 sequence,uint64 deadline)");
    bytes32 private constant _CREATE = keccak256(
        "CreatePledge(bytes32 certificateId,uint32 creditor,uint32 debtor,uint64 amount,bool maximum,uint8 form,"
        "uint40 until,bytes32 debtDigest,bytes32 resolutionDigest,bytes32 reportId,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _RELEASE = keccak256(
        "ReleasePledge(bytes32 certificateId,bytes32 pledgeId,uint8 reason,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _ENFORCE = keccak256(
        "EnforcePledge(bytes32 certificateId,bytes32 pledgeId,uint32 to,uint64 price,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    uint8 private constant _VALUE_REPORT = 4; // a kind of attestation, and the subtype that names a purpose: {Kinds}
    uint8 private constant _FOR_PLEDGE = 1;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* HOLDS, BY A BANK */

    /// @inheritdoc IPledges
    function hold(HoldRank calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, uint32 bank) = (asked.certificateId, asked.creditor);
        (Record record, uint32[] memory parties) = _requirePledgeable(id, bank);
        (LiveList live, uint32 held) = _inForce(id, bank);
        if (held != 0) revert HoldPending(_idOf(id, held), _encumbrances[_idOf(id, held)].until());
        _requireRoom(id, live);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_HOLD, 2, sequence, deadline);
        _requireBank(bank, structHash, deadline, approvals, parties);

        uint40 now_ = uint40(block.timestamp);
        uint40 until = RULES.workingDaysAfter(now_, RULES.valueAt(record.regime(), Parameter.HoldDays, now_));
        (bytes32 holdId, address checker) = (_idOf(id, sequence), approvals[0].key);
        _encumbrances[holdId] = EncumbranceLibrary.holdOf(bank, now_, until);
        _live[id] = live.plus(sequence);
        bytes memory words = abi.encode(sequence, holdId, bank, until, msg.sender, checker);
        _advance(id, RankHeld.selector, words, Flags.PLEDGED, 0);
        emit RankHeld(id, sequence, holdId, bank, until, msg.sender, checker);
    }

    /// @inheritdoc IPledges
    function releaseHold(ReleaseHold calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 holdId) = (asked.certificateId, asked.holdId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        _requireHold(id, holdId);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_RELEASE_HOLD, 2, sequence, deadline);
        _requireCreditor(holdId, structHash, deadline, approvals, new uint32[](0), false);

        address checker = approvals[0].key;
        uint24 clear = _end(id, holdId, EncumbranceState.Dropped);
        bytes memory words = abi.encode(sequence, holdId, msg.sender, checker);
        _advance(id, HoldReleased.selector, words, 0, clear);
        emit HoldReleased(id, sequence, holdId, msg.sender, checker);
    }

    /* PLEDGES, BY THE CREDITOR */

    /// @inheritdoc IPledges
    function create(CreatePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory parties) = _requirePledgeable(id, asked.creditor);
        _requireTerms(asked, record);
        (LiveList live, uint32 held) = _inForce(id, asked.creditor);
        if (held == 0) _requireRoom(id, live);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_CREATE, 10, sequence, deadline);
        _requireBank(asked.creditor, structHash, deadline, approvals, parties);

        _create(asked, sequence, live, held, approvals[0].key);
    }

    /// @inheritdoc IPledges
    function release(ReleasePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        _requirePledge(id, pledgeId);
        if (asked.reason == ReleaseReason.None) revert ReleaseReasonInvalid(uint8(asked.reason));
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_RELEASE, 4, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, new uint32[](0), false);

        _release(asked, sequence, approvals[0].key);
    }

    /// @inheritdoc IPledges
    function enforce(EnforcePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record, uint32[] memory parties) = _requireAllowed(id, Operation.Enforce);
        parties = _requireEnforceable(asked, record).joined(Parties.only(asked.to)).joined(parties);
        (uint32[] memory earlier, LiveList later) = _ranked(id, pledgeId);
        parties = parties.joined(earlier);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_ENFORCE, 5, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, parties, true);

        _enforce(asked, sequence, later, approvals[0].key);
    }

    /* PRIVATE: CHECKS */

    /// @dev That there is something to pledge, and each holder may; and who must agree: all holders, then those whom
    /// the restraints protect.
    function _requirePledgeable(bytes32 id, uint32 creditor)
        private
        view
        returns (Record record, uint32[] memory parties)
    {
        (record, parties) = _requireAllowed(id, Operation.Pledge);
        uint8 rights = record.rights();
        if (rights & Rights.OPERATE == 0) revert ICertificates.RightToOperateMissing(id, rights);
        uint32[] memory holders = _holdersOf(id);
        for (uint256 i = 0; i < holders.length; ++i) {
            if (PARTICIPANTS.participantOf(holders[i]).kind == Kind.PublicBody) {
                revert PublicBodyCannotPledge(id, holders[i]);
            }
        }
        if (holders.contains(creditor)) revert CreditorIsHolder(id, creditor);
        return (record, holders.joined(parties));
    }

    function _requireTerms(CreatePledge calldata asked, Record record) private view {
        bytes32 id = asked.certificateId;
        Amounts.requirePlausible(asked.amount);
        _requireTerm(id, asked.until, uint40(block.timestamp), record.validTo());
        if (asked.form == SecurityForm.None) revert SecurityFormInvalid(uint8(asked.form));
        _requireDigest(asked.debtDigest);
        uint32 debtor = asked.debtor;
        if (debtor != 0) {
            _requireKnown(debtor);
            if (debtor == asked.creditor) revert DebtorInvalid(debtor);
            bool isOthers = !_holdersOf(id).contains(debtor);
            if (isOthers && asked.resolutionDigest == 0) revert ResolutionMissing(id, debtor);
        }
        if (asked.reportId != 0) _requireReport(id, asked.reportId);
    }

    /// @dev A report serves only the purpose that it names (Asset Appraisal Law, art. 32).
    function _requireReport(bytes32 id, bytes32 reportId) private view {
        IAttestations attestations = IAttestations(CERTIFICATES.nounFor(Flags.ATTESTED));
        (bool isCurrent,) = attestations.reportOf(reportId, id, _VALUE_REPORT);
        if (!isCurrent) revert ReportNotCurrent(id, reportId);
        uint8 purpose = attestations.statementOf(id, reportId).subtype();
        if (purpose != _FOR_PLEDGE) revert PledgeReportPurposeWrong(reportId, purpose);
    }

    function _requireRoom(bytes32 id, LiveList live) private pure {
        if (live.count() == MAX_LIVE) revert EncumbrancesTooMany(id, MAX_LIVE);
    }

    /// @dev A hold that is in force, and on this certificate.
    function _requireHold(bytes32 id, bytes32 holdId) private view {
        Encumbrance entry = _encumbrances[holdId];
        EncumbranceState state = entry.state();
        if (state == EncumbranceState.None) revert HoldUnknown(id, holdId);
        if (state != EncumbranceState.Held) revert HoldNotLive(holdId, state);
        if (!entry.isInForce(block.timestamp)) revert HoldLapsed(holdId, entry.until());
        if (_sequenceOf(id, holdId) == 0) revert HoldUnknown(id, holdId);
    }

    function _requireBank(
        uint32 creditor,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) private view {
        uint32 bank = _requireMaker(Roles.BANK);
        _requireOpen();
        _requireAgreed(structHash, deadline, approvals, bank, parties);
        if (creditor != bank) revert CreditorNotMaker(creditor, bank);
    }

    /// @dev All holders, if the pledge can be realised by a sale to the one asked.
    function _requireEnforceable(EnforcePledge calldata asked, Record record)
        private
        view
        returns (uint32[] memory holders)
    {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        if (pledge.perfectedAt() == 0) revert PledgeNotPerfected(pledgeId);
        if (pledge.isCap()) revert PledgeNotCrystallised(pledgeId, pledge.amount());
        Amounts.requirePlausible(asked.price);
        _requireKnown(asked.to);
        holders = _holdersOf(id);
        bool isAlone = holders.length == 1 && holders[0] == asked.to;
        if (isAlone || asked.to == PARTICIPANTS.inCharge(record.register())) {
            revert ICertificates.TransfereeInvalid(id, asked.to);
        }
        _requireDigest(asked.documentDigest);
    }

    /// @dev The other creditors of what ranks before a pledge, and what ranks behind it; each in the order of creation.
    function _ranked(bytes32 id, bytes32 pledgeId) private view returns (uint32[] memory earlier, LiveList later) {
        (LiveList live,) = _inForce(id, 0);
        Encumbrance pledge = _encumbrances[pledgeId];
        uint256 key = pledge.rankKey(_sequenceOf(id, pledgeId));
        for (; !live.isEmpty(); live = live.rest()) {
            Encumbrance other = _encumbrances[_idOf(id, live.first())];
            uint256 otherKey = other.rankKey(live.first());
            if (otherKey > key) later = later.plus(live.first());
            bool isOthers = other.creditor() != pledge.creditor();
            if (otherKey < key && isOthers) earlier = earlier.joined(Parties.only(other.creditor()));
        }
    }

    /* PRIVATE: EFFECTS */

    function _create(CreatePledge calldata asked, uint32 sequence, LiveList live, uint32 held, address checker)
        private
    {
        bytes32 id = asked.certificateId;
        uint40 rankAt = uint40(block.timestamp);
        uint8 traits = asked.maximum ? Traits.MAXIMUM : 0;
        bytes32 holdId = 0;
        if (held != 0) {
            holdId = _idOf(id, held);
            rankAt = _encumbrances[holdId].rankAt();
            traits |= Traits.RESERVED;
            _end(id, holdId, EncumbranceState.Consumed);
            live = _live[id];
        }
        Encumbrance made =
            EncumbranceLibrary.pledgeOf(asked.creditor, asked.amount, rankAt, asked.until, asked.form, traits);
        _encumbrances[_idOf(id, sequence)] = made;
        _live[id] = live.plus(sequence);
        _created(asked, sequence, Encumbrance.unwrap(made), holdId, checker);
    }

    function _created(CreatePledge calldata asked, uint32 sequence, uint256 made, bytes32 holdId, address checker)
        private
    {
        (uint32 debtor, bytes32 debt) = (asked.debtor, asked.debtDigest);
        (bytes32 resolution, bytes32 report) = (asked.resolutionDigest, asked.reportId);
        bytes memory words =
            abi.encode(sequence, made, debtor, debt, resolution, report, holdId, msg.sender, checker);
        _advance(asked.certificateId, PledgeCreated.selector, words, Flags.PLEDGED, 0);
        emit PledgeCreated(
            asked.certificateId, sequence, made, debtor, debt, resolution, report, holdId, msg.sender, checker
        );
    }

    function _release(ReleasePledge calldata asked, uint32 sequence, address checker) private {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (uint8 reason, bytes32 document) = (uint8(asked.reason), asked.documentDigest);
        uint24 clear = _end(id, pledgeId, EncumbranceState.Released);
        bytes memory words = abi.encode(sequence, pledgeId, reason, document, msg.sender, checker);
        _advance(id, PledgeReleased.selector, words, 0, clear);
        emit PledgeReleased(id, sequence, pledgeId, reason, document, msg.sender, checker);
    }

    /// @dev Passes what each holder has to the buyer, in stored order; returns the next sequence.
    function _sell(EnforcePledge calldata asked, uint32 sequence, address checker) private returns (uint32) {
        uint32[] memory holders = _holdersOf(asked.certificateId);
        for (uint256 i = 0; i < holders.length; ++i) {
            if (holders[i] == asked.to) continue;
            Transfer memory part = Transfer(asked.certificateId, holders[i], asked.to, asked.documentDigest);
            CERTIFICATES.move(part, msg.sender, checker);
            ++sequence;
        }
        return sequence;
    }

    /// @dev The sale, then the end of the pledge, then the end of all that ranked behind it.
    function _enforce(EnforcePledge calldata asked, uint32 sequence, LiveList later, address checker) private {
        sequence = _sell(asked, sequence, checker);
        _enforced(asked, sequence, checker);
        for (; !later.isEmpty(); later = later.rest()) {
            _endBehind(asked, _idOf(asked.certificateId, later.first()), ++sequence, checker);
        }
    }

    function _enforced(EnforcePledge calldata asked, uint32 sequence, address checker) private {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (uint32 to, uint64 price, bytes32 document) = (asked.to, asked.price, asked.documentDigest);
        uint24 clear = _end(id, pledgeId, EncumbranceState.Enforced);
        bytes memory words = abi.encode(sequence, pledgeId, to, price, document, msg.sender, checker);
        _advance(id, PledgeEnforced.selector, words, 0, clear);
        emit PledgeEnforced(id, sequence, pledgeId, to, price, document, msg.sender, checker);
    }

    function _endBehind(EnforcePledge calldata asked, bytes32 endedId, uint32 sequence, address checker) private {
        (bytes32 id, bytes32 enforcedId) = (asked.certificateId, asked.pledgeId);
        uint24 clear = _end(id, endedId, EncumbranceState.Ended);
        bytes memory words = abi.encode(sequence, endedId, enforcedId, msg.sender, checker);
        _advance(id, PledgeEnded.selector, words, 0, clear);
        emit PledgeEnded(id, sequence, endedId, enforcedId, msg.sender, checker);
    }
}
