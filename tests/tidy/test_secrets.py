"""
What must never be committed: a private key, a path of somebody's machine, a registry's address, unfinished work, a
test that does not run.

A test fails with the file and the line.  The patterns are put together from pieces, so that this file does not match
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eth_account import Account

from tests.tidy.tree import GENERATED, by_suffix, files, none, text

TEXTS = [name for name in files() if not name.endswith((".png", ".ico", ".woff2", ".gz", ".pdf"))]
OWN = [name for name in TEXTS if not name.startswith("api/static/")]

MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:" + "|".join(["work", "root", "home", "Users", "farm"]) + r")/[\w.]")
REGISTRY = re.compile("|".join(["registry" + r"\.npm", "py" + r"pi\.org", "python" + "hosted", r"deb\." + "debian"]))
UNFINISHED = re.compile(
    "|".join([r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", r"\bXX" + r"X\b", "raise Not" + "Implemented"])
)
NOT_RUN = re.compile(
    "|".join([r"mark\.sk" + r"ip", r"mark\.x" + "fail", r"pytest\.sk" + r"ip\(", r"pytest\.import" + "orskip"])
)
KEY_BLOCK = re.compile("BEGIN [A-Z ]*PRIV" + "ATE KEY")
SECRET_VALUE = re.compile(
    r"(?:private|secret|mnemonic|passphrase|password)\w*[\"']?\s*[:=]\s*[\"'](?:0x)?[0-9a-z]{16,}", re.I
)
HEX_WORD = re.compile(r"\b(?:0x)?([0-9a-fA-F]{64})\b")


def _lines(names: list[str], pattern: re.Pattern[str]) -> Iterator[str]:
    for name in names:
        for number, line in enumerate(text(name).splitlines(), 1):
            if pattern.search(line):
                yield f"{name}:{number}: {line.strip()[:100]}"


def _published_keys() -> set[str]:
    """The keys that Anvil and Hardhat print at their start: known to everybody, so never to be used."""
    Account.enable_unaudited_hdwallet_features()
    phrase = " ".join(["test"] * 11 + ["junk"])
    return {Account.from_mnemonic(phrase, account_path=f"m/44'/60'/0'/0/{i}").key.hex().lower() for i in range(20)}


def test_no_path_of_a_machine() -> None:
    none(_lines(OWN, MACHINE_PATH))


def test_no_address_of_a_package_registry() -> None:
    none(_lines(TEXTS, REGISTRY))


def test_no_unfinished_work() -> None:
    none(_lines([name for name in OWN if not name.startswith(GENERATED)], UNFINISHED))


def test_no_test_that_does_not_run() -> None:
    none(_lines(by_suffix(".py"), NOT_RUN))


def test_no_private_key() -> None:
    none(_lines(TEXTS, KEY_BLOCK))
    none(_lines([name for name in OWN if not name.startswith((*GENERATED, "tests/"))], SECRET_VALUE))


def test_no_key_that_everybody_knows() -> None:
    keys = _published_keys()
    assert len(keys) == 20
    none(f"{name}: {word}" for name in TEXTS for word in HEX_WORD.findall(text(name)) if word.lower() in keys)


def test_the_patterns_catch_what_they_forbid() -> None:
    assert MACHINE_PATH.search("see /ro" + "ot/.pyenv/bin")
    assert not MACHINE_PATH.search("GET /v1/work/items")
    assert REGISTRY.search("https://registry" + ".npmjs.org/x")
    assert UNFINISHED.search("# TO" + "DO later")
    assert NOT_RUN.search("@pytest.mark.sk" + "ip(reason='slow')")
    assert KEY_BLOCK.search("-----BEGIN EC PRIV" + "ATE KEY-----")
    assert SECRET_VALUE.search("PRIV" + "ATE_KEY = '0x" + "a1" * 32 + "'")
