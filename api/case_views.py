"""Case files in words: what is open, what is owed, and all that belongs to one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api import views
from api.casework import Found, Room, filed_application
from api.instructions import Teller, may_see
from api.schemas.applications import PublicityView, StageView
from api.schemas.base import PartyView, Text
from api.schemas.cases import (
    AttachmentView,
    CaseFileView,
    CaseLine,
    CaseLogView,
    CaseNoteView,
    NoticeView,
    OwedView,
    ReceivedView,
)
from ledger.domain.calendar import last_valid_day
from ledger.domain.cases import CLOSED, Case, Mark, Stage, is_under_publicity
from ledger.domain.certificates import Certificate, Regime
from ledger.domain.facts import find
from ledger.domain.numbers import CertificateNumber
from ledger.domain.owed import Owed, What, days_left
from ledger.instructions import docket
from ledger.instructions.case_acts import STEPS_AT
from ledger.instructions.docket import Entry
from ledger.messages.applications import STAGES
from ledger.messages.cases import KINDS, LOG, OWED, RECEIVED
from ledger.store.queries.applications import ended_at
from ledger.store.service import attachments, board, case_files, officers
from ledger.store.service import instructions as store
from ledger.store.service.attachments import Attachment
from ledger.store.service.board import Received
from ledger.store.service.instructions import Instruction

INSTRUCTIONS_SHOWN_MAX = 100
"""Most instructions about a case that are shown with it."""


@dataclass
class CaseTeller:
    """Tells of case files; each party is looked up once."""

    room: Room
    _teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        room = self.room
        self._teller = Teller(room.ledger, room.view, room.session, room.caller)

    # LINES

    def line(self, entry: Entry) -> CaseLine:
        return CaseLine(**self._line(entry))

    def _line(self, entry: Entry) -> dict[str, Any]:
        file, case = entry.file, entry.case
        application = self.application(entry)
        applicant = case.applicant if case else file.applicant if file else 0
        own = case.application_id if case else file.application_id if file else None
        return {
            "id": entry.name,
            "application_id": views.hexadecimal(own) if own else None,
            "applicant": self.party(applicant) if applicant else None,
            "data_name": text_of(application.get("dataName")),
            "regime": Regime(case.regime).name if case else _regime(application),
            "stage": StageView(code=entry.stage.name, **STAGES[entry.stage.name]),
            "draft": file is not None and file.is_draft,
            "owed": owed_view(entry.owed),
            "instruction": self._teller.line(entry.instruction) if entry.instruction else None,
            "received": entry.received,
            "submitted_at": views.moment_or_none(case.submitted_at if case else file.submitted_at if file else 0),
            "saved_at": views.moment(file.saved_at) if file else None,
            "ended_at": views.moment(ended_at(case)) if case and entry.stage in CLOSED else None,
            "number": self._number(case) if case and entry.stage is Stage.DEPOSITED else None,
        }

    def _number(self, case: Case) -> str | None:
        found = find(self.room.facts, (Certificate.KIND, case.application_id), Certificate)
        return CertificateNumber.from_packed(found.number).text if found else None

    def application(self, entry: Entry) -> Mapping[str, Any]:
        """Return the application as it stands in the file, or else as it was filed."""
        if entry.file is not None and entry.file.application:
            return entry.file.application
        return (filed_application(self.room.ledger, entry.case) if entry.case else None) or {}

    def party(self, number: int) -> PartyView:
        return self._teller.party(number)

    # ONE FILE

    def whole(self, one: Found) -> CaseFileView:
        """Return all of a file that is for the caller."""
        file, case = one.file, one.case
        entry = docket.entry_of(self.room.view.session, self.room.session, file, case, self.room.view.instant)
        is_registry = self.room.caller.participant == one.registry
        own = case.application_id if case else file.application_id if file else None
        rows = store.of_certificate(self.room.session, own, INSTRUCTIONS_SHOWN_MAX) if own else []
        is_own = file is not None and self.room.caller.participant in (file.opened_for, file.applicant)
        received = board.received_of(self.room.session, own) if own and is_registry else []
        offered = STEPS_AT.get(entry.stage, ()) if is_registry and not (file and file.is_draft) else ()
        if entry.owed.what is What.AWAIT:
            offered = tuple(step for step in offered if step != "deposit")
        return CaseFileView(
            **self._line(entry),
            version=file.version if file else None,
            saved_by=self.officer(file.saved_by, file.opened_for) if file else None,
            registry=self.party(one.registry),
            application=dict(self.application(entry)),
            publicity=_publicity(case, self.room.view.instant) if case else None,
            attachments=[attachment_view(each) for each in self._attachments(file.id)] if file else [],
            log=self._log(file.id) if file else [],
            steps=list(offered),
            instructions=[self._teller.line(row) for row in rows if self._sees(row)],
            contact=dict(case_files.contact_of(self.room.session, file.id))
            if file and (is_registry or is_own)
            else None,
            notes=self._notes(file.id) if is_registry and file else [] if is_registry else None,
            objections=[received_view(each) for each in received] if is_registry else None,
        )

    def _attachments(self, file: str) -> list[Attachment]:
        return attachments.attachments_of(self.room.session, file)

    def _contact(self, file: str) -> dict[str, str]:
        return dict(case_files.contact_of(self.room.session, file))

    def _sees(self, row: Instruction) -> bool:
        return may_see(self.room.session, self.room.caller, row)

    def _log(self, file: str) -> list[CaseLogView]:
        return [
            CaseLogView(
                at=views.moment(each.at),
                act=each.act,
                words=Text(**LOG[each.act]),
                institution=self.party(each.participant) if each.participant else None,
                officer=self.officer(each.officer, each.participant),
                text=next((str(each.facts[name]) for name in ("reason", "text", "file") if name in each.facts), ""),
            )
            for each in case_files.log_of(self.room.session, file)
        ]

    def _notes(self, file: str) -> list[CaseNoteView]:
        own = self.room.caller.participant
        return [
            CaseNoteView(at=views.moment(each.at), officer=self.officer(each.officer, own) or "", text=each.text)
            for each in case_files.notes_of(self.room.session, file)
        ]

    def officer(self, name: str, participant: int) -> str | None:
        """Return an officer's name; none for other institutions than his own."""
        known = officers.by_id(self.room.session, name)
        if known is None or self.room.caller.participant not in (known.participant, 0) or participant == 0:
            return None
        return known.name

    # THE BOARD

    def notice(self, case: Case) -> NoticeView:
        application = filed_application(self.room.ledger, case) or {}
        facts = self.room.facts
        charge = facts.get(("register", case.register))
        return NoticeView(
            id=views.hexadecimal(case.application_id),
            applicant=self.party(case.applicant),
            registry=self.party(charge.participant) if charge else None,
            data_name=text_of(application.get("dataName")),
            overview=text_of(application.get("overview")),
            rights=views.names_of(case.rights),
            asked_rights=views.names_of(case.asked_rights),
            begins=views.moment(case.publicised_at),
            ends=views.moment(case.publicised_until),
            last_day=last_valid_day(case.publicised_until).isoformat(),
            days_left=days_left(facts, case.publicised_until, self.room.view.instant),
        )


def text_of(given: Any) -> Text | None:
    """Return a name that a draft has in one language or both; none where there is none yet."""
    if not isinstance(given, Mapping):
        return None
    zh, en = (str(given.get(locale) or "") for locale in ("zh", "en"))
    return Text(zh=zh or en, en=en or zh) if zh or en else None


def owed_view(owed: Owed) -> OwedView:
    return OwedView(
        what=owed.what.value,
        words=Text(**OWED[owed.what]),
        by=views.moment_or_none(owed.by),
        last_day=last_valid_day(owed.by).isoformat() if owed.by else None,
        days_left=owed.days,
        overdue=owed.is_overdue,
    )


def attachment_view(one: Attachment) -> AttachmentView:
    return AttachmentView(
        id=one.id,
        kind=one.kind,
        words=Text(**KINDS[one.kind]),
        name=one.name,
        digest=views.hexadecimal(one.digest),
        size=one.size,
        medium=one.medium,
        added_at=views.moment(one.added_at),
    )


def received_view(one: Received) -> ReceivedView:
    return ReceivedView(
        id=one.id,
        state=one.state.value,
        words=Text(**RECEIVED[one.state]),
        received_at=views.moment(one.received_at),
        uscc=one.uscc or None,
        contact=dict(one.contact),
        reason=one.reason,
        material=one.name or None,
        decision=one.decision,
        decided_at=views.moment_or_none(one.decided_at),
    )


def _regime(application: Mapping[str, Any]) -> str | None:
    name = application.get("regime")
    return name if isinstance(name, str) and name in Regime.__members__ else None


def _publicity(case: Case, now: int) -> PublicityView | None:
    if not case.publicised_at:
        return None
    return PublicityView(
        begins=views.moment(case.publicised_at),
        ends=views.moment(case.publicised_until),
        waived=bool(case.marks & Mark.WAIVED),
        open=is_under_publicity(case, now),
    )
