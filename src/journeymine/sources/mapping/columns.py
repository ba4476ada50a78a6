"""The columns of a source, filtered and put together as its mapping says."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.mapping.schema import CUSTOMER, EVENT, TEXT, TIME, VALUE, SourceMapping
from journeymine.sources.mapping.template import Template, is_template
from journeymine.sources.mapping.where import Condition
from journeymine.sources.mapping.words import days_and_clocks, filled, joined_names, joined_times, words
from journeymine.sources.names import as_text_or_numbers
from journeymine.sources.raw import RawColumns, Rows
from journeymine.sources.roles import Roles

if TYPE_CHECKING:
    import pyarrow as pa


def roles_of(source: SourceMapping) -> Roles:
    """Which column of `as_columns` is what, and what it is called in the source."""
    labels = {CUSTOMER: source.customer, EVENT: source.event_label, TIME: source.time_label}
    if source.value is not None:
        labels[VALUE] = source.value
    if source.text is not None:
        labels[TEXT] = source.text
    extra = (*([] if source.text is None else [TEXT]), *source.extra)
    value = None if source.value is None else VALUE
    text = None if source.text is None else TEXT
    return Roles(CUSTOMER, (EVENT,), TIME, value, extra, text, labels)


def filtered(raw: RawColumns, source: SourceMapping) -> RawColumns:
    """The rows that meet all conditions.

    Raises
    ------
    InputError
        A column cannot be compared as a condition says.
    """
    import pyarrow as pa

    if not source.where or not raw.table.num_rows:
        return raw
    keep = np.ones(raw.table.num_rows, np.bool_)
    for name, written in source.where.items():
        condition = Condition.parse(written)
        keep &= condition.holds(raw.table.column(name), name, raw.rows, zone=source.zone)
    kept = np.flatnonzero(keep)
    return replace(raw, table=raw.table.filter(pa.array(keep)), kept=kept, filtered=len(keep) - len(kept))


def as_columns(raw: RawColumns, source: SourceMapping) -> RawColumns:
    """The columns of the log, by the names they have there, as they came or put together of others.

    Raises
    ------
    InputError
        Values cannot be put together, or customers are not what `customer_as` says.
    """
    import pyarrow as pa

    table, rows = raw.table, raw.rows
    columns = {CUSTOMER: _customers(table.column(source.customer), source, rows), EVENT: _events(table, source, rows)}
    columns[TIME] = time_column(raw, source)
    if source.value is not None:
        columns[VALUE] = table.column(source.value)
    if source.text is not None:
        columns[TEXT] = table.column(source.text)
    return replace(raw, table=pa.table({**columns, **{name: table.column(name) for name in source.extra}}))


def time_column(raw: RawColumns, source: SourceMapping) -> "pa.ChunkedArray":
    """The times, put together of several columns where there are several.

    Raises
    ------
    InputError
        Values cannot be put together.
    """
    columns = {name: raw.table.column(name) for name in source.times}
    if len(columns) == 1:
        return columns[source.times[0]]
    return joined_times([days_and_clocks(column, name, raw.rows) for name, column in columns.items()])


def _events(table: "pa.Table", source: SourceMapping, rows: Rows) -> "pa.ChunkedArray":
    columns = [table.column(name) for name in source.events]
    if isinstance(source.event, str) and is_template(source.event):
        return filled(Template.parse(source.event), columns, rows)
    if len(columns) == 1 and source.rename:
        # Rules are about text, and a dictionary is never taken for numbers.
        return words(columns[0], source.events[0], rows).dictionary_encode()
    return columns[0] if len(columns) == 1 else joined_names(columns, source.events, rows)


def _customers(column: "pa.ChunkedArray", source: SourceMapping, rows: Rows) -> "pa.ChunkedArray":
    """Customers as text or integers, where the mapping says which."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if source.customer_as is None:
        return column
    if source.customer_as == "text":
        # A dictionary is never taken for numbers.
        return words(column, source.customer, rows).dictionary_encode()
    column = as_text_or_numbers(column)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        column = column if not pa.types.is_dictionary(column.type) else column.cast(column.type.value_type)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        bad = np.asarray(pc.invert(pc.fill_null(pc.match_substring_regex(column, _WHOLE), fill_value=True)))
        if bad.any():
            message = (
                f"{rows.count(bad)} of the customer column {source.customer!r} of {rows.what} are no integers, "
                f'first {rows.show(column, bad, ids=True)}; say customer_as = "text".'
            )
            raise InputError(message)
        return pc.if_else(pc.equal(column, ""), None, column).cast(pa.int64())
    return column


_WHOLE = r"^(-?[0-9]{1,18})?$"
