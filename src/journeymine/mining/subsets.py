"""All ways to split all itemsets in two, at once: which of the itemsets each part is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import CapacityError
from journeymine.mining.found import FoundPatterns

MOST_CELLS = 1 << 22
"""So many subsets of one itemset can be looked at."""
AT_ONCE = 1 << 18
"""So many subsets of several itemsets are looked at together: their numbers fit a processor's cache."""

_SMALL = 10
_LISTED = 22
"""So many items have few enough subsets to list them all."""
_LOST = -1

Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Splits:
    """The ways to split some itemsets of one size k in two.

    Attributes
    ----------
    rows
        int64, shape (n,): which itemsets.
    size
        k.
    masks
        int64, shape (m,): the items of the first part, bit by bit; longer ones first, then by mask.
    first, second
        int64, shape (n, m): which itemset the first part is, and the second, -1 where none.
    """

    rows: Ids
    size: int
    masks: Ids
    first: Ids
    second: Ids


class SubsetFinder:
    """Finds subsets of itemsets among the itemsets, by the tree of their prefixes.

    An itemset is a path in a tree, item after item; a step is a pair (node, item) in a sorted array, so that a level of
    all subsets is one search in it. Nodes that no itemset ends at are there too.

    Parameters
    ----------
    found
        Distinct itemsets, the items of each ascending.

    Examples
    --------
    >>> items, offsets = np.array([0, 1, 0, 1], np.uint32), np.array([0, 1, 2, 4], np.uint64)
    >>> finder = SubsetFinder(FoundPatterns(items, offsets, np.array([3, 2, 2], np.uint32)))
    >>> [(part.first.tolist(), part.second.tolist()) for part in finder.splits()]
    [([[0, 1]], [[1, 0]])]
    """

    def __init__(self, found: FoundPatterns) -> None:
        self.found = found
        self._width = np.int64(int(found.items.max(initial=0)) + 1)
        self._starts = found.offsets[:-1].astype(np.int64)
        self._lengths = found.lengths
        nodes = np.zeros(len(found), np.int64)
        keys: list[Ids] = []
        firsts = [0]
        # The root is node 0; the nodes of a level follow those of the level above, in the order of their keys.
        n_nodes = 1
        for level in range(int(self._lengths.max(initial=0))):
            alive = np.flatnonzero(self._lengths > level)
            step = self._step(nodes[alive], found.items[self._starts[alive] + level].astype(np.int64))
            known, place = np.unique(step, return_inverse=True)
            nodes[alive] = n_nodes + place
            firsts.append(n_nodes)
            n_nodes += len(known)
            keys.append(known)
        # Keys of a level are above those of the level before, for its nodes are.
        self._keys = np.concatenate([np.zeros(0, np.int64), *keys])
        self._row_of = np.full(n_nodes, -1, np.int64)
        self._row_of[nodes] = np.arange(len(found))
        self._row_of[0] = -1

    @property
    def nbytes(self) -> int:
        """Bytes of the itemsets and of the tree."""
        return self.found.nbytes + self._keys.nbytes + self._row_of.nbytes + self._starts.nbytes + self._lengths.nbytes

    def splits(
        self,
        *,
        most: tuple[int | None, int | None] = (None, None),
        among: Ids | None = None,
        at_once: int = AT_ONCE,
    ) -> Iterator[Splits]:
        """Every split of the itemsets of two items and more, shorter itemsets first, in parts of bounded size.

        Parameters
        ----------
        most
            The most items of the first part and of the second; None for any number.
        among
            Split only these itemsets; None: all.
        at_once
            How many subsets to look at together at most, unless one itemset has more.

        Raises
        ------
        CapacityError
            A single itemset has more splits than can be looked at together.
        """
        chosen = np.arange(len(self.found)) if among is None else among
        together = min(at_once, AT_ONCE)
        for size in np.unique(self._lengths[chosen]).tolist():
            masks = split_masks(size, most) if size > 1 else np.zeros(0, np.int64)
            if not len(masks):
                continue
            rows = chosen[self._lengths[chosen] == size]
            whole = _as_a_whole(size, len(masks))
            span = max(together // n_cells(size, most), 1)
            opposite = (1 << size) - 1 - masks
            for start in range(0, len(rows), span):
                part = rows[start : start + span]
                grid = self.found.items[self._starts[part][:, None] + np.arange(size)].astype(np.int64)
                if whole:
                    ids = self._row_of[_lost_as_root(self._all_nodes(grid))]
                    yield Splits(part, size, masks, ids[:, masks], ids[:, opposite])
                else:
                    first, second = (self._row_of[self._nodes(grid, side)] for side in (masks, opposite))
                    yield Splits(part, size, masks, first, second)

    def _all_nodes(self, grid: Ids) -> Ids:
        """The node of every subset, by its mask; `_LOST` where there is none.

        Subsets whose largest item stands at a place are those of the items before it, each with that item.
        """
        nodes = np.zeros((len(grid), 1 << grid.shape[1]), np.int64)
        for place in range(grid.shape[1]):
            half = 1 << place
            nodes[:, half : 2 * half] = self._child(nodes[:, :half], grid[:, place : place + 1])
        return nodes

    def _nodes(self, grid: Ids, masks: Ids) -> Ids:
        """The node of each of some subsets, item after item."""
        nodes = np.zeros((len(grid), len(masks)), np.int64)
        for place in range(grid.shape[1]):
            holds = np.flatnonzero(masks >> place & 1)
            nodes[:, holds] = self._child(nodes[:, holds], grid[:, place : place + 1])
        return _lost_as_root(nodes)

    def _child(self, nodes: Ids, items: Ids) -> Ids:
        # A lost node has keys below all others, so that nothing goes on from it.
        step = self._step(nodes, items)
        place = np.searchsorted(self._keys, step)
        place[place == len(self._keys)] = 0
        return np.where(self._keys[place] == step, place + 1, _LOST)

    def _step(self, nodes: Ids, items: Ids) -> Ids:
        return nodes * self._width + items


def _lost_as_root(nodes: Ids) -> Ids:
    """The root is no itemset, as what is lost is none."""
    return np.maximum(nodes, 0)


def split_masks(size: int, most: tuple[int | None, int | None] = (None, None)) -> Ids:
    """The first parts of the splits of k items in two, as masks: longer ones first, then by mask.

    Without bounds, the masks read backwards are those of the second parts.

    Parameters
    ----------
    size
        k.
    most
        The most items of the first part and of the second.

    Raises
    ------
    CapacityError
        There are more than can be looked at together.

    Examples
    --------
    >>> split_masks(3).tolist(), split_masks(3, (1, None)).tolist()
    ([3, 5, 6, 1, 2, 4], [1, 2, 4])
    """
    shortest, longest = _sizes(size, most)
    if _n_masks(size, most) > MOST_CELLS:
        message = (
            f"An itemset of {size} items has more rules than can be kept; bound them by `max_antecedent` or "
            "`max_consequent`, or the itemsets by `max_length`."
        )
        raise CapacityError(message)
    if size <= _LISTED:
        masks = np.arange(1 << size)
        counts = np.bitwise_count(masks).astype(np.int64)
        order = np.argsort(-counts, kind="stable")
        return masks[order[(counts[order] >= shortest) & (counts[order] <= longest)]]
    sizes = [
        np.sort(np.array([sum(1 << place for place in held) for held in combinations(range(size), count)], np.int64))
        for count in range(longest, shortest - 1, -1)
    ]
    return np.concatenate([np.zeros(0, np.int64), *sizes])


def n_cells(size: int, most: tuple[int | None, int | None] = (None, None)) -> int:
    """How many subsets are looked at for the splits of one itemset of k items; 0 where it has none.

    Examples
    --------
    >>> n_cells(1), n_cells(3), n_cells(40, (1, None))
    (0, 8, 80)
    """
    masks = _n_masks(size, most) if size > 1 else 0
    return 0 if masks == 0 else 1 << size if _as_a_whole(size, masks) else 2 * masks


def _as_a_whole(size: int, masks: int) -> bool:
    """Look at all subsets at once, where they are not many more than those asked for? Else step by step."""
    return size <= _SMALL or (1 << size) <= 8 * masks


def _n_masks(size: int, most: tuple[int | None, int | None]) -> int:
    shortest, longest = _sizes(size, most)
    return sum(comb(size, held) for held in range(shortest, longest + 1))


def _sizes(size: int, most: tuple[int | None, int | None]) -> tuple[int, int]:
    """The least and the most items of the first part."""
    return max(1, size - (most[1] or size)), min(size - 1, most[0] or size)
