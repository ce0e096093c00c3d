"""
The local chain: Anvil, started from its native binary, with everything it keeps in the home folder.

For development, demonstration and tests; production speaks to a Besu network through `Rpc` alone.  The npm wrapper of
Anvil is not used: killed, it leaves the chain running without a parent.  A block is made every second, because making
one for each transaction stalls under bursts; gas is free, as on the permissioned networks this stands for.

What survives: a stop, all.  A kill, all but the last `STATE_SECONDS`.  Anvil rewrites its state file in place, so a
kill may also leave half a file: a copy of the last whole one stands beside it, and `start` falls back to it.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ledger.chain.head import read_head
from ledger.chain.rpc import Rpc, octets, quantity
from ledger.errors import LedgerError, Misconfigured, Unavailable

CHAIN_ID = 31337
STATE_SECONDS = 5
"""Between two writings of the state file: what a kill may cost."""

GAS_LIMIT = 300_000_000
"""Of a block: twelve batches of 500 certificates."""

STATES_KEPT = 256
"""Blocks back that storage can still be proven; `Settings.undo_blocks` is the same number."""

START_SECONDS_MAX = 30.0
STOP_SECONDS_MAX = 20.0
"""Anvil writes its state on stopping: 1.2 s for 20,000 certificates, and room to spare."""

PORTS = range(20_000, 32_000)
"""Ports to look for a free one among: below those that Linux gives to outgoing connections, which come and go."""


@dataclass
class LocalNode:
    """
    Anvil on `port`, with its chain in `home`.

    `block_seconds` 0 makes a block for each transaction (tests); of many sent at once, Anvil then may leave the last in
    its pool until something else is sent.  `started_at` sets the clock of a new chain, in unix
    seconds; a chain that exists keeps its own clock, which never goes back.  After `start`, `recovered_from` names the
    copy that was used in place of a damaged state file, if one was.
    """

    home: Path
    port: int = 8545
    chain_id: int = CHAIN_ID
    block_seconds: int = 1
    started_at: int | None = None
    host: str = "127.0.0.1"
    binary: Path | None = None
    recovered_from: Path | None = field(default=None, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _lock: IO[str] | None = field(default=None, init=False, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _keeper: threading.Thread | None = field(default=None, init=False, repr=False)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def state_file(self) -> Path:
        return self.home / "chain.json"

    @property
    def state_copy(self) -> Path:
        return self.home / "chain.kept.json"

    @property
    def marker(self) -> Path:
        """Says which chain the state file is: its chain id and genesis hash."""
        return self.home / "chain.id.json"

    def start(self) -> None:
        """
        Start the chain, or go on with the one in `home`; return once it answers.

        Raises `Misconfigured` if the binary is missing, the port or the home is taken, or the state file is damaged
        without a copy or of another chain; `Unavailable` if the node does not answer in time.
        """
        assert not self.running, "a node is started once"
        binary = self.binary or find_binary()
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_home()
        try:
            self._require_port()
            self._require_same_id()
            self._launch(binary)
            self._await_answer()
            self._require_same_genesis()
        except BaseException:
            self.stop()
            raise
        self._stopping.clear()
        self._keeper = threading.Thread(target=self._keep_copies, name="chain-keeper", daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """Stop the chain and wait until its state is written.  Stopping a stopped node does nothing."""
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def wait(self) -> int:
        """Wait until the node ends; return its exit code."""
        assert self._process is not None
        return self._process.wait()

    # Starting

    def _take_home(self) -> None:
        """Hold the home's lock; Anvil inherits it, so that it is held as long as either of us lives."""
        lock = (self.home / "chain.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "?"
            lock.close()
            raise Misconfigured("NodeHomeTaken", home=str(self.home), pid=holder) from None
        self._lock = lock

    def _require_port(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                raise Misconfigured("NodePortTaken", port=self.port) from None

    def _require_same_id(self) -> None:
        marked = self._marked()
        if marked and marked["chainId"] != self.chain_id:
            raise Misconfigured(
                "NodeStateForeign", file=str(self.state_file), expected=self.chain_id, given=marked["chainId"]
            )

    def _launch(self, binary: Path) -> None:
        resumed_at = self._usable_state()
        if resumed_at is not None:
            _keep_one_genesis(self.state_file)
        clock = self.started_at
        if resumed_at is not None:
            # Anvil would date the next block by the machine's clock, before its parent if the chain's clock was put on.
            clock = resumed_at + 1 if resumed_at >= time.time() else None
        command = [str(binary), "--quiet", "--host", self.host, "--port", str(self.port)]
        command += ["--chain-id", str(self.chain_id), "--accounts", "0", "--gas-limit", str(GAS_LIMIT)]
        command += ["--base-fee", "0", "--gas-price", "0", "--no-priority-fee", "--slots-in-an-epoch", "1"]
        command += ["--state", str(self.state_file), "--state-interval", str(STATE_SECONDS)]
        command += ["--prune-history", str(STATES_KEPT), "--cache-path", str(self.home / "chain.cache")]
        command += ["--block-time", str(self.block_seconds)] if self.block_seconds else []
        command += ["--timestamp", str(clock)] if clock is not None else []
        assert self._lock is not None
        with (self.home / "chain.log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary with our own arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[self._lock.fileno()],
                start_new_session=True,  # the terminal's interrupt is for us; we stop Anvil ourselves, once
            )
        self._lock.truncate(0)
        self._lock.write(str(self._process.pid))
        self._lock.flush()

    def _usable_state(self) -> int | None:
        """Return the time of the state file's last block, None for a new chain; use the copy if the file is damaged."""
        if not self.state_file.exists() and not self.state_copy.exists():
            return None
        resumed_at = _time_of_state(self.state_file)
        if resumed_at is not None:
            return resumed_at
        resumed_at = _time_of_state(self.state_copy)
        if resumed_at is None:
            raise Misconfigured("NodeStateDamaged", file=str(self.state_file))
        if self.state_file.exists():
            self.state_file.replace(self.state_file.with_suffix(".damaged.json"))
        shutil.copyfile(self.state_copy, self.state_file)
        self.recovered_from = self.state_copy
        return resumed_at

    def _await_answer(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS_MAX
        with Rpc(self.url, timeout_seconds=2.0, retries_max=0) as rpc:
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    raise Misconfigured("NodeStopped", reason=self._last_words())
                try:
                    rpc.call("web3_clientVersion")
                    return
                except LedgerError:
                    time.sleep(0.05)
        raise Unavailable("NodeSilent", url=self.url, seconds=START_SECONDS_MAX)

    def _require_same_genesis(self) -> None:
        with Rpc(self.url) as rpc:
            header = rpc.call("eth_getBlockByNumber", ["0x0", False])
        genesis = "0x" + octets(header["hash"], 32).hex()
        marked = self._marked()
        if marked and marked["genesisHash"] != genesis:
            raise Misconfigured(
                "NodeStateForeign", file=str(self.state_file), expected=marked["genesisHash"], given=genesis
            )
        if not marked:
            _write_whole(self.marker, json.dumps({"chainId": self.chain_id, "genesisHash": genesis}))

    def _marked(self) -> dict[str, Any] | None:
        try:
            marked = json.loads(self.marker.read_text())
            return {"chainId": int(marked["chainId"]), "genesisHash": str(marked["genesisHash"])}
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise Misconfigured("NodeStateDamaged", file=str(self.marker)) from None

    def _last_words(self) -> str:
        """Return what Anvil said last, in one line."""
        said = (self.home / "chain.log").read_text(errors="replace")
        return " ".join(said.split())[-400:] or "it said nothing"

    # Keeping copies

    def _keep_copies(self) -> None:
        """Copy each state file that is whole: one that Anvil, still alive, has not touched for a while."""
        copied, wait = 0.0, 0.5
        while not self._stopping.wait(wait):
            wait = 0.5
            try:
                written = self.state_file.stat().st_mtime
            except FileNotFoundError:
                continue
            if written == copied or time.time() - written < 0.5:
                continue
            began = time.monotonic()
            part = self.state_copy.with_suffix(".part")
            shutil.copyfile(self.state_file, part)
            if self.running and self.state_file.stat().st_mtime == written:
                part.replace(self.state_copy)
                copied = written
            wait = max(STATE_SECONDS / 2, 20 * (time.monotonic() - began))


class Clock:
    """Moves a local node's time and makes its blocks; no other node lets itself be told."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc

    def now(self) -> int:
        """Return the newest block's time."""
        return read_head(self._rpc).time

    def mine(self, blocks: int = 1) -> None:
        """Make `blocks` blocks at once, each a second after its parent."""
        self._rpc.call("anvil_mine", [hex(blocks), "0x1"])

    def travel_to(self, instant: int) -> None:
        """Make a block at `instant`, in unix seconds; the following blocks go on from there."""
        assert instant > self.now(), "a chain's time never goes back"
        self._rpc.call("evm_setNextBlockTimestamp", [hex(instant)])
        self._rpc.call("evm_mine")

    def travel(self, seconds: int) -> None:
        """Make a block `seconds` after the newest."""
        self.travel_to(self.now() + seconds)


def find_binary() -> Path:
    """
    Return Anvil's native binary: of this project's node_modules, of the working folder's, or on the path.

    Raises `Misconfigured` ("NodeBinaryMissing") if there is none.
    """
    system = {"Linux": "linux", "Darwin": "darwin"}.get(platform.system(), "")
    machine = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "")
    package = Path("node_modules") / "@foundry-rs" / f"anvil-{system}-{machine}" / "bin" / "anvil"
    for root in (Path(__file__).resolve().parents[2], Path.cwd()):
        if os.access(root / package, os.X_OK):
            return root / package
    found = shutil.which("anvil")
    if found is None:
        raise Misconfigured("NodeBinaryMissing", expected=str(package))
    return Path(found)


def free_port() -> int:
    """Return a port that nobody listens on just now, and that the system gives to no connection until it is taken."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _time_of_state(file: Path) -> int | None:
    """Return the time of the last block in a state file, None if it is missing or not whole."""
    try:
        return quantity(json.loads(file.read_bytes())["block"]["timestamp"])
    except (FileNotFoundError, ValueError, KeyError, TypeError, LedgerError):
        return None


def _keep_one_genesis(file: Path) -> None:
    """
    Leave the first block of the chain alone at number 0.

    Anvil makes a genesis block at every start and keeps it with the chain that it loads, so that a chain which was
    started a few times would have this block or that.  The first was made before all others.
    """
    state = json.loads(file.read_bytes())
    first = [block for block in state["blocks"] if not quantity(block["header"]["number"])]
    if len(first) > 1:
        oldest = min(first, key=lambda block: quantity(block["header"]["timestamp"]))
        state["blocks"] = [block for block in state["blocks"] if block is oldest or quantity(block["header"]["number"])]
        _write_whole(file, json.dumps(state, separators=(",", ":")))


def _write_whole(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text)
    part.replace(file)
