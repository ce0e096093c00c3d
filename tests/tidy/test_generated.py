"""
What a program wrote and was committed is what that program writes today: the contracts' build, and the lock files.

That the build is, byte for byte, what the compiler makes, and that the gas table is what the acts cost, is measured in
tests/contract.  A test fails with the file that lags and names the script to run.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from scripts import compile as compiler
from tests.tidy.tree import by_suffix, none, text

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def _name(requirement: str) -> str:
    """`eth-hash[pycryptodome]>=0.7` -> eth-hash"""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return found[0].lower().replace("_", "-")


def _pins(lock: str) -> dict[str, str]:
    return {_name(package): version for package, version in PINNED.findall(text(lock))}


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(text("pyproject.toml"))["project"]
    return project


def _npm() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads(text("package-lock.json"))["packages"]
    return packages


def test_the_committed_build_is_of_these_sources() -> None:
    none(compiler.faults())


def test_every_python_dependency_is_locked() -> None:
    project = _project()
    wanted = {"requirements.txt": project["dependencies"], "requirements-dev.txt": []}
    for extra in project["optional-dependencies"].values():
        wanted["requirements-dev.txt"] += [one for one in extra if _name(one) != project["name"]]
    none(
        f"{lock} lacks {_name(requirement)}; run scripts/lock"
        for lock, requirements in wanted.items()
        for requirement in [*requirements, "setuptools"]
        if _name(requirement) not in _pins(lock)
    )


def test_the_tests_lock_contains_the_other_version_for_version() -> None:
    tests = _pins("requirements-dev.txt")
    none(
        f"{package} is {version}, for the tests {tests.get(package)}; run scripts/lock"
        for package, version in _pins("requirements.txt").items()
        if tests.get(package) != version
    )


def test_every_locked_python_package_has_digests() -> None:
    for lock in LOCKS:
        blocks = re.split(r"\n(?=\S)", text(lock))
        pinned = [block for block in blocks if PINNED.match(block)]
        assert pinned
        none(f"{lock}: {block.splitlines()[0]}" for block in pinned if "--hash=sha256:" not in block)


def test_the_npm_lock_is_of_package_json() -> None:
    declared = json.loads(text("package.json"))["devDependencies"]
    packages = _npm()
    assert packages[""]["devDependencies"] == declared
    assert {name: packages[f"node_modules/{name}"]["version"] for name in declared} == declared


def test_every_locked_npm_package_has_a_digest_unless_it_is_anvil_for_another_platform() -> None:
    bare = [place for place, package in _npm().items() if place and "integrity" not in package]
    none(place for place in bare if not place.startswith("node_modules/@foundry-rs/anvil-"))
    assert "integrity" in _npm()["node_modules/@foundry-rs/anvil-linux-amd64"]


def test_the_locks_hold_no_address() -> None:
    none(f"{lock} has an address; run scripts/lock" for lock in LOCKS if "://" in text(lock))
    none(place for place, package in _npm().items() if "resolved" in package)


def test_the_vectors_are_json_and_say_what_they_are() -> None:
    vectors = by_suffix(".json", under="tests/vectors/")
    assert vectors
    for name in vectors:
        assert json.loads(text(name)), name
        assert name.rsplit("/", 1)[-1] in text("tests/vectors/README.md"), f"{name} is not in tests/vectors/README.md"
