"""Successions, links, same data and registries' notices as answers show them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class RelationView(Given):
    """How a certificate is related to another."""

    code: str = Field(examples=["SAME_DATA"])
    zh: str = Field(examples=["同一数据"])
    en: str = Field(examples=["same data"])


class GroundView(Given):
    """By what one holder takes the place of another."""

    code: str = Field(examples=["MERGER"])
    zh: str = Field(examples=["合并"])
    en: str = Field(examples=["merger"])


class LinkView(Given):
    """
    One link: the relation of the certificate `certificateId` to `otherId`.

    `otherNumber` is null if no such certificate is mirrored.  `ended` says that it was taken back.
    """

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str | None = Field(examples=[NUMBER])
    other_id: str = Field(examples=[DIGEST])
    other_number: str | None = Field(examples=[NUMBER])
    relation: RelationView
    document_digest: str = Field(examples=[DIGEST])
    ended: bool = Field(examples=[False])
    linked: Place = Field(examples=[PLACE])
    linked_at: datetime


class LinkPage(Given):
    """Links from and to a certificate in the order of their making; `next` is the `cursor` of the next page."""

    items: list[LinkView]
    next: str | None = Field(examples=["1204.2"])


class SameDataView(Given):
    """
    A certificate of the same data, of whatever holder, register and regime.

    `current` is false if it was of this data once and was amended to other data.
    """

    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    regime: str = Field(examples=["DPR"])
    holder: PartyView
    state: str = Field(examples=["ACTIVE"])
    in_force: bool = Field(examples=[True])
    current: bool = Field(examples=[True])


class SameDataList(Given):
    """Every other certificate of the same data; having several is lawful and disclosed."""

    items: list[SameDataView]


class SameDataGroup(Given):
    """All certificates that are or were of one data, by its fingerprint; of several holders or regimes."""

    fingerprint: str = Field(examples=[DIGEST])
    certificates: list[SameDataView]


class SameDataPage(Given):
    """Groups in the order of their fingerprints; `next` is the `cursor` of the next page, null on the last."""

    items: list[SameDataGroup]
    next: str | None = Field(examples=[DIGEST[2:]])


class SuccessionView(Given):
    """A successor that took all that another held in a certificate."""

    id: str = Field(examples=[DIGEST])
    certificate_id: str = Field(examples=[DIGEST])
    certificate_number: str = Field(examples=[NUMBER])
    predecessor: PartyView
    successor: PartyView
    ground: GroundView
    succeeded: Place = Field(examples=[PLACE])
    succeeded_at: datetime


class SuccessionPage(Given):
    """Successions in their order; `next` is the `cursor` of the next page, null on the last."""

    items: list[SuccessionView]
    next: str | None = Field(examples=["1204.2"])


class ExitView(Given):
    """A registry's last notice that it will leave a register, which the successor is to keep from then on."""

    register_name: str = Field(alias="register", examples=["110/DPR"])
    registry: PartyView
    successor: PartyView
    effective_at: datetime
    announced_at: datetime
    document_digest: str = Field(examples=[DIGEST])


class ExitPage(Given):
    """Registers that will be left, in the order of their numbers; `next` is the `cursor` of the next page."""

    items: list[ExitView]
    next: str | None = Field(examples=["28161"])
