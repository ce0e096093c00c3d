"""What one audit rests on beside its node: what is compared, how far, and what the auditor holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.audit.documents import Documents
from ledger.audit.evidence import Evidence
from ledger.audit.node import Node
from ledger.audit.note import Checkpoint as LogCheckpoint
from ledger.audit.sampling import Asked
from ledger.audit.seals import Checkpoint
from ledger.audit.second import Second

if TYPE_CHECKING:
    from ledger.audit.work import Work


@dataclass(frozen=True, slots=True)
class Sources:
    """What is compared, and up to where.  Empty sources are left out."""

    snapshot: str
    documents: str | Documents
    until: int | None
    timeout_seconds: float
    api_key: str = field(default="", repr=False)
    checkpoint: Checkpoint | None = None
    second: Second | None = None
    answers: str = ""
    log_checkpoint: LogCheckpoint | None = None
    sample: Asked | None = None
    as_of: date | None = None
    then: Callable[[Work, Evidence, Node], None] | None = None  # what goes on after all else, as `watching` does
    depth: int = 0  # blocks on top of a block that is final
