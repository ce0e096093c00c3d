"""Sentences for renewals: the errors of Renewals.sol, and what a renewal is at an instant."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "RenewalNotOpen": {
        "zh": "证书 {certificate_id} 的续期只能在 {opens_at} 至 {closes_at} "
        "之间申请（国数综政策〔2026〕35号第三十六条）。"
        "请在此期间申请；逾期须重新办理初次登记。",
        "en": "A renewal of certificate {certificate_id} may be asked for only from {opens_at} to {closes_at} "
        "(guideline "
        "〔2026〕35, art. 36). Ask within that time; after it the data must be registered anew.",
    },
    "RenewalPending": {
        "zh": "证书 {certificate_id} 已有续期申请，应于 {decide_by} 前作出决定。请等待或先就该申请作出决定。",
        "en": "A renewal of certificate {certificate_id} is pending and must be decided before {decide_by}. "
        "Wait, or have it decided first.",
    },
    "RenewalNotPending": {
        "zh": "证书 {certificate_id} 没有待决的续期申请，无从不予续期。请核对证书编号。",
        "en": "No renewal of certificate {certificate_id} is pending, so none can be refused. Check the certificate.",
    },
    "RenewalLapsed": {
        "zh": "证书 {certificate_id} 的续期申请未在 {decide_by} 前作出决定，已经失效。请重新办理初次登记。",
        "en": "The renewal of certificate {certificate_id} was not decided before {decide_by} and has lapsed. "
        "Register the data anew.",
    },
    "RenewalTooLong": {
        "zh": "证书 {certificate_id} 续期后拟至 {valid_to} 届满，超过规则允许的最晚时间 {latest}。请缩短有效期。",
        "en": "Certificate {certificate_id} would run to {valid_to}, beyond the latest end {latest} that the rules "
        "of its "
        "regime allow. Choose an earlier end.",
    },
}

STANDINGS: dict[str, Row] = {
    "pending": {"zh": "待决", "en": "pending"},
    "lapsed": {"zh": "逾期未决，已失效", "en": "lapsed undecided"},
    "decided": {"zh": "已决定", "en": "decided"},
}
"""What a request for renewal is at an instant."""

ROWS: dict[str, Row] = ERRORS
