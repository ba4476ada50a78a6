"""How often events come right after one another when each journey's own events come in random order: exactly."""

from collections import Counter
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import many_each

Floats = NDArray[np.float64]


def expected_windows(coded: CodedJourneys, patterns: FoundPatterns) -> Floats:
    """How many windows of each contiguous pattern the order null expects.

    A journey of L events, nₐ of name a, has L − k + 1 windows of k events. By chance a window holds the pattern, with
    mₐ events of name a, with Π (nₐ)ₘₐ / (L)ₖ, where (n)ₘ = n·(n − 1)···(n − m + 1), wherever it is.

    Parameters
    ----------
    coded
        Journeys of single events without ties.
    patterns
        Patterns of single events, in the codes of these journeys.

    Returns
    -------
    float64, shape (n_patterns,).

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> expected_windows(from_lists([["a", "b", "c"], ["b", "a"]]), wanted).round(4).tolist()
    [0.8333]
    """
    lengths, many = coded.lengths.astype(np.float64), many_each(coded).astype(np.float64)
    holders, counts = _by_event(coded)
    known: dict[tuple[tuple[int, int], ...], float] = {}
    expected = np.empty(len(patterns))
    starts = patterns.offsets.astype(np.int64)
    for i in range(len(patterns)):
        needs = Counter(patterns.items[starts[i] : starts[i + 1]].tolist())
        key = tuple(sorted(needs.items()))
        if key not in known:
            rows = reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), (holders[event] for event in needs))
            ways = _falling(lengths[rows], needs.total())
            chance = np.maximum(lengths[rows] - needs.total() + 1, 0.0) * many[rows]
            for event, m in needs.items():
                chance *= _falling(counts[event][np.searchsorted(holders[event], rows)], m)
            known[key] = float(np.divide(chance, ways, out=np.zeros(len(rows)), where=ways > 0).sum())
        expected[i] = known[key]
    return expected


def _by_event(coded: CodedJourneys) -> tuple[list[NDArray[np.int64]], list[Floats]]:
    """The journeys that hold each event, ascending, and how often."""
    size = len(coded.vocabulary)
    row = np.repeat(np.arange(len(coded)), coded.lengths)
    keys, counts = np.unique(coded.events.astype(np.int64) * max(len(coded), 1) + row, return_counts=True)
    event, holder = np.divmod(keys, max(len(coded), 1))
    ends = np.searchsorted(event, np.arange(1, size))
    return np.split(holder, ends), np.split(counts.astype(np.float64), ends)


def _falling(n: Floats, m: int) -> Floats:
    """(n)ₘ = n·(n − 1)···(n − m + 1); 0 where n < m."""
    product = np.ones(len(n))
    for less in range(m):
        product *= np.maximum(n - less, 0.0)
    return product
