"""
The demonstration's accounts: one person for each desk, with a password of this demonstration only.

They are listed where the demonstration starts and on the page where one signs in; a second factor is not asked for,
since nobody would have a telephone that knows them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.config import Settings
from ledger.domain.events import ParticipantNumber
from ledger.domain.officers import Duty
from ledger.officers import passwords, staff
from ledger.officers.staff import THE_OPERATOR
from ledger.private_file import write_private
from ledger.store.service import Service
from ledger.store.service.officers import New

MAKER, CHECKER, CHIEF, READER = Duty.PREPARE, Duty.APPROVE, Duty.ADMINISTER, Duty.READ


@dataclass(frozen=True, slots=True)
class Desk:
    """One account: its login, the institution by its short name, the office in both languages, and the duty."""

    login: str
    institution: str
    zh: str
    en: str
    duty: Duty


DESKS = (
    Desk("centre.maker", "centre-social", "登记中心经办员", "Registration centre, maker", MAKER),
    Desk("centre.checker", "centre-social", "登记中心复核员", "Registration centre, checker", CHECKER),
    Desk("centre.chief", "centre-social", "登记中心管理员", "Registration centre, administrator", CHIEF),
    Desk("public.maker", "centre-public", "公共数据登记经办员", "Public-data centre, maker", MAKER),
    Desk("public.checker", "centre-public", "公共数据登记复核员", "Public-data centre, checker", CHECKER),
    Desk("bank.maker", "bank-one", "银行信贷经办员", "Bank one, credit officer", MAKER),
    Desk("bank.checker", "bank-one", "银行信贷复核员", "Bank one, checker", CHECKER),
    Desk("bank.chief", "bank-one", "银行管理员", "Bank one, administrator", CHIEF),
    Desk("second-bank.maker", "bank-two", "第二家银行经办员", "Bank two, credit officer", MAKER),
    Desk("second-bank.checker", "bank-two", "第二家银行复核员", "Bank two, checker", CHECKER),
    Desk("court.maker", "court", "法院执行经办员", "Court, maker", MAKER),
    Desk("court.checker", "court", "法院执行复核员", "Court, checker", CHECKER),
    Desk("evaluator.maker", "evaluator", "评估机构经办员", "Evaluator, maker", MAKER),
    Desk("evaluator.checker", "evaluator", "评估机构复核员", "Evaluator, checker", CHECKER),
    Desk("evaluator.second", "evaluator", "评估机构第二签署人", "Evaluator, second signer", CHECKER),
    Desk("custodian.maker", "custodian", "托管机构经办员", "Custodian, maker", MAKER),
    Desk("custodian.checker", "custodian", "托管机构复核员", "Custodian, checker", CHECKER),
    Desk("exchange.maker", "exchange", "交易场所经办员", "Exchange, maker", MAKER),
    Desk("exchange.checker", "exchange", "交易场所复核员", "Exchange, checker", CHECKER),
    Desk("holder.maker", "operator-one", "权利人经办员", "Holder, maker", MAKER),
    Desk("holder.checker", "operator-one", "权利人复核员", "Holder, checker", CHECKER),
    Desk("supervisor.maker", "supervisor", "主管部门经办员", "Supervisor, maker", MAKER),
    Desk("supervisor.checker", "supervisor", "主管部门复核员", "Supervisor, checker", CHECKER),
    Desk("auditor.reader", "auditor", "审计人员", "Auditor", READER),
)
"""Offices, and no people: who sits there is whoever tries the demonstration."""


def make(
    service: Service, settings: Settings, numbers: Mapping[str, ParticipantNumber], names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """
    Open all accounts, and write them down for the page where one signs in; return them.

    `numbers` and `names` are the participants' and their names in both languages, by their short names.
    """
    made, now = [], int(time.time())
    password = passwords.temporary()
    kept = passwords.kept(password)
    for desk in DESKS:
        duties = frozenset({desk.duty, *({READER} - {desk.duty})})
        with service.writing() as session:
            new = New(desk.login, desk.zh, int(numbers[desk.institution]), duties)
            officer, _ = staff.add(session, THE_OPERATOR, new, now)
            officer.password, officer.is_temporary = kept, False
        audience = {"zh": desk.zh, "en": desk.en}
        made.append(
            {"login": desk.login, "password": password, "audience": audience, "institution": names[desk.institution]}
        )
    write_private(settings.demo_accounts_file, json.dumps(made, ensure_ascii=False), over=True)
    return made
