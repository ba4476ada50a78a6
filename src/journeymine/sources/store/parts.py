"""A store → partitions of whole customers, as a log on disk has them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from journeymine.errors import EmptyLogError
from journeymine.sources.spill.table import Partitioned
from journeymine.sources.store.reading import StoredSource, part_of, read, within
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import duckdb

#: Bytes that a row takes while its partition becomes journeys, about, and the share of the memory a partition may take.
_ROW_BYTES, _SHARE = 200, 4


@dataclass(frozen=True, eq=False)
class StoredParts(Partitioned):
    """Events of a store.

    Attributes
    ----------
    ask
        Reads a partition.
    """

    ask: Callable[[int], EventTable]

    def partition(self, number: int) -> EventTable:
        """One partition, read from the store."""
        return self.ask(number)


def stored_parts(
    connect: "Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]",
    chosen: Sequence[StoredSource],
    memory: int,
    *,
    since: Fraction | None = None,
    until: Fraction | None = None,
) -> StoredParts:
    """The events of some sources of a store, in so many partitions that one is a small part of the memory.

    Parameters
    ----------
    connect
        Gives a connection to the store; each partition asks for one. What is in the store must not change meanwhile.
    chosen, since, until
        As `read` takes them.
    memory
        Bytes that working on the events may take.

    Raises
    ------
    EmptyLogError
        There is no such event.
    """
    span: dict[str, Any] = {"since": since, "until": until}
    with connect() as connection:
        counts = [_counts(connection, one, span, 1 << 10) for one in chosen]
        total = sum(sum(one.values()) for one in counts)
        if not total:
            message = "There is no event in the store of these sources and this time; see .sources() for what it holds."
            raise EmptyLogError(message)
        wanted = -(-total * _ROW_BYTES * _SHARE // memory)
        n_parts = min(1 << 10, 1 << max(0, (wanted - 1).bit_length()))
        none = read(connection, chosen, **span, customers=(n_parts, n_parts))
        names = _names(connection, chosen, span)
        nulls = _nulls(connection, chosen, span, none)
    sizes = [0] * n_parts
    for one in counts:
        for part, rows in one.items():
            sizes[part % n_parts] += rows

    def ask(number: int) -> EventTable:
        with connect() as connection:
            found = read(connection, chosen, **span, customers=(number, n_parts))
            return replace(found, report=none.report)

    return StoredParts(none, tuple(sizes), names, nulls, memory, ask)


def _counts(
    connection: "duckdb.DuckDBPyConnection", source: StoredSource, span: dict[str, Any], n_parts: int
) -> dict[int, int]:
    """Rows of a source in each of so many parts; those of fewer parts, a power of two, are sums of them."""
    where, bounds = within(**span, order_numbers=source.time_unit is None)
    query = f"SELECT {part_of(n_parts)}, count(*) FROM events WHERE source = $source{where} GROUP BY 1"
    rows = connection.execute(query, {"source": source.number, **bounds}).fetchall()
    return {int(part): int(count) for part, count in rows}


def _names(connection: "duckdb.DuckDBPyConnection", chosen: Sequence[StoredSource], span: dict[str, Any]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    found = []
    for one in chosen:
        where, bounds = within(**span, order_numbers=one.time_unit is None)
        query = f"SELECT DISTINCT event FROM events WHERE source = $source{where}"
        found += [name for (name,) in connection.execute(query, {"source": one.number, **bounds}).fetchall()]
    return pc.unique(pa.array(found))


def _nulls(
    connection: "duckdb.DuckDBPyConnection", chosen: Sequence[StoredSource], span: dict[str, Any], none: EventTable
) -> dict[str, int]:
    """Missing values of each further column; a source without the column has all of them missing."""
    physical = {name: column for name, column, _ in connection.execute("FROM columns").fetchall()}
    missing = dict.fromkeys(none.extra, 0)
    for one in chosen:
        where, bounds = within(**span, order_numbers=one.time_unit is None)
        has = {"source", *(["text"] if one.text else []), *one.extra}
        counted = [
            "0" if name == "source" else f"count(*) - count({physical.get(name, name)})" if name in has else "count(*)"
            for name in missing
        ]
        query = f"SELECT {', '.join(counted)} FROM events WHERE source = $source{where}"
        row = connection.execute(query, {"source": one.number, **bounds}).fetchone() or ()
        for name, count in zip(missing, row, strict=True):
            missing[name] += int(count)
    return missing
