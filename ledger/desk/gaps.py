"""
Why a number was skipped, as far as this desk's own journal shows it.

The ledger shows which numbers no certificate has, and not who tried to use one: a refused transaction leaves no event.
The journal has every transaction that was signed here, whole, so that a number that was tried is found in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ledger.chain.rpc import Rpc, quantity, to_hex
from ledger.chain.writer import Writer
from ledger.domain.numbers import CertificateNumber
from ledger.domain.supply import Supply

NUMBERS_MAX = 1_000
"""Skipped numbers of one register that are looked for in the journal, the lowest first."""

NUMBER_BYTES = 8
"""A number's 64 bits stand together in a certificate's record, and so in every call that issues one."""


class Tried(StrEnum):
    """What became of a transaction that named a skipped number."""

    REFUSED = "refused"
    UNDER_WAY = "under way"


@dataclass(frozen=True, slots=True)
class Trial:
    """A skipped number, and the transaction signed here that named it."""

    number: CertificateNumber
    transaction: bytes
    became: Tried


def trials(rpc: Rpc, writer: Writer, supply: Supply) -> list[Trial]:
    """
    Return which of a supply's skipped numbers were tried from here, in their order.

    Raises `Unavailable` as the node and the journal do.
    """
    skipped = [CertificateNumber(supply.code, supply.regime, supply.period, serial) for serial in _serials(supply)][
        :NUMBERS_MAX
    ]
    wanted = {each.packed.to_bytes(NUMBER_BYTES, "big"): each for each in skipped}
    found = writer.holding(wanted)
    receipts = rpc.batch(("eth_getTransactionReceipt", [to_hex(hash_)]) for hash_ in found.values())
    told = []
    for (packed, hash_), receipt in zip(found.items(), receipts, strict=True):
        if receipt is None:
            told.append(Trial(wanted[packed], hash_, Tried.UNDER_WAY))
        elif quantity(receipt["status"]) == 0:
            told.append(Trial(wanted[packed], hash_, Tried.REFUSED))
    return sorted(told, key=lambda one: one.number)


def _serials(supply: Supply) -> Iterable[int]:
    return (serial for gap in supply.gaps for serial in range(gap.first, gap.last + 1))
