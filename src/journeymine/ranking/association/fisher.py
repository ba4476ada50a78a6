"""Are the two sides of a rule independent? Fisher's test, corrected for all rules that could have been reported."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.baskets import Baskets
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemsets import find_itemsets
from journeymine.mining.rules import Side
from journeymine.ranking.measures import Counts

Floats = NDArray[np.float64]

FAMILY_SECONDS = 10.0
MOST_SETS = 30_000
"""Pairs of so many itemsets are counted in seconds."""

_CELLS = 1 << 22


def fisher(n: Counts) -> Floats:
    """P(at least n11 baskets hold A and B), if those of B were drawn at random (Fisher's exact test, one-sided).

    Examples
    --------
    >>> fisher(Counts(np.array([3.0]), np.array([3.0]), np.array([3.0]), 6.0)).round(9).tolist()
    [0.05]
    """
    from scipy.stats import hypergeom

    return np.clip(np.asarray(hypergeom.sf(n.both - 1, n.total, n.right, n.left), np.float64), 0.0, 1.0)


@dataclass(frozen=True)
class RuleFamily:
    """The rules that could have been reported: support and confidence are what is tested, so they choose none.

    Attributes
    ----------
    size
        How many pairs (A, B) without an item in common there are, of at most the sizes and of the items asked for, both
        sides in at least `min_count` baskets; None where not counted.
    reason
        Why not.
    """

    size: float | None
    reason: str | None = None


def family_of_associations(
    baskets: Baskets, *, min_count: int, longest: int | None, left: Side, right: Side, excluded: tuple[int, ...] = ()
) -> RuleFamily:
    """Count the rules that could have been reported.

    Parameters
    ----------
    baskets
        N baskets.
    min_count
        The least support of a side.
    longest
        The most items of both sides together; None for any number.
    left, right
        What the sides may be.
    excluded
        Items that no itemset may have.

    Examples
    --------
    >>> baskets = Baskets.from_lists([["a", "b"], ["b", "a"], ["c"], ["c"]])
    >>> family_of_associations(baskets, min_count=2, longest=2, left=Side(), right=Side()).size
    6.0
    """
    most = None if longest is None else max(longest - 1, 1)
    sets = find_itemsets(
        baskets, min_support=min_count, max_length=most, time_limit=FAMILY_SECONDS, memory_limit="500MB", progress=False
    )
    if sets.truncated or len(sets) > MOST_SETS:
        reason = f"there are more than {MOST_SETS:,} sides; ask for a higher `min_support` or a lower `max_length`"
        return RuleFamily(None, reason)
    words = _words(sets)
    lengths = sets.lengths
    firsts, seconds = (_allowed(sets, side, excluded) for side in (left, right))
    total = 0
    span = max(_CELLS // max(len(seconds), 1), 1)
    for start in range(0, len(firsts), span):
        part = firsts[start : start + span]
        apart = np.ones((len(part), len(seconds)), np.bool_)
        for word in words.T:
            apart &= (word[part][:, None] & word[seconds][None, :]) == 0
        if longest is not None:
            apart &= lengths[part][:, None] + lengths[seconds][None, :] <= longest
        total += int(np.count_nonzero(apart))
    return RuleFamily(float(total))


def _words(sets: FoundPatterns) -> NDArray[np.uint64]:
    """The items of each set as bits: uint64, shape (n, words)."""
    _, place = np.unique(sets.items, return_inverse=True)
    words = np.zeros((len(sets), int(place.max(initial=0)) // 64 + 1), np.uint64)
    row = np.repeat(np.arange(len(sets)), sets.lengths)
    np.bitwise_or.at(words, (row, place // 64), np.uint64(1) << (place % 64).astype(np.uint64))
    return words


def _allowed(sets: FoundPatterns, side: Side, excluded: tuple[int, ...]) -> NDArray[np.intp]:
    row = np.repeat(np.arange(len(sets)), sets.lengths)
    wrong = np.isin(sets.items, np.array(excluded, np.uint32))
    if side.events is not None:
        wrong |= ~np.isin(sets.items, np.array(side.events, np.uint32))
    keep = np.bincount(row[wrong], minlength=len(sets)) == 0
    if side.most is not None:
        keep &= sets.lengths <= side.most
    return np.flatnonzero(keep)
