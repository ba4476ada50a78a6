"""Counts of many series over the same periods, from a frame with a row a period and series."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.watching.baseline import Floats, Integers
from journeymine.actions.watching.recursion import Bools
from journeymine.actions.watching.timeline import Timeline, timeline, told
from journeymine.errors import InputError, MissingColumnError
from journeymine.options import bad_option, near_miss

if TYPE_CHECKING:
    import pandas as pd

_WHERE = "watch"
_EXPOSURE = "n_active_customers"
_MUST_SERIES = "a column of names, a list of columns, or None"

Series = tuple[Any, ...]


@dataclass(frozen=True)
class Columns:
    """Which columns of a frame are what.

    Attributes
    ----------
    time, n
        Start of the period, and what is counted.
    series
        What tells series apart; may be empty.
    exposure
        What the counts are of; None: all periods count alike.
    """

    time: str
    n: str
    series: tuple[str, ...]
    exposure: str | None


@dataclass(frozen=True, eq=False)
class Panel:
    """Counts of all series over neighbouring periods.

    Attributes
    ----------
    starts
        int64 of shape (n_periods,).
    series
        What each series is called, a tuple of values of `Columns.series`.
    n, exposure
        float64 of shape (n_periods, n_series).
    complete
        bool of shape (n_periods,): was the period observed to its end?
    """

    starts: Integers
    series: tuple[Series, ...]
    n: Floats
    exposure: Floats
    complete: Bools

    def part(self, first: int, last: int | None = None) -> "Panel":
        """Some neighbouring periods."""
        some = slice(first, last)
        return Panel(self.starts[some], self.series, self.n[some], self.exposure[some], self.complete[some])


def framed(counts: Any) -> "pd.DataFrame":
    """A pandas frame of whatever came: a frame, a dict of columns, or a Series by time.

    Raises
    ------
    OptionError
        It is none of these.
    """
    import pandas as pd

    if isinstance(counts, pd.Series):
        return pd.DataFrame({"start": counts.index, "n": counts.to_numpy()})
    if isinstance(counts, dict):
        return pd.DataFrame(counts)
    frame = counts.to_pandas() if hasattr(counts, "to_pandas") else counts
    if not isinstance(frame, pd.DataFrame):
        raise bad_option("counts", _WHERE, "a frame as of EventLog.counts, or a Series by time", counts)
    return frame


def chosen(frame: "pd.DataFrame", time: Any, series: Any, n: Any, exposure: Any) -> Columns:
    """Which columns are what; where `series` or `exposure` is not said, those of `EventLog.counts` if there.

    Raises
    ------
    MissingColumnError
        There is no such column, with a near miss.
    """
    if series is None:
        names: tuple[Any, ...] = ("event",) if "event" in frame.columns else ()
    elif isinstance(series, str):
        names = (series,)
    elif isinstance(series, Sequence) and series and all(isinstance(one, str) for one in series):
        names = tuple(series)
    else:
        raise bad_option("series", _WHERE, _MUST_SERIES, series)
    if exposure == _EXPOSURE and _EXPOSURE not in frame.columns:
        exposure = None
    columns = Columns(time, n, names, exposure)
    check_columns(frame, columns)
    return columns


def check_columns(frame: "pd.DataFrame", columns: Columns) -> None:
    """Refuse a frame that lacks a column.

    Raises
    ------
    MissingColumnError
        There is no such column, with a near miss.
    """
    wanted = [("time", columns.time), ("n", columns.n), *(("series", name) for name in columns.series)]
    for option, name in [*wanted, *([("exposure", columns.exposure)] if columns.exposure is not None else [])]:
        if name not in frame.columns:
            message = f"`{option}` of watch: there is no column {name!r}.{near_miss(name, frame.columns)}"
            raise MissingColumnError(message, str(name))


def clock_of(frame: "pd.DataFrame", columns: Columns) -> Timeline:
    """How the times of a frame are counted."""
    starts, unit, zone = _times(frame, columns.time)
    return timeline(np.unique(starts), unit, None if zone == "UTC" else zone, aware=zone is not None)


def panel(
    frame: "pd.DataFrame", columns: Columns, clock: Timeline, series: Sequence[Series] | None, missing: str
) -> Panel:
    """The counts of a frame, period by period.

    Parameters
    ----------
    frame, columns, clock
        The rows, what their columns are, and how time is counted.
    series
        The series there are; None: those of the rows.
    missing
        ``"error"`` or ``"zero"``: what a period without a row of a series is.

    Raises
    ------
    InputError
        Two rows are of one period and series, one is missing, a series is new, or a number is none.
    """
    times, unit, zone = _times(frame, columns.time)
    if unit != clock.unit or (zone is not None) != clock.aware:
        usual = "whole numbers" if clock.unit is None else f"times {'with' if clock.aware else 'without'} a zone"
        message = f"Column {columns.time!r} must hold {usual}, as before; got {frame[columns.time].dtype}."
        raise InputError(message)
    starts, period = np.unique(times, return_inverse=True)
    names = [tuple(row) for row in zip(*(_values(frame, name) for name in columns.series), strict=True)]
    names = names or [()] * len(frame)
    known = _known(names, series)
    place = np.array([known[name] for name in names], np.int64)
    shape = (len(starts), len(known))
    cell = period * shape[1] + place
    _check_once(cell, shape, starts, list(known), clock, columns)
    n = _spread(frame, columns.n, cell, shape)
    exposure = np.ones(shape) if columns.exposure is None else _spread(frame, columns.exposure, cell, shape)
    if len(cell) < n.size:
        if missing == "error":
            row, column = divmod(int(np.flatnonzero(np.isnan(n.ravel()))[0]), shape[1])
            which = f"{_called(list(known)[column])} in the period of {told(clock, int(starts[row]))}"
            message = f"There is no row of {which}; give it one, or say missing='zero' if nothing happened there."
            raise InputError(message)
        n, exposure = np.nan_to_num(n), _filled(exposure, starts, clock)
    if ((exposure == 0) & (n > 0)).any():
        row, column = map(int, np.argwhere((exposure == 0) & (n > 0))[0])
        message = (
            f"{_called(list(known)[column])} has {n[row, column]:g} events in the period of "
            f"{told(clock, int(starts[row]))}, whose `exposure` {columns.exposure!r} is 0; mend it, or say "
            "exposure=None."
        )
        raise InputError(message)
    complete = np.ones(len(starts), np.bool_)
    if "complete" in frame.columns:
        if frame["complete"].dtype != np.bool_:
            message = f"Column 'complete' of watch must hold True or False; got {frame['complete'].dtype}."
            raise InputError(message)
        np.logical_and.at(complete, period, frame["complete"].to_numpy(np.bool_))
    return Panel(starts, tuple(known), n, exposure, complete)


def _times(frame: "pd.DataFrame", name: str) -> tuple[Integers, str | None, str | None]:
    """Starts, their unit, and the zone they say."""
    import pandas as pd

    column = frame[name]
    if column.isna().any():
        message = f"Column {name!r} of watch has {int(column.isna().sum()):,} missing times; leave these rows out."
        raise InputError(message)
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.to_numpy(np.int64), None, None
    try:
        times = pd.DatetimeIndex(pd.to_datetime(column))
    except (ValueError, TypeError, OverflowError):
        times = None
    if times is None or pd.api.types.is_float_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        message = (
            f"Column {name!r} of watch must hold the starts of periods: times or whole numbers; got {column.dtype}."
        )
        raise InputError(message)
    zone = None if times.tz is None else str(times.tz)
    return np.asarray(times.as_unit("ns").asi8, np.int64), "ns", zone


def _values(frame: "pd.DataFrame", name: str) -> list[Any]:
    column = frame[name].astype(object)
    return list(column.where(column.notna(), None))


def _known(names: list[Series], series: Sequence[Series] | None) -> dict[Series, int]:
    if series is None:
        order = sorted(set(names), key=lambda name: [(one is None, isinstance(one, str), one) for one in name])
        return {name: place for place, name in enumerate(order)}
    known = {name: place for place, name in enumerate(series)}
    new = next((name for name in names if name not in known), None)
    if new is not None:
        message = (
            f"{_called(new)} was not among the series watched, and has no baseline; watch anew, with 0 for it where it "
            f"did not happen.{near_miss(_called(new), map(_called, known))}"
        )
        raise InputError(message)
    return known


def _called(name: Series) -> str:
    return " | ".join(map(str, name)) if name else "the series"


def _check_once(
    cell: Integers, shape: tuple[int, int], starts: Integers, names: list[Series], clock: Timeline, columns: Columns
) -> None:
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    if count.max(initial=0) > 1:
        row, column = divmod(int(count.argmax()), shape[1])
        message = (
            f"There are {count.max()} rows of {_called(names[column])} in the period of "
            f"{told(clock, int(starts[row]))}; name what else tells series apart, such as "
            f"series={[*columns.series, 'source']!r}, or add them up."
        )
        raise InputError(message)


def _spread(frame: "pd.DataFrame", name: str, cell: Integers, shape: tuple[int, int]) -> Floats:
    """A column by period and series; NaN where there is no row."""
    try:
        values = frame[name].to_numpy(np.float64)
    except (ValueError, TypeError):
        values = np.full(len(frame), np.nan)
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        message = f"Column {name!r} of watch must hold numbers ≥ 0; row {bad[0]} holds {frame[name].iloc[bad[0]]!r}."
        raise InputError(message)
    spread = np.full(shape[0] * shape[1], np.nan)
    spread[cell] = values
    return spread.reshape(shape)


def _filled(exposure: Floats, starts: Integers, clock: Timeline) -> Floats:
    """The exposure of the period where a row is missing, which then must be one for all series."""
    low, high = np.nanmin(exposure, axis=1), np.nanmax(exposure, axis=1)
    odd = np.flatnonzero((low != high) & np.isnan(exposure).any(axis=1))
    if len(odd):
        message = (
            f"`missing='zero'` of watch needs one `exposure` for all series where rows are missing; in the period of "
            f"{told(clock, int(starts[odd[0]]))} it is from {low[odd[0]]:g} to {high[odd[0]]:g}. Give these rows."
        )
        raise InputError(message)
    return np.where(np.isnan(exposure), high[:, None], exposure)
