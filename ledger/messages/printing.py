"""How a fact is printed inside a sentence: short hexadecimal, Beijing time, printed numbers, names of bits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import Any

from ledger.domain.calendar import SHANGHAI
from ledger.domain.certificates import Regime
from ledger.domain.numbers import CertificateNumber, uscc_of
from ledger.errors import InvalidInput

_INSTANTS = {"deadline", "executable_at", "valid_from", "valid_to", "asked", "time", "instant"}
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "state": {
        "zh": ("不存在", "有效", "已注销", "已撤销", "已被取代", "已被占用"),
        "en": ("none", "active", "cancelled", "revoked", "superseded", "claimed"),
    },
}
_BITS: dict[str, dict[str, tuple[str, ...]]] = {
    "rights": {"zh": ("持有权", "使用权", "经营权"), "en": ("hold", "use", "operate")},
    "duty": {
        "zh": ("经办", "复核", "同意", "密钥管理", "表决"),
        "en": ("maker", "checker", "consent", "admin", "vote"),
    },
    "role": {
        "zh": (
            "登记机构", "银行", "评估机构", "审计人", "有权机关", "仲裁机构", "托管机构", "交易场所", "主管部门",
            "治理成员", "应急监护人",
        ),
        "en": (
            "registry", "bank", "evaluator", "auditor", "organ", "arbitration", "custodian", "exchange", "supervisor",
            "governor", "guardian",
        ),
    },
}  # fmt: skip
_BITS["duties"] = _BITS["duty"]
_BITS["roles"] = _BITS["role"]


_REGIMES = {"DPR": "数据产权登记", "PDR": "公共数据资源登记", "DAR": "数据资产登记", "DIP": "数据知识产权登记"}


class Facts(Formatter):
    """Fills a template with facts as a person reads them; a missing one is a question mark."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        del args
        return printed(str(key), kwargs[str(key)], self._language) if key in kwargs else "?"

    def format_field(self, value: Any, format_spec: str) -> str:
        del format_spec
        return str(value)


def printed(name: str, value: Any, language: str) -> str:
    """Return a fact as a person reads it: short hexadecimal, Beijing time, printed numbers, names of bits."""
    if isinstance(value, bytes):
        return _bytes(name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(name, value, language)
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(printed(name, part, language) for part in value)
    if name == "regime" and language == "zh" and value in _REGIMES:
        return f"{_REGIMES[value]} {value}"
    return str(value)


def _bytes(name: str, value: bytes) -> str:
    if name == "identity" and len(value) == 32:
        text = uscc_of(value) or value.rstrip(b"\0").decode("ascii", "replace")
        if text.isalnum():
            return text
    digits = value.hex()
    return f"0x{digits}" if len(value) <= 8 else f"0x{digits[:8]}…{digits[-6:]}"


def _integer(name: str, value: int, language: str) -> str:
    if name in _INSTANTS:
        return _instant(value)
    if name == "number":
        return _number(value)
    if name == "register":
        return _register(value)
    if name in _WORDS and 0 <= value < len(_WORDS[name][language]):
        return _WORDS[name][language][value]
    if name in _BITS:
        names = [word for bit, word in enumerate(_BITS[name][language]) if value >> bit & 1]
        if names and value < 1 << len(_BITS[name][language]):
            return ("、" if language == "zh" else ", ").join(names)
    return str(int(value))


def _instant(value: int) -> str:
    try:
        return datetime.fromtimestamp(value, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S (UTC+8)")
    except (ValueError, OverflowError, OSError):
        return str(value)


def _number(value: int) -> str:
    try:
        return CertificateNumber.from_packed(value).text
    except InvalidInput:
        return f"0x{value:x}"


def _register(value: int) -> str:
    code, regime = value >> 8, value & 0xFF
    name = Regime(regime).name if regime in set(Regime) else str(regime)
    return f"{code:03d}/{name}"
