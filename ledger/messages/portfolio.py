"""Sentences about many certificates in one answer."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "PortfolioSize": {
        "zh": "{field}：一次可核验 1 至 {maximum} 份证书，给出了 {given} 份。请分批提交。",
        "en": "{field}: a portfolio has from 1 to {maximum} certificates; {given} were given. Ask for parts of it.",
    },
    "PortfolioFileWrong": {
        "zh": "{field}：无法读取“{given}”（{reason}）。每行应为证书编号或标识，其后可有逗号与权利人代码；"
        "或每行一个 JSON 对象。",
        "en": "{field}: “{given}” cannot be read ({reason}). Give a number or an id in each line, if need be with a "
        "comma and the holder's code; or an object of JSON in each line.",
    },
    "PortfolioAltered": {
        "zh": "该文件与签名不符：有行被改动、增删或调换，或文件不完整。请勿采信，重新核验。",
        "en": "The file is not what was signed: a line was altered, left out, added or moved, or it is not whole. "
        "Do not rely on it; verify anew.",
    },
}
