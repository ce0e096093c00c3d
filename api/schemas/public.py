"""What everybody may see of a certificate."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import DIGEST, NAME, NUMBER, QUERY_CODE, Given, Text
from api.schemas.certificates import StandingView


class PublicCertificateView(Given):
    """
    A certificate as the public sees it: nothing of burdens, of other parties, or of the document but the data's name.

    A name is null where the profile or the document is not on file, or not intact.
    """

    number: str = Field(examples=[NUMBER])
    query_code: str = Field(examples=[QUERY_CODE])
    regime: str = Field(examples=["DPR"])
    registry: Text | None = Field(examples=[NAME])
    data_name: Text | None = Field(examples=[{"zh": "停车场泊位数据", "en": "Parking spaces"}])
    holders: list[Text | None] = Field(examples=[[NAME]])
    state: str = Field(examples=["ACTIVE"])
    standing: StandingView
    valid_from: datetime
    valid_to: datetime
    document_digest: str = Field(examples=[DIGEST])
