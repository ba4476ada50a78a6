"""Given one query × journeys → which journeys hold it, and where."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.options import threads

CodedStep = tuple[list[list[int]], bool, list[int]]
"""Codes that each part of an element may be; whether it is the very next one; codes that must not come before it."""


def match_query(
    coded: CodedJourneys, steps: Sequence[CodedStep], *, constraints: Constraints = FREE, n_jobs: int | None = None
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Where steps occur one after the other: in each journey that holds them, the occurrence that ends earliest.

    Of several that end there, it is the one that starts latest. One pass over each journey, whatever the query:
    for each step every element where it can end is kept, with its latest start.

    Parameters
    ----------
    coded
        N journeys.
    steps
        At least one.
    constraints
        Their rules count, for all steps; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    journeys
        uint64, shape (m,): the journeys that hold the query, ascending.
    positions
        uint64, shape (m, parts): where each part lies in ``coded.events``.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "c"], ["a", "c"], ["b", "c"]])
    >>> journeys, positions = match_query(coded, [([[0]], False, []), ([[2]], False, [1])])
    >>> journeys.tolist(), positions.tolist()
    ([0, 1], [[2, 3], [4, 5]])
    """
    journeys, positions = _core.match_query(
        coded.events,
        coded.offsets,
        coded.element_starts,
        list(steps),
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "matches"),
    )
    return journeys, positions.reshape(-1, sum(len(parts) for parts, _, _ in steps))
