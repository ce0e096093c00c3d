"""Sentences about many certificates in one answer."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "PortfolioSize": {
        "zh": "{field}：一次可核验 1 至 {maximum} 份证书，给出了 {given} 份。请分批提交。",
        "en": "{field}: a portfolio has from 1 to {maximum} certificates; {given} were given. Ask for parts of it.",
    },
}
