"""How long patterns take, and what comes after: over journeys, each with its tightest occurrence."""

from collections.abc import Iterator, Sequence
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

_NOBODY = (np.nan, np.nan, np.nan)


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
    n_within
        In how many of them the span is at most what was asked for.
    n_outcome
        In how many of them an outcome follows.
    to_outcome
        Quartiles of the time from the last element to that outcome, over these journeys.
    """

    n_journeys: int
    gaps: tuple[float, ...]
    span: tuple[float, float, float]
    n_within: int
    n_outcome: int
    to_outcome: tuple[float, float, float]


def durations(
    found: FoundPatterns,
    journeys: CodedJourneys,
    constraints: Constraints = FREE,
    *,
    within: int | None = None,
    outcomes: Sequence[int] = (),
) -> Iterator[Durations]:
    """The times of each pattern, in the codes of these journeys; `outcomes` are event codes."""
    clock = element_numbers(journeys) if journeys.times is None else journeys.times
    opens, bounds = found.opens(), found.offsets.astype(np.int64)
    follows = _following(journeys, outcomes)
    for first, last in _batches(found):
        some = found.take(np.arange(first, last))
        seen = tightest(journeys, some, constraints=constraints)
        counts = np.diff(seen.offsets.astype(np.int64))
        ends, holders = np.cumsum(counts * some.lengths), seen.offsets.astype(np.int64)
        for number, (count, end) in enumerate(zip(counts.tolist(), ends.tolist(), strict=True)):
            own = opens[bounds[first + number] : bounds[first + number + 1]]
            places = seen.positions[end - count * len(own) : end].astype(np.int64).reshape(count, len(own))
            if journeys.multiplicity is None:
                yield _durations(clock, places[:, own], follows, within)
            else:
                many = journeys.multiplicity[seen.journeys[holders[number] : holders[number + 1]]]
                yield _durations_of_many(clock, places[:, own], follows, within, many)


def _following(journeys: CodedJourneys, outcomes: Sequence[int]) -> NDArray[np.int64]:
    """For each event the place of the first outcome in a later element of its journey; -1 where none follows."""
    places = np.flatnonzero(np.isin(journeys.events, np.asarray(outcomes, np.uint32)))
    element = np.cumsum(journeys.opens())
    after = np.searchsorted(element[places], element, side="right")
    place = np.append(places, -1)[after]
    ends = np.repeat(journeys.offsets[1:].astype(np.int64), journeys.lengths)
    return np.where(place < ends, place, -1)


def _batches(found: FoundPatterns) -> Iterator[tuple[int, int]]:
    """Stretches of patterns with so many matched events together that they can be held at once."""
    weights = np.cumsum(found.n_journeys.astype(np.int64) * found.lengths)
    first = 0
    while first < len(found):
        before = weights[first - 1] if first else 0
        last = max(int(np.searchsorted(weights, before + _AT_ONCE, side="right")), first + 1)
        yield first, last
        first = last


def _durations(
    clock: NDArray[np.int64], places: NDArray[np.int64], follows: NDArray[np.int64], within: int | None
) -> Durations:
    """Of the places of a pattern's elements, one row a journey."""
    n = len(places)
    times = clock[places]
    columns = np.empty_like(times)
    np.subtract(times[:, -1], times[:, 0], out=columns[:, 0])
    np.subtract(times[:, 1:], times[:, :-1], out=columns[:, 1:])
    # Sorted once; every quantile is then read off. NumPy's own functions cost more than this for each pattern.
    columns.sort(axis=0)
    last = places[:, -1]
    last = last[follows[last] >= 0]
    waits = np.sort(clock[follows[last]] - clock[last])
    gaps = _quantile(columns[:, 1:], 0.5) if n else np.full(places.shape[1] - 1, np.nan)
    return Durations(
        n_journeys=n,
        gaps=tuple(gaps.tolist()),
        span=_quartiles(columns[:, 0]),
        n_within=n if within is None else int(np.searchsorted(columns[:, 0], within, side="right")),
        n_outcome=len(last),
        to_outcome=_quartiles(waits),
    )


def _durations_of_many(
    clock: NDArray[np.int64],
    places: NDArray[np.int64],
    follows: NDArray[np.int64],
    within: int | None,
    many: NDArray[np.uint32],
) -> Durations:
    """As `_durations`, each row as often as it stands."""
    times, last = clock[places], places[:, -1]
    spans = _Standing(times[:, -1] - times[:, 0], many)
    known = follows[last] >= 0
    waits = _Standing(clock[follows[last[known]]] - clock[last[known]], many[known])
    gaps = [_Standing(times[:, at + 1] - times[:, at], many).quantile(0.5) for at in range(places.shape[1] - 1)]
    return Durations(
        n_journeys=spans.n,
        gaps=tuple(gaps),
        span=spans.quartiles(),
        n_within=spans.n if within is None else spans.up_to(within),
        n_outcome=waits.n,
        to_outcome=waits.quartiles(),
    )


class _Standing:
    """Values that each stand for many."""

    def __init__(self, values: NDArray[np.int64], many: NDArray[np.uint32]) -> None:
        order = np.argsort(values, kind="stable")
        self._values, self._ends = values[order], np.cumsum(many[order], dtype=np.int64)
        self.n = int(self._ends[-1]) if len(values) else 0

    def quantile(self, q: float) -> float:
        if self.n == 0:
            return float("nan")
        place = (self.n - 1) * q
        below = int(place)
        low, high = (self._values[np.searchsorted(self._ends, at, side="right")] for at in (below, self._next(below)))
        return float(low + (place - below) * (high - low))

    def quartiles(self) -> tuple[float, float, float]:
        return self.quantile(0.25), self.quantile(0.5), self.quantile(0.75)

    def up_to(self, limit: int) -> int:
        at = np.searchsorted(self._values, limit, side="right")
        return int(self._ends[at - 1]) if at else 0

    def _next(self, place: int) -> int:
        return min(place + 1, self.n - 1)


def _quartiles(ascending: NDArray[np.int64]) -> tuple[float, float, float]:
    if len(ascending) == 0:
        return _NOBODY
    return (
        float(_quantile(ascending, 0.25)),
        float(_quantile(ascending, 0.5)),
        float(_quantile(ascending, 0.75)),
    )


def _quantile(ascending: NDArray[np.int64], q: float) -> Any:
    """Linear between the two values next to it, as `np.quantile` has it; along the first axis."""
    place = (len(ascending) - 1) * q
    below = int(place)
    low, share = ascending[below], place - below
    return low + share * (ascending[min(below + 1, len(ascending) - 1)] - low)


def timing_columns(
    found: FoundPatterns,
    journeys: CodedJourneys,
    constraints: Constraints = FREE,
    *,
    within: int | None = None,
    outcomes: Sequence[int] = (),
) -> "dict[str, NDArray[Any] | pd.Series]":
    """The columns of `PatternSet.timing` beside the pattern; time spans where times are known."""
    rows = list(durations(found, journeys, constraints, within=within, outcomes=outcomes))
    unit = journeys.time_unit
    # An array made of the list would have a column for each gap.
    gaps = np.fromiter((tuple(_spelled(row.gaps, unit)) for row in rows), object, len(rows))
    counts = np.array([(row.n_journeys, row.n_within, row.n_outcome) for row in rows], np.int64).reshape(len(rows), 3)
    columns = {"n_journeys": counts[:, 0], "gap_median": gaps} | _named("span", [row.span for row in rows], unit)
    if within is not None:
        share = np.divide(counts[:, 1], counts[:, 0], out=np.full(len(rows), np.nan), where=counts[:, 0] > 0)
        columns |= {"n_within": counts[:, 1], "share_within": share}
    if outcomes:
        columns |= {"n_outcome": counts[:, 2]} | _named("to_outcome", [row.to_outcome for row in rows], unit)
    return columns


def _named(what: str, quartiles: list[tuple[float, float, float]], unit: str | None) -> dict[str, Any]:
    values = np.array(quartiles, np.float64).reshape(len(quartiles), 3)
    places = {"median": 1, "q25": 0, "q75": 2}
    return {f"{what}_{name}": _spelled(values[:, place], unit) for name, place in places.items()}


def _spelled(values: Any, unit: Any) -> Any:
    """Time spans of pandas where numbers have a unit; whole units, rounded, for that is what times are."""
    if unit is None:
        return values
    import pandas as pd

    return pd.to_timedelta(np.round(np.asarray(values, np.float64)), unit=unit)
