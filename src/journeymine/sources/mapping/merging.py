"""The events of several sources under one another, in columns of one type."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.mapping.schema import CUSTOMER, EVENT, SOURCE, TEXT, TIME, VALUE
from journeymine.sources.table import EventTable, ReadReport, TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

_CURES = {
    CUSTOMER: 'say customer_as = "text" for all of them',
    EVENT: 'make them text by a template such as event = "{column}"',
}


def merged(tables: Mapping[str, EventTable]) -> EventTable:
    """One table of the events of several sources.

    Parameters
    ----------
    tables
        The events of each source by its name, in order, at least one of them with events; each has the columns
        customer, event, time, and value, text and others where it has them.

    Returns
    -------
    EventTable
        The rows of each in order, with a column that says the source.

    Raises
    ------
    InputError
        Customers, events or times of two sources do not go together.
    """
    import pyarrow as pa

    full = {name: table for name, table in tables.items() if len(table)}
    unit = _unit(full)
    extra = tuple(dict.fromkeys(name for table in full.values() for name in table.extra if name != TEXT))
    columns = {name: _names(full, name) for name in (CUSTOMER, EVENT)}
    columns[TIME] = _times(full, unit)
    value = VALUE if any(table.value is not None for table in full.values()) else None
    if value is not None:
        columns[VALUE] = _values(full)
    columns[SOURCE] = _sources(full)
    text = TEXT if any(table.text is not None for table in full.values()) else None
    notes = []
    for name in (TEXT, *extra) if text is not None else extra:
        columns[name], note = _further(full, name)
        notes += note
    further = (SOURCE, *([] if text is None else [TEXT]), *extra)
    report = _report(tables, tuple(columns), tuple(notes))
    return EventTable(pa.table(columns), CUSTOMER, EVENT, TIME, value, further, unit, report, source=SOURCE, text=text)


def _unit(tables: Mapping[str, EventTable]) -> TimeUnit | None:
    """The finest unit of time among the sources; None for order numbers."""
    numbered = [name for name, table in tables.items() if table.time_unit is None]
    timed = [name for name, table in tables.items() if table.time_unit is not None]
    if numbered and timed:
        message = (
            f"The times of source {numbered[0]!r} are plain order numbers, and those of source {timed[0]!r} clock "
            f"times; say time_unit for epoch times in {numbered[0]!r}."
        )
        raise InputError(message)
    units = {table.time_unit for table in tables.values()}
    return next((unit for unit in ("ns", "us", "ms", "s") if unit in units), None)


def _names(tables: Mapping[str, EventTable], role: str) -> "pa.ChunkedArray":
    """Customers or events: all integers, or all text."""
    import pyarrow as pa

    kinds = {name: table.table.schema.field(role).type for name, table in tables.items()}
    whole = [name for name, kind in kinds.items() if pa.types.is_integer(kind)]
    texts = [name for name, kind in kinds.items() if not pa.types.is_integer(kind)]
    if whole and texts:
        message = (
            f"The {role}s of source {whole[0]!r} are integers, and those of source {texts[0]!r} text, so that none "
            f"of them are the same; {_CURES[role]}."
        )
        raise InputError(message)
    return _one_type([table.table.column(role) for table in tables.values()], encoded=role == EVENT)


def _one_type(columns: "list[pa.ChunkedArray]", *, encoded: bool) -> "pa.ChunkedArray":
    """Integers as they are, text of any kind as one: as a dictionary if `encoded`."""
    import pyarrow as pa

    if pa.types.is_integer(columns[0].type):
        return _concat(columns)
    kind = pa.dictionary(pa.int32(), pa.large_string())
    if not encoded:
        return _concat([column.cast(pa.large_string()) for column in columns])
    texts = [
        column.cast(pa.large_string()).dictionary_encode() if column.type != kind else column for column in columns
    ]
    return _concat(texts).unify_dictionaries()


def _concat(columns: "list[pa.ChunkedArray]") -> "pa.ChunkedArray":
    import pyarrow as pa

    return pa.chunked_array([chunk for column in columns for chunk in column.chunks], columns[0].type)


def _times(tables: Mapping[str, EventTable], unit: TimeUnit | None) -> "pa.ChunkedArray":
    import pyarrow as pa

    columns = []
    for name, table in tables.items():
        column = table.table.column(TIME)
        try:
            columns.append(column if unit is None else column.cast(pa.timestamp(unit, "UTC")))
        except pa.ArrowInvalid:
            finest = next(other for other, one in tables.items() if one.time_unit == unit)
            message = (
                f"Some times of source {name!r} lie too far off to be told in {unit}, the unit of source {finest!r}; "
                f"round those of {finest!r}, or leave such rows of {name!r} out."
            )
            raise InputError(message) from None
    return _concat(columns)


def _values(tables: Mapping[str, EventTable]) -> "pa.ChunkedArray":
    import pyarrow as pa

    columns = [
        pa.chunked_array([np.full(len(table), np.nan)]) if table.value is None else table.table.column(VALUE)
        for table in tables.values()
    ]
    return _concat(columns)


def _sources(tables: Mapping[str, EventTable]) -> "pa.ChunkedArray":
    import pyarrow as pa

    codes = np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables.values()])
    return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(tables), pa.string()))])


def _further(tables: Mapping[str, EventTable], name: str) -> "tuple[pa.ChunkedArray, list[str]]":
    """A further column, null where a source has none; where types do not go together, all of it as text."""
    import pyarrow as pa

    found = {source: table.table.column(name) for source, table in tables.items() if name in table.extra}
    notes = []
    kinds = list(dict.fromkeys(column.type for column in found.values()))
    try:
        kind = _common(kinds)
    except pa.ArrowException:
        kind = pa.large_string()
        listed = ", ".join(f"{column.type} in {source!r}" for source, column in found.items())
        notes.append(f"The column {name!r} is of several types ({listed}); all of it became text.")
    columns = [
        found[source].cast(kind) if source in found else pa.chunked_array([pa.nulls(len(table), kind)])
        for source, table in tables.items()
    ]
    return _concat(columns), notes


def _common(kinds: "list[pa.DataType]") -> "pa.DataType":
    """A type that holds all of these without loss; text in any form is text."""
    import pyarrow as pa

    if len(kinds) == 1:
        return kinds[0]
    plain = [kind.value_type if pa.types.is_dictionary(kind) else kind for kind in kinds]
    if all(pa.types.is_string(kind) or pa.types.is_large_string(kind) for kind in plain):
        return pa.large_string()
    return pa.unify_schemas([pa.schema([("0", kind)]) for kind in plain], promote_options="permissive").field(0).type


def _report(tables: Mapping[str, EventTable], columns: tuple[str, ...], notes: tuple[str, ...]) -> ReadReport:
    """What reading found in all sources together, and in each."""
    reports = {name: table.report for name, table in tables.items()}
    several = list(reports.values())
    told = [f"Source {name!r}: {note}" for name, report in reports.items() for note in report.notes]
    return ReadReport(
        rows_read=sum(one.rows_read for one in several),
        rows_kept=sum(one.rows_kept for one in several),
        missing={name: sum(one.missing.get(name, 0) for one in several) for name in columns if name != SOURCE},
        files=tuple(file for one in several for file in one.files),
        naive_times=any(one.naive_times for one in several),
        notes=(*told, *notes),
        rows_filtered=sum(one.rows_filtered for one in several),
        sources=reports,
    )
