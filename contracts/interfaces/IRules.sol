// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IParticipants} from "./IParticipants.sol";

/// @notice The periods and limits that differ by regime, each with its unit. A rule is data (P7).
enum Parameter {
    None,
    ValidityMonths, // 有效期上限，月
    RenewalMonths, // 续期窗口，期满前若干个月
    RenewalDecisionDays, // 续期审查，工作日
    AcceptanceDays, // 受理答复，工作日；逾期视为受理
    SupplementDays, // 补正期限上限，工作日
    DecisionDays, // 受理后办结，工作日
    ExtensionDays, // 复杂情形延长一次，工作日
    PublicityDays, // 公示，工作日
    InquiryDays, // 公示异议核查，工作日
    NoticeDays, // 登记异议通知登记人，工作日
    AnswerDays, // 登记人答复异议，工作日
    SuitDays, // 异议人提交起诉或仲裁证明，自然日
    FreezeMonths, // 一次冻结最长，月
    ControlMonths, // 一次管控最长，月
    HoldDays, // 质押预告，工作日
    ReportMonths, // 报告有效期，自基准日起，月
    ReservationDays, // 出资锁定最长，自然日
    ConfirmationDays, // 出资转移后提交公司登记回执，自然日
    LicenceMonths, // 一次许可最长，月
    CustodyMonths // 托管完整性证明间隔，月
}

/// @notice One value of a parameter in a regime.
/// @param regime 1 to 4, as in a certificate's record.
/// @param parameter Whose value it is.
/// @param value In the parameter's unit.
/// @param effectiveFrom Unix seconds from which it holds.
struct Rule {
    uint8 regime;
    Parameter parameter;
    uint32 value;
    uint40 effectiveFrom;
}

/// @notice The working days of one year, by the State Council's notice with 调休.
/// @param year The year, in Asia/Shanghai.
/// @param working Bit n is set if the n-th day of the year, from 0, is worked; the first word has the days 0 to 255.
/// @param noticeDigest SHA-256 of the notice.
struct WorkingYear {
    uint16 year;
    uint256[2] working;
    bytes32 noticeDigest;
}

/// @title Rules: the versioned parameters of each regime, and the calendar
/// @notice Set by the governors' vote, with a day from which they hold; nothing is ever overwritten, so that a past
/// instant is judged by the rules then in force. The calendar is the one exception: of two notices for a year the later
/// holds, for all that is computed from then on; a deadline that an act fixed stays as it was fixed.
interface IRules {
    /* EVENTS */

    /// @notice Emitted when a parameter gets a value; `version` counts all changes of rules and calendar from 1.
    event RuleSet(
        uint32 indexed version,
        uint8 regime,
        uint8 parameter,
        uint32 value,
        uint32 valueBefore,
        uint40 effectiveFrom,
        bytes32 reasonDigest
    );

    /// @notice Emitted when a year's working days are set.
    event CalendarSet(
        uint32 indexed version, uint16 year, uint256 workingLow, uint256 workingHigh, bytes32 noticeDigest
    );

    /* ERRORS */

    /// @notice Thrown when the regime or the parameter is unknown, or the value is zero or above {MAX_PERIOD}.
    error RuleInvalid(uint8 regime, uint8 parameter, uint32 value);
    /// @notice Thrown when a rule would hold from an instant that is past, or not after the rule before it.
    error RuleNotInFuture(uint8 regime, uint8 parameter, uint40 effectiveFrom, uint40 earliest);
    /// @notice Thrown when a rule would hold only from an instant further ahead than {MAX_NOTICE}.
    error RuleTooFar(uint8 regime, uint8 parameter, uint40 effectiveFrom, uint40 latest);
    /// @notice Thrown when a vote sets no rule, or more than {MAX_RULES}.
    error RulesCountInvalid(uint256 count, uint256 maximum);
    /// @notice Thrown when a parameter has no value at an instant.
    error RuleMissing(uint8 regime, uint8 parameter, uint40 instant);
    /// @notice Thrown when a year is outside 2020 to 2199, a word of its table names no day or a day that the year does
    /// not have, or the notice has no digest.
    error CalendarInvalid(uint16 year);
    /// @notice Thrown when a period runs beyond the years that have a calendar.
    error CalendarEnds(uint16 year);
    /// @notice Thrown when a period is longer than {MAX_PERIOD}.
    error PeriodTooLong(uint32 count, uint32 maximum);
    /// @notice Thrown when a period is asked for at an instant after {MAX_INSTANT}.
    error InstantTooLate(uint40 instant, uint40 latest);

    /* GOVERNANCE */

    /// @notice Sets parameters. By vote. Each must hold from an instant that is still to come when the vote is executed
    /// and is after that of the parameter's rule before it.
    function setRules(Rule[] calldata rules, bytes32 reasonDigest) external;

    /// @notice Sets a year's working days, for the first time or anew. By vote.
    function setCalendar(WorkingYear calldata year) external;

    /* VIEWS */

    /// @notice Most rules in one vote, so that it fits one transaction: all parameters of all regimes do.
    function MAX_RULES() external view returns (uint256);
    /// @notice Largest value of a parameter and longest period, in its unit (a hundred years in months), so that no
    /// view runs away.
    function MAX_PERIOD() external view returns (uint32);
    /// @notice Seconds ahead that a rule may be set for, ten years, so that no slip of a unit holds up a parameter:
    /// what is set after it must hold later still.
    function MAX_NOTICE() external view returns (uint40);
    /// @notice The last second of 2299: periods are computed from instants up to it.
    function MAX_INSTANT() external view returns (uint40);
    function PARTICIPANTS() external view returns (IParticipants);
    /// @notice How many changes there were.
    function version() external view returns (uint32);
    /// @notice The value that held at an instant. Reverts with {RuleMissing} if none did.
    function valueAt(uint8 regime, Parameter parameter, uint40 instant) external view returns (uint32);
    /// @notice All values of a parameter, the oldest first.
    function valuesOf(uint8 regime, Parameter parameter)
        external
        view
        returns (uint32[] memory values, uint40[] memory effectiveFrom);
    /// @notice The working days of a year, as in {WorkingYear}; zero if it has no calendar.
    function calendarOf(uint16 year) external view returns (uint256[2] memory working);
    /// @notice Whether the day on which an instant falls, in Asia/Shanghai, is worked.
    function isWorkingDay(uint40 instant) external view returns (bool);
    /// @notice The instant at which a period of `count` working days ends that begins with the day after `from`'s: the
    /// 24:00 of its last day in Asia/Shanghai (Civil Code, art. 201 and 203).
    function workingDaysAfter(uint40 from, uint32 count) external view returns (uint40 end);
    /// @notice The 24:00, in Asia/Shanghai, of the day that is `count` days after `from`'s.
    function daysAfter(uint40 from, uint32 count) external pure returns (uint40 end);
    /// @notice The 24:00, in Asia/Shanghai, of the corresponding day `count` months after `from`'s, or of the month's
    /// last day if there is none (Civil Code, art. 202 and 203).
    function monthsAfter(uint40 from, uint32 count) external pure returns (uint40 end);
    /// @notice The 00:00, in Asia/Shanghai, of the corresponding day `count` months before the last valid day of a term
    /// that ends at `end`, or 0 if that is before 1970: where a renewal window opens.
    function monthsBefore(uint40 end, uint32 count) external pure returns (uint40 start);
}
