"""Clocks that ran in another zone, or were set wrong, put right."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, MissingColumnError, OptionError
from journeymine.journeys.cleaning.stepping import changed, length_told
from journeymine.options import UNIT_NANOSECONDS, bad_option, choice, duration, exact_number
from journeymine.sources.faults.columns import clock
from journeymine.sources.table import EventTable


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
    times = clock(table).copy()
    _check_room(times[rows], offset, table, by)
    times[rows] += offset
    told = {"by": _told(offset, table.time_unit), "source": source}
    return changed(table, table.time, _as_times(times, table), int(rows.sum()) if offset else 0, where, told)


def _as_times(times: NDArray[np.int64], table: EventTable) -> Any:
    import pyarrow as pa

    return pa.chunked_array([pa.array(times).cast(table.table.schema.field(table.time).type)])


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


def _check_room(times: NDArray[np.int64], offset: int, table: EventTable, by: Any) -> None:
    if table.time_unit is None:
        low, high = -(2**63), 2**63 - 1
    else:
        per_second = 10**9 // UNIT_NANOSECONDS[table.time_unit]
        # The years 1 to 9999, as far as 64 bits hold them.
        low = max(-62_135_596_800 * per_second, -(2**63))
        high = min(253_402_300_800 * per_second, 2**63) - 1
    if int(times.min()) + offset < low or int(times.max()) + offset > high:
        room = "64 bits" if table.time_unit is None else "the years 1 to 9999"
        message = f"`by` of shift_times ({by!r}) would move times out of {room}; check it."
        raise InputError(message)


def _told(offset: int, unit: str | None) -> Any:
    length = length_told(Fraction(abs(offset)), unit)
    return length if offset >= 0 else -length if unit is None else f"-{length}"
