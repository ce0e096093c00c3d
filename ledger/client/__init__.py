"""
The client that a bank's programmer imports: `from ledger.client import Client` (README.md has examples that run).

It believes nothing that it can check: an answer is taken from its signature and not from the page around it, must be to
the question that was asked, and must stand in the operator's log.  What it cannot check offline, `check_bundle` can.
"""

from ledger.client.answers import Answer, Check, Line, Portfolio, Text, Told
from ledger.client.client import Client
from ledger.client.offline import check_bundle
from ledger.client.problems import (
    AnswerRefused,
    Conflict,
    Erased,
    Faulty,
    Field,
    Forbidden,
    Invalid,
    Missing,
    Problem,
    TooOften,
    Unauthorised,
    Unreachable,
)

__all__ = [
    "Answer",
    "AnswerRefused",
    "Check",
    "Client",
    "Conflict",
    "Erased",
    "Faulty",
    "Field",
    "Forbidden",
    "Invalid",
    "Line",
    "Missing",
    "Portfolio",
    "Problem",
    "Text",
    "Told",
    "TooOften",
    "Unauthorised",
    "Unreachable",
    "check_bundle",
]
