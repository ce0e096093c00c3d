"""
Personal data in the texts of a document: what may not be registered, because no anchored document may hold it (P9).

Only what is sure to be meant is found: a resident identity number with its check digit (GB 11643), a mobile number, an
address of electronic mail.  A name in a sentence is not recognised; that there is no field for a person is the first
defence, and the clerk's eye the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ledger.domain.fields import OBJECT
from ledger.errors import InvalidInput

IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"

_SUSPECT = re.compile(r"\d{11}|@", re.ASCII)
"""Stands in every text that holds any of these: most texts are gone through once."""

_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-6]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})([\dXx])(?![0-9A-Za-z])",
    re.ASCII,
)
_PHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])", re.ASCII)
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+", re.ASCII)


def found_in(part: Any, path: str = "") -> Iterator[InvalidInput]:
    """
    Yield a fault for each text in zh or en, however deep, that holds personal data.

    The fault names the field and never repeats what stands there.
    """
    if isinstance(part, OBJECT):
        for name, value in part.items():
            if isinstance(value, str):
                if name in ("zh", "en") and _SUSPECT.search(value):
                    yield from _of_text(value, f"{path}.{name}" if path else str(name))
            else:
                yield from found_in(value, f"{path}.{name}" if path else str(name))
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from found_in(value, f"{path}[{place}]")


def _of_text(text: str, path: str) -> Iterator[InvalidInput]:
    if any(_has_check_digit(body, check) for body, check in _IDENTITY.findall(text)):
        yield InvalidInput("IdentityNumberInText", path)
    if _PHONE.search(text):
        yield InvalidInput("PhoneNumberInText", path)
    if _MAIL.search(text):
        yield InvalidInput("MailAddressInText", path)


def _has_check_digit(body: str, check: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(body, IDENTITY_WEIGHTS, strict=True))
    return IDENTITY_CHECKS[total % 11] == check.upper()
