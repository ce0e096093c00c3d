"""
Every question that is asked of the mirror, by noun.

Each function takes a read-only session (`mirror.sessions()`), makes one or a few bounded SELECTs that an index
answers, and returns the domain's own facts; lists come in pages.  What a fact means today (`standing`, `judge`) is not
asked here.
"""

from sqlalchemy.orm import Session as ReadSession

__all__ = ["ReadSession"]
