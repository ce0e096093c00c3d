"""
Officers: the people of an institution and of a holder, each with an account of his own, and what each may do there.

The chain sees the institution's keys; which person prepared and which approved an act, the service keeps.  Four eyes
are two officers: whoever prepared an act does not approve it, whatever his duties.  An administrator says who has which
duties, and so neither prepares nor approves: nobody is alone with the power to make both pairs of eyes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from ledger.errors import InvalidInput

LOGIN_LENGTH_MAX = 40
NAME_LENGTH_MAX = 60

_LOGIN = re.compile(rf"[a-z0-9](?:[a-z0-9._-]{{1,{LOGIN_LENGTH_MAX - 2}}}[a-z0-9])", re.ASCII)


class Duty(Enum):
    """
    What an officer may do for his institution.

    No `StrEnum`, on purpose: `read` is also the word of a scope, and the one must never be taken for the other.
    """

    ADMINISTER = "administer"  # 管理
    PREPARE = "prepare"  # 经办
    APPROVE = "approve"  # 复核
    READ = "read"  # 查阅

    def __str__(self) -> str:
        return str(self.value)


OFFICERS = tuple(Duty)
"""Any officer, whatever his duties: each has one at least."""


def duties_of(words: Iterable[str], field: str = "duties") -> frozenset[Duty]:
    """
    Read duties that an officer may have together.

    Raises `InvalidInput` ValueUnknown for another word, DutiesNone, DutiesApart for an administrator with other work.
    """
    known = {duty.value: duty for duty in Duty}
    given = [word.strip().lower() for word in words]
    for word in given:
        if word not in known:
            raise InvalidInput("ValueUnknown", field, given=word, expected=", ".join(known))
    duties = frozenset(known[word] for word in given)
    if not duties:
        raise InvalidInput("DutiesNone", field)
    if Duty.ADMINISTER in duties and duties & {Duty.PREPARE, Duty.APPROVE}:
        raise InvalidInput("DutiesApart", field)
    return duties


def written(duties: Iterable[Duty]) -> str:
    """Return duties as they are kept and told: words with blanks between, in their order."""
    held = frozenset(duties)
    return " ".join(duty.value for duty in Duty if duty in held)


def login_of(text: str, field: str = "login") -> str:
    """Read the name of a new account, in small letters.  Raises `InvalidInput` LoginMalformed."""
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise InvalidInput("LoginMalformed", field, maximum=LOGIN_LENGTH_MAX)
    return login


def name_of(text: str, field: str = "name") -> str:
    """Read the name by which colleagues know an officer.  Raises `InvalidInput` OfficerNameMalformed."""
    name = " ".join(text.split())
    if not (name and name.isprintable() and len(name) <= NAME_LENGTH_MAX):
        raise InvalidInput("OfficerNameMalformed", field, maximum=NAME_LENGTH_MAX)
    return name
