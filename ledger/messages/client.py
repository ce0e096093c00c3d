"""Sentences of the client that a bank's programmer imports."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "ServiceUnreachable": {
        "zh": "服务没有应答：{reason}。请检查地址与网络，稍后重试。",
        "en": "The service does not answer: {reason}. Check its address and the network, and try again later.",
    },
    "ServiceAnswerOther": {
        "zh": "应答（状态 {answered}）不是本服务的格式，可能来自代理。请检查地址。",
        "en": "The answer, with status {answered}, is not in this service's form; a proxy may have given it. Check the "
        "address.",
    },
    "KeySetOther": {
        "zh": "服务公布的密钥集格式有误，无法核对签名。请向运营方核实。",
        "en": "The service's published keys have another form, so no signature can be checked. Ask the operator.",
    },
    "AnswerDoesNotHold": {
        "zh": "答复的签名或日志证明不成立（{reason}），不予采用。请保存该答复并向运营方核实。",
        "en": "The answer's signature or its proof of the log does not hold ({reason}): it is not used. Keep it, and "
        "ask the operator.",
    },
    "AnswerToAnother": {
        "zh": "答复的随机数或请求摘要与所问不符：这是对另一请求的答复，不予采用。",
        "en": "The answer's nonce or request digest is another: it answers another question, and is not used.",
    },
    "PortfolioLinesOther": {
        "zh": "批量答复的各行与签名的根不符，不予采用。请重新查询。",
        "en": "The lines of the portfolio are not those that were signed: none is used. Ask again.",
    },
}
