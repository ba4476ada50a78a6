"""Times cut to a window, and clocks set right."""

import math
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.journeys.cleaning.stepping import changed, kept
from journeymine.journeys.clock import moment
from journeymine.options import UNIT_NANOSECONDS, bad_option, choice, duration, exact_number
from journeymine.sources.table import EventTable


def clip(table: EventTable, start: Any = None, end: Any = None) -> EventTable:
    """The rows with ``start ≤ time < end``.

    Parameters
    ----------
    table
        The log.
    start, end
        Moments as `moment` reads them; None: no bound on that side.

    Raises
    ------
    OptionError
        Neither is given, one is no moment, or `start` is not before `end`.
    EmptyLogError
        No row is within.
    """
    where = "clip"
    if start is None and end is None:
        raise bad_option("start", where, "a time, or `end` be one; without both nothing is cut", None)
    first, last = (
        None if one is None else moment(one, name, where, table.time_unit)
        for one, name in ((start, "start"), (end, "end"))
    )
    if first is not None and last is not None and first >= last:
        message = f"`start` of {where} must lie before `end`; got {start!r} and {end!r}."
        raise OptionError(message)
    clock = times(table)
    keep = np.ones(len(clock), np.bool_)
    # Times are whole: t ≥ 1.5 s is the same as t ≥ 2 s, t < 1.5 s the same as t < 2 s.
    if first is not None:
        keep &= clock >= math.ceil(first)
    if last is not None:
        keep &= clock < math.ceil(last)
    told = {"start": _moment_told(first, table), "end": _moment_told(last, table)}
    return kept(table, keep, where, told)


def shift_times(table: EventTable, by: Any, source: Any = None) -> EventTable:
    """Times moved by a fixed length, of all rows or of those of one source.

    Parameters
    ----------
    table
        The log.
    by
        ``"1h"``, ``"-1h"``, a timedelta; a number where time is a plain order number.
    source
        A name of the log's source column; None: all rows.

    Raises
    ------
    OptionError
        `by` is no length of time, finer than the log's clock, or there is no such source.
    MissingColumnError
        The log has no source column.
    InputError
        Times would leave the years 1 to 9999.
    """
    where = "shift_times"
    offset = _offset(by, table.time_unit, where)
    rows = _of_source(table, source, where)
    clock = times(table).copy()
    _check_room(clock[rows], offset, table, by)
    clock[rows] += offset
    told = {"by": _length_told(offset, table.time_unit), "source": source}
    return changed(table, table.time, _as_times(clock, table), int(rows.sum()) if offset else 0, where, told)


def times(table: EventTable) -> NDArray[np.int64]:
    """The times as integers of shape (n,), in the table's unit."""
    import pyarrow as pa

    return np.asarray(table.table[table.time].cast(pa.int64()), dtype=np.int64)


def _as_times(clock: NDArray[np.int64], table: EventTable) -> Any:
    import pyarrow as pa

    return pa.chunked_array([pa.array(clock).cast(table.table.schema.field(table.time).type)])


def _offset(by: Any, unit: str | None, where: str) -> int:
    """How far to move, in the log's unit, below 0 for back."""
    back, length = False, by
    if isinstance(by, str) and by.strip().startswith("-"):
        back, length = True, by.strip()[1:]
    elif isinstance(by, timedelta | np.timedelta64) or exact_number(by) is not None:
        back = bool(by < type(by)(0))
        length = -by if back else by
    try:
        distance = duration(length, "by", where, unit)
    except OptionError:
        must = "a length of time such as '1h' or '-1h' (units ms, s, min, h, d, w), or a timedelta"
        raise bad_option("by", where, "a whole number" if unit is None else must, by) from None
    if distance.denominator != 1:
        finest = "1" if unit is None else f"1 {unit}"
        raise bad_option("by", where, f"a multiple of {finest}, the step of the log's clock", by)
    return -int(distance) if back else int(distance)


def _of_source(table: EventTable, source: Any, where: str) -> NDArray[np.bool_]:
    import pyarrow.compute as pc

    if source is None:
        return np.ones(len(table), np.bool_)
    if table.source is None:
        message = f"`source` of {where} is for logs of several sources; this one has no source column. Leave it out."
        raise MissingColumnError(message)
    column = table.table[table.source]
    names = [one for one in pc.unique(column).to_pylist() if one is not None]
    choice(source, "source", where, names)
    # A dictionary may hold a name twice.
    return np.asarray(pc.fill_null(pc.equal(column.cast("string"), source), fill_value=False))


def _check_room(clock: NDArray[np.int64], offset: int, table: EventTable, by: Any) -> None:
    if table.time_unit is None:
        low, high = -(2**63), 2**63 - 1
    else:
        per_second = 10**9 // UNIT_NANOSECONDS[table.time_unit]
        # The years 1 to 9999, as far as 64 bits hold them.
        low = max(-62_135_596_800 * per_second, -(2**63))
        high = min(253_402_300_800 * per_second, 2**63) - 1
    if int(clock.min()) + offset < low or int(clock.max()) + offset > high:
        room = "64 bits" if table.time_unit is None else "the years 1 to 9999"
        message = f"`by` of shift_times ({by!r}) would move times out of {room}; check it."
        raise InputError(message)


def _length_told(offset: int, unit: str | None) -> Any:
    """A length that says the same whatever unit it was given in."""
    if unit is None:
        return offset
    nanoseconds = abs(offset) * UNIT_NANOSECONDS[unit]
    sizes = {"d": 86_400 * 10**9, "h": 3600 * 10**9, "min": 60 * 10**9, "s": 10**9, "ms": 10**6}
    word = next((word for word, size in sizes.items() if nanoseconds % size == 0), None)
    milliseconds, finer = divmod(nanoseconds, 10**6)
    length = f"{milliseconds}.{finer:06d}ms" if word is None else f"{nanoseconds // sizes[word]}{word}"
    return f"-{length}" if offset < 0 else length


def _moment_told(when: Fraction | None, table: EventTable) -> Any:
    """A moment that says the same however it was given: ISO text in UTC, or a number."""
    if when is None:
        return None
    if table.time_unit is None:
        return int(when) if when.denominator == 1 else float(when)
    nanoseconds = int(when * UNIT_NANOSECONDS[table.time_unit])
    seconds, finer = divmod(nanoseconds, 10**9)
    whole = str(np.datetime64(seconds, "s"))
    return f"{whole}.{finer:09d}".rstrip("0") + "Z" if finer else f"{whole}Z"
