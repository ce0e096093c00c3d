"""Attachments of case files: which file of the store is what in which case, and who put it there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.errors import NotFound, Refused
from ledger.store.files import Kept
from ledger.store.service.base import ServiceBase
from ledger.store.service.case_files import Hand

ATTACHMENTS_MAX = 100
"""Most attachments of a file, those that were taken away left out."""


class AttachmentKind(StrEnum):
    """What an attachment shows (guideline 〔2026〕35, art. 16, 25 and 33)."""

    FORM = "form"  # 申请表
    SOURCE = "source"  # 数据来源证明
    OWNERSHIP = "ownership"  # 权属证明
    IDENTITY = "identity"  # 身份证明
    SAMPLE = "sample"  # 数据样例
    DESCRIPTION = "description"  # 数据说明
    SUPPLEMENT = "supplement"  # 补正材料
    INQUIRY = "inquiry"  # 第三方询问及答复
    OBJECTION = "objection"  # 公示异议材料
    DECISION = "decision"  # 决定文书
    OTHER = "other"  # 其他


class AttachmentRow(ServiceBase):
    """An attachment; `removed_at` is 0 while it is there."""

    __tablename__ = "case_attachments"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_file: Mapped[str] = mapped_column(ForeignKey("case_files.id"), index=True)
    kind: Mapped[str]
    digest: Mapped[bytes] = mapped_column(index=True)
    name: Mapped[str]
    size: Mapped[int]
    medium: Mapped[str]
    added_at: Mapped[int]
    added_by: Mapped[str]
    added_for: Mapped[int]
    removed_at: Mapped[int]


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment; `size` in bytes, `digest` 32 bytes."""

    id: str
    kind: AttachmentKind
    digest: bytes
    name: str
    size: int
    medium: str
    added_at: int
    added_by: str
    added_for: int


def attach(session: Session, case_file: str, kind: AttachmentKind, kept: Kept, hand: Hand) -> Attachment:
    """
    Attach a kept file; the same bytes as the same kind are attached once.

    Raises `Refused` AttachmentsTooMany.
    """
    known = attachments_of(session, case_file)
    same = next((one for one in known if (one.kind, one.digest) == (kind, kept.digest)), None)
    if same is not None:
        return same
    if len(known) >= ATTACHMENTS_MAX:
        raise Refused("AttachmentsTooMany", maximum=ATTACHMENTS_MAX)
    row = AttachmentRow(
        id=f"att_{secrets.token_hex(8)}", case_file=case_file, kind=kind, digest=kept.digest, name=kept.name,
        size=kept.size, medium=kept.medium, added_at=hand.at, added_by=hand.officer, added_for=hand.participant,
        removed_at=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _attachment(row)


def attachments_of(session: Session, case_file: str) -> list[Attachment]:
    """Return what is attached to a file, in the order in which it came."""
    wanted = select(AttachmentRow).where(AttachmentRow.case_file == case_file, AttachmentRow.removed_at == 0)
    return [_attachment(row) for row in session.scalars(wanted.order_by(AttachmentRow.added_at, AttachmentRow.id))]


def by_id(session: Session, case_file: str, name: str) -> Attachment:
    """Return an attachment of a file.  Raises `NotFound` AttachmentUnknown."""
    found = next((one for one in attachments_of(session, case_file) if one.id == name), None)
    if found is None:
        raise NotFound("AttachmentUnknown", attachment=name)
    return found


def remove(session: Session, name: str, at: int) -> None:
    """Take an attachment away."""
    session.execute(update(AttachmentRow).where(AttachmentRow.id == name).values(removed_at=at))


def is_named(session: Session, digest: bytes) -> bool:
    """Whether any file still has these bytes attached."""
    return bool(session.scalar(select(exists().where(AttachmentRow.digest == digest, AttachmentRow.removed_at == 0))))


def _attachment(row: AttachmentRow) -> Attachment:
    return Attachment(
        row.id, AttachmentKind(row.kind), bytes(row.digest), row.name, row.size, row.medium, row.added_at, row.added_by,
        row.added_for,
    )  # fmt: skip
