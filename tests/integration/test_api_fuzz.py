"""Requests by chance: no answer is a failure of ours, and each is as the API's description says."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.caller import Scope
from ledger.store.service import Service
from tests.fuzzing import Fuzzed, Known, fuzz, wander
from tests.house_fixtures import House, new_key, serving

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
"""Requests to each operation in the gate; `scripts/campaign requests` sends more."""

CHAINED = 50
"""Requests in chains for each request to an operation."""


@contextmanager
def asked_freely(house: House) -> Iterator[tuple[httpx.Client, Known]]:
    """Serve the house without limits a minute, and say what somebody who asks knows of it."""
    holder = house.admit("甲")
    certificate = house.issue(holder)
    house.sync()
    settings = house.settings.model_copy(update={"public_per_minute": 100_000, "client_per_minute": 10_000_000})
    with Service(settings.service_database) as service:
        keys = {scope.value: new_key(service, scope) for scope in Scope} | {"all": new_key(service)}
    names = {
        "name": (certificate.number, certificate.id, holder.uscc),
        "uscc": (holder.uscc,),
        "digest": ("0x" + certificate.issued.document_digest.hex(),),
    }
    bodies: dict[str, dict[str, Any]] = {
        "POST /v1/verifications": {"purpose": "public", "number": certificate.number},
        "POST /v1/subscriptions": {"certificates": [certificate.number]},
    }
    with serving(create_app(settings, clock=house.clock, mirror=house.mirror)) as client:
        yield client, Known(keys, "all", names, bodies)


@pytest.mark.slow
def test_no_request_by_chance_brings_an_answer_that_the_description_does_not_know(house: House) -> None:
    first_seed = int(os.environ.get("FUZZ_SEED", secrets.randbelow(10**9)))
    with asked_freely(house) as (client, known):
        _none(fuzz(client, known, EXAMPLES, first_seed), first_seed)


@pytest.mark.slow
def test_no_chain_of_requests_brings_an_answer_that_the_description_does_not_know(house: House) -> None:
    first_seed = int(os.environ.get("FUZZ_SEED", secrets.randbelow(10**9)))
    with asked_freely(house) as (client, known):
        found = wander(client, known, EXAMPLES * CHAINED, first_seed)
        _none(found, first_seed)
    assert found.led, "answers must lead on"


def _none(found: Fuzzed, first_seed: int) -> None:
    print(f"seed {first_seed}, {found.requests} requests, {found.led} of them led to: {found.statuses}")
    told = "\n".join(f"{fault}\n    {request}" for fault, request in found.faults.items())
    assert not found.faults, f"seed {first_seed}\n{told}"
    assert found.requests > 100
