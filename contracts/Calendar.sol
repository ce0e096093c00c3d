// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Calendar: civil dates in Asia/Shanghai, by arithmetic alone
/// @dev Shanghai is eight hours ahead of UTC the year round since 1991; earlier summer times are not looked at. A day
/// is a number, counted from 0000-03-01 so that none is negative and a leap day is the last of its year; the arithmetic
/// is Howard Hinnant's (chrono-compatible low-level date algorithms).
library Calendar {
    /* CONSTANTS */

    uint256 internal constant OFFSET = 8 hours;
    /// @notice The day's number of 1970-01-01.
    uint256 internal constant EPOCH = 719_468;

    uint256 private constant _ERA_YEARS = 400;
    uint256 private constant _ERA_DAYS = 146_097;

    /* DAYS AND INSTANTS */

    /// @notice The day on which an instant falls.
    function dayOf(uint256 instant) internal pure returns (uint256 day) {
        return (instant + OFFSET) / 1 days + EPOCH;
    }

    /// @notice The 00:00 of a day; 0 if it is before the first instant.
    function startOf(uint256 day) internal pure returns (uint40) {
        return day <= EPOCH ? 0 : uint40((day - EPOCH) * 1 days - OFFSET);
    }

    /// @notice The 24:00 of a day, which is the next one's 00:00.
    function endOf(uint256 day) internal pure returns (uint40) {
        return startOf(day + 1);
    }

    /* DAYS AND DATES */

    /// @notice The date of a day.
    function dateOf(uint256 day) internal pure returns (uint256 year, uint256 month, uint256 date) {
        uint256 ofEra = day % _ERA_DAYS;
        uint256 yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        uint256 ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100); // from 1 March
        uint256 fromMarch = (5 * ofYear + 2) / 153;
        date = ofYear - (153 * fromMarch + 2) / 5 + 1;
        month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        year = (day / _ERA_DAYS) * _ERA_YEARS + yearOfEra;
        if (month <= 2) ++year;
    }

    /// @notice The day of a date.
    function dayOn(uint256 year, uint256 month, uint256 date) internal pure returns (uint256 day) {
        uint256 fromMarch = month > 2 ? month - 3 : month + 9;
        if (month <= 2) --year;
        uint256 yearOfEra = year % _ERA_YEARS;
        uint256 ofYear = (153 * fromMarch + 2) / 5 + date - 1;
        return (year / _ERA_YEARS) * _ERA_DAYS + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear;
    }

    /// @notice How many days a year has.
    function daysIn(uint256 year) internal pure returns (uint256) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
    }

    /* MONTHS */

    /// @notice The corresponding day `count` months later, or the month's last day if there is none (Civil Code, art.
    /// 202).
    function monthsAfter(uint256 day, uint256 count) internal pure returns (uint256) {
        (uint256 year, uint256 month, uint256 date) = dateOf(day);
        return _corresponding(year * 12 + month - 1 + count, date);
    }

    /// @notice The corresponding day `count` months earlier, or the month's last day if there is none.
    function monthsBefore(uint256 day, uint256 count) internal pure returns (uint256) {
        (uint256 year, uint256 month, uint256 date) = dateOf(day);
        return _corresponding(year * 12 + month - 1 - count, date);
    }

    /* PRIVATE */

    /// @dev `months` are counted from January of the year 0.
    function _corresponding(uint256 months, uint256 date) private pure returns (uint256) {
        uint256 first = dayOn(months / 12, months % 12 + 1, 1);
        uint256 next = dayOn((months + 1) / 12, (months + 1) % 12 + 1, 1);
        return first + date > next ? next - 1 : first + date - 1;
    }
}
