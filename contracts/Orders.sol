// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ground, SourceOutcome, Stage} from "./Burden.sol";

/// @notice A freeze.
/// @param caseDigest Salted digest of the case number.
/// @param orderDigest SHA-256 of ruling and notice.
/// @param servedAt When the registry was served; the freeze binds from then.
/// @param term How long, in seconds from its beginning.
/// @param forbidden What it forbids: bit n is {Operation} n, of {IRestraints-FORBIDDABLE}.
/// @param holder Whose part, or 0 for the whole.
struct FreezeCertificate {
    bytes32 certificateId;
    bytes32 caseDigest;
    bytes32 orderDigest;
    uint40 servedAt;
    uint32 term;
    uint32 forbidden;
    uint32 holder;
}

/// @notice A longer term of a freeze that has not ended.
/// @param term How much longer, in seconds.
struct ExtendFreeze {
    bytes32 certificateId;
    bytes32 freezeId;
    bytes32 orderDigest;
    uint32 term;
}

/// @notice A freeze lifted in part.
/// @param forbidden What remains forbidden.
/// @param holder On whose part it remains, or 0 for the whole.
struct LiftFreezePart {
    bytes32 certificateId;
    bytes32 freezeId;
    bytes32 orderDigest;
    uint32 forbidden;
    uint32 holder;
}

/// @notice A freeze lifted.
struct LiftFreeze {
    bytes32 certificateId;
    bytes32 freezeId;
    bytes32 orderDigest;
}

/// @notice An administrative control, up to an instant.
struct ControlCertificate {
    bytes32 certificateId;
    bytes32 orderDigest;
    uint40 until;
}

/// @notice An administrative control lifted.
struct LiftControl {
    bytes32 certificateId;
    bytes32 controlId;
    bytes32 orderDigest;
}

/// @notice An objection to a registration.
struct ObjectCertificate {
    bytes32 certificateId;
    uint32 objector;
    Ground ground;
    bytes32 documentDigest;
}

/// @notice The next step of an objection.
/// @param to The stage that it comes to.
struct ProceedObjection {
    bytes32 certificateId;
    bytes32 objectionId;
    Stage to;
    bytes32 documentDigest;
}

/// @notice An objection of a source of the data.
struct RaiseSourceObjection {
    bytes32 certificateId;
    uint32 objector;
    bytes32 documentDigest;
}

/// @notice What became of a source's objection.
struct SettleSourceObjection {
    bytes32 certificateId;
    bytes32 objectionId;
    SourceOutcome outcome;
    bytes32 documentDigest;
}

/// @notice A dispute noted by an arbitration institution.
struct NoteDispute {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice The end of a noted dispute.
struct EndDispute {
    bytes32 certificateId;
    bytes32 disputeId;
    bytes32 documentDigest;
}

/// @notice A certificate returned to its registry.
struct SurrenderCertificate {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice A returned certificate given back.
struct RestoreCertificate {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice A transfer by a judgment or order.
/// @param orderDigest SHA-256 of the order.
/// @param documentDigest SHA-256 of the certificate's new document.
/// @param endsFreeze Whether the organ's own freeze, which must be the active one, ends with it.
struct TransferByOrder {
    bytes32 certificateId;
    uint32 from;
    uint32 to;
    bytes32 orderDigest;
    bytes32 documentDigest;
    bool endsFreeze;
}

/// @notice A cancellation by a judgment or order.
struct CancelByOrder {
    bytes32 certificateId;
    bytes32 orderDigest;
    bytes32 documentDigest;
}
