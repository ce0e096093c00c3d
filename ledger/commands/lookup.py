"""Finding in the mirror what a command names."""

from __future__ import annotations

from ledger.commands.context import Context, whole
from ledger.domain.certificates import Certificate
from ledger.domain.numbers import CertificateNumber
from ledger.errors import InvalidInput, NotFound
from ledger.store.queries import blocks, certificates


def certificate_named(context: Context, name: str) -> Certificate:
    """
    Return the certificate with this number or id.

    Raises `InvalidInput` if it can be neither, `NotFound` if the mirror has none; the sentence says how far it is.
    """
    with context.mirror.sessions() as session:
        if len(name) >= 64:
            certificate_id = bytes32(name, "name")
            found = certificates.by_id(session, certificate_id)
            shown = whole(certificate_id)
        else:
            number = CertificateNumber.parse(name, "name")
            found = certificates.by_number(session, number.packed)
            shown = number.text
        if found is None:
            at = blocks.cursor(session)
            raise NotFound("NotInMirror", name=shown, block=at.number if at else "-")
        return found


def bytes32(text: str, field: str) -> bytes:
    """Return 32 bytes of their hexadecimal digits, with or without 0x.  Raises `InvalidInput` that names the field."""
    try:
        content = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        content = b""
    if len(content) != 32:
        raise InvalidInput("FieldPattern", field, given=text, expected="0x + 64")
    return content
