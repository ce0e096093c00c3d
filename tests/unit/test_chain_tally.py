"""
The validators as their votes change them, worked by hand from Besu's VoteTally.
"""

from __future__ import annotations

import pytest

from ledger.chain.tally import EPOCH_BLOCKS, Tally

A, B, C, D, E, F = (bytes([n]) * 20 for n in range(1, 7))


def after(tally: Tally, *votes: tuple[bytes, bytes, bool], block: int = 1) -> frozenset[bytes]:
    for place, (proposer, subject, adds) in enumerate(votes):
        tally.take(block + place, proposer, (subject, adds))
    return tally.validators


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4)])
@pytest.mark.parametrize("adds", [True, False])
def test_more_than_half_of_the_validators_decide(count: int, needed: int, adds: bool) -> None:
    validators = [A, B, C, D, E, F][:count]
    subject = bytes(20) if adds else validators[-1]
    votes = [(proposer, subject, adds) for proposer in validators[:needed]]
    assert after(Tally(validators), *votes[:-1]) == set(validators), "one vote less decides nothing"
    assert after(Tally(validators), *votes) == set(validators) ^ {subject}


def test_vote_given_twice_counts_once() -> None:
    assert after(Tally([A, B, C]), (A, E, True), (A, E, True)) == {A, B, C}


def test_last_vote_of_a_validator_counts() -> None:
    tally = Tally([A, B, C])
    assert after(tally, (A, E, True), (A, E, False), (B, E, True)) == {A, B, C}
    assert after(tally, (C, E, True)) == {A, B, C, E}


def test_votes_about_whom_was_decided_are_gone() -> None:
    tally = Tally([A, B, C])
    assert after(tally, (A, E, False), (B, E, True), (C, E, True)) == {A, B, C, E}
    assert after(tally, (B, E, False), (C, E, False)) == {A, B, C, E}, "A's earlier vote does not count any more"
    assert after(tally, (E, E, False)) == {A, B, C}


def test_votes_of_a_validator_that_was_dropped_are_gone() -> None:
    tally = Tally([A, B, C, D, E])
    assert after(tally, (A, F, True), (B, F, True)) == {A, B, C, D, E}
    assert after(tally, (C, A, False), (D, A, False), (E, A, False)) == {B, C, D, E}
    assert after(tally, (C, F, True)) == {B, C, D, E}, "of B and C, three are needed"
    assert after(tally, (D, F, True)) == {B, C, D, E, F}


def test_block_without_a_vote_changes_nothing() -> None:
    tally = Tally([A])
    tally.take(1, A, None)
    assert tally.validators == {A}


def test_epochs_first_block_clears_the_votes_and_its_own_does_not_count() -> None:
    tally = Tally([A, B, C], epoch_blocks=10)
    assert after(tally, (A, E, True), block=9) == {A, B, C}
    assert after(tally, (B, E, True), block=10) == {A, B, C}
    assert after(tally, (C, E, True), block=11) == {A, B, C}
    assert after(tally, (B, E, True), block=12) == {A, B, C, E}


def test_epoch_is_besus_by_default() -> None:
    tally = Tally([A, B, C])
    after(tally, (A, E, True), block=29_999)
    assert EPOCH_BLOCKS == 30_000
    assert after(tally, (B, E, True), block=30_001) == {A, B, C, E}
    cleared = Tally([A, B, C])
    after(cleared, (A, E, True), block=29_999)
    cleared.take(30_000, B, None)
    assert after(cleared, (B, E, True), block=30_001) == {A, B, C}


def test_copy_is_changed_alone() -> None:
    tally = Tally([A, B, C])
    after(tally, (A, E, True))
    copy = tally.copy()
    assert after(copy, (B, E, True)) == {A, B, C, E}
    assert tally.validators == {A, B, C}
    assert after(tally, (C, E, False), (B, E, True)) == {A, B, C, E}
