"""
Writes that are asked for twice: under one `Idempotency-Key` the same request changes nothing and is answered alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from api.answering import IDEMPOTENCY_KEY
from api.caller import CallerDep, caller_of
from api.dependencies import Ledger
from ledger.errors import InvalidInput
from ledger.store.queries import ReadSession
from ledger.store.service import repeats


@dataclass(frozen=True, slots=True)
class Repeat:
    """Whose write it is, under which key, and the SHA-256 of what is asked: method, path and body."""

    caller: str
    key: str | None
    digest: bytes

    def required(self) -> Repeat:
        """Return it, if it has a key.  Raises `InvalidInput` FieldMissing."""
        if self.key is None:
            raise InvalidInput("FieldMissing", "Idempotency-Key")
        return self

    def once(self, ledger: Ledger, write: Callable[[ReadSession], str]) -> str:
        """
        Write in one transaction what has not been written under this key, and return the name of what was made.

        Raises `InvalidInput` IdempotencyKeyTaken if the key stands for another request, and what `write` raises; then
        nothing is written.
        """
        with ledger.service.writing() as session:
            if self.key is None:
                return write(session)
            known = repeats.take(session, self.caller, self.key, self.digest, int(ledger.clock()))
            if known is None:
                known = write(session)
                repeats.keep(session, self.caller, self.key, known)
            return known


def repeat_of(request: Request, key: str | None, body: bytes) -> Repeat:
    """Return what is kept of a request to know it again."""
    caller = caller_of(request)
    asked = f"{request.method} {request.url.path}\n".encode() + body
    return Repeat(caller.officer or caller.client, key, hashlib.sha256(asked).digest())


async def _repeat(
    request: Request,
    _: CallerDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=f"^{IDEMPOTENCY_KEY}$",
            description="A key of the caller's own, known for seven days: the same request changes nothing, another is "
            "refused.",
        ),
    ] = None,
) -> Repeat:
    return repeat_of(request, idempotency_key, await request.body())


RepeatDep = Annotated[Repeat, Depends(_repeat)]
