"""
Acts on their way: nothing is lost and nothing doubled, whatever stops in between; a refusal is told in the contract's
words.

Against real Anvil; the road's faults are played by a server in front of it that fails before or after it hands a call
on.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.chain import writer
from ledger.chain.acts import Acts, Prepared
from ledger.chain.rpc import NodeRefused, Rpc
from ledger.chain.writer import Outgoing, Receipt, Sent, Writer
from ledger.domain.acts.issue import Issuance
from ledger.errors import ActRefused, InvalidInput, Unavailable
from tests.chain_fixtures import BadNode, LedgerChain, Party, digest_of, signer_for
from tests.writer_fixtures import NOWHERE, count, send

SENDING = "eth_sendRawTransaction"


@pytest.fixture
def faulty_road(ledger_chain: LedgerChain) -> Iterator[Callable[..., Rpc]]:
    """Open a road on which sending fails, `before` the node has the transaction or after."""
    nodes: list[BadNode] = []
    roads: list[Rpc] = []

    def start(before: bool) -> Rpc:
        def play(_: int, body: Any) -> tuple[int, dict[str, str], bytes]:
            calls = body if isinstance(body, list) else [body]
            fails = any(each["method"] == SENDING for each in calls)
            if fails and before:
                return 502, {}, b""
            answers = [
                {"jsonrpc": "2.0", "id": each["id"], "result": ledger_chain.rpc.call(each["method"], each["params"])}
                for each in calls
            ]
            return (502, {}, b"") if fails else (200, {}, json.dumps(answers if body is calls else answers[0]).encode())

        nodes.append(BadNode(play))
        roads.append(Rpc(nodes[-1].url, retries_max=0))
        return roads[-1]

    yield start
    for road in roads:
        road.close()
    for node in nodes:
        node.close()


@pytest.fixture
def no_mining(ledger_chain: LedgerChain) -> Iterator[None]:
    """Keep transactions in the pool until blocks are asked for."""
    ledger_chain.rpc.call("evm_setAutomine", [False])
    yield
    ledger_chain.rpc.call("anvil_dropAllTransactions")
    ledger_chain.rpc.call("evm_setAutomine", [True])


def prepared(chain: LedgerChain, holder: Party, *issues: Issuance) -> Prepared:
    by = chain.registry
    return chain.acts.issue(by.maker, by.checker, issues or (chain.issuance(holder),), chain.deadline)


# IDEMPOTENCE


def test_same_request_key_is_the_same_transaction(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    first = send(open_writer(), "one")
    second = send(open_writer(), "one")
    assert first == second
    open_writer().await_(first)
    assert send(open_writer(), "one") == first
    assert count(ledger_chain) == 1


def test_same_request_key_for_another_act_is_refused(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    sending = open_writer()
    sending.await_(send(sending, "one"))
    for to, data in ((NOWHERE, b"\x01"), (b"\x08" * 20, b"")):
        with pytest.raises(InvalidInput) as caught:
            send(sending, "one", to=to, data=data)
        assert (caught.value.code, caught.value.field) == ("RequestKeyReused", "request_key")
    with pytest.raises(InvalidInput):
        send(sending, "one", "b")
    assert (count(ledger_chain), count(ledger_chain, "b")) == (1, 0)


def test_crash_between_signing_and_sending_loses_nothing(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], faulty_road: Callable[..., Rpc]
) -> None:
    with pytest.raises(Unavailable):
        send(open_writer(faulty_road(before=True)), "one")
    assert count(ledger_chain) == 0
    after = open_writer()
    assert after.has("one")
    assert after.resume() == 1
    receipt = after.await_(send(after, "one"))
    assert count(ledger_chain) == 1
    assert after.resume() == 0, "what is in a block is not sent again"
    assert receipt.block > 0


def test_crash_between_sending_and_the_answer_doubles_nothing(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], faulty_road: Callable[..., Rpc]
) -> None:
    with pytest.raises(Unavailable):
        send(open_writer(faulty_road(before=False)), "one")
    after = open_writer()
    after.await_(send(after, "one"))
    assert count(ledger_chain) == 1


def test_act_that_was_signed_before_a_crash_is_the_one_that_is_done(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], faulty_road: Callable[..., Rpc]
) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    act = prepared(ledger_chain, alpha)
    road = faulty_road(before=True)
    with pytest.raises(Unavailable):
        Acts(road, open_writer(road), ledger_chain.deployment).send(act, "issue-1")
    acts = Acts(ledger_chain.rpc, open_writer(), ledger_chain.deployment)
    first = acts.do(act, "issue-1")
    assert acts.do(act, "issue-1") == first, "done once, and told again"


# PIPELINE


def test_two_hundred_acts_are_sent_before_the_first_is_awaited(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], no_mining: None
) -> None:
    del no_mining
    ledger_chain.rpc.call("evm_setAutomine", [True])
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.rpc.call("evm_setAutomine", [False])
    acts = Acts(ledger_chain.rpc, open_writer(), ledger_chain.deployment)
    by, deadline = ledger_chain.registry, ledger_chain.deadline
    pipelined = [
        (acts.issue(by.maker, by.checker, [ledger_chain.issuance(alpha)], deadline), f"issue-{n}") for n in range(200)
    ]
    before = ledger_chain.reader().head().number
    sent = acts.send_many(pipelined)
    assert [each.nonce for each in sent] == list(range(sent[0].nonce, sent[0].nonce + 200))
    assert ledger_chain.reader().head().number == before
    ledger_chain.clock.mine()
    outcomes = open_writer().await_all(sent)
    assert all(isinstance(each, Receipt) for each in outcomes)
    assert {each.block for each in outcomes if isinstance(each, Receipt)} == {before + 1}


def test_keys_have_nonces_of_their_own(ledger_chain: LedgerChain, open_writer: Callable[..., Writer]) -> None:
    sending = open_writer()
    acts = [Outgoing(signer_for(each), NOWHERE, b"", f"{each}{n}", 50_000) for n in range(3) for each in "ab"]
    sent = sending.send_many(acts)
    assert [each.nonce for each in sent] == [0, 0, 1, 1, 2, 2]
    sending.await_all(sent)
    assert (count(ledger_chain), count(ledger_chain, "b")) == (3, 3)


def test_threads_and_writers_share_a_journal_without_a_collision(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    writers = [open_writer(), open_writer()]
    sent: list[Sent] = []

    def run(thread: int) -> None:
        for n in range(15):
            sent.append(send(writers[thread % 2], f"{thread}-{n}"))  # noqa: PERF401

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.nonce for each in sent) == list(range(60))
    ledger_chain.clock.mine()  # Anvil may overlook the last of many that come at once, when nothing else wakes it
    assert all(isinstance(each, Receipt) for each in writers[0].await_all(sent))
    assert count(ledger_chain) == 60


# NONCES


@pytest.mark.usefixtures("no_mining")
def test_emptied_pool_is_filled_again(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "RESEND_SECONDS", 0.1)
    sending = open_writer()
    sent = [send(sending, f"{n}") for n in range(5)]
    ledger_chain.rpc.call("anvil_dropAllTransactions")
    ledger_chain.rpc.call("evm_setAutomine", [True])
    assert all(isinstance(each, Receipt) for each in sending.await_all(sent, seconds_max=10))


@pytest.mark.usefixtures("no_mining")
def test_new_writer_fills_the_gap_that_an_emptied_pool_left(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    before = [send(open_writer(), f"{n}") for n in range(3)]
    ledger_chain.rpc.call("anvil_dropAllTransactions")
    after = open_writer()
    last = send(after, "last")
    assert last.nonce == 3
    ledger_chain.clock.mine()
    assert all(isinstance(each, Receipt) for each in after.await_all([*before, last], seconds_max=5))


def test_acts_that_a_rolled_back_node_forgot_are_done_again(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    sending = open_writer()
    sent = [send(sending, f"{n}") for n in range(3)]
    sending.await_all(sent)
    ledger_chain.rpc.call("anvil_rollback", [2])
    assert count(ledger_chain) < 3
    after = open_writer()
    last = send(after, "last")
    assert all(isinstance(each, Receipt) for each in after.await_all([*sent, last], seconds_max=5))
    assert count(ledger_chain) == 4


def test_nonce_that_another_program_used_up_is_replaced(
    ledger_chain: LedgerChain, open_writer: Callable[..., Writer]
) -> None:
    ours, stranger = open_writer(), ledger_chain.writer
    ours.await_(send(ours, "first"))
    stranger.await_(send(stranger, "stranger's", data=b"\x01"))
    sent = send(ours, "second")
    assert sent.nonce == 2
    ours.await_(sent)
    assert count(ledger_chain) == 3


def test_act_that_the_node_takes_under_no_nonce_holds_nothing_up(open_writer: Callable[..., Writer]) -> None:
    sending = open_writer()
    too_much = Outgoing(signer_for("a"), NOWHERE, b"", "too much", 10**12)
    fine = [Outgoing(signer_for("a"), NOWHERE, b"", each, 50_000) for each in ("one", "two")]
    with pytest.raises(NodeRefused):
        sending.send_many([fine[0], too_much, fine[1]])
    assert not sending.has("too much")
    sent = sending.send_many(fine)
    assert [each.nonce for each in sent] == [0, 2]
    assert all(isinstance(each, Receipt) for each in sending.await_all(sent, seconds_max=5))
    last = send(sending, "last")
    assert last.nonce == 3
    sending.await_(last)


# REFUSALS


def test_refused_act_is_told_before_it_is_sent(ledger_chain: LedgerChain) -> None:
    (alpha,) = ledger_chain.admit("Alpha")
    issued = ledger_chain.issue_to(alpha)
    act = prepared(ledger_chain, alpha, issued)
    nonce = ledger_chain.rpc.call("eth_getTransactionCount", ["0x" + act.maker.key.hex(), "pending"])
    with pytest.raises(ActRefused) as caught:
        ledger_chain.acts.do(act, "again")
    assert caught.value.code in {"NumberTaken", "CertificateDuplicate"}
    assert not ledger_chain.writer.has("again")
    assert ledger_chain.rpc.call("eth_getTransactionCount", ["0x" + act.maker.key.hex(), "pending"]) == nonce


@pytest.mark.usefixtures("no_mining")
def test_act_refused_in_its_block_is_told_in_the_contracts_words(ledger_chain: LedgerChain) -> None:
    """Both pass the check; the first to come makes the second a duplicate."""
    ledger_chain.rpc.call("evm_setAutomine", [True])
    (alpha,) = ledger_chain.admit("Alpha")
    ledger_chain.rpc.call("evm_setAutomine", [False])
    first = ledger_chain.issuance(alpha)
    twin = ledger_chain.issuance(alpha, serial=first.record.serial)
    sent = ledger_chain.acts.send_many(
        [(prepared(ledger_chain, alpha, first), "first"), (prepared(ledger_chain, alpha, twin), "twin")]
    )
    ledger_chain.clock.mine()
    done, refused = ledger_chain.writer.await_all(sent)
    assert isinstance(done, Receipt)
    assert isinstance(refused, ActRefused)
    assert refused.facts, "with the contract's own arguments"
    with pytest.raises(ActRefused) as caught:
        ledger_chain.writer.await_(sent[1])
    assert caught.value.code == refused.code
    assert refused.code in {"NumberTaken", "CertificateDuplicate"}


def test_estimated_act_that_would_be_refused_is_not_sent(ledger_chain: LedgerChain) -> None:
    act = ledger_chain.acts.vote(ledger_chain.bank.voter, 1)
    assert act.gas is None
    with pytest.raises(ActRefused) as caught:
        ledger_chain.acts.send(act, "vote")
    assert (caught.value.code, caught.value.facts["participant"]) == ("RoleMissing", ledger_chain.bank.number)
    assert not ledger_chain.writer.has("vote")


def test_refusal_of_a_stranger_names_its_key(ledger_chain: LedgerChain) -> None:
    stranger = signer_for("stranger")
    with pytest.raises(ActRefused) as caught:
        ledger_chain.do(ledger_chain.acts.pause(stranger, digest_of("because")))
    assert (caught.value.code, caught.value.facts) == ("KeyUnknown", {"key": stranger.key})


def test_call_that_no_contract_understands_is_refused_without_a_name(ledger_chain: LedgerChain) -> None:
    with pytest.raises(ActRefused) as caught:
        ledger_chain.writer.simulate(signer_for("a").key, ledger_chain.deployment.certificates, b"\xde\xad\xbe\xef")
    assert caught.value.code == "ActReverted"


@pytest.mark.usefixtures("no_mining")
def test_act_in_no_block_is_pending_and_not_lost(ledger_chain: LedgerChain, open_writer: Callable[..., Writer]) -> None:
    sending = open_writer()
    sent = send(sending, "one")
    with pytest.raises(Unavailable) as caught:
        sending.await_(sent, seconds_max=0.2)
    assert (caught.value.code, caught.value.facts["request_key"]) == ("ActPending", "one")
    ledger_chain.clock.mine()
    assert sending.await_(send(sending, "one")).hash == sent.hash
