"""Stretches of one length into which time is cut: days, weeks from Monday, hours."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.options import UNIT_NANOSECONDS, bad_option, clash, duration
from journeymine.sources.zones import checked_zone, local_times

_DAY = 86_400
#: 1970-01-05 was a Monday.
_MONDAY = 4
_MOST = 1_000_000


@dataclass(frozen=True, eq=False)
class Periods:
    """Neighbouring periods.

    Attributes
    ----------
    edges
        int64 array of shape (n + 1,), in the log's unit: period i holds the times with ``edges[i] ≤ t < edges[i + 1]``.
    """

    edges: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.edges) - 1

    def of(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the period of each time, of shape (n,); all lie within the edges."""
        return np.searchsorted(self.edges, times, side="right").astype(np.int64) - 1


def periods(first: int, last: int, every: Any, zone: str | None, unit: str | None, where: str) -> Periods:
    """The periods from that of one time to that of another.

    Whole days are days of the calendar in `zone`, some of 23 or 25 hours, and are counted from Mondays; other lengths
    are counted from Monday 1970-01-05 00:00 UTC, order numbers from 0.

    Parameters
    ----------
    first, last
        Times in the log's unit, ``first ≤ last``.
    every
        The length of a period, as `duration` takes it.
    zone
        The zone of the calendar; None: UTC.
    unit
        The log's unit; None for order numbers.
    where
        The verb, for messages.

    Raises
    ------
    OptionError
        `every` is no length, finer than the log's clock, or makes more than a million periods; `zone` is none, or
        stands beside a length that is not of whole days.
    InputError
        A time is beyond what a zone can be asked of.

    Examples
    --------
    >>> monday, sunday = 1_704_067_200, 1_704_067_200 + 6 * 86_400
    >>> [len(periods(monday, end, "1w", None, "s", "counts")) for end in (sunday, sunday + 86_400)]
    [1, 2]
    """
    zone = checked_zone(zone, where)
    length = duration(every, "every", where, unit)
    if length == 0:
        raise bad_option("every", where, "a length of time above 0, such as '1w'", every)
    day = None if unit is None else Fraction(_DAY * 10**9, UNIT_NANOSECONDS[unit])
    if day is not None and (length / day).denominator == 1:
        _check_count((last - first) / length, every, where)
        return Periods(_days(first, last, int(length / day), zone, int(day)))
    if zone is not None:
        why = "only whole days follow the calendar of a zone; leave `zone` out, or count by '1d' or '1w'"
        raise clash("zone", f"every={every!r}", where, why)
    if length.denominator != 1:
        raise bad_option("every", where, "a multiple of the step of the log's clock", every)
    _check_count((last - first) / length, every, where)
    step, origin = int(length), 0 if day is None else _MONDAY * int(day)
    low, high = (first - origin) // step, (last - origin) // step + 1
    return Periods(_as_edges([origin + step * number for number in range(low, high + 1)]))


def _days(first: int, last: int, days: int, zone: str | None, day: int) -> NDArray[np.int64]:
    """The midnights, `days` apart, from the last at or before `first` to the first after `last`."""
    # A zone is less than a day away from UTC.
    low, high = (first // day - 1 - _MONDAY) // days, (last // day + 1 - _MONDAY) // days + 1
    midnights = (_MONDAY + days * np.arange(low, high + 1, dtype=np.int64)) * _DAY
    if zone is not None:
        midnights = midnights - local_times(midnights, zone).offset
    per_second = day // _DAY
    after = int(np.searchsorted(midnights, last // per_second, side="right"))
    before = int(np.searchsorted(midnights, first // per_second, side="right")) - 1
    return _as_edges([int(one) * per_second for one in midnights[before : after + 1]])


def _as_edges(edges: list[int]) -> NDArray[np.int64]:
    try:
        return np.array(edges, np.int64)
    except OverflowError:
        message = "The log's times reach the end of 64 bits, beyond which no period ends; leave such rows out by clip."
        raise InputError(message) from None


def _check_count(count: Fraction | float, every: object, where: str) -> None:
    if count > _MOST:
        raise bad_option("every", where, f"long enough to make at most {_MOST:,} periods of the log's time", every)
