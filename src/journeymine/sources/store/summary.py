"""What a store holds of each source, as a table."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.database import fetch
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def summary(connection: "duckdb.DuckDBPyConnection") -> "pa.Table":
    """A row a source, in the order they came: deliveries, rows, the range of times, when the last delivery came.

    Times are time stamps (UTC), or order numbers where the store holds such.
    """
    import pyarrow as pa

    batches = "SELECT source, count(*) AS batches, max(ingested_at) AS last_ingested FROM batches GROUP BY source"
    rows = (
        "SELECT source, count(*) AS rows, min(time) AS time_first, max(time) AS time_last FROM events GROUP BY source"
    )
    table = fetch(
        connection,
        "SELECT name AS source, coalesce(batches, 0) AS batches, coalesce(rows, 0) AS rows, time_first, time_last, "
        f"last_ingested FROM sources s LEFT JOIN ({batches}) b ON s.source = b.source "
        f"LEFT JOIN ({rows}) e ON s.source = e.source ORDER BY s.source",
    )
    moments = {"last_ingested"}
    if connection.execute("SELECT count(time_unit) FROM sources").fetchall() != [(0,)]:
        moments |= {"time_first", "time_last"}
    columns = {
        name: table[name].cast(pa.timestamp("us", "UTC")) if name in moments else table[name]
        for name in table.column_names
    }
    return pa.table(columns)


def span(table: EventTable) -> tuple[datetime, datetime] | tuple[int, int]:
    """The first and the last time of a log, in UTC to the microsecond, or as order numbers.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": ["a", "a"], "what": ["x", "y"], "day": ["2024-05-02", "2024-05-01T12:00"]}
    >>> [str(one) for one in span(read_table(log, customer="who", event="what", time="day"))]
    ['2024-05-01 12:00:00+00:00', '2024-05-02 00:00:00+00:00']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.min_max(table.table[table.time].cast(pa.int64()))
    first, last = int(found["min"].as_py()), int(found["max"].as_py())
    if table.time_unit is None:
        return first, last
    nanoseconds = UNIT_NANOSECONDS[table.time_unit]
    start, end = (_EPOCH + timedelta(microseconds=one * nanoseconds // 1000) for one in (first, last))
    return start, end
