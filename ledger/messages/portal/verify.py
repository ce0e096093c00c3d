"""Words of the entrance, where certificates are verified, and of the answer."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "VerifyTitle": {"zh": "核验登记证书", "en": "Verify a certificate"},
    "VerifyLead": {
        "zh": "这份证书今天能不能采信？以登记账本为准，当场核验，当场给出签名的核验报告。",
        "en": "May this certificate be relied on today? Checked on the ledger itself, with a signed report.",
    },
    "VerifyNumber": {"zh": "证书编号", "en": "Certificate number"},
    "VerifyNumberHint": {"zh": "例如 SJ1112026110001", "en": "Such as SJ1112026110001"},
    "VerifyAsk": {"zh": "核验", "en": "Verify"},
}
