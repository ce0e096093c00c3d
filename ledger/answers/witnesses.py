"""
The witnesses whose cosignatures a log keeps: one verifier key a line in the file `witnesses` beside the answer keys.

Empty lines and lines that begin with # say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.answers.note import COSIGNATURE, Note, Signature, Verifier
from ledger.errors import Inconsistent, InvalidInput, Misconfigured, NotFound
from ledger.store.service import answers as store
from ledger.store.service.answers import ServiceSession

FILE = "witnesses"


def known(folder: Path) -> tuple[Verifier, ...]:
    """Return the witnesses that the operator knows.  Raises `Misconfigured` WitnessesUnreadable."""
    file = folder / FILE
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        found = tuple(Verifier.parse(line) for line in lines if line and not line.startswith("#"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, InvalidInput):
        raise Misconfigured("WitnessesUnreadable", file=str(file)) from None
    if any(each.type != COSIGNATURE for each in found):
        raise Misconfigured("WitnessesUnreadable", file=str(file))
    return found


def keep(session: ServiceSession, known: Sequence[Verifier], size: int, line: str) -> str:
    """
    Keep a witness' line below the checkpoint of `size`, and return the witness' name.

    Raises `NotFound` CheckpointUnknown; `InvalidInput`: no line, no witness that is known, or not its signature.
    """
    try:
        cosignature = Signature.parse(line.removesuffix("\n"))
    except Inconsistent:
        raise InvalidInput("CosignatureMalformed", "cosignature") from None
    store.size_locked(session)
    checkpoint = store.checkpoint(session, size)
    if checkpoint is None:
        raise NotFound("CheckpointUnknown", size=size)
    text = Note.parse(checkpoint.note).text
    witness = next((each for each in known if (each.name, each.id) == (cosignature.name, cosignature.id)), None)
    if witness is None:
        raise InvalidInput("WitnessUnknown", "cosignature", name=cosignature.name)
    if not witness.accepts(text, cosignature):
        raise InvalidInput("CosignatureWrong", "cosignature", name=cosignature.name, size=size)
    store.add_cosignature(session, size, witness.name, cosignature.line)
    return witness.name
