"""Files that only their owner may read: keys, sealed or not.  Each is written whole, or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import Misconfigured


def write_private(file: Path, text: str, *, over: bool) -> None:
    """
    Write a file that only its owner may read, `over` another or never.

    Raises `FileExistsError` for one that is there and is to stay, `OSError`; then nothing was written.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        if over:
            part.replace(file)
        else:
            os.link(part, file)
    finally:
        part.unlink(missing_ok=True)


def read_private(file: Path) -> str:
    """Read a file that only its owner may read.  Raises `Misconfigured`: it is damaged or open to others."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise Misconfigured("KeyFileOpenToOthers", file=str(file), mode=f"{mode:04o}")
        return file.read_text()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured("KeyFileDamaged", file=str(file)) from None


def sealed(secret: Ed25519PrivateKey, passphrase: str) -> str:
    """Return a key as text (PKCS #8), encrypted where there is a passphrase."""
    by: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        by = serialization.BestAvailableEncryption(passphrase.encode())
    pem = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, by)
    return pem.decode()


def unsealed(text: str, passphrase: str, file: Path) -> Ed25519PrivateKey:
    """Return the key of such a text, which stands in `file`.  Raises `Misconfigured`: KeyFileLocked, -Damaged."""
    pem = text.encode()
    is_locked = b"ENCRYPTED" in pem.partition(b"\n")[0]
    try:
        opened = serialization.load_pem_private_key(pem, (passphrase.encode() or b"\0") if is_locked else None)
    except ValueError:
        raise Misconfigured("KeyFileLocked" if is_locked else "KeyFileDamaged", file=str(file)) from None
    if not isinstance(opened, Ed25519PrivateKey):
        raise Misconfigured("KeyFileDamaged", file=str(file))
    return opened
