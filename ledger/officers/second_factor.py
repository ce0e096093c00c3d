"""
The second factor: codes of time that a telephone gives (RFC 6238), and recovery codes for when it is lost.

The secret is sealed with a key that stands in a file of its own, so that whoever gets the database has no codes.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from pathlib import Path

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from ledger.errors import Misconfigured
from ledger.private_file import read_private, write_private

ISSUER = "DataDeed"
"""What the telephone shows beside the login."""

STEPS_AROUND = 1
"""A code of the step before or after counts too: clocks differ and people type slowly (RFC 6238 §5.2)."""

STEP_SECONDS = 30

RECOVERY_CODES = 10
"""As many as a person prints and keeps; each is good once."""

_RECOVERY_BYTES = 10
"""80 random bits: nobody finds one by trying, so that its SHA-256 is enough to keep."""


class Seal:
    """Seals secrets with the key of a file, made at its first use; every process of a service needs the same file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened: Fernet | None = None

    def close(self, secret: str) -> bytes:
        """Return a secret sealed.  Raises `Misconfigured` as `read_private` does."""
        return self._key().encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Return the secret.  Raises `Misconfigured` SealBroken if it was sealed with another key."""
        try:
            return self._key().decrypt(sealed).decode()
        except InvalidToken:
            raise Misconfigured("SealBroken", file=str(self._file)) from None

    def _key(self) -> Fernet:
        if self._opened is None:
            with suppress(FileExistsError):
                write_private(self._file, Fernet.generate_key().decode(), over=False)
            try:
                self._opened = Fernet(read_private(self._file).strip())
            except ValueError:
                raise Misconfigured("KeyFileDamaged", file=str(self._file)) from None
        return self._opened


def new_secret() -> str:
    """Return a new secret of 160 random bits, as telephones take it."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """Return the address (otpauth) that a telephone reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def code_at(secret: str, instant: float) -> str:
    """Return the code of an instant."""
    return pyotp.TOTP(secret).generate_otp(int(instant) // STEP_SECONDS)


def step_of(secret: str, code: str, instant: float) -> int | None:
    """Return the step of time of which this is the code; none if it is of no step around an instant."""
    given = re.sub(r"\s", "", code).encode()
    present = int(instant) // STEP_SECONDS
    found = None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), given):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return new recovery codes, as they are printed."""
    return [_grouped(secrets.token_hex(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def recovery_digest(code: str) -> bytes:
    """Return what is kept of a recovery code (32 bytes), however it is typed."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode("utf-8", "replace")).digest()


def _grouped(digits: str) -> str:
    return "-".join(re.findall(".{5}", digits))
