"""
What a verification asks, what the ledger knows of it, and how good the evidence is: the three things that are judged.

Values only.  Whoever judges gathers them: the API from the mirror, an offline verifier from proofs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any

from ledger.domain.cases import Case as Application
from ledger.domain.certificates import Certificate, Share
from ledger.domain.events import CertificateId, Digest, Position
from ledger.domain.numbers import CertificateNumber
from ledger.domain.participants import Participant
from ledger.domain.policy import Purpose
from ledger.domain.resting import Resting
from ledger.domain.standing import RenewalTerms

# WHAT IS ASKED


class BasisKind(IntEnum):
    """By what right one asks (guideline 〔2026〕35, art. 30): a closed list."""

    CONSENT = 1  # 权利人同意
    OWN = 2  # 权利人本人
    DUTY = 3  # 法定职责
    ORDER = 4  # 司法、监察文书
    ENGAGEMENT = 5  # 审计、评估等委托


@dataclass(frozen=True, slots=True)
class Basis:
    """By what right one asks, and the reference under which it can be looked up; never a person's data (P9)."""

    kind: BasisKind
    reference: str


@dataclass(frozen=True, slots=True)
class Question:
    """
    What a verification asks.

    The certificate is named by its number, its id, or the digest of a document; a digest beside a number or id is the
    digest of the paper presented.  `digest_prefix` are the first bytes of that digest, where a QR code gave no more.
    `instant` is the unix second to judge at.  `amount`, in fen, is what the certificate is to secure; `agreed`, in fen,
    at what it is to be contributed to `investee`, a unified social credit code.
    """

    purpose: Purpose
    instant: int
    number: CertificateNumber | None = None
    certificate_id: CertificateId | None = None
    digest: Digest | None = None
    holder_uscc: str | None = None
    holder_name: str | None = None
    maturity: date | None = None
    amount: int | None = None
    investee: str | None = None
    agreed: int | None = None
    basis: Basis | None = None
    digest_prefix: bytes | None = None


# WHAT IS KNOWN


@dataclass(frozen=True, slots=True)
class Names:
    """One name in both languages; `until` is the last day on which a former name was borne."""

    zh: str
    en: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A holder with its part, or the registry; names are from the profile on file, none if that cannot be read."""

    participant: Participant
    share: Share | None = None
    name: Names | None = None
    former_names: tuple[Names, ...] = ()


class OnFile(StrEnum):
    """What has become of the document that the chain's digest names."""

    INTACT = "intact"
    ABSENT = "absent"
    ALTERED = "altered"
    ERASED = "erased"  # there is a tombstone in its place
    UNREADABLE = "unreadable"  # its digest is right, but it is no certificate document of a known version


class Match(StrEnum):
    """How the digest of a presented paper stands to the certificate's."""

    CURRENT = "current"
    EARLIER = "earlier"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Presented:
    """The paper presented; `position` is the event that brought in, or replaced, its version."""

    match: Match
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What the ledger knows of the certificate asked for.

    `content` is the checked document, only if it is intact.  `registry` is who keeps the certificate's register now.
    `same_data` are all other certificates with the same fingerprint, in whatever state.  `renewal` decides of the
    standing.  `resting` is what rests on the certificate at the question's instant, none where nothing is judged;
    `others` are the participants that it names, by number.  `same_data_resting` is what rests on those of `same_data`
    that are alive, and `applications` are the open cases by which the same data are to be registered.  `scanned` is the
    paper that bears the QR code, `investee` the participant with the code that the question names.
    """

    certificate: Certificate
    holders: tuple[Party, ...]
    registry: Party | None
    on_file: OnFile
    content: Mapping[str, Any] | None = None
    presented: Presented | None = None
    same_data: tuple[Certificate, ...] = ()
    paused: bool = False
    renewal: RenewalTerms = field(default_factory=RenewalTerms)
    resting: Resting | None = None
    others: Mapping[int, Party] = field(default_factory=dict)
    same_data_resting: Mapping[CertificateId, Resting] = field(default_factory=dict)
    applications: tuple[Application, ...] = ()
    scanned: Presented | None = None
    investee: Party | None = None

    @property
    def number(self) -> CertificateNumber:
        return CertificateNumber.from_packed(self.certificate.number)


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    How good the evidence is.

    `block`, `hash` and `time` are the mirror's last block; none if it is empty.  `now` is the clock of whoever judges,
    `head` the node's last block, none if the node is silent.  `agrees` says whether the node has that same block at
    that height.  The limits are the operator's.  `is_past` says that an earlier block was asked for: then the evidence
    is good if that block is final, however old it is.
    """

    now: int
    blocks_max: int
    seconds_max: int
    block: int | None = None
    hash: Digest | None = None
    time: int | None = None
    head: int | None = None
    agrees: bool = True
    is_past: bool = False

    @property
    def lag_blocks(self) -> int | None:
        """Blocks that the mirror is behind the node; none if either is silent."""
        return None if self.block is None or self.head is None else max(0, self.head - self.block)

    @property
    def lag_seconds(self) -> int | None:
        """Age of the newest block known, by our own clock, so that a node cut off from its peers is noticed too."""
        return None if self.time is None else max(0, self.now - self.time)

    @property
    def instant(self) -> int:
        """The instant that "now" means: the ledger cannot stand before its own last block."""
        return self.now if self.time is None else max(self.now, self.time)
