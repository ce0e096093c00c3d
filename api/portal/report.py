"""
A signed answer as a page shows it: the verdict, the checks in their groups, and what rests on the certificate.

Shown is what was signed and nothing else, so that the page, the file and the paper say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.domain.policy import Outcome
from ledger.paper.verification import is_tampered

TONES: Mapping[str, str] = {
    Outcome.PASS: "good",
    Outcome.WARN: "warn",
    Outcome.FAIL: "bad",
    Outcome.UNDETERMINED: "unknown",
    Outcome.NOT_APPLICABLE: "none",
}
"""How an outcome looks: each with an icon, a word and a colour of its own."""

SHOWN_FIRST = (Outcome.FAIL, Outcome.UNDETERMINED, Outcome.WARN)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the fourteen groups with its checks."""

    number: int
    title: Mapping[str, str]
    outcome: str
    checks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a signed answer says of a verification; `content` is all of it."""

    content: Mapping[str, Any]

    @property
    def verification(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content["verification"]
        return found

    @property
    def number(self) -> int:
        return int(self.content["number"])

    @property
    def is_tampered(self) -> bool:
        """Whether a file or a code was shown that is not the certificate's."""
        return is_tampered(self.verification)

    @property
    def certificate(self) -> Mapping[str, Any] | None:
        """The certificate, if there is one and what was shown is not tampered with."""
        found: Mapping[str, Any] | None = self.verification["certificate"]
        return None if self.is_tampered else found

    @property
    def urgent(self) -> list[Mapping[str, Any]]:
        """The checks that need somebody's attention, the worst first."""
        checks = self.verification["checks"]
        return [each for outcome in SHOWN_FIRST for each in checks if each["outcome"] == outcome]

    @property
    def groups(self) -> list[Group]:
        """The groups in their order, each with its checks that had something to look at."""
        checks = self.verification["checks"]
        return [
            Group(
                group["number"],
                group["title"],
                group["outcome"],
                tuple(each for each in checks if each["group"] == group["number"]),
            )
            for group in self.verification["groups"]
        ]
