"""What the tables of the service are made of.  Each noun's module has its rows and the questions about them."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.orm import DeclarativeBase


class ServiceBase(DeclarativeBase):
    """The base of all rows of the service database; an integer is of 64 bits, instants are unix seconds."""

    type_annotation_map = {int: BigInteger, bytes: LargeBinary, str: Text}  # noqa: RUF012 - SQLAlchemy's own form
