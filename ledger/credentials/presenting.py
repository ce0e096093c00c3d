"""Showing a part of a credential: the holder keeps the fields that it chooses, and needs neither network nor key."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ledger.credentials.claims import CREDENTIAL_CHARACTERS_MAX, FIELDS, MORE, CredentialInvalid
from ledger.domain.document import parse
from ledger.domain.jose import octets_of
from ledger.errors import InvalidInput

SEPARATOR = "~"


def disclose(credential: str, fields: Collection[str]) -> str:
    """
    Return the credential with these fields of the document and no other; with none it shows the anchor alone.

    Raises `InvalidInput` FieldNotInCredential: one is no field, or is not disclosed in what is given;
    `CredentialInvalid` CredentialMalformed.
    """
    token, disclosures = parts(credential)
    named = {name_of(each): each for each in disclosures}
    for field in fields:
        if field not in named:
            raise InvalidInput("FieldNotInCredential", "field", given=field, expected=sorted(named))
    chosen = [disclosure for name, disclosure in named.items() if name in fields]
    return SEPARATOR.join((token, *chosen, ""))


def parts(credential: str) -> tuple[str, list[str]]:
    """Return the signed part and the disclosures.  Raises `CredentialInvalid` CredentialMalformed."""
    text = credential.strip()
    token, *rest = text.split(SEPARATOR) if len(text) <= CREDENTIAL_CHARACTERS_MAX and text.isascii() else [""]
    if token.count(".") != 2 or not rest or rest[-1]:
        raise CredentialInvalid("CredentialMalformed")
    return token, rest[:-1]


def name_of(disclosure: str) -> str:
    """Return which field of the document a disclosure is of.  Raises `CredentialInvalid` CredentialMalformed."""
    found = opened(disclosure)
    if len(found) == 3 and isinstance(found[0], str) and found[1] in (*FIELDS, *MORE):
        return str(found[1])
    raise CredentialInvalid("CredentialMalformed")


def opened(part: str) -> Any:
    """Read JSON in base64url, strictly.  Raises `CredentialInvalid` CredentialMalformed."""
    octets = octets_of(part)
    try:
        if octets is not None:
            return parse(octets)
    except InvalidInput:
        pass
    raise CredentialInvalid("CredentialMalformed")
