"""Subscriptions and deliveries as requests and answers show them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import DIGEST, NUMBER, USCC, Asked, Given

CERTIFICATES_MAX = 1_000
"""Most certificates of a subscription; who has more subscribes to the holder, or again."""

ALERTS_MAX = 8
"""Most different numbers of days ahead at which one is told of an end."""

AHEAD_DAYS_MAX = 3_650
"""Longest time ahead, ten years: no term is longer."""

Name = Annotated[str, Field(min_length=1, max_length=80)]
Days = Annotated[int, Field(ge=1, le=AHEAD_DAYS_MAX)]

URL = "https://bank.example/datadeed"
SUBSCRIPTION = "sub_9f86d081884c7d659a2feaa0"


class SubscriptionRequest(Asked):
    """
    Certificates by number or id, or one holder by number or code; and where to send, or nothing, to read deliveries.

    `alertDays` are the days ahead at which one is told of the end of a term, a freeze, a control, a hold, a pledge and
    a report; that the end has come, and that a report is of former data, is told too.  With none there are no alerts.
    """

    certificates: list[Name] = Field([], max_length=CERTIFICATES_MAX, examples=[[NUMBER]])
    holder: str | None = Field(None, max_length=64, examples=[None, USCC])
    webhook: str | None = Field(None, max_length=2_000, examples=[URL])
    alert_days: list[Days] = Field([90, 30, 7], max_length=ALERTS_MAX)


class PlaceView(Given):
    """A place in the chain: behind this event."""

    block: int = Field(examples=[1204])
    log: int = Field(examples=[2])


class SubscriptionView(Given):
    """
    A subscription.  It tells of everything behind `since`, and `lastNumber` is the number of its last delivery.

    `disabledAt` is when sending was given up, after the last of the failed attempts or because the receiver asked so.
    """

    id: str = Field(examples=[SUBSCRIPTION])
    certificates: list[str] = Field(examples=[[DIGEST]])
    holder: int | None = Field(examples=[None, 12])
    webhook: str | None = Field(examples=[URL])
    alert_days: list[int] = Field(examples=[[7, 30, 90]])
    created_at: datetime
    since: PlaceView
    last_number: int = Field(examples=[17])
    failures: int = Field(examples=[0])
    disabled_at: datetime | None
    disabled_reason: str | None = Field(examples=[None, "FAILURES"])


class SubscriptionMade(SubscriptionView):
    """A subscription as it was made; `secret` signs its webhooks, and is shown this once only."""

    secret: str | None = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


class SubscriptionList(Given):
    items: list[SubscriptionView]


class SecretMade(Given):
    """A new secret, shown this once only; the one before signs too until `formerUntil`."""

    secret: str = Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    former_until: datetime


class DeliveryView(Given):
    """
    One delivery: `message` is what is sent, `id` the webhook-id of every attempt.

    `takenBack` says that the chain has another block instead since; a later delivery tells so.
    """

    number: int = Field(examples=[17])
    id: str = Field(examples=["msg_9f86d081884c7d659a2feaa0_17"])
    state: str = Field(examples=["kept", "pending", "delivered"])
    taken_back: bool
    made_at: datetime
    attempts: int = Field(examples=[1])
    attempted_at: datetime | None
    delivered_at: datetime | None
    status: int | None = Field(examples=[204])
    trouble: str | None = Field(examples=[None, "TIMED_OUT"])
    message: dict[str, Any]


class DeliveryPage(Given):
    """Deliveries in the order of their numbers, which have no gap."""

    items: list[DeliveryView]
    next: str | None = Field(examples=["50"])


class RedeliveryRequest(Asked):
    """From which delivery on, and up to which, all that was delivered is sent again."""

    first: int = Field(ge=1, le=2**53 - 1, examples=[12])
    last: int | None = Field(None, ge=1, le=2**53 - 1, examples=[None])


class RedeliveryView(Given):
    """How many deliveries are sent again."""

    count: int = Field(examples=[6])
