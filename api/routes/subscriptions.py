"""
Subscriptions: who is told of certificates or of a holder, and what each was told.

A client sees and changes its own only; another's is not there for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from api.caller import Caller, CallerDep, Scope
from api.dependencies import Ledger, LedgerDep, Parameters, ParametersDep, View, answered, sequence_of
from api.problem_types import ASK, READ, problems
from api.routes.certificates import named
from api.routes.participants import with_uscc
from api.schemas.subscriptions import (
    SUBSCRIPTION,
    DeliveryPage,
    DeliveryView,
    PlaceView,
    RedeliveryRequest,
    RedeliveryView,
    SecretMade,
    SubscriptionList,
    SubscriptionMade,
    SubscriptionRequest,
    SubscriptionView,
)
from api.views import hexadecimal, moment, moment_or_none
from ledger.errors import InvalidInput, NotFound, Refused
from ledger.store.queries import ReadSession, participants
from ledger.store.service import deliveries, subscriptions
from ledger.store.service.deliveries import Delivery, DeliveryState
from ledger.store.service.subscriptions import Subscription
from ledger.watch import feed, signing, webhook

router = APIRouter(tags=["subscriptions"])

SUBSCRIPTIONS_MAX = 100
"""Most subscriptions of a client: every event is compared with all of them."""

MAY = (401, 403)

IdInPath = Annotated[str, Path(description="A subscription's id.", examples=[SUBSCRIPTION], max_length=64)]


class DeliveriesParameters(Parameters):
    cursor: str | None = Field(None, max_length=10, description="`next` of the page before, or a delivery's number.")
    limit: int = Field(50, ge=1, description="Most items in a page; the operator's limit applies.")


DeliveriesDep = Annotated[DeliveriesParameters, Query()]


@router.post("/v1/subscriptions", status_code=201, response_model=SubscriptionMade, responses=problems(404, *MAY, *ASK))
def subscribe(
    asked: SubscriptionRequest, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request
) -> Response:
    """Subscribe to certificates or to a holder; all that happens from now on is told, each event once and in order."""
    caller.require(Scope.WATCH)
    return answered(request, subscribed(asked, ledger, caller, request), 201)


def subscribed(asked: SubscriptionRequest, ledger: Ledger, caller: Caller, request: Request) -> SubscriptionMade:
    """
    Make a subscription of the caller's, and return it with its secret.

    Raises `InvalidInput`, `NotFound` for what is not on the ledger, `Refused` SubscriptionsTooMany.
    """
    if asked.webhook is not None:
        webhook.check(asked.webhook, "webhook", is_trial=webhook.is_trial(ledger.deployment.chain_id))
    with ledger.read(request) as view:
        about = _about(view, asked)
    feed.begin(ledger.mirror, ledger.service)
    target = (asked.webhook, signing.new_secret()) if asked.webhook is not None else None
    with ledger.service.writing() as session:
        if subscriptions.count_of(session, caller.client) >= SUBSCRIPTIONS_MAX:
            raise Refused("SubscriptionsTooMany", maximum=SUBSCRIPTIONS_MAX)
        made = subscriptions.make(session, caller.client, about, target, asked.alert_days, instant=int(ledger.clock()))
        return SubscriptionMade(**_view(session, made).model_dump(), secret=made.secret)


@router.get("/v1/subscriptions", response_model=SubscriptionList, responses=problems(*MAY, *READ))
def all_subscriptions(_: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All subscriptions of the caller, the oldest first."""
    caller.require(Scope.WATCH)
    return answered(request, SubscriptionList(items=subscriptions_of(ledger, caller)))


def subscriptions_of(ledger: Ledger, caller: Caller) -> list[SubscriptionView]:
    """Return the caller's subscriptions, the oldest first."""
    with ledger.service.reading() as session:
        return [_view(session, each) for each in subscriptions.of_client(session, caller.client)]


@router.get("/v1/subscriptions/{name}", response_model=SubscriptionView, responses=problems(404, *MAY, *READ))
def subscription(name: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """One subscription, and how the sending goes."""
    caller.require(Scope.WATCH)
    with ledger.service.reading() as session:
        return answered(request, _view(session, _own(session, caller, name)))


@router.delete("/v1/subscriptions/{name}", status_code=204, responses=problems(404, *MAY, *READ))
def unsubscribe(name: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep) -> Response:
    """End a subscription; what it was told goes with it."""
    caller.require(Scope.WATCH)
    end(name, ledger, caller)
    return Response(status_code=204)


def end(name: str, ledger: Ledger, caller: Caller) -> None:
    """End a subscription of the caller's.  Raises `NotFound` SubscriptionNotFound."""
    with ledger.service.writing() as session:
        own = _locked(session, caller, name).id
        deliveries.remove_all(session, own)
        subscriptions.remove(session, own)


@router.post("/v1/subscriptions/{name}/secret", response_model=SecretMade, responses=problems(404, 409, *MAY, *READ))
def rotate(name: IdInPath, _: ParametersDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Draw a new secret; for a day every webhook is signed by the one before as well."""
    caller.require(Scope.WATCH)
    with ledger.service.writing() as session:
        found = _with_webhook(_locked(session, caller, name))
        secret = signing.new_secret()
        subscriptions.rotate(found, secret, int(ledger.clock()))
        until = moment(found.former_until)
    return answered(request, SecretMade(secret=secret, former_until=until))


@router.get("/v1/subscriptions/{name}/deliveries", response_model=DeliveryPage, responses=problems(404, *MAY, *READ))
def told(name: IdInPath, page: DeliveriesDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """All that a subscription was told, in order and without a gap, whether it has a webhook or not."""
    caller.require(Scope.WATCH)
    limit = min(page.limit, ledger.settings.page_max)
    with ledger.service.reading() as session:
        own = _own(session, caller, name).id
        found = deliveries.after(session, own, sequence_of(page.cursor), limit + 1)
    items = [_delivery(each) for each in found[:limit]]
    return answered(request, DeliveryPage(items=items, next=str(items[-1].number) if len(found) > limit else None))


@router.post(
    "/v1/subscriptions/{name}/redeliver", response_model=RedeliveryView, responses=problems(404, 409, *MAY, *ASK)
)
def redeliver(
    name: IdInPath,
    asked: RedeliveryRequest,
    _: ParametersDep,
    ledger: LedgerDep,
    caller: CallerDep,
    request: Request,
) -> Response:
    """Send deliveries again, with the same ids; a subscription that was disabled goes on."""
    caller.require(Scope.WATCH)
    with ledger.service.writing() as session:
        found = _with_webhook(_locked(session, caller, name))
        count = deliveries.redeliver(session, found, asked.first, asked.last or found.last_number)
    return answered(request, RedeliveryView(count=count))


# WITHIN


def _about(view: View, asked: SubscriptionRequest) -> Collection[bytes] | int:
    """Return the ids of the certificates or the number of the holder that are asked for."""
    if bool(asked.certificates) == (asked.holder is not None):
        raise InvalidInput("SubscriptionOfWhat", "certificates")
    if asked.holder is not None:
        return _holder(view, asked.holder)
    return list(dict.fromkeys(named(view, each).id for each in asked.certificates))


def _holder(view: View, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII):
        return with_uscc(view, text, "holder").number
    found = participants.by_number(view.session, int(text))
    if found is None:
        raise NotFound("ParticipantNotFound", participant=text)
    return found.number


def _own(session: ReadSession, caller: Caller, name: str) -> Subscription:
    found = subscriptions.own(session, caller.client, name)
    if found is None:
        raise NotFound("SubscriptionNotFound", given=name)
    return found


def _locked(session: ReadSession, caller: Caller, name: str) -> Subscription:
    _own(session, caller, name)
    found = subscriptions.locked(session, name)
    if found is None:
        raise NotFound("SubscriptionNotFound", given=name)
    return found


def _with_webhook(found: Subscription) -> Subscription:
    if found.webhook is None:
        raise Refused("WebhookNone", subscription=found.id)
    return found


def _view(session: ReadSession, found: Subscription) -> SubscriptionView:
    return SubscriptionView(
        id=found.id,
        certificates=[hexadecimal(each) for each in subscriptions.certificates_of(session, found.id)],
        holder=found.holder,
        webhook=found.webhook,
        alert_days=list(found.days),
        created_at=moment(found.created_at),
        since=PlaceView(block=found.since_block, log=found.since_log),
        last_number=found.last_number,
        failures=found.failures,
        disabled_at=moment_or_none(found.disabled_at),
        disabled_reason=found.disabled_reason,
    )


def _delivery(found: Delivery) -> DeliveryView:
    return DeliveryView(
        number=found.number,
        id=found.message_id,
        state=DeliveryState(found.state).name.lower(),
        taken_back=found.taken_back,
        made_at=moment(found.made_at),
        attempts=found.attempts,
        attempted_at=moment_or_none(found.attempted_at),
        delivered_at=moment_or_none(found.delivered_at),
        status=found.status,
        trouble=found.trouble,
        message=json.loads(found.body),
    )
