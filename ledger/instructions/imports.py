"""
Importing by the portal: a file is kept, examined, and, once another officer has approved it, registered beside.

It is `desk.importing` with a folder: the same book of plans as `deed import` has, so that the same file at the same
registry is one import whoever runs it, and one that stopped goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from ledger.desk.desk import Desk
from ledger.desk.import_book import ImportBook
from ledger.desk.importing import Import, book_file, remark_of
from ledger.errors import LedgerError
from ledger.instructions.counter import Counter
from ledger.sheets.remarks import write_remarks
from ledger.sheets.source import taken
from ledger.sheets.table import sheet_of
from ledger.store.documents import whole_file
from ledger.store.mirror import Mirror
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import Service, imports
from ledger.store.service.imports import ImportState

REMARKS_SHOWN_MAX = 500
"""Remarks that a page shows; the file that is given back has all of them."""

TOLD_ROWS = 500
"""So many rows lie between two notes of how far an import is."""

_LOG = structlog.get_logger()


class Imports:
    """The imports of this house: one runs at a time."""

    def __init__(self, folder: Path, counter: Counter, mirror: Mirror, service: Service) -> None:
        self._folder = folder
        self._counter = counter
        self._mirror = mirror
        self._service = service
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import")
        with service.writing() as session:
            imports.stop_all(session)

    def close(self) -> None:
        """End once the import that runs has ended."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def keep(self, own: str, chunks: Iterator[bytes]) -> Path:
        """Keep a file that was sent; it stands whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / own
        with whole_file(path) as file:
            for chunk in chunks:
                file.write(chunk)
        return path

    def forget(self, own: str) -> None:
        (self._folder / own).unlink(missing_ok=True)

    def examine(self, own: str, participant: int, locale: str) -> Mapping[str, Any]:
        """
        Find all that is wrong with a kept file, write it back with remarks, and return what was found.

        Raises `InvalidInput` for the file as a whole, `Unavailable` ImportRunning while another run has it.
        """
        with self._opened(own, participant) as (run, book, give_back, format_):
            outcome = run.examine()
            give_back(remark_of(book, locale), self.remarked(own))
            shown = [
                {"row": each.row, "field": each.field or "", "zh": each.zh, "en": each.en}
                for each in book.remarks(REMARKS_SHOWN_MAX)
            ]
            with whole_file(self._folder / f"{own}.json") as file:
                file.write(json.dumps(shown, ensure_ascii=False).encode())
            found = {"rows": outcome.rows, "faulty": outcome.faulty, "faults": outcome.faults}
            return {**found, "registered": outcome.registered, "format": format_}

    def remarks(self, own: str) -> list[dict[str, Any]]:
        """Return the first remarks of an examined file."""
        found: list[dict[str, Any]] = json.loads((self._folder / f"{own}.json").read_bytes())
        return found

    def remarked(self, own: str) -> Path:
        """Return where the file with its remarks stands."""
        return self._folder / f"{own}.remarked"

    def start(self, own: str, participant: int) -> None:
        """Register the rows of an approved file that have no fault, beside whatever else is done."""
        self._pool.submit(self._run, own, participant)

    def _run(self, own: str, participant: int) -> None:
        last = 0

        def told(done: int, _all: int) -> None:
            nonlocal last
            if done - last >= TOLD_ROWS:
                last = done
                self._note(own, registered=done)

        try:
            with self._opened(own, participant, told) as (run, book, give_back, _):
                outcome = run.register()
                give_back(remark_of(book, "zh"), self.remarked(own))
        except LedgerError as error:
            _LOG.warning("import stopped", own=own, code=error.code)
            said = {"zh": error.explain("zh"), "en": error.explain("en")}
            self._note(own, state=ImportState.STOPPED, trouble=json.dumps(said, ensure_ascii=False))
            return
        except Exception:
            _LOG.exception("import failed", own=own)
            self._note(own, state=ImportState.STOPPED)
            raise
        counts = {"faulty": outcome.faulty, "faults": outcome.faults, "registered": outcome.registered}
        self._note(own, state=ImportState.DONE, trouble=None, **counts)

    def _note(self, own: str, **values: Any) -> None:
        with self._service.writing() as session:
            imports.note(session, own, **values)

    @contextmanager
    def _opened(
        self, own: str, participant: int, told: Callable[[int, int], None] = lambda _done, _all: None
    ) -> Iterator[tuple[Import, ImportBook, Callable[[Callable[[int], str], Path], None], str]]:
        desk = self._desk(participant)
        with taken(self._folder / own) as source:
            sheet = sheet_of(source)
            file = book_file(self._folder.parent, self._counter.ledger, desk, source.digest)
            book = ImportBook(file)

            def give_back(remark: Callable[[int], str], path: Path) -> None:
                with whole_file(path) as into:
                    write_remarks(source, sheet, remark, into)

            try:
                yield Import(desk, sheet, book, told), book, give_back, str(source.format)
            finally:
                book.close()

    def _desk(self, participant: int) -> Desk:
        with self._mirror.sessions() as session:
            return self._counter.desk(MirrorFacts(session), participant)
