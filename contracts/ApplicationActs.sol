// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Record, Register} from "./Record.sol";
import {Stage} from "./Stages.sol";

// What {IApplications} is asked and what it keeps, on a page of its own.

/// @notice Why a registration is refused (guideline 〔2026〕35, art. 22).
enum Ground {
    None,
    Harm, // 损害国家利益、公共利益或他人合法权益
    IllegalSource, // 数据来源不合法
    Dispute, // 权属争议未解决
    Deception, // 隐瞒或者提供虚假材料
    OtherLaw // 法律法规规定的其他情形
}

/// @notice What has been done in a case, once an attempt: bits of a mask.
library Marks {
    uint8 internal constant SUPPLEMENT = 1 << 0; // 已一次性告知补正
    uint8 internal constant EXTENDED = 1 << 1; // 已延长一次
    uint8 internal constant WAIVED = 1 << 2; // 不公示
}

/// @notice One registration case as stored, in one slot.
/// @param applicant Who is to be the certificate's first holder.
/// @param register The register in which it is to stand.
/// @param sequence How many acts there were in all attempts; an act signs its own number.
/// @param attempt How often it was submitted.
/// @param stage What has become of it by acts; what time has made of it is {IApplications-stageOf}.
/// @param rights The rights that are asked; from the review on, those that passed it.
/// @param marks What has been done: {Marks}.
/// @param objections How many objections against its publicity are open.
/// @param dueAt When the answer to a submission or the supplement is due, exclusive.
/// @param publicisedUntil When publicity ends; at a waiver, when it was waived.
/// @param sourceEnds The earliest end of an authorisation that the right depends on; 0 if there is none.
struct Case {
    uint32 applicant;
    Register register;
    uint32 sequence;
    uint16 attempt;
    Stage stage;
    uint8 rights;
    uint8 marks;
    uint8 objections;
    uint40 dueAt;
    uint40 publicisedUntil;
    uint40 sourceEnds;
}

/// @notice An objection against a publicity as stored.
/// @param objector Who objected.
/// @param sequence The number of the act with which it did.
/// @param attempt The case's attempt to which it belongs.
/// @param decideBy When the registry's inquiry is due.
/// @param open Whether it is undecided.
struct PublicityObjection {
    uint32 objector;
    uint32 sequence;
    uint16 attempt;
    uint40 decideBy;
    bool open;
}

/// @notice A submission.
/// @param applicationId The id that the certificate will have.
/// @param applicationDigest SHA-256 of the application document.
struct SubmitApplication {
    bytes32 applicationId;
    uint32 applicant;
    Register register;
    bytes32 fingerprint;
    uint8 ordinal;
    uint8 rights;
    uint40 sourceEnds;
    bytes32 applicationDigest;
}

/// @notice The one notice of all defects.
/// @param workingDays How long the applicant has to cure them.
struct RequireSupplement {
    bytes32 applicationId;
    uint32 workingDays;
    bytes32 documentDigest;
}

/// @notice What the applicant supplements.
struct SupplementApplication {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice An acceptance.
struct AcceptApplication {
    bytes32 applicationId;
}

/// @notice A decision not to accept, with its reasons.
struct NotAcceptApplication {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice The end of a review that a case has passed.
/// @param rights The rights that passed, all of them asked.
struct PassReview {
    bytes32 applicationId;
    uint8 rights;
    bytes32 documentDigest;
}

/// @notice A refusal.
struct RefuseApplication {
    bytes32 applicationId;
    Ground ground;
    bytes32 documentDigest;
}

/// @notice A termination: the applicant cannot prove what the review needs.
struct TerminateApplication {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice A withdrawal by the applicant.
struct WithdrawApplication {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice The one extension of the decision's period, for a complex case.
struct ExtendDecision {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice A publicity, which begins now.
/// @param documentDigest SHA-256 of the notice.
struct Publicise {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice A decision not to publicise, with its reasons.
struct WaivePublicity {
    bytes32 applicationId;
    bytes32 documentDigest;
}

/// @notice An objection against a publicity.
struct ObjectPublicity {
    bytes32 applicationId;
    uint32 objector;
    bytes32 documentDigest;
}

/// @notice The decision about an objection.
struct DecideObjection {
    bytes32 applicationId;
    bytes32 objectionId;
    bool upheld;
    bytes32 documentDigest;
}

/// @notice A deposit, with which a certificate is registered.
/// @param record As in {Issue}.
/// @param sharesDigest keccak256(abi.encode(shares)), or zero for a sole holder.
struct Deposit {
    bytes32 applicationId;
    Record record;
    bytes32 fingerprint;
    bytes32 documentDigest;
    bytes32 sharesDigest;
}
