// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {INoun} from "./INoun.sol";
import {Approval} from "./IParticipants.sol";

/// @notice What of the data is contributed.
enum ContributionMode {
    None,
    Transfer, // 全部权利作价: the contributor's part includes the right to hold (持有权)
    Grant // 使用权、经营权作价: it does not; such a part is split off first
}

/// @notice How far a contribution has come.
enum ContributionStage {
    None,
    Reserved, // 出资锁定
    Cancelled, // 解除锁定
    Executed, // 已转移并交付，待公司登记回执
    Confirmed, // 已确认
    RolledBack, // 逾期未确认，已退回
    Exited // 减资退出
}

/// @notice A reservation of a certificate for a contribution. Three amounts in fen, which are three things.
/// @param contributor The holder whose part goes to the company.
/// @param investee The company (被投资公司).
/// @param appraised What the value report says.
/// @param agreed What the parties agreed.
/// @param capital What of it becomes registered capital; the rest is capital reserve.
/// @param reportId The value report.
/// @param agreementDigest SHA-256 of the contribution agreement or resolution.
/// @param until When the reservation lapses.
struct ReserveContribution {
    bytes32 certificateId;
    uint32 contributor;
    uint32 investee;
    uint64 appraised;
    uint64 agreed;
    uint64 capital;
    bytes32 reportId;
    ContributionMode mode;
    bytes32 agreementDigest;
    uint40 until;
}

/// @notice The end of a reservation before it lapses.
struct CancelReservation {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice Transfer and delivery, in one act.
/// @param deliveryDigest SHA-256 of the delivery record.
/// @param documentDigest SHA-256 of the certificate's next document.
struct ExecuteContribution {
    bytes32 certificateId;
    bytes32 deliveryDigest;
    bytes32 documentDigest;
}

/// @notice The company register's receipt.
/// @param receiptDigest SHA-256 of the receipt.
/// @param registeredAt When the company register entered it, in unix seconds.
struct ConfirmContribution {
    bytes32 certificateId;
    bytes32 receiptDigest;
    uint40 registeredAt;
}

/// @notice The way back of a contribution that was not confirmed in time.
/// @param documentDigest SHA-256 of the certificate's next document.
struct RollBackContribution {
    bytes32 certificateId;
    bytes32 documentDigest;
}

/// @notice The way back by a reduction of capital.
/// @param capitalReductionDigest SHA-256 of the document of the reduction.
/// @param documentDigest SHA-256 of the certificate's next document.
struct ExitContribution {
    bytes32 certificateId;
    bytes32 capitalReductionDigest;
    bytes32 documentDigest;
}

/// @notice What the chain keeps of a certificate's last contribution, in one slot.
/// @param sequence The certificate's event that reserved it; with the certificate's id it makes the contribution's.
/// @param dueAt While reserved, when that lapses; once executed, until when it must be confirmed.
struct Contribution {
    uint32 sequence;
    uint32 contributor;
    uint32 investee;
    ContributionMode mode;
    ContributionStage stage;
    uint40 dueAt;
}

/// @title Equity: a certificate contributed to a company's capital (作价入股, domain rules §4)
/// @notice A contribution is reserved, which locks the certificate; executed, which transfers and delivers it
/// (公司法司法解释三, art. 10); and confirmed by the company register's receipt. A reservation lapses by itself. What is
/// not confirmed in time may be rolled back. From its execution to its roll-back or exit the certificate cannot be
/// contributed again and does not return to the contributor, through whatever hands, but by exit with a reduction
/// of capital (公司法 art. 53: no withdrawal of capital). Only what the parties do by plain transfer is so refused
/// ({requireMove}); a judgment, an enforcement and a succession follow their own documents.
interface IEquity is INoun {
    /* EVENTS */

    /// @notice Emitted when a contribution is reserved.
    event ContributionReserved(
        bytes32 indexed certificateId,
        uint32 sequence,
        uint32 contributor,
        uint32 investee,
        uint64 appraised,
        uint64 agreed,
        uint64 capital,
        bytes32 reportId,
        uint8 mode,
        bytes32 agreementDigest,
        uint40 until,
        address maker,
        address checker
    );

    /// @notice Emitted when a reservation is cancelled.
    event ReservationCancelled(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 contributionId,
        bytes32 documentDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a contribution is executed, just after {ICertificates-CertificateTransferred}.
    event ContributionExecuted(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 contributionId,
        uint40 confirmBy,
        bytes32 deliveryDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a contribution is confirmed by the company register's receipt.
    event ContributionConfirmed(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 contributionId,
        uint40 registeredAt,
        bytes32 receiptDigest,
        address maker,
        address checker
    );

    /// @notice Emitted when a contribution is rolled back, just after {ICertificates-CertificateTransferred}.
    event ContributionRolledBack(
        bytes32 indexed certificateId, uint32 sequence, bytes32 contributionId, address maker, address checker
    );

    /// @notice Emitted when a contribution is ended by a reduction of capital, just after
    /// {ICertificates-CertificateTransferred}.
    event ContributionExited(
        bytes32 indexed certificateId,
        uint32 sequence,
        bytes32 contributionId,
        bytes32 capitalReductionDigest,
        address maker,
        address checker
    );

    /* ERRORS */

    /// @notice Thrown when the investee holds the certificate or a part of it, or is no legal person.
    error InvesteeInvalid(bytes32 certificateId, uint32 participant);
    /// @notice Thrown when the mode is none, or does not fit whether the contributor's rights include that to hold.
    error ContributionModeInvalid(uint8 mode, uint8 rights);
    /// @notice Thrown when more would become registered capital than was agreed.
    error CapitalAboveAgreed(uint64 agreed, uint64 capital);
    /// @notice Thrown when a contribution has no value report of this certificate that is in force.
    error ValueReportMissing(bytes32 certificateId, bytes32 reportId);
    /// @notice Thrown when the value report was made for another purpose than a contribution (资产评估法 art. 27).
    error ReportPurposeWrong(bytes32 reportId, uint8 purpose);
    /// @notice Thrown when the appraised value is not what the report says.
    error AppraisalDifferent(bytes32 reportId, uint64 reported, uint64 appraised);
    /// @notice Thrown when a reservation has ended already, or would outlast the certificate or
    /// {Parameter-ReservationDays}.
    error ReservationTermInvalid(bytes32 certificateId, uint40 until, uint40 latest);
    /// @notice Thrown when the certificate's last contribution is not at the stage that the act needs.
    error ContributionStageWrong(bytes32 certificateId, uint8 contributionStage);
    /// @notice Thrown when a reservation has lapsed.
    error ReservationLapsed(bytes32 certificateId, uint40 since);
    /// @notice Thrown when a contribution is confirmed too late.
    error ConfirmationLate(bytes32 certificateId, uint40 confirmBy);
    /// @notice Thrown when a contribution is rolled back while it can still be confirmed.
    error ConfirmationPending(bytes32 certificateId, uint40 confirmBy);
    /// @notice Thrown when the company register's entry is dated in the future or not at all.
    error RegistrationTimeInvalid(uint40 registeredAt);
    /// @notice Thrown when a certificate would go back to its contributor without a reduction of capital.
    error MoveBackForbidden(bytes32 certificateId, uint32 contributor);

    /* REGISTRY */

    /// @notice Reserves a certificate, or a co-holder's part, for a contribution. By the registry; parties: all
    /// holders, the investee, then those whom the restraints protect. Needs the right to operate (经营权) and a value
    /// report.
    function reserve(ReserveContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Cancels a reservation, in a pause too. By the registry; parties: contributor, investee.
    function cancel(CancelReservation calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Transfers what the contributor holds to the investee and records its delivery. By the registry; parties:
    /// contributor, investee, then those whom the restraints protect. {Operation-Execute} is no new contribution: the
    /// reservation does not stop it; what has come upon the certificate since then does.
    function execute(ExecuteContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Confirms an executed contribution within {Parameter-ConfirmationDays}, in a pause and after the
    /// certificate's term too. By the registry; no parties.
    function confirm(ConfirmContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Moves back to the contributor what was not confirmed in time: all that the investee then holds of
    /// the certificate. By the registry; parties: the investee, then those whom the restraints protect, by
    /// {Operation-Transfer}.
    function rollBack(RollBackContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /// @notice Moves all that the investee holds of the certificate back to the contributor, by a reduction of the
    /// company's capital. By the registry; parties: the investee, the contributor, then those whom the restraints
    /// protect, by {Operation-Transfer}.
    function exit(ExitContribution calldata asked, uint64 deadline, Approval[] calldata approvals) external;

    /* VIEWS */

    /// @notice The last contribution of a certificate; one that has ended stays until the next is reserved.
    function contributionOf(bytes32 certificateId) external view returns (Contribution memory);

    /// @notice That a plain transfer to `to` is no quiet move back of a contribution; else reverts with
    /// {MoveBackForbidden}. Whoever would give it: a move back through a third hand is one too.
    function requireMove(bytes32 certificateId, uint32 to) external view;
}
