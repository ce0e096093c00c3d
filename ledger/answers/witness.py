"""
The witness: co-signs the checkpoints of a log whose past it knows, and nothing else.

It keeps the last checkpoint that it co-signed.  It signs another only where the log proves that the new tree begins
with the one that it knows; so a log that shows two parties two pasts gets the witness' signature on one of them alone.
It writes down what it knows before it signs (C2SP tlog-witness).
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.answers.note import COSIGNATURE, ED25519, Checkpoint, Note, Verifier, cosigned
from ledger.domain.merkle import is_consistent
from ledger.errors import Inconsistent, Misconfigured, Unavailable
from ledger.private_file import read_private, sealed, unsealed, write_private
from ledger.tls import trusted

ANSWER_BYTES_MAX = 1_048_576
"""Longest answer that is read of a log: a checkpoint with hundreds of cosignatures has a tenth of it."""

TIMEOUT_SECONDS = 20.0
"""How long a log may take to answer."""


class LogForked(Inconsistent):
    """A log does not continue the past that the witness has co-signed: it is not what it was."""

    exit_code = 1


class Log:
    """A log as its API shows it."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, verify=trusted(), timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def checkpoint(self) -> Note | None:
        """Return the newest checkpoint; none while the log is empty.  Raises `Unavailable`, `Inconsistent`."""
        answer = self._ask("GET", "/v1/log/checkpoint")
        return None if answer.status_code == 404 else Note.parse(self._good(answer).text)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Return the proof that the log only grew; an empty one where it gives none.  Raises `Unavailable`."""
        answer = self._ask("GET", "/v1/log/consistency", params={"first": first, "second": second})
        try:
            hashes = [base64.b64decode(each, validate=True) for each in answer.json()["hashes"]]
        except (ValueError, KeyError, TypeError, binascii.Error):
            return []
        return hashes

    def cosign(self, size: int, line: str) -> None:
        """Hand in a cosignature.  Raises `Unavailable`, `Misconfigured` CosignatureRefused."""
        answer = self._ask("POST", "/v1/log/cosignatures", json={"size": size, "cosignature": line})
        if answer.status_code != 200:
            raise Misconfigured("CosignatureRefused", url=self.url, reason=_detail(answer))

    def keys(self, origin: str) -> list[Verifier]:
        """Return the keys that the log publishes as its own.  Raises `Unavailable`."""
        try:
            published = self._good(self._ask("GET", "/.well-known/jwks.json")).json()["keys"]
            return [Verifier(origin, ED25519, base64.urlsafe_b64decode(each["x"] + "=")) for each in published]
        except (ValueError, KeyError, TypeError):
            raise Unavailable("LogUnreachable", url=self.url, reason="jwks.json") from None

    def _good(self, answer: httpx.Response) -> httpx.Response:
        if answer.status_code != 200:
            raise Unavailable("LogUnreachable", url=self.url, reason=_detail(answer))
        return answer

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            with self._client.stream(method, path, **more) as answer:
                content = b""
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > ANSWER_BYTES_MAX:
                        raise Unavailable("LogUnreachable", url=self.url, reason=f"> {ANSWER_BYTES_MAX} bytes")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable("LogUnreachable", url=self.url, reason=str(error) or type(error).__name__) from None
        if answer.status_code >= 500:
            raise Unavailable("LogUnreachable", url=self.url, reason=f"HTTP {answer.status_code}")
        return httpx.Response(answer.status_code, content=content)


def _detail(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness by name and key, and the folder with the last checkpoint that it co-signed."""

    name: str
    secret: Ed25519PrivateKey
    folder: Path

    @classmethod
    def open(cls, name: str, folder: Path, passphrase: str) -> Witness:
        """Open the witness in `folder`, or make its key.  Raises `Misconfigured`."""
        file = folder / "key.pem"
        if not file.exists():
            try:
                write_private(file, sealed(Ed25519PrivateKey.generate(), passphrase), over=True)
            except OSError as error:
                raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None
        return cls(name, unsealed(read_private(file), passphrase, file), folder)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, COSIGNATURE, self.secret.public_key().public_bytes_raw())

    @property
    def kept(self) -> Note | None:
        """Return the last checkpoint that was co-signed.  Raises `Inconsistent` NoteMalformed."""
        file = self.folder / "checkpoint"
        return Note.parse(file.read_text()) if file.exists() else None

    def step(self, log: Log, trusted: Callable[[str], Sequence[Verifier]], now: int) -> Checkpoint | None:
        """
        Co-sign the log's newest checkpoint, at `now`, a unix second; return it, or none while the log is empty.

        `trusted` gives the log's keys by its origin.  Raises `LogForked`, with both checkpoints kept as evidence;
        `Inconsistent` LogKeyUnknown; `Unavailable`.
        """
        with self._alone():
            note = log.checkpoint()
            if note is None and self.kept is not None:
                raise self._forked(self.kept, Note("", ()), log)
            if note is None:
                return None
            seen = Checkpoint.parse(note.text)
            if note.signed_by(trusted(seen.origin)) is None:
                raise Inconsistent("LogKeyUnknown", url=log.url, origin=seen.origin)
            self._check(note, seen, log)
            write_private(self.folder / "checkpoint", str(Note(note.text, note.signatures)), over=True)
            if note.signed_by([self.verifier]) is None:
                log.cosign(seen.size, cosigned(self.name, note.text, self.secret, now).line)
            return seen

    def _check(self, note: Note, seen: Checkpoint, log: Log) -> None:
        kept_note = self.kept
        if kept_note is None:
            return
        kept = Checkpoint.parse(kept_note.text)
        path: list[bytes] = []
        if 0 < kept.size < seen.size:
            path = log.consistency(kept.size, seen.size)
        grew = is_consistent(kept.size, kept.root, seen.size, seen.root, path)
        if kept.origin != seen.origin or not grew:
            raise self._forked(kept_note, note, log)

    def _forked(self, kept: Note, shown: Note, log: Log) -> LogForked:
        text = f"{kept}\n{shown}"
        file = self.folder / f"fork-{hashlib.sha256(text.encode()).hexdigest()[:16]}.txt"
        write_private(file, text, over=True)
        return LogForked("LogForked", url=log.url, file=str(file))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep another process of this witness from signing at the same time."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
