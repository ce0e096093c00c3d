"""
The typeface of printed papers: found, and cut down to the characters that a paper has.

It comes from a package that carries Noto Sans SC (SIL Open Font License) and that pip installs with the rest, or from a
file that the auditor names.  What is embedded is a subset in two weights, the same bytes for the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

from ledger.errors import Misconfigured

PACKAGE = "justmytype_intl_cjk"
FILE = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"

REGULAR, BOLD = 400, 700
"""Weights of OpenType's axis wght; a file without that axis serves for both."""

REPLACEMENT = "?"
"""Stands for a character that the typeface lacks or that is not printable."""

_UNUSED = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
"""Tables for shaping and for vertical lines, of which our papers have none."""

_NEEDED = "数契审计0aA" + REPLACEMENT


def typeface_file(chosen: Path | None) -> Path:
    """Return the file to print with: the one named, or the package's.  Raises `Misconfigured` PaperFontMissing."""
    if chosen is None:
        found = find_spec(PACKAGE)
        chosen = Path(found.origin).parent / FILE if found and found.origin else Path(FILE)
    if not chosen.is_file():
        raise Misconfigured("PaperFontMissing", file=str(chosen))
    return chosen


class Typeface:
    """One font file.  Raises `Misconfigured` PaperFontUnfit for a file that is no font, or one without Chinese."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            cmap = self._open().getBestCmap() or {}
        except (OSError, TTLibError) as broken:
            raise Misconfigured("PaperFontUnfit", file=str(file), reason=str(broken)[:200]) from None
        self._signs = frozenset(map(chr, cmap))
        if lacking := "".join(sign for sign in _NEEDED if sign not in self._signs):
            raise Misconfigured("PaperFontUnfit", file=str(file), reason=lacking)

    def drawable(self, text: str) -> str:
        """Return the text with what cannot be printed replaced."""
        return "".join(sign if sign in self._signs and sign.isprintable() else REPLACEMENT for sign in text)

    def lacking(self, text: str) -> str:
        """Return the characters of a text that cannot be printed, each once."""
        return "".join(dict.fromkeys(sign for sign in text if sign not in self._signs or not sign.isprintable()))

    def cut(self, signs: Iterable[str]) -> tuple[bytes, bytes]:
        """Return a font of these characters only, regular and bold, as files are."""
        font = self._open()
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, drop_tables=[*_UNUSED])
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(signs))
        cutter.subset(font)
        if "fvar" not in font or all(axis.axisTag != "wght" for axis in font["fvar"].axes):
            return (written := _written(font)), written
        whole = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        regular = instancer.instantiateVariableFont(font, whole | {"wght": REGULAR})
        bold = instancer.instantiateVariableFont(font, whole | {"wght": BOLD}, inplace=True)
        return _written(regular), _written(bold)

    def _open(self) -> TTFont:
        return TTFont(BytesIO(self.file.read_bytes()), lazy=True, recalcTimestamp=False, fontNumber=0)


def _written(font: TTFont) -> bytes:
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()
