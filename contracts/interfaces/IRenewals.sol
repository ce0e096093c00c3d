// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice A request for renewal.
struct RequestRenewal {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice The refusal of a renewal that was requested.
struct RefuseRenewal {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice A renewal.
/// @param validTo The new end, in unix seconds.
struct Renew {
    bytes32 certificateId;
    bytes32 documentDigest;
    uint40 validTo;
}

/// @title Renewals: the longer life of a certificate, asked for in its window (guideline 〔2026〕35, art. 36)
/// @notice Whoever asks in time does not lose the certificate to a slow decision: until the decision's last day it can
/// be renewed though its term has ended; dealt in, it cannot be.
interface IRenewals is INoun {
    /* EVENTS */

    /// @notice Emitted when a renewal is requested.
    event RenewalRequested(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint40 decideBy,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a requested renewal is refused.
    event RenewalRefused(
        bytes32 indexed certificateId, uint32 sequence, bytes32 documentDigest, address maker, address checker
    );

    /// @notice Emitted when a renewal is granted, just after {ICertificates-CertificateRenewed}.
    event RenewalGranted(bytes32 indexed certificateId, uint32 sequence, address maker, address checker);

    /* ERRORS */

    /// @notice Thrown when a renewal is requested, or granted without a request, outside its window.
    error RenewalNotOpen(bytes32 certificateId, uint40 opensAt, uint40 closesAt);
    /// @notice Thrown when a renewal is requested that is already pending.
    error RenewalPending(bytes32 certificateId, uint40 decideBy);
    /// @notice Thrown when a renewal is refused that nobody requested.
    error RenewalNotPending(bytes32 certificateId);
    /// @notice Thrown when a pending renewal was not decided in time.
    error RenewalLapsed(bytes32 certificateId, uint40 decideBy);
    /// @notice Thrown when the renewed term would be longer than the regime's maximum.
    error RenewalTooLong(bytes32 certificateId, uint40 validTo, uint40 latest);

    /* REGISTRY */

    /// @notice Requests a renewal, from {Parameter-RenewalMonths} before the last valid day up to the end of the day
    /// before it. It must be decided within {Parameter-RenewalDecisionDays} of the request, or of the term's end if
    /// that is later. By the registry; parties: all holders, then those whom the restraints protect.
    function request(RequestRenewal calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Refuses a requested renewal. By the registry; no parties.
    function refuse(RefuseRenewal calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Renews. By the registry; parties: without a pending request all holders; then those whom the restraints
    /// protect. The new end is at most {Parameter-ValidityMonths} after the old.
    function renew(Renew calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice Until when a requested renewal must be decided; 0 if none is pending.
    function decideBy(bytes32 certificateId) external view returns (uint40);
}
