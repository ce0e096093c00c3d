"""
What a bank would do without the API: read the same facts of a certificate from the node, call by call, with web3.py.

Only the reading is done here: what it means, in which order burdens rank, whether the document is the one that was
registered, whether the node is on our chain, all that the API answers besides, would come on top.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from web3 import HTTPProvider, Web3

from ledger.config import Settings
from ledger.domain.acts.issue import Issuance
from ledger.index import index_once
from ledger.store.mirror import Mirror
from scripts.benchmarks.founded import founded
from scripts.benchmarks.load import Pace, pace, post
from scripts.benchmarks.verify import asked_of, served
from tests.chain_fixtures import LedgerChain, number_of

if TYPE_CHECKING:
    from scripts.benchmarks.verify import Options

ISSUED_TOGETHER = 10

BURDEN_KINDS = 5
"""Freezes, controls, objections, objections of sources, disputes."""


def beside(home: Path, options: Options, say: Callable[[str], None]) -> dict[str, Pace]:
    """Return the paces of the API and of web3.py on a founded ledger, one question after another on one connection."""
    home = home / "ledger"
    home.mkdir()
    with founded(home) as chain:
        issued = _issued(chain, options.chain_certificates)
        settings = Settings(home=home, rpc_url=chain.url)
        with Mirror(settings.database) as mirror:
            mirror.migrate()
            index_once(chain.reader(), mirror, settings)
        numbers = [number_of(each).text for each in issued]
        with served(home, chain.url) as (url, key, _):
            say("signed answers, one after another")
            requests = [post(f"{url}/v1/verifications", asked_of(number), key) for number in numbers]
            signed = pace(url, requests, options.seconds, connections=1)
        say("web3.py, one after another")
        return {"signed": signed, "web3.py": _web3(chain, issued, options.seconds)}


def _issued(chain: LedgerChain, count: int) -> list[Issuance]:
    (holder,) = chain.admit("a holder")
    issued = [chain.issuance(holder) for _ in range(count)]
    for start in range(0, count, ISSUED_TOGETHER):
        chain.issue(*issued[start : start + ISSUED_TOGETHER])
    return issued


def _web3(chain: LedgerChain, issued: list[Issuance], seconds: float) -> Pace:
    reads = _reads(chain)
    took: list[float] = []
    reads(issued[0])
    began = time.monotonic()
    while (sent := time.monotonic()) < began + seconds:
        reads(issued[len(took) % len(issued)])
        took.append(time.monotonic() - sent)
    return Pace(sorted(took), time.monotonic() - began, 0)


def _reads(chain: LedgerChain) -> Callable[[Issuance], None]:
    """Return what reads all facts of a certificate that its verification looks at."""
    web3 = Web3(HTTPProvider(chain.url))
    of = {name: _contract(web3, name, address) for name, address in chain.deployment.addresses.items()}
    certificates, participants, restraints = of["Certificates"], of["Participants"], of["Restraints"]
    by_id = (
        certificates.recordOf, certificates.versionOf, certificates.holdersOf, certificates.sharesOf,
        of["Pledges"].encumbrancesOn, of["Licences"].licencesOn, of["Equity"].contributionOf, of["Renewals"].decideBy,
        of["Successions"].linksOn, of["Attestations"].bookersOf, of["Attestations"].regradeOf,
    )  # fmt: skip

    def read(issued: Issuance) -> None:
        own, number = issued.certificate_id, number_of(issued)
        certificates.headOf(number.packed).call()
        for function in by_id:
            function(own).call()
        for kind in range(BURDEN_KINDS):
            restraints.burdensOn(kind, own).call()
        participants.participantOf(issued.record.holder).call()
        keeper = participants.inCharge(number.register).call()
        participants.participantOf(keeper if isinstance(keeper, int) else keeper[0]).call()
        participants.paused().call()

    return read


def _contract(web3: Web3, name: str, address: bytes) -> Any:
    abi = json.loads(resources.files("ledger.chain").joinpath("abi", f"{name}.json").read_text())["abi"]
    found = web3.eth.contract(Web3.to_checksum_address("0x" + address.hex()), abi=abi)
    return found.functions
