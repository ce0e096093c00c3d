"""deed propose, vote, execute, veto, pause: how the institutions govern together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ledger.chain.acts import Acts, Prepared
from ledger.chain.signer import Signer
from ledger.chain.writer import Receipt, Writer
from ledger.commands.context import Context, context_of, read_file, whole
from ledger.commands.parameters import Reason, Voter
from ledger.commands.printing import emit
from ledger.desk.desk import salt
from ledger.desk.governance import Chamber

Proposal = Annotated[int, typer.Argument(help="提案编号 · The proposal's number.", min=1)]
CallFile = Annotated[Path, typer.Argument(help="提案文件（JSON） · The proposal's file, JSON.")]


def propose(command: typer.Context, file: CallFile, *, key: Voter) -> None:
    """提案并投赞成票 · Propose, and vote for it."""
    context = context_of(command)
    call, reason = Chamber(context.book, context.documents).read(read_file(file))
    _do(context, key, lambda acts, signer: acts.propose(signer, call, reason), proposal=True)


def vote(command: typer.Context, proposal: Proposal, *, key: Voter) -> None:
    """投赞成票 · Vote yes."""
    _do(context_of(command), key, lambda acts, signer: acts.vote(signer, proposal))


def execute(command: typer.Context, proposal: Proposal, file: CallFile, *, key: Voter) -> None:
    """等待期满后执行 · Execute after the delay, with the file that was proposed."""
    context = context_of(command)
    call, _ = Chamber(context.book, context.documents).read(read_file(file))
    _do(context, key, lambda acts, signer: acts.execute(signer, proposal, call))


def veto(command: typer.Context, proposal: Proposal, *, reason: Reason, key: Voter) -> None:
    """否决提案（应急监护人） · Stop a proposal, as a guardian."""
    context = context_of(command)
    digest = Chamber(context.book, context.documents).decide("veto", str(proposal), reason)
    _do(context, key, lambda acts, signer: acts.veto(signer, proposal, digest))


def pause(command: typer.Context, *, reason: Reason, key: Voter) -> None:
    """暂停登记与交易（应急监护人） · Pause registration and dealing, as a guardian."""
    context = context_of(command)
    digest = Chamber(context.book, context.documents).decide("pause", "ledger", reason)
    _do(context, key, lambda acts, signer: acts.pause(signer, digest))


def _do(context: Context, key: str, prepare: Callable[[Acts, Signer], Prepared], proposal: bool = False) -> None:
    """Do one act with one key.  The contract refuses a second vote, so that each call is a request of its own."""
    signer = context.signer(key)
    writer = Writer(context.rpc, context.deployment.chain_id, context.settings.home / "journal.sqlite")
    context.stack.callback(writer.close)
    acts = Acts(context.rpc, writer, context.deployment)
    receipt = acts.do(prepare(acts, signer), f"govern:{salt()}")
    number = acts.ask("Participants", "proposalCount") if proposal else None
    _show(context, receipt, number)


def _show(context: Context, receipt: Receipt, proposal: int | None) -> None:
    if context.as_json:
        emit({"transaction": whole(receipt.hash), "block": receipt.block, "proposal": proposal})
        return
    said = context.say(f"已上链：区块 {receipt.block}", f"Done, in block {receipt.block}")
    if proposal is not None:
        said = context.say(f"提案编号 {proposal}。", f"Proposal {proposal}. ") + said
    context.out.print(f"{said}  {whole(receipt.hash)}", markup=False)


def add_to(app: typer.Typer) -> None:
    """Put these commands under `deed`."""
    for each in (propose, vote, execute, veto, pause):
        app.command()(each)
