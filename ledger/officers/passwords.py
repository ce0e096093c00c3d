"""
Passwords: how they are kept, compared and chosen (NIST SP 800-63B §3.1.1).

No rule of composition and no expiry: a password is long enough, and takes many guesses by what people really choose.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ledger.errors import InvalidInput

LENGTH_MIN = 10
"""Characters; the standard asks for 8 beside a second factor, and ours stands alone until there is one."""

LENGTH_MAX = 128
"""Characters; the standard asks for 64 at least, and longer ones cost the service time and nobody anything to guess."""

SCORE_MIN = 3
"""zxcvbn's "safely unguessable": 10⁸ guesses at least, far beyond what the waiting at the door lets through."""

LOOKED_AT = 72
"""So many characters zxcvbn looks at: what is unguessable by then does not become less so."""

MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""argon2id's cost, OWASP's first choice: 19 MiB and some 50 ms of one core, so that a crowd at the door of a small
machine is bearable.  What is kept names its cost, and is made anew at the next sign-in where this is another."""

AT_ONCE = 4
"""Passwords that are hashed at the same time: together they take 76 MiB and no more."""

TEMPORARY_SECONDS = 7 * 86_400
"""How long a password is good that somebody else set; who was given it chooses his own at once."""

_GROUPS, _GROUP = 4, 5
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of temporary passwords: no letter that is taken for a digit; 99 random bits."""

_HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_ROOM = threading.BoundedSemaphore(AT_ONCE)


def kept(password: str) -> str:
    """Return what is kept of a password."""
    with _ROOM:
        return _HASHER.hash(_normal(password))


def fits(password: str, of: str | None) -> bool:
    """Whether a password is the one of which this is kept; for nobody's it takes as long to say no."""
    try:
        with _ROOM:
            _HASHER.verify(of if of is not None else _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return of is not None


def is_dated(of: str) -> bool:
    """Whether what is kept of a password was made at another cost than today's."""
    return _HASHER.check_needs_rehash(of)


def check(password: str, about: Iterable[str], field: str = "password") -> None:
    """
    Raise unless a password may be chosen by somebody `about` whom these words are known.

    Raises `InvalidInput` PasswordShort, PasswordLong, PasswordGuessable.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words take a moment, and few requests need them

    length = len(_normal(password))
    if length < LENGTH_MIN:
        raise InvalidInput("PasswordShort", field, minimum=LENGTH_MIN)
    if length > LENGTH_MAX:
        raise InvalidInput("PasswordLong", field, maximum=LENGTH_MAX)
    if zxcvbn(password[:LOOKED_AT], user_inputs=[*about])["score"] < SCORE_MIN:
        raise InvalidInput("PasswordGuessable", field)


def temporary() -> str:
    """Return a password for somebody else's first sign-in."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex())


def _normal(password: str) -> str:
    """Return a password as every keyboard gives it (the standard asks for NFKC)."""
    return unicodedata.normalize("NFKC", password)


_nobodys()
