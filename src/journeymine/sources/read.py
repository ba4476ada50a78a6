"""Any log → one checked event table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from journeymine.errors import EmptyLogError
from journeymine.options import choice
from journeymine.sources.missing import complete_rows, missing_by_column, missing_counts
from journeymine.sources.names import as_names, as_text_or_numbers, joined
from journeymine.sources.opening import raw_columns
from journeymine.sources.raw import RawColumns, Rows
from journeymine.sources.roles import READ_EVENTS, Roles, checked_roles
from journeymine.sources.table import EventTable, ReadReport, TimeUnit
from journeymine.sources.times import as_times
from journeymine.sources.values import as_extra, as_text, as_value
from journeymine.sources.zones import checked_zone

if TYPE_CHECKING:
    import pyarrow as pa


def read_table(
    source: object,
    *,
    customer: str | None,
    event: str | Sequence[str] | None,
    time: str | None,
    value: str | None = None,
    extra: Sequence[str] = (),
    on_missing: Literal["error", "drop"] = "error",
    time_unit: TimeUnit | None = None,
    zone: str | None = None,
    form: str | None = None,
    query: str | None = None,
) -> EventTable:
    """Read a log from anywhere into one checked table.

    Parameters
    ----------
    source
        A pandas or polars frame, pyarrow table or record batches, any `__arrow_c_stream__` object, a DuckDB relation,
        a dict of arrays, the path or glob of CSV, TSV, JSON lines, Parquet or XES files, or a database: an address such
        as ``postgresql://user:password@host/shop``, or a file of SQLite or DuckDB.
    customer
        The column that says whose event a row is: text or integers.
    event
        The column of the event name: text or integers. Several columns are joined by ``" | "``.
    time
        Time stamps (without zone: taken as UTC), dates, text, epoch numbers (`time_unit`) or order numbers.
    value
        A column of numbers; a missing one is NaN.
    extra
        Further columns to keep as they are.
    on_missing
        ``"error"``: a missing customer, event or time is an error. ``"drop"``: such rows are left out and counted.
        Missing is null, NaN, NaT, None, and empty text.
    time_unit
        What a time column of numbers counts since 1970: ``"s"``, ``"ms"``, ``"us"`` or ``"ns"``. None: order numbers.
    zone
        The zone of times that have none, such as ``"Europe/Berlin"``, as `local_times` has it; None: UTC.
    form
        The format of files, where their suffix does not say it: ``"csv"``, ``"json"``, ``"parquet"``, ``"xes"`` or
        ``"access_log"``.
    query
        For a database: the SELECT whose rows are the events.

    Returns
    -------
    EventTable
        The rows in the order of the source.

    Raises
    ------
    MissingColumnError
        A column asked for is not there.
    EmptyLogError
        There is no row, or none without missing values.
    InputError
        The data cannot be read as asked; the sentence names file, column and row.
    OptionError
        An option cannot be what it is.

    Examples
    --------
    >>> log = {"who": ["a", "a"], "what": ["search", "cart"], "day": ["2024-05-01", "2024-05-02"]}
    >>> events = read_table(log, customer="who", event="what", time="day")
    >>> len(events), events.time_unit, events.report.naive_times
    (2, 'us', True)
    """
    roles = checked_roles(customer, event, time, value, extra)
    choice(on_missing, "on_missing", READ_EVENTS, ("error", "drop"))
    if time_unit is not None:
        choice(time_unit, "time_unit", READ_EVENTS, ("s", "ms", "us", "ns"))
    checked_zone(zone, READ_EVENTS)
    raw = raw_columns(source, roles.asked, form=form, query=query)
    if not raw.table.num_rows:
        message = f"There is no event in {raw.what}; a log has at least one row."
        raise EmptyLogError(message)
    kept = complete(raw, roles, on_missing)
    if not len(kept):
        message = f"Every row of {raw.what} lacks its customer, event or time; check the columns asked for."
        raise EmptyLogError(message)
    return as_table(kept, roles, time_unit, zone)


@dataclass(frozen=True, eq=False)
class Complete:
    """The rows that have a customer, an event and a time, in columns as they came.

    Attributes
    ----------
    columns
        The columns asked for, of these rows only.
    rows
        How to name them.
    missing
        Missing values among all rows, by column of the event table.
    raw
        What was read.
    """

    columns: "Mapping[str, pa.ChunkedArray]"
    rows: Rows
    missing: Mapping[str, int]
    raw: RawColumns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def complete(raw: RawColumns, roles: Roles, on_missing: str) -> Complete:
    """Leave out, or refuse, rows without customer, event or time.

    Raises
    ------
    InputError
        There are some, and `on_missing` is ``"error"``.
    """
    import pyarrow as pa

    columns = {name: as_text_or_numbers(raw.table.column(name)) for name in roles.asked}
    missing = missing_by_column(columns)
    keep = complete_rows(missing, raw, roles, on_missing)
    rows = raw.rows
    if keep is not None:
        rows = rows.keep(np.flatnonzero(keep))
        columns = {name: column.filter(pa.array(keep)) for name, column in columns.items()}
    return Complete(columns, rows, missing_counts(missing, roles), raw)


def as_table(kept: Complete, roles: Roles, time_unit: TimeUnit | None, zone: str | None = None) -> EventTable:
    """Complete rows, at least one, as the checked event table.

    Raises
    ------
    InputError, OptionError
        A column cannot be what it is asked to be.
    """
    import pyarrow as pa

    columns, rows, typed = kept.columns, kept.rows, kept.raw.typed
    times = as_times(columns[roles.time], roles.label(roles.time), rows, typed=typed, time_unit=time_unit, zone=zone)
    names = _names(columns, roles, rows, typed=typed)
    table = pa.table({**names, roles.time: times.values})
    report = ReadReport(
        rows_read=kept.raw.table.num_rows + kept.raw.filtered,
        rows_filtered=kept.raw.filtered,
        rows_kept=table.num_rows,
        missing=kept.missing,
        files=tuple(file for file, _ in kept.raw.files),
        naive_times=times.naive,
        notes=(*kept.raw.notes, *_floats_read_as_integers(columns, roles), *times.notes),
    )
    table = _with_further(table, columns, roles, rows, typed=typed)
    further = (roles.value, roles.extra, times.unit, report)
    return EventTable(table, roles.customer, roles.event, roles.time, *further, text=roles.text)


def _names(
    columns: "Mapping[str, pa.ChunkedArray]", roles: Roles, rows: Rows, *, typed: bool
) -> "dict[str, pa.ChunkedArray]":
    """The customer column, and the event column, joined where it has several parts."""
    customer = as_names(columns[roles.customer], "customer", roles.label(roles.customer), rows, typed=typed)
    parts = [as_names(columns[name], "event", roles.label(name), rows, typed=typed) for name in roles.events]
    event = joined(parts, roles.events, rows) if len(parts) > 1 else parts[0]
    return {roles.customer: customer, roles.event: event}


def _floats_read_as_integers(columns: "Mapping[str, pa.ChunkedArray]", roles: Roles) -> list[str]:
    """Say so where names came as floats, as pandas makes of integers with missing values."""
    floats = [name for name in (roles.customer, *roles.events) if str(columns[name].type) in {"double", "float"}]
    return [f"The whole numbers in {roles.label(name)!r} came as floats and were read as integers." for name in floats]


def _with_further(
    table: "pa.Table", columns: "Mapping[str, pa.ChunkedArray]", roles: Roles, rows: Rows, *, typed: bool
) -> "pa.Table":
    """The table with its value and extra columns."""
    if roles.value is not None:
        table = table.append_column(roles.value, as_value(columns[roles.value], roles.label(roles.value), rows))
    for name in roles.extra:
        column, label = columns[name], roles.label(name)
        kept = as_text(column, label, rows) if name == roles.text else as_extra(column, label, rows, typed=typed)
        table = table.append_column(name, kept)
    return table
