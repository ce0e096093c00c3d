"""Sentences about subscriptions, webhooks and the stream."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "PlaceMalformed": {
        "zh": "{field}：“{given}”不是流中的位置。请原样使用上次收到的 id。",
        "en": "{field}: “{given}” is no place in the stream. Give the id that was received last, as it was.",
    },
    "WebhookMalformed": {
        "zh": "{field}：该地址不能作为回调地址。请给出完整的 https 地址，不含用户名、片段和空格。",
        "en": "{field}: this cannot be a webhook. Give a whole https address without user, fragment or spaces.",
    },
    "WebhookNotHttps": {
        "zh": "{field}：回调地址须为 https。只有本地试用时，可用本机的 http 地址。",
        "en": "{field}: a webhook is reached by https. Only in a local trial may it be http, on this machine.",
    },
    "WebhookForbidden": {
        "zh": "{field}：该地址属于内部网络，不能作为回调地址。请给出公网地址。",
        "en": "{field}: this address is inside a network, and no webhook's. Give one that the internet can reach.",
    },
    "WebhookNone": {
        "zh": "订阅 {subscription} 没有回调地址，无可重发或轮换。请直接读取其通知。",
        "en": "The subscription {subscription} has no webhook, so nothing is sent or signed. Read its deliveries.",
    },
    "SubscriptionOfWhat": {
        "zh": "{field}：请给出证书，或给出一个权利人，二者取一。",
        "en": "{field}: name certificates, or one holder; one of the two.",
    },
    "SubscriptionsTooMany": {
        "zh": "已有 {maximum} 项订阅，达到上限。请先删除不用的订阅，或按权利人订阅。",
        "en": "There are {maximum} subscriptions, which is the limit. Delete one, or subscribe to a holder.",
    },
    "SubscriptionNotFound": {
        "zh": "您没有编号为 {given} 的订阅。请核对编号。",
        "en": "You have no subscription {given}. Check the id.",
    },
    "StreamsTooMany": {
        "zh": "您已打开 {maximum} 条数据流，达到上限。请先关闭一条。",
        "en": "You have {maximum} streams open, which is the limit. Close one first.",
    },
}
