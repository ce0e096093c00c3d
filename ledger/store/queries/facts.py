"""Single facts as they are asked for, so that the domain's own rules can be put to the mirror."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from ledger.domain.state import Fact, FactKey
from ledger.store import facts as shelf
from ledger.store.queries.snapshot import snapshot


class MirrorFacts(Mapping[FactKey, Fact]):
    """
    The facts that one session sees, each fetched when it is first looked up and then kept.

    What the domain asks of facts, such as `acts.refusal`, it can ask of these.  Going through all of them reads the
    whole mirror: no rule does.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[FactKey, Fact | None] = {}

    def __getitem__(self, key: FactKey) -> Fact:
        if key not in self._known:
            self.fetch([key])
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def get(self, key: FactKey, default: Any = None) -> Any:
        """Return a fact, or else the default, without an exception on the way: most lists of a certificate are none."""
        if key not in self._known:
            self.fetch([key])
        found = self._known[key]
        return default if found is None else found

    def __iter__(self) -> Iterator[FactKey]:
        return (key for key, _ in snapshot(self._session))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def fetch(self, keys: Iterable[FactKey]) -> None:
        """Fetch these together, for one who knows that they will be looked up."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._known]
        found = shelf.load(self._session, [key for key in missing if not _is_impossible(key)])
        self._known.update({key: found.get(key) for key in missing})


def _is_impossible(key: FactKey) -> bool:
    return isinstance(key[1], int) and key[1] < 0
