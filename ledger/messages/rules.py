"""Sentences for rules: the errors of Rules.sol, and what is not found."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "RuleInvalid": {
        "zh": "登记制度 {regime} 的参数 {parameter} 不存在，或取值 {value} 不在 1 至 1200 之间。"
        "请核对制度、参数与取值。",
        "en": "There is no parameter {parameter} in regime {regime}, or its value {value} is not from 1 to 1200. "
        "Check regime, parameter and value.",
    },
    "RuleNotInFuture": {
        "zh": "登记制度 {regime} 的参数 {parameter} 拟自 {effective_from} 起生效，早于最早可生效时间 {earliest}。"
        "规则不溯及既往，也不改写已定的规则；请由治理成员另行提案，改用更晚的生效时间。",
        "en": "Parameter {parameter} of regime {regime} would hold from {effective_from}, before {earliest}, the "
        "earliest time. Rules do not reach back and none is overwritten: the governors must propose a later time.",
    },
    "RuleTooFar": {
        "zh": "登记制度 {regime} 的参数 {parameter} 拟自 {effective_from} 起生效，晚于最晚可生效时间 {latest}。"
        "请核对时间单位，并选择十年以内的生效时间。",
        "en": "Parameter {parameter} of regime {regime} would hold from {effective_from}, after {latest}, the latest "
        "time. Check the unit and choose a time within ten years.",
    },
    "RulesCountInvalid": {
        "zh": "一次表决设定了 {count} 条规则，应为 1 至 {maximum} 条。请增补或拆分提案。",
        "en": "The vote sets {count} rules; it must be 1 to {maximum}. Complete or split the proposal.",
    },
    "RuleMissing": {
        "zh": "登记制度 {regime} 的参数 {parameter} 在 {instant} 尚无规则。请核对日期，或由治理成员表决设定该参数。",
        "en": "Parameter {parameter} of regime {regime} had no value at {instant}. Check the date, or have the "
        "governors set the parameter by vote.",
    },
    "CalendarInvalid": {
        "zh": "{year} 年的工作日历无效：年份不在 2020 至 2199 之间、含有该年没有的日子、缺少工作日，"
        "或缺少通知文件的摘要。请按国务院办公厅通知重新编制。",
        "en": "The calendar of {year} is not valid: the year is outside 2020 to 2199, it names a day that the year "
        "does not have, it lacks working days, or the notice's digest is missing. Make it again from the notice of "
        "the State Council.",
    },
    "CalendarEnds": {
        "zh": "期间涉及 {year} 年，该年尚无工作日历。请在国务院办公厅公布放假安排后，由治理成员表决设定该年日历。",
        "en": "The period reaches into {year}, which has no working-day calendar yet. Have the governors set it by "
        "vote once the State Council's notice is out.",
    },
    "PeriodTooLong": {
        "zh": "期间长度 {count} 超过上限 {maximum}。请核对单位，并缩短期间。",
        "en": "The period of {count} is longer than {maximum}. Check its unit and shorten it.",
    },
    "InstantTooLate": {
        "zh": "时间 {instant} 晚于可计算期间的最晚时间 {latest}。请核对时间单位是否为秒。",
        "en": "The time {instant} is after {latest}, the last from which periods are computed. "
        "Check that it is in seconds.",
    },
}

READS: dict[str, Row] = {
    "CalendarNotFound": {
        "zh": "{year} 年没有工作日历。请核对年份，或待治理成员按国务院办公厅通知设定后再查。",
        "en": "There is no working-day calendar of {year}. Check the year, or ask again once the governors have set it "
        "by the State Council's notice.",
    },
}

ROWS: dict[str, Row] = {**ERRORS, **READS}
