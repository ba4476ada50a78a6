"""A delivery into a store: what is new of it, in one transaction."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from journeymine.errors import EmptyLogError
from journeymine.sources.database import interrupts
from journeymine.sources.store.arriving import Arrival
from journeymine.sources.store.columns import fitted
from journeymine.sources.store.identity import identity
from journeymine.sources.store.kinds import converted
from journeymine.sources.store.schema import touch
from journeymine.sources.store.statements import BrokenStoreError, clear, run, transaction

if TYPE_CHECKING:
    import duckdb

_BATCH = "(SELECT coalesce(max(batch), 0) + 1 FROM batches)"


def add(
    connection: "duckdb.DuckDBPyConnection",
    source: str,
    arrivals: Iterable[Arrival],
    *,
    content: str | None = None,
    rows_read: int | None = None,
) -> int:
    """Add those rows of a delivery that the store does not hold.

    A row is known by its source, all it says, and which copy of itself it is: of a row that a delivery holds n times
    and the store m times, ``max(0, n − m)`` are added. So a row that stands twice in one delivery stays twice, and a
    delivery that overlaps an earlier one doubles nothing.

    Parameters
    ----------
    connection
        To the store, for writing.
    source
        The source.
    arrivals
        The rows, in parts that have the same columns.
    content
        The fingerprint of the file they are from, by which the same file is known again.
    rows_read
        How many rows the file has, those left out included; None: those of `arrivals`.

    Returns
    -------
    How many rows were added; the store has all of them, or, where anything goes wrong, none.

    Raises
    ------
    InputError
        The columns do not fit those the store has.
    """
    try:
        # Outside the transaction, in which DuckDB would hold on to the memory of every part.
        with interrupts():
            shape, rows = _stage(connection, source, arrivals)
        with transaction(connection):
            number = fitted(connection, source, shape)
            new = rows - _look_up(connection, number) if rows else 0
            if new:
                _append(connection, number, shape, new)
            if new or content is not None:
                read = rows if rows_read is None else rows_read
                _record(connection, (number, content, read, read - rows, new))
    finally:
        clear(connection, "incoming", ("staged", "held", "known"))
    return new


def known_content(connection: "duckdb.DuckDBPyConnection", source: str, content: str) -> bool:
    """Whether a file of this fingerprint has been taken in for this source."""
    query = """
        SELECT count(*) FROM batches JOIN sources USING (source) WHERE name = $source AND content = $content
    """
    return connection.execute(query, {"source": source, "content": content}).fetchall() != [(0,)]


def _stage(connection: "duckdb.DuckDBPyConnection", source: str, arrivals: Iterable[Arrival]) -> tuple[Arrival, int]:
    """The rows with their identities in a table that is not kept: their columns, and how many there are.

    It may be larger than memory: DuckDB spills it beside the store.
    """
    shape, rows = None, 0
    for arrival in arrivals:
        shape = arrival
        if not arrival.columns.num_rows:
            continue
        said = _said(arrival)
        hashed = identity({column: arrival.kinds[column] for column in said})
        select = f"SELECT {', '.join(said)}, {hashed} AS identity, {rows} + row_number() OVER () AS place FROM incoming"
        connection.register("incoming", arrival.columns)
        run(connection, f"INSERT INTO staged {select}" if rows else f"CREATE OR REPLACE TEMP TABLE staged AS {select}")
        connection.unregister("incoming")
        rows += arrival.columns.num_rows
    if shape is None:
        message = f"There is no event in the delivery of source {source!r}."
        raise EmptyLogError(message)
    return shape, rows


def _said(arrival: Arrival) -> list[str]:
    """The columns that make up the identity of a row, whatever order they came in."""
    extras = sorted(zip(arrival.extra, (f"extra{place}" for place in range(len(arrival.extra))), strict=True))
    roles = [*(["value"] if arrival.has_value else []), *(["text"] if arrival.has_text else [])]
    return ["customer", "event", "time", "nanos", *roles, *(column for _, column in extras)]


def _look_up(connection: "duckdb.DuckDBPyConnection", number: int) -> int:
    """How many of the staged rows the store has, and which they are, in a table that is not kept."""
    # The same row has the same time: what lies outside is not even read, and the store is mostly in order of time.
    run(
        connection,
        """CREATE OR REPLACE TEMP TABLE held AS
        SELECT identity, count(*) AS copies FROM events SEMI JOIN staged USING (identity)
        WHERE events.source = $source AND events.time BETWEEN $first AND $last GROUP BY identity""",
        dict(zip(("first", "last"), _span(connection), strict=True)) | {"source": number},
    )
    # Of the rows that are held, as many copies as are held, those that came first.
    run(
        connection,
        """CREATE OR REPLACE TEMP TABLE known AS SELECT place FROM (
            SELECT identity, place, row_number() OVER (PARTITION BY identity ORDER BY place) AS copy
            FROM staged SEMI JOIN held USING (identity)
        ) JOIN held USING (identity) WHERE copy <= copies""",
    )
    ((known,),) = run(connection, "SELECT count(*) FROM known")
    return int(known)


def _append(connection: "duckdb.DuckDBPyConnection", number: int, arrival: Arrival, new: int) -> None:
    """Add the staged rows that are not known, in their order."""
    said = _said(arrival)
    places = {name: (physical, kind) for name, physical, kind in connection.execute("FROM columns").fetchall()}
    names = dict(zip((f"extra{place}" for place in range(len(arrival.extra))), arrival.extra, strict=True))
    kept = {column: column for column in said if column not in names}
    for column in (one for one in said if one in names):
        physical, kind = places[names[column]]
        kept[physical] = converted(column, arrival.kinds[column], kind)
    ((batch,),) = connection.execute(f"SELECT {_BATCH}").fetchall()
    # One statement, and none that adds nothing: two of them, the second empty, leave DuckDB 2.0.0 with a group of no
    # rows at the end of the table, behind which it sees none until the file is opened again.
    inserted = run(
        connection,
        f"INSERT INTO events (source, batch, identity, {', '.join(kept)}) SELECT $source, $batch, identity, "
        f"{', '.join(kept.values())} FROM staged ANTI JOIN known USING (place) ORDER BY place",
        {"source": number, "batch": batch},
    )
    # Rows unseen would be taken for new the next time.
    seen = run(connection, "SELECT count(*) FROM events WHERE batch = $batch", {"batch": batch})
    if not inserted == seen == [(new,)]:
        message = "the database does not see rows that it has taken in"
        raise BrokenStoreError(message)


def _span(connection: "duckdb.DuckDBPyConnection") -> tuple[int, int]:
    (span,) = run(connection, "SELECT min(time), max(time) FROM staged")
    return int(span[0]), int(span[1])


def _record(connection: "duckdb.DuckDBPyConnection", said: tuple[int, str | None, int, int, int]) -> None:
    """Write the delivery down."""
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(f"INSERT INTO batches VALUES ({_BATCH}, $1, $2, $3, $4, $5, $6)", [*said, now])
    touch(connection)
