"""What a search gives back, in codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

StoppedBy = Literal["max_patterns", "time_limit", "memory_limit"]

#: So many patterns are looked at together.
_AT_ONCE = 1 << 14


@dataclass(frozen=True, eq=False)
class FoundPatterns:
    """Patterns in result order: n_journeys descending, then pattern order (shorter first, then element by element).

    Attributes
    ----------
    items
        uint32, shape (n_items,): event codes, pattern after pattern.
    offsets
        uint64, shape (n_patterns + 1,): pattern i is ``items[offsets[i]:offsets[i + 1]]``.
    element_starts
        bool, shape (n_items,): which items open an element; None when every element is single (or for itemsets).
    n_journeys
        uint32, shape (n_patterns,): how many journeys (or elements, or baskets) hold the pattern.
    stopped_by
        ``"max_patterns"``, ``"time_limit"`` or ``"memory_limit"`` where the search was cut short, else None.
    proven_above
        Where time or memory ran out: every result with more journeys than this is there and right, whatever is missing
        has as many or fewer. None where nothing is missing but what was not asked for.
    seconds
        Time in the search.
    """

    items: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    n_journeys: NDArray[np.uint32]
    element_starts: NDArray[np.bool_] | None = None
    stopped_by: StoppedBy | None = None
    proven_above: int | None = None
    seconds: float = 0.0

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many events each pattern has: int64, shape (n_patterns,)."""
        offsets = self.offsets.astype(np.int64)
        return np.subtract(offsets[1:], offsets[:-1])

    def opens(self) -> NDArray[np.bool_]:
        """Which items open an element: bool, shape (n_items,)."""
        return np.ones(len(self.items), np.bool_) if self.element_starts is None else self.element_starts

    def take(self, rows: NDArray[np.intp]) -> "FoundPatterns":
        """These patterns, in this order."""
        sizes = self.lengths[rows]
        ends = np.cumsum(sizes)
        places = np.repeat(self.offsets.astype(np.int64)[:-1][rows] - ends + sizes, sizes) + np.arange(sizes.sum())
        return replace(
            self,
            items=self.items[places],
            offsets=np.concatenate([[0], ends]).astype(np.uint64),
            n_journeys=self.n_journeys[rows],
            element_starts=None if self.element_starts is None else self.element_starts[places],
        )

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        starts = 0 if self.element_starts is None else self.element_starts.nbytes
        return self.items.nbytes + self.offsets.nbytes + self.n_journeys.nbytes + starts

    def counted(self, n_journeys: NDArray[np.uint32]) -> "FoundPatterns":
        """The same patterns with other counts, by no search."""
        return FoundPatterns(self.items, self.offsets, n_journeys, self.element_starts)

    @property
    def truncated(self) -> bool:
        """Was the search cut short?"""
        return self.stopped_by is not None


def chained(lists: Sequence[FoundPatterns]) -> FoundPatterns:
    """The patterns of one list after those of another; each of one event an element.

    Examples
    --------
    >>> one = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([5], np.uint32))
    >>> chained([one, one]).offsets.tolist()
    [0, 2, 4]
    """
    sizes = np.concatenate([np.zeros(1, np.int64), *(one.lengths for one in lists)])
    return FoundPatterns(
        items=np.concatenate([np.zeros(0, np.uint32), *(one.items for one in lists)]),
        offsets=np.cumsum(sizes).astype(np.uint64),
        n_journeys=np.concatenate([np.zeros(0, np.uint32), *(one.n_journeys for one in lists)]),
    )


def rows_by_length(found: FoundPatterns) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The rows of each length, in stretches that fit a processor's cache; shorter ones first.

    Examples
    --------
    >>> found = FoundPatterns(np.array([0, 1, 0], np.uint32), np.array([0, 2, 3], np.uint64), np.ones(2, np.uint32))
    >>> [(length, rows.tolist()) for length, rows in rows_by_length(found)]
    [(1, [1]), (2, [0])]
    """
    lengths = found.lengths
    order = np.argsort(lengths, kind="stable")
    sizes, firsts = np.unique(lengths[order], return_index=True)
    for size, rows in zip(sizes.tolist(), np.split(order, firsts)[1:], strict=True):
        for start in range(0, len(rows), _AT_ONCE):
            yield size, rows[start : start + _AT_ONCE]


def followed(first: FoundPatterns, second: FoundPatterns) -> FoundPatterns:
    """Each pattern of one list followed by that of another, with the counts of the first.

    Examples
    --------
    >>> one = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([5], np.uint32))
    >>> other = FoundPatterns(np.array([7], np.uint32), np.array([0, 1], np.uint64), np.array([3], np.uint32))
    >>> followed(one, other).items.tolist()
    [0, 1, 7]
    """
    before = np.repeat(first.offsets.astype(np.int64)[1:], second.lengths) + np.arange(len(second.items))
    after = np.repeat(second.offsets.astype(np.int64)[:-1], first.lengths) + np.arange(len(first.items))
    items = np.empty(len(first.items) + len(second.items), np.uint32)
    starts = np.empty(len(items), np.bool_)
    items[after], items[before] = first.items, second.items
    starts[after], starts[before] = first.opens(), second.opens()
    return replace(first, items=items, offsets=first.offsets + second.offsets, element_starts=starts)
