"""Years, months, days, clocks and zones as columns of integers → time stamps."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Integers = NDArray[np.int64]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ABSENT = -1
NO_ZONE = 1 << 20
_NANOSECOND_SECONDS = 9_223_372_035


@dataclass(frozen=True, eq=False)
class TimeFields:
    """The parts of n times, each an int64 array of shape (n,), filled form by form.

    Attributes
    ----------
    year, month, day
        `ABSENT` where no form has matched yet.
    second
        Seconds since midnight; `ABSENT` for an impossible clock or zone such as 25:00.
    nanosecond
        The fraction of the second.
    offset
        Seconds east of UTC; `NO_ZONE` where the text names none.
    """

    year: Integers
    month: Integers
    day: Integers
    second: Integers
    nanosecond: Integers
    offset: Integers

    @classmethod
    def empty(cls, n: int) -> "TimeFields":
        """No time parsed yet."""
        year, month, day = (np.full(n, ABSENT, np.int64) for _ in range(3))
        return cls(year, month, day, np.zeros(n, np.int64), np.zeros(n, np.int64), np.full(n, NO_ZONE, np.int64))

    def fill(self, positions: Integers, groups: "pa.StructArray", month: str = "month", day: str = "day") -> None:
        """Take the named groups of a regular expression as the parts of the times at `positions`.

        Parameters
        ----------
        positions
            Which times matched.
        groups
            Their groups, text that is empty where absent.
        month, day
            The groups that hold the month and the day.
        """
        part = {name: groups.field(name) for name in (field.name for field in groups.type)}
        self.year[positions] = _years(part["year"])
        self.day[positions] = _numbers(part[day])
        self.month[positions] = _month_numbers(part[month])
        hour, minute, second = (np.maximum(_numbers(part[name]), 0) for name in ("hour", "minute", "second"))
        hour = _on_24_hours(hour, _lookup(part["half"], {"a": 0, "p": 12}.get))
        offset = _lookup(part["zone"], _offset)
        possible = (hour >= 0) & (hour < 24) & (minute < 60) & (second < 60) & (offset != ABSENT)
        self.second[positions] = np.where(possible, hour * 3600 + minute * 60 + second, ABSENT)
        self.nanosecond[positions] = _nanoseconds(part["fraction"])
        self.offset[positions] = offset

    def valid(self) -> NDArray[np.bool_]:
        """Which are times of the calendar that a time stamp can hold."""
        days = self._days()
        exists = days.astype("M8[M]") == self._months()
        parsed = (self.year > 0) & (self.month >= 1) & (self.month <= 12) & (self.day >= 1) & (self.second >= 0)
        valid: NDArray[np.bool_] = parsed & exists
        if self._needs_nanoseconds():
            valid &= np.abs(self._seconds()) < _NANOSECOND_SECONDS
        return valid

    def stamps(self) -> "pa.ChunkedArray":
        """The times as ``timestamp[us, UTC]``, in nanoseconds where a fraction needs them; all must be valid."""
        import pyarrow as pa

        if self._needs_nanoseconds():
            unit, values = "ns", self._seconds() * 10**9 + self.nanosecond
        else:
            unit, values = "us", self._seconds() * 10**6 + self.nanosecond // 1000
        return pa.chunked_array([pa.array(values).cast(pa.timestamp(unit, "UTC"))])

    def _needs_nanoseconds(self) -> bool:
        return bool((self.nanosecond % 1000).any())

    def _months(self) -> NDArray[np.datetime64]:
        return ((self.year - 1970) * 12 + self.month - 1).astype("M8[M]")

    def _days(self) -> NDArray[np.datetime64]:
        days: NDArray[np.datetime64] = self._months().astype("M8[D]") + (self.day - 1).astype("m8[D]")
        return days

    def _seconds(self) -> Integers:
        offset = np.where(self.offset == NO_ZONE, 0, self.offset)
        return self._days().astype(np.int64) * 86_400 + self.second - offset


def _numbers(text: "pa.Array") -> Integers:
    """Digits as numbers, `ABSENT` where there are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = pc.if_else(pc.equal(text, ""), str(ABSENT), text)
    return np.asarray(filled.cast(pa.int64()), np.int64)


def _years(text: "pa.Array") -> Integers:
    """Years of four digits, or of two: 69 to 99 are 1969 to 1999, the others 2000 to 2068."""
    import pyarrow.compute as pc

    years = _numbers(text)
    century = np.where(years < 69, 2000, 1900)
    return np.where(np.asarray(pc.utf8_length(text)) == 2, years + century, years)


def _lookup(text: "pa.Array", meaning: Any) -> Integers:
    """What each distinct text means, lower case, broadcast; `ABSENT` where it means nothing."""
    import pyarrow.compute as pc

    encoded = pc.utf8_lower(text).dictionary_encode()
    found = [meaning(one) for one in encoded.dictionary.to_pylist()]
    codes = np.array([ABSENT if one is None else one for one in found], np.int64)
    return codes[np.asarray(encoded.indices)] if len(codes) else np.zeros(0, np.int64)


def _month_numbers(text: "pa.Array") -> Integers:
    def number(month: str) -> int:
        return int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1

    return _lookup(text, number)


def _on_24_hours(hour: Integers, half: Integers) -> Integers:
    """12-hour clocks as hours of the day; `half` is 0 for am, 12 for pm, `ABSENT` for a 24-hour clock."""
    possible = (hour >= 1) & (hour <= 12)
    return np.where(half == ABSENT, hour, np.where(possible, hour % 12 + half, ABSENT))


def _nanoseconds(fraction: "pa.Array") -> Integers:
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.utf8_rpad(fraction, width=9, padding="0").cast(pa.int64()), np.int64)


def _offset(zone: str) -> int | None:
    if not zone:
        return NO_ZONE
    if zone in {"z", "utc", "gmt"}:
        return 0
    digits = zone[1:].replace(":", "").ljust(6, "0")
    hours, minutes, seconds = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    east = hours * 3600 + minutes * 60 + seconds
    return -east if zone[0] == "-" else east
