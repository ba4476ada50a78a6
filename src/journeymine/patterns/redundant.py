"""General patterns that say no more than a more specific one."""

from collections.abc import Iterator
from itertools import pairwise, product
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.found import FoundPatterns
from journeymine.mining.levels import Levels
from journeymine.patterns.names import decoded
from journeymine.patterns.recount import recoded
from journeymine.patterns.table import PatternTable


def with_redundant(table: PatternTable, levels: Levels) -> PatternTable:
    """The table, in the codes of the levels or not, with the column `redundant_with`."""
    found = recoded(table.coded["pattern"], table.vocabulary, levels.vocabulary)
    names: NDArray[Any] = np.full(len(found), None, object)
    specific = redundant_with(found, levels)
    redundant = np.flatnonzero(specific >= 0)
    texts = decoded(table.coded["pattern"].take(specific[redundant]), table.vocabulary)
    for row, pattern in zip(redundant.tolist(), texts, strict=True):
        names[row] = str(pattern)
    return table.with_columns({"redundant_with": names})


Coded = tuple[tuple[int, ...], ...]
"""The elements of a pattern in codes."""


def redundant_with(found: FoundPatterns, levels: Levels) -> NDArray[np.int64]:
    """For each pattern the row of the most specific one of equal support; -1 where there is none, or no support.

    More specific is a pattern of elements as large in which each event is the same or below, one at least below. Of
    several that have nothing more specific it is the first in pattern order.

    Parameters
    ----------
    found
        The patterns.
    levels
        What is above what, in their codes.

    Examples
    --------
    >>> from journeymine.journeys.hierarchy import Hierarchy
    >>> from journeymine.journeys.vocabulary import Vocabulary
    >>> from journeymine.mining.levels import levels_of
    >>> levels = levels_of(Hierarchy({"hat": ("page",), "page": ("touch",)}), Vocabulary.from_names(["hat"]))
    >>> items, offsets, counts = np.arange(3), np.arange(4), np.array([3, 3, 4])
    >>> found = FoundPatterns(items.astype(np.uint32), offsets.astype(np.uint64), counts.astype(np.uint32))
    >>> levels.vocabulary.names(), redundant_with(found, levels).tolist()
    (['hat', 'page', 'touch'], [-1, 0, -1])
    """
    specific = np.full(len(found), -1, np.int64)
    for rows in _alike(found):
        # Of equal length: pattern order is that of the elements.
        _mark(sorted(rows, key=itemgetter(1)), levels, specific)
    return specific


def _alike(found: FoundPatterns) -> Iterator[list[tuple[int, Coded]]]:
    """Rows with their patterns, those of equal support and equal sizes of elements together."""
    groups: dict[tuple[int, ...], list[tuple[int, Coded]]] = {}
    opens, items = found.opens().tolist(), found.items.tolist()
    supports = found.n_journeys.tolist()
    for row, (begin, end) in enumerate(pairwise(found.offsets.tolist())):
        if not supports[row]:
            continue
        firsts = [at for at in range(begin, end) if opens[at]]
        pattern = tuple(tuple(items[a:b]) for a, b in pairwise([*firsts, end]))
        key = (supports[row], *map(len, pattern))
        groups.setdefault(key, []).append((row, pattern))
    return (rows for rows in groups.values() if len(rows) > 1)


class _Generals:
    """Finds the patterns above one, itself among them."""

    def __init__(self, rows: list[tuple[int, Coded]], levels: Levels) -> None:
        self.levels = levels
        self.known: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
        # Rows by their last element, below the elements before it.
        self.trie: dict[Any, Any] = {}
        for row, pattern in rows:
            node = self.trie
            for element in pattern[:-1]:
                node = node.setdefault(element, {})
            node[pattern[-1]] = row

    def of(self, pattern: Coded) -> Iterator[int]:
        """Their rows."""
        return self._below(self.trie, pattern)

    def _below(self, node: dict[Any, Any], pattern: Coded) -> Iterator[int]:
        first, *rest = pattern
        for element in self._elements(first):
            if element in node:
                yield from self._below(node[element], tuple(rest)) if rest else (node[element],)

    def _elements(self, element: tuple[int, ...]) -> set[tuple[int, ...]]:
        if element not in self.known:
            levels = ([code, *self.levels.of(code).tolist()] for code in element)
            self.known[element] = {tuple(sorted(one)) for one in product(*levels)}
        return self.known[element]


def _mark(rows: list[tuple[int, Coded]], levels: Levels, specific: NDArray[np.int64]) -> None:
    """Note the first of the most specific of these rows for each that is more general than one."""
    generals = _Generals(rows, levels)
    general = {one for row, pattern in rows for one in generals.of(pattern) if one != row}
    for row, pattern in rows:
        if row not in general:
            above = [one for one in generals.of(pattern) if one != row and specific[one] < 0]
            specific[above] = row
