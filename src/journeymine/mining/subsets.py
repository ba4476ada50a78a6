"""All subsets of all itemsets at once: which of the itemsets each of them is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns

MOST_CELLS = 1 << 22
"""So many subsets are looked at together; it bounds memory, not results."""

Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Subsets:
    """The subsets of some itemsets of one size k.

    Attributes
    ----------
    rows
        int64, shape (n,): which itemsets.
    size
        k.
    ids
        int64, shape (n, 2^k): column m holds which itemset the items at the set bits of m are, -1 where none. Column 0,
        the empty set, is -1.
    """

    rows: Ids
    size: int
    ids: Ids


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
    >>> [part.ids.tolist() for part in finder.parts(least=2)]
    [[[-1, 0, 1, 2]]]
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

    def parts(self, *, least: int = 1) -> Iterator[Subsets]:
        """The subsets of all itemsets of at least so many items, shorter itemsets first, in parts of bounded size."""
        for size in np.unique(self._lengths[self._lengths >= least]).tolist():
            rows = np.flatnonzero(self._lengths == size)
            span = max(MOST_CELLS >> size, 1)
            for start in range(0, len(rows), span):
                part = rows[start : start + span]
                yield Subsets(part, size, self._row_of[self._nodes(part, size)])

    def _nodes(self, rows: Ids, size: int) -> Ids:
        """The node of every subset; 0, as of the empty set, where there is none.

        Subsets that have item b as their largest are those of the items before it, each with b.
        """
        grid = self.found.items[self._starts[rows][:, None] + np.arange(size)].astype(np.int64)
        nodes = np.zeros((len(rows), 1 << size), np.int64)
        for place in range(size):
            half = 1 << place
            nodes[:, half : 2 * half] = self._child(nodes[:, :half], grid[:, place : place + 1])
            # Only the empty set may go on from the root.
            lost = nodes[:, 1:half] == 0
            nodes[:, half + 1 : 2 * half][lost] = 0
        return nodes

    def _child(self, nodes: Ids, items: Ids) -> Ids:
        step = self._step(nodes, items)
        place = np.searchsorted(self._keys, step)
        place[place == len(self._keys)] = 0
        return np.where(self._keys[place] == step, place + 1, 0)

    def _step(self, nodes: Ids, items: Ids) -> Ids:
        return nodes * self._width + items
