"""
The storage word of one certificate, and its parts.

An issue takes the word whole; an auditor takes apart what the contract keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter, lshift

# THE PARTS


@dataclass(frozen=True, slots=True)
class Record:
    """
    The storage word of one certificate, apart: see contracts/Record.sol.

    Plain integers, because a word may come from evidence that is false.
    """

    holder: int
    sequence: int
    valid_from: int
    valid_to: int
    flags: int
    rights: int
    state: int
    ordinal: int
    serial: int
    period: int
    regime: int
    code: int

    @property
    def word(self) -> int:
        """The 256 bits as the contract keeps them."""
        return sum(map(lshift, _VALUES(self), _SHIFTS))

    @property
    def number(self) -> int:
        return self.serial | self.period << 16 | self.regime << 40 | self.code << 48

    @property
    def register(self) -> int:
        return self.regime | self.code << 8


RECORD_LAYOUT = (
    ("holder", 0, 32),
    ("sequence", 32, 32),
    ("valid_from", 64, 40),
    ("valid_to", 104, 40),
    ("flags", 144, 24),
    ("rights", 168, 8),
    ("state", 176, 8),
    ("ordinal", 184, 8),
    ("serial", 192, 16),
    ("period", 208, 24),
    ("regime", 232, 8),
    ("code", 240, 16),
)
"""Name, lowest bit and width of each part of the storage word, from the lowest, in the order of `Record`'s fields."""

_VALUES = attrgetter(*(name for name, _, _ in RECORD_LAYOUT))
_SHIFTS = tuple(shift for _, shift, _ in RECORD_LAYOUT)
_PARTS = tuple((shift, (1 << width) - 1) for _, shift, width in RECORD_LAYOUT)


# THE WORD


def unpack(word: int) -> Record:
    """Take a storage word apart."""
    return Record(*[word >> shift & mask for shift, mask in _PARTS])


def number_of(word: int) -> int:
    """Return the certificate number of a storage word."""
    return word >> 192


def holder_of(word: int) -> int:
    """Return the holder of a storage word."""
    return word & 0xFFFFFFFF


def flags_of(word: int) -> int:
    """Return the flags of a storage word."""
    return word >> 144 & 0xFFFFFF


def ordinal_of(word: int) -> int:
    """Return the ordinal of a storage word: 0 for a first registration."""
    return word >> 184 & 0xFF
