"""How many itemsets there are, without making them."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.mining.asked import Asked
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import FREE, Contents, Names
from journeymine.mining.found import FoundPatterns, StoppedBy
from journeymine.mining.holding import beyond, holders, without
from journeymine.mining.itemsets import SEARCHES, asked_of
from journeymine.mining.progress import Progress, telling

OURS = "journeymine"


@dataclass(frozen=True, eq=False)
class CountedItemsets:
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
    seconds
        Time in the search.
    """

    lengths: NDArray[np.uint32]
    n_journeys: NDArray[np.uint32]
    counts: NDArray[np.uint64]
    stopped_by: StoppedBy | None = None
    proven_above: int | None = None
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """The number of itemsets; a Python integer, for the sum may not fit in 64 bits."""
        return sum(self.counts.tolist())

    @property
    def truncated(self) -> bool:
        """Was the search cut short?"""
        return self.stopped_by is not None


def count_itemsets(
    baskets: Baskets,
    *,
    min_support: float | None,
    threshold: str = "journeys",
    kind: str = "all",
    min_length: int | None = None,
    max_length: int | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    progress: Progress = None,
) -> CountedItemsets:
    """Count the itemsets that `find_itemsets` would find; mostly in a small part of its time, and in no memory.

    Parameters
    ----------
    baskets
        N baskets; empty ones count in N.
    min_support, threshold, kind, min_length, max_length, contains, excludes
        As for `find_itemsets`.
    time_limit, memory_limit, engine, n_jobs, progress
        As for `find_itemsets`. Generators, what is worth enough under another `threshold`, and what other engines find,
        are made first and counted then.

    Returns
    -------
    CountedItemsets
        Numbers by support and length.

    Raises
    ------
    OptionError
        A bad option.
    UnknownEventError
        An item asked for does not occur.
    EngineError
        The engine cannot do what is asked.
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
        "threshold": threshold,
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
    chosen, asked = asked_of(baskets, {**options, "contains": contains, "excludes": excludes, "engine": engine})
    # Of generators that hold something it is known only at the end which they are.
    late = asked.kind == "generators" and bool(asked.constraints.contains)
    if chosen != OURS or late or asked.worth is not None:
        return tallied(SEARCHES[chosen](baskets, asked))
    begin = time.perf_counter()
    counted = _constrained(baskets, asked)
    return replace(counted, seconds=time.perf_counter() - begin)


def tallied(found: FoundPatterns) -> CountedItemsets:
    """Itemsets that were found, by support and length.

    Examples
    --------
    >>> items, offsets = np.array([0, 1, 0, 1], np.uint32), np.array([0, 1, 2, 4], np.uint64)
    >>> counted = tallied(FoundPatterns(items, offsets, np.array([3, 3, 2], np.uint32)))
    >>> counted.n_journeys.tolist(), counted.lengths.tolist(), counted.counts.tolist()
    ([3, 2], [1, 2], [2, 1])
    """
    groups = np.stack([-found.n_journeys.astype(np.int64), found.lengths])
    (supports, lengths), counts = np.unique(groups, axis=1, return_counts=True)
    return CountedItemsets(
        lengths.astype(np.uint32),
        (-supports).astype(np.uint32),
        counts.astype(np.uint64),
        found.stopped_by,
        found.proven_above,
        found.seconds,
    )


def _constrained(baskets: Baskets, asked: Asked) -> CountedItemsets:
    """As `search_holding` finds what it is asked for."""
    wanted, free = asked.constraints, replace(asked, constraints=FREE)
    left = without(baskets, wanted.excludes)
    if not wanted.contains:
        return _counted(left, free)
    [held] = wanted.contains
    inside = holders(left, held)
    return _extended(inside, free, held) if asked.kind == "all" else _counted(inside, free)


def _extended(inside: Baskets, asked: Asked, held: tuple[int, ...]) -> CountedItemsets:
    others, rest, alone = beyond(inside, asked, held)
    counted = _counted(others, rest)
    counted = replace(counted, lengths=counted.lengths + np.uint32(len(held)))
    if not alone:
        return counted
    # The set itself is in the most baskets, and the shortest.
    return replace(
        counted,
        lengths=np.append(np.uint32(len(held)), counted.lengths),
        n_journeys=np.append(np.uint32(inside.n_baskets), counted.n_journeys),
        counts=np.append(np.uint64(1), counted.counts),
    )


def _counted(baskets: Baskets, asked: Asked) -> CountedItemsets:
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
            multiplicity=baskets.multiplicity,
        )
    return CountedItemsets(lengths, n_journeys, counts, stopped_by, proven_above)
