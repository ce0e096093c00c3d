"""
`scripts/benchmark query`: how long a question to a large mirror takes, now and as of a past block, by which indices.

Each question is asked about certificates and participants by chance.  A run fails if a plan reads a large table from
end to end, or if what is asked most often is slower than promised.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from ledger.domain.burdens import Stage
from ledger.domain.events import Position
from ledger.domain.kinds import AttestedKind
from ledger.store.mirror import Mirror
from ledger.store.queries import (
    applications,
    attestations,
    blocks,
    certificates,
    entries,
    equity,
    licences,
    outbox,
    participants,
    pledges,
    renewals,
    restraints,
    statistics,
    successions,
)
from ledger.store.queries.past import at_block
from ledger.store.queries.totals import Tallies
from scripts.benchmarks.crowd import BANKS, ORGANS, PER_BLOCK, SIZES, Crowd, digest, fill, time_of
from scripts.benchmarks.databases import SERVERS, version
from tests.plans import plan_of

WARMING = 10
"""Askings before it counts, so that every statement has been compiled."""

LARGE = {"blocks", "entries", "certificates", "shares", *SIZES}
LARGE |= {f"{name}_past" for name in LARGE}
"""Tables that are not to be read from end to end."""

PAGE = 50
PROMISED_MS = {"sqlite": 1.0, "postgresql": 2.0}
"""What half of the askings of `OFTEN` take at most."""

OFTEN = ("certificate by number", "history", "burden")

Question = Callable[[Session, Crowd, int], object]

QUESTIONS: dict[str, Question] = {
    "certificate by number": lambda s, c, n: certificates.by_number(s, c.number(n)),
    "certificate by id": lambda s, c, n: certificates.by_id(s, c.id(n)),
    "by document": lambda s, _, n: certificates.by_document(s, digest("document", n)),
    "same data": lambda s, c, n: certificates.same_data(s, c.fingerprint(n)),
    "same data of several": lambda s, _, n: certificates.same_data_groups(s, digest("from", n), PAGE),
    "held by": lambda s, c, n: certificates.held_by(s, c.holder(n), None, PAGE),
    "in order of issue": lambda s, c, n: certificates.issued(s, Position(c.issued_block(n), 0, 0), PAGE),
    "in a register": lambda s, c, n: certificates.in_register(s, c.number(n) >> 40, c.number(n), PAGE),
    "history": lambda s, c, n: certificates.history(s, c.id(n)),
    "lines in order": lambda s, c, n: entries.after(s, Position(c.issued_block(n), 0, 0), PAGE),
    "burden": lambda s, c, n: pledges.facts_of(s, c.id(n // 6 * 6)),
    "encumbrances on": lambda s, c, n: pledges.on(s, c.id(n // 3 * 3), None, PAGE),
    "encumbrances of a creditor": lambda s, _, n: pledges.of_creditor(s, 1 + n % BANKS, None, PAGE),
    "in force of a creditor": lambda s, c, n: pledges.of_creditor(
        s, 1 + n % BANKS, None, PAGE, live_at=time_of(c.blocks)
    ),
    "encumbrances for a debtor": lambda s, c, n: pledges.of_debtor(s, c.holder(n), None, PAGE),
    "burdens on": lambda s, c, n: restraints.burdens_on(s, c.id(n // 50 * 50)),
    "freezes on": lambda s, c, n: restraints.freezes_on(s, c.id(n // 50 * 50), None, PAGE),
    "freezes by an organ": lambda s, _, n: restraints.freezes_by(s, 1 + BANKS + n % ORGANS, None, PAGE),
    "objections due": lambda s, _, n: restraints.objections_due(s, list(Stage)[1 + n % 6], time_of(n), None, PAGE),
    "licences on": lambda s, c, n: licences.on(s, c.id(n // 10 * 10), None, PAGE),
    "licences of a licensee": lambda s, c, n: licences.granted_to(s, c.holder(n), None, PAGE),
    "contribution": lambda s, c, n: equity.last_of(s, c.id(n // 50 * 50)),
    "contributions to a company": lambda s, c, n: equity.to_investee(s, c.holder(n), None, PAGE),
    "attestations of": lambda s, c, n: attestations.of(s, c.id(n // 3 * 3)),
    "attestations of a kind": lambda s, _, n: attestations.listed(
        s, Position(n // 10, 0, 0), PAGE, kinds=[AttestedKind.VALUE]
    ),
    "cases of a register": lambda s, c, n: applications.in_registers(
        s, [c.number(n) >> 40], None, PAGE, stage=None, now=time_of(n)
    ),
    "renewals pending": lambda s, c, _: renewals.pending(s, time_of(c.blocks), None, PAGE),
    "links of": lambda s, c, n: successions.linked(s, c.id(n // 20 * 20), None, PAGE),
    "participant by identity": lambda s, _, n: participants.by_identity(s, digest("participants identity", n)),
    "keys of a participant": lambda s, c, n: participants.keys_of(s, c.holder(n)),
    "block at a time": lambda s, c, n: blocks.last_at(s, time_of(n % c.blocks)),
    "notices": lambda s, _, n: outbox.after(s, n, PAGE),
}


@dataclass(frozen=True)
class Options:
    """How many certificates, on which databases, and how many askings of each question are timed."""

    certificates: int
    databases: tuple[str, ...]
    askings: int


@dataclass(frozen=True)
class Answered:
    """How long a question took on a database at a moment, in milliseconds, and what its plan says."""

    database: str
    moment: str
    question: str
    p50: float
    p99: float
    indices: tuple[str, ...]
    scans: tuple[str, ...]

    @property
    def is_slow(self) -> bool:
        return self.question in OFTEN and self.p50 > PROMISED_MS[self.database]

    @property
    def fault(self) -> str:
        return "SCAN " + ", ".join(self.scans) if self.scans else "SLOW" if self.is_slow else ""

    @property
    def line(self) -> str:
        cells = (self.database, self.moment, self.question, f"{self.p50:.2f}", f"{self.p99:.2f}", self.fault)
        return f"| {' | '.join(cells)} | {', '.join(self.indices)} |"


HEADER = "| database | when | question | p50 ms | p99 ms | fault | indices |\n|---|---|---|--:|--:|---|---|"


# MEASURING


def measure(options: Options, say: Callable[[str], None]) -> Iterator[Answered]:
    """Fill each database and ask."""
    for name in options.databases:
        with tempfile.TemporaryDirectory(prefix="deed-benchmark-") as folder:
            Path(folder).chmod(0o755)  # as root, the server runs as another user, who must get in
            with SERVERS[name](Path(folder)) as database, database() as url:
                crowd = Crowd(options.certificates)
                say(f"filling {version(url)}")
                fill(url, crowd, say)
                with Mirror(url) as mirror:
                    yield from _asked(mirror, crowd, options.askings)
                    yield from _counted(mirror, crowd)
                    yield from _summed(mirror, crowd)


def _asked(mirror: Mirror, crowd: Crowd, askings: int) -> Iterator[Answered]:
    random = Random(7)  # noqa: S311
    for moment, block in moments(crowd).items():
        known = crowd.certificates if block is None else min(crowd.certificates, block * PER_BLOCK)
        with mirror.sessions() as session:
            if block is not None:
                at_block(session, block)
            for question, ask in QUESTIONS.items():
                choices = [random.randrange(known) for _ in range(askings + WARMING)]
                milliseconds = [_milliseconds(partial(ask, session, crowd, n)) for n in choices]
                plan = plan_of(session, partial(ask, session, crowd, choices[-1]))
                yield _answered(mirror, moment, question, milliseconds[WARMING:], plan)


def moments(crowd: Crowd) -> dict[str, int | None]:
    """Now, and blocks of the past: soon after the beginning, halfway, a moment ago."""
    return {"now": None, "early": crowd.blocks // 50, "halfway": crowd.blocks // 2, "late": crowd.blocks - 5}


def _counted(mirror: Mirror, crowd: Crowd) -> Iterator[Answered]:
    """Totals: counted from the beginning, then led back to each moment."""
    tallies = Tallies()
    with mirror.sessions() as session:
        first = _milliseconds(lambda: tallies.at(session, crowd.blocks))
        yield _answered(mirror, "first", "totals", [first], ())
        for moment, block in moments(crowd).items():
            asked = partial(tallies.at, session, block or crowd.blocks)
            yield _answered(mirror, moment, "totals", [_milliseconds(asked) for _ in range(3)], ())


def _summed(mirror: Mirror, crowd: Crowd) -> Iterator[Answered]:
    """Statistics: everything counted, of now and of each moment."""
    for moment, block in moments(crowd).items():
        with mirror.sessions() as session:
            at = crowd.blocks if block is None else block
            if block is not None:
                at_block(session, block)
            took = _milliseconds(partial(statistics.count, session, at, time_of(at)))
            yield _answered(mirror, moment, "statistics", [took], ())


def _milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1_000


def _answered(
    mirror: Mirror, moment: str, question: str, milliseconds: Sequence[float], plan: Sequence[str]
) -> Answered:
    ordered = sorted(milliseconds)
    return Answered(
        mirror.url.get_backend_name(),
        moment,
        question,
        p50=ordered[len(ordered) // 2],
        p99=ordered[len(ordered) * 99 // 100],
        indices=tuple(dict.fromkeys(found for line in plan for found in _INDEX.findall(line))),
        scans=tuple(dict.fromkeys(found for line in plan for found in _SCAN.findall(line) if found in LARGE)),
    )


# PLANS

_INDEX = re.compile(r"(?:using|USING(?: COVERING)? INDEX|Bitmap Index Scan on) (\w+)")
_SCAN = re.compile(r"(?:Seq Scan on|^SCAN) (?:main\.)?(\w+)(?! USING)\b")
