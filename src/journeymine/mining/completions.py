"""Given patterns × journeys → how often each pattern was completed in each cell of events, such as a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.options import threads

Completed = Literal["customers", "first", "all"]

_NOWHERE = 2**32 - 1


@dataclass(frozen=True, eq=False)
class Cells:
    """What of completions is counted, and in which cells.

    Attributes
    ----------
    of_event
        int64, shape (n_events,): the cell of each event in 0 … size − 1, or -1 for none; events of one element are in
        one cell.
    size
        How many cells there are.
    counted
        ``"customers"`` with a completion there; journeys whose ``"first"`` completion it is; ``"all"`` completions.
    """

    of_event: NDArray[np.int64]
    size: int
    counted: Completed


def count_completions(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    cells: Sequence[Cells],
    *,
    constraints: Constraints = FREE,
    n_jobs: int | None = None,
) -> list[NDArray[np.int64]]:
    """How often each pattern was completed in each cell; all kinds of cells in one pass.

    A pattern is completed where a minimal window of it ends: an interval that holds an occurrence and contains no
    smaller such interval. So each completion has a start of its own, and the first one in a journey is where the
    occurrence ends that ends earliest.

    Parameters
    ----------
    coded
        N journeys in the order of their customers; each row is one.
    patterns
        The patterns, in the codes of these journeys.
    cells
        What is counted, and where.
    constraints
        Their rules count; filters by events do not.
    n_jobs
        Threads; None for all cores.

    Returns
    -------
    counts
        For each kind of cells int64, shape (n_patterns, size).

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "a", "b"], ["b", "a", "b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> days = np.array([0, 0, 1, 1, 0, 1, 1])
    >>> kinds = [Cells(days, 2, counted) for counted in ("customers", "first", "all")]
    >>> [counts.tolist() for counts in count_completions(coded, wanted, kinds)]
    [[[1, 2]], [[1, 1]], [[1, 2]]]
    """
    counts = _core.count_completions(
        coded.events,
        coded.offsets,
        coded.element_starts,
        coded.customer_codes,
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        cells=[
            (np.where(one.of_event < 0, _NOWHERE, one.of_event).astype(np.uint32), one.size, one.counted)
            for one in cells
        ],
        constraints=constraints.for_core(coded.times),
        n_jobs=threads(n_jobs, "watch_patterns"),
    )
    return [found.astype(np.int64).reshape(len(patterns), one.size) for found, one in zip(counts, cells, strict=True)]
