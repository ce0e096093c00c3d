"""
What a check of a bundle found, step by step.

A step is `ok` if it was proven, `failed` if it is false, `stated-only` if nobody but the operator vouches for it.  The
first failed step ends the check: what follows would rest on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

STEPS = (
    "form",
    "signature",
    "time",
    "log",
    "evidence",
    "header",
    "finality",
    "accounts",
    "slots",
    "head",
    "facts",
    "documents",
    "standing",
    "verdict",
)
"""Every step in the order in which it is done."""


class Result(StrEnum):
    """What a step came to."""

    OK = "ok"
    FAILED = "failed"
    STATED = "stated-only"


class Broken(Exception):
    """A step is false; `code` names its sentence, `facts` what the sentence needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what it came to, and the code and facts of its sentence."""

    name: str
    result: Result
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """
    All steps that were done, and the verdict of the answer if none failed.

    `is_pinned` says that the answer's key is one that the verifier pinned: without that nothing is proven to come from
    the operator.
    """

    steps: tuple[Step, ...]
    verdict: str | None = None
    is_pinned: bool = False

    @property
    def failed(self) -> str | None:
        """The name of the step that failed, if one did."""
        return next((step.name for step in self.steps if step.result is Result.FAILED), None)

    @property
    def exit_code(self) -> int:
        """0: it holds and says pass or warn; 1: a step failed, or it says fail; 3: undetermined, or not pinned."""
        if self.failed is not None or self.verdict == "FAIL":
            return 1
        return 0 if self.is_pinned and self.verdict in ("PASS", "WARN") else 3
