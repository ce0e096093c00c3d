"""What papers on file say: a certificate's document, and the profile that names a participant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.certificates import Share
from ledger.domain.document import check_document, check_profile, parse
from ledger.domain.participants import Participant
from ledger.domain.question import Names, OnFile, Party
from ledger.errors import InvalidInput

_STILL_READABLE = frozenset({"GradeCore"})
"""Faults of a document that keep nobody from reading it; the checks speak of them."""


def read_document(found: bytes) -> tuple[OnFile, Mapping[str, Any] | None]:
    """Return what a document with the right digest is worth, and its content if it can be read."""
    try:
        content = parse(found)
    except InvalidInput:
        return OnFile.UNREADABLE, None
    if any(fault.code not in _STILL_READABLE for fault in check_document(content)):
        return OnFile.UNREADABLE, None
    return OnFile.INTACT, content


def read_profile(found: bytes | None) -> Mapping[str, Any] | None:
    """Return the profile in a document; none if there is no document, or it is none."""
    try:
        profile = parse(found) if found is not None else None
    except InvalidInput:
        return None
    return profile if profile is not None and not check_profile(profile) else None


def named(participant: Participant, profile: Mapping[str, Any] | None, share: Share | None = None) -> Party:
    """Return a participant with the names of its profile, if there is one."""
    if profile is None:
        return Party(participant, share)
    name = Names(profile["name"]["zh"], profile["name"]["en"])
    former = tuple(Names(each["zh"], each["en"], date.fromisoformat(each["until"])) for each in profile["formerNames"])
    return Party(participant, share, name, former)
