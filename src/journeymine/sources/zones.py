"""Local times of a zone → UTC, with a rule for the hours that clocks skip and repeat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.options import UNIT_NANOSECONDS, bad_option, near_miss

if TYPE_CHECKING:
    import pyarrow as pa

Integers = NDArray[np.int64]

_MUST = "the name of a time zone, such as 'Europe/Berlin'"
_DAY = 86_400
_YEAR_1 = datetime(1, 1, 1)  # noqa: DTZ001 (a local time)
_YEAR_1_SECONDS = -62_135_596_800
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, eq=False)
class LocalTimes:
    """Where n local times lie.

    Attributes
    ----------
    offset
        Seconds east of UTC, of shape (n,).
    repeated
        How many of them the zone's clocks showed twice.
    skipped
        How many they never showed.
    """

    offset: Integers
    repeated: int
    skipped: int


def local_times(seconds: Integers, zone: str) -> LocalTimes:
    """The offsets of local times.

    A time that clocks show twice, as they are set back, counts as the first; one that they skip, as they are set
    forward, counts as if they had not been set yet. Both as Python's ``zoneinfo`` has it with ``fold=0``, and
    RFC 5545, section 3.3.5.

    Parameters
    ----------
    seconds
        What the clock showed, in seconds since its 1970-01-01, of shape (n,), within the years 1 to 9999.
    zone
        A name of the IANA time zone database.

    Returns
    -------
    LocalTimes
        The offsets, and how many times were shown twice or never.

    Examples
    --------
    >>> one_thirty = np.array([np.datetime64("2024-03-31T02:30", "s"), np.datetime64("2024-10-27T02:30", "s")])
    >>> found = local_times(one_thirty.astype(np.int64), "Europe/Berlin")
    >>> found.offset.tolist(), found.repeated, found.skipped
    ([3600, 7200], 1, 1)
    """
    info = ZoneInfo(zone)
    offset = np.zeros(len(seconds), np.int64)
    repeated = skipped = 0
    left = np.arange(len(seconds))
    # Offsets are asked for once a day, on days when they change once an hour, and then once a second.
    for width in (_DAY, 3600, 1):
        cells, codes = _distinct(seconds[left] // width)
        found = np.array([_offsets(int(cell) * width, width, info) for cell in cells], np.int64).reshape(-1, 4)
        steady = (found == found[:, :1]).all(axis=1)
        if width == 1:
            sizes = np.bincount(codes, minlength=len(cells))
            repeated = int(sizes[found[:, 0] > found[:, 1]].sum())
            skipped = int(sizes[found[:, 0] < found[:, 1]].sum())
            steady[:] = True
        settled = steady[codes]
        offset[left[settled]] = found[codes[settled], 0]
        left = left[~settled]
    return LocalTimes(offset, repeated, skipped)


def _distinct(values: Integers) -> tuple[Integers, NDArray[np.int32]]:
    """The distinct values, and which of them each is; by hashing, for sorting millions takes longer."""
    import pyarrow as pa

    encoded = pa.array(values).dictionary_encode()
    return np.asarray(encoded.dictionary, np.int64), np.asarray(encoded.indices)


def _offsets(start: int, width: int, info: ZoneInfo) -> list[int]:
    """Seconds east of UTC at both ends of a stretch of local time, each as the first and as the second showing."""
    found = []
    for second in (start, start + width - 1):
        moment = _YEAR_1 + timedelta(seconds=min(max(second, _YEAR_1_SECONDS), _LAST_SECOND) - _YEAR_1_SECONDS)
        for fold in (0, 1):
            east = moment.replace(tzinfo=info, fold=fold).utcoffset() or timedelta()
            found.append(east.days * _DAY + east.seconds)
    return found


def to_utc(
    local: "pa.ChunkedArray", zone: str, which: NDArray[np.bool_] | None = None
) -> "tuple[pa.ChunkedArray, LocalTimes]":
    """Time stamps of what local clocks showed as UTC.

    Parameters
    ----------
    local
        ``timestamp[unit, UTC]`` without nulls that holds local times as if they were UTC.
    zone
        A name of the IANA time zone database.
    which
        A mask of shape (n,) of those that are local times, where the others are UTC; None for all.

    Returns
    -------
    tuple[pa.ChunkedArray, LocalTimes]
        The moments, of the same type, and what was found.

    Examples
    --------
    >>> import pyarrow as pa
    >>> noon = pa.chunked_array([pa.array([43_200]).cast(pa.timestamp("s", "UTC"))])
    >>> to_utc(noon, "Asia/Tokyo")[0].cast(pa.int64()).to_pylist()
    [10800]
    """
    import pyarrow as pa

    per_second = 10**9 // UNIT_NANOSECONDS[local.type.unit]
    moments = np.asarray(local.cast(pa.int64())).copy()
    which = np.ones(len(moments), np.bool_) if which is None else which
    shown = moments[which]
    found = local_times(shown // per_second, zone)
    # Nanoseconds end in 2262, where "never" is often put: it stays the last moment there is.
    low, high = np.iinfo(np.int64).min + _DAY * per_second, np.iinfo(np.int64).max - _DAY * per_second
    shift = np.where((shown > low) & (shown < high), found.offset * per_second, 0)
    moments[which] = shown - shift
    return pa.chunked_array([pa.array(moments).cast(local.type)]), found


def zone_fault(zone: object) -> str | None:
    """What is wrong with the name of a zone, continuing "must be …"; None where nothing is.

    Examples
    --------
    >>> zone_fault("Europe/Berlin")
    >>> zone_fault("Europe/Berln")
    "the name of a time zone, such as 'Europe/Berlin'; got 'Europe/Berln'. Did you mean 'Europe/Berlin'?"
    """
    known = available_timezones()
    if isinstance(zone, str) and zone in known:
        return None
    hint = near_miss(zone, sorted(known)) if isinstance(zone, str) else ""
    return f"{_MUST}; got {zone!r}.{hint}"


def checked_zone(zone: object, where: str) -> str | None:
    """The name of a zone, or None.

    Raises
    ------
    OptionError
        There is no such zone; with a near miss.
    """
    if zone is None or (isinstance(zone, str) and zone_fault(zone) is None):
        return zone
    hint = near_miss(zone, sorted(available_timezones())) if isinstance(zone, str) else ""
    message = f"{bad_option('zone', where, _MUST + ', or None', zone)}{hint}"
    raise OptionError(message)
