"""How facts are written on pages: instants in Beijing time with UTC on hover, days, money, counts, long hexadecimal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ledger.domain.calendar import SHANGHAI
from ledger.messages import sentence

HEAD, TAIL = 10, 6
"""So many characters of long hexadecimal are shown at its beginning and its end."""


def when(value: datetime | int | str | None) -> Markup:
    """Write an instant: Beijing time, UTC on hover and for machines."""
    if value is None or value == "":
        return Markup("—")
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    moment = datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value.astimezone(UTC)
    universal = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    shown = moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return Markup('<time datetime="{0}" title="{0} (UTC)">{1}</time>').format(universal, shown)


def day(value: date | datetime | int | str | None) -> Markup:
    """Write a day in Asia/Shanghai."""
    if value is None or value == "":
        return Markup("—")
    if isinstance(value, int):
        value = datetime.fromtimestamp(value, SHANGHAI)
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return Markup('<time datetime="{0}">{0}</time>').format(value if isinstance(value, str) else value.isoformat())


@pass_context
def yuan(context: Context, fen: int | str | None) -> Markup:
    """Write a sum of fen in yuan."""
    if fen is None or fen == "":
        return Markup("—")
    whole = int(fen)
    sign = "−" if whole < 0 else ""
    text = f"{sign}{abs(whole) // 100:,}.{abs(whole) % 100:02d}"
    unit = "{} 元" if context["locale"] == "zh" else "CNY {}"
    return Markup('<span class="number">{}</span>').format(unit.format(text))


def count(value: int | None) -> str:
    """Write a whole number with its thousands set apart."""
    return "—" if value is None else f"{value:,}"


def percent(basis_points: int) -> str:
    """Write a share of basis points."""
    return f"{basis_points // 100}.{basis_points % 100:02d}%".replace(".00%", "%")


def volume(octets: int | None) -> str:
    """Write how much data there is: in bytes, or thousands, millions and so on of them."""
    if octets is None:
        return "—"
    size, unit = next(((1000**power, name) for power, name in _VOLUMES if octets >= 1000**power), (1, "B"))
    return f"{octets / size:,.1f} {unit}".replace(".0 ", " ")


_VOLUMES = ((5, "PB"), (4, "TB"), (3, "GB"), (2, "MB"), (1, "kB"))


def short(value: str | bytes | None) -> Markup:
    """
    Write long hexadecimal: its beginning and end on the screen, with a button that copies it; all of it on paper.
    """
    if value is None or value == "":
        return Markup("—")
    text = "0x" + value.hex() if isinstance(value, bytes) else value
    if len(text) <= HEAD + TAIL + 3:
        return Markup('<code class="hex">{}</code>').format(text)
    return Markup('<code class="hex" data-copy="{0}" title="{0}"><span>{1}</span><b>{2}</b></code>').format(
        text, f"{text[:HEAD]}…{text[-TAIL:]}", text
    )


@pass_context
def said(context: Context, text: Any) -> str:
    """Choose the page's language of what is said in both: a `Text`, or a mapping with zh and en; a dash for nothing."""
    if text is None:
        return "—"
    locale = context["locale"]
    chosen = text[locale] if isinstance(text, Mapping) else getattr(text, locale)
    return str(chosen)


@pass_context
def cited(context: Context, rule: str) -> str:
    """Write what a check rests on: articles as the page's language names them, and our own choices as such."""
    locale = context["locale"]
    law, is_ours = rule.removesuffix(OUR_CHOICE), rule.endswith(OUR_CHOICE)
    if _PRINCIPLE.fullmatch(law):
        law = sentence("ReportPrinciple", locale, {"principle": law})
    elif locale == "zh":
        law = _ARTICLES.sub(lambda found: f"第{found[1].replace(', ', '、')}条", law)
        law = _GUIDELINE.sub("号", law).replace("; ", "；")
    return law + (sentence("ReportOurChoice", locale, {}) if is_ours else "")


OUR_CHOICE = " [D]"
"""How a rule ends where the law is silent and this system has chosen."""

_ARTICLES = re.compile(r" art\. (\d+(?:, \d+)*)")
_GUIDELINE = re.compile(r"(?<=〔2026〕35)")
_PRINCIPLE = re.compile(r"P\d+")

FILTERS: dict[str, Callable[..., Any]] = {
    "when": when,
    "day": day,
    "yuan": yuan,
    "count": count,
    "percent": percent,
    "short": short,
    "volume": volume,
    "said": said,
    "cited": cited,
}
