"""
The certificate on paper: one sheet of A4 in Chinese and English, and a continuation sheet where the holders are many.

A certificate on paper is a copy: where it differs from the record, the record prevails (guideline 〔2026〕35, art. 27).
So it says as of which block it was printed, its code opens the live record, and one that is no longer in force, or of
which a later version is on record, says so across the whole sheet.  It is PDF/A-3U (ISO 19005-3): the document, to the
byte as it was registered, and the registry's seal are attached to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from ledger.domain import vocabulary as words
from ledger.domain.certificates import WHOLE
from ledger.domain.document import digest, parse
from ledger.domain.events import CertificateId, Position
from ledger.domain.numbers import CertificateNumber
from ledger.domain.query_code import query_code
from ledger.domain.standing import Reason
from ledger.messages import LOCALES, sentence
from ledger.messages.printing import printed
from ledger.paper.layout import Block, Entry, Face, Line, Sheet
from ledger.paper.typeface import Typeface, typeface_file

CONFORMANCE = "PDF/A-3U"

VALID = frozenset({Reason.IN_FORCE})
"""The only standing in which a paper looks valid."""

MISSING = "〓"
"""Stands for a character that the typeface lacks; which one it is, the paper says by its code point."""

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>\
{creator}</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li><rdf:li>en</rdf:li></rdf:Bag>\
</dc:language><xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate></rdf:Description>\
</rdf:RDF></x:xmpmeta>"""


@dataclass(frozen=True, slots=True)
class Seal:
    """The registry's signature over a version of the document: the compact JWS, the key's id, and its fingerprint."""

    token: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Certified:
    """
    A version of a certificate, and what the record says of it.

    `document` are the version's bytes; `version` counts from 1 to `versions`, and came in at `position`, at the unix
    second `at`.  `valid_to` is a unix second, exclusive.  `standing` is that on `day`, as of the block `block`.
    `code` is the text of the QR code.
    """

    document: bytes
    chain_id: int
    contract: bytes
    id: CertificateId
    version: int
    versions: int
    sequence: int
    position: Position
    at: int
    issued_at: int
    last_day: date
    standing: Reason
    day: date
    block: int
    code: str
    seal: Seal | None

    @property
    def is_current(self) -> bool:
        return self.version == self.versions

    @property
    def is_valid(self) -> bool:
        """Whether the paper may look valid."""
        return self.is_current and self.standing in VALID


def pdf(certified: Certified, font: Path | None = None) -> bytes:
    """
    Return the certificate as a PDF: the same bytes for the same version as of the same block and day.

    Raises `Misconfigured` PaperFontMissing or PaperFontUnfit.
    """
    return _Printed(certified, font).pdf()


class _Printed:
    def __init__(self, certified: Certified, font: Path | None) -> None:
        self._certified = certified
        self._document: dict[str, Any] = parse(certified.document)
        self._typeface = Typeface(typeface_file(font))
        self._lacking: dict[str, None] = {}

    def pdf(self) -> bytes:
        certified = self._certified
        made = datetime.fromtimestamp(certified.at, UTC)
        sheet = Sheet(self._face(), self._typeface, CONFORMANCE, made)
        facts = {"title": sheet.title, "creator": self._document["registry"]["name"]["zh"]}
        said = {name: escape(text, quote=True) for name, text in facts.items()}
        sheet.set_xmp_metadata(_XMP.format(**said, made=made.isoformat(timespec="seconds")))
        self._attach(sheet)
        return bytes(sheet.output() or b"")

    def _face(self) -> Face:
        document, certified = self._document, self._certified
        count = len(document["holders"])
        holders = [self._holder(holder) for holder in document["holders"]]
        entries, seal = self._entries(), self._seal()
        footer = {"number": document["number"], "version": certified.version, "versions": certified.versions}
        return Face(
            title=self._both(f"OnPaperTitle{document['regime']}"),
            number=f"{self._say('OnPaperNumber', 'zh')} No. {document['number']}",
            held=self._both("OnPaperHolders"),
            holders=holders,
            elsewhere=self._both("OnPaperHoldersBehind", count=count),
            continued=self._both("OnPaperContinued"),
            entries=entries,
            scan=[self._both("OnPaperScan"), self._query_code()],
            code=certified.code,
            sealed=self._both("OnPaperSeal"),
            seal=seal,
            notices=self._notices(),
            footer=self._say("OnPaperFooter", "zh", **footer),
            mark=self._mark(),
        )

    def _attach(self, sheet: Sheet) -> None:
        name, seal = f"{self._document['number']}-{self._certified.version}", self._certified.seal
        self._embed(sheet, f"{name}.json", self._certified.document, "application/json", "Source")
        if seal is not None:
            self._embed(sheet, f"{name}.seal.jws", seal.token.encode(), "application/jose", "Data")

    @staticmethod
    def _embed(sheet: Sheet, name: str, content: bytes, kind: str, relation: str) -> None:
        sheet.embed_file(
            bytes=content,
            basename=name,
            mime_type=kind,
            associated_file_relationship=relation,
            desc=name,
            compress=True,
        )

    # WHAT IT SAYS

    def _entries(self) -> list[Entry]:
        document, certified = self._document, self._certified
        position = certified.position
        record = {"chain": certified.chain_id, "block": position.block, "place": position.log}
        kinds = [
            self._worded(words.OBJECT_KINDS, document["objectKind"]),
            self._worded(words.GRADES, document["grade"]),
            Line(document["industry"], document["industry"]),
        ]
        term = {"first": date.fromisoformat(document["validFrom"]), "last": certified.last_day}
        digests = [
            Line(self._say("OnPaperOfDocument", "zh", digest=digest(certified.document).hex()), is_code=True),
            Line(self._say("OnPaperOfData", "zh", digest=document["fingerprint"]["value"]), is_code=True),
        ]
        return [
            self._entry("Data", self._named(document["dataName"])),
            self._entry("Kind", Line("，".join(each.zh for each in kinds), ", ".join(each.en for each in kinds))),
            self._entry("Term", self._both("OnPaperTermOf", **term)),
            self._entry("Registry", *self._institution(document["registry"])),
            self._entry("Registered", self._registered()),
            self._entry("Version", self._both("OnPaperVersionOf", **self._version_facts())),
            self._entry("Standing", self._standing()),
            self._entry("Digests", *digests),
            self._entry(
                "Place",
                Line(self._say("OnPaperRecord", "zh", **record), is_code=True),
                Line(self._say("OnPaperContract", "zh", address=f"0x{certified.contract.hex()}"), is_code=True),
                Line(self._say("OnPaperId", "zh", id=f"0x{certified.id.hex()}"), is_code=True),
            ),
        ]

    def _registered(self) -> Line:
        kind = self._worded(words.REGISTRATION_TYPES, self._document["registrationType"])
        at = printed("issued_at", self._certified.issued_at, "zh")
        return Line(f"{at}（{kind.zh}）", f"{at} ({kind.en})")

    def _holder(self, holder: dict[str, Any]) -> Block:
        rights = [name for name in words.RIGHTS if name in holder["rights"]]
        share = f"{holder['share'] * 100 / WHOLE:g}%"
        names = f"{'、'.join(words.RIGHTS[name][0] for name in rights)}（{', '.join(rights)}）"
        return [self._named(holder["name"]), Line(f"{holder['uscc']}　{names}　{share}", is_small=True)]

    def _institution(self, institution: dict[str, Any]) -> Block:
        return [self._named(institution["name"]), Line(institution["uscc"], is_small=True)]

    def _query_code(self) -> Line:
        code = query_code(CertificateNumber.parse(self._document["number"]))
        return Line(self._say("OnPaperQueryCode", "zh", query=code), is_small=True)

    def _seal(self) -> Block:
        seal = self._certified.seal
        registry = self._named(self._document["registry"]["name"])
        if seal is None:
            return [registry, self._both("OnPaperUnsealed")]
        return [
            registry,
            Line(seal.fingerprint, is_code=True),
            Line(f"Ed25519 {seal.key[:16]}…", is_code=True),
            self._both("OnPaperSealed"),
        ]

    def _notices(self) -> Block:
        notices = [self._both("OnPaperRecordPrevails"), self._both("OnPaperBurdens")]
        if self._lacking:
            signs = " ".join(f"U+{ord(sign):04X}" for sign in sorted(self._lacking))
            notices.append(self._both("OnPaperSignsLacking", mark=MISSING, signs=signs))
        return notices

    # WHAT IT IS WORTH

    def _version_facts(self) -> dict[str, Any]:
        certified = self._certified
        return {
            "version": certified.version,
            "versions": certified.versions,
            "sequence": str(certified.sequence),
            "at": printed("issued_at", certified.at, "zh"),
        }

    def _standing(self) -> Line:
        certified = self._certified
        facts = {"day": certified.day, "block": certified.block}
        said = {locale: self._say(f"OnPaperIs{certified.standing.value}", locale) for locale in LOCALES}
        as_at = {locale: self._say("OnPaperAsAt", locale, **facts) for locale in LOCALES}
        return Line(f"{said['zh']}（{as_at['zh']}）", f"{said['en']} ({as_at['en']})")

    def _mark(self) -> Line | None:
        """Return what stands across a paper that must not look valid."""
        certified = self._certified
        if certified.is_valid:
            return None
        if certified.standing not in VALID:
            return self._both(f"OnPaperIs{certified.standing.value}")
        return self._both("OnPaperReplaced", version=certified.versions)

    # WORDS

    def _entry(self, name: str, *lines: Line) -> Entry:
        return Entry(self._both(f"OnPaper{name}"), lines)

    def _both(self, code: str, **facts: Any) -> Line:
        return Line(self._say(code, "zh", **facts), self._say(code, "en", **facts))

    def _say(self, code: str, locale: str, **facts: Any) -> str:
        return sentence(code, locale, {name: str(value) for name, value in facts.items()})

    def _named(self, name: dict[str, str]) -> Line:
        return Line(self._drawn(name["zh"]), self._drawn(name["en"]))

    @staticmethod
    def _worded(known: words.Words, code: str) -> Line:
        return Line(*known.get(code, (code, code)))

    def _drawn(self, text: str) -> str:
        """Return a text as it can be printed; what the typeface lacks is remembered, and named below."""
        lacking = self._typeface.lacking(text)
        self._lacking |= dict.fromkeys(lacking)
        return "".join(MISSING if sign in lacking else sign for sign in text)
