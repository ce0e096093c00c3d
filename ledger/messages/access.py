"""Sentences about who may ask."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "TokenMissing": {
        "zh": "此接口需要凭证。请以客户端凭证获取令牌，放入 Authorization 请求头。",
        "en": "This needs credentials. Get a token with the client's credentials, and send it as Authorization.",
    },
    "ScopeMissing": {
        "zh": "凭证的权限不足，需要 {needed}。请向运营方申请。",
        "en": "The credentials do not reach so far: {needed} is needed. Ask the operator for it.",
    },
}
