"""
What can go wrong, by whose fault it is.

    LedgerError
    ├─ Refused          the rules say no, or the input is wrong          409 / 422, never retried
    │  ├─ InvalidInput    one field is wrong: names it and the remedy    422
    │  ├─ ActRefused      a contract refused the act                     409
    │  └─ NotFound        there is no such thing                         404
    ├─ Unavailable      the road is blocked: node, database, peer        503, retried with limits
    ├─ Inconsistent     the evidence disagrees                           500, stops the indexer
    └─ Misconfigured    the operator must act                            refuses to start

A finding of the audit is data, never one of these; a bug is an assertion.  Each error carries a code, the same for
every language and for ever, and the facts; the sentences are in `messages`.
"""

from __future__ import annotations

from typing import Any


class LedgerError(Exception):
    """An error with a stable `code` and the `facts` that its sentence needs.  `retryable` belongs to the class."""

    status = 500
    exit_code = 2
    retryable = False

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def explain(self, locale: str = "en") -> str:
        """Say in `locale` ("zh" or "en") what happened and what to do."""
        from ledger.messages import sentence  # noqa: PLC0415  (loaded only when somebody reads)

        return sentence(self.code, locale, self.facts)

    def __str__(self) -> str:
        return self.explain("en")


class Refused(LedgerError):
    """The rules say no.  Trying again changes nothing."""

    status = 409


class InvalidInput(Refused):
    """One input is wrong.  `field` names it as the caller knows it."""

    status = 422

    def __init__(self, code: str, field: str, **facts: Any) -> None:
        super().__init__(code, field=field, **facts)
        self.field = field


class ActRefused(Refused):
    """A contract refused an act; the code is the Solidity error's name, the facts are its arguments."""


class NotFound(Refused):
    """There is no such thing on the ledger."""

    status = 404


class Unavailable(LedgerError):
    """The road is blocked.  Trying again may help."""

    status = 503
    retryable = True


class Inconsistent(LedgerError):
    """The evidence disagrees with itself or with us.  Nothing is written; somebody must look."""


class Misconfigured(LedgerError):
    """The operator must change something before this can work."""
