"""
The demonstration's walk: a ledger from nothing to an audited book, on real input, and then served until it is stopped.

Two registration centres register real public data assets (scripts/samples) on a chain whose clock stands half a year
back; some certificates change hands, one is cancelled, one runs out by itself while the clock is put on to now.  Then a
bank asks through the HTTP API, the node falls silent, a document is altered, and an auditor replays the chain.  Every
answer is compared with what it must be; the walk fails if one differs.

Run it by scripts/demo.  With --once it ends after the walk: 0 if all was as it must be, 1 if not.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from ledger.audit import Options
from ledger.audit import run as audit
from ledger.commands.chain import stopping
from ledger.config import Settings, Zone
from ledger.domain.events import CertificateId
from ledger.domain.numbers import CertificateNumber
from ledger.errors import LedgerError
from ledger.store.documents import Documents

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run as a script, Python knows only its own folder

from scripts import town
from scripts.questions import BASIS, CASES, Case
from scripts.stage import PASSPHRASE, Stage, listener_from

ZONES = {"11": Zone(zh="示范片区", en="Demonstration zone", goal_bytes=20_000_000_000)}
"""The one zone of the samples' numbers, with a goal of a size that so few data sets can come near."""

SAMPLES = Path(__file__).resolve().parent / "samples"
DAYS_BACK = 168
"""Where the chain's clock begins: so long ago that a season goes by before now."""


@dataclass
class Walk:
    """The walk under way: what is registered by sample key, and what was seen so far."""

    stage: Stage
    console: Console
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    ids: dict[str, CertificateId] = field(default_factory=dict)
    seen: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def say(self, zh: str, en: str) -> None:
        self.console.print(f"[dim]{time.monotonic() - self.began:5.1f}s[/]  {zh} · {en}", soft_wrap=True)

    def note(self, zh: str, en: str, expected: str, found: str) -> None:
        """Keep one result for the table, right or wrong."""
        self.seen.append((zh, en, expected, found, found == expected))

    @property
    def in_order(self) -> bool:
        return all(right for *_, right in self.seen)


# ASKING


def ask(walk: Walk, api: httpx.Client, case: Case, **more: Any) -> dict[str, Any]:
    holder = walk.stage.uscc[case.holder] if case.holder else walk.rows[case.key]["holders"][0]["uscc"]
    asked = {"number": walk.numbers[case.key], "purpose": case.purpose, "holder": {"uscc": holder}, **BASIS, **more}
    answer = api.post("/v1/verifications", json=asked)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def judge(walk: Walk, case: Case, answer: dict[str, Any]) -> None:
    reasons = {"", *(check["reason"] for check in answer["checks"])}
    found = f"{answer['verdict']} {case.reason if case.reason in reasons else '?'}"
    walk.note(case.zh, case.en, f"{case.verdict} {case.reason}".strip(), found.strip())


def verify(walk: Walk, api: httpx.Client) -> None:
    """Ask for financing and equity; ask while the node is silent; ask about altered documents."""
    for case in CASES:
        judge(walk, case, ask(walk, api, case))
    walk.say(f"{len(CASES)} 次核验", f"{len(CASES)} verifications")
    _altered(walk, api)
    walk.stage.node.stop()
    time.sleep(walk.stage.settings.poll_seconds * 1.2)
    silent = Case("节点无响应", "the node is silent", "cisa", "financing", "UNDETERMINED", "NODE_SILENT")
    judge(walk, silent, ask(walk, api, silent))
    walk.stage.node.start()
    walk.say("节点停止后无法判定，随后恢复", "undetermined while the node was stopped; it runs again")


def _altered(walk: Walk, api: httpx.Client) -> None:
    """Present a copy altered by one byte; then alter the document on file, and put it right again."""
    digest = walk.documents["caam"]
    path = Documents(walk.stage.settings.documents_dir).path(digest)
    content = path.read_bytes()
    forged = bytearray(content)
    forged[len(forged) // 2] ^= 1
    copy = Case("出示的副本改动一字节", "a copy altered by one byte", "caam", "equity", "FAIL", "PRESENTED_UNKNOWN")
    judge(walk, copy, ask(walk, api, copy, documentDigest=f"0x{hashlib.sha256(forged).hexdigest()}"))
    kept = Case("存档文档被改动", "the document on file altered", "caam", "equity", "FAIL", "DOCUMENT_ALTERED")
    path.write_bytes(bytes(forged))
    try:
        judge(walk, kept, ask(walk, api, kept))
        shown = api.get(f"/v1/documents/0x{digest.hex()}")
        walk.note("被改动的内容不予显示", "altered contents are not shown", "refused", _refused(shown, content))
    finally:
        path.write_bytes(content)


def _refused(answer: httpx.Response, content: bytes) -> str:
    name = json.loads(content)["dataName"]["en"]
    return "refused" if answer.status_code >= 400 and name not in answer.text else f"shown ({answer.status_code})"


# AUDITING


def inspect(walk: Walk, api: httpx.Client, base: str) -> None:
    """Audit the book: clean; then with one row of the published snapshot edited by hand: that row is named."""
    settings = walk.stage.settings
    documents, key = str(settings.documents_dir), walk.stage.api_key
    report = audit(Options(settings.deployment_file, settings.rpc_url, base, documents, api_key=key))
    speed = report.events_per_second or 0
    walk.note("独立审计", "audit", "clean", report.exit.value)
    walk.say(f"审计完成，每秒 {speed:,.0f} 个事件", f"audited, {speed:,.0f} events a second")
    edited = settings.home / "edited-snapshot.ndjson"
    answer = api.get("/v1/snapshot")
    answer.raise_for_status()
    edited.write_bytes(_edited(answer.content, CertificateNumber.parse(walk.numbers["cppia"])))
    planted = audit(Options(settings.deployment_file, settings.rpc_url, snapshot=str(edited)))
    found = ", ".join(finding.code for finding in planted.findings)
    walk.note("人为改动一行快照", "one row edited by hand", "MirrorRowAltered", found)
    walk.say("改动的一行被审计指出", "the edited row is named by the audit")


def _edited(snapshot: bytes, number: CertificateNumber) -> bytes:
    """Give one certificate of a snapshot the rights that it has not, and make the last line's digest fit."""
    *lines, _ = snapshot.splitlines(keepends=True)
    edited = 0
    for place, line in enumerate(lines):
        row = json.loads(line)
        if row.get("kind") == "certificate" and row["fact"]["number"] in (number.packed, str(number.packed)):
            row["fact"]["rights"] = 7
            lines[place] = json.dumps(row, separators=(",", ":")).encode() + b"\n"
            edited += 1
    assert edited == 1, f"the snapshot has {number} {edited} times"
    body = b"".join(lines)
    end = {"count": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end, separators=(",", ":")).encode() + b"\n"


# SHOWING


def show(walk: Walk) -> None:
    """Print what happened, each result beside what it must be."""
    table = Table(title="结果 · Results", title_justify="left", box=None, pad_edge=False)
    for title in ("", "步骤", "step", "所得 · found"):
        table.add_column(title, overflow="fold")
    for zh, en, expected, found, right in walk.seen:
        wrong = "" if right else f"[red] ≠ {expected}[/]"
        table.add_row("[green]✓[/]" if right else "[red]✗[/]", zh, en, found + wrong)
    walk.console.print(table)


def show_next(walk: Walk, base: str) -> None:
    """Print what to try next."""
    settings, number = walk.stage.settings, walk.numbers["cisa"]
    uscc = walk.rows["cisa"]["holders"][0]["uscc"]
    deed = Path(sys.executable).parent / "deed"
    shell = f"export DEED_HOME={settings.home} DEED_RPC_URL={settings.rpc_url} DEED_PASSPHRASE={PASSPHRASE}"
    lines = [
        "",
        "接下来可以试试 · What to try next",
        f"  {base}/docs    {base}/v1/status    {base}/v1/certificates/{number}",
        f"  {shell}",
        f"  export DEED_API_KEY={walk.stage.api_key}    # 演示银行的 API 密钥 · the demonstration bank's key",
        f'  curl -H "X-Api-Key: $DEED_API_KEY" {base}/v1/certificates/{number}/history',
        f"  {deed} verify {number} --purpose financing --holder {uscc}",
        f"  {deed} show {number}    {deed} history {number}    {deed} list --holder {uscc}",
        f"  {deed} verify {walk.numbers['cppia']} --purpose equity --lang en",
        f"  {deed} audit --api {base}",
        f"  {deed} transfer {walk.numbers['beike-research']} \\",
        "      --maker centre-social-maker --checker centre-social-checker \\",
        f"      --from {walk.stage.uscc['data-company-one']} --to {walk.stage.uscc['operator-one']} \\",
        "      --consent data-company-one --consent operator-one",
    ]
    walk.console.print("\n".join(lines), markup=False, soft_wrap=True)


def show_accounts(walk: Walk, base: str) -> None:
    """Print who may sign in at the portal."""
    people = walk.stage.accounts
    lines = ["", f"演示账号 · Accounts   {base}/login    密码 · password: {people[0]['password']}"]
    lines += [f"  {one['login']:<20}  {one['audience']['zh']} · {one['audience']['en']}" for one in people]
    walk.console.print("\n".join(lines), markup=False, soft_wrap=True)


# RUNNING


def take_home(home: Path) -> None:
    """
    Make an empty home; an old demonstration's is taken away.

    Ends with a sentence if a demonstration is running there, or if it is the home of something else.
    """
    marker = home / "demonstration"
    if home.exists() and any(home.iterdir()):
        if not marker.exists():
            sys.exit(f"{home}：不是演示目录，请换 --home。 · Not a demonstration's home; choose another --home.")
        lock = home / "chain.lock"
        if lock.exists() and _is_held(lock):
            sys.exit(f"{home}：演示正在运行，请先停止。 · A demonstration is running here; stop it first.")
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    marker.write_text("This folder is the demonstration's; the next one removes it.\n")


def _is_held(lock: Path) -> bool:
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def walk_through(stage: Stage, console: Console, base: str, api: httpx.Client) -> Walk:
    """Walk the whole way; return what was seen."""
    walk = Walk(stage, console)
    people = json.loads((SAMPLES / "participants.json").read_text())
    now = int(time.time())
    with stage.hurried():
        town.register(walk, people, now)
        town.deal(walk)
        town.live(walk)
        town.apply(walk, now)
    stage.put_clock_on_to(now)
    walk.say("链上时钟拨到现在，一项自行到期", "the chain's clock stands at now; one certificate ran out by itself")
    stage.mirror_now()
    stage.serve()
    api.headers["X-Api-Key"] = stage.api_key
    walk.say(f"镜像已追平，接口 {base}", f"mirrored; the API is at {base}")
    verify(walk, api)
    stage.catch_up()
    inspect(walk, api, base)
    return walk


@contextmanager
def running(home: Path, port: int) -> Iterator[tuple[Stage, str]]:
    """Start node and API in `home`; stop both, whatever happens."""
    with ExitStack() as stack:
        listener = stack.enter_context(listener_from(port))
        api_port = listener.getsockname()[1]
        with listener_from(8545) as free:
            node_port = free.getsockname()[1]
        settings = Settings(
            home=home,
            rpc_url=f"http://127.0.0.1:{node_port}",
            node_port=node_port,
            api_port=api_port,
            passphrase=SecretStr(PASSPHRASE),
            demo=True,
            zones=ZONES,
        )
        stage = Stage(settings, stack, listener)
        stage.start(int(time.time()) - DAYS_BACK * 86_400)
        yield stage, f"http://127.0.0.1:{api_port}"


def main() -> int:
    """Walk, show, and serve until stopped."""
    parser = argparse.ArgumentParser(description="DataDeed 数契：演示 · demonstration")
    parser.add_argument("--home", type=Path, default=Path(".deed/demo"), help="where everything is kept")
    parser.add_argument("--port", type=int, default=8000, help="the API's port; the next free one if it is taken")
    parser.add_argument("--once", action="store_true", help="end after the walk")
    asked = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("DEED_")]:
        del os.environ[name]  # the demonstration's settings are its own
    console = Console(highlight=False)
    began = time.monotonic()
    home = asked.home.resolve()
    try:
        take_home(home)
        with stopping(), running(home, asked.port) as (stage, base), httpx.Client(base_url=base, timeout=30) as api:
            walk = walk_through(stage, console, base, api)
            show(walk)
            console.print(f"用时 · took {time.monotonic() - began:.1f} s")
            if asked.once:
                return 0 if walk.in_order else 1
            show_next(walk, base)
            show_accounts(walk, base)
            console.print(f"接口 · API: {base}   Ctrl-C 停止 · stops", soft_wrap=True)
            stage.wait()
    except KeyboardInterrupt:
        console.print("已停止 · stopped")
        return 0
    except LedgerError as error:
        console.print(f"{error.explain('zh')}\n{error.explain('en')}", markup=False, style="red")
        return error.exit_code
    return 0 if walk.in_order else 1


if __name__ == "__main__":
    sys.exit(main())
