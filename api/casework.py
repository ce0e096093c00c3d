"""
Case files behind the API and the pages: whose they are, and what officers do with them.

A registry's officers see what was handed in to it; an applicant's officers see their own, drafts too.  For everybody
else a file is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Annotated, Any, cast

from fastapi import Depends, Request

from api.caller import Caller
from api.dependencies import Ledger, View
from api.problems import RequestInvalid
from api.routes.participants import with_uscc
from api.schemas.base import check_digest
from api.schemas.cases import CaseStepRequest
from ledger.desk.registration import ApplicationsFaulty
from ledger.domain.cases import Case, Ground
from ledger.domain.document import parse, rights_of
from ledger.domain.events import CertificateId, ParticipantNumber, ThingId
from ledger.domain.officers import Duty
from ledger.domain.participants import Charge, Role
from ledger.errors import InvalidInput, NotFound, Refused
from ledger.instructions import agreeing, case_acts
from ledger.instructions.agreeing import House, Officer, Wanted
from ledger.instructions.case_acts import Given, Matter
from ledger.instructions.counter import Counter
from ledger.instructions.imports import Imports
from ledger.instructions.reserved import reserve
from ledger.store.files import Files, Kept
from ledger.store.media import CHUNK_BYTES
from ledger.store.queries import ReadSession, applications, participants
from ledger.store.queries.facts import MirrorFacts
from ledger.store.service import attachments, board, case_files
from ledger.store.service.attachments import Attachment, AttachmentKind
from ledger.store.service.board import ReceivedState
from ledger.store.service.case_files import CaseFile, Hand

WRITING = (Duty.PREPARE, Duty.APPROVE)
"""The duties of which one is needed to write into a file."""


async def _counter(request: Request) -> Counter:
    counter: Counter = request.app.state.counter
    return counter


async def _files(request: Request) -> Files:
    files: Files = request.app.state.files
    return files


async def _imports(request: Request) -> Imports:
    imports: Imports = request.app.state.imports
    return imports


ImportsDep = Annotated[Imports, Depends(_imports)]
CounterDep = Annotated[Counter, Depends(_counter)]
FilesDep = Annotated[Files, Depends(_files)]


@dataclass(frozen=True, slots=True)
class Room:
    """Where files are read and written: one state of the mirror, one of the service, and who asks."""

    ledger: Ledger
    view: View
    session: ReadSession
    caller: Caller

    @property
    def hand(self) -> Hand:
        return Hand(self.caller.officer, self.caller.participant, int(self.ledger.clock()))

    @property
    def facts(self) -> MirrorFacts:
        return MirrorFacts(self.view.session)


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: a file, a case, or both; `registry` is whose it is to handle."""

    file: CaseFile | None
    case: Case | None
    registry: int

    @property
    def applicant(self) -> int:
        return self.case.applicant if self.case is not None else self.file.applicant if self.file is not None else 0


# WHOSE


def found(room: Room, name: str) -> Found:
    """Return what a file's id, or a case's, stands for.  Raises `NotFound` CaseFileUnknown where it is not for him."""
    if name.startswith("0x"):
        own = bytes.fromhex(check_digest(name, "name")[2:])
        file: CaseFile | None = case_files.by_application(room.session, own)
        case = applications.by_id(room.view.session, own)
    else:
        file = case_files.by_id(room.session, name)
        case = applications.by_id(room.view.session, file.application_id) if file.application_id else None
        case = case if file.is_filed(case) else None
    one = Found(file, case, _registry(room, file, case))
    if (file is None and case is None) or not _may_see(one, room.caller):
        raise NotFound("CaseFileUnknown", case_file=name)
    return one


def _registry(room: Room, file: CaseFile | None, case: Case | None) -> int:
    if case is not None:
        charge = room.facts.get(("register", case.register))
        return charge.participant if isinstance(charge, Charge) else 0
    return file.registry if file is not None else 0


def _may_see(one: Found, caller: Caller) -> bool:
    if not caller.participant:
        return False
    own = {one.applicant} | ({one.file.opened_for} if one.file else set())
    handed_in = one.file is None or one.file.submitted_at > 0
    return caller.participant in own or (caller.participant == one.registry and handed_in)


def file_of(room: Room, name: str) -> tuple[CaseFile, Found]:
    """
    Return the file to be written into; the registry's first word in a case without a file opens one.

    Raises as `found`.
    """
    one = found(room, name)
    if one.file is not None:
        return one.file, one
    assert one.case is not None, "it has a file or a case"
    require_registry(room.caller, one)
    application = filed_application(room.ledger, one.case) or {}
    return case_files.adopt(room.session, one.registry, one.case, application, room.hand), one


def file_at_registry(room: Room, name: str) -> tuple[CaseFile, Found]:
    """Return the file to be written into by its registry.  Raises as `found` and `require_registry`."""
    file, one = file_of(room, name)
    require_registry(room.caller, one)
    return file, one


def file_there(room: Room, name: str) -> CaseFile:
    """Return a file that there is already.  Raises as `found`, also for a case without a file."""
    file = found(room, name).file
    if file is None:
        raise NotFound("CaseFileUnknown", case_file=name)
    return file


def require_registry(caller: Caller, one: Found) -> None:
    """Raise `NotFound` CaseFileUnknown unless the caller's institution handles the case."""
    if caller.participant != one.registry:
        raise NotFound("CaseFileUnknown", case_file=one.file.id if one.file else "")


def registry_named(view: View, uscc: str) -> int:
    """Return the number of a registry.  Raises `InvalidInput` RegistryNotOne, `NotFound`."""
    one = with_uscc(view, uscc, "registry")
    if not Role(one.roles) & Role.REGISTRY:
        raise InvalidInput("RegistryNotOne", "registry", given=uscc)
    return one.number


def applicant_in(view: View, application: Mapping[str, Any]) -> int:
    """Return the number of the first holder that a draft names; 0 while it names nobody that the ledger knows."""
    holders = application.get("holders")
    first = holders[0] if isinstance(holders, list) and holders else None
    uscc = first.get("uscc") if isinstance(first, Mapping) else None
    try:
        known = participants.by_uscc(view.session, uscc) if isinstance(uscc, str) else None
    except InvalidInput:
        return 0
    return known.number if known else 0


def filed_application(ledger: Ledger, case: Case) -> dict[str, Any] | None:
    """Return the application that a case was filed with, if its document is here."""
    try:
        content = ledger.documents.get(case.application_digest)
        made = parse(content) if content is not None else None
    except (InvalidInput, NotFound):
        return None
    return made if isinstance(made, dict) else None


# EXAMINING


def faults_of(room: Room, counter: Counter, registry: int, application: Mapping[str, Any]) -> list[InvalidInput]:
    """Return all that is wrong with an application, as the registry's desk finds it now."""
    desk = counter.desk(room.facts, registry)
    try:
        case_acts.opened(desk, application)
    except ApplicationsFaulty as error:
        return [fault.error for fault in error.faults]
    except InvalidInput as error:
        return [error]
    return []


def require_sound(room: Room, counter: Counter, registry: int, application: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` with all that is wrong with an application."""
    faults = faults_of(room, counter, registry, application)
    if faults:
        raise faults[0] if len(faults) == 1 else RequestInvalid(faults)


# STEPS


def prepare_step(room: Room, counter: Counter, name: str, asked: CaseStepRequest) -> str:
    """
    Prepare a step of a case as an instruction, and return its id.

    Raises `Refused` StepUnderWay while another is on its way, ObjectionsWaiting for a deposit before every received
    objection is handled, CaseNotHandedIn for a draft; and as `case_acts.act_of` and `agreeing.prepare`.
    """
    room.caller.require_duty(Duty.PREPARE)
    file, one = file_at_registry(room, name)
    own = one.case.application_id if one.case else file.application_id
    _require_free(room, file, own, asked.step)
    before = one.case or (applications.by_id(room.view.session, own) if own else None)
    kept = reserve(room.session) if asked.step == "deposit" else frozenset()
    matter = Matter(counter.desk(room.facts, one.registry), file, before, given_of(room.view, asked), kept)
    try:
        act = case_acts.act_of(asked.step, matter)
    except ApplicationsFaulty as error:
        raise RequestInvalid([fault.error for fault in error.faults]) from None
    house = House(room.facts, counter.keyring, room.view.instant)
    made = agreeing.prepare(room.session, house, Officer(one.registry, room.caller.officer), Wanted(act))
    if asked.step == "submit":
        case_files.send(room.session, file.id, CertificateId(made.about), before.attempt + 1 if before else 1)
    if asked.received and own:
        received = board.by_id(room.session, own, asked.received)
        board.decide(room.session, received, ReceivedState.FILED, made.id, room.hand)
    case_files.log(room.session, file.id, room.hand, "StepPrepared", step=asked.step, instruction=made.id)
    return made.id


def _require_free(room: Room, file: CaseFile, own: bytes | None, step: str) -> None:
    if step == "submit" and file.is_draft:
        raise Refused("CaseNotHandedIn", case_file=file.id)
    if own is None:
        return
    other = case_files.under_way(room.session, [own]).get(own)
    if other is not None:
        raise Refused("StepUnderWay", case_file=file.id, instruction=other.id)
    waiting = board.waiting_of(room.session, [own]).get(own, 0)
    if step == "deposit" and waiting:
        raise Refused("ObjectionsWaiting", count=waiting)


def note_inquiry(room: Room, name: str, text: str) -> str:
    """Note in a registry's file that a third party was asked, and return the file's id.  Raises as `found`."""
    room.caller.require_duty(*WRITING)
    file, _ = file_at_registry(room, name)
    case_files.log(room.session, file.id, room.hand, "ThirdPartyAsked", text=text)
    return file.id


def given_of(view: View, asked: CaseStepRequest) -> Given:
    """Read what an officer filled in.  Raises `NotFound` for an objector whom the ledger does not know."""
    objector = with_uscc(view, asked.objector, "objector").number if asked.objector else None
    return Given(
        reason=asked.reason,
        working_days=asked.working_days,
        rights=rights_of(asked.rights),
        ground=Ground[asked.ground] if asked.ground else Ground.NONE,
        objection=ThingId(bytes.fromhex(asked.objection[2:])) if asked.objection else None,
        upheld=asked.upheld,
        objector=ParticipantNumber(objector) if objector else None,
    )


# FILES


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK_BYTES), b"")


def keep(files: Files, file: IO[bytes] | None, name: str) -> Kept:
    """Keep a file that came with a form.  Raises `InvalidInput` FileMissing, and as `Files.put`."""
    if file is None:
        raise InvalidInput("FileMissing", "file")
    return files.put(chunks_of(file), name)


def attach(room: Room, name: str, kind: str, kept: Kept) -> Attachment:
    """Attach a kept file.  Raises `InvalidInput` KindUnknown, and as `found`."""
    room.caller.require_duty(*WRITING)
    kinds = [str(each) for each in AttachmentKind]
    if kind not in kinds:
        raise InvalidInput("AttachmentKindUnknown", "kind", given=kind, expected=", ".join(kinds))
    file, _ = file_of(room, name)
    known = [each.id for each in attachments.attachments_of(room.session, file.id)]
    made = attachments.attach(room.session, file.id, AttachmentKind(kind), kept, room.hand)
    if made.id not in known:
        case_files.log(room.session, file.id, room.hand, "AttachmentAdded", file=made.name, kind=kind)
    return made


def detach(room: Room, files: Files, file: CaseFile, attachment: str) -> None:
    """
    Take an attachment away, and its bytes where no other file names them.

    Raises `Refused` AttachmentOfOther for what the other side gave.
    """
    room.caller.require_duty(*WRITING)
    one = attachments.by_id(room.session, file.id, attachment)
    if one.added_for != room.caller.participant:
        raise Refused("AttachmentOfOther", attachment=attachment)
    attachments.remove(room.session, one.id, room.hand.at)
    case_files.log(room.session, file.id, room.hand, "AttachmentRemoved", file=one.name)
    if not attachments.is_named(room.session, one.digest) and not board.is_named(room.session, one.digest):
        files.remove(one.digest)


def written(text: str) -> Mapping[str, Any]:
    """Read an application that a form carries as JSON.  Raises `InvalidInput` DocumentMalformed, FieldType."""
    made = parse(text.encode())
    if not isinstance(made, dict):
        raise InvalidInput("FieldType", "application", expected="object")
    return made


def contact_of(given: Any) -> dict[str, str]:
    """Return what is known of a contact, without what was left empty."""
    return {name: text for name, text in cast(Mapping[str, str | None], given.model_dump()).items() if text}
