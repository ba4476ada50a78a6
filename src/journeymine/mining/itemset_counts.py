"""How many itemsets there are, without making them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.mining.asked import check
from journeymine.mining.baskets import Baskets
from journeymine.mining.progress import Progress, telling

WHERE = "mine_itemsets"


@dataclass(frozen=True, eq=False)
class ItemsetCounts:
    """Numbers of itemsets by support and length, in result order: support descending, then length.

    Attributes
    ----------
    lengths
        uint32, shape (n_groups,): items of each set of the group.
    n_journeys
        uint32, shape (n_groups,): baskets that hold each set of the group.
    counts
        uint64, shape (n_groups,): how many sets there are in the group, exactly.
    stopped_by
        The option that cut the search short, else None.
    proven_above
        Where time or memory ran out: all sets of more support than this were counted.
    """

    lengths: NDArray[np.uint32]
    n_journeys: NDArray[np.uint32]
    counts: NDArray[np.uint64]
    stopped_by: str | None = None
    proven_above: int | None = None

    @property
    def total(self) -> int:
        """The number of itemsets; a Python integer, for the sum may not fit in 64 bits."""
        return sum(self.counts.tolist())


def count_itemsets(
    baskets: Baskets,
    *,
    min_support: float,
    kind: str = "all",
    min_length: int | None = None,
    max_length: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    progress: Progress = None,
) -> ItemsetCounts:
    """Count the itemsets that `find_itemsets` would find; mostly in a small part of its time, and in no memory.

    Parameters
    ----------
    baskets
        N baskets; empty ones count in N.
    min_support, kind, min_length, max_length, time_limit, memory_limit, n_jobs, progress
        As for `find_itemsets`. Generators are made first, for only at the end it is known which they are.

    Returns
    -------
    ItemsetCounts
        Numbers by support and length.

    Raises
    ------
    OptionError
        A bad option.
    CapacityError
        More sets of one support and length than 64 bits can count.

    Examples
    --------
    >>> from journeymine.mining.baskets import Baskets
    >>> from journeymine.mining.itemset_counts import count_itemsets
    >>> counted = count_itemsets(Baskets.from_lists([list(range(60))] * 3), min_support=2)
    >>> counted.total == 2**60 - 1, counted.lengths[:3].tolist(), counted.counts[:3].tolist()
    (True, [1, 2, 3], [60, 1770, 34220])
    """
    options = {
        "min_support": min_support,
        "kind": kind,
        "top_k": None,
        "min_length": min_length,
        "max_length": max_length,
        "max_patterns": None,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "n_jobs": n_jobs,
        "progress": progress,
    }
    asked = check(options, len(baskets), WHERE)
    with telling(asked.progress) as tell:
        lengths, n_journeys, counts, stopped_by, proven_above = _core.count_itemsets(
            baskets.items,
            baskets.offsets,
            min_support=asked.min_support,
            kind=asked.kind,
            min_length=asked.min_length,
            max_length=asked.max_length,
            time_limit=asked.time_limit,
            memory_limit=asked.memory_limit,
            n_jobs=asked.n_jobs,
            tell=tell,
        )
    return ItemsetCounts(lengths, n_journeys, counts, stopped_by, proven_above)
