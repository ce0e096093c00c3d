"""
deed licences, pledges, restraints, equity, attestations, applications, renewals, successions: any act that is filed.

A command is made of the act's own dataclass: its fields are the options, their kinds say what may be written
(`values`).  So every act that the contracts have is here, and is called what it is called everywhere.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from ledger.commands.context import Context, context_of, whole
from ledger.commands.freshness import await_mirror
from ledger.commands.lookup import Lookup, certificate_named
from ledger.commands.parameters import Checker, Consents, Maker, Name, RequestKey
from ledger.commands.printing import acted
from ledger.desk import filing
from ledger.desk.values import bytes32, choices, kinds_of, nothing, value_of
from ledger.domain.acts import CHECKS
from ledger.domain.acts.deposits import Deposit
from ledger.domain.acts.filed import Asked
from ledger.domain.acts.successions import AnnounceExit, exit_sequence
from ledger.domain.cases import Case
from ledger.domain.events import CertificateId
from ledger.domain.facts import find, thing_id
from ledger.messages.acts import ACTS, CONTRACTS, FIELDS
from ledger.messages.row import Row
from ledger.store.queries.facts import MirrorFacts

HANDS: dict[str, Any] = {"maker": Maker, "checker": Checker, "consent": Consents, "request_key": RequestKey}


def add_to(app: typer.Typer) -> None:
    """Add a group of commands for each noun, and a command for each of its acts."""
    for contract, words in CONTRACTS.items():
        group = typer.Typer(name=contract.lower(), help=_both(words), no_args_is_help=True)
        for asked in (each for each in CHECKS if contract == each.CONTRACT and each not in (Deposit,)):
            group.command(_kebab(asked.FUNCTION), help=_both(ACTS[asked.__name__]))(_command_of(asked))
        app.add_typer(group)


def _both(words: Row) -> str:
    return f"{words['zh']} · {words['en']}"


def _kebab(name: str) -> str:
    return "".join(f"-{each.lower()}" if each.isupper() else each for each in name)


def _command_of(asked: type[Asked]) -> Callable[..., None]:
    """Return the command of an act, with the signature that its options are read from."""
    kinds = kinds_of(asked)
    _, *others = kinds

    def command(context: typer.Context, **given: Any) -> None:
        _file(context_of(context), asked, given)

    annotations: dict[str, Any] = {"context": typer.Context, "name": Name}
    annotations |= {field: _option(field, kinds[field]) for field in others} | HANDS
    required = {"context", "name", "maker", "checker"}
    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if name in required else (False if kinds.get(name) is bool else None),
            annotation=annotation,
        )
        for name, annotation in annotations.items()
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = annotations
    return command


def _option(field: str, kind: Any) -> Any:
    words, known = FIELDS[field], choices(kind)
    text = _both(words) + (f": {', '.join(known)}" if known else "")
    name = "--" + field.rstrip("_").replace("_", "-")
    if kind is bool:
        return Annotated[bool, typer.Option(f"{name}/--no-{name[2:]}", help=text)]
    return Annotated[str | None, typer.Option(name, help=text, show_default=False)]


def _file(context: Context, asked: type[Asked], given: Mapping[str, Any]) -> None:
    await_mirror(context)
    kinds = kinds_of(asked)
    first, *others = kinds
    values = {first: _subject(context, asked, given["name"])}
    for field in others:
        values[field] = _value(context, field, kinds[field], given[field])
    consents = [context.signer(each) for each in given["consent"] or ()]
    desk = context.desk(given["maker"], given["checker"])
    with context.mirror.sessions() as session:
        facts = MirrorFacts(session)
        act = asked(**values)
        sequence = _sequence(context, facts, asked, values[first])
        done = filing.file(desk, facts, act, sequence, consents, request_key=given["request_key"])
    if asked is not AnnounceExit:
        made = whole(thing_id(values[first], sequence))
        context.note(f"本次记载的标识 {made}", f"What it made, if anything, has the id {made}")
    acted(context, done)


def _value(context: Context, field: str, kind: Any, text: Any) -> Any:
    """Return a field's value; one that is not given is zero, and the act's own check says if it is needed."""
    if kind is bool:
        return bool(text)
    return nothing(kind) if text is None else value_of(Lookup(context), field.rstrip("_"), kind, text)


def _subject(context: Context, asked: type[Asked], name: str) -> Any:
    """Return the id of the certificate or of the case that an act is about, which is written out, or the register."""
    if asked is AnnounceExit:
        return value_of(Lookup(context), "register", int, name)
    if asked.CONTRACT != "Applications":
        return certificate_named(context, name).id
    return CertificateId(bytes32(name, "name"))


def _sequence(context: Context, facts: MirrorFacts, asked: type[Asked], own: Any) -> int:
    """Return the number that an act will have: on the chain's certificate, or on the mirror's case or register."""
    if asked is AnnounceExit:
        return exit_sequence(facts, own)
    if asked.CONTRACT == "Applications":
        case = find(facts, (Case.KIND, own), Case)
        return case.sequence + 1 if case else 1
    return context.book.certificate(own).record.sequence + 1
