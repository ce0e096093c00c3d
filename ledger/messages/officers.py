"""Sentences about officers: their accounts, their duties, how they sign in."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "DutiesNone": {
        "zh": "未选择职责。请至少选择一项：管理、经办、复核、查阅。",
        "en": "No duty is chosen. Choose one at least: administer, prepare, approve, read.",
    },
    "DutiesApart": {
        "zh": "管理员不得兼任经办或复核。请为其分别开设账号。",
        "en": "An administrator neither prepares nor approves. Open an account for each of the two.",
    },
    "LoginMalformed": {
        "zh": "登录名须为 3 至 {maximum} 个字符，只含小写字母、数字、点、下划线和连字符，首尾为字母或数字。",
        "en": "A login name has 3 to {maximum} characters: small letters, digits, dots, underscores and hyphens, with a "
        "letter or digit at both ends. Choose another.",
    },
    "OfficerNameMalformed": {
        "zh": "人员名称须为 1 至 {maximum} 个可显示的字符。请更正。",
        "en": "An officer's name has 1 to {maximum} characters that can be shown. Correct it.",
    },
    "OfficerNeeded": {
        "zh": "此操作须由登录的人员办理。请以本机构的账号登录。",
        "en": "This is for an officer who has signed in. Sign in with an account of your institution.",
    },
    "DutyMissing": {
        "zh": "您的职责不含此项，需要：{needed}。请向本机构管理员申请。",
        "en": "Your duties do not include this; one of these is needed: {needed}. Ask your institution's administrator.",
    },
}
