// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record, State} from "./Record.sol";
import {Flags, ICertificates} from "./interfaces/ICertificates.sol";
import {INoun} from "./interfaces/INoun.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {IRenewals, RefuseRenewal, Renew, RequestRenewal} from "./interfaces/IRenewals.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Renewals: the longer life of a certificate, asked for in its window
contract Renewals is IRenewals, Noun {
    using Parties for uint32[];

    /* CONSTANTS */

    bytes32 private constant _REQUEST =
        keccak256("RequestRenewal(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _REFUSE =
        keccak256("RefuseRenewal(bytes32 certificateId,bytes32 documentDigest,uint32 sequence,uint64 deadline)");
    bytes32 private constant _RENEW = keccak256(
        "Renew(bytes32 certificateId,bytes32 documentDigest,uint40 validTo,uint32 sequence,uint64 deadline)"
    );

    /* STORAGE */

    mapping(bytes32 certificateId => uint40 decideBy) private _pending;

    /* CONSTRUCTOR */

    constructor(ICertificates certificates) Noun(certificates) {}

    /* REGISTRY */

    /// @inheritdoc IRenewals
    function request(RequestRenewal calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory consents) = CERTIFICATES.requireAllowed(id, Operation.Renew);
        if (_pending[id] != 0) revert RenewalPending(id, _pending[id]);
        _requireWindow(id, record);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_REQUEST, asked, sequence, deadline));
        _requireFiled(record, structHash, deadline, approvals, CERTIFICATES.holdersOf(id).joined(consents));

        uint40 from = record.validTo() - 1; // the last valid day
        uint40 last = RULES.workingDaysAfter(from, _rule(record, Parameter.RenewalDecisionDays));
        _pending[id] = last;
        bytes memory words = abi.encode(sequence, last, asked.documentDigest, msg.sender, approvals[0].key);
        _advance(id, RenewalRequested.selector, words, Flags.RENEWING, 0);
        emit RenewalRequested(id, sequence, last, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IRenewals
    function refuse(RefuseRenewal calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record,) = CERTIFICATES.requireAllowed(id, Operation.Restrain);
        if (_pending[id] == 0) revert RenewalNotPending(id);
        if (asked.documentDigest == 0) revert ICertificates.DigestMissing();
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_REFUSE, asked, sequence, deadline));
        _requireFiled(record, structHash, deadline, approvals, new uint32[](0));

        delete _pending[id];
        bytes memory words = abi.encode(sequence, asked.documentDigest, msg.sender, approvals[0].key);
        _advance(id, RenewalRefused.selector, words, 0, Flags.RENEWING);
        emit RenewalRefused(id, sequence, asked.documentDigest, msg.sender, approvals[0].key);
    }

    /// @inheritdoc IRenewals
    function renew(Renew calldata asked, uint64 deadline, Approval[] calldata approvals) external {
        bytes32 id = asked.certificateId;
        (Record record, uint32[] memory parties) = _requireRenewable(id);
        uint40 latest = RULES.monthsAfter(record.validTo() - 1, _rule(record, Parameter.ValidityMonths));
        if (asked.validTo > latest) revert RenewalTooLong(id, asked.validTo, latest);
        uint32 sequence = record.sequence() + 1;
        bytes32 structHash = keccak256(abi.encode(_RENEW, asked, sequence, deadline));
        _requireFiled(record, structHash, deadline, approvals, parties);

        address checker = approvals[0].key;
        delete _pending[id];
        CERTIFICATES.extend(id, asked.validTo, asked.documentDigest, msg.sender, checker);
        _advance(id, RenewalGranted.selector, abi.encode(sequence + 1, msg.sender, checker), 0, Flags.RENEWING);
        emit RenewalGranted(id, sequence + 1, msg.sender, checker);
    }

    /* VIEWS */

    /// @inheritdoc IRenewals
    function decideBy(bytes32 certificateId) external view returns (uint40) {
        return _pending[certificateId];
    }

    /// @inheritdoc INoun
    /// @dev A pending renewal stops nothing.
    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}

    /* PRIVATE */

    function _rule(Record record, Parameter parameter) private view returns (uint32) {
        return RULES.valueAt(record.regime(), parameter, uint40(block.timestamp));
    }

    function _requireWindow(bytes32 id, Record record) private view {
        uint40 end = record.validTo();
        uint40 opensAt = RULES.monthsBefore(end, _rule(record, Parameter.RenewalMonths));
        uint40 closesAt = end - 1 days;
        // Block time is the validators' claim, good to seconds; a window opens and closes with a day.
        if (block.timestamp < opensAt || block.timestamp >= closesAt) revert RenewalNotOpen(id, opensAt, closesAt);
    }

    /// @dev Who must agree: the holders, unless they asked before; then those whom the restraints protect. An expired
    /// certificate is asked about as one that has not expired, if its renewal is pending.
    function _requireRenewable(bytes32 id) private view returns (Record record, uint32[] memory parties) {
        uint40 last = _pending[id];
        if (last == 0) {
            (record, parties) = CERTIFICATES.requireAllowed(id, Operation.Renew);
            _requireWindow(id, record);
            return (record, CERTIFICATES.holdersOf(id).joined(parties));
        }
        (record, parties) = CERTIFICATES.requireAllowed(id, Operation.RenewPending);
        if (block.timestamp >= last) revert RenewalLapsed(id, last);
    }

    function _requireFiled(
        Record record,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) private view {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        _requireOpen();
        _requireAgreed(structHash, deadline, approvals, registry, parties);
    }
}
