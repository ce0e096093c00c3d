"""
Requests by chance from the API's own description, with and without credentials, and what no answer to one may be.

Schemathesis makes the requests, right ones and wrong ones, and holds the answers against the description.  The long
form is `scripts/campaign requests`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

STREAMS = ("/v1/stream",)
"""Routes that answer without end: they have tests of their own."""

CHECKS = (status_code_conformance, content_type_conformance, response_schema_conformance)

ANSWER_SECONDS_MAX = 30
"""Longest time for one answer; the API itself gives up at as much."""

PATIENCE = 10
"""Times as many requests as were wanted, in which some answer must have led to another."""

STEPS = 8
"""Most requests one after another."""

CHAINS = settings(
    max_examples=10,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

HALF = 0.5

SHOWN = 600
"""Characters of a fault and of its request that are shown."""

TRACES = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "site-packages", 'File "')
"""Words that only our own insides have."""


@dataclass
class Fuzzed:
    """What came of it: requests by status, how many an answer had led to, and the first request of each fault."""

    statuses: Counter[int] = field(default_factory=Counter)
    led: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return self.statuses.total()


@dataclass(frozen=True)
class Known:
    """What the one who asks knows: API keys by name, one opens all; values for parts of paths; bodies by operation."""

    keys: Mapping[str, str]
    all_scopes: str
    names: Mapping[str, Sequence[str]]
    bodies: Mapping[str, Mapping[str, Any]]


def fuzz(client: httpx.Client, known: Known, examples: int, first_seed: int) -> Fuzzed:
    """
    Send so many requests to each operation of the API that `client` speaks to.

    Half of them with the key that opens all, the others with another or none; half of them of things that there are.
    """
    found = Fuzzed()
    base = str(client.base_url).rstrip("/")
    described = client.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(described)
    chance = random.Random(first_seed)  # noqa: S311
    for operation in _operations(schema):
        _Asking(base, known, chance, found).ask(operation, examples, first_seed)
    return found


def wander(client: httpx.Client, known: Known, requests: int, first_seed: int) -> Fuzzed:
    """
    Ask one thing after another, each with what the answer before it named (the description's links).

    At least so many requests, and until one of them was led to, in chains of up to `STEPS`; the credentials are drawn
    anew at every step.
    """
    found, chance = Fuzzed(), random.Random(first_seed)  # noqa: S311
    base = str(client.base_url).rstrip("/")
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])  # wrong requests lead nowhere; `fuzz` has them
    asking = _Asking(base, known, chance, found)

    class Wandering(schema.as_state_machine()):  # type: ignore[misc]
        def step(self, input: Any) -> Any:
            if input.transition is None:
                asking.name(input.case)
            output = super().step(input)
            if input.transition is not None and input.is_applied and output.response.status_code < 400:
                found.led += 1
            return output

        def call(self, case: Case[Any], **_: Any) -> Any:
            return asking.send(case.operation.label, case)

        def validate_response(self, *_: Any, **__: Any) -> None:
            """`send` has looked at the answer."""

    for number in count(first_seed):
        if found.requests >= requests and (found.led or found.requests >= PATIENCE * requests):
            break
        with suppress(Flaky):  # what the API answered is not in Hypothesis' hand
            run_state_machine_as_test(seed(number)(Wandering), settings=CHAINS)
    return found


def _operations(schema: Any) -> Iterator[Any]:
    for each in schema.get_all_operations():
        operation = each.ok()
        if operation.path not in STREAMS:
            yield operation


@dataclass
class _Asking:
    """Asks one operation again and again; `chance` says with whose key, and of what."""

    base: str
    known: Known
    chance: random.Random
    found: Fuzzed

    def ask(self, operation: Any, examples: int, first_seed: int) -> None:
        """Send so many requests."""

        @seed(first_seed)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def asked(case: Case[Any]) -> None:
            self.name(case)
            self.send(operation.label, case)

        asked()

    def name(self, case: Case[Any]) -> None:
        """Ask, half of the time, for something that there is."""
        for part, values in self.known.names.items():
            if part in case.path_parameters and self.chance.random() < HALF:
                case.path_parameters[part] = self.chance.choice(values)
        if case.operation.label in self.known.bodies and self.chance.random() < HALF:
            case.body = dict(self.known.bodies[case.operation.label])

    def send(self, label: str, case: Case[Any]) -> Any:
        """Send one request, look at the answer, and return it."""
        name = self.chance.choice(["", *self.known.keys])
        name = self.known.all_scopes if self.chance.random() < HALF else name
        headers = {"X-Api-Key": self.known.keys[name]} if name else {}
        if name:
            case.headers.pop("Authorization", None)  # made up, it would only be refused
        answer = case.call(base_url=self.base, headers=headers, timeout=ANSWER_SECONDS_MAX)
        self.found.statuses[answer.status_code] += 1
        for fault in _faults(case, answer):
            request = f"{name or 'public'}: {case.as_curl_command()}"
            self.found.faults.setdefault(f"{label}: {fault}"[:SHOWN], request[:SHOWN])
        return answer


def _faults(case: Case[Any], answer: Any) -> Iterator[str]:
    if answer.status_code >= 500 and answer.status_code != 503:
        yield f"status {answer.status_code}"
    text = answer.text
    yield from (f"tells of its insides: {word}" for word in TRACES if word in text)
    try:
        case.validate_response(answer, checks=list(CHECKS))
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{type(failure).__name__}: {str(failure)[:300]}"
