"""
The import arrows of ledger/README.md, held by reading the imports of every module, those inside functions too.

A test fails with the file, the line and the import that goes against an arrow.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.tidy.tree import Import, by_suffix, imports, module_of, none, tree

ANYTHING = {"ledger", "api"}

ARROWS: dict[str, set[str]] = {
    "ledger.errors": {"ledger.messages"},
    "ledger.messages": {"ledger.domain", "ledger.errors"},
    "ledger.config": {"ledger.errors"},
    "ledger.program": set(),
    "ledger.private_file": {"ledger.errors"},
    "ledger.tls": set(),
    "ledger.domain": {"ledger.errors"},
    "ledger.chain": {"ledger.domain", "ledger.errors", "ledger.config", "ledger.private_file", "ledger.tls"},
    "ledger.store": {"ledger.domain", "ledger.errors", "ledger.config"},
    "ledger.paper": {"ledger.domain", "ledger.errors", "ledger.messages"},
    "ledger.audit": {
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
        "ledger.messages",
        "ledger.paper",
        "ledger.private_file",
        "ledger.tls",
    },
    "ledger.answers": {
        "ledger.store.service",
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
        "ledger.private_file",
        "ledger.tls",
    },
    "ledger.officers": {
        "ledger.store.service",
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
        "ledger.private_file",
    },
    "ledger.kit": {"ledger.audit", "ledger.domain", "ledger.errors", "ledger.messages"},
    "ledger.evidence": {
        "ledger.audit",
        "ledger.chain",
        "ledger.index",
        "ledger.kit",
        "ledger.store",
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
    },
    "ledger.credentials": {"ledger.answers", "ledger.store.documents", "ledger.domain", "ledger.errors"},
    "ledger.fingerprint": {"ledger.domain", "ledger.errors"},
    "ledger.watch": {"ledger.store", "ledger.domain", "ledger.errors", "ledger.config"},
    "ledger.client": {"ledger.kit", "ledger.errors", "ledger.messages", "ledger.domain", "ledger.tls"},
    "ledger.index": {"ledger.chain", "ledger.store", "ledger.domain", "ledger.errors", "ledger.config"},
    "ledger.doctor": {"ledger.chain", "ledger.store", "ledger.domain", "ledger.errors", "ledger.config"},
    "ledger.proof": {
        "ledger.chain",
        "ledger.doctor",
        "ledger.index",
        "ledger.store",
        "ledger.errors",
        "ledger.config",
    },
    "ledger.log": {"ledger.errors"},
    "ledger.sheets": {"ledger.domain", "ledger.errors"},
    "ledger.desk": {
        "ledger.chain",
        "ledger.sheets",
        "ledger.store.documents",
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
    },
    "ledger.instructions": {
        "ledger.chain",
        "ledger.desk",
        "ledger.sheets",
        "ledger.store",
        "ledger.watch",
        "ledger.domain",
        "ledger.errors",
        "ledger.config",
    },
    "api.serve": {
        "api",
        "ledger.chain",
        "ledger.evidence",
        "ledger.index",
        "ledger.instructions",
        "ledger.log",
        "ledger.store",
        "ledger.watch",
        "ledger.config",
        "ledger.errors",
    },
    "api.metrics": {"ledger.index", "ledger.store", "ledger.errors", "ledger.program"},
    "api.audits": {"api", "ledger.audit", "ledger.store", "ledger.config", "ledger.errors", "ledger.messages"},
    "api.portal.pages.audits": {
        "api",
        "ledger.audit",
        "ledger.store",
        "ledger.domain",
        "ledger.errors",
        "ledger.messages",
    },
    "api": {
        "ledger.answers",
        "ledger.credentials",
        "ledger.evidence",
        "ledger.officers",
        "ledger.instructions",
        "ledger.kit.bundle",
        "ledger.store",
        "ledger.watch",
        "ledger.chain.approvals",
        "ledger.chain.deployment",
        "ledger.chain.encode",
        "ledger.chain.head",
        "ledger.chain.rpc",
        "ledger.domain",
        "ledger.desk",
        "ledger.errors",
        "ledger.config",
        "ledger.messages",
        "ledger.paper",
        "ledger.program",
        "ledger.sheets",
    },
    "ledger.commands": ANYTHING,
    "ledger.cli": ANYTHING,
}
"""Part -> the parts that it may import, besides itself.  A part is a module, or a package with all that is below."""

HOMES: dict[str, set[str]] = {
    "web3": {"ledger.chain"},
    "eth_account": {"ledger.chain"},
    "sqlalchemy": {"ledger.store"},
    "psycopg": {"ledger.store"},
    "fastapi": {"api"},
    "starlette": {"api"},
    "typer": {"ledger.cli", "ledger.commands"},
    "uvicorn": {"api.serve"},
    "rich": {"ledger.cli", "ledger.commands"},
    "prometheus_client": {"api.metrics"},
    "pydantic_settings": {"ledger.config"},
    "jwcrypto": {"ledger.answers", "ledger.credentials", "ledger.kit"},
    "sd_jwt": {"ledger.credentials", "ledger.kit"},
    "limits": {"api"},
    "fpdf": {"ledger.paper"},
    "fontTools": {"ledger.paper"},
    "segno": {"ledger.paper", "api.portal"},
    "pyarrow": {"ledger.fingerprint"},
    "openpyxl": {"ledger.sheets"},
    "argon2": {"ledger.officers"},
    "pyotp": {"ledger.officers"},
    "zxcvbn": {"ledger.officers"},
    "jinja2": {"api.portal"},
    "minio": {"ledger.store"},
    "urllib3": {"ledger.store"},
}
"""Library -> the only parts that may import it."""

PURE_LIBRARIES = {"sha3", "rfc8785", "orjson"}
"""What the domain may use besides the standard library."""

OUTSIDE_WORLD = {
    "asyncio",
    "concurrent",
    "http",
    "importlib",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "zoneinfo",
}
"""Parts of the standard library that touch a file, a clock, a network, chance or another thread."""

CLOCKS = {"now", "today", "utcnow"}
DOORS = {"open", "print", "input", "exec", "eval"}

SOURCES = by_suffix(".py", under="ledger/") + by_suffix(".py", under="api/")


def _within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def _part(module: str) -> str | None:
    return max((part for part in ARROWS if _within(module, part)), key=len, default=None)


def _against_an_arrow(found: Import) -> bool:
    if not any(_within(found.module, name) for name in ANYTHING) or found.module == "ledger":
        return False
    part = _part(module_of(found.file))
    allowed = {part, *ARROWS[part]} if part else ANYTHING
    return not any(_within(found.module, one) for one in allowed)


def _away_from_home(found: Import) -> bool:
    homes = HOMES.get(found.module.split(".")[0])
    return homes is not None and not any(_within(module_of(found.file), home) for home in homes)


def _impure(found: Import) -> bool:
    library = found.module.split(".")[0]
    if library in ANYTHING:
        return False
    return library in OUTSIDE_WORLD or library not in sys.stdlib_module_names | PURE_LIBRARIES


def _unclean(name: str) -> Iterator[str]:
    """Calls in the file `name` that read a clock or open a door, however they were imported."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                yield f"{name}:{node.lineno} reads a clock: .{node.func.attr}()"
            elif isinstance(node.func, ast.Name) and node.func.id in DOORS:
                yield f"{name}:{node.lineno} calls {node.func.id}()"


def test_every_module_belongs_to_a_part() -> None:
    none(
        f"{name} is in no row of ARROWS"
        for name in SOURCES
        if not _part(module_of(name)) and module_of(name) != "ledger"
    )


def test_imports_follow_the_arrows() -> None:
    none(found for name in SOURCES for found in imports(name) if _against_an_arrow(found))


def test_a_library_stays_at_home() -> None:
    none(found for name in SOURCES for found in imports(name) if _away_from_home(found))


def test_nothing_imports_the_command_line() -> None:
    def on_the_command_line(module: str) -> bool:
        return _within(module, "ledger.cli") or _within(module, "ledger.commands")

    others = [name for name in SOURCES if not on_the_command_line(module_of(name))]
    none(found for name in others for found in imports(name) if on_the_command_line(found.module))


def test_the_domain_is_pure() -> None:
    domain = by_suffix(".py", under="ledger/domain/")
    none(found for name in domain for found in imports(name) if _impure(found))
    none(call for name in domain for call in _unclean(name))


def test_no_road_leads_from_the_audit_to_what_it_audits() -> None:
    roads = {module_of(name): imports(name) for name in SOURCES}
    waiting = [module for module in roads if _within(module, "ledger.audit")]
    reached = {module: module for module in waiting}
    while waiting:
        module = waiting.pop()
        for found in roads[module]:
            if found.module in roads and found.module not in reached:
                reached[found.module] = f"{reached[module]} -> {found.module}"
                waiting.append(found.module)
    audited = ("ledger.chain", "ledger.store", "ledger.index", "ledger.desk", "api")
    none(road for module, road in reached.items() if any(_within(module, part) for part in audited))


def test_the_checks_above_catch_what_they_forbid() -> None:
    assert _against_an_arrow(Import("ledger/domain/state.py", 1, "ledger.chain.rpc"))
    assert _against_an_arrow(Import("ledger/audit/replay.py", 1, "ledger.store.tables"))
    assert _against_an_arrow(Import("api/app.py", 1, "ledger.chain.writer"))
    assert not _against_an_arrow(Import("api/app.py", 1, "ledger.chain.head"))
    assert _away_from_home(Import("ledger/index.py", 1, "sqlalchemy.orm"))
    assert _impure(Import("ledger/domain/calendar.py", 1, "time"))
    assert _impure(Import("ledger/domain/calendar.py", 1, "httpx"))
    assert not _impure(Import("ledger/domain/calendar.py", 1, "datetime"))
