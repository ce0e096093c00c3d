"""The watch list: which certificates and holders an institution is told of, and what it was told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.caller import Caller, CallerDep
from api.dependencies import Ledger, LedgerDep
from api.portal.form import Form, FormDep, read
from api.portal.page import page, redirect
from api.routes.subscriptions import end, subscribed, subscriptions_of
from api.schemas.subscriptions import SubscriptionRequest
from ledger.domain.numbers import CertificateNumber
from ledger.errors import LedgerError
from ledger.store.queries import certificates, participants
from ledger.store.service import deliveries
from ledger.watch.payloads import ALERT, EVENT

router = APIRouter()

TOLD_MAX = 50
"""Newest messages of each subscription that are shown."""

NamePart = Annotated[str, Path(max_length=64)]


@router.get("/watch")
def watch(ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """What is watched, and the newest messages."""
    return _page(request, ledger, caller, Form())


@router.post("/watch")
def begin(form: FormDep, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Watch one more: certificates, or a holder."""
    asked: dict[str, Any] = {}
    if form.text("certificates"):
        asked["certificates"] = form.text("certificates").replace(",", " ").replace("，", " ").split()
    if form.text("holder"):
        asked["holder"] = form.text("holder")
    try:
        subscribed(read(SubscriptionRequest, asked, frozenset(asked)), ledger, caller, request)
    except LedgerError as error:
        return _page(request, ledger, caller, form.refused(error, request), error.status)
    return redirect(request, "/watch")


@router.post("/watch/{name}/end")
def stop(name: NamePart, ledger: LedgerDep, caller: CallerDep, request: Request) -> Response:
    """Watch something no more."""
    end(name, ledger, caller)
    return redirect(request, "/watch")


def _page(request: Request, ledger: Ledger, caller: Caller, form: Form, status: int = 200) -> Response:
    found = subscriptions_of(ledger, caller)
    with ledger.read(request) as view:
        watched = []
        for each in found:
            ids = (bytes.fromhex(one[2:]) for one in each.certificates)
            known = [certificate for own in ids if (certificate := certificates.by_id(view.session, own))]
            numbers = [CertificateNumber.from_packed(one.number).text for one in known]
            holder = participants.by_number(view.session, each.holder) if each.holder else None
            watched.append((each, numbers, holder))
    told = [message for each in found for message in _told(ledger, each.id, each.last_number)]
    told.sort(key=lambda message: message["at"], reverse=True)
    return page(request, "watching.html", status=status, form=form, watched=watched, told=told[:TOLD_MAX])


def _told(ledger: Ledger, own: str, last: int) -> Iterator[Mapping[str, Any]]:
    """Return the newest messages of one subscription as the page shows them."""
    with ledger.service.reading() as session:
        found = deliveries.after(session, own, max(0, last - TOLD_MAX), TOLD_MAX)
    for each in found:
        body = json.loads(each.body)
        data = body["data"]
        yield {
            "at": datetime.fromisoformat(body["timestamp"]),
            "kind": body["type"],
            "number": data.get("certificate", {}).get("number", ""),
            "event": data.get("kind", "") if body["type"] == EVENT else "",
            "alert": data["alert"] if body["type"] == ALERT else None,
            "is_void": each.taken_back,
        }
