"""How long patterns take: medians over journeys, each with its tightest occurrence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.views import element_numbers
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.occurrences import tightest

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 1 << 22
"""So many matched events are held at a time, unless a single pattern has more."""


@dataclass(frozen=True)
class Durations:
    """Times of one pattern, in the unit of the journeys' times; NaN where no journey holds it.

    Attributes
    ----------
    n_journeys
        In how many journeys it was measured.
    gaps
        Median time between neighbouring elements, one a gap.
    span
        Quartiles of the time from the first element to the last: 25 %, 50 %, 75 %.
    """

    n_journeys: int
    gaps: tuple[float, ...]
    span: tuple[float, float, float]


def durations(found: FoundPatterns, journeys: CodedJourneys, constraints: Constraints = FREE) -> Iterator[Durations]:
    """The times of each pattern, in the codes of these journeys."""
    clock = element_numbers(journeys) if journeys.times is None else journeys.times
    opens, bounds = found.opens(), found.offsets.astype(np.int64)
    for first, last in _batches(found):
        some = found.take(np.arange(first, last))
        seen = tightest(journeys, some, constraints=constraints)
        counts = np.diff(seen.offsets.astype(np.int64))
        ends = np.cumsum(counts * some.lengths)
        for number, (count, end) in enumerate(zip(counts.tolist(), ends.tolist(), strict=True)):
            own = opens[bounds[first + number] : bounds[first + number + 1]]
            times = clock[seen.positions[end - count * len(own) : end]].reshape(count, len(own))
            yield _durations(times[:, own])


def _batches(found: FoundPatterns) -> Iterator[tuple[int, int]]:
    """Stretches of patterns with so many matched events together that they can be held at once."""
    weights = np.cumsum(found.n_journeys.astype(np.int64) * found.lengths)
    first = 0
    while first < len(found):
        before = weights[first - 1] if first else 0
        last = max(int(np.searchsorted(weights, before + _AT_ONCE, side="right")), first + 1)
        yield first, last
        first = last


def _durations(times: NDArray[np.int64]) -> Durations:
    """Times of the elements of a pattern, one row a journey."""
    n, k = times.shape
    if n == 0:
        return Durations(0, (np.nan,) * (k - 1), (np.nan, np.nan, np.nan))
    gaps = np.median(np.diff(times, axis=1), axis=0)
    low, middle, high = np.quantile(times[:, -1] - times[:, 0], [0.25, 0.5, 0.75])
    return Durations(n, tuple(gaps.tolist()), (float(low), float(middle), float(high)))


def timing_columns(
    found: FoundPatterns, journeys: CodedJourneys, constraints: Constraints = FREE
) -> "dict[str, NDArray[Any] | pd.Series]":
    """The columns of `PatternSet.timing` beside the pattern; time spans where times are known."""
    rows = list(durations(found, journeys, constraints))
    # An array made of the list would have a column for each gap.
    gaps = np.fromiter((tuple(_spelled(row.gaps, journeys.time_unit)) for row in rows), object, len(rows))
    spans = np.array([row.span for row in rows], np.float64).reshape(len(rows), 3)
    named = {"span_median": spans[:, 1], "span_q25": spans[:, 0], "span_q75": spans[:, 2]}
    return {
        "n_journeys": np.array([row.n_journeys for row in rows], np.int64),
        "gap_median": gaps,
        **{name: _spelled(column, journeys.time_unit) for name, column in named.items()},
    }


def _spelled(values: Any, unit: Any) -> Any:
    """Time spans of pandas where numbers have a unit; whole units, rounded, for that is what times are."""
    if unit is None:
        return values
    import pandas as pd

    return pd.to_timedelta(np.round(np.asarray(values, np.float64)), unit=unit)
