"""
Clients: the programs that ask in a participant's name, and what they show to be known by.

A client shows an API key, an access token that it got for its secret, or a certificate that a proxy has checked.  Of
keys, secrets and tokens only the SHA-256 is kept: each is 256 random bits, which nobody finds by trying, so that a slow
hash or a salt would protect nothing more and make every request slower.  Whoever steals this database cannot ask.

Tokens stand in the same table as keys: any number of API processes know them at once, and one who is revoked has none.
A client's digest is compared in constant time although it was looked up by itself: a look-up alone would do, for nobody
can choose the digest of something that he does not have.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.errors import NotFound, Refused
from ledger.store.service.base import ServiceBase

SECRET_BYTES = 32
"""Random bytes of a key, a secret or a token."""

FORGOTTEN_SECONDS = 86_400
"""How long an expired token is still known as one, so that its bearer is told that it expired; then it is deleted."""


class Kind(StrEnum):
    """What a client may show; the word stands in front of it, so that whoever finds one knows what it is."""

    KEY = "key"
    SECRET = "secret"  # noqa: S105 - a word, no secret
    TOKEN = "token"  # noqa: S105 - a word, no secret


class ClientRow(ServiceBase):
    """A client; `scopes` are words with blanks between, `certificate` as `certificate_text` writes it."""

    __tablename__ = "client"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    participant: Mapped[int]
    scopes: Mapped[str]
    certificate: Mapped[str | None] = mapped_column(unique=True)
    created: Mapped[int]
    expires: Mapped[int | None]
    revoked: Mapped[int | None]


class CredentialRow(ServiceBase):
    """A key, a secret or a token, by its digest (32 bytes)."""

    __tablename__ = "credential"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    client: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    scopes: Mapped[str]
    created: Mapped[int]
    expires: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Client:
    """
    A client: its id, its name, the participant that it acts for (0: none of the ledger's), and what it may do.

    `certificate` is the subject or the SHA-256 fingerprint of its certificate; instants are unix seconds.
    """

    id: str
    name: str
    participant: int
    scopes: frozenset[str]
    certificate: str | None
    created: int
    expires: int | None
    revoked: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a credential that was shown is good for: the client, the scopes, and the unix second of its end, if any."""

    client: Client
    scopes: frozenset[str]
    until: int | None


@dataclass(frozen=True, slots=True)
class New:
    """A client to be; `participant` 0 acts for none of the ledger's, `expires` None for ever."""

    name: str
    participant: int
    scopes: frozenset[str]
    certificate: str | None = None
    expires: int | None = None


# THE OPERATOR


def add(session: Session, new: New, now: int) -> Client:
    """Enter a client.  Raises `Refused` CertificateTaken if another client has its certificate."""
    certificate = certificate_text(new.certificate) if new.certificate else None
    if certificate and session.scalar(select(ClientRow.id).where(ClientRow.certificate == certificate)):
        raise Refused("CertificateTaken", certificate=certificate)
    row = ClientRow(
        id=f"client-{secrets.token_hex(8)}",
        name=new.name,
        participant=new.participant,
        scopes=_written(new.scopes),
        certificate=certificate,
        created=now,
        expires=new.expires,
        revoked=None,
    )
    session.add(row)
    session.flush()
    return _client(row)


def issue(session: Session, client: Client, kind: Kind, now: int) -> str:
    """Give a client a key or a secret, and return it: this is the only time that it is seen."""
    return _issued(session, client, kind, client.scopes, (now, None))


def rotate(session: Session, client: Client, kind: Kind, now: int, overlap_seconds: int) -> str:
    """Give a client a new key or secret, and let its former ones end after an overlap; return the new one."""
    ends = now + overlap_seconds
    former = (CredentialRow.client == client.id, CredentialRow.kind == kind)
    later = (CredentialRow.expires.is_(None)) | (CredentialRow.expires > ends)
    session.execute(update(CredentialRow).where(*former, later).values(expires=ends))
    return issue(session, client, kind, now)


def revoke(session: Session, client: Client, now: int) -> None:
    """End a client and all that it could show, for good."""
    session.execute(update(ClientRow).where(ClientRow.id == client.id).values(revoked=now))
    session.execute(delete(CredentialRow).where(CredentialRow.client == client.id))


def clients(session: Session) -> list[Client]:
    """Return all clients in the order of their entry, also those that are no more."""
    return [_client(row) for row in session.scalars(select(ClientRow).order_by(ClientRow.created, ClientRow.id))]


def by_id(session: Session, client_id: str) -> Client:
    """Return a client that is not revoked.  Raises `NotFound` ClientUnknown, `Refused` ClientRevoked."""
    row = session.get(ClientRow, client_id)
    if row is None:
        raise NotFound("ClientUnknown", client=client_id)
    if row.revoked is not None:
        raise Refused("ClientRevoked", client=client_id)
    return _client(row)


def kinds_of(session: Session, client: Client, now: int) -> list[Kind]:
    """Return which credentials of a client are good at an instant, tokens left out."""
    found = session.execute(
        select(CredentialRow.kind, CredentialRow.expires).where(
            CredentialRow.client == client.id, CredentialRow.kind != Kind.TOKEN
        )
    )
    return sorted({Kind(kind) for kind, expires in found if expires is None or expires > now})


# WHO ASKS


def by_secret(session: Session, client_id: str, secret: str, now: int) -> Client | None:
    """Return the client that has this secret now; none for every other pair, whatever is wrong with it."""
    row = _credential(session, secret)
    if row is None or row.kind != Kind.SECRET or not hmac.compare_digest(row.client.encode(), client_id.encode()):
        return None
    client = session.get(ClientRow, row.client)
    if client is None or client.revoked is not None:
        return None
    until = _sooner(row.expires, client.expires)
    if until is not None and until <= now:
        return None
    return _client(client)


def grant(session: Session, client: Client, scopes: frozenset[str], now: int, seconds: int) -> str:
    """Give a client an access token for some of its scopes, good for so many seconds; return it."""
    forgotten = (CredentialRow.kind == Kind.TOKEN, CredentialRow.expires < now - FORGOTTEN_SECONDS)
    session.execute(delete(CredentialRow).where(CredentialRow.client == client.id, *forgotten))
    return _issued(session, client, Kind.TOKEN, scopes, (now, now + seconds))


def by_bearer(session: Session, shown: str) -> Shown | None:
    """
    Return what a key or a token is good for; none for what was never given, and for one whose client was revoked.

    One that has expired is returned: its bearer may be told so.  A client's secret is no key.
    """
    row = _credential(session, shown)
    if row is None or row.kind == Kind.SECRET:
        return None
    client = session.get(ClientRow, row.client)
    if client is None or client.revoked is not None:
        return None
    own = frozenset(client.scopes.split())
    return Shown(_client(client), own & frozenset(row.scopes.split()), _sooner(row.expires, client.expires))


def by_certificate(session: Session, certificate: str) -> Shown | None:
    """Return what a certificate that a proxy has checked is good for; none for one that no client has."""
    row = session.scalar(select(ClientRow).where(ClientRow.certificate == certificate_text(certificate)))
    if row is None or row.revoked is not None:
        return None
    return Shown(_client(row), frozenset(row.scopes.split()), row.expires)


def certificate_text(text: str) -> str:
    """Return a SHA-256 fingerprint as 64 small digits, however it is written; a subject as it stands."""
    digits = text.strip().replace(":", "").lower()
    is_fingerprint = len(digits) == 64 and all(digit in "0123456789abcdef" for digit in digits)
    return digits if is_fingerprint else text.strip()


def digest_of(shown: str) -> bytes:
    """Return what is kept of a key, a secret or a token (32 bytes)."""
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).digest()


def _issued(session: Session, client: Client, kind: Kind, scopes: Iterable[str], times: tuple[int, int | None]) -> str:
    made = f"deed_{kind}_{secrets.token_urlsafe(SECRET_BYTES)}"
    created, expires = times
    session.add(
        CredentialRow(
            digest=digest_of(made),
            client=client.id,
            kind=kind,
            scopes=_written(scopes),
            created=created,
            expires=expires,
        )
    )
    session.flush()
    return made


def _credential(session: Session, shown: str) -> CredentialRow | None:
    digest = digest_of(shown)
    row = session.get(CredentialRow, digest)
    return row if row is not None and hmac.compare_digest(row.digest, digest) else None


def _client(row: ClientRow) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        participant=row.participant,
        scopes=frozenset(row.scopes.split()),
        certificate=row.certificate,
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
    )


def _written(scopes: Iterable[str]) -> str:
    return " ".join(sorted(scopes))


def _sooner(*ends: int | None) -> int | None:
    return min((end for end in ends if end is not None), default=None)
