"""What comes back: frozen values, every field as the service's description names it, in Python's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.kit.bundle import write_bundle


@dataclass(frozen=True, slots=True)
class Text:
    """The same in Chinese and in English."""

    zh: str
    en: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Text:
        return cls(said["zh"], said["en"])


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its group of the fourteen, stable code and reason, outcome, sentences, and the rule it rests on."""

    group: int
    code: str
    outcome: str
    reason: str
    title: Text
    sentence: Text
    remedy: Text | None
    rule: str
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Check:
        remedy = said["remedy"]
        return cls(
            said["group"],
            said["code"],
            said["outcome"],
            said["reason"],
            Text.of(said["title"]),
            Text.of(said["sentence"]),
            Text.of(remedy) if remedy is not None else None,
            said["rule"],
            said["facts"],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A signed answer that was checked: PASS, WARN, FAIL or UNDETERMINED, never a boolean.

    It may be relied on until `expires`; after that it is evidence of what was said.  `signed` is the compact JWS, `log`
    the proof that it stands in the operator's log, `raw` the whole verification as it was signed.
    """

    number: int
    verdict: str
    verdict_text: Text
    checks: tuple[Check, ...]
    scope: Text
    issued: datetime
    expires: datetime
    operator: Mapping[str, Any] | None
    certificate: Mapping[str, Any] | None
    block: int | None
    raw: Mapping[str, Any]
    signed: str
    log: str
    keys: Mapping[str, Any]

    @classmethod
    def of(cls, payload: Mapping[str, Any], signed: str, log: str, keys: Mapping[str, Any]) -> Answer:
        said = payload["verification"]
        return cls(
            payload["number"],
            said["verdict"],
            Text.of(said["verdictText"]),
            tuple(Check.of(each) for each in said["checks"]),
            Text.of(said["scope"]),
            datetime.fromtimestamp(payload["iat"], UTC),
            datetime.fromtimestamp(payload["exp"], UTC),
            payload["operator"],
            said["certificate"],
            said["evidence"]["block"],
            said,
            signed,
            log,
            keys,
        )

    def check(self, code: str) -> Check:
        """Return the check with this code.  Raises `KeyError`."""
        for each in self.checks:
            if each.code == code:
                return each
        raise KeyError(code)

    @property
    def bundle(self) -> bytes:
        """The answer as a file that can be checked offline: `check_bundle`."""
        return write_bundle(self.signed, self.log, self.keys, None, {})

    def save(self, file: Path) -> None:
        """Keep the bundle in a file.  Raises `OSError`."""
        file.write_bytes(self.bundle)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one certificate of a portfolio; `checks` are those that are not passed, code and reason."""

    index: int
    verdict: str
    certificate: Mapping[str, Any] | None
    checks: tuple[tuple[str, str], ...]
    raw: Mapping[str, Any]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Line:
        checks = tuple((each["code"], each["reason"]) for each in said["checks"])
        return cls(said["index"], said["verdict"], said["certificate"], checks, said)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Many certificates as of one block, under one signature that covers every line; `tally` counts the verdicts."""

    number: int
    block: int
    lines: tuple[Line, ...]
    tally: Mapping[str, int]
    expires: datetime
    signed: str
    log: str

    @classmethod
    def of(cls, payload: Mapping[str, Any], lines: Sequence[Line], closing: Mapping[str, Any]) -> Portfolio:
        said = payload["portfolio"]
        until = datetime.fromtimestamp(payload["exp"], UTC)
        return cls(
            payload["number"], said["block"], tuple(lines), said["tally"], until, closing["answer"], closing["log"]
        )


@dataclass(frozen=True, slots=True)
class Told:
    """
    One event of the stream: its kind, its data, and `place`, behind which one goes on.

    Of a certificate's event the data have its `sequence`, without a gap; `ledger.takenBack` says from which block on
    what was told is void.
    """

    kind: str
    place: str
    data: Mapping[str, Any]
