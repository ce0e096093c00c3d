// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Amounts} from "./Amounts.sol";
import {Encumbrance, SecurityForm, Traits} from "./Encumbrance.sol";
import {Operation} from "./Matrix.sol";
import {Parties} from "./Parties.sol";
import {
    AmendPledge,
    AssignPledge,
    CrystallisePledge,
    ExtendPledge,
    PartReleasePledge,
    PerfectPledge
} from "./PledgeActs.sol";
import {PledgeBook} from "./PledgeBook.sol";
import {Record} from "./Record.sol";
import {ICertificates} from "./interfaces/ICertificates.sol";
import {Approval, Kind} from "./interfaces/IParticipants.sol";
import {IPledges} from "./interfaces/IPledges.sol";

/// @title PledgeChanges: what becomes of a pledge while it is live
/// @dev A part of {Pledges}, on its own page.
abstract contract PledgeChanges is PledgeBook {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _PERFECT = keccak256(
        "PerfectPledge(bytes32 certificateId,bytes32 pledgeId,bytes32 filingNumber,uint40 filedAt,"
        "bytes32 fileDigest,uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _AMEND = keccak256(
        "AmendPledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,uint8 form,bytes32 debtDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _EXTEND = keccak256(
        "ExtendPledge(bytes32 certificateId,bytes32 pledgeId,uint40 until,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _ASSIGN = keccak256(
        "AssignPledge(bytes32 certificateId,bytes32 pledgeId,uint32 to,bytes32 documentDigest,uint32 sequence,"
        "uint64 deadline)"
    );
    bytes32 private constant _CRYSTALLISE = keccak256(
        "CrystallisePledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    bytes32 private constant _PART_RELEASE = keccak256(
        "PartReleasePledge(bytes32 certificateId,bytes32 pledgeId,uint64 amount,bytes32 documentDigest,"
        "uint32 sequence,uint64 deadline)"
    );
    uint256 private constant _FILING_LEAST = 16; // characters of a filing number

    /* PLEDGES, BY THE CREDITOR */

    /// @inheritdoc IPledges
    function perfect(PerfectPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        _requireFiling(asked, record, pledge);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_PERFECT, 5, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, new uint32[](0), true);

        pledge = pledge.perfected(asked.filedAt);
        _encumbrances[pledgeId] = pledge;
        _filings[asked.filingNumber] = pledgeId;
        _perfected(asked, sequence, pledge.rankAt(), approvals[0].key);
    }

    /// @inheritdoc IPledges
    function amend(AmendPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record, uint32[] memory consents) = _requireAllowed(id, Operation.Pledge);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        Amounts.requirePlausible(asked.amount);
        if (asked.form == SecurityForm.None) revert SecurityFormInvalid(uint8(asked.form));
        _requireDigest(asked.debtDigest);
        uint32[] memory parties = _holdersOf(id);
        // Less, or another debt in its place, takes nothing from those behind (Civil Code, art. 409).
        if (asked.amount > pledge.amount()) parties = parties.joined(consents);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_AMEND, 5, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, parties, true);

        _encumbrances[pledgeId] = pledge.withAmount(asked.amount).withForm(asked.form);
        _amended(asked, sequence, pledge.amount(), approvals[0].key);
    }

    /// @inheritdoc IPledges
    function extend(ExtendPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Pledge);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        uint40 before = pledge.until();
        _requireTerm(id, asked.until, before > block.timestamp ? before : uint40(block.timestamp), record.validTo());
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_EXTEND, 4, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, _holdersOf(id), true);

        _encumbrances[pledgeId] = pledge.withUntil(asked.until);
        _extended(asked, sequence, before, approvals[0].key);
    }

    /// @inheritdoc IPledges
    function assign(AssignPledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        _requireAssignee(asked, pledge);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_ASSIGN, 4, sequence, deadline);
        uint32[] memory parties = Parties.only(asked.to);
        _requireCreditor(pledgeId, structHash, deadline, approvals, parties, true);

        _encumbrances[pledgeId] = pledge.withCreditor(asked.to);
        _assigned(asked, sequence, pledge.creditor(), approvals[0].key);
    }

    /// @inheritdoc IPledges
    function crystallise(CrystallisePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        uint64 cap = pledge.amount();
        if (!pledge.isCap()) revert PledgeNotMaximum(pledgeId);
        Amounts.requirePlausible(asked.amount);
        if (asked.amount > cap) revert CapExceeded(pledgeId, asked.amount, cap);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_CRYSTALLISE, 4, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, new uint32[](0), false);

        _encumbrances[pledgeId] =
            pledge.withAmount(asked.amount).withTraits(pledge.traits() | Traits.CRYSTALLISED);
        _crystallised(asked, sequence, cap, approvals[0].key);
    }

    /// @inheritdoc IPledges
    function partRelease(PartReleasePledge calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        (bytes32 id, bytes32 pledgeId) = (asked.certificateId, asked.pledgeId);
        (Record record,) = _requireAllowed(id, Operation.Release);
        Encumbrance pledge = _requirePledge(id, pledgeId);
        uint64 before = pledge.amount();
        Amounts.requirePlausible(asked.amount);
        if (asked.amount >= before) revert AmountNotReduced(pledgeId, asked.amount, before);
        _requireDigest(asked.documentDigest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = _structHash(_PART_RELEASE, 4, sequence, deadline);
        _requireCreditor(pledgeId, structHash, deadline, approvals, new uint32[](0), false);

        _encumbrances[pledgeId] = pledge.withAmount(asked.amount);
        _partReleased(asked, sequence, before, approvals[0].key);
    }

    /* PRIVATE: CHECKS */

    function _requireTerm(bytes32 id, uint40 until, uint40 since, uint40 latest) internal pure {
        if (until <= since || until > latest) revert PledgeTermInvalid(id, until, since, latest);
    }

    function _requireFiling(PerfectPledge calldata asked, Record record, Encumbrance pledge) private view {
        uint40 perfectedAt = pledge.perfectedAt();
        if (perfectedAt != 0) revert PledgePerfectedAlready(asked.pledgeId, perfectedAt);
        bytes32 number = asked.filingNumber;
        if (!_isFilingNumber(number)) revert FilingNumberInvalid(number);
        if (_filings[number] != 0) revert FilingTaken(number, _filings[number]);
        uint40 earliest = record.validFrom();
        if (asked.filedAt < earliest || asked.filedAt > block.timestamp) {
            revert FilingTimeInvalid(asked.filedAt, earliest, uint40(block.timestamp));
        }
        _requireDigest(asked.fileDigest);
    }

    /// @dev Capital letters only, so that one number has one spelling and is used once.
    function _isFilingNumber(bytes32 number) private pure returns (bool) {
        uint256 length = 0;
        for (; length < 32 && number[length] != 0; ++length) {
            bytes1 character = number[length];
            bool isDigit = character >= "0" && character <= "9";
            if (!isDigit && (character < "A" || character > "Z")) return false;
        }
        // What is behind the end must be empty: the length is that of the whole.
        return length >= _FILING_LEAST && (length == 32 || number << (length * 8) == 0);
    }

    function _requireAssignee(AssignPledge calldata asked, Encumbrance pledge) private view {
        uint32 to = asked.to;
        _requireKnown(to);
        bool isOwn = to == pledge.creditor() || _holdersOf(asked.certificateId).contains(to);
        if (isOwn || PARTICIPANTS.participantOf(to).kind == Kind.NaturalPerson) {
            revert AssigneeInvalid(asked.pledgeId, to);
        }
    }

    /* PRIVATE: EVENTS */

    function _perfected(PerfectPledge calldata asked, uint32 sequence, uint40 rankAt, address checker) private {
        bytes32 pledgeId = asked.pledgeId;
        (bytes32 number, uint40 filedAt, bytes32 file) = (asked.filingNumber, asked.filedAt, asked.fileDigest);
        bytes memory words = abi.encode(sequence, pledgeId, number, filedAt, rankAt, file, msg.sender, checker);
        _advance(asked.certificateId, PledgePerfected.selector, words, 0, 0);
        emit PledgePerfected(
            asked.certificateId, sequence, pledgeId, number, filedAt, rankAt, file, msg.sender, checker
        );
    }

    function _amended(AmendPledge calldata asked, uint32 sequence, uint64 before, address checker) private {
        bytes32 pledgeId = asked.pledgeId;
        (uint64 amount, uint8 form, bytes32 debt) = (asked.amount, uint8(asked.form), asked.debtDigest);
        bytes memory words = abi.encode(sequence, pledgeId, before, amount, form, debt, msg.sender, checker);
        _advance(asked.certificateId, PledgeAmended.selector, words, 0, 0);
        emit PledgeAmended(asked.certificateId, sequence, pledgeId, before, amount, form, debt, msg.sender, checker);
    }

    function _extended(ExtendPledge calldata asked, uint32 sequence, uint40 before, address checker) private {
        (bytes32 pledgeId, uint40 until, bytes32 document) = (asked.pledgeId, asked.until, asked.documentDigest);
        bytes memory words = abi.encode(sequence, pledgeId, before, until, document, msg.sender, checker);
        _advance(asked.certificateId, PledgeExtended.selector, words, 0, 0);
        emit PledgeExtended(asked.certificateId, sequence, pledgeId, before, until, document, msg.sender, checker);
    }

    function _assigned(AssignPledge calldata asked, uint32 sequence, uint32 from, address checker) private {
        (bytes32 pledgeId, uint32 to, bytes32 document) = (asked.pledgeId, asked.to, asked.documentDigest);
        bytes memory words = abi.encode(sequence, pledgeId, from, to, document, msg.sender, checker);
        _advance(asked.certificateId, PledgeAssigned.selector, words, 0, 0);
        emit PledgeAssigned(asked.certificateId, sequence, pledgeId, from, to, document, msg.sender, checker);
    }

    function _crystallised(CrystallisePledge calldata asked, uint32 sequence, uint64 cap, address checker) private {
        (bytes32 pledgeId, uint64 amount, bytes32 document) = (asked.pledgeId, asked.amount, asked.documentDigest);
        bytes memory words = abi.encode(sequence, pledgeId, cap, amount, document, msg.sender, checker);
        _advance(asked.certificateId, PledgeCrystallised.selector, words, 0, 0);
        emit PledgeCrystallised(asked.certificateId, sequence, pledgeId, cap, amount, document, msg.sender, checker);
    }

    function _partReleased(PartReleasePledge calldata asked, uint32 sequence, uint64 before, address checker) private {
        (bytes32 pledgeId, uint64 amount, bytes32 document) = (asked.pledgeId, asked.amount, asked.documentDigest);
        bytes memory words = abi.encode(sequence, pledgeId, before, amount, document, msg.sender, checker);
        _advance(asked.certificateId, PledgePartReleased.selector, words, 0, 0);
        emit PledgePartReleased(asked.certificateId, sequence, pledgeId, before, amount, document, msg.sender, checker);
    }
}
