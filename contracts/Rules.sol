// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Calendar} from "./Calendar.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IRules, Parameter, Rule, WorkingYear} from "./interfaces/IRules.sol";

/// @title Rules: the versioned parameters of each regime, and the calendar
/// @dev No noun: a rule rests on no certificate, so no head is advanced; the version counts the events instead.
contract Rules is IRules {
    /* TYPES */

    /// @dev One slot, so that an act pays for one read of a rule that is in force.
    struct Value {
        uint32 value;
        uint40 effectiveFrom;
    }

    /* CONSTANTS */

    uint256 private constant _REGIMES = 4;
    uint256 private constant _FIRST_YEAR = 2020;
    uint256 private constant _LAST_YEAR = 2199;

    /// @inheritdoc IRules
    uint256 public constant MAX_RULES = 100;
    /// @inheritdoc IRules
    uint32 public constant MAX_PERIOD = 1_200;
    /// @inheritdoc IRules
    uint40 public constant MAX_NOTICE = 3_660 days;
    /// @inheritdoc IRules
    uint40 public constant MAX_INSTANT = 10_413_792_000 - 8 hours - 1;

    /// @inheritdoc IRules
    IParticipants public immutable PARTICIPANTS;

    /* STORAGE */

    /// @inheritdoc IRules
    uint32 public version;
    mapping(uint256 key => Value[]) private _values; // by regime << 8 | parameter, the oldest first
    mapping(uint256 year => uint256[2]) private _working;

    /* MODIFIERS */

    modifier onlyGovernance() {
        if (msg.sender != address(PARTICIPANTS)) revert IParticipants.GovernanceOnly(msg.sender);
        _;
    }

    /* CONSTRUCTOR */

    /// @notice Begins with the first version. Its rules may hold from any instant, so that old facts can be judged.
    constructor(IParticipants participants, Rule[] memory rules, WorkingYear[] memory calendar) {
        PARTICIPANTS = participants;
        for (uint256 i = 0; i < rules.length; ++i) {
            _setRule(rules[i], 0, 0);
        }
        for (uint256 i = 0; i < calendar.length; ++i) {
            _setCalendar(calendar[i]);
        }
    }

    /* GOVERNANCE */

    /// @inheritdoc IRules
    function setRules(Rule[] calldata rules, bytes32 reasonDigest) external onlyGovernance {
        if (rules.length == 0 || rules.length > MAX_RULES) revert RulesCountInvalid(rules.length, MAX_RULES);
        for (uint256 i = 0; i < rules.length; ++i) {
            _setRule(rules[i], uint40(block.timestamp) + 1, reasonDigest);
        }
    }

    /// @inheritdoc IRules
    function setCalendar(WorkingYear calldata year) external onlyGovernance {
        _setCalendar(year);
    }

    /* VIEWS */

    /// @inheritdoc IRules
    function valueAt(uint8 regime, Parameter parameter, uint40 instant) external view returns (uint32) {
        Value[] storage values = _values[_key(regime, parameter)];
        for (uint256 i = values.length; i > 0; --i) {
            Value memory rule = values[i - 1];
            if (rule.effectiveFrom <= instant) return rule.value;
        }
        revert RuleMissing(regime, uint8(parameter), instant);
    }

    /// @inheritdoc IRules
    function valuesOf(uint8 regime, Parameter parameter)
        external
        view
        returns (uint32[] memory values, uint40[] memory effectiveFrom)
    {
        Value[] storage stored = _values[_key(regime, parameter)];
        uint256 count = stored.length;
        values = new uint32[](count);
        effectiveFrom = new uint40[](count);
        for (uint256 i = 0; i < count; ++i) {
            (values[i], effectiveFrom[i]) = (stored[i].value, stored[i].effectiveFrom);
        }
    }

    /// @inheritdoc IRules
    function calendarOf(uint16 year) external view returns (uint256[2] memory working) {
        return _working[year];
    }

    /// @inheritdoc IRules
    function isWorkingDay(uint40 instant) external view returns (bool) {
        _requirePeriod(instant, 0);
        uint256 day = Calendar.dayOf(instant);
        (uint256 year,,) = Calendar.dateOf(day);
        return _isWorked(_workingIn(year), day - Calendar.dayOn(year, 1, 1));
    }

    /// @inheritdoc IRules
    function workingDaysAfter(uint40 from, uint32 count) external view returns (uint40 end) {
        _requirePeriod(from, count);
        uint256 day = Calendar.dayOf(from);
        if (count == 0) return Calendar.endOf(day);
        ++day;
        (uint256 year,,) = Calendar.dateOf(day);
        uint256 first = Calendar.dayOn(year, 1, 1);
        // Ends with the years that have a calendar, at the latest.
        while (true) {
            uint256[2] memory working = _workingIn(year);
            uint256 next = first + Calendar.daysIn(year);
            for (; day < next; ++day) {
                if (_isWorked(working, day - first) && --count == 0) return Calendar.endOf(day);
            }
            (first, year) = (next, year + 1);
        }
    }

    /// @inheritdoc IRules
    function daysAfter(uint40 from, uint32 count) external pure returns (uint40 end) {
        _requirePeriod(from, count);
        return Calendar.endOf(Calendar.dayOf(from) + count);
    }

    /// @inheritdoc IRules
    function monthsAfter(uint40 from, uint32 count) external pure returns (uint40 end) {
        _requirePeriod(from, count);
        return Calendar.endOf(Calendar.monthsAfter(Calendar.dayOf(from), count));
    }

    /// @inheritdoc IRules
    function monthsBefore(uint40 end, uint32 count) external pure returns (uint40 start) {
        _requirePeriod(end, count);
        if (end == 0) return 0;
        return Calendar.startOf(Calendar.monthsBefore(Calendar.dayOf(end - 1), count));
    }

    /* PRIVATE */

    /// @dev `earliest` is the first instant from which it may hold, besides having to be after the rule before it.
    function _setRule(Rule memory rule, uint40 earliest, bytes32 reasonDigest) private {
        (uint8 regime, uint8 parameter) = (rule.regime, uint8(rule.parameter));
        bool known = regime != 0 && regime <= _REGIMES && parameter != 0;
        if (!known || rule.value == 0 || rule.value > MAX_PERIOD) {
            revert RuleInvalid(regime, parameter, rule.value);
        }
        Value[] storage values = _values[_key(regime, rule.parameter)];
        uint32 before = 0;
        if (values.length > 0) {
            Value memory last = values[values.length - 1];
            before = last.value;
            if (last.effectiveFrom >= earliest) earliest = last.effectiveFrom + 1;
        }
        if (rule.effectiveFrom < earliest) {
            revert RuleNotInFuture(regime, parameter, rule.effectiveFrom, earliest);
        }
        uint40 latest = uint40(block.timestamp) + MAX_NOTICE;
        if (rule.effectiveFrom > latest) revert RuleTooFar(regime, parameter, rule.effectiveFrom, latest);

        values.push(Value(rule.value, rule.effectiveFrom));
        emit RuleSet(++version, regime, parameter, rule.value, before, rule.effectiveFrom, reasonDigest);
    }

    function _setCalendar(WorkingYear memory set) private {
        (uint16 year, uint256 low, uint256 high) = (set.year, set.working[0], set.working[1]);
        bool known = year >= _FIRST_YEAR && year <= _LAST_YEAR;
        // No year rests from January to September, or from then to December: a word without a day is a slip.
        if (!known || low == 0 || high == 0 || high >> (Calendar.daysIn(year) - 256) != 0 || set.noticeDigest == 0) {
            revert CalendarInvalid(year);
        }

        _working[year] = set.working;
        emit CalendarSet(++version, year, low, high, set.noticeDigest);
    }

    function _key(uint8 regime, Parameter parameter) private pure returns (uint256) {
        return uint256(regime) << 8 | uint8(parameter);
    }

    function _requirePeriod(uint40 from, uint32 count) private pure {
        if (count > MAX_PERIOD) revert PeriodTooLong(count, MAX_PERIOD);
        if (from > MAX_INSTANT) revert InstantTooLate(from, MAX_INSTANT);
    }

    function _workingIn(uint256 year) private view returns (uint256[2] memory working) {
        working = _working[year];
        if (working[0] == 0) revert CalendarEnds(uint16(year));
    }

    function _isWorked(uint256[2] memory working, uint256 dayOfYear) private pure returns (bool) {
        return working[dayOfYear >> 8] >> (dayOfYear & 0xff) & 1 == 1;
    }
}
