"""
Importing: a file of old certificates becomes certificates, however large it is, in memory that does not grow with it.

The file is gone through once to count it and to see which numbers it has.  Then rows are judged, a few hundred at a
time, and those without fault are registered in batches: some are on their way while the next are judged.  A batch is
planned, numbers, salts and all, on disk before it is sent, so that who runs an import again after a kill goes on where
it stopped.  Where a contract refuses a batch, its rows are asked for one by one, and those that are not refused go in a
new one.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from ledger.chain.writer import Receipt, Sent
from ledger.desk.desk import Desk
from ledger.desk.import_book import ImportBook
from ledger.desk.registration import BATCH_MAX, Examination, Registered, batch_of, issuance, issues_of, judge, prepared
from ledger.domain import applications as pure
from ledger.domain.acts.issue import Issuance
from ledger.domain.applications import Application
from ledger.domain.certificates import Regime
from ledger.domain.numbers import SERIAL_MAX, CertificateNumber
from ledger.errors import ActRefused, InvalidInput, Refused
from ledger.sheets.columns import titled
from ledger.sheets.row import Row
from ledger.sheets.table import Sheet

JUDGED_AT_ONCE = 200
"""Rows that are judged together: each question to the chain is one round trip for all of them."""

SENT_AT_ONCE = 200
"""Certificates that are stored, planned and sent together, in however many acts: each is one flush of the disk."""

ON_THE_WAY_MAX = 8
"""Such lots that are sent before the first is awaited: the node is never idle, and little is to be found again."""

Lot = list[tuple[int, dict[str, Any]]]
"""Batches that are sent together, each with its number in the book."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: rows with something in them, those passed over as blank, on the chain, faulty."""

    rows: int
    blank: int
    registered: int
    faulty: int
    faults: int

    @property
    def whole(self) -> bool:
        """Whether all rows are without fault."""
        return self.faulty == 0


@dataclass
class _Survey:
    """What the first pass sees: how many rows, how many without a number by regime, and the numbers of the month."""

    rows: int = 0
    unnumbered: dict[str, int] = field(default_factory=dict)
    numbers: set[CertificateNumber] = field(default_factory=set)


def book_file(folder: Path, ledger: str, desk: Desk, digest: str) -> Path:
    """Return where the book of an import stands: the same file at the same desk of the same ledger is one import."""
    name = hashlib.sha256(f"{ledger}\n{desk.maker.key.hex()}\n{digest}".encode()).hexdigest()[:40]
    return folder / f"{name}.sqlite"


class Import:
    """One run of an import at a desk; `told` hears how many rows of how many are done with."""

    def __init__(
        self, desk: Desk, sheet: Sheet, book: ImportBook, told: Callable[[int, int], None] = lambda _done, _all: None
    ) -> None:
        self._desk = desk
        self._sheet = sheet
        self._book = book
        self._told = told
        self._registry = desk.institution()
        self._today: date = desk.today()
        self._codes: dict[Regime, int] = {}
        self._survey = _Survey()
        self._blank = 0
        self._used: dict[Regime, set[int]] = {}
        self._next: dict[Regime, int] = {}
        self._on_the_way: deque[tuple[Lot, list[Sent]]] = deque()
        self._done = book.registered()

    def examine(self) -> Outcome:
        """Find all that is wrong with all rows; send nothing.  Raises `InvalidInput` for the file as a whole."""
        self._look_through()
        for _ in self._judged():
            pass
        return self._outcome()

    def register(self, rows_max: int = BATCH_MAX, *, all_or_nothing: bool = False) -> Outcome:
        """
        Register the rows without fault, `rows_max` at most in an act; all of them or none, if so asked.

        What a contract refuses although nothing was found before is a fault of its row.  Raises `Refused`
        SerialsExhausted, `Unavailable` if the road is blocked: then run it again, and it goes on.
        """
        self._look_through()
        self._take_up()
        if all_or_nothing:
            for _ in self._judged():
                pass
            if self._book.faults()[0]:
                return self._outcome()
        waiting: list[tuple[int, Issuance, bytes]] = []
        try:
            self._register_judged(rows_max, waiting)
        except Refused:
            self._finish(waiting, rows_max)  # rows without fault are not held up by a file that breaks off
            raise
        self._finish(waiting, rows_max)
        return self._outcome()

    def _register_judged(self, rows_max: int, waiting: list[tuple[int, Issuance, bytes]]) -> None:
        """Judge and send; what does not fill a batch yet is left in `waiting`."""
        for examined, sound in self._judged():
            for application in sound:
                issue, content = issuance(examined, application, self._number(application), self._today)
                if len(application.holders) > 1:
                    self._send([(application.row, issue, content)], 1)
                    continue
                waiting.append((application.row, issue, content))
                if len(waiting) >= SENT_AT_ONCE // rows_max * rows_max:
                    self._send(waiting, rows_max)
                    waiting.clear()

    def _finish(self, waiting: Sequence[tuple[int, Issuance, bytes]], rows_max: int) -> None:
        if waiting:
            self._send(waiting, rows_max)
        self._settle(0)

    def receipts(self) -> Iterator[Registered]:
        """Return the certificates that are on the chain, batch by batch."""
        for _, plan, hash_, block in self._book.plans():
            if hash_ is not None:
                for row, issue in zip(plan["rows"], issues_of(plan), strict=True):
                    number = CertificateNumber.from_packed(issue.record.number)
                    yield Registered(row, number, issue.certificate_id, issue.document_digest, hash_, block)

    # READING

    def _look_through(self) -> None:
        self._survey = survey = _Survey()
        period = pure.period_of(self._today)
        for row in self._sheet.rows():
            survey.rows += 1
            given = row.content.get("number") if row.content is not None else None
            if isinstance(given, str):
                try:
                    number = CertificateNumber.parse(given)
                except InvalidInput:
                    continue
                if number.period == period:
                    survey.numbers.add(number)
            elif row.content is not None:
                regime = str(row.content.get("regime"))
                survey.unnumbered[regime] = survey.unnumbered.get(regime, 0) + 1
        self._blank = self._sheet.blank

    def _outcome(self) -> Outcome:
        faulty, faults = self._book.faults()
        return Outcome(self._survey.rows, self._blank, self._book.registered(), faulty, faults)

    # JUDGING

    def _judged(self) -> Iterator[tuple[Examination, list[Application]]]:
        """Return the rows that are not planned yet, some at a time, with those that have no fault."""
        self._book.begin()
        given = self._sheet.rows()
        while rows := list(islice(given, JUDGED_AT_ONCE)):
            planned = self._book.planned(rows[0].number, rows[-1].number)
            if fresh := [row for row in rows if row.number not in planned]:
                yield self._judge(fresh)

    def _judge(self, rows: Sequence[Row]) -> tuple[Examination, list[Application]]:
        found = [Application(row.number, row.content) for row in rows if row.content is not None]
        examined = judge(self._desk, found, self._registry, self._today, self._codes)
        faults: dict[int, list[InvalidInput]] = {row.number: list(row.faults) for row in rows}
        told = {(row.number, error.field) for row in rows for error in row.faults}
        for fault in examined.faults:
            error = titled(fault.error, self._sheet.columns)
            if (fault.row, error.field) not in told:
                faults[fault.row].append(error)
        sound = []
        for application in found:
            if not faults[application.row]:
                faults[application.row] += self._seen_before(application)
            if not faults[application.row]:
                sound.append(application)
        for row, errors in faults.items():
            for each in errors:
                self._book.remark(row, each)
        return examined, sound

    def _seen_before(self, application: Application) -> Iterator[InvalidInput]:
        """Yield a fault for data or a number that an earlier row without fault has."""
        row = application.row
        asset = f"{application.holders[0]} {application.regime} {application.fingerprint.hex()}"
        other = self._book.first_with(asset, row)
        if other != row:
            yield titled(InvalidInput("ApplicationTwice", "fingerprint.value", other=other), self._sheet.columns)
        if application.number is not None:
            given = application.number.text
            other = self._book.first_with(given, row)
            if other != row:
                yield titled(InvalidInput("NumberTwice", "number", given=given, other=other), self._sheet.columns)

    # NUMBERING

    def _number(self, application: Application) -> CertificateNumber:
        """Return a row's own number, or the next serial of the month that neither chain, file nor plan has."""
        if application.number is not None:
            return application.number
        regime, period = application.regime, pure.period_of(self._today)
        code = self._codes[regime]
        if regime not in self._next:
            wanted = self._survey.unnumbered.get(regime.name, 0)
            used = self._used.setdefault(regime, set())
            used |= {each.serial for each in self._survey.numbers if (each.code, each.regime) == (code, regime)}
            used |= self._desk.book.serials_taken(code, regime, period, min(wanted + len(used), SERIAL_MAX))
            self._next[regime] = 1
        serial = self._next[regime]
        while serial in self._used[regime]:
            serial += 1
        if serial > SERIAL_MAX:
            facts = {"registry": f"{code:03d}", "regime": regime.name, "period": period, "maximum": SERIAL_MAX}
            raise Refused("SerialsExhausted", **facts)
        self._next[regime] = serial + 1
        return CertificateNumber(code, regime, period, serial)

    # SENDING

    def _take_up(self) -> None:
        """Go on with what an earlier run planned; its numbers are used, whether or not the chain has them yet."""
        period = pure.period_of(self._today)
        for batch, plan, hash_, _ in self._book.plans():
            for issue in issues_of(plan):
                number = CertificateNumber.from_packed(issue.record.number)
                if number.period == period:
                    self._used.setdefault(number.regime, set()).add(number.serial)
            if hash_ is None:
                self._post([(batch, plan)])
        self._settle(0)

    def _send(self, rows: Sequence[tuple[int, Issuance, bytes]], rows_max: int) -> None:
        """Store the documents of rows, plan their batches, and send them; then await what was sent long enough ago."""
        self._desk.documents.put_many([content for _, _, content in rows])
        deadline = self._desk.deadline()
        issues = [(row, issue) for row, issue, _ in rows]
        plans = [batch_of(issues[first : first + rows_max], deadline) for first in range(0, len(issues), rows_max)]
        self._post(self._book.plan(plans))

    def _post(self, lot: Lot) -> None:
        desk = self._desk
        try:
            sent = desk.acts.send_many([(prepared(desk, plan), plan["act"]) for _, plan in lot])
        except ActRefused as error:  # one whose gas had to be asked for: nothing was sent
            if len(lot) == 1:
                self._refused(*lot[0], error)
            else:
                for each in lot:
                    self._post([each])
            return
        self._on_the_way.append((lot, sent))
        self._settle(ON_THE_WAY_MAX)

    def _settle(self, left: int) -> None:
        """Await the oldest lots until no more than `left` are on their way."""
        while len(self._on_the_way) > left:
            lot, sent = self._on_the_way[0]
            outcomes = self._desk.writer.await_all(sent)
            self._on_the_way.popleft()
            ended = list(zip(lot, outcomes, strict=True))
            done = [(batch, each.hash, each.block) for (batch, _), each in ended if isinstance(each, Receipt)]
            self._book.done(done)
            self._done += sum(len(plan["rows"]) for (_, plan), each in ended if isinstance(each, Receipt))
            self._told(self._done, self._survey.rows)
            for (batch, plan), each in ended:
                if isinstance(each, ActRefused):
                    self._refused(batch, plan, each)

    def _refused(self, batch: int, plan: Mapping[str, Any], refusal: ActRefused) -> None:
        """Find out which rows of a batch the contract refuses, and plan the others anew, once."""
        self._book.drop(batch)
        deadline = self._desk.deadline()
        left = []
        for row, issue in zip(plan["rows"], issues_of(plan), strict=True):
            try:
                self._desk.acts.check(prepared(self._desk, batch_of([(row, issue)], deadline)))
                left.append((row, issue))
            except ActRefused as error:
                self._book.remark(row, error)
        if plan.get("again"):
            for row, _ in left:
                self._book.remark(row, refusal)
        elif left:
            anew = {**batch_of(left, deadline), "again": True}
            self._post(self._book.plan([anew]))


def remark_of(book: ImportBook, locale: str) -> Callable[[int], str]:
    """Return what tells of a row all that is wrong with it, in one text."""
    return lambda row: " ".join(f"{place}. {each.say(locale)}" for place, each in enumerate(book.remarks(row=row), 1))
