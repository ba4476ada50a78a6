"""Whose events a store has taken in lately: all events of customers whom later deliveries brought anything of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.options import UNIT_NANOSECONDS
from journeymine.sources.database import fetch
from journeymine.sources.store.reading import StoredSource, time_in
from journeymine.sources.table import EventTable, ReadReport, TimeUnit

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Mark:
    """How far a store was read, and what it held up to there.

    Attributes
    ----------
    batch
        The last delivery read; 0 for none.
    rows, time_sum
        How many events came up to it, and the sum of their times: other numbers later mean that some were taken out.
    unit
        The unit the times were read in.
    """

    batch: int = 0
    rows: int = 0
    time_sum: int = 0
    unit: TimeUnit | None = None


@dataclass(frozen=True, eq=False)
class Later:
    """Events of some customers, all there are.

    Attributes
    ----------
    table
        Columns ``customer``, ``event``, ``time``; None where no later delivery brought anything.
    is_new
        bool, shape (n_events,): which came after the mark.
    mark
        How far the store is read now.
    whole
        Were all customers read, because what the mark says does not hold any more?
    """

    table: EventTable | None
    is_new: NDArray[np.bool_]
    mark: Mark
    whole: bool


def read_later(connection: "duckdb.DuckDBPyConnection", chosen: Sequence[StoredSource], mark: Mark) -> Later:
    """The customers of whom anything came after a mark, with all their events.

    Parameters
    ----------
    connection
        To the store.
    chosen
        The sources that count.
    mark
        How far it was read before; ``Mark()`` for not at all.

    Examples
    --------
    >>> import journeymine as jm
    >>> from tempfile import TemporaryDirectory
    >>> roles = {"customer": "who", "event": "what", "time": "when"}
    >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
    ...     done = store.ingest("shop", {"who": ["ann", "bob"], "what": ["a", "b"], "when": [1, 2]}, **roles)
    ...     first = store._later(None, Mark())
    ...     done = store.ingest("shop", {"who": ["bob"], "what": ["c"], "when": [3]}, **roles)
    ...     then = store._later(None, first.mark)
    ...     first.table.table.num_rows, then.table.table["event"].to_pylist(), then.is_new.tolist()
    (2, ['b', 'c'], [False, True])
    """
    sources = "(" + ", ".join(str(one.number) for one in chosen) + ")"
    units = [one.time_unit for one in chosen if one.time_unit is not None]
    unit = min(units, key=UNIT_NANOSECONDS.__getitem__, default=None)
    now = _mark(connection, sources, None, unit)
    held = mark.batch > 0 and _mark(connection, sources, mark.batch, unit) == mark
    after = mark.batch if held else 0
    touched = f"SELECT customer FROM events WHERE batch > $after AND source IN {sources}"
    whose = f" AND customer IN ({touched})" if after else ""
    query = f"SELECT customer, event, {time_in(unit)} AS time, batch FROM events WHERE source IN {sources}{whose}"
    found = fetch(connection, query, {"after": after} if after else None)
    if not found.num_rows:
        return Later(None, np.zeros(0, np.bool_), now, not held)
    is_new = found["batch"].to_numpy() > after
    columns = found.drop_columns(["batch"])
    if unit is not None:
        import pyarrow as pa

        place = columns.column_names.index("time")
        columns = columns.set_column(place, "time", columns["time"].cast(pa.timestamp(unit, "UTC")))
    report = ReadReport(columns.num_rows, columns.num_rows)
    table = EventTable(columns, "customer", "event", "time", None, (), unit, report)
    return Later(table, is_new, now, not held)


def _mark(connection: "duckdb.DuckDBPyConnection", sources: str, upto: int | None, unit: TimeUnit | None) -> Mark:
    bound = "" if upto is None else f" AND batch <= {upto}"
    query = f"SELECT max(batch), count(*), sum(time) FROM events WHERE source IN {sources}{bound}"
    ((batch, rows, total),) = connection.execute(query).fetchall()
    return Mark(int((batch if upto is None else upto) or 0), int(rows), int(total or 0), unit)
