"""
Watching without databases: signatures, addresses that may be sent to, alerts of facts at an instant, slow streams.

Signatures are judged by the `standardwebhooks` library; the days of alerts are worked by hand.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from api.streams import Stream, Streams, StreamsTooMany, written
from ledger.domain.attestations import Attestation
from ledger.domain.burdens import Burdens, ControlTerm, QueuedFreeze
from ledger.domain.encumbrances import Encumbrance, EncumbranceState
from ledger.domain.events import Instant
from ledger.domain.facts import replace, thing_id
from ledger.errors import InvalidInput
from ledger.watch import signing, webhook
from ledger.watch.alerts import Alert, AlertKind, Watched, alerts
from ledger.watch.following import Place
from tests.unit import attesting, pledging
from tests.unit.histories import BORN, YEAR, a_certificate, number

DAY = 86_400
OWN = a_certificate().id

# SIGNATURES


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def test_the_library_of_the_specification_accepts_our_signature() -> None:
    secret, body = signing.new_secret(), '{"a":"数契"}'.encode()
    signed = signing.headers("msg_1", _now(), body, [secret])
    assert Webhook(secret).verify(body, dict(signed)) == json.loads(body)


def test_the_library_refuses_another_body_another_id_and_another_secret() -> None:
    secret, body = signing.new_secret(), b'{"a":1}'
    signed = dict(signing.headers("msg_1", _now(), body, [secret]))
    for key, sent, headers in (
        (secret, b'{"a":2}', signed),
        (secret, body, signed | {"webhook-id": "msg_2"}),
        (signing.new_secret(), body, signed),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(sent, headers)


def test_while_a_secret_is_changed_both_verify() -> None:
    new, former, body = signing.new_secret(), signing.new_secret(), b"{}"
    signed = dict(signing.headers("msg_1", _now(), body, [new, former]))
    assert len(signed["webhook-signature"].split()) == 2
    for key in (new, former):
        Webhook(key).verify(body, signed)


# ADDRESSES


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://bank.example/hook", "WebhookNotHttps"),
        ("ftp://bank.example/hook", "WebhookMalformed"),
        ("https://user:word@bank.example/", "WebhookMalformed"),
        ("https://bank.example/#part", "WebhookMalformed"),
        ("https://bank.example:99999/", "WebhookMalformed"),
        ("https://bank.example/a b", "WebhookMalformed"),
        ("https:///hook", "WebhookMalformed"),
        ("https://localhost/", "WebhookForbidden"),
        ("https://127.0.0.1/", "WebhookForbidden"),
        ("https://10.0.0.1/", "WebhookForbidden"),
        ("https://169.254.169.254/latest/meta-data", "WebhookForbidden"),
        ("https://[::1]/", "WebhookForbidden"),
        ("https://[::ffff:10.0.0.1]/", "WebhookForbidden"),
        ("https://[64:ff9b::a00:1]/", "WebhookForbidden"),
        ("https://[2002:a00:1::]/", "WebhookForbidden"),
        ("https://[fe80::1]/", "WebhookForbidden"),
        ("https://0.0.0.0/", "WebhookForbidden"),
        ("https://224.0.0.1/", "WebhookForbidden"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_by_name(url: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        webhook.check(url, "webhook", is_trial=False)
    assert refused.value.code == code


def test_in_a_trial_this_machine_may_be_a_webhook_and_no_other_inside() -> None:
    for url in ("http://127.0.0.1:9000/", "http://localhost:9000/a", "http://[::1]:9000/"):
        assert webhook.check(url, "webhook", is_trial=True) == url
    for url in ("http://10.0.0.1/", "https://192.168.1.1/", "http://bank.example/"):
        with pytest.raises(InvalidInput):
            webhook.check(url, "webhook", is_trial=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1"])
def test_a_name_that_leads_inside_is_not_connected_to(address: str) -> None:
    outcome = webhook.post(
        "https://bank.example/", b"{}", {}, is_trial=False, resolve=lambda *_: ["93.184.215.14", address]
    )
    assert outcome == webhook.Outcome(None, webhook.Trouble.ADDRESS_FORBIDDEN)


def test_in_a_trial_a_plain_name_that_leads_outside_is_not_connected_to() -> None:
    outcome = webhook.post("http://localhost/", b"{}", {}, is_trial=True, resolve=lambda *_: ["93.184.215.14"])
    assert outcome.trouble is webhook.Trouble.ADDRESS_FORBIDDEN


def test_a_name_that_nobody_has_is_an_outcome() -> None:
    def resolve(*_: object) -> list[str]:
        raise OSError("no such name")

    outcome = webhook.post("https://bank.example/", b"{}", {}, is_trial=False, resolve=resolve)
    assert outcome.trouble is webhook.Trouble.NAME_UNKNOWN


# ALERTS

VALID_TO = BORN + YEAR


def _watched(
    burdens: Burdens | None = None,
    encumbrances: tuple[Encumbrance, ...] = (),
    attestations: tuple[Attestation, ...] = (),
) -> Watched:
    return Watched(a_certificate(), burdens or Burdens(OWN), encumbrances, attestations)


def _of(kind: AlertKind, found: list[Alert]) -> list[tuple[int, int]]:
    return [(each.days_ahead, each.days_left) for each in found if each.kind is kind]


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (VALID_TO - 31 * DAY - 1, []),
        (VALID_TO - 31 * DAY, [(30, 30)]),
        (VALID_TO - 8 * DAY, [(7, 7)]),
        (VALID_TO - 1, [(7, 0)]),
        (VALID_TO, [(0, 0)]),
        (VALID_TO + YEAR, [(0, 0)]),
    ],
)
def test_the_end_of_the_term_is_told_by_the_nearest_number_of_days(
    instant: int, expected: list[tuple[int, int]]
) -> None:
    assert _of(AlertKind.TERM, alerts(_watched(), (7, 30), instant)) == expected


def test_a_certificate_that_an_act_ended_has_no_alerts() -> None:
    ended = replace(a_certificate(), state=type(a_certificate().state).REVOKED)
    assert alerts(Watched(ended, Burdens(OWN), (), ()), (30,), VALID_TO) == []


def test_a_freeze_that_lapses_and_the_one_behind_it_are_told_each_by_its_own_end() -> None:
    first, second = (
        QueuedFreeze(n, number(4), Instant(BORN), 10 * DAY, 1, number(0), Instant(BORN))  # type: ignore[arg-type]
        for n in (2, 3)
    )
    burdens = Burdens(OWN, freezes=(first, second), controls=(ControlTerm(4, number(7), Instant(BORN + 5 * DAY)),))
    found = alerts(_watched(burdens), (7,), BORN + 11 * DAY)
    assert _of(AlertKind.FREEZE, found) == [(0, 0)]
    assert _of(AlertKind.CONTROL, found) == [(0, 0)]
    later = alerts(_watched(burdens), (7,), BORN + 15 * DAY)
    assert [each.thing for each in later if each.kind is AlertKind.FREEZE] == [thing_id(OWN, 2), thing_id(OWN, 3)]
    assert _of(AlertKind.FREEZE, later) == [(0, 0), (7, 4)]


def test_pledges_and_holds_are_told_and_what_was_released_is_not() -> None:
    pledge = pledging.one(pledging.after(pledging.created(2)))
    hold = replace(pledge, state=EncumbranceState.HELD)
    released = replace(pledge, state=EncumbranceState.RELEASED)
    found = alerts(_watched(encumbrances=(pledge, hold, released)), (30,), pledge.until)
    assert _of(AlertKind.PLEDGE, found) == [(0, 0)]
    assert _of(AlertKind.HOLD, found) == [(0, 0)]


def test_a_report_of_former_data_is_told_as_stale_and_one_past_its_validity_as_ended() -> None:
    facts = attesting.after(attesting.said(2, attesting.K.QUALITY))
    report, certificate = attesting.attestation(facts, 2), attesting.certificate(facts)
    until = replace(report, valid_to=Instant(attesting.NOW + 100))
    lapsed = Watched(certificate, Burdens(OWN), (), (until,))
    assert _of(AlertKind.REPORT, alerts(lapsed, (7,), attesting.NOW + 100)) == [(0, 0)]
    stale = Watched(replace(certificate, version=report.version + 1), Burdens(OWN), (), (until,))
    found = alerts(stale, (7,), attesting.NOW + 100)
    assert _of(AlertKind.STALE_REPORT, found) == [(0, 0)]
    assert _of(AlertKind.REPORT, found) == []


def test_an_alert_keeps_its_name_and_another_end_has_another() -> None:
    first, again = (alerts(_watched(), (7, 30), VALID_TO - left * DAY)[0] for left in (20, 15))
    assert first.name(OWN) == again.name(OWN)
    assert replace(first, at=first.at + DAY).name(OWN) != first.name(OWN)


# STREAMS


async def _parts() -> AsyncGenerator[bytes, None]:
    while True:
        yield written("ledger.event", "1.2.3", "{}")


def test_a_client_that_takes_nothing_is_cut_off_and_its_place_is_free() -> None:
    sent: list[object] = []
    streams = Streams(most=1)

    async def send(message: object) -> None:
        if len(sent) == 3:
            await asyncio.Event().wait()
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.disconnect"}

    async def run() -> None:
        stream = Stream(_parts(), streams.opened("bank"), slow_seconds=0.05)
        await stream({}, receive, send)

    asyncio.run(asyncio.wait_for(run(), 5))
    assert len(sent) == 3
    streams.check("bank")


def test_one_stream_more_than_the_limit_is_refused() -> None:
    streams = Streams(most=1)
    with streams.opened("bank"):
        streams.check("court")
        with pytest.raises(StreamsTooMany):
            streams.check("bank")
    streams.check("bank")


def test_a_place_is_read_as_it_was_written_and_nothing_else_is() -> None:
    assert Place.parse(Place(7, 1204, 2).text, "after") == Place(7, 1204, 2)
    for wrong in ("", "1.2", "1.2.3.4", "-1.2.3", "1.2.x", "1" * 16 + ".2.3"):
        with pytest.raises(InvalidInput):
            Place.parse(wrong, "after")
