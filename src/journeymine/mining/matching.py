"""Given patterns × journeys → which journeys hold them, and where."""

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.options import threads


def match_positions(
    coded: CodedJourneys,
    pattern_items: NDArray[np.uint32],
    element_starts: NDArray[np.bool_] | None = None,
    *,
    constraints: Constraints = FREE,
    n_jobs: int | None = None,
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Where one pattern occurs: in each journey that holds it, the leftmost occurrence (the one that ends earliest).

    Under rules it is, of the occurrences that end earliest, the one that starts latest.

    Parameters
    ----------
    coded
        N journeys.
    pattern_items
        uint32, shape (length,): event codes, inside an element ascending.
    element_starts
        bool, shape (length,): which items open an element; None when every element is single.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    journeys
        uint64, shape (m,): the journeys that hold the pattern, ascending.
    positions
        uint64, shape (m, length): where each event of the pattern lies in ``coded.events``.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a"], ["b", "b"], ["b", "a", "b"]])
    >>> journeys, positions = match_positions(coded, np.array([0, 1], np.uint32))
    >>> journeys.tolist(), positions.tolist()
    ([0, 2], [[0, 1], [6, 7]])
    """
    items = np.ascontiguousarray(pattern_items, np.uint32)
    journeys, positions = _core.match_positions(
        coded.events,
        coded.offsets,
        coded.element_starts,
        items,
        element_starts,
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "matches"),
    )
    return journeys, positions.reshape(-1, len(items))


def count(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, n_jobs: int | None = None
) -> NDArray[np.uint32]:
    """How many journeys hold each of many patterns; all are matched in one pass.

    Parameters
    ----------
    coded
        The journeys to count in; they need not be those the patterns were found in, but share their vocabulary.
    patterns
        The patterns; their own counts are not looked at.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    supports
        uint32, shape (n_patterns,): of the journeys that rows stand for where they stand for several.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a"], ["b", "b"], ["b", "a", "b"]])
    >>> wanted = FoundPatterns(np.array([1, 0, 1], np.uint32), np.array([0, 1, 3], np.uint64), np.zeros(2, np.uint32))
    >>> count(coded, wanted).tolist()
    [3, 2]
    """
    return _core.count_patterns(
        coded.events,
        coded.offsets,
        coded.element_starts,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "recount"),
        multiplicity=coded.multiplicity,
    )
