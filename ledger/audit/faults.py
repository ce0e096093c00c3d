"""What is wrong with the authority behind an event, before it is written down as a finding."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which an event lacks authority: a finding's code, what or whose key it is about, and both values."""

    code: str
    subject: str
    expected: str | int | None
    found: str | int | None
