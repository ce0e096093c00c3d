"""
Subscriptions: who is to be told of which certificates or of which holder, where, and how far the telling is.

The secret of a webhook is kept as it is and not as a hash: the signature of every delivery is made with it.  Whoever
can read this database could therefore sign as we do, which is why the receiver must not take a webhook for proof but
for news, and looks up what it says.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ForeignKey, delete, exists, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.store.service.base import ServiceBase

ID_BYTES = 12
"""Chance in the id of a subscription: enough that none is drawn twice, or guessed."""

FORMER_SECRET_SECONDS = 86_400
"""How long the secret before still signs beside a new one, so that a receiver can change over."""


class FeedRow(ServiceBase):
    """How far the feed is that makes deliveries of what is new: one row (see `watch.following.Place`)."""

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    notice: Mapped[int]
    block: Mapped[int]
    log: Mapped[int]


class Subscription(ServiceBase):
    """
    One subscription of a client: to certificates (`WatchedRow`), or to all that a holder has.

    `alert_days` are numbers with spaces between.  `since_*` is the place behind which it tells, `last_number` the
    number of its last delivery.  `failures` counts the attempts that failed since one succeeded; before `due_at`
    nothing is sent, `alerts_at` is when alerts are looked for next.  `disabled_at` is 0 while it is not disabled.
    """

    __tablename__ = "subscriptions"

    id: Mapped[str] = mapped_column(primary_key=True)
    client: Mapped[str] = mapped_column(index=True)
    holder: Mapped[int | None] = mapped_column(index=True)
    webhook: Mapped[str | None]
    secret: Mapped[str | None]
    former_secret: Mapped[str | None]
    former_until: Mapped[int]
    alert_days: Mapped[str]
    created_at: Mapped[int]
    since_block: Mapped[int]
    since_log: Mapped[int]
    last_number: Mapped[int]
    failures: Mapped[int]
    due_at: Mapped[int] = mapped_column(index=True)
    alerts_at: Mapped[int] = mapped_column(index=True)
    disabled_at: Mapped[int]
    disabled_reason: Mapped[str | None]

    @property
    def days(self) -> tuple[int, ...]:
        """Return how many days ahead of an end it wants to be told."""
        return tuple(map(int, self.alert_days.split()))

    def keys(self, instant: int) -> tuple[str, ...]:
        """Return the secrets that sign at a unix second, the present one first."""
        former = self.former_secret if instant < self.former_until else None
        return tuple(each for each in (self.secret, former) if each is not None)


class WatchedRow(ServiceBase):
    """That a subscription is to a certificate."""

    __tablename__ = "watched"

    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscriptions.id"), primary_key=True)
    certificate_id: Mapped[bytes] = mapped_column(primary_key=True, index=True)


# THE FEED


def begin_feed(session: Session, notice: int, block: int, log: int) -> None:
    """Begin the feed behind what there is, unless it has begun."""
    begun = "INSERT INTO feed (id, notice, block, log) VALUES (1, :notice, :block, :log) ON CONFLICT DO NOTHING"
    session.execute(text(begun), {"notice": notice, "block": block, "log": log})


def feed(session: Session, *, to_write: bool = False) -> FeedRow | None:
    """Return how far the feed is; `to_write` keeps all others from it until the end of the transaction."""
    return session.get(FeedRow, 1, with_for_update=to_write, populate_existing=True)


# ONE


def make(
    session: Session,
    client: str,
    about: Collection[bytes] | int,
    webhook: tuple[str, str] | None,
    alert_days: Iterable[int],
    *,
    instant: int,
) -> Subscription:
    """
    Subscribe a client to certificates, by their ids, or to a holder, by its number; the feed has begun.

    `webhook` is the URL and the secret.
    """
    begun = feed(session, to_write=True)
    assert begun is not None, "the feed has begun"
    made = Subscription(
        id=f"sub_{secrets.token_hex(ID_BYTES)}",
        client=client,
        holder=about if isinstance(about, int) else None,
        webhook=webhook[0] if webhook else None,
        secret=webhook[1] if webhook else None,
        former_secret=None,
        former_until=0,
        alert_days=" ".join(map(str, sorted(set(alert_days)))),
        created_at=instant,
        since_block=begun.block,
        since_log=begun.log,
        last_number=0,
        failures=0,
        due_at=0,
        alerts_at=0,
        disabled_at=0,
        disabled_reason=None,
    )
    session.add(made)
    session.flush()
    if not isinstance(about, int):
        session.add_all(WatchedRow(subscription_id=made.id, certificate_id=one) for one in about)
    return made


def locked(session: Session, own: str) -> Subscription | None:
    """Return a subscription that nobody else changes until the end of the transaction."""
    return session.get(Subscription, own, with_for_update=True, populate_existing=True)


def of_client(session: Session, client: str) -> list[Subscription]:
    """Return all subscriptions of a client, the oldest first."""
    wanted = select(Subscription).where(Subscription.client == client)
    return list(session.scalars(wanted.order_by(Subscription.created_at, Subscription.id)))


def count_of(session: Session, client: str) -> int:
    return session.scalar(select(func.count()).where(Subscription.client == client)) or 0


def own(session: Session, client: str, name: str) -> Subscription | None:
    """Return a client's subscription by its id; none if it is another's."""
    return session.scalar(select(Subscription).where(Subscription.id == name, Subscription.client == client))


def rotate(subscription: Subscription, secret: str, instant: int) -> None:
    """Sign by a new secret, and by the one before it for a while."""
    subscription.former_secret, subscription.former_until = subscription.secret, instant + FORMER_SECRET_SECONDS
    subscription.secret = secret


def remove(session: Session, own: str) -> None:
    """Remove a subscription of which the deliveries are gone."""
    session.execute(delete(WatchedRow).where(WatchedRow.subscription_id == own))
    session.execute(delete(Subscription).where(Subscription.id == own))


# WHO WATCHES


def certificates_of(session: Session, own: str) -> list[bytes]:
    """Return the certificates that a subscription names."""
    wanted = select(WatchedRow.certificate_id).where(WatchedRow.subscription_id == own)
    return list(session.scalars(wanted.order_by(WatchedRow.certificate_id)))


def watchers(session: Session, certificates: Collection[bytes]) -> dict[bytes, set[str]]:
    """Return who subscribed to which of these certificates."""
    found: dict[bytes, set[str]] = defaultdict(set)
    wanted = select(WatchedRow.certificate_id, WatchedRow.subscription_id)
    for certificate_id, name in session.execute(wanted.where(WatchedRow.certificate_id.in_(certificates))):
        found[certificate_id].add(name)
    return found


def is_empty(session: Session) -> bool:
    """Whether nobody watches anything."""
    return not session.scalar(select(exists().where(Subscription.id.is_not(None))))


def watchers_of_holders(session: Session) -> bool:
    """Whether anybody watches a holder."""
    return bool(session.scalar(select(exists().where(Subscription.holder.is_not(None)))))


def watchers_of(session: Session, holders: Collection[int]) -> dict[int, set[str]]:
    """Return who subscribed to which of these holders."""
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(Subscription.holder, Subscription.id).where(Subscription.holder.in_(holders))
    for holder, name in session.execute(wanted):
        assert holder is not None
        found[holder].add(name)
    return found


# THE WORKER'S TURNS


def alerts_due(session: Session, instant: int, limit: int) -> list[str]:
    """Return the subscriptions for which alerts are to be looked for."""
    wanted = select(Subscription.id).where(Subscription.alerts_at <= instant, Subscription.alert_days != "")
    return list(session.scalars(wanted.order_by(Subscription.alerts_at).limit(limit)))


def claim(session: Session, own: str, instant: int, until: int) -> bool:
    """Take the turn to send for a subscription until a unix second; False if another has it."""
    taken = update(Subscription).where(Subscription.id == own, Subscription.due_at <= instant)
    return bool(session.execute(taken.values(due_at=until)).rowcount)  # type: ignore[attr-defined]
