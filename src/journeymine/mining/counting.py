"""Given patterns × journeys → how many customers hold them, how often they occur, and a sparse matrix of both."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.options import UNIT_NANOSECONDS, threads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Counted = Literal["occurrences", "windows"]
VALUES = ("present", "count", "time_since")
"""What the entries of a matrix can say."""


def count_customers(
    coded: CodedJourneys, patterns: FoundPatterns, *, constraints: Constraints = FREE, n_jobs: int | None = None
) -> NDArray[np.int64]:
    """How many customers have a journey that holds each pattern; as `count` otherwise.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["a", "b"], ["a"]], customers=["ann", "bob", "bob"])
    >>> wanted = FoundPatterns(np.array([0], np.uint32), np.array([0, 1], np.uint64), np.zeros(1, np.uint32))
    >>> count_customers(coded, wanted).tolist()
    [2]
    """
    if coded.multiplicity is not None:
        # Each of the journeys that a row stands for is another customer's.
        return count(coded, patterns, constraints=constraints, n_jobs=n_jobs).astype(np.int64)
    own = by_customer(coded)
    held = _core.count_customers(
        own.events,
        own.offsets,
        own.element_starts,
        own.customer_codes,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(own.times),
        n_jobs=threads(n_jobs, "recount"),
    )
    return held.astype(np.int64)


def count_within(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    counted: Counted,
    *,
    constraints: Constraints = FREE,
    n_jobs: int | None = None,
) -> NDArray[np.int64]:
    """How often each pattern occurs in all journeys together; as `count` otherwise.

    Parameters
    ----------
    coded
        The journeys to count in.
    patterns
        The patterns, in the codes of these journeys.
    counted
        ``"occurrences"``: in each journey the largest number of occurrences with pairwise disjoint spans; greedily the
        one that ends earliest, each end with its latest start. ``"windows"``: minimal windows, intervals that hold an
        occurrence and contain no smaller such interval; as many as there are latest starts.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "c", "b", "c"]])
    >>> items, offsets = np.array([0, 1, 2, 0, 2], np.uint32), np.array([0, 3, 5], np.uint64)
    >>> wanted = FoundPatterns(items, offsets, np.zeros(2, np.uint32))
    >>> [count_within(coded, wanted, counted).tolist() for counted in ("occurrences", "windows")]
    [[1, 1], [2, 1]]
    """
    times = _core.count_within(
        coded.events,
        coded.offsets,
        coded.element_starts,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        counted=counted,
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "recount"),
        multiplicity=coded.multiplicity,
    )
    return times.astype(np.int64)


def pattern_matrix(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    values: str,
    *,
    constraints: Constraints = FREE,
    n_jobs: int | None = None,
) -> "csr_array":
    """Journeys × patterns; an entry where the journey holds the pattern, even where its value is 0.

    Parameters
    ----------
    coded
        N journeys.
    patterns
        The patterns, in the codes of these journeys.
    values
        ``"present"``: 1, uint8. ``"count"``: occurrences with disjoint spans, int32. ``"time_since"``: float64, from
        the last element that an occurrence ends in to the end of observation: in seconds, or in the log's own order
        numbers; where there are no times, elements to the journey's last.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    csr_array
        Shape (N, n_patterns), the columns of each row ascending.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "b"], ["b", "a"]])
    >>> wanted = FoundPatterns(np.array([0, 0, 1], np.uint32), np.array([0, 1, 3], np.uint64), np.zeros(2, np.uint32))
    >>> pattern_matrix(coded, wanted, "count").toarray().tolist()
    [[2, 2], [1, 0]]
    """
    from scipy.sparse import csr_array

    journeys = (coded.events, coded.offsets, coded.element_starts)
    those = (patterns.items, patterns.offsets, patterns.element_starts)
    told: dict[str, Any] = {
        "constraints": constraints.for_core(coded.times),
        "n_jobs": threads(n_jobs, "transform"),
    }
    filled: NDArray[Any]
    if values == "time_since":
        until, unit = _observed(coded), 1.0
        if coded.times is not None:
            told["constraints"] = told["constraints"] | {"times": coded.times}
            unit = 1.0 if coded.time_unit is None else 10**9 / UNIT_NANOSECONDS[coded.time_unit]
        rows, columns, filled = _core.pattern_ages(*journeys, *those, observed_until=until, unit=unit, **told)
    elif values == "count":
        rows, columns, filled = _core.pattern_rows(*journeys, *those, values="count", **told)
    else:
        rows, columns, _ = _core.pattern_rows(*journeys, *those, values="present", **told)
        filled = np.ones(len(columns), np.uint8)
    if len(columns) < 2**31:
        # Or SciPy would make the columns as wide as the ends of rows.
        rows = rows.astype(np.int32)
    matrix = csr_array((filled, columns, rows), shape=(len(coded), len(patterns)))
    # The core writes them so; SciPy would look for itself each time it wants to know.
    matrix.has_sorted_indices = True
    matrix.has_canonical_format = True
    return matrix


def _observed(coded: CodedJourneys) -> NDArray[np.int64] | None:
    """The end of observation of each journey; None where there are no times."""
    if coded.times is None or coded.observed_until is None:
        return None
    return np.ascontiguousarray(np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded)))
