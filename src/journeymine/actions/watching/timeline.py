"""Periods of equal length on a clock or on order numbers, and which phase of the season each is."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np

from journeymine.actions.watching.baseline import Integers
from journeymine.errors import InputError
from journeymine.journeys.clock import moment
from journeymine.options import bad_option, clash, duration, exact_number, is_whole

_WHERE = "watch"
_DAY = 86_400 * 10**9
_WEEK = 7 * _DAY
#: 1970-01-05 was a Monday.
_MONDAY = 4 * _DAY
_UNITS = {
    "day": Fraction(_DAY),
    "week": Fraction(_WEEK),
    "month": Fraction(1461, 48) * _DAY,
    "year": Fraction(1461, 4) * _DAY,
}
_MUST_RATE = "a number of alarms per time over all series together, such as '1/year', '2/month' or '1/90d'"
_MUST_SEASON = "'week', a whole number of periods ≥ 2, or None"
_MUST_BASELINE = "a length such as '56d', a whole number of periods, or the time at which watching begins"
_MOVING = (
    "a fixed stretch at the start; a baseline that moves along is not offered, for it learns a slow build-up as normal"
)


@dataclass(frozen=True)
class Timeline:
    """How time is counted.

    Attributes
    ----------
    unit
        ``"ns"``, or None for order numbers.
    zone
        The zone whose days and weeks count; None: UTC.
    aware
        Do the times that came in say their zone?
    every
        Length of a period, in nanoseconds or steps of the order number.
    first
        Start of the first period.
    """

    unit: str | None
    zone: str | None
    aware: bool
    every: int
    first: int

    def local(self, starts: Integers) -> Integers:
        """What the clocks of the zone show, as if it were UTC."""
        if self.zone is None or self.unit is None:
            return starts
        import pandas as pd

        local = pd.DatetimeIndex(starts.view("M8[ns]")).tz_localize("UTC").tz_convert(self.zone).tz_localize(None)
        return np.asarray(local.as_unit("ns").asi8, np.int64)

    def phases(self, starts: Integers, season: Any) -> Integers:
        """The phase of the season of each period, of shape (n,), from 0."""
        n_phases = self.n_phases(season)
        if n_phases == 1:
            return np.zeros(len(starts), np.int64)
        origin = _MONDAY if season == "week" else int(self.local(np.array([self.first]))[0])
        # Half a period on, an hour more or less of summer time does not matter.
        return (self.local(starts) - origin + self.every // 2) // self.every % n_phases

    def n_phases(self, season: Any) -> int:
        """How many phases a season has; 1 where a period is whole weeks, or there is no season."""
        if season is None:
            return 1
        if is_whole(season) and int(season) >= 2:
            return int(season)
        if season != "week":
            raise bad_option("season", _WHERE, _MUST_SEASON, season)
        if self.unit is None:
            why = "order numbers have no weeks; say how many periods a season has, or None"
            raise clash("season", "season='week'", _WHERE, why)
        if self.every >= _WEEK:
            return 1
        if _WEEK % self.every:
            why = "a week is not a whole number of them; say season=None"
            raise clash("season", f"periods of {self.every / _DAY:.3g} days", _WHERE, why)
        return _WEEK // self.every

    def n_baseline(self, baseline: Any, starts: Integers) -> int:
        """How many of the periods are the baseline."""
        if isinstance(baseline, str) and baseline.strip().lower() in {"moving", "rolling", "sliding", "adaptive"}:
            raise bad_option("baseline", _WHERE, _MOVING, baseline)
        if is_whole(baseline) and int(baseline) >= 1:
            return int(baseline)
        if self.unit is None:
            must = "a whole number of periods, as time is a plain order number"
            raise bad_option("baseline", _WHERE, must, baseline)
        if isinstance(baseline, str) and not baseline.strip()[:1].isdigit():
            raise bad_option("baseline", _WHERE, _MUST_BASELINE, baseline)
        if _is_moment(baseline):
            return int(np.searchsorted(starts, ceil(moment(baseline, "baseline", _WHERE, self.unit))))
        return int(duration(baseline, "baseline", _WHERE, self.unit) / self.every)

    def alarms_per_period(self, false_alarms: Any) -> tuple[float, float]:
        """Alarms a period, and how many periods their unit of time has."""
        parts = false_alarms.split("/") if isinstance(false_alarms, str) else []
        count = _number(parts[0]) if len(parts) == 2 else None
        if count is None or count <= 0:
            raise bad_option("false_alarms", _WHERE, _MUST_RATE, false_alarms)
        unit = parts[1].strip()
        if self.unit is None:
            length = _number(unit)
            if length is None:
                must = "alarms per steps of the order number that time is, such as '1/1000'"
                raise bad_option("false_alarms", _WHERE, must, false_alarms)
        else:
            length = _UNITS.get(unit) or duration(unit, "false_alarms", _WHERE, self.unit)
        if length <= 0:
            raise bad_option("false_alarms", _WHERE, _MUST_RATE, false_alarms)
        return float(count / length * self.every), float(length / self.every)

    def n_watched(self, unit: float) -> int:
        """How many periods are simulated: the unit of the false alarms, at least a year of a clock."""
        year = 0.0 if self.unit is None else float(_UNITS["year"] / self.every)
        return int(min(max(unit, year, 50.0), 10_000.0))

    def steps(self, length: Any, name: str) -> int:
        """A length of time in the unit of the starts; None: 0."""
        return 0 if length is None else int(duration(length, name, _WHERE, self.unit))

    def steady(self, starts: Integers) -> Integers:
        """Starts on a clock by which all periods are equally long: the local one for days, UTC for hours."""
        return self.local(starts) if self.every >= _DAY else starts


def timeline(starts: Integers, unit: str | None, zone: str | None, *, aware: bool) -> Timeline:
    """How time is counted, from the starts of neighbouring periods.

    Parameters
    ----------
    starts
        int64, rising.
    unit, zone, aware
        As of `Timeline`.

    Raises
    ------
    InputError
        There are fewer than two periods, or one is missing between them.
    """
    if len(starts) < 2:
        message = f"watch needs counts of at least two periods; there are {len(starts)}."
        raise InputError(message)
    rough = Timeline(unit, zone, aware, 1, int(starts[0]))
    clock = rough.local(starts)
    every = int(np.median(np.diff(clock)))
    if unit is not None and every < _DAY:
        clock, every = starts, int(np.median(np.diff(starts)))
    found = Timeline(unit, zone, aware, every, int(starts[0]))
    check_regular(found, starts)
    return found


def check_regular(clock: Timeline, starts: Integers) -> None:
    """Refuse periods that are not as far apart as the others.

    Raises
    ------
    InputError
        A period is missing or is shorter than the others.
    """
    steps = np.diff(clock.steady(starts)) / clock.every
    # Months are of 28 to 31 days.
    odd = np.flatnonzero((steps < 0.75) | (steps > 1.25))
    if len(odd):
        after = told(clock, int(starts[odd[0]]))
        message = (
            f"Periods of watch must follow each other without a gap; after that of {after} comes one "
            f"{steps[odd[0]]:.3g} periods later. Give every period a row, with 0 where nothing happened."
        )
        raise InputError(message)


def told(clock: Timeline, start: int) -> str:
    """A moment as people write it."""
    if clock.unit is None:
        return str(start)
    shown = np.datetime_as_string(clock.local(np.array([start])).view("M8[ns]").astype("M8[s]"))[0]
    return str(shown).removesuffix("T00:00:00")


def _is_moment(value: Any) -> bool:
    if isinstance(value, str):
        return "-" in value
    return hasattr(value, "year") or isinstance(value, np.datetime64)


def _number(text: str) -> Fraction | None:
    try:
        return exact_number(float(text))
    except ValueError:
        return None
