"""
Who the validators are: a set that they change by votes in the headers that they propose (Besu, VoteTally).

A block carries at most one vote, its proposer's, to add a validator or to drop one.  What more than half of the
validators want is done from the next block on.  Votes live for an epoch: with each epoch's first block they are
cleared, and that block's own is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

EPOCH_BLOCKS = 30_000
"""Blocks in an epoch; Besu's default, which a network's genesis file may change (`epochlength`)."""

Vote = tuple[bytes, bool]
"""Whom it is about, and whether to add (True) or to drop."""


class Tally:
    """The validators after some block, and the votes that are open then."""

    def __init__(self, validators: Iterable[bytes], epoch_blocks: int = EPOCH_BLOCKS) -> None:
        self.validators = frozenset(validators)
        self._epoch_blocks = epoch_blocks
        self._votes: dict[Vote, set[bytes]] = {}

    def copy(self) -> Tally:
        return deepcopy(self)

    def take(self, block: int, proposer: bytes, vote: Vote | None) -> None:
        """Take the next block's vote into account, if it has one."""
        if block % self._epoch_blocks == 0:
            self._votes.clear()
        elif vote is not None:
            self._cast(proposer, *vote)

    def _cast(self, proposer: bytes, subject: bytes, adds: bool) -> None:
        self._votes.setdefault((subject, adds), set()).add(proposer)
        self._votes.get((subject, not adds), set()).discard(proposer)  # who changes its mind has one vote
        if len(self._votes[subject, adds]) <= len(self.validators) // 2:
            return
        for decided in ((subject, True), (subject, False)):
            self._votes.pop(decided, None)
        if adds:
            self.validators |= {subject}
        else:
            self.validators -= {subject}
            for voters in self._votes.values():
                voters.discard(subject)
