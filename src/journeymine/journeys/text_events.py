"""What customers wrote, as events of their journeys."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.cleaning.stepping import column_named, recorded
from journeymine.options import bad_option, choice, clash
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable
from journeymine.text.fingerprint import fingerprint

if TYPE_CHECKING:
    import pyarrow as pa

WHERE = "with_text_events"
_UNITS = ("ns", "us", "ms", "s")


def with_text_events(
    table: EventTable, texts: Any, categories: Any, *, prefix: Any, unassigned: Any, columns: dict[str, Any]
) -> EventTable:
    """The log with an event for each text, named by its category.

    Parameters
    ----------
    table
        The log.
    texts
        A source of texts as `read_table` takes it; the name of a column of the log, or None for its text column.
    categories
        Anything with ``predict(texts)``.
    prefix, unassigned
        As of `EventLog.with_text_events`.
    columns
        Its options that say what the columns of `texts` mean: customer, text, time, zone, time_unit, on_missing.

    Raises
    ------
    OptionError, MissingColumnError, InputError, EmptyLogError
        As of `EventLog.with_text_events`.
    """
    import pyarrow as pa

    if not callable(getattr(categories, "predict", None)):
        raise bad_option("categories", WHERE, "fitted Categories, or anything else with predict(texts)", categories)
    if not isinstance(prefix, str):
        raise bad_option("prefix", WHERE, "text, such as 'complaint:', or ''", prefix)
    choice(unassigned, "unassigned", WHERE, ("keep", "drop"))
    if pa.types.is_integer(table.table.schema.field(table.event).type):
        message = f"{WHERE} names events by text, and the events in {table.event!r} are integers; read them as text."
        raise InputError(message)
    if texts is None or isinstance(texts, str):
        added, written, what = _own(table, texts, columns)
    else:
        added, written, what = _given(table, texts, columns)
    names = _predicted(categories, written)
    keep = _kept(names, categories, unassigned)
    events = pa.chunked_array([pa.array([prefix + names[row] for row in keep], pa.large_string())])
    rows = added.take(pa.array(keep)).set_column(added.column_names.index(table.event), table.event, events)
    options = {"texts": what, "categories": fingerprint(categories), "prefix": prefix, "unassigned": unassigned}
    return recorded(_joined(table, rows), table, WHERE, options)


def _own(table: EventTable, texts: Any, columns: dict[str, Any]) -> "tuple[pa.Table, list[str], str]":
    """The rows that have a text, less what must not count twice, and the texts."""
    import pyarrow as pa

    for name, value in columns.items():
        if value is not None and name != "on_missing":
            raise clash(name, "texts", WHERE, "it is for a frame of texts, and these are of the log; leave it out")
    if texts is None and table.text is None:
        message = "The log has no column of free text; name one by `texts`, or give a frame of texts."
        raise InputError(message)
    name = column_named(table, table.text if texts is None else texts, "texts", WHERE)
    if name not in table.extra:
        raise bad_option("texts", WHERE, "a column of free text, or a frame; not one of the log's own roles", name)
    column = table.table[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        raise bad_option("texts", WHERE, f"a column of text; {name!r} holds {column.type}", name)
    rows, written = _not_blank(table.table, column)
    blank = {one for one in (name, table.text, table.value) if one is not None}
    for one in blank:
        rows = rows.set_column(rows.column_names.index(one), one, _nothing(rows, one, table))
    return rows, written, name


def _given(table: EventTable, texts: Any, columns: dict[str, Any]) -> "tuple[pa.Table, list[str], str]":
    """The rows of a frame of texts in the log's columns, and the texts."""
    import pyarrow as pa

    _check_names_are_those_read(table)
    customer, time = columns["customer"] or table.customer, columns["time"] or table.time
    text = columns["text"] or table.text or "text"
    further = {"zone": columns["zone"], "time_unit": columns["time_unit"]}
    read = read_table(texts, customer=customer, event=text, time=time, on_missing="drop", **further)
    lacking = {name: read.report.missing.get(name, 0) for name in (customer, time)}
    if columns["on_missing"] == "error" and any(lacking.values()):
        told = " and ".join(f"{n:,} in {name!r}" for name, n in lacking.items() if n)
        message = f'`texts` of {WHERE} lack customers or times ({told}); fill them, or say on_missing="drop".'
        raise InputError(message)
    column = read.table[text]
    if pa.types.is_integer(column.type):
        message = f"The column {text!r} of `texts` of {WHERE} must hold text; it holds integers."
        raise InputError(message)
    rows, written = _not_blank(read.table, column)
    return _in_columns_of(table, rows, read), written, "a frame"


def _check_names_are_those_read(table: EventTable) -> None:
    """Are customers still called what a frame calls them?"""
    done = next((one.name for one in table.recipe if one.name in {"pseudonymise", "resolve_identities"}), None)
    if done is not None:
        message = (
            f"A frame of texts names customers by their ids, which {done} has replaced in this log; call {WHERE} "
            "before it, or read the texts as one of the log's sources."
        )
        raise InputError(message)


def _in_columns_of(table: EventTable, rows: "pa.Table", read: EventTable) -> "pa.Table":
    import pyarrow as pa

    if (table.time_unit is None) != (read.time_unit is None):
        kinds = ("order numbers", "times") if table.time_unit is None else ("times", "order numbers")
        message = f"The log's times are {kinds[0]}, those of `texts` of {WHERE} are {kinds[1]}; they must be alike."
        raise InputError(message)
    whose = [table.table.schema.field(table.customer).type, rows.schema.field(read.customer).type]
    if pa.types.is_integer(whose[0]) != pa.types.is_integer(whose[1]):
        here, there = ("integers" if pa.types.is_integer(one) else "text" for one in whose)
        message = f"Customers are {here} in the log and {there} in `texts` of {WHERE}; turn one into the other."
        raise InputError(message)
    found = {table.customer: rows[read.customer], table.event: rows[read.event], table.time: rows[read.time]}
    if table.source is not None:
        found[table.source] = pa.chunked_array([pa.array(["texts"] * len(rows), pa.large_string())])
    columns = {name: found.get(name) for name in table.table.column_names}
    return pa.table({name: _nothing(rows, name, table) if one is None else one for name, one in columns.items()})


def _nothing(rows: "pa.Table", name: str, table: EventTable) -> "pa.ChunkedArray":
    """A column without values: nulls, and NaN where the log keeps numbers so."""
    import pyarrow as pa

    if name == table.value:
        return pa.chunked_array([pa.array(np.full(len(rows), np.nan))])
    return pa.chunked_array([pa.nulls(len(rows), table.table.schema.field(name).type)])


def _not_blank(rows: "pa.Table", column: "pa.ChunkedArray") -> "tuple[pa.Table, list[str]]":
    import pyarrow as pa

    written = column.to_pylist()
    there = np.array([text is not None and not text.isspace() and text != "" for text in written], np.bool_)
    return rows.filter(pa.array(there)), [text for text, keep in zip(written, there, strict=True) if keep]


def _predicted(categories: Any, texts: list[str]) -> list[str]:
    if not texts:
        return []
    names = [one.item() if isinstance(one, np.generic) else one for one in categories.predict(texts)]
    odd = next((one for one in names if not isinstance(one, str) or not one), None)
    if len(names) != len(texts) or odd is not None:
        got = f"{len(names):,} names" if odd is None else f"a {type(odd).__name__}, {odd!r}"
        message = f"`categories` of {WHERE} must give a name for each of {len(texts):,} texts; predict gave {got}."
        raise InputError(message)
    return names


def _kept(names: list[str], categories: Any, unassigned: str) -> NDArray[np.int64]:
    without = getattr(categories, "unassigned", "unassigned")
    return np.array([row for row, name in enumerate(names) if unassigned == "keep" or name != without], np.int64)


def _joined(table: EventTable, rows: "pa.Table") -> EventTable:
    """The log with further rows at its end, and their customers among those it knows of."""
    import pyarrow as pa
    import pyarrow.compute as pc

    time = rows.schema.field(table.time).type
    own = table.table.schema.field(table.time).type
    unit = table.time_unit
    if unit is not None:
        unit = min(table.time_unit or "s", time.unit, key=_UNITS.index)
        own = pa.timestamp(unit, "UTC")
    merged = {}
    for name in table.table.column_names:
        parts = [table.table[name], rows[name]]
        kind = own if name == table.time else parts[0].type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        whole = pa.chunked_array([chunk for part in parts for chunk in part.cast(plain).chunks], plain)
        merged[name] = whole.dictionary_encode() if pa.types.is_dictionary(kind) else whole
    known = table.attributes
    if known is not None:
        owners = pc.unique(merged[table.customer].cast(known.schema.field(table.customer).type))
        new = owners.filter(pc.invert(pc.is_in(owners, value_set=known[table.customer].combine_chunks())))
        known = pa.concat_tables([known, pa.table({table.customer: new})], promote_options="default")
    return replace(table, table=pa.table(merged), time_unit=unit, attributes=known)
