"""How often events happened, period by period."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.cleaning.stepping import column_named, id_columns
from journeymine.journeys.clock import moment
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.periods import Periods, periods
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, choice
from journeymine.sources.distinct import distinct
from journeymine.sources.faults.columns import clock, codes
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa

RESULT_COLUMNS = ("start", "event", "n", "n_customers", "n_active_customers", "per_active_customer", "complete")

_WHERE = "counts"
_MOST_ROWS = 10_000_000

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class EventCounts:
    """Counts of every period, event and group, periods slowest and groups fastest; rows of zeros included.

    Attributes
    ----------
    periods
        The periods, n_periods of them.
    events
        The names counted, in pattern order.
    groups
        The values of the column counted by, sorted, a missing one last; ``[None]`` alone without such a column.
    n, n_customers
        int64 of shape (n_periods, n_events, n_groups): events, and the customers who had them.
    n_active
        int64 of shape (n_periods, n_groups): customers with any event of the log; None where not asked for.
    observed_until
        The end of observation, in the log's unit.
    """

    periods: Periods
    events: list[Name]
    groups: list[Any]
    n: Integers
    n_customers: Integers
    n_active: Integers | None
    observed_until: int


def event_counts(
    table: EventTable, events: Any, every: Any, per: Any, by: Any, zone: Any, observed_until: Any
) -> EventCounts:
    """Count events by period.

    Parameters
    ----------
    table
        The log.
    events, every, per, by, zone, observed_until
        As of `EventLog.counts`.

    Raises
    ------
    OptionError
        An option cannot be what it is, or there would be more than ten million rows.
    UnknownEventError
        A name or pattern fits no event of the log.
    MissingColumnError
        There is no column `by`.
    """
    if per is not None:
        choice(per, "per", _WHERE, ("active_customers",))
    times = clock(table)
    until = int(times.max()) if observed_until is None else _until(observed_until, table)
    # What was observed up to the edge of a period says nothing of the next one.
    last = max(int(times.max()), until - 1)
    spans = periods(int(times.min()), last, every, zone, table.time_unit, _WHERE)
    event_of_row, names = _coded(table.table[table.event])
    chosen = chosen_names(names, events, "events", _WHERE)
    group_of_row, groups = _groups(table, by)
    shape = _checked_shape(len(spans), len(chosen), len(groups))
    period_of_row, (who, _) = spans.of(times), codes(table.table[table.customer])
    number = {name: place for place, name in enumerate(chosen)}
    place = np.array([number.get(name, -1) for name in names], np.int64)
    asked = np.flatnonzero(place[event_of_row] >= 0)
    cell = np.ravel_multi_index((period_of_row[asked], place[event_of_row[asked]], group_of_row[asked]), shape)
    active = None
    if per is not None:
        across = (shape[0], shape[2])
        active = _distinct(np.ravel_multi_index((period_of_row, group_of_row), across), who, across)
    n = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    return EventCounts(spans, chosen, groups, n, _distinct(cell, who[asked], shape), active, until)


def _checked_shape(n_periods: int, n_events: int, n_groups: int) -> tuple[int, int, int]:
    if n_periods * n_events * n_groups > _MOST_ROWS:
        told = f"{n_periods:,} periods × {n_events:,} events × {n_groups:,} values of `by`"
        message = f"{_WHERE} would give more than {_MOST_ROWS:,} rows ({told}); ask for longer periods or fewer events."
        raise OptionError(message)
    return n_periods, n_events, n_groups


def _distinct(cell: Integers, who: NDArray[np.integer], shape: tuple[int, ...]) -> Integers:
    """How many customers each cell has rows of."""
    n_customers = int(who.max(initial=0)) + 1
    pairs = distinct(cell * n_customers + who)
    return np.bincount(pairs // n_customers, minlength=int(np.prod(shape))).reshape(shape)


def _until(observed_until: object, table: EventTable) -> int:
    """The first step of the clock that is not before the end."""
    return ceil(moment(observed_until, "observed_until", _WHERE, table.time_unit))


def _coded(column: "pa.ChunkedArray") -> tuple[NDArray[np.integer], list[Any]]:
    """Codes of rows and the values that occur, sorted, a missing one last."""
    given, values = codes(column)
    occurring = distinct(given)
    found = values.take(occurring).to_pylist()
    order = sorted(range(len(found)), key=lambda place: (found[place] is None, found[place]))
    rank = np.zeros(int(given.max(initial=0)) + 1, np.int64)
    rank[occurring[order]] = np.arange(len(order))
    return rank[given], [found[place] for place in order]


def _groups(table: EventTable, by: Any) -> tuple[NDArray[np.integer], list[Any]]:
    import pyarrow as pa

    if by is None:
        return np.zeros(len(table), np.int64), [None]
    name = column_named(table, by, "by", _WHERE)
    if name in {*id_columns(table), table.event, table.time, table.value, table.text}:
        must = "a column that groups events, such as the source; not ids of customers, event, time, value or free text"
        raise bad_option("by", _WHERE, must, by)
    if name in RESULT_COLUMNS:
        raise bad_option(
            "by", _WHERE, f"none of the names that the result has itself ({', '.join(RESULT_COLUMNS)})", by
        )
    column = table.table[name]
    if not (pa.types.is_integer(column.type) or pa.types.is_boolean(column.type)):
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            raise bad_option("by", _WHERE, f"a column of text or integers; {name!r} holds {column.type}", by)
    return _coded(column)
