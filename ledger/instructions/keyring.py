"""
The keys that this house may sign with: encrypted files in a folder, each opened when it first signs, and files that
name a key of the remote signer.

Whose a key is and what it may do, the ledger says; the folder says only that it is here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from pydantic import SecretStr

from ledger.chain.remote import RemoteKeys, open_key
from ledger.chain.signer import Signer, keystore_key
from ledger.config import Settings
from ledger.domain.events import Key
from ledger.domain.facts import Facts, find
from ledger.domain.participants import Duty, EnrolledKey, Participant
from ledger.errors import Misconfigured, Refused


def _no_remote_keys() -> RemoteKeys:
    raise Misconfigured("SignerMissing")


class Keyring:
    """The keys in `folder`: keystores, all under one passphrase, and references to `remote`'s."""

    def __init__(self, folder: Path, passphrase: SecretStr, remote: Callable[[], RemoteKeys] = _no_remote_keys) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._remote = cache(remote)
        self._lock = threading.Lock()
        self._files: dict[Path, Key] = {}
        self._open: dict[Key, Signer] = {}

    @classmethod
    def of(cls, settings: Settings) -> Keyring:
        """Return the keys that the settings give this house."""
        return cls(settings.keystore_dir, settings.passphrase, lambda: RemoteKeys.of(settings))

    def keys(self) -> frozenset[Key]:
        """Return the addresses of the keys that are here.  Raises `Misconfigured` for a file that is no keystore."""
        with self._lock:
            files = set(self._folder.glob("*.json"))
            for gone in self._files.keys() - files:
                del self._files[gone]
            for file in files - self._files.keys():
                self._files[file] = keystore_key(file)
            return frozenset(self._files.values())

    def signer(self, key: Key) -> Signer:
        """
        Return the signer of a key.

        Raises `Misconfigured`: KeyNotHere, PassphraseMissing, or as `open_key` does.
        """
        here = self.keys()
        with self._lock:
            if key not in self._open:
                if key not in here:
                    raise Misconfigured("KeyNotHere", key=key)
                file = next(file for file, each in self._files.items() if each == key)
                self._open[key] = open_key(file, self._secret, self._remote)
            return self._open[key]

    def _secret(self) -> str:
        passphrase = self._passphrase.get_secret_value()
        if not passphrase:
            raise Misconfigured("PassphraseMissing")
        return passphrase

    def choose(self, facts: Facts, participant: int, duty: Duty, used: Collection[Key] = ()) -> Key:
        """
        Return an active key of a participant that is here, has a duty and has not signed yet; one of few duties first.

        Raises `Refused` NoKeyHere: somebody else keeps this participant's keys, or it has none with the duty.
        """
        found = find(facts, (Participant.KIND, participant), Participant)
        here = self.keys()
        able = [
            (int(enrolled.duties).bit_count(), key)
            for key in (found.keys if found else ())
            if key in here and key not in used
            if (enrolled := find(facts, (EnrolledKey.KIND, key), EnrolledKey)) is not None and enrolled.duties & duty
        ]
        if not able:
            raise Refused("NoKeyHere", participant=participant, duty=int(duty))
        return min(able)[1]
