"""Files that only their owner may read: keys, sealed or not.  Each is written whole, or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


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
