"""Given patterns × journeys → all minimal windows of each, and covers of the journeys by windows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.options import threads


@dataclass(frozen=True, eq=False)
class Windows:
    """Intervals of journeys that hold an occurrence of a pattern and contain no smaller such interval.

    Attributes
    ----------
    offsets
        int64, shape (n_patterns + 1,): windows ``offsets[i]:offsets[i + 1]`` are those of pattern i.
    begins
        int64, shape (m,): which of all events is the first of the window's first element; rising within a pattern.
    afters
        int64, shape (m,): which comes behind the last of its last element; rising within a pattern.
    """

    offsets: NDArray[np.int64]
    begins: NDArray[np.int64]
    afters: NDArray[np.int64]

    def __getitem__(self, pattern: int) -> "Windows":
        inside = slice(self.offsets[pattern], self.offsets[pattern + 1])
        return Windows(np.array([0, inside.stop - inside.start]), self.begins[inside], self.afters[inside])


def minimal_windows(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, n_jobs: int | None = None
) -> Windows:
    """All minimal windows of each pattern, as `count_within` counts them.

    Parameters
    ----------
    coded
        The journeys.
    patterns
        The patterns, in the codes of these journeys.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "a", "b", "b", "a", "b"], ["b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> found = minimal_windows(coded, wanted)
    >>> found.begins.tolist(), found.afters.tolist()
    ([1, 4], [3, 6])
    """
    ends, begins, afters = _core.pattern_windows(
        coded.events,
        coded.offsets,
        coded.element_starts,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "windows"),
    )
    offsets = np.concatenate([np.zeros(1, np.int64), ends.astype(np.int64)])
    return Windows(offsets, begins.astype(np.int64), afters.astype(np.int64))


def cover_windows(
    coded: CodedJourneys,
    begins: NDArray[np.int64],
    afters: NDArray[np.int64],
    which: NDArray[np.int64],
    sizes: NDArray[np.int64],
    gains: NDArray[np.float64],
    costs: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The windows without a common event that save most together: weighted intervals, journey by journey.

    Parameters
    ----------
    coded
        The journeys.
    begins, afters
        int64, shape (m,): windows as `Windows` has them, in the order of their ends.
    which
        int64, shape (m,): the pattern of each.
    sizes
        int64, shape (n,): how many events each pattern matches.
    gains, costs
        float64, shape (n,): what a window of each pattern saves, and what each of its other events costs.

    Returns
    -------
    usage, gaps
        int64, shape (n,): how many windows of each pattern are chosen, and their events that are not matched; each
        counts for as many journeys as its own stands for.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "c", "d"]])
    >>> begins, afters, which = np.array([0, 1, 2]), np.array([2, 3, 4]), np.array([0, 1, 0])
    >>> used = cover_windows(coded, begins, afters, which, np.array([2, 2]), np.array([2.0, 3.0]), np.zeros(2))
    >>> [one.tolist() for one in used]
    [[2, 0], [0, 0]]
    """
    usage, gaps = _core.cover_windows(
        coded.offsets,
        begins.astype(np.uint64),
        afters.astype(np.uint64),
        which.astype(np.uint32),
        sizes=sizes.astype(np.uint64),
        gains=np.ascontiguousarray(gains, np.float64),
        costs=np.ascontiguousarray(costs, np.float64),
        multiplicity=coded.multiplicity,
    )
    return usage.astype(np.int64), gaps.astype(np.int64)
