"""Case files, attachments, received objections and imports in the service database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from ledger.domain.events import Digest
from ledger.errors import LedgerError, Refused
from ledger.store.files import Kept
from ledger.store.media import Medium
from ledger.store.service import Service, attachments, board, case_files, imports
from ledger.store.service.attachments import AttachmentKind
from ledger.store.service.board import ReceivedState
from ledger.store.service.case_files import CaseFile, Hand

REGISTRY, APPLICANT = 2, 9
OWN = b"\xab" * 32


def hand(officer: str = "maker", at: int = 1_000) -> Hand:
    return Hand(officer, APPLICANT, at)


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    with Service(database_url) as made:
        made.migrate()
        yield made


def _refused(code: str, act: Callable[[], Any]) -> LedgerError:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.code == code
    return refused.value


def _opened(service: Service, **application: Any) -> CaseFile:
    with service.writing() as session:
        return case_files.open_file(session, REGISTRY, APPLICANT, application, hand())


def test_the_second_to_save_is_told_who_came_first_and_when(service: Service) -> None:
    seen = _opened(service)
    with service.writing() as session:
        case_files.save(session, seen, 1, ({"a": 1}, APPLICANT), hand("first", 1_500))
    with service.writing() as session:
        told = _refused("CaseFileStale", lambda: case_files.save(session, seen, 1, ({"b": 2}, 0), hand("second")))
    assert (told.facts["saved_by"], told.facts["saved_at"], told.facts["version"]) == ("first", 1_500, 2)
    with service.reading() as session:
        assert case_files.by_id(session, seen.id).application == {"a": 1}


def test_what_was_handed_in_is_no_draft_until_it_is_given_back(service: Service) -> None:
    seen = _opened(service)
    with service.writing() as session:
        handed = case_files.hand_in(session, seen, 1, hand())
        _refused("CaseFileHandedIn", lambda: case_files.save(session, handed, 2, ({}, 0), hand()))
        assert [each.id for each in case_files.handed_in(session, REGISTRY)] == [seen.id]
        case_files.give_back(session, handed, None, hand(), "缺材料")
        assert case_files.by_id(session, seen.id).is_draft
        acts = [line.act for line in case_files.log_of(session, seen.id)]
    assert acts == ["CaseGivenBack", "CaseHandedIn", "CaseOpened"]


def test_a_contact_is_erased_and_the_log_does_not_say_who_it_was(service: Service) -> None:
    seen = _opened(service)
    with service.writing() as session:
        case_files.keep_contact(session, seen.id, {"name": "somebody", "phone": "1"})
        case_files.keep_contact(session, seen.id, {"name": "somebody else"})
        assert case_files.contact_of(session, seen.id) == {"name": "somebody else"}
        case_files.erase_contact(session, seen.id, hand())
    with service.reading() as session:
        log, contacts = text("SELECT * FROM case_log"), text("SELECT * FROM case_contacts")
        rows = [session.execute(each).all() for each in (log, contacts)]
        assert "somebody" not in str(rows)
        assert case_files.contact_of(session, seen.id) == {}


def test_the_same_bytes_of_one_kind_are_attached_once_and_named_until_they_are_removed(service: Service) -> None:
    seen, kept = _opened(service), Kept(Digest(OWN), 10, Medium.PDF, "a.pdf")
    with service.writing() as session:
        first = attachments.attach(session, seen.id, AttachmentKind.SOURCE, kept, hand())
        assert attachments.attach(session, seen.id, AttachmentKind.SOURCE, kept, hand()) == first
        other = attachments.attach(session, seen.id, AttachmentKind.OWNERSHIP, kept, hand())
        attachments.remove(session, first.id, 2_000)
        assert attachments.is_named(session, OWN)
        attachments.remove(session, other.id, 2_000)
        assert not attachments.is_named(session, OWN)
        assert attachments.attachments_of(session, seen.id) == []


def test_a_received_objection_is_decided_once_and_its_writer_can_be_erased(service: Service) -> None:
    with service.writing() as session:
        said = {"name": "somebody"}
        made = board.receive(session, (OWN, 1), said, "because", None, uscc="", at=5)
        assert board.waiting_of(session, [OWN]) == {OWN: 1}
        board.decide(session, made, ReceivedState.DECLINED, "not about this", hand())
        _refused("ReceivedDecided", lambda: board.decide(session, made, ReceivedState.FILED, "", hand()))
        board.erase(session, made)
        found = board.by_id(session, OWN, made.id)
    assert (found.contact, found.reason, found.decision, found.state) == ({}, "", "not about this", "declined")
    assert made.contact == said


def test_an_import_is_approved_by_another_officer_and_goes_on_after_a_stop(service: Service) -> None:
    found = {"rows": 2, "faulty": 0, "faults": 0, "registered": 0, "format": "csv"}
    with service.writing() as session:
        row = imports.add(session, "import_1", hand("maker"), "a.csv", found)
        _refused("ImportFourEyes", lambda: imports.approve(row, hand("maker")))
        imports.approve(row, hand("checker"))
        _refused("ImportNotOpen", lambda: imports.approve(row, hand("checker")))
        imports.stop_all(session)
        session.refresh(row)
        assert row.state == "stopped"
        imports.approve(row, hand("checker"))
        imports.note(session, "import_1", registered=2, state="done")
    with service.reading() as session:
        (listed,) = imports.of_participant(session, APPLICANT)
        assert (listed.registered, listed.state, listed.approved_by) == (2, "done", "checker")


def test_the_database_itself_holds_four_eyes_over_an_import(service: Service) -> None:
    found = {"rows": 1, "faulty": 0, "faults": 0, "registered": 0, "format": "csv"}
    with service.writing() as session:
        imports.add(session, "import_2", hand("maker"), "a.csv", found)
    with pytest.raises(Exception, match="import_four_eyes"), service.writing() as session:
        imports.note(session, "import_2", approved_by="maker")
