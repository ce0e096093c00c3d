"""
What happened in the demonstration's town before anybody asks: half a year of registering, dealing, lending, disputing.

The clock of its chain begins half a year ago; when all is done it is put on to now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.domain.calendar import day_of
from scripts import life, season
from scripts.questions import CANCELLED, ENDING, EXPIRING

if TYPE_CHECKING:
    from scripts.walk import Walk

SAMPLES = Path(__file__).resolve().parent / "samples"
EXPIRES_DAYS_BEFORE_NOW = 12
ENDS_DAYS_AFTER_NOW = 20
TRANSFERS = (
    ("cih-index", "operator-one"),
    ("creprice", "data-company-one"),
    ("iresearch", "operator-two"),
    ("termonline", "data-company-four"),
)


def register(walk: Walk, people: dict[str, Any], now: int) -> None:
    """Found the ledger, admit the holders, and take over the samples month by month, while the town lives."""
    stage = walk.stage
    stage.found(SAMPLES / "participants.json")
    walk.say("账本已创建", "the ledger is founded")
    stage.admit("centre-social", people["holders"])
    walk.say(f"已接纳 {len(people['holders'])} 个权利人", f"{len(people['holders'])} holders admitted")
    assets = [json.loads(line) for line in (SAMPLES / "assets.ndjson").read_text().splitlines()]
    _date(assets, now)
    walk.rows.update({row["key"]: row for row in assets})
    applied = {life.APPLIED, *season.APPLYING}
    centres = {one["uscc"]: one["key"] for one in people["institutions"]}
    by_centre: dict[str, list[dict[str, Any]]] = {}
    for row in assets:
        if row["key"] not in applied:
            by_centre.setdefault(centres[row["registry"]["uscc"]], []).append(row)
    lived = season.Season(lives(walk), {})
    life.admit_evaluator(lived.lives)
    parts = {centre: season.parts(rows) for centre, rows in by_centre.items()}
    for number in range(season.MONTHS):
        _take_over(walk, {centre: each[number] for centre, each in parts.items()})
        season.month(lived, number)
        walk.say(f"第 {number + 1} 个月：累计登记 {len(walk.numbers)} 项", f"{len(walk.numbers)} registered so far")
    expected = str(len(assets) - len(applied))
    walk.note("迁移登记", "taken over from an old register", expected, str(len(walk.numbers)))


def _take_over(walk: Walk, parts: dict[str, list[dict[str, Any]]]) -> None:
    """Register at all centres at the same time what each takes over."""
    with ThreadPoolExecutor() as pool:
        outcomes = dict(zip(parts, pool.map(walk.stage.register, parts, parts.values()), strict=True))
    for centre, outcome in outcomes.items():
        for one in outcome.registered:
            key = parts[centre][one.row - 1]["key"]
            walk.numbers[key], walk.documents[key], walk.ids[key] = one.number.text, one.digest, one.id


def lives(walk: Walk) -> life.Lives:
    """Return the certificates that live, as far as they are registered."""
    return life.Lives(walk.stage, walk.rows, walk.ids, walk.documents)


def _date(assets: Sequence[dict[str, Any]], now: int) -> None:
    """Let one authorisation end while the clock is put on, and one soon after; a sample file cannot know today."""
    today = day_of(now)
    ends = {
        EXPIRING: today - timedelta(days=EXPIRES_DAYS_BEFORE_NOW),
        ENDING: today + timedelta(days=ENDS_DAYS_AFTER_NOW),
    }
    for row in assets:
        if row["key"] in ends:
            row["sources"][0]["authorisationEnds"] = ends[row["key"]].isoformat()


def deal(walk: Walk) -> None:
    """Transfer some certificates with both parties' consent, and cancel one."""
    stage = walk.stage

    def transfer(asked: tuple[str, str]) -> None:
        key, taker = asked
        centre = stage.short[walk.rows[key]["registry"]["uscc"]]
        stage.transfer(centre, walk.rows[key], walk.documents[key], taker)
        walk.rows[key]["holders"][0]["uscc"] = stage.uscc[taker]

    with ThreadPoolExecutor() as pool:
        list(pool.map(transfer, TRANSFERS))
    walk.say(f"{len(TRANSFERS)} 项转让，双方同意", f"{len(TRANSFERS)} transferred, both parties consenting")
    row = walk.rows[CANCELLED]
    stage.cancel(stage.short[row["registry"]["uscc"]], row, walk.documents[CANCELLED])
    walk.say(f"{walk.numbers[CANCELLED]} 已注销", f"{walk.numbers[CANCELLED]} cancelled")


def live(walk: Walk) -> None:
    """Bring one application through its case; pledge, contribute, freeze and license what is registered."""
    lived = lives(walk)
    walk.documents[life.APPLIED] = life.apply(lived)
    walk.numbers[life.APPLIED] = json.loads(walk.stage.documents.get(walk.documents[life.APPLIED]) or b"{}")["number"]
    walk.say(f"申请、审查、公示、存证：{walk.numbers[life.APPLIED]}", "one application came through its whole case")
    for key, purpose in life.VALUATIONS.items():
        life.value(lived, key, purpose)
    walk.say(f"{len(life.VALUATIONS)} 份价值评估报告", f"{len(life.VALUATIONS)} reports on value")
    life.pledge(lived)
    walk.say(
        f"{walk.numbers[life.PLEDGED]} 预告、质押、中登网登记、第二顺位",
        "held, pledged, perfected, and pledged behind it",
    )
    life.contribute(lived, "operator-three")
    walk.say(f"{walk.numbers[life.CONTRIBUTED]} 作价出资并确认", "contributed to a company's capital and confirmed")
    life.freeze(lived)
    life.grant_licence(lived, "operator-two")
    walk.say(f"{walk.numbers[life.FROZEN]} 被冻结，{walk.numbers[life.LICENSED]} 已许可", "one frozen, one licensed")


def apply(walk: Walk, now: int) -> None:
    """A day before now, file the applications that are still under way."""
    walk.stage.travel(max(0, now - life.DAY - lives(walk).now()))
    season.apply_for_all(lives(walk))
    count = len(season.APPLYING)
    walk.say(f"{count} 件登记申请，各在不同环节", f"{count} applications, each at another step")
