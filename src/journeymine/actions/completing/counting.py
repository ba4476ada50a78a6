"""Patterns counted period by period, a delivery at a time: only customers of whom anything came are looked at again."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Any

import numpy as np

from journeymine.actions.completing.tally import Counting, Tally, tally
from journeymine.errors import EmptyLogError, UnknownEventError
from journeymine.journeys.clock import moment
from journeymine.journeys.encoding import encode
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.periods import Periods, periods
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.mining.constraints import rules_told
from journeymine.options import bad_option, duration, threads
from journeymine.patterns.level_matches import located
from journeymine.patterns.table import PatternTable
from journeymine.sources.faults.columns import clock
from journeymine.sources.store.later import Later, Mark
from journeymine.sources.table import EventTable

WHERE = "watch_patterns"
#: So many counts are held at the most.
_MOST = 50_000_000


@dataclass(frozen=True)
class Asked:
    """How patterns are counted; plain values, fit for JSON.

    Attributes
    ----------
    every, zone
        The length of a period, and whose midnights days begin at.
    count
        ``"customers"`` or ``"journeys"``.
    outcome, within
        Names or patterns of names, and how long after a completion they count; None for none.
    session_gap, simultaneous
        How journeys are cut.
    n_jobs
        Threads.
    """

    every: Any
    zone: str | None
    count: str
    outcome: tuple[Any, ...] | None
    within: Any
    session_gap: Any
    simultaneous: Any
    n_jobs: int | None


@dataclass(frozen=True, eq=False)
class Counted:
    """What has been counted so far.

    Attributes
    ----------
    tally
        The counts.
    mark
        How far the store was read.
    first, last
        The first and the last time of any event, in the unit of the mark.
    until
        The end of observation.
    n_looked_at
        How many customers were looked at last time.
    n_new, n_late
        How many events had come since the time before, and how many of them were of periods that were complete then.
    whole
        Was everything counted anew?
    """

    tally: Tally
    mark: Mark
    first: int
    last: int
    until: int
    n_looked_at: int = 0
    n_new: int = 0
    n_late: int = 0
    whole: bool = True

    @property
    def n_complete(self) -> int:
        """How many of the first periods were observed to their end."""
        return int(np.count_nonzero(self.tally.periods.edges[1:] <= self.until))


def counted(later: Later, patterns: PatternTable, asked: Asked, before: Counted | None, observed_until: Any) -> Counted:
    """Count what came later.

    Parameters
    ----------
    later
        All events of the customers of whom anything came.
    patterns
        The patterns.
    asked
        How they are counted.
    before
        What was counted before; None: nothing.
    observed_until
        The end of observation; None: the last event.

    Raises
    ------
    EmptyLogError
        There is no event at all.
    OptionError
        An option cannot be what it is.
    """
    base = None if later.whole else before
    if later.table is None and base is None:
        message = f"{WHERE} found no event in the store; see .sources() for what it holds."
        raise EmptyLogError(message)
    spans, first, last, until = spans_of(later, asked, base, observed_until)
    if len(patterns) * len(spans) > _MOST:
        must = (
            f"long enough that patterns × periods are at most {_MOST:,}; there are {len(patterns):,} × {len(spans):,}"
        )
        raise bad_option("every", WHERE, must, asked.every)
    total = Tally.empty(len(patterns), spans, with_leads=asked.outcome is not None)
    total = total if base is None else base.tally.over(spans)
    if later.table is None and base is not None:
        return Counted(total, later.mark, first, last, until, whole=False)
    assert later.table is not None
    now, n_customers = _of(later.table, patterns, asked, spans)
    total = total.plus(now)
    if base is not None and not later.is_new.all():
        earlier, _ = _of(_some(later.table, ~later.is_new), patterns, asked, spans)
        total = total.plus(earlier, -1)
    n_late = 0
    if base is not None:
        judged = base.tally.periods.edges[base.n_complete]
        n_late = int(np.count_nonzero(clock(later.table)[later.is_new] < judged))
    n_new = int(np.count_nonzero(later.is_new))
    return Counted(total, later.mark, first, last, until, n_customers, n_new, n_late, base is None)


def until_of(edge: int, table: EventTable) -> EventTable | None:
    """The events before a time; None where there are none."""
    kept = clock(table) < edge
    return _some(table, kept) if kept.any() else None


def spans_of(later: Later, asked: Asked, base: Counted | None, observed_until: Any) -> tuple[Periods, int, int, int]:
    """The periods, the first and the last time of any event, and the end of observation."""
    times = np.zeros(0, np.int64) if later.table is None else clock(later.table)
    known = [
        *([base.first, base.last] if base is not None else []),
        *([times.min(), times.max()] if len(times) else []),
    ]
    first, last = int(min(known)), int(max(known))
    until = last
    if observed_until is not None:
        until = ceil(moment(observed_until, "observed_until", WHERE, later.mark.unit))
    # What was observed up to the edge of a period says nothing of the next one.
    return periods(first, max(last, until - 1), asked.every, asked.zone, later.mark.unit, WHERE), first, last, until


def _of(table: EventTable, patterns: PatternTable, asked: Asked, spans: Periods) -> tuple[Tally, int]:
    """The counts of some customers, and how many they are."""
    coded = encode(table, session_gap=asked.session_gap, simultaneous=asked.simultaneous, n_jobs=asked.n_jobs)
    own = located(patterns, coded, WHERE)
    counting = Counting(
        own.table.coded["pattern"],
        rules_told(patterns.info, coded, WHERE),
        "customers" if asked.count == "customers" else "first",
        outcome_codes(own.coded.vocabulary, asked.outcome or ()),
        within_of(asked, table.time_unit),
        threads(asked.n_jobs, WHERE),
    )
    return tally(own.coded, counting, spans), coded.n_customers


def within_of(asked: Asked, unit: str | None) -> int:
    """The time in which an outcome counts, in the log's unit; 0 for none."""
    return 0 if asked.within is None else floor(duration(asked.within, "within", WHERE, unit))


def outcome_codes(vocabulary: Vocabulary, names: Sequence[Any]) -> tuple[int, ...]:
    """The events named that occur, in codes."""
    known, found = vocabulary.names(), set[Any]()
    for one in names:
        with suppress(UnknownEventError):
            found |= set(chosen_names(known, one, "outcome", WHERE))
    return tuple(sorted(vocabulary.code(name) for name in found))


def _some(table: EventTable, rows: Any) -> EventTable:
    import pyarrow as pa

    return replace(table, table=table.table.filter(pa.array(rows)))


def to_state(found: Counted) -> dict[str, Any]:
    """What was counted, fit for JSON; no customers."""
    return {
        "mark": {
            "batch": found.mark.batch,
            "rows": found.mark.rows,
            "time_sum": found.mark.time_sum,
            "unit": found.mark.unit,
        },
        "first": found.first,
        "last": found.last,
        "until": found.until,
        "edges": found.tally.periods.edges.tolist(),
        "n": found.tally.n.tolist(),
        "n_active": found.tally.n_active.tolist(),
        "leads": found.tally.leads.tolist(),
    }


def from_state(state: Mapping[str, Any]) -> Counted:
    """What `to_state` said."""
    spans = Periods(np.array(state["edges"], np.int64))
    n, leads = (np.array(state[name], np.int64).reshape(len(state["n"]), -1) for name in ("n", "leads"))
    counts = Tally(spans, n, np.array(state["n_active"], np.int64), leads)
    first, last, until = (int(state[name]) for name in ("first", "last", "until"))
    return Counted(counts, Mark(**state["mark"]), first, last, until)
