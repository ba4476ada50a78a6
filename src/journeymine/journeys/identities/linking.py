"""Edges as they were asked for → rows of columns of ids, all with times of one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, OptionError
from journeymine.journeys.columns import text_chunks
from journeymine.journeys.identities.asked import FramePairs, LogPairs, Pairs
from journeymine.journeys.identities.columns import WHERE, IdColumn, KindOf, id_column
from journeymine.sources.frames import read_memory
from journeymine.sources.names import as_text_or_numbers, is_missing
from journeymine.sources.raw import RawColumns
from journeymine.sources.table import EventTable, TimeUnit
from journeymine.sources.times import as_times

if TYPE_CHECKING:
    import pyarrow as pa

#: The time of what has none: it held from the start.
NO_TIME = np.iinfo(np.int64).min
_FINER: tuple[TimeUnit, ...] = ("s", "ms", "us", "ns")


@dataclass(frozen=True, eq=False)
class Linked:
    """Rows, each with several ids that belong together.

    Attributes
    ----------
    columns
        The columns of ids.
    times
        Null-free ``timestamp[unit, UTC]`` or int64, of the rows in `timed`; None where no row has a time.
    timed
        Which rows have a time, ascending.
    n_rows
        Rows in all.
    labels
        Where rows come from, and the place among `labels` of each row (None: all the first).
    confirmed
        Whether somebody has said that these ids are one person.
    told
        What is remembered of it, as JSON has it, never an id: columns of the log; or the columns of a frame and the
        ``fingerprint`` of all their values in the order of the rows.
    """

    columns: Sequence[IdColumn]
    times: "pa.ChunkedArray | None"
    timed: NDArray[np.int64] | None
    n_rows: int
    labels: Sequence[str]
    label_of: NDArray[np.int64] | None
    confirmed: bool
    told: object


def linked(
    pairs: Pairs, place: int, table: EventTable, of_log: Mapping[str, list[IdColumn]], kinds: KindOf, *, text: bool
) -> Linked:
    """The rows that `pairs` asks for.

    Parameters
    ----------
    pairs
        Columns of the log, or a frame.
    place
        Which of all edges it is, for messages; those of confirmed ones are below 0.
    table, of_log
        The log, and the ids of its columns.
    kinds, text
        The kinds of columns that are not their names, and whether integers become text.

    Raises
    ------
    OptionError, MissingColumnError, InputError
        The frame cannot be read, or its times do not go with those of the log.
    """
    if isinstance(pairs, LogPairs):
        # Parts of one column never stand in one row.
        columns = [one for name in pairs.columns for one in of_log[name]]
        labels, label_of = _sources(table)
        times = table.table[table.time]
        return Linked(columns, times, None, len(table), labels, label_of, place < 0, list(pairs.columns))
    return _of_frame(pairs, place, table, kinds, text=text)


def _sources(table: EventTable) -> tuple[list[str], NDArray[np.int64] | None]:
    """Where the rows of the log come from."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if table.source is None:
        return ["log"], None
    coded = pc.dictionary_encode(table.table[table.source].cast(pa.large_string())).combine_chunks()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _of_frame(pairs: FramePairs, place: int, table: EventTable, kinds: KindOf, *, text: bool) -> Linked:
    option = "edges" if place >= 0 else "confirmed"
    asked = [*pairs.columns, *([] if pairs.time is None else [pairs.time])]
    raw = read_memory(pairs.frame, asked, where=WHERE, option=option)
    columns = []
    for name in pairs.columns:
        kind = kinds.get(name, name)
        if not isinstance(kind, str):
            message = (
                f"`kinds` of {WHERE} says the kind of {name!r} by source, which only columns of the log have; "
                f"rename the column of the frame."
            )
            raise OptionError(message)
        columns.append(id_column(raw.table[name], name, kind, raw.rows, typed=raw.typed, text=text))
    times, timed = (None, None) if pairs.time is None else stamped(raw, pairs.time)
    if times is not None:
        same_clock(times, order_numbers=table.time_unit is None, where="the log", other=f"{pairs.time!r} of {raw.what}")
    names = {"left": pairs.left, "right": pairs.right, "time": pairs.time}
    told = {**names, "fingerprint": content_of(columns, times, timed)}
    label = f"{option}[{max(place, -1 - place)}]"
    return Linked(columns, times, timed, raw.table.num_rows, [label], None, place < 0, told)


def stamped(raw: RawColumns, name: str) -> "tuple[pa.ChunkedArray | None, NDArray[np.int64] | None]":
    """The times of a frame, and which of its rows have one; None where none has.

    Parameters
    ----------
    raw
        The frame.
    name
        Its column of times.
    """
    import pyarrow as pa

    plain = as_text_or_numbers(raw.table[name])
    there = np.flatnonzero(~np.asarray(is_missing(plain)))
    if not len(there):
        return None, None
    plain = plain.take(pa.array(there))
    return as_times(plain, name, raw.rows.keep(there), typed=raw.typed, time_unit=None).values, there


def same_clock(times: "pa.ChunkedArray", *, order_numbers: bool, where: str, other: str) -> None:
    """Refuse order numbers beside clock times.

    Parameters
    ----------
    times
        As `stamped` gives them.
    order_numbers
        What they have to be.
    where, other
        Who has what they have to be, and where they are from.

    Raises
    ------
    InputError
        They are not.
    """
    import pyarrow as pa

    if pa.types.is_integer(times.type) != order_numbers:
        ours, theirs = ("order numbers", "clock times") if order_numbers else ("clock times", "order numbers")
        message = f"Times are {ours} in {where} and {theirs} in {other}; turn one into the other."
        raise InputError(message)


def content_of(columns: Sequence[IdColumn], times: "pa.ChunkedArray | None", timed: NDArray[np.int64] | None) -> str:
    """A hash over ids and times; it tells one frame from another and names nobody.

    Parameters
    ----------
    columns
        The columns of ids.
    times, timed
        As `stamped` gives them.
    """
    import pyarrow as pa

    digest = blake2b(digest_size=8)
    for column in columns:
        digest.update(column.rows.tobytes())
        if pa.types.is_integer(column.values.type):
            digest.update(column.values.to_numpy().tobytes())
            continue
        for ends, text in text_chunks(column.values.cast(pa.large_string())):
            digest.update(np.diff(ends).tobytes())
            digest.update(text[ends[0] : ends[-1]].tobytes())
    if times is not None and timed is not None:
        digest.update(timed.tobytes())
        digest.update(times.cast(pa.int64()).to_numpy().tobytes())
    return digest.hexdigest()


def common_unit(rows: Sequence[Linked], table: EventTable) -> TimeUnit | None:
    """The finest unit of all times; None for order numbers."""
    if table.time_unit is None:
        return None
    units = {one.times.type.unit for one in rows if one.times is not None} | {table.time_unit}
    return max(units, key=_FINER.index)


def times_of(rows: Linked, unit: TimeUnit | None) -> NDArray[np.int64]:
    """The time of every row in `unit`; `NO_TIME` where it has none.

    Raises
    ------
    InputError
        A time does not fit into 64 bits in the finer unit of another source.
    """
    import pyarrow as pa

    if rows.times is None:
        return np.full(rows.n_rows, NO_TIME)
    try:
        column = rows.times if unit is None else rows.times.cast(pa.timestamp(unit, "UTC"))
    except pa.ArrowInvalid:
        message = f"Some times of {rows.labels[0]} do not fit into 64 bits in {unit}, the unit of others; check them."
        raise InputError(message) from None
    found: NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    if rows.timed is None:
        return found
    every = np.full(rows.n_rows, NO_TIME)
    every[rows.timed] = found
    return every
