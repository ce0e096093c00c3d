"""
Holdings: what each participant holds, and how a list of moves shows that nothing is missing from it.

The expected heads are folded here, by another implementation of the hash.
"""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from ledger.domain.certificates import Right
from ledger.domain.events import (
    CertificateCancelled,
    CertificateId,
    CertificateTransferred,
    Digest,
    Event,
    IllegalTransition,
    ShareRecorded,
)
from ledger.domain.flags import SHARED
from ledger.domain.holdings import Holding, Passing, fold_moves, moves_of
from ledger.domain.state import apply, makes, reads
from tests.unit.histories import a_record, entries, facts_after, hashed, issued, key, number

ALL = int(Right.HOLD | Right.USE | Right.OPERATE)
HANDS = (key("maker"), key("checker"))
SOLE = issued()
OTHER = issued(a_record(serial=2), "other data")
SHARED_ISSUE = issued(a_record(serial=3, flags=SHARED), "shared data")


def share(sequence: int, holder: int, part: int) -> ShareRecorded:
    return ShareRecorded(SHARED_ISSUE.certificate_id, sequence, number(holder), ALL, part, *HANDS)


def transfer(own: CertificateId, sequence: int, from_: int, to: int) -> CertificateTransferred:
    return CertificateTransferred(own, sequence, number(from_), number(to), hashed("deed"), *HANDS)


def head(*moves: tuple[bytes, int]) -> Digest:
    found = bytes(32)
    for own, way in moves:
        found = keccak(found + own + way.to_bytes(32, "big"))
    return Digest(found)


def holding(who: int, *events: Event) -> Holding | None:
    found = facts_after(*events).get(("holding", who))
    assert found is None or isinstance(found, Holding)
    return found


A, B, C = SOLE.certificate_id, OTHER.certificate_id, SHARED_ISSUE.certificate_id
CO_HELD = (SHARED_ISSUE, share(2, 2, 6_000), share(3, 3, 4_000))
LONG: tuple[Event, ...] = (SOLE, OTHER, *CO_HELD, transfer(A, 2, 2, 3), transfer(C, 4, 2, 3), transfer(A, 3, 3, 2))


class TestFold:
    """What the events make of holdings."""

    def test_who_never_held_has_none(self) -> None:
        assert holding(3, SOLE) is None

    def test_an_issue_enters_the_holders_hands(self) -> None:
        assert holding(2, SOLE, OTHER) == Holding(number(2), head((A, 1), (B, 1)), 2, 2)

    def test_a_co_held_issue_enters_as_the_parts_are_recorded(self) -> None:
        assert holding(2, SHARED_ISSUE) is None
        assert holding(2, *CO_HELD) == Holding(number(2), head((C, 1)), 1, 1)
        assert holding(3, *CO_HELD) == Holding(number(3), head((C, 1)), 1, 1)

    def test_a_transfer_leaves_one_hand_and_enters_the_other(self) -> None:
        moved = (SOLE, transfer(A, 2, 2, 3))
        assert holding(2, *moved) == Holding(number(2), head((A, 1), (A, 2)), 2, 0)
        assert holding(3, *moved) == Holding(number(3), head((A, 1)), 1, 1)

    def test_a_part_joined_to_another_enters_no_second_time(self) -> None:
        moved = (*CO_HELD, transfer(C, 4, 2, 3))
        assert holding(2, *moved) == Holding(number(2), head((C, 1), (C, 2)), 2, 0)
        assert holding(3, *moved) == Holding(number(3), head((C, 1)), 1, 1)
        passed = [fact for fact in facts_after(*moved).values() if isinstance(fact, Passing)]
        assert [(each.from_, each.to, each.entered) for each in passed] == [(0, 2, True), (0, 3, True), (2, 3, False)]

    def test_what_ends_stays_in_its_holders_hands(self) -> None:
        cancelled = CertificateCancelled(A, 2, 1, hashed("deed"), *HANDS)
        assert holding(2, SOLE, cancelled) == Holding(number(2), head((A, 1)), 1, 1)

    def test_nothing_leaves_a_hand_into_which_nothing_came(self) -> None:
        facts = facts_after(SOLE)
        del facts[("holding", 2)]
        (entry,) = entries([transfer(A, 2, 2, 3)], first_block=9)
        with pytest.raises(IllegalTransition):
            apply(facts, entry)

    def test_nothing_leaves_a_hand_that_holds_nothing_any_more(self) -> None:
        facts = facts_after(SOLE)
        facts[("holding", 2)] = Holding(number(2), head((A, 1)), 1, 0)
        (entry,) = entries([transfer(A, 2, 2, 3)], first_block=9)
        with pytest.raises(IllegalTransition, match="something is held"):
            apply(facts, entry)

    def test_no_move_is_recorded_twice(self) -> None:
        facts = facts_after(SOLE)
        (entry,) = entries([transfer(A, 2, 2, 3)], first_block=9)
        (passing,) = (fact for fact in apply(facts, entry).values() if isinstance(fact, Passing))
        with pytest.raises(IllegalTransition, match="passing is new"):
            apply({**facts, ("passing", passing.id): passing}, entry)

    @pytest.mark.parametrize("place", range(len(LONG)))
    def test_the_keys_that_are_read_are_enough_and_those_that_are_made_are_new(self, place: int) -> None:
        before = facts_after(*LONG[:place])
        entry = list(entries(LONG))[place]
        assert all(made in reads(entry.event) and made not in before for made in makes(entry.event))
        some = {known: before[known] for known in reads(entry.event) if known in before}
        assert apply(some, entry) == apply(before, entry)


class TestCompleteness:
    """A list of moves beside the head that the chain holds."""

    @pytest.mark.parametrize("who", [2, 3])
    def test_the_moves_of_all_entries_fold_into_the_head(self, who: int) -> None:
        known = holding(who, *LONG)
        moves = moves_of(who, entries(LONG))
        assert known is not None
        assert fold_moves(moves) == known.head
        assert len(moves) == known.moves
        assert sum(1 if move.entered else -1 for move in moves) == known.held

    def test_a_part_that_joins_another_is_no_move_whenever_that_came(self) -> None:
        gathered = (*CO_HELD, transfer(C, 4, 2, 4), transfer(C, 5, 3, 4))
        known = holding(4, *gathered)
        moves = moves_of(4, entries(gathered))
        assert known is not None
        assert [move.entered for move in moves] == [True]
        assert fold_moves(moves) == known.head

    def test_what_moves_nothing_is_passed_over(self) -> None:
        cancelled = CertificateCancelled(B, 2, 1, hashed("deed"), *HANDS)
        assert moves_of(2, entries((*LONG, cancelled))) == moves_of(2, entries(LONG))

    def test_no_move_folds_into_zero(self) -> None:
        assert fold_moves(moves_of(9, entries(LONG))) == bytes(32)

    def test_each_move_says_what_and_when(self) -> None:
        moves = moves_of(3, entries(LONG))
        assert [(move.certificate_id, move.entered, move.position.block) for move in moves] == [
            (C, True, 5),
            (A, True, 6),
            (A, False, 8),
        ]

    @pytest.mark.parametrize("missing", range(4))
    def test_a_list_without_one_move_folds_into_another_head(self, missing: int) -> None:
        moves = moves_of(2, entries(LONG))
        assert len(moves) > missing
        assert fold_moves(moves[:missing] + moves[missing + 1 :]) != fold_moves(moves)

    def test_a_list_in_another_order_folds_into_another_head(self) -> None:
        moves = moves_of(2, entries(LONG))
        assert fold_moves(reversed(moves)) != fold_moves(moves)

    def test_without_the_entries_of_one_certificate_the_head_is_another(self) -> None:
        some = [entry for entry in entries(LONG) if getattr(entry.event, "certificate_id", None) != B]
        assert fold_moves(moves_of(2, some)) != fold_moves(moves_of(2, entries(LONG)))
