"""
Restraints over HTTP: what rests on a certificate now, an organ's freezes, and the objections that are due.

All over a real mirror of a real chain, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from typing import Any

from ledger.domain.acts.governance import SetRoles
from ledger.domain.acts.restraints import (
    ControlCertificate,
    FreezeCertificate,
    LiftFreeze,
    ObjectCertificate,
    ProceedObjection,
    RaiseSourceObjection,
    SettleSourceObjection,
    SurrenderCertificate,
)
from ledger.domain.burdens import FORBIDDABLE, Forbidden, Ground, SourceOutcome, Stage
from ledger.domain.events import Instant, ParticipantNumber
from ledger.domain.facts import thing_id
from ledger.domain.participants import Role
from tests.chain_fixtures import digest_of
from tests.house_fixtures import House

ORDER, PAPER = digest_of("an order"), digest_of("a paper")
DAY = 86_400
NOBODY = ParticipantNumber(0)


def _get(house: House, path: str, expected: int = 200, **parameters: Any) -> Any:
    house.sync()
    answer = house.client.get(path, params=parameters)
    assert answer.status_code == expected, answer.text
    return answer.json()


def _shown(own: bytes) -> str:
    return "0x" + own.hex()


def _now(house: House) -> int:
    return int(house.clock())


def test_what_rests_on_a_certificate_is_told_with_who_lifts_it(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    chain = house.chain
    bureau = chain.supervisor
    chain.govern(SetRoles(bureau.number, Role.SUPERVISOR | Role.ORGAN, digest_of("reason")))
    own = chain.issue_to(holder).certificate_id
    path = f"/v1/certificates/{_shown(own)}/restraints"
    free = _get(house, path)
    assert (free["freezes"], free["control"], free["objections"], free["rules"]) == ([], None, [], [])

    chain.file(SurrenderCertificate(own, PAPER), chain.registry, holder.consent)
    served = chain.acts.record_of(own).valid_from
    frozen = FreezeCertificate(own, PAPER, ORDER, Instant(served), 90 * DAY, Forbidden(FORBIDDABLE), NOBODY)
    chain.file(frozen, bureau)
    second = FreezeCertificate(own, PAPER, ORDER, Instant(served), 9 * DAY, Forbidden.PLEDGE, holder.number)
    chain.file(second, bureau)
    until = Instant(served + 100 * DAY)
    chain.file(ControlCertificate(own, ORDER, until), bureau)
    chain.file(ObjectCertificate(own, other.number, Ground.OWNERSHIP, PAPER), chain.registry, other.consent)
    chain.file(RaiseSourceObjection(own, other.number, PAPER), chain.registry, other.consent)
    settled = SettleSourceObjection(own, thing_id(own, 7), SourceOutcome.DELETED, PAPER)
    chain.file(settled, chain.registry, holder.consent)

    found = _get(house, path)
    assert [(each["force"]["code"], each["place"]) for each in found["freezes"]] == [("in_force", 1), ("waiting", 2)]
    assert found["freezes"][0]["organ"]["uscc"] == bureau.uscc
    assert (len(found["freezes"][0]["forbids"]), found["freezes"][0]["holder"]) == (12, None)
    assert [each["code"] for each in found["freezes"][1]["forbids"]] == ["PLEDGE"]
    assert found["freezes"][1]["holder"]["uscc"] == holder.uscc
    assert found["freezes"][0]["endsAt"] == found["freezes"][1]["startsAt"]
    assert found["control"]["by"]["uscc"] == bureau.uscc
    (objection,) = found["objections"]
    assert (objection["stage"]["code"], objection["step"]["code"], objection["overdue"]) == ("RAISED", "notice", False)
    assert (found["sourceObjections"], found["versionsDue"]) == ([], [_shown(thing_id(own, 7))])
    assert found["surrendered"] is True
    assert [each["restraint"] for each in found["rules"]] == ["FROZEN", "CONTROLLED", "OBJECTED", "SURRENDERED"]
    assert "轮候" in found["rules"][0]["text"]["zh"]


def test_freezes_are_listed_by_certificate_and_by_organ(house: House) -> None:
    holder = house.admit("甲")
    chain = house.chain
    bureau = chain.supervisor
    chain.govern(SetRoles(bureau.number, Role.SUPERVISOR | Role.ORGAN, digest_of("reason")))
    own = chain.issue_to(holder).certificate_id
    served = chain.acts.record_of(own).valid_from
    for term in (90 * DAY, 91 * DAY, 92 * DAY):
        chain.file(FreezeCertificate(own, PAPER, ORDER, Instant(served), term, Forbidden.TRANSFER, NOBODY), bureau)
    chain.file(LiftFreeze(own, thing_id(own, 2), ORDER), bureau)
    by_certificate = _get(house, f"/v1/certificates/{_shown(own)}/freezes")
    forces = [each["force"]["code"] for each in by_certificate["items"]]
    assert forces == ["lifted", "in_force", "waiting"]
    assert by_certificate["items"][0]["endsAt"] is None
    first = _get(house, "/v1/freezes", organ=bureau.uscc, limit=2)
    second = _get(house, "/v1/freezes", organ=bureau.uscc, limit=2, cursor=first["next"])
    assert [*first["items"], *second["items"]] == by_certificate["items"]
    assert second["next"] is None
    assert _get(house, "/v1/freezes", 404, organ="91110112MA00001700")["code"] == "ParticipantNotFound"


def test_objections_are_listed_by_what_is_due(house: House) -> None:
    holder, other = house.admit("甲"), house.admit("乙")
    chain = house.chain
    own = chain.issue_to(holder).certificate_id
    for _ in range(3):
        chain.file(ObjectCertificate(own, other.number, Ground.ERROR, PAPER), chain.registry, other.consent)
    chain.file(ProceedObjection(own, thing_id(own, 2), Stage.NOTIFIED, PAPER), chain.registry)
    first = _get(house, "/v1/objections", stage="raised", limit=1)
    second = _get(house, "/v1/objections", stage="raised", limit=1, cursor=first["next"])
    assert [each["id"] for each in (*first["items"], *second["items"])] == [
        _shown(thing_id(own, 3)),
        _shown(thing_id(own, 4)),
    ]
    (notified,) = _get(house, "/v1/objections", stage="notified")["items"]
    assert (notified["step"]["code"], notified["certificateId"]) == ("answer", _shown(own))
    assert notified["dueAt"] < notified["lapsesAt"]
    assert _get(house, "/v1/objections", 422, stage="closed")["errors"][0]["code"] == "StageOfObjectionUnknown"
    assert _get(house, "/v1/objections", 422, stage="raised", cursor="x")["errors"][0]["code"] == "CursorMalformed"
