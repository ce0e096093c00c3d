"""
Faults in whole blocks that every hash fits, as if all validators had sealed them: what remains is what blocks mean.

One real history with one late act of a registry, the renaming of a holder, is rewritten from a block on, with one thing
wrong.  The service mirrors honestly what the rewritten chain says, and the contracts' storage is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger.audit import Options, Report, run
from ledger.audit.report import Finding
from ledger.chain.acts import Prepared
from ledger.chain.rpc import to_hex
from ledger.chain.signer import MemorySigner
from ledger.domain.acts.governance import Suspend
from ledger.domain.events import Position
from ledger.domain.participants import Duty
from tests.chain_fixtures import signer_for
from tests.fault.forger import Forger, Past
from tests.fault.stand import Stand, codes, digest_of_text, profile_of

PROFILE = profile_of("renamed")


Act = Callable[[MemorySigner, MemorySigner], Prepared]


@dataclass
class History:
    """The real past; the block of the act that is forged, and the same act by any two hands; and so an enrolment."""

    stand: Stand
    past: Past
    block: int
    act: Act
    enrolled: int
    enrolment: Act


@pytest.fixture(scope="module")
def history(_lived: Stand) -> History:
    """The stand's history; then the second registry is suspended, and the first renames a holder; an empty block."""
    stand, chain = _lived, _lived.chain
    registry, holder = chain.registry, stand.holders[0]
    digest, before = stand.documents.put(PROFILE.encode()), digest_of_text(profile_of(holder.name))
    deadline = chain.deadline + 3 * 86_400  # a vote takes a day

    def act(maker: MemorySigner, checker: MemorySigner) -> Prepared:
        return chain.acts.rename(
            maker, checker, holder.number, profile_digest=digest, previous_digest=before, deadline=deadline
        )

    def enrolment(first: MemorySigner, second: MemorySigner) -> Prepared:
        new = signer_for("a new key").key
        return chain.acts.enrol_key(first, second, registry.number, key=new, duties=Duty.CONSENT, deadline=deadline)

    enrolled = chain.do(enrolment(registry.admin, registry.second_admin)).block
    chain.govern(Suspend(chain.second_registry.number, stand.document("suspended")))
    block = chain.do(act(registry.maker, registry.checker)).block
    chain.rpc.call("evm_mine")
    stand.index()
    with stand.served() as url:
        published = httpx.get(f"{url}/v1/snapshot", headers={"X-Api-Key": stand.api_key}).text
    return History(stand, Past(chain.rpc, published), block, act, enrolled, enrolment)


@pytest.fixture
def forger(history: History) -> Iterator[Forger]:
    with Forger(history.past, history.stand.chain.url) as forging:
        yield forging


@pytest.fixture
def audit(history: History, forger: Forger, tmp_path: Path) -> Callable[[], Report]:
    """Audit the rewritten chain with everything that there is to compare."""

    def audited() -> Report:
        settings = history.stand.settings
        snapshot = forger.snapshot(tmp_path)
        return run(Options(settings.deployment_file, forger.url, snapshot, str(settings.documents_dir)))

    return audited


def the(report: Report) -> Finding:
    """Return the only finding."""
    codes(report)
    (finding,) = report.findings
    return finding


def left_out(report: Report) -> set[Any]:
    return {remark.facts["layer"] for remark in report.notes.unchecked if remark.code == "AuditNotCompared"}


def forge_act(history: History, forger: Forger, maker: MemorySigner, checker: MemorySigner) -> None:
    """Have the renaming be by these two, from the signatures to the event, and everything after it."""
    forge(forger, history.block, history.act, maker, checker)


def forge(forger: Forger, block: int, act: Act, maker: MemorySigner, checker: MemorySigner) -> None:
    """Have the act in a block be by these two; its event ends with both."""
    (log,) = forger.logs(block)
    hands = "".join(each.key.rjust(32, b"\0").hex() for each in (maker, checker))
    log["data"] = log["data"][: -len(hands)] + hands
    forger.sign(block, maker, act(maker, checker))
    forger.seal(block)


def test_a_history_sealed_anew_with_nothing_wrong_is_clean(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    forger.seal(1)
    assert codes(audit()) == []
    registry = history.stand.chain.registry
    forge_act(history, forger, registry.maker, registry.checker)
    assert [each["hash"] for each in forger.blocks] == [each["hash"] for each in history.past.blocks]
    forger.blocks[history.block]["extraData"] = "0x01"
    forger.seal(history.block)
    report = audit()
    assert codes(report) == []
    assert report.scope["lastBlockHash"] != history.past.blocks[-1]["hash"]


# BYTES


def test_a_block_that_is_older_than_its_parent_is_named(forger: Forger, audit: Callable[[], Report]) -> None:
    last = len(forger.blocks) - 1
    before = int(forger.blocks[last - 1]["timestamp"], 16)
    forger.blocks[last]["timestamp"] = hex(before - 1)
    forger.seal(last)
    finding = the(audit())
    assert (finding.code, finding.position) == ("TimeBackwards", last)
    assert (finding.expected, finding.found) == (f">= {before}", before - 1)


def test_a_transaction_signed_for_another_chain_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    forger.sign(history.block, history.stand.chain.registry.maker, chain_id=5)
    forger.seal(history.block)
    finding = the(audit())
    assert (finding.code, finding.position) == ("TransactionForeign", Position(history.block, 0, 0))
    assert (finding.expected, finding.found) == (31337, 5)


def test_a_bloom_filter_that_its_logs_do_not_make_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    bloom = int(forger.blocks[history.block]["logsBloom"], 16)
    forger.seal(history.block, logsBloom=f"0x{bloom ^ 1:0512x}")
    finding = the(audit())
    assert (finding.code, finding.position) == ("BloomWrong", history.block)
    assert (finding.expected, finding.found) == (hex(bloom), hex(bloom ^ 1))


def test_gas_that_the_receipts_did_not_use_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    gas = int(forger.blocks[history.block]["gasUsed"], 16)
    forger.seal(history.block, gasUsed=hex(gas + 1))
    finding = the(audit())
    assert (finding.code, finding.position) == ("GasWrong", history.block)
    assert (finding.expected, finding.found) == (gas, gas + 1)


# MEANING


def test_an_event_that_the_table_does_not_have_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    (log,) = forger.logs(history.block)
    log["topics"][0] = "0x" + "77" * 32
    forger.seal(history.block)
    report = audit()
    finding = the(report)
    assert (finding.code, finding.position) == ("EventUnknown", Position(history.block, 0, 0))
    assert finding.subject == to_hex(history.stand.chain.deployment.participants)
    assert finding.found == "77" * 32
    assert left_out(report) == {"mirror", "storage", "documents", "lists"}


@pytest.mark.parametrize(
    "change",
    [
        lambda log: log | {"data": log["data"] + "00" * 32},
        lambda log: log | {"topics": log["topics"][:1]},
        lambda log: log | {"data": log["data"][:66] + "01" + log["data"][68:]},
    ],
    ids=["a word too many", "a topic too few", "dirt before an address"],
)
def test_an_event_of_another_shape_is_named(
    history: History, forger: Forger, audit: Callable[[], Report], change: Any
) -> None:
    (log,) = forger.logs(history.block)
    log |= change(log)
    forger.seal(history.block)
    finding = the(audit())
    assert (finding.code, finding.position) == ("EventMalformed", Position(history.block, 0, 0))
    assert str(finding.found).startswith("ParticipantRenamed")


def test_an_event_that_cannot_have_been_is_named(history: History, forger: Forger, audit: Callable[[], Report]) -> None:
    (log,) = forger.logs(history.block)
    log["topics"][1] = f"0x{99:064x}"
    forger.seal(history.block)
    finding = the(audit())
    assert (finding.code, finding.position) == ("TransitionIllegal", Position(history.block, 0, 0))
    assert finding.subject.startswith("ParticipantRenamed")


# AUTHORITY


def test_an_act_by_a_stranger_is_named(history: History, forger: Forger, audit: Callable[[], Report]) -> None:
    stranger = signer_for("stranger")
    forge_act(history, forger, stranger, history.stand.chain.registry.checker)
    finding = the(audit())
    assert (finding.code, finding.position) == ("AuthorityKeyUnknown", Position(history.block, 0, 0))
    assert (finding.subject, finding.expected, finding.found) == (to_hex(stranger.key), "enrolled", "unknown")


@pytest.mark.parametrize("hand", ["maker", "checker"])
def test_an_act_by_a_key_without_the_duty_is_named(
    history: History, forger: Forger, audit: Callable[[], Report], hand: str
) -> None:
    registry = history.stand.chain.registry
    hands = {"maker": registry.maker, "checker": registry.checker} | {hand: registry.consent}
    forge_act(history, forger, hands["maker"], hands["checker"])
    finding = the(audit())
    assert (finding.code, finding.position) == ("AuthorityDutyMissing", Position(history.block, 0, 0))
    assert (finding.subject, finding.found) == (to_hex(registry.consent.key), int(Duty.CONSENT))
    assert finding.expected == int(Duty.MAKER if hand == "maker" else Duty.CHECKER)


def test_an_act_by_an_institution_without_the_role_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    bank = history.stand.chain.bank
    forge_act(history, forger, bank.maker, bank.checker)
    finding = the(audit())
    assert (finding.code, finding.subject) == ("AuthorityRoleMissing", to_hex(bank.maker.key))
    assert finding.found == int(bank.roles)


def test_an_act_by_a_suspended_institution_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    suspended = history.stand.chain.second_registry
    forge_act(history, forger, suspended.maker, suspended.checker)
    report = audit()
    assert codes(report) == ["AuthoritySuspended"] * 2, "one for each hand"
    assert [each.subject for each in report.findings] == [
        to_hex(suspended.maker.key), to_hex(suspended.checker.key),
    ]  # fmt: skip
    assert all(each.found == "suspended" for each in report.findings)


def test_an_act_checked_by_another_institution_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    chain = history.stand.chain
    forge_act(history, forger, chain.registry.maker, chain.bank.checker)
    finding = the(audit())
    assert (finding.code, finding.subject) == ("AuthoritySplit", to_hex(chain.bank.checker.key))
    assert (finding.expected, finding.found) == (chain.registry.number, chain.bank.number)


def test_an_act_whose_maker_is_its_checker_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    """No key both makes and checks; but one that administers is one of two as well."""
    alone = history.stand.chain.registry.admin
    forge(forger, history.enrolled, history.enrolment, alone, alone)
    finding = the(audit())
    assert (finding.code, finding.subject) == ("AuthoritySplit", to_hex(alone.key))
    assert finding.position == Position(history.enrolled, 0, 0)
    assert (finding.expected, finding.found) == ("two keys", "one key")


def test_an_act_sent_by_another_than_its_maker_is_named(
    history: History, forger: Forger, audit: Callable[[], Report]
) -> None:
    other = history.stand.chain.registry.consent
    forger.sign(history.block, other)
    forger.seal(history.block)
    finding = the(audit())
    assert (finding.code, finding.position) == ("AuthorityNotSender", Position(history.block, 0, 0))
    assert (finding.expected, finding.found) == (
        to_hex(history.stand.chain.registry.maker.key), to_hex(other.key),
    )  # fmt: skip
