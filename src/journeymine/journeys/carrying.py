"""Values and further columns, carried along with the events they belong to."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.clock import moment
from journeymine.journeys.plan import EARLIEST, LATEST, WHERE, check_complete
from journeymine.options import UNIT_NANOSECONDS, bad_option

if TYPE_CHECKING:
    import pyarrow as pa

    from journeymine.sources.table import EventTable

NOWHERE = np.iinfo(np.uint32).max


@dataclass(frozen=True)
class Moved:
    """Where events went when journeys were shaped.

    Attributes
    ----------
    sources
        uint32, one an event: which ordered event it is.
    targets
        uint32, one an ordered event: the event it went into, or `NOWHERE`.
    """

    sources: NDArray[np.uint32]
    targets: NDArray[np.uint32]


def settle(
    rows: NDArray[np.uint32],
    events: NDArray[np.uint32],
    times: NDArray[np.int64],
    offsets: NDArray[np.uint64],
    table: "EventTable",
    tie: str | None,
) -> NDArray[np.uint32]:
    """Order rows that repeat journey, time and event by what they carry, so that shuffled rows come out the same."""
    if len(rows) == 0:
        return rows
    same = (events[1:] == events[:-1]) & (times[1:] == times[:-1])
    bounds = offsets[1:-1]
    same[bounds[(bounds > 0) & (bounds < len(rows))] - 1] = False
    if not same.any():
        return rows
    import pyarrow as pa
    import pyarrow.compute as pc

    member = np.concatenate([[False], same]) | np.concatenate([same, [False]])
    chosen = rows[member]
    run = np.cumsum(~np.concatenate([[False], same]))[member]
    names = [name for name in (tie, table.value, *table.extra) if name is not None]
    keys = {"0": pa.array(run)}
    for place, name in enumerate(dict.fromkeys(names), start=1):
        keys[str(place)] = _sortable(table.table[name].take(pa.array(chosen)))
    order = pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in keys])
    settled = rows.copy()
    settled[member] = chosen[order.to_numpy()]
    return settled


def _sortable(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    if pa.types.is_nested(column.type):
        return pa.chunked_array([pa.array([repr(one) for one in column.to_pylist()], pa.large_string())])
    return column


def carried_values(column: "pa.ChunkedArray", rows: NDArray[np.uint32], moved: Moved | None) -> NDArray[np.float64]:
    """The value of each event: the sum over the rows that went into it; missing only where all of them are."""
    ordered: NDArray[np.float64] = column.to_numpy().astype(np.float64)[rows]
    if moved is None:
        return ordered
    kept = moved.targets != NOWHERE
    if len(moved.sources) == np.count_nonzero(kept):
        return ordered[moved.sources]
    targets, weights = moved.targets[kept], ordered[kept]
    known = ~np.isnan(weights)
    # Of no known value at all NumPy counts in integers.
    sums = np.bincount(targets[known], weights=weights[known], minlength=len(moved.sources)).astype(np.float64)
    sums[np.bincount(targets[known], minlength=len(moved.sources)) == 0] = np.nan
    return sums


def carried_column(column: "pa.ChunkedArray", rows: NDArray[np.uint32], moved: Moved | None) -> Any:
    """A further column in the order of the events; of rows that went into one event, the first."""
    import pyarrow as pa

    if pa.types.is_string(column.type):
        # Taking from many chunks may pass the 2 GB that 32-bit offsets reach.
        column = column.cast(pa.large_string())
    taken = column.take(pa.array(rows if moved is None else rows[moved.sources]))
    return taken.combine_chunks()


def observed_column(table: "EventTable", name: str, rows: NDArray[np.uint32], offsets: NDArray[np.uint64]) -> Any:
    """End of observation of each journey: the latest its rows say; int64, shape (N,)."""
    column = table.table[name]
    check_complete(column.null_count, name, "observed_until")
    return np.maximum.reduceat(_times(column, name, table.time_unit)[rows], offsets[:-1].astype(np.int64))


def _times(column: "pa.ChunkedArray", name: str, time_unit: str | None) -> NDArray[np.int64]:
    import pyarrow as pa

    kind = column.type
    if time_unit is None and pa.types.is_integer(kind):
        return _integers(column.cast(pa.int64()))
    if time_unit is not None and (pa.types.is_timestamp(kind) or pa.types.is_date(kind)):
        clock = column if pa.types.is_timestamp(kind) else column.cast(pa.timestamp("s"))
        return _in_unit(_integers(clock.cast(pa.int64())), clock.type.unit, time_unit)
    if time_unit is not None and (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        spelled = {one: moment(one, "observed_until", WHERE, time_unit) for one in column.unique().to_pylist()}
        whole = {one: max(EARLIEST, min(math.floor(time), LATEST)) for one, time in spelled.items()}
        return np.array([whole[one] for one in column.to_pylist()], dtype=np.int64)
    must = "a column of time stamps" if time_unit else "a column of whole numbers, as the log's time is"
    raise bad_option("observed_until", WHERE, must, f"{name} ({kind})")


def _in_unit(times: NDArray[np.int64], unit: str, asked: str) -> NDArray[np.int64]:
    """Times in another unit; what 64 bits cannot hold there, such as an open end in the year 9999, is the last one."""
    if UNIT_NANOSECONDS[unit] <= UNIT_NANOSECONDS[asked]:
        return times // (UNIT_NANOSECONDS[asked] // UNIT_NANOSECONDS[unit])
    factor = UNIT_NANOSECONDS[unit] // UNIT_NANOSECONDS[asked]
    scaled = np.clip(times, EARLIEST // factor, LATEST // factor) * factor
    return np.where(times > LATEST // factor, LATEST, np.where(times < EARLIEST // factor, EARLIEST, scaled))


def _integers(column: "pa.ChunkedArray") -> NDArray[np.int64]:
    integers: NDArray[np.int64] = column.to_numpy()
    return integers
