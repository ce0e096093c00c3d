"""The auditor's own copies of documents, as far as they are given: what certificates' papers and profiles say."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from ledger.audit.documents import Altered, Documents
from ledger.domain.papers import named, read_document, read_profile
from ledger.domain.participants import Participant
from ledger.domain.question import OnFile, Party
from ledger.errors import Unavailable

KEPT_MAX = 4_096
"""Documents at hand in memory: profiles are asked for again and again; some sixteen megabytes."""


class Papers:
    """
    Documents by their digests.  `lacking` are those that were not to be had since it was last cleared.
    """

    def __init__(self, source: Documents | None) -> None:
        self.lacking: set[bytes] = set()
        self.name = source.name if source is not None else ""
        self._source = source
        self._kept: OrderedDict[bytes, bytes | None] = OrderedDict()

    def get(self, digest: bytes) -> bytes | None:
        """Return the bytes with this digest; none where there are none, other bytes are held back, or all is silent."""
        if self._source is None or not any(digest):
            return None
        if digest not in self._kept:
            try:
                found = self._source.get(digest)
            except (Altered, Unavailable):
                found = None
            self._kept[digest] = found if found is not None and hashlib.sha256(found).digest() == digest else None
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return self._kept[digest]

    def content(self, digest: bytes) -> tuple[OnFile, Mapping[str, Any] | None]:
        """Return what a certificate's document is worth and says."""
        found = self.get(digest)
        if found is None:
            self.lacking.add(digest)
            return OnFile.ABSENT, None
        return read_document(found)

    def party(self, participant: Participant, share: Any = None) -> Party:
        """Return a participant with the names of its profile, if that is to be had."""
        found = self.get(participant.profile_digest)
        if found is None and any(participant.profile_digest):
            self.lacking.add(participant.profile_digest)
        return named(participant, read_profile(found), share)
