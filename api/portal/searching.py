"""
What somebody means by what is typed into the explorer: a number, a code, a digest, a transaction, a block, a day, a
name.

Each is tried by its form; where one word may mean several things, all that are there are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from api.dependencies import Ledger, View
from api.subject import Gatherer
from ledger.domain.calendar import end_of_day
from ledger.domain.numbers import CertificateNumber, check_uscc
from ledger.domain.participants import Participant
from ledger.errors import InvalidInput, LedgerError
from ledger.store.queries import blocks, certificates, participants

TEXT_MAX = 200
"""Longest text that is looked for, in characters."""

NAMES_MAX = 2_000
"""Most participants whose names are looked at: a city has some hundreds, and each name lies in a file of its own."""

FOUND_MAX = 50
"""Most participants that are named as found."""

_HEX = re.compile(r"(?:0x)?([0-9a-f]{64})", re.IGNORECASE | re.ASCII)
_BLOCK = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is meant: what it is, how it is called, and its page."""

    kind: str
    name: str
    path: str


def search(ledger: Ledger, view: View, typed: str) -> list[Found]:
    """Return all that is meant by what was typed; nothing where there is no such thing."""
    text = typed.strip()[:TEXT_MAX]
    found = [*_number(view, text), *_code(view, text), *_block(view, text), *_day(view, text)]
    if (match := _HEX.fullmatch(text)) is not None:
        found += _digest(ledger, view, bytes.fromhex(match[1]))
    return found or list(_names(ledger, view, text))


def _number(view: View, text: str) -> Iterator[Found]:
    try:
        number = CertificateNumber.parse(text)
    except InvalidInput:
        return
    if certificates.by_number(view.session, number.packed) is not None:
        yield Found("Certificate", number.text, f"/certificates/{number.text}")


def _code(view: View, text: str) -> Iterator[Found]:
    try:
        code = check_uscc(text)
    except InvalidInput:
        return
    if participants.by_uscc(view.session, code) is not None:
        yield Found("Participant", code, f"/explorer/participants/{code}")


def _block(view: View, text: str) -> Iterator[Found]:
    if _BLOCK.fullmatch(text) and blocks.by_number(view.session, int(text)) is not None:
        yield Found("Block", text, f"/explorer/blocks/{text}")


def _day(view: View, text: str) -> Iterator[Found]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return
    last = blocks.last_at(view.session, end_of_day(day) - 1)
    if last is not None:
        yield Found("Day", text, f"/explorer?before={last.number + 1}.0")


def _digest(ledger: Ledger, view: View, digest: bytes) -> Iterator[Found]:
    """Find a certificate by its id or by a document that it has or had, and a block by a transaction of the node's."""
    own = certificates.by_id(view.session, digest)
    used = [use.certificate for use in certificates.by_document(view.session, digest)]
    for certificate in {each.id: each for each in ([own] if own else []) + used}.values():
        number = CertificateNumber.from_packed(certificate.number).text
        yield Found("Certificate", number, f"/certificates/{number}")
    try:
        block = ledger.node.block_of(digest)
    except LedgerError:
        return  # a silent node is no answer: what the mirror has was found
    if block is not None and blocks.by_number(view.session, block) is not None:
        yield Found("Transaction", "0x" + digest.hex(), f"/explorer/blocks/{block}")


def _names(ledger: Ledger, view: View, text: str) -> Iterator[Found]:
    """Find participants by a part of their present or former names."""
    wanted, count = text.casefold(), 0
    if not wanted:
        return
    gatherer = Gatherer(view.session, ledger.documents)
    for one in _all(view):
        party = gatherer.party(one)
        named = [name for name in (party.name, *party.former_names) if name is not None]
        if any(wanted in f"{name.zh} {name.en}".casefold() for name in named):
            count += 1
            yield Found("Participant", party.name.zh if party.name else str(one.number), _page_of(one))
        if count >= FOUND_MAX:
            return


def _all(view: View) -> Iterator[Participant]:
    after = 0
    for _ in range(NAMES_MAX // 100):
        page = participants.admitted(view.session, after, 100)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _page_of(one: Participant) -> str:
    return f"/explorer/participants/{one.number}"
