"""What is good and bad about a log, before anything is mined from it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.quality_report import QualityReport
from journeymine.sources.table import EventTable, TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

Codes = NDArray[np.integer]

_YEAR_1990 = 631_152_000
# Odd 64-bit numbers that spread bits (golden ratio, and a prime of xxHash).
_SPREAD_CUSTOMER, _SPREAD_TIME = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def quality(table: EventTable, *, now: datetime | None = None) -> QualityReport:
    """Look a log over.

    Parameters
    ----------
    table
        The events kept.
    now
        The time beyond which clocks are ahead; None takes the present. Without zone it counts as UTC.

    Returns
    -------
    QualityReport
        Counts and shares; those of kept rows, unless said otherwise.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["a", "a", "b"], "what": ["search", "search", "cart"], "day": ["2024-05-01"] * 3}
    >>> report = quality(read_table(log, customer="who", event="what", time="day"))
    >>> report.duplicates, report.tied_share, report.largest_customer
    (1, 0.6666666666666666, 'a')
    """
    n = len(table)
    customers, customer_names = _codes(table.table.column(table.customer))
    events, _ = _codes(table.table.column(table.event))
    clock = _clock(table)
    rows = _possibly_tied(customers, clock)
    tied, duplicates = _ties(table, rows, customers, events, clock)
    counts = np.bincount(customers)
    largest = min(customer_names[int(code)].as_py() for code in np.flatnonzero(counts == counts.max()))
    first, last = int(clock.min()), int(clock.max())
    future, ancient = _wrong_clocks(clock, table.time_unit, now)
    return QualityReport(
        customer=table.customer,
        event=table.event,
        time=table.time,
        rows_read=table.report.rows_read,
        rows_kept=n,
        missing=dict(table.report.missing),
        duplicates=duplicates,
        time_first=_moment(first, table.time_unit),
        time_last=_moment(last, table.time_unit),
        future=future,
        before_1990=ancient,
        naive_times=table.report.naive_times,
        tied_rows=tied,
        tied_share=tied / n,
        customers=int(np.count_nonzero(counts)),
        events=int(np.count_nonzero(np.bincount(events))),
        largest_customer=largest,
        largest_customer_rows=int(counts.max()),
        largest_customer_share=int(counts.max()) / n,
        notes=table.report.notes,
    )


def _codes(column: "pa.ChunkedArray") -> "tuple[Codes, pa.Array]":
    """Codes of shape (n,) and the names they stand for, of which a dictionary may hold more than there are."""
    import pyarrow as pa

    given = pa.types.is_dictionary(column.type)
    encoded = (column if given else column.dictionary_encode()).unify_dictionaries()
    codes = np.concatenate([np.asarray(chunk.indices) for chunk in encoded.chunks])
    # A dictionary that came with the data may hold a name twice.
    distinct = encoded.chunk(0).dictionary.dictionary_encode()
    return np.asarray(distinct.indices)[codes] if given else codes, distinct.dictionary


def _clock(table: EventTable) -> Codes:
    """The times as integers of shape (n,), in the table's unit."""
    import pyarrow as pa

    return np.asarray(table.table.column(table.time).cast(pa.int64()))


def _possibly_tied(customers: Codes, clock: Codes) -> Codes:
    """The rows that may share customer and time with another: all that do, and a few more by chance.

    Sorting one hash is several times faster than grouping by two columns, and most rows of most logs are untied.
    """
    spread = (customers.astype(np.uint64) * _SPREAD_CUSTOMER) ^ (clock.astype(np.uint64) * _SPREAD_TIME)
    order = np.argsort(spread)
    spread = spread[order]
    as_next = spread[1:] == spread[:-1]
    shared = np.zeros(len(order), np.bool_)
    shared[1:] |= as_next
    shared[:-1] |= as_next
    return order[shared]


def _ties(table: EventTable, rows: Codes, customers: Codes, events: Codes, clock: Codes) -> tuple[int, int]:
    """How many rows share customer and time with another, and how many repeat an earlier row in every column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = pa.table({"0": customers[rows], "1": clock[rows], "2": events[rows]})
    sizes = keys.group_by(["0", "1"]).aggregate([([], "count_all")]).column("count_all")
    tied = pc.sum(sizes.filter(pc.greater(sizes, 1))).as_py() or 0
    further = [] if table.value is None else [table.value]
    for name in (*further, *table.extra):
        column = table.table.column(name).take(pa.array(rows))
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        keys = keys.append_column(str(keys.num_columns), column)
    distinct = keys.group_by(keys.column_names).aggregate([])
    return tied, len(rows) - distinct.num_rows


def _wrong_clocks(clock: Codes, unit: TimeUnit | None, now: datetime | None) -> tuple[int | None, int | None]:
    """How many times lie after now, and before 1990; None for order numbers."""
    if unit is None:
        return None, None
    present = datetime.now(UTC) if now is None else now if now.tzinfo else now.replace(tzinfo=UTC)
    per_second = 10**9 // UNIT_NANOSECONDS[unit]
    limit = int(present.timestamp() * 10**6) * per_second // 10**6
    return int((clock > limit).sum()), int((clock < _YEAR_1990 * per_second).sum())


def _moment(value: int, unit: TimeUnit | None) -> str | int:
    """A time in ISO form, in UTC; an order number as it is."""
    if unit is None:
        return value
    whole, _, fraction = str(np.datetime64(value, unit)).partition(".")
    return f"{whole}.{fraction.rstrip('0')}".rstrip(".") + "Z"
