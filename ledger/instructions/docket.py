"""
The docket: all that a registry, or an applicant, has open, each with what is owed next and by when; what is late first.

It is put together from three places at the moment of asking: cases on the chain, case files that are not there yet, and
the instructions that are on their way about either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.domain.cases import Case, PublicityObjection, Stage, stage_at
from ledger.domain.certificates import Regime
from ledger.domain.facts import Facts
from ledger.domain.owed import Owed, What, owed, owed_on_paper
from ledger.store.queries import ReadSession, applications, participants
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import board, case_files
from ledger.store.service.case_files import CaseFile
from ledger.store.service.instructions import Instruction

FAR = 2**62
"""Where what has no day stands in the order of days."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One open matter: its case, its file, or both; what is owed; the instruction under way about it; and how many
    objections came in at the board and wait for an officer.
    """

    file: CaseFile | None
    case: Case | None
    stage: Stage
    owed: Owed
    instruction: Instruction | None
    received: int

    @property
    def name(self) -> str:
        """By what it is asked for: the file's id, or the case's for a case without a file."""
        if self.file is not None:
            return self.file.id
        assert self.case is not None, "an entry has a case or a file"
        return "0x" + self.case.application_id.hex()


def of_registry(mirror: ReadSession, service: ReadSession, registry: int, now: int) -> list[Entry]:
    """Return what a registry has open, the most urgent first."""
    registers = [charge.register for charge in participants.charges_of(mirror, registry)]
    cases = applications.open_cases(mirror, now, registers=registers)
    return _entries(mirror, service, cases, case_files.handed_in(service, registry), now)


def of_applicant(mirror: ReadSession, service: ReadSession, applicant: int, now: int) -> list[Entry]:
    """Return what an applicant has open, its drafts too, the most urgent first."""
    cases = applications.open_cases(mirror, now, applicant=applicant)
    return _entries(mirror, service, cases, case_files.of_applicant(service, applicant), now)


def entry_of(mirror: ReadSession, service: ReadSession, file: CaseFile | None, case: Case | None, now: int) -> Entry:
    """Return one matter as it stands, open or not."""
    objections = {bytes(case.application_id): applications.objections_of(mirror, case)} if case else {}
    about = case.application_id if case else file.application_id if file else None
    under_way = case_files.under_way(service, [about] if about else [])
    received = board.waiting_of(service, [about]) if about else {}
    filed = case if file is None or file.is_filed(case) else None
    return _entry(MirrorFacts(mirror), (file, filed), now, objections, (under_way, received))


def _entries(
    mirror: ReadSession, service: ReadSession, cases: Sequence[Case], files: Sequence[CaseFile], now: int
) -> list[Entry]:
    open_ids = [bytes(case.application_id) for case in cases]
    ids = sorted({file.application_id for file in files if file.application_id} - set(open_ids))
    known = {**applications.by_ids(mirror, ids), **dict(zip(open_ids, cases, strict=True))}
    of_case = case_files.by_applications(service, open_ids)
    pairs: list[tuple[CaseFile | None, Case | None]] = [
        (of_case.get(own), case) for own, case in known.items() if own in open_ids
    ]
    pairs += [(file, None) for file in files if not file.is_filed(known.get(file.application_id or b""))]
    facts, objections = MirrorFacts(mirror), applications.objections_of_many(mirror, cases)
    waiting = (case_files.under_way(service, [*open_ids, *ids]), board.waiting_of(service, open_ids))
    found = [_entry(facts, pair, now, objections, waiting) for pair in pairs]
    return sorted(found, key=lambda each: (each.owed.by or FAR, each.name))


def _entry(
    facts: Facts,
    pair: tuple[CaseFile | None, Case | None],
    now: int,
    objections: Mapping[bytes, tuple[PublicityObjection, ...]],
    waiting: tuple[Mapping[bytes, Instruction], Mapping[bytes, int]],
) -> Entry:
    file, case = pair
    own = case.application_id if case else (file.application_id if file else None) or b""
    under_way, received = waiting[0].get(own), waiting[1].get(own, 0)
    if case is not None:
        due = owed(facts, case, now, objections.get(own, ()))
        return Entry(file, case, stage_at(case, now), due, under_way, received)
    assert file is not None, "a matter has a case or a file"
    if file.is_draft or file.closed_at:
        due = Owed(What.NOTHING, None, None)
    else:
        due = owed_on_paper(facts, _regime(file), file.submitted_at, now)
    return Entry(file, None, Stage.NONE, due, under_way, received)


def _regime(file: CaseFile) -> int:
    name = str(file.application.get("regime"))
    return int(Regime[name]) if name in Regime.__members__ else int(Regime.DPR)
