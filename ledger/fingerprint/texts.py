"""Text in whole lines out of a file's bytes: its encoding, and blocks that end where a line ends."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from ledger.errors import InvalidInput
from ledger.fingerprint.steady import Steady

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""What a file begins with that says its encoding."""

GUESSES = ("utf-8", "gb18030")
"""Without a mark.  What is valid UTF-8 is not GB18030 by chance; GBK and GB2312 are parts of GB18030."""

LINE_CHARACTERS_MAX = 64 * 2**20
"""Longest line: it is held in memory whole, and what is longer is no table."""


def encodings(file: Steady, asked: str | None) -> tuple[str, ...]:
    """Return the encodings to try in turn.  Raises `InvalidInput` EncodingUnsupported."""
    if asked is not None:
        try:
            return (codecs.lookup(asked).name,)
        except LookupError:
            raise InvalidInput("EncodingUnsupported", "--encoding", given=asked) from None
    start = file.start(3)
    return next(((name,) for mark, name in MARKS.items() if start.startswith(mark)), GUESSES)


def lines(blocks: Iterable[bytes], encoding: str, path: str) -> Iterator[str]:
    """
    Yield the text in pieces that end with a line feed, except perhaps the last.

    Line ends of a carriage return alone become line feeds where the file's first piece has no other.  Raises
    `UnicodeDecodeError`; `InvalidInput` LineTooLong.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, feeds = "", True
    for place, block in enumerate(blocks):
        text = decoder.decode(block)
        if place == 0:
            feeds = "\n" in text or "\r" not in text
        whole = rest + (text if feeds else text.replace("\r", "\n"))
        end = whole.rfind("\n") + 1
        rest = whole[end:]
        if len(rest) > LINE_CHARACTERS_MAX:
            raise InvalidInput("LineTooLong", path, maximum=LINE_CHARACTERS_MAX)
        if end:
            yield whole[:end]
    last = rest + decoder.decode(b"", final=True)
    if last:
        yield last
