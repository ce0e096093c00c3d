"""Restraints as answers show them: what is in force and what waits, who lifts it, and by which rule."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, Given, PartyView, Text

FORBIDS = {"code": "TRANSFER", "zh": "转让", "en": "transfer"}


class CodedView(Given):
    """A code with its words."""

    code: str = Field(examples=["in_force"])
    zh: str = Field(examples=["生效"])
    en: str = Field(examples=["in force"])


class FreezeView(Given):
    """
    One freeze.  `force` is computed: it is in force, waits in the queue (轮候), has lapsed or was lifted.

    `place`, `from` and `until` are its place in the queue and its beginning and end there, null once it has ended; the
    end is exclusive.  `holder` is null for the whole certificate.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    organ: PartyView
    force: CodedView
    place: int | None = Field(examples=[1])
    starts_at: datetime | None
    ends_at: datetime | None
    served_at: datetime
    entered_at: datetime
    lifted_at: datetime | None = Field(examples=[None])
    forbids: list[CodedView] = Field(examples=[[FORBIDS]])
    holder: PartyView | None = Field(examples=[None])
    case_digest: str = Field(examples=[DIGEST])
    order_digest: str = Field(examples=[DIGEST])


class ControlView(Given):
    """The administrative control in force; the end is exclusive."""

    id: str = Field(examples=[DIGEST])
    by: PartyView
    until: datetime


class ObjectionView(Given):
    """
    One open objection: its stage, what it waits for, by when that is due, and when it lapses by itself.

    `overdue` says that the registry has not notified the registrant in time.
    """

    id: str = Field(examples=[DIGEST])
    objector: PartyView
    ground: CodedView
    stage: CodedView
    step: CodedView
    due_at: datetime | None
    lapses_at: datetime | None = Field(examples=[None])
    overdue: bool = Field(examples=[False])


class NoteView(Given):
    """An open objection of a source of the data, or a dispute noted by arbitration: disclosed, it stops nothing."""

    id: str = Field(examples=[DIGEST])
    by: PartyView


class RuleView(Given):
    """Of a kind of restraint that is in force, who lifts it and by which rule."""

    restraint: str = Field(examples=["FROZEN"])
    text: Text


class RestraintsView(Given):
    """
    All that rests on a certificate by order or objection at this instant; `freezes` is the queue, the first in force.

    `versionsDue` are the source objections that ended in deletion and are not yet followed by a new data version.
    """

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    at: datetime
    freezes: list[FreezeView]
    control: ControlView | None
    objections: list[ObjectionView]
    source_objections: list[NoteView]
    versions_due: list[str] = Field(examples=[[]])
    disputes: list[NoteView]
    surrendered: bool = Field(examples=[False])
    rules: list[RuleView]


class FreezePage(Given):
    """Freezes in the order of their entry; `next` is the `cursor` of the next page, null on the last."""

    items: list[FreezeView]
    next: str | None = Field(examples=["1204.2"])


class DueObjectionView(ObjectionView):
    """An open objection with its certificate."""

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])


class ObjectionPage(Given):
    """Open objections by what is due next; `next` is the `cursor` of the next page, null on the last."""

    items: list[DueObjectionView]
    next: str | None = Field(examples=["1793635200.1204.2"])
