"""Finding in the mirror what a command names."""

from __future__ import annotations

from pathlib import Path

from ledger.commands.context import Context, read_file, whole
from ledger.desk.values import bytes32
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId, ParticipantNumber
from ledger.domain.numbers import check_uscc
from ledger.domain.query_code import number_of
from ledger.errors import NotFound
from ledger.store.queries import blocks, certificates


def certificate_named(context: Context, name: str) -> Certificate:
    """
    Return the certificate with this number, query code or id.

    Raises `InvalidInput` if it can be neither, `NotFound` if the mirror has none; the sentence says how far it is.
    """
    with context.mirror.sessions() as session:
        if len(name) >= 64:
            certificate_id = bytes32(name, "name")
            found = certificates.by_id(session, certificate_id)
            shown = whole(certificate_id)
        else:
            number = number_of(name, "name")
            found = certificates.by_number(session, number.packed)
            shown = number.text
        if found is None:
            at = blocks.cursor(session)
            raise NotFound("NotInMirror", name=shown, block=at.number if at else "-")
        return found


class Lookup:
    """Looks up what a person names in a command: participants on the chain, certificates in the mirror."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def participant(self, text: str, field: str) -> ParticipantNumber:
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return self._context.book.participant_at(int(text)).number
        return self._context.book.participant(check_uscc(text, field)).number

    def certificate(self, text: str, _: str) -> CertificateId:
        return certificate_named(self._context, text).id

    def file(self, name: str, _: str) -> bytes:
        return read_file(Path(name))
