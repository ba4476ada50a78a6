"""The event table to coded journeys; the one place beside `mining` that calls the core."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import EmptyLogError
from journeymine.journeys.attributes import by_code
from journeymine.journeys.carrying import Moved, carried_column, carried_values, observed_column, settle
from journeymine.journeys.coded import CodedJourneys, number_parts
from journeymine.journeys.columns import integer_chunks, ranked, sortable_names
from journeymine.journeys.naming import MOST_NAMES, column_codes, vocabulary_of
from journeymine.journeys.plan import Plan, check, check_complete
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.sources.recipe import fingerprint
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


def encode(
    table: EventTable,
    *,
    session_gap: str | timedelta | np.timedelta64 | float | None = None,
    by: str | None = None,
    collapse_repeats: bool = False,
    simultaneous: Literal["set", "order"] = "set",
    tie: str | Sequence[Name] = "event",
    min_events: int | None = None,
    max_events: int | None = None,
    start: str | date | np.datetime64 | float | None = None,
    end: str | date | np.datetime64 | float | None = None,
    observed_until: str | date | np.datetime64 | float | None = None,
    n_jobs: int | None = None,
) -> CodedJourneys:
    """Order a log into journeys.

    Events are cut to the time window first, then repeated rows are merged, then journeys are cut into sessions, then
    repeats are collapsed, then the length limits apply. The same rows in another order give the same journeys.

    Parameters
    ----------
    table
        The log.
    session_gap
        A new journey begins where the gap to the event before is *greater*: ``"30min"``, a timedelta; a bare number
        only where the log's time is a plain order number.
    by
        A further column of the log: one journey per (customer, case).
    collapse_repeats
        Equal elements in a row become one: the first one's time, values summed.
    simultaneous
        ``"set"``: events of the same time are one element, and rows that repeat customer, time and event are one event
        (values summed). ``"order"``: each row is an element, rows of the same time ordered by `tie`.
    tie
        ``"event"`` (by name), a further column of the log (missing values last, equal ones by name), or a list of event
        names in their order (others after them, by name).
    min_events
        Journeys with fewer events, after collapsing, are left out; by default empty journeys stay.
    max_events
        Journeys keep their first elements that fit into this many events (elements are never split); those that lost
        events are listed in `cut`.
    start, end
        Only events with ``start ≤ t < end``. Customers (or cases) left without events stay as one empty journey.
    observed_until
        End of observation: one time, or a further column (per journey the latest value of its rows). By default the
        log's last time, or `end` where that is earlier.
    n_jobs
        Threads; all processors for None and -1. The result does not depend on it.

    Returns
    -------
    CodedJourneys
        Ordered by customer, then case, then time; `cases` are named where `by` is given.

    Raises
    ------
    OptionError, MissingColumnError, UnknownEventError
        A bad option, or two that do not go together.
    EmptyLogError
        A log without a row.
    CapacityError
        More distinct names or rows than 32-bit codes can number.

    Examples
    --------
    >>> import pyarrow as pa
    >>> log = EventTable(pa.table({"who": ["b", "a", "a"], "what": ["x", "y", "x"], "when": [3, 2, 1]}),
    ...                  customer="who", event="what", time="when")
    >>> coded = encode(log)
    >>> coded.events.tolist(), coded.offsets.tolist()
    ([0, 1, 0], [0, 2, 3])
    """
    plan = check(
        table,
        session_gap=session_gap,
        by=by,
        collapse_repeats=collapse_repeats,
        simultaneous=simultaneous,
        tie=tie,
        min_events=min_events,
        max_events=max_events,
        start=start,
        end=end,
        observed_until=observed_until,
        n_jobs=n_jobs,
    )
    if len(table) == 0:
        message = "The log has no events, so there are no journeys; check what was read and what was dropped."
        raise EmptyLogError(message)
    return assemble(table, plan)


@dataclass(frozen=True)
class _Groups:
    """What journeys are grouped by before sessions are cut: customers, or (customer, case)."""

    codes: _core.ColumnCodes
    customers: Vocabulary
    customer_of: NDArray[np.uint32] | None = None
    cases: Vocabulary | None = None
    case_of: NDArray[np.uint32] | None = None


@dataclass(frozen=True)
class _Labels:
    """What orders events of the same time; `places` and `events` as `_core.order_events` takes them."""

    codes: _core.ColumnCodes
    vocabulary: Vocabulary
    places: NDArray[np.uint32] | None = None
    events: NDArray[np.uint32] | None = None


def assemble(table: EventTable, plan: Plan) -> CodedJourneys:
    """What `encode` does once its options are checked; the table has rows."""
    groups, labels = _groups(table, plan), _labels(table, plan)
    carries = table.value is not None or len(table.extra) > 0
    events, times, offsets, rows, tied = _core.order_events(
        groups.codes,
        labels.codes,
        integer_chunks(table.table[table.time]),
        places=labels.places,
        events=labels.events,
        # Rows that carry something are merged when it is known what they carry.
        merge=plan.sets and not carries,
        carry_rows=carries,
        n_jobs=plan.threads,
    )
    if rows is not None:
        rows = settle(rows, events, times, offsets, table, plan.tie if isinstance(plan.tie, str) else None)
    until = _observed_until(table, plan, times, offsets, rows)
    events, times, offsets, owners, cut, moved = _shape(events, times, offsets, plan, carries=carries)
    customer_codes = owners if groups.customer_of is None else groups.customer_of[owners]
    values, extras = _carried(table, plan, rows, moved)
    return CodedJourneys(
        events=events,
        times=times,
        offsets=offsets,
        element_starts=element_starts(times, offsets) if plan.sets else None,
        vocabulary=labels.vocabulary,
        customers=groups.customers,
        customer_codes=customer_codes,
        parts=number_parts(customer_codes),
        cases=groups.cases,
        case_codes=None if groups.case_of is None else groups.case_of[owners],
        values=values,
        extras=extras,
        time_unit=table.time_unit,
        tied_share=tied / len(table),
        cut=cut,
        observed_until=until[owners] if isinstance(until, np.ndarray) else until,
        recipe=_recipe(table, plan),
        attributes=by_code(table, groups.customers),
    )


def _recipe(table: EventTable, plan: Plan) -> dict[str, Any]:
    return {
        "source": "events",
        "customer": table.customer,
        "event": table.event,
        "time": table.time,
        "value": table.value,
        "cleaning": fingerprint(table.recipe),
        **plan.asked,
    }


def _observed_until(
    table: EventTable,
    plan: Plan,
    times: NDArray[np.int64],
    offsets: NDArray[np.uint64],
    rows: NDArray[np.uint32] | None,
) -> int | NDArray[np.int64]:
    """The end of observation, one for all journeys or one each; `rows` are there where a column is named."""
    if isinstance(plan.observed_until, str) and rows is not None:
        column: NDArray[np.int64] = observed_column(table, plan.observed_until, rows, offsets)
        return column
    if isinstance(plan.observed_until, int):
        return plan.observed_until
    last = int(times[offsets[1:] - 1].max())
    return last if plan.end is None else min(last, plan.end)


def _carried(
    table: EventTable, plan: Plan, rows: NDArray[np.uint32] | None, moved: Moved | None
) -> tuple[NDArray[np.float64] | None, dict[str, Any]]:
    """The values and further columns of the events; there are none where no rows were carried."""
    if rows is None:
        return None, {}
    values = None if table.value is None else carried_values(table.table[table.value], rows, moved)
    return values, {name: carried_column(table.table[name], rows, moved) for name in table.extra if name != plan.by}


def _shape(
    events: NDArray[np.uint32], times: NDArray[np.int64], offsets: NDArray[np.uint64], plan: Plan, *, carries: bool
) -> tuple[Any, Any, Any, Any, Any, Moved | None]:
    if not (plan.shapes or (plan.sets and carries)):
        return events, times, offsets, np.arange(len(offsets) - 1, dtype=np.uint32), None, None
    events, times, offsets, owners, cut, sources, targets = _core.shape_journeys(
        events,
        times,
        offsets,
        start=plan.start,
        end=plan.end,
        merge=plan.sets and carries,
        sets=plan.sets,
        session_gap=plan.session_gap,
        collapse=plan.collapse,
        min_events=plan.min_events,
        max_events=plan.max_events,
        trace=carries,
    )
    moved = Moved(sources, targets) if carries else None
    return events, times, offsets, owners, None if plan.max_events is None else cut, moved


def _groups(table: EventTable, plan: Plan) -> _Groups:
    customer = column_codes(table.table[table.customer], plan.threads)
    customers = vocabulary_of(customer)
    if plan.by is None:
        return _Groups(customer, customers)
    column = table.table[plan.by]
    check_complete(column.null_count, plan.by, "by")
    case = column_codes(sortable_names(column, plan.by), plan.threads)
    codes, customer_of, case_of = _core.pair_codes(customer, case, limit=MOST_NAMES)
    return _Groups(codes, customers, customer_of, vocabulary_of(case), case_of)


def _labels(table: EventTable, plan: Plan) -> _Labels:
    event = column_codes(table.table[table.event], plan.threads)
    vocabulary = vocabulary_of(event)
    if plan.tie is None:
        return _Labels(event, vocabulary)
    if isinstance(plan.tie, str):
        ranks = _tie_codes(table.table[plan.tie], plan.tie, plan.threads)
        codes, _, events = _core.pair_codes(ranks, event, limit=MOST_NAMES)
        return _Labels(codes, vocabulary, events=events)
    named = np.array([vocabulary.code(name) for name in plan.tie], dtype=np.uint32)
    others = np.setdiff1d(np.arange(len(vocabulary), dtype=np.uint32), named)
    events = np.concatenate([named, others])
    places = np.empty_like(events)
    places[events] = np.arange(len(events), dtype=np.uint32)
    return _Labels(event, vocabulary, places=places, events=events)


def _tie_codes(column: "pa.ChunkedArray", name: str, threads: int) -> _core.ColumnCodes:
    import pyarrow as pa

    kind = column.type
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind)
    if column.null_count == 0 and (text or pa.types.is_integer(kind)):
        return column_codes(sortable_names(column, name), threads)
    return _core.encode_integers([ranked(column)], n_jobs=threads, limit=MOST_NAMES)


def element_starts(times: NDArray[np.int64], offsets: NDArray[np.uint64]) -> NDArray[np.uint8] | None:
    """Which events open an element where events of one time form one: bits, or None where every event does."""
    return _core.find_element_starts(times, offsets)
