"""What patterns are worth: the value of their events, and of the journeys that hold them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import MissingColumnError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.dealing import Levelled
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import match_positions
from journeymine.options import near_miss
from journeymine.patterns.level_matches import level_positions
from journeymine.ranking.resampling import DRAWS, Customers, drawn_ratio, median_at, percentiles

Floats = NDArray[np.float64]

EVENT_VALUES = ("value_sum", "value_mean", "value_median")
JOURNEY_VALUES = ("journey_value_sum", "journey_value_mean", "journey_value_median")

#: Sums of patterns and customers that are held at a time.
_AT_ONCE = 1 << 23


def with_bounds(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each column with its interval."""
    return tuple(name + bound for name in names for bound in ("", "_low", "_high"))


def value_columns(
    found: FoundPatterns,
    coded: CodedJourneys,
    constraints: Constraints = FREE,
    *,
    value: Any = None,
    journeys: bool = False,
    seed: int = 0,
    source: Levelled | None = None,
) -> dict[str, Floats]:
    """Sum, mean and median of values over patterns, with 95 % intervals from customers drawn again.

    Over the events matched (in each journey the occurrence that `matches` shows, which ends earliest), or over the
    journeys that hold the pattern, each with the sum of all its events' values. Missing values are left out; a journey
    of which no value is known is left out of the mean and median of journeys. Intervals are the 2.5 % and 97.5 % points
    over 1,000 draws of as many customers with replacement (200 for medians), the same for all patterns.

    Parameters
    ----------
    found
        The patterns, in the codes of `coded`.
    coded
        The journeys, with their values.
    constraints
        Those the patterns were found under.
    value
        None: the log's value column; or the name of a numeric further column.
    journeys
        Over the journeys that hold the pattern rather than the events matched.
    seed
        Of the draws.
    source
        Of patterns of several levels: the levels, with `coded` as their base.

    Raises
    ------
    MissingColumnError
        There is no such column.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b"], ["a", "a", "b"]]), values=np.array([1.0, 9.0, 2.0, 50.0, 4.0]))
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([2], np.uint32))
    >>> columns = value_columns(found, coded)
    >>> columns["value_sum"].tolist(), columns["value_median"].tolist()
    ([16.0], [3.0])
    >>> value_columns(found, coded, journeys=True)["journey_value_sum"].tolist()
    [66.0]
    """
    measured = _Measured(coded, _values(coded, value), Customers.of(coded, seed), whole=journeys, source=source)
    names = JOURNEY_VALUES if journeys else EVENT_VALUES
    columns = {name: np.full(len(found), np.nan) for name in with_bounds(names)}
    step = max(1, _AT_ONCE // max(len(measured.customers), DRAWS))
    for first in range(0, len(found), step):
        some = slice(first, min(first + step, len(found)))
        told = measured.of(found.take(np.arange(some.start, some.stop)), constraints)
        for name, (own, low, high) in zip(names, told, strict=True):
            columns[name][some], columns[name + "_low"][some], columns[name + "_high"][some] = own, low, high
    return columns


@dataclass(frozen=True, eq=False)
class _Measured:
    """What is measured, and in whom."""

    coded: CodedJourneys
    values: Floats
    customers: Customers
    whole: bool
    source: Levelled | None

    def of(self, found: FoundPatterns, constraints: Constraints) -> list[tuple[Floats, Floats, Floats]]:
        """Sum, mean and median of each pattern, each with its interval."""
        n, width = len(found), len(self.customers)
        sums, counts = np.zeros((n, width)), np.zeros((n, width))
        medians, drawn = np.full(n, np.nan), np.full((n, self.customers.few.shape[1]), np.nan)
        totals = self._totals() if self.whole else None
        for at in range(n):
            values, owners = self._matched(found.take(np.array([at])), constraints, totals)
            sums[at] = np.bincount(owners, weights=values, minlength=width)
            counts[at] = np.bincount(owners, minlength=width)
            if len(values):
                order = np.argsort(values, kind="stable")
                ends = np.cumsum(self.customers.many[owners[order]])
                medians[at] = median_at(values[order], ends[None, :])[0]
                drawn[at] = self.customers.medians(values, owners)
        many = self.customers.many.astype(np.float64)
        known = counts.any(axis=1)
        total = np.where(known, sums @ many, np.nan)
        above, below = self.customers.sums(sums), self.customers.sums(counts)
        above[~known] = np.nan
        mean = drawn_ratio(total[:, None], (counts @ many)[:, None])[:, 0]
        return [
            (total, *percentiles(above)),
            (mean, *percentiles(drawn_ratio(above, below))),
            (medians, *percentiles(drawn)),
        ]

    def _matched(
        self, pattern: FoundPatterns, constraints: Constraints, totals: Floats | None
    ) -> tuple[Floats, NDArray[np.int64]]:
        """The known values of one pattern, and whose they are."""
        if self.source is None:
            items, starts = pattern.items, pattern.element_starts
            found = match_positions(self.coded, items, starts, constraints=constraints)
            held, positions = (one.astype(np.int64) for one in found)
        else:
            matched = level_positions(pattern, self.source, constraints)
            held, positions = matched.journeys, matched.positions
        owners = self.customers.owner[held]
        if totals is not None:
            values = totals[held]
        else:
            values = self.values[positions].ravel()
            owners = np.repeat(owners, positions.shape[1])
        known = ~np.isnan(values)
        return values[known], owners[known]

    def _totals(self) -> Floats:
        """The sum of each journey's known values; NaN where there is none."""
        journey = np.repeat(np.arange(len(self.coded)), self.coded.lengths)
        known = ~np.isnan(self.values)
        sums = np.bincount(journey[known], weights=self.values[known], minlength=len(self.coded)).astype(np.float64)
        sums[np.bincount(journey[known], minlength=len(self.coded)) == 0] = np.nan
        return sums


def _values(coded: CodedJourneys, value: Any) -> Floats:
    own = coded.recipe.get("value")
    if coded.values is not None and (value is None or value == own):
        return coded.values
    if isinstance(value, str) and value in coded.extras:
        column = coded.extras[value]
        import pyarrow as pa

        if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
            return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)
        message = f"`value` of with_columns names {value!r}, which holds {column.type}; name a column of numbers."
        raise MissingColumnError(message)
    cure = "Read the log with `value=` (or `extra=[…]`)."
    if value is None:
        message = f"The journeys have no values, so nothing can be said of what patterns are worth. {cure}"
    else:
        known = [*([own] if own and coded.values is not None else []), *coded.extras]
        hint = near_miss(value, known)
        message = f"`value` of with_columns names {value!r}, which is no column of the journeys.{hint} {cure}"
    raise MissingColumnError(message)
