"""Which sums are withheld where a table is published: one that rests on few would tell what these few did."""

from __future__ import annotations

from collections.abc import Mapping


def withheld(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """
    Return the groups whose sums are withheld, where `counts` says on how many deeds each sum rests.

    That is each group with some but fewer than `least`; and where it is the only one, the next smallest as well, for
    beside the total the rest would tell it.
    """
    some = sorted((number, key) for key, number in counts.items() if number)
    few = [key for number, key in some if number < least]
    if len(few) == 1 and len(some) > 1:
        few.append(some[1][1])
    return frozenset(few)
