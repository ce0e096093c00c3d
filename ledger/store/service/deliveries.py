"""
Deliveries: what each subscription is told, numbered without a gap; a webhook is sent them in this order.

A delivery is written in the transaction that moves the feed on, so that each is there once.  It is sent until the
receiver has confirmed it, which may be more than once; its `message_id` is always the same.
"""

from __future__ import annotations

from collections import defaultdict
from enum import IntEnum

from sqlalchemy import Index, SmallInteger, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase
from ledger.store.service.subscriptions import Subscription


class DeliveryState(IntEnum):
    """What has become of a delivery."""

    KEPT = 0  # there is no webhook: the client reads it
    PENDING = 1
    DELIVERED = 2


class Delivery(ServiceBase):
    """
    One delivery.  `body` is exactly what is sent and signed: canonical JSON.

    `block` is that of the event that it tells of, and `taken_back` says that the block was taken back since.
    `alert` names an alert, so that each is told once.  `status` and `trouble` are of the last attempt.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_state", "subscription_id", "state", "number"),
        Index("ix_deliveries_alert", "subscription_id", "alert", unique=True),
    )

    subscription_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    block: Mapped[int | None] = mapped_column(index=True)
    taken_back: Mapped[bool]
    alert: Mapped[str | None]
    body: Mapped[str]
    made_at: Mapped[int]
    state: Mapped[int] = mapped_column(SmallInteger)
    attempts: Mapped[int]
    attempted_at: Mapped[int | None]
    delivered_at: Mapped[int | None]
    status: Mapped[int | None]
    trouble: Mapped[str | None]

    @property
    def message_id(self) -> str:
        """Return what a receiver knows it by."""
        return f"{self.subscription_id.replace('sub_', 'msg_', 1)}_{self.number}"


def add(
    session: Session,
    subscription: Subscription,
    kind: str,
    body: str,
    *,
    instant: int,
    block: int | None = None,
    alert: str | None = None,
) -> Delivery:
    """Add the next delivery of a subscription, which is locked and whose number `body` names."""
    subscription.last_number += 1
    made = Delivery(
        subscription_id=subscription.id,
        number=subscription.last_number,
        kind=kind,
        block=block,
        taken_back=False,
        alert=alert,
        body=body,
        made_at=instant,
        state=DeliveryState.KEPT if subscription.webhook is None else DeliveryState.PENDING,
        attempts=0,
        attempted_at=None,
        delivered_at=None,
        status=None,
        trouble=None,
    )
    session.add(made)
    return made


def after(session: Session, own: str, number: int, limit: int) -> list[Delivery]:
    """Return the deliveries of a subscription behind a number, in order."""
    wanted = select(Delivery).where(Delivery.subscription_id == own, Delivery.number > number)
    return list(session.scalars(wanted.order_by(Delivery.number).limit(limit)))


def take_back(session: Session, block: int) -> dict[str, list[int]]:
    """Mark the deliveries of events from a block on as taken back; return their numbers by subscription."""
    void = (Delivery.block >= block, Delivery.taken_back.is_(False))
    found: dict[str, list[int]] = defaultdict(list)
    order = (Delivery.subscription_id, Delivery.number)
    for own, number in session.execute(select(*order).where(*void).order_by(*order)):
        found[own].append(number)
    session.execute(update(Delivery).where(*void).values(taken_back=True))
    return found


def alerts_told(session: Session, own: str, alerts: list[str]) -> set[str]:
    """Return which of these alerts a subscription was told."""
    wanted = select(Delivery.alert).where(Delivery.subscription_id == own, Delivery.alert.in_(alerts))
    return {each for each in session.scalars(wanted) if each is not None}


def remove_all(session: Session, own: str) -> None:
    """Remove what a subscription was told."""
    session.execute(delete(Delivery).where(Delivery.subscription_id == own))


# SENDING


def due(session: Session, instant: int, limit: int) -> list[str]:
    """Return the subscriptions with a webhook that are to be sent something."""
    waiting = select(Delivery.number).where(
        Delivery.subscription_id == Subscription.id, Delivery.state == DeliveryState.PENDING
    )
    wanted = select(Subscription.id).where(
        Subscription.due_at <= instant, Subscription.disabled_at == 0, waiting.exists()
    )
    return list(session.scalars(wanted.order_by(Subscription.due_at).limit(limit)))


def next_pending(session: Session, own: str) -> tuple[Subscription, Delivery] | None:
    """Return the first delivery that a subscription has not confirmed."""
    wanted = (
        select(Subscription, Delivery)
        .join(Delivery, Delivery.subscription_id == Subscription.id)
        .where(Subscription.id == own, Subscription.disabled_at == 0, Delivery.state == DeliveryState.PENDING)
    )
    row = session.execute(wanted.order_by(Delivery.number).limit(1)).first()
    return (row[0], row[1]) if row is not None else None


def redeliver(session: Session, subscription: Subscription, first: int, last: int) -> int:
    """
    Have deliveries from one number to another sent again, and go on if it was given up; return how many.

    The subscription is locked and has a webhook.
    """
    subscription.disabled_at, subscription.disabled_reason = 0, None
    subscription.failures, subscription.due_at = 0, 0
    chosen = update(Delivery).where(
        Delivery.subscription_id == subscription.id,
        Delivery.number >= first,
        Delivery.number <= last,
        Delivery.state == DeliveryState.DELIVERED,
    )
    count: int = session.execute(chosen.values(state=int(DeliveryState.PENDING))).rowcount  # type: ignore[attr-defined]
    return count
