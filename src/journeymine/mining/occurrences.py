"""Given patterns × journeys → where each pattern lies closest together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.options import threads


@dataclass(frozen=True, eq=False)
class Occurrences:
    """One occurrence a pattern and journey that holds it, pattern after pattern, journeys ascending.

    Attributes
    ----------
    offsets
        uint64, shape (n_patterns + 1,): occurrences ``offsets[i]:offsets[i + 1]`` are those of pattern i.
    journeys
        uint64, shape (m,): the journey of each.
    positions
        uint64: which of all events, one an event of the pattern, occurrence after occurrence.
    """

    offsets: NDArray[np.uint64]
    journeys: NDArray[np.uint64]
    positions: NDArray[np.uint64]


def tightest(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, n_jobs: int | None = None
) -> Occurrences:
    """Of each pattern in each journey the occurrence that takes the least time, the first of several.

    Where journeys have no times it is the one over the fewest elements. From its end back, each element is the latest
    that can be.

    Parameters
    ----------
    coded
        N journeys.
    patterns
        The patterns, in the codes of these journeys.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "a", "b", "b"], ["b"], ["a", "c", "b", "a", "b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> found = tightest(coded, wanted)
    >>> found.journeys.tolist(), found.positions.reshape(-1, 2).tolist()
    ([0, 2], [[1, 2], [8, 9]])
    """
    ends, journeys, positions = _core.tightest_positions(
        coded.events,
        coded.offsets,
        coded.element_starts,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(coded.times) | {"times": coded.times},
        n_jobs=threads(n_jobs, "timing"),
    )
    return Occurrences(np.concatenate([np.zeros(1, np.uint64), ends]), journeys, positions)
