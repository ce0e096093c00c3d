#!/usr/bin/env python3
"""
Compile the contracts, or check that what is committed was compiled from these sources.

    scripts/compile.py            writes contracts/build/*.json and ledger/chain/abi/*.json
    scripts/compile.py --check    compiles nothing; compares the sources' digest with the one that the artifacts carry

py-solc-x drives npm's WebAssembly compiler through `scripts/solc`, so no compiler host is needed.  Every source is
handed over by name and content, OpenZeppelin's included; the names are Hardhat's, so that both give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from solcx import compile_standard
from solcx.exceptions import SolcError

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "contracts"
BUILD = ROOT / "contracts" / "build"
PACKAGE_DATA = ROOT / "ledger" / "chain" / "abi"

CONTRACTS = (
    "Participants",
    "Rules",
    "Certificates",
    "Renewals",
    "Successions",
    "Licences",
    "Pledges",
    "Restraints",
    "Equity",
    "Attestations",
    "Applications",
)
SIZE_MAX = 24_576  # bytes of runtime code (EIP-170)

# Legacy code generation, not `viaIR`: see contracts/README.md.
SETTINGS: dict[str, Any] = {
    "optimizer": {"enabled": True, "runs": 200},
    "evmVersion": "london",
}
OUTPUT = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"]

IMPORT = re.compile(r'^import\b[^;"]*"([^"]+)"\s*;', re.MULTILINE)


class CompileError(Exception):
    """The compiler refused the sources, or a contract grew too large."""


def gather(roots: list[Path]) -> dict[str, str]:
    """Return source name -> content of `roots` and of all that they import, sorted by name."""
    found: dict[str, str] = {}
    waiting = [path.relative_to(ROOT).as_posix() for path in roots]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = _locate(name).read_text(encoding="utf-8")
        waiting += [_resolve(name, imported) for imported in IMPORT.findall(found[name])]
    return dict(sorted(found.items()))


def _locate(name: str) -> Path:
    return ROOT / "node_modules" / name if name.startswith("@") else ROOT / name


def _resolve(importer: str, imported: str) -> str:
    """Return the source name of `imported` as `importer` names it: relative to itself, or a package's."""
    if not imported.startswith("."):
        return imported
    base = _locate(importer).parent / imported
    home = ROOT / "node_modules" if importer.startswith("@") else ROOT
    return base.resolve().relative_to(home.resolve()).as_posix()


def sources() -> dict[str, str]:
    """Return every Solidity source of the ledger's contracts, OpenZeppelin's included."""
    return gather(sorted(SOURCES.glob("*.sol")))


def source_digest(of: dict[str, str]) -> str:
    """Return SHA-256 over names and contents, as hex: one line for each source, its own SHA-256 and its name."""
    lines = [f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(of.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def standard_input(of: dict[str, str], **settings: Any) -> dict[str, Any]:
    """Return what the compiler is given (Solidity documentation, "Compiler Input and Output JSON Description")."""
    return {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in of.items()},
        "settings": {**SETTINGS, **settings, "outputSelection": {"*": {"*": [*OUTPUT, "storageLayout", "metadata"]}}},
    }


def compile_sources(of: dict[str, str], **settings: Any) -> dict[str, Any]:
    """
    Return the compiler's output for all sources; `settings` override `SETTINGS`.

    Raises `CompileError` on an error, and on a warning about our own sources.
    """
    try:
        output: dict[str, Any] = compile_standard(standard_input(of, **settings), solc_binary=ROOT / "scripts" / "solc")
    except SolcError as error:
        raise CompileError(error.message) from None
    warnings = [w["formattedMessage"] for w in output.get("errors", []) if w["severity"] == "warning"]
    if warnings:
        raise CompileError("\n".join(warnings))
    return output


def artifacts() -> dict[str, dict[str, Any]]:
    """
    Compile and return contract name -> artifact.

    Raises `CompileError` if a contract's code is larger than a node accepts.
    """
    of = sources()
    output = compile_sources(of)
    return {name: _artifact(name, output["contracts"][f"contracts/{name}.sol"][name], of) for name in CONTRACTS}


def _artifact(name: str, compiled: dict[str, Any], of: dict[str, str]) -> dict[str, Any]:
    evm = compiled["evm"]
    size = len(evm["deployedBytecode"]["object"]) // 2
    if size > SIZE_MAX:
        raise CompileError(f"{name} has {size} bytes of code, more than {SIZE_MAX}")
    places = evm["deployedBytecode"]["immutableReferences"].values()
    layout = compiled["storageLayout"]
    return {
        "contract": name,
        "compiler": {"version": json.loads(compiled["metadata"])["compiler"]["version"], "settings": SETTINGS},
        "sourceDigest": source_digest(of),
        "size": size,
        "abi": compiled["abi"],
        "bytecode": "0x" + evm["bytecode"]["object"],
        "runtimeCode": "0x" + evm["deployedBytecode"]["object"],
        "immutables": sorted([p["start"], p["length"]] for group in places for p in group),
        "storage": [
            {
                "name": v["label"],
                "slot": int(v["slot"]),
                "offset": v["offset"],
                "type": layout["types"][v["type"]]["label"],
            }
            for v in layout["storage"]
        ],
    }


def files(of: dict[str, dict[str, Any]]) -> dict[Path, str]:
    """Return what is to be written: the artifacts, and what the package carries of them."""
    written: dict[Path, str] = {}
    for name, artifact in of.items():
        carried = {key: artifact[key] for key in ("contract", "abi", "bytecode", "runtimeCode", "immutables")}
        written[BUILD / f"{name}.json"] = json.dumps(artifact, indent=1, ensure_ascii=False) + "\n"
        written[PACKAGE_DATA / f"{name}.json"] = json.dumps(carried, separators=(",", ":"), ensure_ascii=False) + "\n"
    return written


def write() -> None:
    """Compile and write every artifact that differs; say the sizes."""
    of = artifacts()
    for path, text in files(of).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for name, artifact in of.items():
        print(f"{name}: {artifact['size']} of {SIZE_MAX} bytes")


def faults() -> list[str]:
    """Return what is wrong with the committed artifacts, without compiling: nothing, or one sentence each."""
    digest = source_digest(sources())
    found = []
    for name in CONTRACTS:
        path = BUILD / f"{name}.json"
        if not path.exists():
            found.append(f"{path.relative_to(ROOT)} is missing; run scripts/compile.py")
            continue
        artifact = json.loads(path.read_text(encoding="utf-8"))
        if artifact["sourceDigest"] != digest or artifact["compiler"]["settings"] != SETTINGS:
            found.append(f"{path.relative_to(ROOT)} was not compiled from these sources; run scripts/compile.py")
        for copy, text in files({name: artifact}).items():
            if not copy.exists() or copy.read_text(encoding="utf-8") != text:
                found.append(f"{copy.relative_to(ROOT)} was edited or is missing; run scripts/compile.py")
    return found


def main() -> int:
    """Compile or check; 0 if all is well, 1 if not."""
    parser = argparse.ArgumentParser(description="Compile the contracts, or check the committed artifacts.")
    parser.add_argument("--check", action="store_true", help="compile nothing; compare the sources' digest")
    arguments = parser.parse_args()
    if arguments.check:
        found = faults()
        print("\n".join(found) or "The committed artifacts are of these sources.")
        return 1 if found else 0
    try:
        write()
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
