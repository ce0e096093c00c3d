"""
The loop that everybody writes: web3.py's `get_logs` a hundred blocks at a time, `process_log` and a mapped object for
each log, a commit a range.

It stores decoded events and nothing else: no checks, no facts, no history of them, no heads, no reorganisations.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from eth_utils.abi import event_abi_to_log_topic
from sqlalchemy import JSON, BigInteger, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from web3 import Web3
from web3.types import EventData, FilterParams, LogReceipt

from ledger.chain.decode import CONTRACTS, abi
from scripts.benchmarks.databases import ask
from scripts.benchmarks.task import Task, perform

RANGE_BLOCKS = 100


class Base(DeclarativeBase):
    pass


class DecodedEvent(Base):
    __tablename__ = "events"

    block: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    log_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    address: Mapped[str]
    name: Mapped[str] = mapped_column(index=True)
    args: Mapped[dict[str, Any]] = mapped_column(JSON)
    transaction_hash: Mapped[str]
    time: Mapped[int] = mapped_column(BigInteger)


class Loop:
    """Reads all events of all contracts into one table."""

    def __init__(self, task: Task) -> None:
        self._w3 = Web3(Web3.HTTPProvider(task.rpc_url))
        url = task.database_url.replace("postgresql://", "postgresql+psycopg://")
        self._engine = create_engine(url)
        self._events: dict[bytes, Any] = {}
        self._addresses = []
        contracts = json.loads(Path(task.deployment_file).read_text())["contracts"]
        for name in CONTRACTS:
            address = Web3.to_checksum_address(contracts[name]["address"])
            self._addresses.append(address)
            contract = self._w3.eth.contract(address=address, abi=cast(Any, abi(name)))
            for element in abi(name):
                if element["type"] == "event":
                    self._events[event_abi_to_log_topic(cast(Any, element))] = contract.events[element["name"]]()

    def run(self, last: int) -> None:
        Base.metadata.create_all(self._engine)
        for first in range(1, last + 1, RANGE_BLOCKS):
            until = min(last, first + RANGE_BLOCKS - 1)
            where: FilterParams = {"fromBlock": first, "toBlock": until, "address": self._addresses}
            times: dict[int, int] = {}
            with Session(self._engine) as session:
                for log in self._w3.eth.get_logs(where):
                    if log["blockNumber"] not in times:
                        times[log["blockNumber"]] = self._w3.eth.get_block(log["blockNumber"])["timestamp"]
                    session.add(self._decoded(log, times[log["blockNumber"]]))
                session.commit()
        self._engine.dispose()

    def _decoded(self, log: LogReceipt, time: int) -> DecodedEvent:
        event: EventData = self._events[bytes(log["topics"][0])].process_log(log)
        return DecodedEvent(
            block=event["blockNumber"],
            log_index=event["logIndex"],
            address=event["address"],
            name=event["event"],
            args={name: _plain(value) for name, value in event["args"].items()},
            transaction_hash=event["transactionHash"].hex(),
            time=time,
        )


def _plain(value: Any) -> Any:
    """Return a decoded value as JSON has it: bytes in hexadecimal, big integers as text."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value) if isinstance(value, int) and value >> 53 else value


def work(task: Task) -> None:
    Loop(task).run(task.last)


def tally(task: Task) -> dict[str, Any]:
    return {"events": ask(task.database_url, "SELECT count(*) FROM events")[0][0]}


if __name__ == "__main__":
    perform(work, tally)
