"""Whether the columns of a delivery fit those of the store, and making room for those that are new."""

import json
from typing import TYPE_CHECKING

from journeymine.errors import InputError
from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.store.arriving import Arrival
from journeymine.sources.store.kinds import converted, sql_type, wider

if TYPE_CHECKING:
    import duckdb

_WORDS = {"text": "text", "integer": "whole numbers"}


def fitted(connection: "duckdb.DuckDBPyConnection", source: str, arrival: Arrival) -> int:
    """Make the tables hold what is delivered.

    A source keeps the columns it came with first, for a row is known again by all it says. A column without values
    takes the kind of the first that come; whole numbers become numbers, and either becomes text, where the values do.

    Parameters
    ----------
    connection
        To the store, inside a transaction.
    source
        The source, new or known.
    arrival
        Its rows.

    Returns
    -------
    The number of the source.

    Raises
    ------
    InputError
        Customers or events are of another type than those of the store; times are a clock here and order numbers
        there; the source has other columns than before; a column holds values of another kind.
    """
    _fit_names(connection, source, arrival)
    number = _fit_source(connection, source, arrival)
    known = {name: (physical, kind) for name, physical, kind in connection.execute("FROM columns").fetchall()}
    for name, kind in arrival.extra.items():
        if name not in known:
            physical = f"x{len(known) + 1}"
            connection.execute(f"ALTER TABLE events ADD COLUMN {physical} {sql_type(kind)}")
            connection.execute("INSERT INTO columns VALUES ($1, $2, $3)", [name, physical, kind])
            known[name] = (physical, kind)
        elif known[name][1] != kind:
            _widen(connection, source, name, *known[name], kind)
    return number


def _fit_names(connection: "duckdb.DuckDBPyConnection", source: str, arrival: Arrival) -> None:
    """Customers and events: all text or all whole numbers, in the whole store."""
    kept = {role: str(kind) for role, kind, *_ in connection.execute("SELECT customer, event FROM events").description}
    empty = connection.execute("SELECT count(*) FROM (FROM events LIMIT 1)").fetchall() == [(0,)]
    for role, cure in (("customer", ' (`customer_as = "text"` in a mapping)'), ("event", "")):
        kind = arrival.kinds[role]
        if kept[role] == sql_type(kind):
            continue
        if not empty:
            there = _WORDS["text" if kept[role] == "VARCHAR" else "integer"]
            message = (
                f"The {role}s of source {source!r} are {_WORDS[kind]} and those of the store are {there}; "
                f"read them as {there}{cure if kept[role] == 'VARCHAR' else ''}."
            )
            raise InputError(message)
        connection.execute(f"ALTER TABLE events ALTER {role} TYPE {sql_type(kind)}")


def _fit_source(connection: "duckdb.DuckDBPyConnection", source: str, arrival: Arrival) -> int:
    """The number of the source; its columns and its kind of time are those it had."""
    units = dict(connection.execute("SELECT name, time_unit FROM sources").fetchall())
    other = next((name for name, unit in units.items() if (unit is None) != (arrival.time_unit is None)), None)
    if other is not None:
        kinds = ("order numbers", "clock times") if arrival.time_unit is None else ("clock times", "order numbers")
        message = (
            f"The times of source {source!r} are {kinds[0]} and those of {other!r} in the store are {kinds[1]}; "
            "say `time_unit` for numbers that are times, or keep two stores."
        )
        raise InputError(message)
    shape = json.dumps([arrival.has_value, arrival.has_text, sorted(arrival.extra)])
    if source not in units:
        connection.execute(
            "INSERT INTO sources SELECT coalesce(max(source), 0) + 1, $1, $2, $3 FROM sources",
            [source, shape, arrival.time_unit],
        )
    ((number, before),) = connection.execute("SELECT source, columns FROM sources WHERE name = $1", [source]).fetchall()
    if before != shape:
        message = (
            f"Source {source!r} has {_listed(before)} in the store and {_listed(shape)} here, so that rows delivered "
            "again would not be known; read the same columns, or give these rows a source name of their own."
        )
        raise InputError(message)
    unit = units.get(source)
    if unit is not None and UNIT_NANOSECONDS[arrival.time_unit or unit] < UNIT_NANOSECONDS[unit]:
        connection.execute("UPDATE sources SET time_unit = $1 WHERE source = $2", [arrival.time_unit, number])
    return int(number)


def _listed(shape: str) -> str:
    value, text, extra = json.loads(shape)
    roles = ["customer", "event", "time", *(["value"] if value else []), *(["text"] if text else [])]
    further = f" and the extra columns {', '.join(repr(name) for name in extra)}" if extra else " and no extra columns"
    return ", ".join(roles) + further


def _widen(
    connection: "duckdb.DuckDBPyConnection", source: str, name: str, physical: str, before: str, kind: str
) -> None:
    """Turn a kept column into the kind that holds both."""
    both = wider(before, kind)
    if both is None:
        message = (
            f"The column {name!r} of source {source!r} holds values of kind {kind} and that of the store {before}; "
            "read it as it was, or under another name."
        )
        raise InputError(message)
    if both == before:
        return
    using = converted(physical, before, both)
    connection.execute(f"ALTER TABLE events ALTER {physical} TYPE {sql_type(both)} USING {using}")
    connection.execute("UPDATE columns SET kind = $1 WHERE name = $2", [both, name])
