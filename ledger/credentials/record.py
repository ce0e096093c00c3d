"""A credential against the record on chain, field by field.  The record outranks the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.credentials.checking import Shown
from ledger.credentials.claims import FIELDS, MORE
from ledger.domain.calendar import last_valid_day
from ledger.domain.certificates import Regime
from ledger.domain.document import digest, parse
from ledger.domain.finding import code_of
from ledger.domain.question import Match, Subject
from ledger.errors import InvalidInput


class Word(StrEnum):
    """What is to be said of one field."""

    HIDDEN = "hidden"
    SHOWN = "shown"  # and not asked of the chain
    AGREES = "agrees"  # with what the chain says now
    DIFFERS = "differs"  # from what the chain says now: the chain is right
    DIGEST = "digest"  # the chain has it in the document's digest alone; all of the document is at hand and has it
    ISSUER = "issuer"  # the chain has it in the digest alone, so that it rests on the issuer's signature


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the document, the value that is shown, and what is to be said of it."""

    name: str
    word: Word
    value: Any = None


def words(shown: Shown, subject: Subject | None = None, document: bytes | None = None) -> list[Field]:
    """
    Return all fields in the document's order; of those that a document need not have, the shown ones.

    `subject` is what the ledger says of the certificate; none: it was not asked.  `document` is the whole document, if
    the verifier has it beside the credential.  Raises `InvalidInput` DocumentNotAnchored, DocumentContradicts.
    """
    whole = shown.document or (_held_against(shown, document) if document is not None else None)
    recorded = _recorded(subject) if subject is not None else {}
    names = (*FIELDS, *(name for name in MORE if name in shown.fields))
    return [_word(name, shown, recorded, whole is not None, subject is not None) for name in names]


def match_of(shown: Shown, subject: Subject, *, was_ever: bool) -> Match:
    """Say whether the anchored digest is the certificate's now, or `was_ever` one of its digests, or none of it."""
    if shown.anchor.document_digest == subject.certificate.document_digest:
        return Match.CURRENT
    return Match.EARLIER if was_ever else Match.UNKNOWN


def _word(name: str, shown: Shown, recorded: Mapping[str, Any], is_whole: bool, is_asked: bool) -> Field:
    if name not in shown.fields:
        return Field(name, Word.HIDDEN)
    value = shown.fields[name]
    if name in recorded:
        return Field(name, Word.AGREES if _comparable(name, value) == recorded[name] else Word.DIFFERS, value)
    if is_whole:
        return Field(name, Word.DIGEST, value)
    return Field(name, Word.ISSUER if is_asked else Word.SHOWN, value)


def _comparable(name: str, value: Any) -> Any:
    """Return what of a field the chain says too: of its holders their codes, of its fingerprint the value."""
    if name == "holders":
        return sorted(holder["uscc"] for holder in value)
    return value["value"] if name == "fingerprint" else value


def _recorded(subject: Subject) -> dict[str, Any]:
    """Return what the chain itself says now of what a document says."""
    certificate = subject.certificate
    return {
        "number": subject.number.text,
        "regime": Regime(subject.number.regime).name,
        "fingerprint": certificate.fingerprint.hex(),
        "lastValidDay": last_valid_day(certificate.valid_to).isoformat(),
        "holders": sorted(code_of(party) or "" for party in subject.holders),
    }


def _held_against(shown: Shown, document: bytes) -> bytes:
    """Return the document if it is the anchored one, and says what the credential shows."""
    if digest(document) != shown.anchor.document_digest:
        raise InvalidInput("DocumentNotAnchored", "document", number=shown.anchor.number)
    content = parse(document)
    for name, value in shown.fields.items():
        if content.get(name) != value:
            raise InvalidInput("DocumentContradicts", "document", name=name)
    return document
