"""Holdings as answers show them: every move, and the head that proves that there are no others."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, PLACE, Given, PartyView, Place


class RestingView(Given):
    """A hold or pledge in force, or a freeze that has not ended: its id, and how it stands."""

    id: str = Field(examples=[DIGEST])
    standing: str = Field(examples=["perfected"])


class HeldView(Given):
    """
    A certificate as it is now, and whether the participant holds it.

    `sequence` and `head` are those of its whole history: with them its pledges and freezes are proven, too.
    """

    id: str = Field(examples=[DIGEST])
    number: str = Field(examples=[NUMBER])
    held: bool = Field(examples=[True])
    state: str = Field(examples=["ACTIVE"])
    in_force: bool = Field(examples=[True])
    reason: str = Field(examples=["IN_FORCE"])
    sequence: int = Field(examples=[3])
    head: str = Field(examples=[DIGEST])
    encumbrances: list[RestingView]
    freezes: list[RestingView]


class MoveView(Given):
    """A certificate that came into the participant's hands (`entered`), or left them."""

    certificate: HeldView
    entered: bool = Field(examples=[True])
    position: Place = Field(examples=[PLACE])
    time: datetime


class HoldingsPage(Given):
    """
    What came into a participant's hands and left them, in the ledger's order; `next` is the `cursor` of the next page.

    `head` is what `Certificates.holdingOf` holds: from zero, each of the `moves` makes it keccak256(head, certificate
    id, 1 for in or 2 for out), 32 bytes each.  What all pages fold into is `head` if, and only if, nothing is missing.
    `held` counts the certificates in its hands, alone or with others, also those that have ended.
    """

    participant: PartyView
    head: str = Field(examples=[DIGEST])
    moves: int = Field(examples=[7])
    held: int = Field(examples=[5])
    items: list[MoveView]
    next: str | None = Field(examples=["1204.2"])
