"""
The shapes of the documents: which fields a document of each schema has, and the rule of each.

A schema that a document of ours names is kept for ever: what was registered under it is checked by it (P9).  The second
version of the certificate document is the first with fields that may be absent; a document names the first version
that knows all its fields, so that whoever knows only the first goes on reading whatever is of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ledger.domain import fields, vocabulary
from ledger.domain.certificates import WHOLE
from ledger.domain.fields import Rule
from ledger.domain.rules import NAME_CHARACTERS_MAX, OVERVIEW_CHARACTERS_MAX, TRANSLATION_FACTOR

CERTIFICATE_1 = "datadeed/certificate/1"
CERTIFICATE_2 = "datadeed/certificate/2"
PROFILE = "datadeed/profile/1"

INTEGER_MAX = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8785 appendix D)."""

HOLDERS_MAX = 16
SOURCES_MAX = 16
EVIDENCE_MAX = 50
"""Files that one document names; an application has a dozen."""

PARTY_CHARACTERS_MAX = 120
REMARK_CHARACTERS_MAX = 120
"""Longest Chinese explanation beside a closed list or a count [D]."""

_NAME = fields.both(PARTY_CHARACTERS_MAX)
_TEXT = fields.both(OVERVIEW_CHARACTERS_MAX)
_DAY_OR_NULL = fields.or_null(fields.day)
_COUNT = fields.integer(0, INTEGER_MAX)
_COUNT_OR_NULL = fields.or_null(_COUNT)
DIGEST = fields.pattern(r"[0-9a-f]{64}", sha256(b"").hexdigest())
INDUSTRY = fields.pattern(r"[A-T][0-9]{2}", "A01")
"""GB/T 4754: the section's letter and the division's two digits."""

_PARTY = fields.shape({"uscc": fields.uscc, "name": _NAME})

# THE FIRST VERSION

_HOLDER = {"uscc": fields.uscc, "name": _NAME, "rights": fields.rights, "share": fields.integer(1, WHOLE)}
_SOURCE = {"kind": fields.word_of(vocabulary.SOURCES), "authorisationEnds": _DAY_OR_NULL}
_VOLUME = {"records": _COUNT_OR_NULL, "bytes": _COUNT_OR_NULL}

_FIRST: Mapping[str, Rule] = {
    "schema": fields.one_of(CERTIFICATE_1),
    "salt": DIGEST,
    "number": fields.number,
    "regime": fields.regime,
    "registrationType": fields.word_of(vocabulary.REGISTRATION_TYPES),
    "registry": _PARTY,
    "holders": fields.each(fields.shape(_HOLDER), HOLDERS_MAX),
    "dataName": fields.both(NAME_CHARACTERS_MAX),
    "overview": _TEXT,
    "objectKind": fields.word_of(vocabulary.OBJECT_KINDS),
    "industry": INDUSTRY,
    "sources": fields.each(fields.shape(_SOURCE), SOURCES_MAX),
    "spatialScope": fields.word_of(vocabulary.SPATIAL_SCOPES),
    "temporalFrom": _DAY_OR_NULL,
    "temporalTo": _DAY_OR_NULL,
    "updateFrequency": fields.word_of(vocabulary.UPDATE_FREQUENCIES),
    "volume": fields.shape(_VOLUME),
    "grade": fields.grade,
    "personalInformation": fields.word_of(vocabulary.PERSONAL_INFORMATION),
    "fingerprint": fields.shape({"algorithm": fields.one_of("sha-256"), "value": DIGEST}),
    "validFrom": fields.day,
    "lastValidDay": fields.day,
}

# THE SECOND VERSION

_HOLDER_MORE = {
    "termFrom": fields.day,
    "termTo": fields.day,
    "conditions": _TEXT,
    "businessDigest": DIGEST,
}
_SOURCE_MORE = {"grantor": _PARTY, "scope": _TEXT, "documentDigest": DIGEST}
_VOLUME_MORE = {"text": fields.both(REMARK_CHARACTERS_MAX)}

_CLASSIFICATION = {
    "assetClass": fields.pattern(r"[0-9A-Z][0-9A-Z.-]{0,19}", "A0101"),
    "level": fields.integer(1, 4),
}
_CODES = {
    "publicRegistration": fields.pattern(r"[0-9A-Z][0-9A-Z-]{3,39}", "GS1112026110001"),
    "nationalDeposit": fields.pattern(r"[0-9A-Za-z][0-9A-Za-z-]{3,63}", "SJ1112026110001"),
}
_FORM = {"media": fields.some_of(vocabulary.MEDIA), "structure": fields.word_of(vocabulary.STRUCTURES)}
_RESTRICTIONS = {
    "recipients": _TEXT,
    "qualifications": _TEXT,
    "environment": _TEXT,
    "territory": _TEXT,
    "resale": fields.word_of(vocabulary.PERMISSIONS),
    "crossBorder": fields.word_of(vocabulary.PERMISSIONS),
    "text": _TEXT,
}
_OTHER_HOLDER = {"uscc": fields.uscc, "name": _NAME, "rights": fields.rights}
_OTHER_HOLDER_MORE = {"endsOn": fields.day, "limit": _TEXT, "documentDigest": DIGEST}
_FINGERPRINT = {
    "kind": fields.word_of(vocabulary.FINGERPRINT_KINDS),
    "algorithm": fields.word_of(vocabulary.ALGORITHMS),
    "value": DIGEST,
}
_SAMPLES = {
    "sampleDigest": DIGEST,
    "watermarkDigest": DIGEST,
    "fingerprints": fields.each(fields.shape(_FINGERPRINT), 8),
}
_EVIDENCE = {
    "kind": fields.word_of(vocabulary.EVIDENCE_KINDS),
    "algorithm": fields.word_of(vocabulary.ALGORITHMS),
    "digest": DIGEST,
    "bytes": _COUNT,
    "mediaType": fields.pattern(r"[a-z]+/[a-z0-9.+-]{1,80}", "application/pdf"),
}

ADDED: Mapping[str, Rule] = {
    "classification": fields.shape({}, _CLASSIFICATION),
    "codes": fields.shape({}, _CODES),
    "spatialText": fields.both(REMARK_CHARACTERS_MAX),
    "form": fields.shape(_FORM),
    "restrictions": fields.shape({}, _RESTRICTIONS),
    "otherRightHolders": fields.each(fields.shape(_OTHER_HOLDER, _OTHER_HOLDER_MORE), HOLDERS_MAX),
    "useScenarios": _TEXT,
    "samples": fields.shape({}, _SAMPLES),
    "evidence": fields.each(fields.shape(_EVIDENCE, {"custodian": _PARTY}), EVIDENCE_MAX),
}
"""What stands beside the fields of the first version; each may be absent."""

_SECOND = {
    **_FIRST,
    "schema": fields.one_of(CERTIFICATE_2),
    "holders": fields.each(fields.shape(_HOLDER, _HOLDER_MORE), HOLDERS_MAX),
    "sources": fields.each(fields.shape(_SOURCE, _SOURCE_MORE), SOURCES_MAX),
    "volume": fields.shape(_VOLUME, _VOLUME_MORE),
}

# PROFILES

_FORMER_NAME = fields.shape(
    {
        "zh": fields.text(PARTY_CHARACTERS_MAX),
        "en": fields.text(PARTY_CHARACTERS_MAX * TRANSLATION_FACTOR),
        "until": fields.day,
    }
)
_PROFILE = {
    "schema": fields.one_of(PROFILE),
    "uscc": fields.uscc,
    "name": _NAME,
    "formerNames": fields.each(_FORMER_NAME, HOLDERS_MAX, least=0),
}

SHAPES: Mapping[str, Rule] = {
    CERTIFICATE_1: fields.shape(_FIRST),
    CERTIFICATE_2: fields.shape(_SECOND, ADDED),
    PROFILE: fields.shape(_PROFILE),
}
"""Schema -> the rule of its documents."""

CERTIFICATES = (CERTIFICATE_1, CERTIFICATE_2)


def certificate_schema(document: Mapping[str, Any]) -> str:
    """Return the first version of the certificate document that knows all fields of `document`."""
    parts = [("holders", _HOLDER_MORE), ("sources", _SOURCE_MORE), ("volume", _VOLUME_MORE)]
    more = not ADDED.keys().isdisjoint(document) or any(
        not names.keys().isdisjoint(part) for where, names in parts for part in _objects(document.get(where))
    )
    return CERTIFICATE_2 if more else CERTIFICATE_1


def _objects(value: Any) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [part for part in found if isinstance(part, fields.OBJECT)]
