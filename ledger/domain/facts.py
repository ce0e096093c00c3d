"""
What a fact is: a thing that the ledger keeps, under a key of its own, as its events made it.

Facts only: whether something is in force is computed at an instant, never stored (P1).  Each noun's module has its
facts and, for each of its events, a `Fold`: which keys the meaning of the event looks up, and what it changes.  The
functions at the end look facts up and say what cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, cast

from ledger.domain.events import CertificateId, Entry, IllegalTransition, ThingId
from ledger.domain.keccak import keccak

FactKey = tuple[str, int | bytes]
"""A kind of fact and the key within it: ("pledge", 32 bytes), ("participant", number), ("governance", 0)."""


class Fact:
    """
    A fact: a frozen dataclass whose `KIND` says what it is, and whose field `KEY` holds its key.

    A kind of which there is only one has no key field: its key is 0.
    """

    __slots__ = ()

    KIND: ClassVar[str]
    KEY: ClassVar[str]


Facts = Mapping[FactKey, Fact]
Changes = dict[FactKey, Fact]
F = TypeVar("F", bound=Fact)
D = TypeVar("D")


@dataclass(frozen=True, slots=True)
class Fold:
    """
    The meaning of one event.

    `reads` names exactly the keys that `apply` may look up.  `apply` returns the facts that the event changes; keeping
    them is the caller's business.  `makes` names those of the keys of which `apply` requires that nothing is there.
    """

    reads: Callable[[Any], tuple[FactKey, ...]]
    apply: Callable[[Facts, Entry, Any], tuple[Fact, ...]]
    makes: Callable[[Any], tuple[FactKey, ...]] = lambda _: ()


def replace(made: D, **changes: Any) -> D:
    """
    Return a dataclass of several fields with these changed, as `dataclasses.replace` does.

    Every act on a certificate makes a new one of some twenty fields, and this way takes a fifth of the time.
    """
    read, places = _fields(cast(Hashable, type(made)))
    values = list(read(made))
    for name, value in changes.items():
        values[places[name]] = value
    return type(made)(*values)


@cache
def _fields(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, int]]:
    names = tuple(field.name for field in fields(kind))
    assert len(names) > 1, f"{kind} has one field: made anew, nothing is kept of it"
    return attrgetter(*names), {name: place for place, name in enumerate(names)}


def key_of(fact: Fact) -> FactKey:
    """Return the key under which `fact` is kept."""
    return (fact.KIND, getattr(fact, fact.KEY) if fact.KEY else 0)


def thing_id(certificate_id: CertificateId, sequence: int) -> ThingId:
    """Return the id of what the certificate's event number `sequence` made: a pledge, a licence, a freeze."""
    return ThingId(keccak(certificate_id + sequence.to_bytes(32, "big")))


# LOOKING UP


def find(facts: Facts, key: FactKey, kind: type[F]) -> F | None:
    """Return the fact under a key, if there is one."""
    found = facts.get(key)
    assert found is None or isinstance(found, kind), f"{key} is no {kind.__name__}"
    return found


def known(facts: Facts, entry: Entry, key: FactKey, kind: type[F]) -> F:
    """Return the fact under a key.  Raises `IllegalTransition` if there is none: the event speaks of nothing."""
    found = find(facts, key, kind)
    if found is None:
        raise IllegalTransition(entry, f"{key[0]} exists", True, False)
    return found


def require_new(facts: Facts, entry: Entry, key: FactKey) -> None:
    """Raise `IllegalTransition` if there already is a fact under a key."""
    if key in facts:
        raise IllegalTransition(entry, f"{key[0]} is new", True, False)


def require(entry: Entry, what: str, expected: object, given: object) -> None:
    """Raise `IllegalTransition` unless both values are equal; `what` names the rule that would be broken."""
    if expected != given:
        raise IllegalTransition(entry, what, expected, given)
