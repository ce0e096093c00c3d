"""
The QR code of a certificate's paper: which certificate it is, and the beginning of its document's digest.

A code opens the record and proves nothing by itself: the record outranks the paper (guideline 〔2026〕35, art. 27).
Two forms are read, and no other: an address `https://<host>/v/<number>?d=<16 hex digits>`, for a phone, and the plain
text `DATADEED:<number>:<16 hex digits>`, where no address is wanted.  The host is not believed: whoever verifies asks
its own ledger, so a code that leads elsewhere gains nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput

PREFIX_BYTES = 8
"""So much of the SHA-256 stands in the code: nobody makes another document with the same 64 bits by accident, and who
made one on purpose still meets the whole digest on the ledger."""

TEXT_MAX = 200
"""Longest text that is looked at, in characters."""

_DIGITS = r"([0-9a-f]{16})"
_FORMS = (
    re.compile(rf"https://[a-z0-9.-]{{1,100}}(?::[0-9]{{1,5}})?/v/([A-Z]{{2}}[0-9]{{13}})\?d={_DIGITS}", re.ASCII),
    re.compile(rf"DATADEED:([A-Z]{{2}}[0-9]{{13}}):{_DIGITS}", re.ASCII),
)


@dataclass(frozen=True, slots=True)
class Qr:
    """What a code says: the certificate's number, and the first bytes of the SHA-256 of the document."""

    number: CertificateNumber
    prefix: bytes

    def text(self, host: str = "") -> str:
        """Return the code's text: an address at this host, the plain form without one."""
        digits = self.prefix.hex()
        return f"https://{host}/v/{self.number}?d={digits}" if host else f"DATADEED:{self.number}:{digits}"


def qr_of(number: CertificateNumber, digest: bytes) -> Qr:
    """Return the code for the paper of a document with this digest."""
    return Qr(number, digest[:PREFIX_BYTES])


def read_qr(text: str, field: str = "qr") -> Qr:
    """
    Read a code's text, strictly: not a character more, no other case.

    Raises `InvalidInput` QrForeign for what is no code of a certificate, and what `CertificateNumber.parse` raises.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(text[: TEXT_MAX + 1]))), None)
    if found is None or len(text) > TEXT_MAX:
        raise InvalidInput("QrForeign", field, given=text[:TEXT_MAX])
    return Qr(CertificateNumber.parse(found[1], field), bytes.fromhex(found[2]))
