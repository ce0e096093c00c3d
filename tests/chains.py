"""
Where the contract tests' transactions run: revm in this process, or Anvil.

pyrevm keeps one journal for ever, so slots that an earlier transaction touched stay warm and its gas is too low.
Therefore only Anvil says what a transaction pays, intrinsic and call data gas included: by its receipts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any, Protocol

import httpx
import pyrevm

from ledger.tls import trusted
from tests.abi import Log

CHAIN_ID = 31337


class Reverted(Exception):
    """A transaction was rolled back, with this revert data."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data.hex())
        self.data = data


class Chain(Protocol):
    """Where transactions run.  Each method raises `Reverted` where the EVM rolls back."""

    def deploy(self, sender: str, code: bytes, time: int) -> str: ...

    def transact(self, sender: str, to: str, data: bytes, time: int) -> tuple[bytes, list[Log], int | None]: ...

    def call(self, sender: str, to: str, data: bytes, time: int) -> bytes: ...

    def storage(self, address: str, slot: int) -> int: ...

    def code(self, address: str) -> bytes: ...


class Revm:
    """revm in this process, with London's rules."""

    def __init__(self) -> None:
        self.evm = pyrevm.EVM(spec_id="LONDON", env=pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=CHAIN_ID)))
        self.height = 0

    def _at(self, time: int) -> None:
        self.evm.set_block_env(pyrevm.BlockEnv(number=self.height, timestamp=time, gas_limit=300_000_000))

    def deploy(self, sender: str, code: bytes, time: int) -> str:
        self.height += 1
        self._at(time)
        with _rolled_back():
            return str(self.evm.deploy(sender, code)).lower()

    def transact(self, sender: str, to: str, data: bytes, time: int) -> tuple[bytes, list[Log], int | None]:
        self.height += 1
        self._at(time)
        with _rolled_back():
            output = self.evm.message_call(sender, to, calldata=data)
        assert self.evm.result is not None
        return bytes(output), [_log(log) for log in self.evm.result.logs], None

    def call(self, sender: str, to: str, data: bytes, time: int) -> bytes:
        self._at(time)
        with _rolled_back():
            return bytes(self.evm.message_call(sender, to, calldata=data, is_static=True))

    def storage(self, address: str, slot: int) -> int:
        return int(self.evm.storage(address, slot))

    def code(self, address: str) -> bytes:
        return bytes(self.evm.get_code(address) or b"")


@contextmanager
def _rolled_back() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        found = re.search(r"output: 0x([0-9a-f]*)", str(error))
        if not str(error).startswith("Revert") or not found:
            raise
        raise Reverted(bytes.fromhex(found[1])) from None


def _log(log: Any) -> Log:
    topics, data = log.data
    return Log(str(log.address).lower(), tuple(bytes(t) for t in topics), bytes(data))


class Anvil:
    """A node that sends for any address (`--auto-impersonate`) and mines each transaction at once."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, verify=trusted(), timeout=60)

    def _rpc(self, method: str, *params: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self.http.post("/", json=body).json()
        if "error" in answer:
            data = answer["error"].get("data")
            if isinstance(data, str):
                raise Reverted(bytes.fromhex(data[2:]))
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _mine(self, time: int, sender: str, to: str | None, data: bytes) -> dict[str, Any]:
        transaction: dict[str, Any] = {"from": sender, "data": "0x" + data.hex(), "gas": hex(290_000_000)}
        transaction |= {"gasPrice": "0x0"} | ({"to": to} if to else {})
        self._rpc("evm_setNextBlockTimestamp", time)
        sent = self._rpc("eth_sendTransaction", transaction)
        for _ in range(2_000):
            receipt: dict[str, Any] | None = self._rpc("eth_getTransactionReceipt", sent)
            if receipt:
                return receipt
            sleep(0.005)
        raise TimeoutError(f"{sent} was not mined within ten seconds")

    def deploy(self, sender: str, code: bytes, time: int) -> str:
        return str(self._mine(time, sender, None, code)["contractAddress"]).lower()

    def transact(self, sender: str, to: str, data: bytes, time: int) -> tuple[bytes, list[Log], int | None]:
        output = self.call(sender, to, data, time)
        receipt = self._mine(time, sender, to, data)
        logs = [
            Log(log["address"].lower(), tuple(_raw(t) for t in log["topics"]), _raw(log["data"]))
            for log in receipt["logs"]
        ]
        return output, logs, int(receipt["gasUsed"], 16)

    def call(self, sender: str, to: str, data: bytes, time: int) -> bytes:
        transaction = {"from": sender, "to": to, "data": "0x" + data.hex()}
        return _raw(self._rpc("eth_call", transaction, "latest", {}, {"time": hex(time)}))

    def storage(self, address: str, slot: int) -> int:
        return int(self._rpc("eth_getStorageAt", address, hex(slot), "latest"), 16)

    def code(self, address: str) -> bytes:
        return _raw(self._rpc("eth_getCode", address, "latest"))


def _raw(text: str) -> bytes:
    return bytes.fromhex(text[2:])
