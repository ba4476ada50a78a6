"""Parts of itemsets that are not itemsets of the set: found by their place in the splits, and counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns, chained
from journeymine.mining.subsets import Ids, Splits, SubsetFinder
from journeymine.patterns.order import pattern_rank

Counter = Callable[[FoundPatterns], NDArray[np.integer]]
"""How many baskets hold each of some itemsets."""


def completed(found: FoundPatterns, most: tuple[int | None, int | None], count: Counter) -> FoundPatterns:
    """The itemsets and, behind them, the parts of theirs that rules need and that are not among them.

    Parameters
    ----------
    found
        Distinct itemsets with their supports.
    most
        The most items of an antecedent and of a consequent.
    count
        Counts itemsets; not called where nothing is missing.
    """
    missing = [grid for split in SubsetFinder(found).splits(most=most) for _, _, _, grid in _missing(split, found)]
    if not missing:
        return found
    parts, _ = _distinct(missing)
    return chained([found, parts.counted(count(parts).astype(np.uint32))])


def with_parts(
    splits: list[Splits], found: FoundPatterns, n_known: int, count: Counter
) -> tuple[list[Splits], FoundPatterns | None]:
    """The same splits with every part known, and the parts that were not, counted at once; None where all were.

    Parameters
    ----------
    splits
        Splits of some itemsets.
    found
        The itemsets.
    n_known
        How many parts are known beside them; the numbers of new ones follow.
    count
        Counts itemsets; not called where nothing is missing.
    """
    missing = [(at, *one) for at, split in enumerate(splits) for one in _missing(split, found)]
    if not missing:
        return splits, None
    parts, which = _distinct([grid for *_, grid in missing])
    sides = [{"first": split.first.copy(), "second": split.second.copy()} for split in splits]
    ends = np.cumsum([len(grid) for *_, grid in missing])
    for (at, side, row, place, _), some in zip(missing, np.split(which, ends[:-1]), strict=True):
        sides[at][side][row, place] = len(found) + n_known + some
    known = [replace(split, first=ids["first"], second=ids["second"]) for split, ids in zip(splits, sides, strict=True)]
    return known, parts.counted(count(parts).astype(np.uint32))


def _distinct(grids: list[NDArray[np.uint32]]) -> tuple[FoundPatterns, Ids]:
    """The itemsets of some grids, each once, and which of them each row is."""
    sizes = np.concatenate([np.full(len(grid), grid.shape[1]) for grid in grids])
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)
    items = np.concatenate([grid.ravel() for grid in grids])
    parts = FoundPatterns(items, offsets, np.zeros(len(sizes), np.uint32))
    _, firsts, which = np.unique(pattern_rank(parts), return_index=True, return_inverse=True)
    return parts.take(firsts), which


def _missing(split: Splits, found: FoundPatterns) -> Iterator[tuple[str, Ids, Ids, NDArray[np.uint32]]]:
    """The sides that are no itemset of the set, of one size each: which side, its places in the splits, its items."""
    places = found.offsets[split.rows].astype(np.int64)[:, None] + np.arange(split.size)
    items = found.items[places]
    opposite = (1 << split.size) - 1 - split.masks
    for side, masks, ids in (("first", split.masks, split.first), ("second", opposite, split.second)):
        row, place = np.nonzero(ids < 0)
        sizes = np.bitwise_count(masks[place])
        for size in np.unique(sizes).tolist():
            of_size = sizes == size
            holds = (masks[place[of_size]][:, None] >> np.arange(split.size)) & 1 == 1
            yield side, row[of_size], place[of_size], items[row[of_size]][holds].reshape(-1, size)
