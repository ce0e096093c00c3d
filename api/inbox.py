"""The inbox as the API and the pages show it: each notice in words, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api import views
from api.caller import Caller
from api.case_views import CaseTeller, text_of
from api.casework import Room
from api.dependencies import Ledger, View
from api.instructions import Teller
from api.schemas.base import Text
from api.schemas.inbox import NoticeView
from ledger.domain.calendar import last_valid_day
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId
from ledger.domain.facts import find
from ledger.domain.numbers import CertificateNumber
from ledger.instructions.docket import Entry
from ledger.instructions.inbox import Notice, inbox
from ledger.messages import LOCALES, sentence
from ledger.messages.cases import OWED
from ledger.messages.instructions import NOTICES
from ledger.messages.printing import filled
from ledger.store.queries import ReadSession
from ledger.store.queries.facts import MirrorFacts


def notices_of(ledger: Ledger, view: View, session: ReadSession, caller: Caller) -> list[NoticeView]:
    """Return the caller's notices, the unread first."""
    found = inbox(session, view.session, caller.participant, caller.officer, view.instant)
    room = Room(ledger, view, session, caller)
    told = _Words(Teller(ledger, view, session, caller), CaseTeller(room), room.facts)
    return [told.notice(each) for each in found]


class _Words:
    def __init__(self, teller: Teller, cases: CaseTeller, facts: MirrorFacts) -> None:
        self._teller = teller
        self._cases = cases
        self._facts = facts

    def notice(self, notice: Notice) -> NoticeView:
        if notice.instruction is not None:
            said, link = self._instruction(notice)
        else:
            said, link = self._case(notice.case) if notice.case is not None else self._of_the_ledger(notice)
        return NoticeView(
            id=notice.id,
            kind=notice.kind.value,
            at=views.moment(notice.at),
            read=notice.is_read,
            sentence=said,
            link=link,
        )

    def _instruction(self, notice: Notice) -> tuple[Text, str]:
        assert notice.instruction is not None
        line = self._teller.line(notice.instruction)
        name = line.institution.name
        facts = {
            locale: {
                "title": getattr(line.title, locale),
                "number": line.number or line.id,
                "institution": getattr(name, locale) if name else line.institution.uscc or "",
                "prepared_at": notice.at,
            }
            for locale in LOCALES
        }
        return _said(notice.kind.value, facts), f"/instructions/{line.id}"

    def _case(self, entry: Entry) -> tuple[Text, str]:
        owed = entry.owed
        assert owed.by is not None, "a deadline has a day"
        assert owed.days is not None, "and days left"
        named = text_of(self._cases.application(entry).get("dataName"))
        facts = {
            locale: {
                "data_name": getattr(named, locale) if named else entry.name,
                "owed": OWED[owed.what][locale],
                "last_day": last_valid_day(owed.by).isoformat(),
                "days": abs(owed.days),
            }
            for locale in LOCALES
        }
        return _said("late" if owed.days < 0 else "deadline", facts), f"/cases/{entry.name}"

    def _of_the_ledger(self, notice: Notice) -> tuple[Text, str]:
        if notice.ending is not None:
            number = self._number(notice.ending.certificate_id)
            facts = {"number": number, "until": notice.ending.at - 1, "since": notice.ending.at}
            return _said(notice.ending.kind, dict.fromkeys(LOCALES, facts)), f"/certificates/{number}"
        assert notice.news is not None
        kind = f"Event{type(notice.news.line.entry.event).__name__}"
        number = self._number(notice.news.certificate_id)
        is_own = notice.news.certificate_id is None
        words = {locale: {"what": sentence(kind, locale, {}), "number": number} for locale in LOCALES}
        return _said("own" if is_own else "event", words), "/institutions" if is_own else f"/certificates/{number}"

    def _number(self, certificate_id: CertificateId | None) -> str:
        if certificate_id is None:
            return "—"
        found = find(self._facts, (Certificate.KIND, certificate_id), Certificate)
        return CertificateNumber.from_packed(found.number).text if found else views.hexadecimal(certificate_id)


def _said(kind: str, facts: Mapping[str, Mapping[str, Any]]) -> Text:
    zh, en = (filled(NOTICES[kind][locale], facts[locale], locale) for locale in LOCALES)
    return Text(zh=zh, en=en)
