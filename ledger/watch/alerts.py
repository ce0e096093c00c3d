"""
What time brings to a certificate without any transaction: its end, the ends of what rests on it, reports gone stale.

Computed from facts at an instant (P1).  Of an end there is one alert as each number of days ahead is reached, of those
that are asked for, and one when it has come; where several are reached at once, the nearest only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.attestations import Attestation
from ledger.domain.attested import Worth, worth
from ledger.domain.burdens import Burdens, ends
from ledger.domain.calendar import day_of, last_valid_day
from ledger.domain.certificates import Certificate, State
from ledger.domain.encumbrances import Encumbrance, EncumbranceState
from ledger.domain.facts import thing_id
from ledger.domain.kinds import REPORTS


class AlertKind(StrEnum):
    """What ends, or has become stale."""

    TERM = "term"  # 证书有效期
    FREEZE = "freeze"  # 冻结
    CONTROL = "control"  # 行政管控
    HOLD = "hold"  # 预告
    PLEDGE = "pledge"  # 质押
    REPORT = "report"  # 报告有效期
    STALE_REPORT = "staleReport"  # 报告针对的是旧版数据


@dataclass(frozen=True, slots=True)
class Alert:
    """
    One alert: `thing` is the id of what ends, none for the certificate itself; `at` is the end, an exclusive unix
    second, 0 for what has no end.

    `days_ahead` is the number of days that was reached, 0 when the end has come.  `days_left` are the days after the
    instant's own that are left.
    """

    kind: AlertKind
    thing: bytes | None
    at: int
    days_ahead: int
    days_left: int

    def name(self, certificate_id: bytes) -> str:
        """Return what is the same whenever this alert is found again, and another for any other."""
        thing = self.thing.hex() if self.thing is not None else ""
        return f"{certificate_id.hex()}:{self.kind}:{thing}:{self.at}:{self.days_ahead}"


@dataclass(frozen=True, slots=True)
class Watched:
    """A certificate with all that time can change about it."""

    certificate: Certificate
    burdens: Burdens
    encumbrances: Sequence[Encumbrance]
    attestations: Sequence[Attestation]


def alerts(watched: Watched, days: Iterable[int], instant: int) -> list[Alert]:
    """Return what is to be told of a certificate at a unix second; nothing of one that an act has ended."""
    if watched.certificate.state is not State.ACTIVE:
        return []
    ahead = sorted(days)
    ending = (_ending(kind, thing, at, ahead, instant) for kind, thing, at in _ends(watched, instant))
    return [alert for alert in ending if alert is not None] + list(_stale(watched, instant))


def _ends(watched: Watched, instant: int) -> Iterator[tuple[AlertKind, bytes | None, int]]:
    certificate, burdens = watched.certificate, watched.burdens
    yield AlertKind.TERM, None, certificate.valid_to
    for freeze, _, end in ends(burdens.freezes):
        yield AlertKind.FREEZE, thing_id(certificate.id, freeze.sequence), end
    for control in burdens.controls:
        yield AlertKind.CONTROL, thing_id(certificate.id, control.sequence), control.until
    for each in watched.encumbrances:
        if each.state is EncumbranceState.HELD:
            yield AlertKind.HOLD, each.id, each.until
        elif each.state is EncumbranceState.PLEDGED:
            yield AlertKind.PLEDGE, each.id, each.until
    for report in watched.attestations:
        found = worth(certificate, report, instant)
        if report.kind in REPORTS and report.valid_to and found in (Worth.CURRENT, Worth.LAPSED):
            yield AlertKind.REPORT, report.id, report.valid_to


def _stale(watched: Watched, instant: int) -> Iterator[Alert]:
    for report in watched.attestations:
        if report.kind in REPORTS and worth(watched.certificate, report, instant) is Worth.STALE:
            yield Alert(AlertKind.STALE_REPORT, report.id, 0, 0, 0)


def _ending(kind: AlertKind, thing: bytes | None, at: int, ahead: Sequence[int], instant: int) -> Alert | None:
    if instant >= at:
        return Alert(kind, thing, at, 0, 0)
    left = (last_valid_day(at) - day_of(instant)).days
    reached = next((each for each in ahead if left <= each), None)
    return Alert(kind, thing, at, reached, left) if reached is not None else None
