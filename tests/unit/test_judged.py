"""
What is said of an act before anybody has signed it: the refusal that would come, who must sign, and with which keys.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.domain.acts import Approval, Filed, Refusal, refusal
from ledger.domain.acts.judged import Judged, Signer, judge_act, sequence_of_act
from ledger.domain.certificates import Certificate
from ledger.domain.events import CertificateId
from ledger.domain.facts import Fact, FactKey, Facts, key_of
from ledger.domain.participants import Duty, EnrolledKey, Participant
from ledger.errors import ActRefused
from tests.unit import test_attestations_refused as attesting
from tests.unit.attesting import after as attested
from tests.unit.filings import FILINGS, Filing
from tests.unit.histories import BORN, facts_after, key
from tests.unit.test_acts import BORN_WITH_ONE, NOW, OWN, TRANSFER
from tests.unit.test_case_acts import ASKED, facts_of
from tests.unit.test_cases import FRIDAY, case_of

CHECKER = Signer(1, Duty.CHECKER, (key("checker"),))
HOLDER, OTHER = (Signer(who, Duty.CONSENT, (key(name),)) for who, name in ((2, "holder"), (3, "other")))


@pytest.fixture(scope="module")
def facts() -> dict[FactKey, Fact]:
    return facts_after(*BORN_WITH_ONE)


def judged(facts: Facts, act: Filed = TRANSFER, now: int = NOW) -> Judged:
    return judge_act(facts, act.maker, act.asked, now)


def code_of(refused: ActRefused | None) -> str | None:
    return refused.code if refused is not None else None


def without_keys(facts: Facts, number: int) -> dict[FactKey, Fact]:
    """Return the facts in which a participant has no key left."""
    found = facts["participant", number]
    assert isinstance(found, Participant)
    return {**facts, key_of(found): replace(found, keys=())}


def able(facts: Facts, name: str, duties: Duty) -> dict[FactKey, Fact]:
    """Return the facts in which a key has these duties."""
    found = facts["key", key(name)]
    assert isinstance(found, EnrolledKey)
    return {**facts, key_of(found): replace(found, duties=duties)}


def test_the_registrys_checker_and_both_parties_must_sign_a_transfer(facts: Facts) -> None:
    assert judged(facts) == Judged(None, (CHECKER, HOLDER, OTHER))


@pytest.mark.parametrize("filing", FILINGS, ids=str)
def test_what_is_right_once_signed_is_judged_so_before(filing: Filing) -> None:
    facts, act = filing.facts(), filing.act
    found = judged(facts, act, filing.now)
    assert found.refused is None
    assert len(found.signers) == len(act.approvals)
    assert all(approval.key in signer.keys for approval, signer in zip(act.approvals, found.signers, strict=True))


def test_what_nobodys_signature_would_help_names_no_signer(facts: Facts) -> None:
    found = judged(facts, replace(TRANSFER, maker=key("nobody")))
    assert (code_of(found.refused), found.signers) == ("KeyUnknown", ())


def test_a_party_whose_keys_lack_the_duty_is_told_with_what_one_of_them_lacks(facts: Facts) -> None:
    found = judged(able(facts, "holder", Duty.MAKER))
    assert found.signers == (CHECKER, Signer(2, Duty.CONSENT, ()), OTHER)
    assert found.refused is not None
    assert (found.refused.code, found.refused.facts) == ("DutyMissing", {"key": key("holder"), "duty": 4})


def test_a_party_without_any_key_or_that_nobody_knows_has_none_to_sign_with(facts: Facts) -> None:
    bare = judged(without_keys(facts, 3))
    assert bare.signers == (CHECKER, HOLDER, Signer(3, Duty.CONSENT, ()))
    assert bare.refused is not None
    assert (bare.refused.code, bare.refused.facts) == ("KeyUnknown", {"key": bytes(20)})
    forgotten = {name: fact for name, fact in facts.items() if name != ("participant", 3)}
    assert judged({**forgotten, ("key", key("other")): facts["key", key("other")]}).signers == bare.signers


def test_a_key_that_is_not_enrolled_signs_nothing(facts: Facts) -> None:
    gone = {name: fact for name, fact in facts.items() if name != ("key", key("holder"))}
    assert judged(gone).signers == (CHECKER, Signer(2, Duty.CONSENT, ()), OTHER)


def test_nobody_is_taken_to_sign_twice_while_another_key_may() -> None:
    valued = attesting.VALUED
    facts = able(attested(), "reviewer", Duty.CHECKER | Duty.CONSENT)
    found = judge_act(facts, key("appraiser"), valued, BORN + 1000)
    (reviewer, second) = found.signers
    assert (reviewer.keys, set(second.keys)) == ((key("reviewer"),), {key("reviewer"), key("second")})
    assert found.refused is None
    twice = tuple(Approval(key("reviewer")) for _ in range(2))
    filed = Filed(key("appraiser"), valued, BORN + 2000, twice)
    assert refusal(facts, filed, BORN + 1000) == Refusal("SignersNotDistinct", {"key": key("reviewer")})


def test_the_next_act_on_a_certificate_has_the_next_number(facts: Facts) -> None:
    assert sequence_of_act(facts, TRANSFER.asked) == 2
    assert sequence_of_act({}, TRANSFER.asked) == 1


def test_the_next_step_of_a_case_is_numbered_by_the_case_and_no_certificate() -> None:
    facts = facts_of((FRIDAY,))
    case = replace(case_of(facts), sequence=6)
    certificate = facts_after(*BORN_WITH_ONE)["certificate", OWN]
    assert isinstance(certificate, Certificate)
    same = replace(certificate, id=CertificateId(case.application_id))
    both: dict[FactKey, Fact] = {**facts, key_of(case): case, key_of(same): same}
    assert sequence_of_act(both, ASKED) == 7
    assert sequence_of_act({}, ASKED) == 1
