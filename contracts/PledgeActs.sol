// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SecurityForm} from "./Encumbrance.sol";

/// @notice A hold (预告): a bank reserves its rank between its check and its pledge.
/// @param creditor The bank.
struct HoldRank {
    bytes32 certificateId;
    uint32 creditor;
}

/// @notice The withdrawal of a hold before it lapses.
struct ReleaseHold {
    bytes32 certificateId;
    bytes32 holdId;
}

/// @notice A pledge.
/// @param creditor The bank whose debt is secured.
/// @param debtor Who owes the debt; 0 if the holders do.
/// @param amount The sum secured, in fen; of a maximum-amount pledge (最高额) its cap.
/// @param maximum Whether the amount is a cap.
/// @param until The end of the pledge's term, in unix seconds.
/// @param debtDigest SHA-256 of the secured debt's contract.
/// @param resolutionDigest Of the resolution to secure another's debt (Company Law, art. 15); zero if the holders owe.
/// @param reportId A current report on the certificate's value for the purpose of a pledge, or zero.
struct CreatePledge {
    bytes32 certificateId;
    uint32 creditor;
    uint32 debtor;
    uint64 amount;
    bool maximum;
    SecurityForm form;
    uint40 until;
    bytes32 debtDigest;
    bytes32 resolutionDigest;
    bytes32 reportId;
}

/// @notice The filing of a pledge in the unified movables register (中登网), as its creditor attests it.
/// @param filingNumber In ASCII, left-aligned.
/// @param filedAt When it was filed there, in unix seconds.
/// @param fileDigest SHA-256 of that register's certificate.
struct PerfectPledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    bytes32 filingNumber;
    uint40 filedAt;
    bytes32 fileDigest;
}

/// @notice An amendment: sum, form and secured debt as they are to be, in full.
struct AmendPledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint64 amount;
    SecurityForm form;
    bytes32 debtDigest;
}

/// @notice A longer term.
struct ExtendPledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint40 until;
    bytes32 documentDigest;
}

/// @notice The passing of a pledge to another creditor, with the debt that it secures.
struct AssignPledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint32 to;
    bytes32 documentDigest;
}

/// @notice The fixing of what a maximum-amount pledge secures (债权确定).
/// @param amount The sum, within the cap.
struct CrystallisePledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint64 amount;
    bytes32 documentDigest;
}

/// @notice The release of a part of the sum.
/// @param amount What remains secured.
struct PartReleasePledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint64 amount;
    bytes32 documentDigest;
}

/// @notice The release of a pledge.
struct ReleasePledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    ReleaseReason reason;
    bytes32 documentDigest;
}

/// @notice An objection to a pledge by whoever's rights it touches.
struct ObjectPledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint32 objector;
    bytes32 documentDigest;
}

/// @notice The proof that the objector has gone to court or to arbitration.
struct ProvePledgeSuit {
    bytes32 certificateId;
    bytes32 pledgeId;
    bytes32 documentDigest;
}

/// @notice The end of an objection.
struct EndPledgeObjection {
    bytes32 certificateId;
    bytes32 pledgeId;
    ObjectionOutcome outcome;
    bytes32 documentDigest;
}

/// @notice The sale to realise a pledge, by agreement.
/// @param to Who takes the certificate.
/// @param price For how much, in fen.
struct EnforcePledge {
    bytes32 certificateId;
    bytes32 pledgeId;
    uint32 to;
    uint64 price;
    bytes32 documentDigest;
}

/// @notice Why a pledge is released (Civil Code, art. 393).
enum ReleaseReason {
    None,
    Paid, // 主债权消灭
    Realised, // 质权已在链外实现
    Waived // 质权人放弃
}

/// @notice How an objection to a pledge ended.
enum ObjectionOutcome {
    None,
    Withdrawn, // 异议人撤回
    Judged // 生效裁判
}
