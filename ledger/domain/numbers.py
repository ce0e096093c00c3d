"""
Official numbers: the unified social credit code (GB 32100-2015) and the certificate number (guideline 〔2026〕35, annex
6).

What people type is made canonical with care: blanks and full-width forms are dropped or narrowed and letters are
raised, because these are the same code differently typed.  A letter that the standard leaves out (I O S V Z) is
refused, with the character that it is commonly mistaken for, because guessing would make one legal person into
another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ledger.domain.certificates import Regime
from ledger.domain.rules import REGIMES
from ledger.errors import InvalidInput

# UNIFIED SOCIAL CREDIT CODE

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_LENGTH = 18
USCC_WEIGHTS = tuple(3**place % 31 for place in range(17))

MISTAKEN_FOR = {"O": "0", "I": "1", "S": "5", "V": "U", "Z": "2"}
"""The letters that the standard leaves out, and what is meant where they are typed."""

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_uscc(text: str, field: str = "uscc") -> str:
    """
    Return the code in its canonical form: eighteen characters, upper case, no blanks.

    The first digit is not judged: the standard's list was extended later.  Raises `InvalidInput` with the code
    UsccLength, UsccCharacter or UsccCheckCharacter, the place from 1, what was expected there and what was given.
    """
    code = typed(text)
    if len(code) != USCC_LENGTH:
        place = min(len(code), USCC_LENGTH) + 1
        raise InvalidInput("UsccLength", field, position=place, expected=USCC_LENGTH, given=len(code), text=text)
    for place, character in enumerate(code, 1):
        if character not in USCC_ALPHABET:
            expected = MISTAKEN_FOR.get(character, USCC_ALPHABET)
            raise InvalidInput("UsccCharacter", field, position=place, expected=expected, given=character, text=text)
    expected = uscc_check_character(code)
    if code[17] != expected:
        raise InvalidInput(
            "UsccCheckCharacter", field, position=USCC_LENGTH, expected=expected, given=code[17], text=text
        )
    return code


@lru_cache(4_096)
def uscc_check_character(code: str) -> str:
    """Return the check character over the first seventeen, all of the standard's alphabet; remainder 0 gives "0"."""
    total = sum(
        USCC_ALPHABET.index(character) * weight for character, weight in zip(code[:17], USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[(31 - total % 31) % 31]


def check_organisation_code(uscc: str, field: str = "uscc") -> InvalidInput | None:
    """
    Return a warning if the organisation code inside a valid code fails its own check (GB 11714, modulo 11).

    A warning only: some registries gave codes that do not keep it, so it is returned and never raised.
    """
    body, given = uscc[8:16], uscc[16]
    values = (int(character, 36) for character in body)
    check = (11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11) % 11
    expected = "X" if check == 10 else str(check)
    if given == expected:
        return None
    return InvalidInput("OrganisationCodeCheck", field, position=17, expected=expected, given=given, text=uscc)


def identity_of(uscc: str) -> bytes:
    """Return the identity under which a code stands on the chain: ASCII, left-aligned, 32 bytes."""
    return uscc.encode("ascii").ljust(32, b"\0")


def uscc_of(identity: bytes) -> str | None:
    """Return the code that an identity holds; nothing for a natural person's commitment."""
    return None if uscc_fault(identity) else identity[:USCC_LENGTH].decode("ascii")


def uscc_fault(identity: bytes) -> int:
    """
    Return the first place, from 1, at which an identity is no code; 0 if it is one.

    Strict, as the contract is: nothing is made canonical here.
    """
    for place, byte in enumerate(identity[:USCC_LENGTH], 1):
        if chr(byte) not in USCC_ALPHABET:
            return place
    code = identity[:USCC_LENGTH].decode("ascii")
    if code[-1] != uscc_check_character(code):
        return USCC_LENGTH
    return next((place for place, byte in enumerate(identity[USCC_LENGTH:], USCC_LENGTH + 1) if byte), 0)


def typed(text: str) -> str:
    """Return what was typed without blanks, full-width characters narrowed, letters raised."""
    if text.isascii() and text.isalnum():
        return text.upper()
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text if not c.isspace())
    return "".join(c.upper() if c.isascii() else c for c in narrow)


# CERTIFICATE NUMBER

_BY_PREFIX = {rule.prefix: regime for regime, rule in REGIMES.items()}
_NUMBER = re.compile(r"([A-Z]{2})(\d{3})(\d{4})(\d{2})(\d{4})", re.ASCII)

CODE_MAX = 999
PERIOD_MIN = 2000_01
PERIOD_MAX = 9999_12
SERIAL_MAX = 9_999


@dataclass(frozen=True, slots=True, order=True)
class CertificateNumber:
    """
    A certificate's number: a human name and not its key, without check digit (domain rules §11.18).

    `code` is the region's two digits and the registry's one, `period` the year and month (202611), `serial` counts
    from 1 in the month.
    """

    code: int
    regime: Regime
    period: int
    serial: int

    @property
    def packed(self) -> int:
        """The contract's 64 bits."""
        return self.serial | self.period << 16 | self.regime << 40 | self.code << 48

    @property
    def register(self) -> int:
        """The register that it stands in, the contract's 24 bits."""
        return self.regime | self.code << 8

    @property
    def text(self) -> str:
        """As printed: fifteen characters."""
        return f"{REGIMES[self.regime].prefix}{self.code:03d}{self.period:06d}{self.serial:04d}"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def from_packed(cls, number: int) -> CertificateNumber:
        """Read the contract's 64 bits.  Raises `InvalidInput` if the regime is none of the known."""
        regime = number >> 40 & 0xFF
        if regime not in set(Regime):
            raise InvalidInput("RegimeUnknown", "number", regime=regime)
        return cls(number >> 48, Regime(regime), number >> 16 & 0xFFFFFF, number & 0xFFFF)

    @classmethod
    def parse(cls, text: str, field: str = "number") -> CertificateNumber:
        """Read a printed number.  Raises `InvalidInput` NumberMalformed, NumberPrefix, NumberMonth or NumberSerial."""
        match = _NUMBER.fullmatch(typed(text))
        if match is None:
            raise InvalidInput("NumberMalformed", field, given=text)
        prefix, code, year, month, serial = match.groups()
        if prefix not in _BY_PREFIX:
            raise InvalidInput("NumberPrefix", field, given=prefix, expected=", ".join(_BY_PREFIX))
        period = int(year + month)
        if not is_period(period):
            raise InvalidInput("NumberMonth", field, given=year + month)
        if int(serial) == 0:
            raise InvalidInput("NumberSerial", field, given=serial)
        return cls(int(code), _BY_PREFIX[prefix], period, int(serial))


def is_period(period: int) -> bool:
    """Whether a number's year and month are a month."""
    return PERIOD_MIN <= period <= PERIOD_MAX and 1 <= period % 100 <= 12
