"""A store → the event table of what it holds, and what it holds of each source."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import EmptyLogError, InputError
from journeymine.options import UNIT_NANOSECONDS, bad_option, near_miss
from journeymine.sources.database import fetch
from journeymine.sources.store.kinds import arrow_type
from journeymine.sources.table import EventTable, ReadReport, TimeUnit

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class StoredSource:
    """What a store holds of a source.

    Attributes
    ----------
    number, name
        How the tables call it, and how the user does.
    value, text, extra
        Whether it has values and free text, and the names of its further columns.
    time_unit
        The unit its times came in; None for plain order numbers.
    """

    number: int
    name: str
    value: bool
    text: bool
    extra: tuple[str, ...]
    time_unit: TimeUnit | None


def stored_sources(connection: "duckdb.DuckDBPyConnection") -> list[StoredSource]:
    """The sources of a store, in the order they came."""
    rows = connection.execute("SELECT source, name, columns, time_unit FROM sources ORDER BY source").fetchall()
    return [
        StoredSource(number, name, value, text, tuple(extra), unit)
        for number, name, (value, text, extra), unit in (
            (number, name, json.loads(columns), unit) for number, name, columns, unit in rows
        )
    ]


def chosen_sources(known: Sequence[StoredSource], sources: object, where: str) -> list[StoredSource]:
    """The sources asked for, in the order asked; all for None.

    Raises
    ------
    OptionError
        A source is not there, with a near miss.
    """
    if sources is None:
        return list(known)
    names = [sources] if isinstance(sources, str) else sources
    by_name = {one.name: one for one in known}
    if not isinstance(names, Sequence) or not names or len(set(map(str, names))) < len(names):
        raise bad_option("sources", where, "a list of different names of sources", sources)
    for name in names:
        if name not in by_name:
            hint = near_miss(name, by_name) or f" It has {', '.join(repr(one) for one in by_name) or 'none'}."
            message = f"`sources` of {where} names {name!r}, which the store does not have.{hint}"
            raise InputError(message)
    return [by_name[name] for name in names]


def read(
    connection: "duckdb.DuckDBPyConnection",
    chosen: Sequence[StoredSource],
    *,
    since: Fraction | None = None,
    until: Fraction | None = None,
    customers: tuple[int, int] | None = None,
) -> EventTable:
    """The events of some sources.

    Parameters
    ----------
    connection
        To the store.
    chosen
        The sources: their rows come in this order, each in the order they were delivered.
    since, until
        Only events with ``since ≤ time < until``, in nanoseconds since 1970 or as order numbers.
    customers
        ``(i, n)``: only the customers of part i of n, all columns of all sources, be there rows or none; part n of n
        has none. None: all.

    Returns
    -------
    EventTable
        Columns ``customer, event, time``, ``value`` if any of the sources has values, ``source``, ``text`` likewise,
        then the further columns of them; times in the finest unit of the sources.

    Raises
    ------
    EmptyLogError
        There is no such event.
    InputError
        Times of nanoseconds, and others that 64 bits of nanoseconds cannot hold.
    """
    import pyarrow as pa

    units = [one.time_unit for one in chosen if one.time_unit is not None]
    unit = min(units, key=UNIT_NANOSECONDS.__getitem__, default=None)
    columns = {name: (physical, kind) for name, physical, kind in connection.execute("FROM columns").fetchall()}
    order = {name: place for place, name in enumerate(columns)}
    parts = [_part(connection, one, columns, (since, until), unit, customers) for one in chosen]
    parts = [part for part in parts if part.num_rows or customers is not None]
    if not parts:
        message = "There is no event in the store of these sources and this time; see .sources() for what it holds."
        raise EmptyLogError(message)
    table = pa.concat_tables(parts, promote_options="default").unify_dictionaries()
    named = {"customer", "event", "time", "value", "source", "text"}
    extra = sorted((name for name in table.column_names if name not in named), key=order.__getitem__)
    kept = [name for name in ("customer", "event", "time", "value", "source", "text") if name in table.column_names]
    table = _with_values(table).select([*kept, *extra])
    return EventTable(
        table,
        "customer",
        "event",
        "time",
        "value" if "value" in kept else None,
        ("source", *(["text"] if "text" in kept else []), *extra),
        unit,
        ReadReport(table.num_rows, table.num_rows, notes=_left_out(connection, chosen)),
        source="source",
        text="text" if "text" in kept else None,
    )


def _left_out(connection: "duckdb.DuckDBPyConnection", chosen: Sequence[StoredSource]) -> tuple[str, ...]:
    """How many rows of deliveries did not come into the store, source by source."""
    query = "SELECT source, sum(rows_skipped) FROM batches GROUP BY source HAVING sum(rows_skipped) > 0"
    skipped = dict(connection.execute(query).fetchall())
    return tuple(
        f"Of the deliveries of {one.name!r}, {int(skipped[one.number]):,} rows were left out: without customer, event "
        "or time, or by a condition."
        for one in chosen
        if one.number in skipped
    )


def _part(
    connection: "duckdb.DuckDBPyConnection",
    source: StoredSource,
    columns: dict[str, tuple[str, str]],
    span: tuple[Fraction | None, Fraction | None],
    unit: TimeUnit | None,
    customers: tuple[int, int] | None,
) -> "pa.Table":
    """The rows of one source, with the columns it has."""
    import duckdb
    import pyarrow as pa

    roles = [*(["value"] if source.value else []), *(["text"] if source.text else [])]
    physical = [columns[name][0] for name in source.extra]
    where, bounds = within(*span, order_numbers=unit is None)
    where += "" if customers is None else f" AND {part_of(customers[1])} = {customers[0]}"
    query = f"SELECT {', '.join(['customer', 'event', f'{time_in(unit)} AS time', *roles, *physical])} FROM events"
    try:
        found = fetch(connection, f"{query} WHERE events.source = $source{where}", {"source": source.number, **bounds})
    except duckdb.OutOfRangeException:
        message = (
            f"Some times of source {source.name!r} lie before 1677 or after 2262, which nanoseconds cannot count; "
            "leave the source out, or the one whose times are of nanoseconds."
        )
        raise InputError(message) from None
    result = {name: found[name] for name in ("customer", "event", "time", *roles)}
    if unit is not None:
        result["time"] = result["time"].cast(pa.timestamp(unit, "UTC"))
    names = pa.DictionaryArray.from_arrays(np.zeros(found.num_rows, np.int32), pa.array([source.name]))
    result["source"] = pa.chunked_array([names])
    for name, column in zip(source.extra, physical, strict=True):
        result[name] = found[column].cast(arrow_type(columns[name][1]))
    return pa.table(result)


def time_in(unit: TimeUnit | None) -> str:
    """SQL for the time in a unit; the store has microseconds and the nanoseconds beyond."""
    if unit is None:
        return "events.time"
    if unit == "ns":
        return "events.time * 1000 + nanos"
    return f"events.time // {UNIT_NANOSECONDS[unit] // 1000}"


def part_of(n_parts: int) -> str:
    """SQL for the part that a customer is in."""
    return f"hash(customer) % {n_parts}"


def within(since: Fraction | None, until: Fraction | None, *, order_numbers: bool) -> tuple[str, dict[str, int]]:
    """SQL for ``since ≤ time < until``, and its parameters; whole numbers first, by which DuckDB skips what is out."""
    where, bounds = "", {}
    for name, bound, sign in (("since", since, ">="), ("until", until, "<")):
        if bound is None:
            continue
        # The least whole number that is not below the bound: of whole times, the same are on either side of it.
        least = ceil(bound)
        micros, nanos = (least, 0) if order_numbers else divmod(least, 1000)
        if nanos:
            beyond = sign[0]
            where += (
                f" AND events.time {beyond}= ${name} AND (events.time {beyond} ${name} OR nanos {sign} ${name}_nanos)"
            )
            bounds[f"{name}_nanos"] = nanos
        else:
            where += f" AND events.time {sign} ${name}"
        bounds[name] = micros
    return where, bounds


def _with_values(table: "pa.Table") -> "pa.Table":
    """Rows of sources without values have NaN, as any value that is missing."""
    import pyarrow.compute as pc

    if "value" not in table.column_names:
        return table
    place = table.column_names.index("value")
    return table.set_column(place, "value", pc.fill_null(table["value"], float("nan")))
