"""A confirmation letter on paper (`paper`), in Chinese or English: what its JSON says, which it names by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.domain import jose
from ledger.domain.attestations import Condition
from ledger.domain.certificates import Right, State
from ledger.domain.document import canonical
from ledger.domain.kinds import AttestedKind
from ledger.messages import sentence
from ledger.messages.printing import printed
from ledger.paper.paper import Paper

Row = Mapping[str, Any]

_RIGHTS = {str(right.name).lower(): right for right in Right}


def pdf(letter: Row, locale: str, font: Path | None = None) -> bytes:
    """
    Return a letter, as JSON has it, as a PDF; the same bytes for the same letter.

    Raises `Misconfigured` PaperFontMissing or PaperFontUnfit.
    """
    return _Printed(letter, locale, font).pdf()


class _Printed:
    def __init__(self, letter: Row, locale: str, font: Path | None) -> None:
        self._letter = letter
        self._locale = locale
        public = jose.octets_of(letter["auditor"]["x"]) if "auditor" in letter else None
        self._key = jose.thumbprint(public) if public else "-"
        self._digest = "0x" + hashlib.sha256(canonical(letter)).hexdigest()
        made = datetime.fromisoformat(letter["made"]).astimezone(UTC)
        footer = self._say("LetterFooter", digest=self._digest[:18], key=self._key[:12])
        self._paper = Paper(self._say("LetterTitle"), footer, made, font, language=locale)
        self._named = {each["participant"]: each["name"] or each["uscc"] for each in letter["parties"]}

    def pdf(self) -> bytes:
        self._entity()
        rows = self._letter["certificates"]
        self._table("Certificates", ("Number", "Held", "State", "Rights", "Term"), rows, self._certificate)
        self._below("Encumbrances", ("Number", "Rank", "Party", "Amount", "Until", "Perfected"), self._encumbrance)
        self._below("Restraints", ("Number", "Kind", "Party", "Until"), self._restraint)
        self._below("Licences", ("Number", "Party", "Rights", "Until"), self._licence)
        contributed = [row for row in rows if row["contribution"]]
        self._table("Contributions", ("Number", "Party", "Amount", "Condition"), contributed, self._contribution)
        booked = self._letter["bookings"]
        self._table("Bookings", ("Number", "Kind", "Amount", "Condition", "Position"), booked, self._booking)
        self._table("Successions", ("Party", "Kind", "Position"), self._letter["successions"], self._succession)
        self._table("Moves", ("Number", "Way", "Position"), self._letter["moves"], self._move)
        self._proof()
        return self._paper.pdf()

    # PARTS

    def _entity(self) -> None:
        entity, as_of = self._letter["entity"], self._letter["asOf"]
        former = [self._name(each) for each in entity["formerNames"]]
        rows = [
            ("Name", self._name(entity["name"]) if entity["name"] else "-"),
            ("FormerNames", "; ".join(former) or self._say("LetterNone")),
            ("Code", entity["uscc"]),
            ("Participant", str(entity["participant"])),
            ("AsOf", f"{as_of['day'] or ''} {self._print('instant', as_of['instant'])}".strip()),
            ("Block", str(as_of["block"])),
            ("BlockHash", as_of["blockHash"]),
            ("Made", self._letter["made"]),
        ]
        self._paper.heading(self._say("LetterEntity"))
        self._paper.facts([(self._say(f"Letter{name}"), value) for name, value in rows])

    def _proof(self) -> None:
        proof, node = self._letter["proof"], self._letter["inputs"]["node"]
        facts = {"moves": str(proof["moves"]), "block": str(proof["block"]), "node": node}
        self._paper.heading(self._say("LetterProof"))
        self._paper.paragraph(self._say("LetterComplete", **facts))
        rows = [("Block", str(proof["block"])), ("BlockHash", proof["blockHash"]), ("Head", proof["head"])]
        self._paper.facts([(self._say(f"Letter{name}"), value) for name, value in rows])
        self._paper.facts([("JSON SHA-256", self._digest), ("Ed25519", self._key)])

    def _below(self, title: str, heads: Sequence[str], line: Callable[[Row], Sequence[str]]) -> None:
        """A table of what rests on all certificates."""
        part = title.lower()
        rows = [{**each, "number": row["number"]} for row in self._letter["certificates"] for each in row[part]]
        self._table(title, heads, rows, line)

    def _table(
        self, title: str, heads: Sequence[str], rows: Sequence[Row], line: Callable[[Row], Sequence[str]]
    ) -> None:
        self._paper.heading(self._say(f"Letter{title}"))
        if not rows:
            self._paper.paragraph(self._say("LetterNone"))
            return
        titles = [self._say(f"Letter{head}") for head in heads]
        self._paper.table(titles, [list(line(row)) for row in rows], [3, *[2] * (len(heads) - 1)])

    # LINES

    def _certificate(self, row: Row) -> Sequence[str]:
        state = self._print("state", State[row["state"]])
        rights = f"{self._rights(row['rights'])} {row['share'] / 100:g} %"
        return row["number"], self._yes(row["isHeld"]), f"{state} · {row['reason']}", rights, row["lastValidDay"]

    def _encumbrance(self, row: Row) -> Sequence[str]:
        amount, until = self._print("amount", row["amount"]), self._print("until", row["until"])
        party = self._party(row["creditor"])
        return row["number"], str(row["rank"]), party, amount, until, self._yes(row["isPerfected"])

    def _restraint(self, row: Row) -> Sequence[str]:
        who = next((row[name] for name in ("organ", "by", "objector") if name in row), 0)
        end = row.get("end") or row.get("until") or 0
        kind = f"{row['kind']} {row.get('force', '')}".strip()
        return row["number"], kind, self._party(who), self._print("until", end) if end else "-"

    def _licence(self, row: Row) -> Sequence[str]:
        until = self._print("valid_to", row["validTo"])
        return row["number"], self._party(row["licensee"]), self._rights(row["rights"]), until

    def _contribution(self, row: Row) -> Sequence[str]:
        given = row["contribution"]
        party, amount = self._party(given["investee"]), self._print("agreed", given["agreed"])
        return row["number"], party, amount, given["standing"]

    def _booking(self, row: Row) -> Sequence[str]:
        kind = self._print("attested_kind", AttestedKind[row["kind"]])
        condition = self._print("condition", Condition[row["condition"]])
        return row["number"], kind, self._print("amount", row["amount"]), condition, row["attested"]

    def _succession(self, row: Row) -> Sequence[str]:
        return f"{self._party(row['from'])} → {self._party(row['to'])}", row["ground"], row["succeeded"]

    def _move(self, row: Row) -> Sequence[str]:
        numbers = {each["id"]: each["number"] for each in self._letter["certificates"]}
        way = self._say("LetterIn" if row["entered"] else "LetterOut")
        return numbers[row["certificateId"]], way, row["position"]

    # WORDS

    def _say(self, code: str, **facts: Any) -> str:
        return sentence(code, self._locale, facts)

    def _print(self, name: str, value: Any) -> str:
        return printed(name, value, self._locale)

    def _yes(self, value: bool) -> str:
        return self._say("LetterYes" if value else "LetterNo")

    def _rights(self, names: Sequence[str]) -> str:
        rights = Right(0)
        for name in names:
            rights |= _RIGHTS[name]
        return self._print("rights", rights)

    def _name(self, name: Mapping[str, str]) -> str:
        until = f" ({name['until']})" if "until" in name else ""
        return f"{name[self._locale]}{until}"

    def _party(self, number: int) -> str:
        named = self._named.get(number) or str(number)
        return named[self._locale] if isinstance(named, Mapping) else str(named)
