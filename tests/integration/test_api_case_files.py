"""
Case files over HTTP, from a draft to a certificate, with two officers at every step, on a real chain.

All tests share one office; each applies for data of its own.
"""

from __future__ import annotations

import json
import time
from typing import Any

from tests.intake_fixtures import PDF, REGISTRY, ClerksCounter

FIRST, CLERK, SECOND = ("first", "prepare"), (REGISTRY, "prepare"), (REGISTRY, "approve")


def _codes(problem: dict[str, Any]) -> set[str]:
    return {each["code"] for each in problem["errors"]} or {problem["code"]}


def test_a_draft_is_saved_at_any_state_and_who_comes_second_is_told(counter: ClerksCounter) -> None:
    made = counter.draft({"regime": "DPR"}, contact={"name": "数据部", "phone": "010-1"})
    assert (made["draft"], made["version"], made["stage"]["code"]) == (True, 1, "NONE")
    path, first = f"/v1/cases/{made['id']}", counter.person(*FIRST)
    saved = counter.told(first.put(path, json={"version": 1, "application": counter.office.application()}))
    assert (saved["version"], saved["applicant"]["uscc"]) == (2, counter.office.holders["first"])
    stale = first.put(path, json={"version": 1, "application": {}})
    assert (stale.status_code, stale.json()["code"]) == (409, "CaseFileStale")
    assert saved["contact"] == {"name": "数据部", "phone": "010-1"}
    assert first.delete(f"{path}/contact").status_code == 204
    assert counter.case(made["id"], FIRST)["contact"] == {}
    assert counter.person(*CLERK).get(path).json()["code"] == "CaseFileUnknown"  # a draft is its applicant's own
    assert counter.person("second", "prepare").get(path).status_code == 404
    assert first.delete(path, params={"version": 2}).status_code == 204


def test_a_draft_asked_for_twice_under_one_key_is_one_draft(counter: ClerksCounter) -> None:
    asked = {"registry": counter.desks.code(REGISTRY), "application": {}}
    first = counter.person(*FIRST)
    answers = [first.post("/v1/cases", json=asked, headers={"Idempotency-Key": "same-draft"}) for _ in range(2)]
    assert len({each.json()["id"] for each in answers}) == 1
    other = first.post("/v1/cases", json={**asked, "application": {"a": 1}}, headers={"Idempotency-Key": "same-draft"})
    assert other.json()["code"] == "IdempotencyKeyTaken"


def test_handing_in_names_every_fault_and_changes_nothing(counter: ClerksCounter) -> None:
    wrong = counter.office.application(industry="nonsense", grade="core")
    made = counter.draft(wrong)
    answer = counter.person(*FIRST).post(f"/v1/cases/{made['id']}/submission", json={"version": 1})
    assert answer.status_code == 422
    assert {"FieldPattern", "GradeCore"} <= _codes(answer.json())
    assert counter.case(made["id"], FIRST)["draft"] is True


def test_attachments_come_back_whole_and_each_side_takes_away_its_own(counter: ClerksCounter) -> None:
    made = counter.handed_in()
    path, first = f"/v1/cases/{made['id']}/attachments", counter.person(*FIRST)
    sent = {"file": ("授权协议.pdf", PDF, "application/pdf")}
    one = counter.told(first.post(path, files=sent, data={"kind": "source"}), 201)
    again = counter.told(first.post(path, files=sent, data={"kind": "source"}), 201)
    assert (one["id"], one["size"], one["medium"]) == (again["id"], len(PDF), "application/pdf")
    back = counter.person(*CLERK).get(f"{path}/{one['id']}")
    assert back.content == PDF
    assert back.headers["content-disposition"].startswith("attachment;")
    assert counter.person(*CLERK).delete(f"{path}/{one['id']}").json()["code"] == "AttachmentOfOther"
    program = {"file": ("a.exe", b"MZ\x90\x00", "application/pdf")}
    assert first.post(path, files=program, data={"kind": "source"}).json()["code"] == "FileKindRefused"
    assert first.post(path, files=sent, data={"kind": "letter"}).json()["code"] == "AttachmentKindUnknown"
    assert first.delete(f"{path}/{one['id']}").status_code == 204
    assert first.get(f"{path}/{one['id']}").json()["code"] == "AttachmentUnknown"
    acts = [each["act"] for each in counter.case(made["id"])["log"]]
    assert acts[:2] == ["AttachmentRemoved", "AttachmentAdded"]


def test_a_case_goes_from_the_draft_to_the_certificate_by_two_officers_at_every_step(counter: ClerksCounter) -> None:
    made = counter.handed_in()
    waiting = counter.told(counter.person(*CLERK).get("/v1/cases"))["items"]
    line = next(each for each in waiting if each["id"] == made["id"])
    assert (line["owed"]["what"], line["owed"]["daysLeft"], line["stage"]["code"]) == ("file", 3, "NONE")
    name = made["id"]
    counter.take(name, "submit", "first")
    assert counter.prepare(name, "submit", 409)["code"] == "CaseOnChainAlready"
    case = counter.case(name)
    assert (case["stage"]["code"], case["owed"]["what"], case["steps"][0]) == ("SUBMITTED", "answer", "accept")
    counter.take(name, "accept")
    own = counter.prepare(name, "pass-review", rights=["hold", "use"], reason="来源清楚，权利适当。")["instruction"]
    assert counter.prepare(name, "pass-review", 409, rights=["hold"], reason="x")["code"] == "StepUnderWay"
    body = {"step": "approve"}
    prepared = counter.person(*CLERK).post(f"/v1/instructions/{own}/steps", json=body)
    assert prepared.status_code == 403  # who prepares has no duty to approve
    counter.told(counter.person(*SECOND).post(f"/v1/instructions/{own}/steps", json=body))
    counter.desks.passes(own)
    counter.take(name, "waive-publicity", reason="涉及商业秘密，经申请人申请。")
    counter.take(name, "deposit")
    done = counter.case(name)
    assert (done["stage"]["code"], done["owed"]["what"], done["steps"]) == ("DEPOSITED", "nothing", [])
    shown = counter.told(counter.person(*CLERK).get(f"/v1/certificates/{done['applicationId']}"))
    assert (shown["rights"], shown["applicant"]["uscc"]) == (["hold", "use"], counter.office.holders["first"])
    acts = [each["act"] for each in done["log"]]
    assert acts[-2:] == ["CaseHandedIn", "CaseOpened"]
    assert acts.count("StepPrepared") == 5
    assert {each["officer"] for each in done["log"] if each["institution"]["uscc"] == counter.desks.code(REGISTRY)} == {
        "centre-social prepare"
    }
    open_ones = [each["id"] for each in counter.told(counter.person(*CLERK).get("/v1/cases"))["items"]]
    assert name not in open_ones


def test_a_notice_of_defects_names_its_period_and_a_supplement_needs_the_applicant(counter: ClerksCounter) -> None:
    name = counter.handed_in()["id"]
    counter.take(name, "submit", "first")
    assert counter.prepare(name, "require-supplement", 422, reason="缺来源协议")["code"] == "FieldMissing"
    late = counter.prepare(name, "require-supplement", 409, reason="缺来源协议", workingDays=200)
    assert late["code"] == "SupplementDaysInvalid"
    counter.take(name, "require-supplement", reason="缺来源协议；样例与概述不符。", workingDays=5)
    assert counter.case(name)["owed"]["words"]["zh"] == "等待申请人补正"
    counter.take(name, "supplement", "first", reason="已补交来源协议与样例。")
    assert counter.case(name)["owed"]["what"] == "answer"
    counter.take(name, "withdraw", "first", reason="申请人撤回。")
    assert counter.case(name)["stage"]["code"] == "WITHDRAWN"


def test_the_inbox_tells_a_deadline_that_is_near_with_its_working_days(counter: ClerksCounter) -> None:
    name = counter.handed_in()["id"]
    counter.take(name, "submit", "first")
    assert _deadlines(counter, CLERK, name) == []
    counter.take(name, "require-supplement", reason="缺来源协议。", workingDays=2)
    (told,) = _deadlines(counter, FIRST, name)
    assert (told["kind"], told["link"]) == ("deadline", f"/cases/{name}")
    assert "余 2 个工作日" in told["sentence"]["zh"]
    assert _deadlines(counter, CLERK, name) == []  # the registry's clock stands still
    counter.take(name, "supplement", "first", reason="已补交。")
    counter.take(name, "withdraw", "first", reason="申请人撤回。")
    assert _deadlines(counter, FIRST, name) == []


def _deadlines(counter: ClerksCounter, who: tuple[str, str], name: str) -> list[dict[str, Any]]:
    found = counter.told(counter.person(*who).get("/v1/inbox?limit=200"))["items"]
    return [each for each in found if each["id"].startswith(f"deadline:{name}:")]


def test_anybody_objects_at_the_board_and_an_officer_files_or_declines(counter: ClerksCounter) -> None:
    name = counter.handed_in()["id"]
    counter.take(name, "submit", "first")
    counter.take(name, "accept")
    counter.take(name, "pass-review", rights=["hold"], reason="通过")
    own = counter.case(name)["applicationId"]
    path = f"/v1/board/{own}"
    assert counter.public.get(path).json()["code"] == "PublicityClosed"
    counter.take(name, "publicise", reason="仅公示持有权。")
    notice = counter.told(counter.public.get(path))
    assert (notice["rights"], notice["daysLeft"]) == (["hold"], 5)
    assert own in [each["id"] for each in counter.told(counter.public.get("/v1/board"))["items"]]
    said = {"name": "某公司", "phone": "010-2", "reason": "数据系我司采集。"}
    sent = {"file": ("权属.pdf", PDF, "application/pdf")}
    first = counter.told(counter.public.post(f"{path}/objections", data=said, files=sent), 201)["id"]
    second = counter.told(counter.public.post(f"{path}/objections", data=said, files={"x": b""}), 201)["id"]
    nothing = counter.public.post(f"{path}/objections", data={"name": "某公司"}, files={"x": b""})
    assert nothing.json()["errors"][0]["field"] == "phone"
    case = counter.case(name)
    assert [each["state"] for each in case["objections"]] == ["received", "received"]
    assert case["objections"][1]["contact"] == {"name": "某公司", "phone": "010-2"}
    assert counter.case(name, FIRST)["objections"] is None
    material = counter.person(*CLERK).get(f"/v1/cases/{name}/objections/{first}/material")
    assert material.content == PDF
    objector = counter.office.holders["second"]
    counter.take(name, "object-publicity", "second", objector=objector, received=first, reason="权属有争议")
    why = {"reason": "与前一异议相同。"}
    counter.told(counter.person(*CLERK).post(f"/v1/cases/{name}/objections/{second}/decline", json=why))
    states = {each["id"]: each["state"] for each in counter.case(name)["objections"]}
    assert states == {first: "filed", second: "declined"}
    assert counter.person(*CLERK).delete(f"/v1/cases/{name}/objections/{second}/contact").status_code == 204
    erased = next(each for each in counter.case(name)["objections"] if each["id"] == second)
    assert (erased["contact"], erased["reason"], erased["decision"]) == ({}, "", why["reason"])
    asked = {"text": "向数据提供方核实。"}
    told = counter.told(counter.person(*CLERK).post(f"/v1/cases/{name}/inquiries", json=asked))
    assert (told["log"][0]["act"], told["log"][0]["text"]) == ("ThirdPartyAsked", asked["text"])
    assert counter.person(*FIRST).post(f"/v1/cases/{name}/inquiries", json=asked).status_code == 404
    assert counter.case(name)["owed"]["what"] == "inquire"


def test_a_deposit_waits_for_every_received_objection(counter: ClerksCounter) -> None:
    name = counter.handed_in()["id"]
    counter.take(name, "submit", "first")
    counter.take(name, "accept")
    counter.take(name, "pass-review", rights=["hold"], reason="通过")
    counter.take(name, "publicise", reason="公示。")
    own = counter.case(name)["applicationId"]
    said = {"name": "某人", "email": "a@example.com", "reason": "数据有误。"}
    counter.told(counter.public.post(f"/v1/board/{own}/objections", data=said, files={"x": b""}), 201)
    assert counter.prepare(name, "deposit", 409)["code"] == "ObjectionsWaiting"


def test_an_objection_whose_filing_comes_to_nothing_waits_again(counter: ClerksCounter) -> None:
    name = counter.handed_in()["id"]
    counter.take(name, "submit", "first")
    counter.take(name, "accept")
    counter.take(name, "pass-review", rights=["hold"], reason="通过")
    counter.take(name, "publicise", reason="公示。")
    own = counter.case(name)["applicationId"]
    said = {"name": "某人", "email": "a@example.com", "reason": "数据有误。"}
    made = counter.told(counter.public.post(f"/v1/board/{own}/objections", data=said, files={"x": b""}), 201)["id"]
    asked = {"objector": counter.office.holders["second"], "received": made, "reason": "权属有争议"}
    instruction = counter.prepare(name, "object-publicity", **asked)["instruction"]
    assert counter.case(name)["objections"][0]["state"] == "filed"
    path = f"/v1/instructions/{instruction}/steps"
    counter.told(counter.person(*CLERK).post(path, json={"step": "withdraw"}))
    assert (counter.case(name)["objections"][0]["state"], counter.case(name)["received"]) == ("received", 1)
    counter.told(counter.person(*CLERK).post(f"/v1/cases/{name}/objections/{made}/decline", json={"reason": "无关"}))
    assert counter.case(name)["objections"][0]["state"] == "declined"


def test_the_command_line_lists_what_is_due_and_shows_a_case(counter: ClerksCounter) -> None:
    name, office = counter.handed_in()["id"], counter.office
    code = counter.desks.code(REGISTRY)
    listed = office.done("case", "list", "--registry", code, "--json").json
    mine = next(each for each in listed if each["id"] == name)
    assert (mine["owed"], mine["daysLeft"], mine["overdue"]) == ("file", 3, False)
    assert name not in office.done("case", "deadlines", "--registry", code, "--days", "2").out
    shown = office.done("case", "show", name, "--json").json
    assert [each["act"] for each in shown["log"]] == ["CaseHandedIn", "CaseOpened"]
    assert name in office.done("case", "list", "--applicant", office.holders["first"]).out
    assert office.deed("case", "list").code == 2
    assert office.deed("case", "show", "case_0").code == 2


def test_closed_cases_are_found_by_applicant_number_outcome_and_month(counter: ClerksCounter) -> None:
    issued, taken_back = (counter.handed_in()["id"] for _ in range(2))
    for name in (issued, taken_back):
        counter.take(name, "submit", "first")
    counter.take(taken_back, "withdraw", "first", reason="申请人撤回。")
    counter.take(issued, "accept")
    counter.take(issued, "pass-review", rights=["hold", "use"], reason="通过。")
    counter.take(issued, "waive-publicity", reason="涉及商业秘密。")
    counter.take(issued, "deposit")
    both = _closed(counter)
    found = {each["id"]: each for each in both}
    assert (found[taken_back]["number"], found[taken_back]["stage"]["code"]) == (None, "WITHDRAWN")
    number, code = found[issued]["number"], counter.office.holders["first"]
    month = both[0]["endedAt"][:7]
    assert [each["id"] for each in _closed(counter, number=number)] == [issued]
    assert issued not in [each["id"] for each in _closed(counter, stage="WITHDRAWN", month=month, applicant=code)]
    assert _closed(counter, month="2019-01") == []
    assert _closed(counter, applicant=counter.office.holders["second"]) == []
    page = counter.told(counter.person(*CLERK).get("/v1/cases", params={"closed": True, "limit": 1}))
    rest = counter.told(counter.person(*CLERK).get("/v1/cases", params={"closed": True, "cursor": page["next"]}))
    assert [each["id"] for each in rest["items"]] == [each["id"] for each in both[1:]]
    for wrong in ({"stage": "OPEN"}, {"month": "2026-13"}, {"number": "SJ1"}):
        assert counter.person(*CLERK).get("/v1/cases", params={"closed": True, **wrong}).status_code == 422
    asked = ("case", "list", "--registry", counter.desks.code(REGISTRY), "--closed", "--number", number, "--json")
    assert [each["id"] for each in counter.office.done(*asked).json] == [issued]
    shown = counter.person(*CLERK).get("/cases/closed", params={"number": number}, headers={"Accept": "text/html"})
    assert number in shown.text


def _closed(counter: ClerksCounter, **asked: str) -> list[dict[str, Any]]:
    found = counter.told(counter.person(*CLERK).get("/v1/cases", params={"closed": True, **asked}))
    return list(found["items"])


def test_two_deposits_prepared_at_once_have_two_numbers_and_a_withdrawn_one_is_free_again(
    counter: ClerksCounter,
) -> None:
    names = [counter.handed_in()["id"] for _ in range(2)]
    for name in names:
        counter.take(name, "submit", "first")
        counter.take(name, "accept")
        counter.take(name, "pass-review", rights=["hold"], reason="通过。")
        counter.take(name, "waive-publicity", reason="涉及商业秘密。")
    first, second = (counter.prepare(name, "deposit")["instruction"] for name in names)
    numbers = {name: number for number, name in _reserved(counter).items()}
    assert numbers[first] != numbers[second]
    path = f"/v1/instructions/{first}/steps"
    counter.told(counter.person(*CLERK).post(path, json={"step": "withdraw"}))
    assert numbers[first] not in _reserved(counter)
    counter.told(counter.person(*SECOND).post(f"/v1/instructions/{second}/steps", json={"step": "approve"}))
    assert counter.desks.passes(second).state == "final"
    counter.take(names[0], "deposit")
    assert _reserved(counter) == {}
    assert [counter.case(name)["number"] for name in names] == [numbers[first], numbers[second]]


def _reserved(counter: ClerksCounter) -> dict[str, str]:
    counter.desks.sync()
    told = counter.office.deed("numbers", "--gaps", "--json").json
    return {each["number"]: each["instruction"] for one in told for each in one["reserved"]}


def test_a_table_is_examined_given_back_and_registered_once_another_officer_approves(counter: ClerksCounter) -> None:
    rows = [counter.office.application(), counter.office.application(industry="parking"), counter.office.application()]
    table = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    clerk, second = counter.person(*CLERK), counter.person(*SECOND)
    made = counter.told(clerk.post("/v1/imports", files={"file": ("旧证书.ndjson", table, "text/plain")}), 201)
    assert (made["state"], made["rows"], made["faulty"], made["registered"]) == ("examined", 3, 1, 0)
    assert [(each["row"], each["field"]) for each in made["remarks"]] == [(2, "industry")]
    path = f"/v1/imports/{made['id']}"
    back = [json.loads(line) for line in clerk.get(f"{path}/remarks").content.splitlines()]
    assert [len(line) > len(row) for line, row in zip(back, rows, strict=True)] == [False, True, False]
    assert clerk.post(f"{path}/approval").status_code == 403
    assert counter.person(*FIRST).get(path).status_code == 404
    counter.told(second.post(f"{path}/approval"))
    until = time.monotonic() + 30
    while (said := counter.told(second.get(path)))["state"] == "running" and time.monotonic() < until:
        time.sleep(0.1)
    assert (said["state"], said["registered"], said["trouble"]) == ("done", 2, None)
    assert [each["id"] for each in counter.told(clerk.get("/v1/imports"))["items"]] == [made["id"]]
    assert second.post(f"{path}/approval").status_code == 409
    assert clerk.post("/v1/imports", files={"other": b""}).json()["errors"][0]["code"] == "FileMissing"
