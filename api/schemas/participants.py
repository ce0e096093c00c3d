"""Participants as answers show them."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import DIGEST, FormerName, PartyView


class ParticipantView(PartyView):
    """A participant of the ledger."""

    kind: str = Field(examples=["LEGAL_PERSON"])
    roles: list[str] = Field(examples=[["REGISTRY"]])
    suspended: bool
    former_names: list[FormerName]
    profile_digest: str = Field(examples=[DIGEST])
    keys: list[str] = Field(examples=[["0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"]])
    registers: list[str] = Field(examples=[["111/DPR"]])
