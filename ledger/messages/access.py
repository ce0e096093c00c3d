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
    "CredentialsInvalid": {
        "zh": "出示的凭证无效。请核对令牌或 API 密钥，或向运营方申请新的。",
        "en": "The credentials shown are not good. Check the token or API key, or ask the operator for new ones.",
    },
    "CredentialsExpired": {
        "zh": "出示的凭证已过期。请获取新的令牌，或向运营方申请新的密钥。",
        "en": "The credentials shown have expired. Get a new token, or ask the operator for a new key.",
    },
    "CredentialsSeveral": {
        "zh": "同时出示了多个凭证。请只用一种：Authorization、X-Api-Key 或客户端证书。",
        "en": "Several credentials are shown at once. Show one: Authorization, X-Api-Key, or a client certificate.",
    },
    "CallerSuspended": {
        "zh": "此客户端所代表的参与方在账本上已暂停或不在册，其凭证暂不可用。请联系运营方。",
        "en": "The participant that this client acts for is suspended on the ledger or not there, and its credentials "
        "do not count. Ask the operator.",
    },
    "AskedTooOften": {
        "zh": "请求过于频繁：每 {window} 秒至多 {maximum} 次。请在 {seconds} 秒后重试。",
        "en": "Asked too often: at most {maximum} times in {window} seconds. Try again in {seconds} seconds.",
    },
    "DETAIL_WITHHELD": {
        "zh": "详情仅向有 verify 权限的查询方显示。",
        "en": "The details are for callers with the scope verify.",
    },
    "GrantMalformed": {
        "zh": "令牌请求的形式有误：{reason}。请按 RFC 6749 第 4.4 节以表单提交。",
        "en": "The request for a token has a fault: {reason}. Send a form by RFC 6749 section 4.4.",
    },
    "GrantKindUnknown": {
        "zh": "不支持此授权类型。请使用 client_credentials。",
        "en": "This grant type is not supported. Use client_credentials.",
    },
    "GrantClientInvalid": {
        "zh": "客户端标识或其密钥不正确。请核对，或向运营方申请新的密钥。",
        "en": "The client or its secret is not right. Check both, or ask the operator for a new secret.",
    },
    "GrantClientSuspended": {
        "zh": "此客户端所代表的参与方在账本上已暂停或不在册。请联系运营方。",
        "en": "The participant that this client acts for is suspended on the ledger or not there. Ask the operator.",
    },
    "GrantScopeBeyond": {
        "zh": "请求的权限超出此客户端的权限。请只请求 {allowed}。",
        "en": "The scope asked for goes beyond the client's. Ask for no more than: {allowed}.",
    },
    "ClientUnknown": {
        "zh": "没有客户端 {client}。请用 deed client list 查看。",
        "en": "There is no client {client}. See deed client list.",
    },
    "ClientRevoked": {
        "zh": "客户端 {client} 已撤销，不能恢复。请另行创建。",
        "en": "The client {client} was revoked, for good. Add another one.",
    },
    "CertificateTaken": {
        "zh": "证书 {certificate} 已属于另一客户端。请先撤销那一客户端，或使用另一证书。",
        "en": "The certificate {certificate} is another client's. Revoke that one first, or use another certificate.",
    },
    "ClientWithoutCredentials": {
        "zh": "客户端没有任何凭证。请选择 --key、--secret 或 --certificate。",
        "en": "The client would have no credentials. Choose --key, --secret or --certificate.",
    },
    "CredentialChoice": {
        "zh": "此客户端没有可轮换的 API 密钥或口令。请另行创建客户端。",
        "en": "This client has no API key or secret to be rotated. Add another client.",
    },
}
