"""Counts of patterns by period, judged: what `watch_patterns` and its updates do between the store and the result."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.completing import counting
from journeymine.actions.completing.counting import WHERE, Asked, Counted, spans_of, within_of
from journeymine.actions.completing.leads import lead_columns, lead_note
from journeymine.actions.rows import ActionRows, Column
from journeymine.actions.watching.panel import chosen, clock_of
from journeymine.api.watching import Watch, watch
from journeymine.errors import InputError, OptionError, UnknownEventError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.encoding import encode
from journeymine.journeys.event_names import chosen_names
from journeymine.options import END, bad_option, near_miss
from journeymine.patterns.files import from_dict
from journeymine.patterns.frames import to_dict
from journeymine.patterns.gaps import gaps
from journeymine.patterns.names import rows as patterns_of
from journeymine.patterns.recount import recounted_info
from journeymine.patterns.table import PatternTable
from journeymine.sources.store.later import Later

if TYPE_CHECKING:
    import pandas as pd

VERSION = 1
COUNTED = {
    "customers": "customers who completed the pattern in the period",
    "journeys": "journeys that completed the pattern for the first time in the period",
}
_KIND = "watch_patterns"


@dataclass(frozen=True, eq=False)
class Under:
    """A watch of patterns.

    Attributes
    ----------
    patterns, asked, sources
        What is watched, how it is counted, and of which sources (None: all).
    watched
        The options of `watch`.
    counted
        What was counted.
    baseline
        The state of the watch when the baseline was learnt and nothing judged.
    judged
        The watch now.
    """

    patterns: PatternTable
    asked: Asked
    sources: tuple[str, ...] | None
    watched: Mapping[str, Any]
    counted: Counted
    baseline: Mapping[str, Any]
    judged: Watch


def watchable(table: PatternTable) -> PatternTable:
    """The patterns alone, with the rules they were mined with.

    Raises
    ------
    OptionError
        There are none, or they are tied to the end of journeys, which are not over.
    """
    if not len(table):
        raise bad_option("patterns", WHERE, "one pattern at least", "none")
    if str(END) in (table.info.get("ends_with") or ()):
        message = f"{WHERE} cannot count patterns that end where journeys do, for journeys go on; mine without jm.END."
        raise OptionError(message)
    info = {name: value for name, value in recounted_info(table.info).items() if name != "mined"}
    columns = {name: table.columns[name] for name in ("length", "n_journeys")}
    return PatternTable("sequences", table.coded, table.vocabulary, table.n_total, columns, {**info, "verb": WHERE})


def check_outcome(asked: Asked, later: Later) -> None:
    """Refuse an outcome that does not occur, and a time in which it counts that is none.

    Raises
    ------
    OptionError
        `within` is no length of time, or 0; `outcome` names no events.
    UnknownEventError
        A name or pattern fits no event, with a near miss.
    """
    if asked.outcome is None or later.table is None:
        return
    if within_of(asked, later.mark.unit) < 1:
        raise bad_option("within", WHERE, "a length of time above 0, such as '14d'", asked.within)
    names = later.table.table[later.table.event].unique().to_pylist()
    chosen_names(sorted(names), list(asked.outcome), "outcome", WHERE)


def check_known(table: PatternTable, later: Later) -> None:
    """Refuse patterns none of whose events the store has, such as numbers where names are text.

    Raises
    ------
    UnknownEventError
        There is none, with a near miss.
    """
    if later.table is None or not len(table) or table.info.get("hierarchy") is not None:
        return
    names = [table.vocabulary.name(code) for code in np.unique(table.coded["pattern"].items).tolist()]
    known = later.table.table[later.table.event].unique().to_pylist()
    if set(names).isdisjoint(known):
        hint = near_miss(names[0], known)
        message = (
            f"None of the events of `patterns` of {WHERE} is in the store, neither {names[0]!r} nor any other.{hint}"
        )
        raise UnknownEventError(message)


def baseline_journeys(later: Later, asked: Asked, watched: Mapping[str, Any], observed_until: Any) -> CodedJourneys:
    """The journeys up to the end of the baseline."""
    spans, *_ = spans_of(later, asked, None, observed_until)
    starts = _starts(spans.edges[:-1], asked, later.mark.unit)
    n_baseline = _n_baseline(starts, watched["baseline"])
    table = (
        None if later.table is None else counting.until_of(int(spans.edges[min(n_baseline, len(spans))]), later.table)
    )
    if table is None:
        raise bad_option("baseline", WHERE, "a stretch that holds events", watched["baseline"])
    return encode(table, session_gap=asked.session_gap, simultaneous=asked.simultaneous, n_jobs=asked.n_jobs)


def judged(
    patterns: PatternTable,
    asked: Asked,
    sources: tuple[str, ...] | None,
    watched: Mapping[str, Any],
    found: Counted,
    before: Under | None,
) -> Under:
    """Judge what was counted; the baseline is learnt once, unless its counts have changed."""
    frame = frame_of(patterns, asked, found)
    n_baseline = _n_baseline(frame["start"][:: len(patterns)], watched["baseline"])
    first = n_baseline * len(patterns)
    if before is not None and _same_start(before.counted, found, n_baseline):
        baseline = before.baseline
    else:
        baseline = watch(frame[:first], series="pattern", **watched).state()
    now = Watch.resume(baseline).update(frame[first:])
    return Under(patterns, asked, sources, watched, found, baseline, now)


def frame_of(patterns: PatternTable, asked: Asked, found: Counted) -> "pd.DataFrame":
    """The counts, a row a period and pattern, as `watch` takes them; patterns are text."""
    import pandas as pd

    tally, n_patterns = found.tally, len(patterns)
    edges = tally.periods.edges[:-1]
    # What happened after the end of observation is of periods that nobody has seen yet.
    n_periods = int(np.searchsorted(edges, found.until, side="right" if found.until == found.last else "left"))
    starts = _starts(edges[:n_periods], asked, found.mark.unit)
    names = [str(pattern) for pattern in patterns_of(patterns)]
    return pd.DataFrame(
        {
            "start": starts.repeat(n_patterns),
            "pattern": np.tile(np.array(names, object), n_periods),
            "n": tally.n[:, :n_periods].T.ravel(),
            "n_active_customers": tally.n_active[:n_periods].repeat(n_patterns),
            "complete": np.repeat(np.arange(n_periods) < found.n_complete, n_patterns),
        }
    )


def beside(under: Under, table: ActionRows) -> ActionRows:
    """What a watch says of its series, said of patterns: with their lead times, and what was counted."""
    asked, found = under.asked, under.counted
    patterns = {str(pattern): (row, pattern) for row, pattern in enumerate(patterns_of(under.patterns))}
    own = [patterns[name] for name in table.columns["pattern"]]
    rows = np.array([row for row, _ in own], np.int64)
    within = within_of(asked, found.mark.unit)
    named: Column = np.fromiter((pattern for _, pattern in own), object, len(own))
    columns = {**table.columns, "pattern": named, **lead_columns(found.tally.leads[rows], within, found.mark.unit)}
    what = f"n: {COUNTED[asked.count]}, {gaps(under.patterns.info)}; {len(under.patterns):,} patterns"
    notes = [f"{what}, {found.mark.rows:,} events of the store", *table.notes]
    if asked.outcome is not None:
        notes.append(lead_note(asked.outcome, asked.within))
    if found.n_late:
        notes.append(
            f"{found.n_late:,} events came late, for periods that had been judged: these were counted and judged anew"
        )
    counts = {name: getattr(found, name) for name in ("n_looked_at", "n_new", "n_late", "whole")}
    info = {**table.info, **_plain(asked), "sources": under.sources and list(under.sources), **counts}
    return ActionRows(columns, tuple(notes), info, table.shares)


def to_state(under: Under) -> dict[str, Any]:
    """All of it, fit for JSON."""
    return {
        "journeymine": _KIND,
        "version": VERSION,
        "patterns": to_dict(under.patterns, ("pattern", "length", "n_journeys")),
        "asked": _plain(under.asked),
        "sources": None if under.sources is None else list(under.sources),
        "watched": dict(under.watched),
        "counted": counting.to_state(under.counted),
        "baseline": dict(under.baseline),
    }


def from_state(state: Any) -> Under:
    """What `to_state` said.

    Raises
    ------
    InputError
        It is none, or of another version.
    """
    if not isinstance(state, Mapping) or state.get("journeymine") != _KIND:
        message = f"`state` of resume must be what PatternWatch.state() gave; got a {type(state).__name__} that is not."
        raise InputError(message)
    if state.get("version") != VERSION:
        message = f"`state` of resume is of version {state.get('version')!r}, this reads version {VERSION}; watch anew."
        raise InputError(message)
    try:
        patterns = from_dict(state["patterns"], "the patterns of `state`")
        outcome = state["asked"]["outcome"]
        asked = Asked(**{**state["asked"], "outcome": None if outcome is None else tuple(outcome)})
        found = counting.from_state(state["counted"])
        sources = None if state["sources"] is None else tuple(state["sources"])
        frame = frame_of(patterns, asked, found)
        first = _n_baseline(frame["start"][:: len(patterns)], state["watched"]["baseline"]) * len(patterns)
        now = Watch.resume(state["baseline"]).update(frame[first:])
    except (KeyError, TypeError, ValueError) as error:
        message = f"`state` of resume is damaged ({error!r}); watch anew."
        raise InputError(message) from error
    return Under(patterns, asked, sources, state["watched"], found, state["baseline"], now)


def _plain(asked: Asked) -> dict[str, Any]:
    return {**asdict(asked), "outcome": None if asked.outcome is None else list(asked.outcome)}


def _starts(edges: Any, asked: Asked, unit: str | None) -> Any:
    """Starts of periods, as times of the zone or as order numbers."""
    if unit is None:
        return edges
    import pandas as pd

    return pd.DatetimeIndex(edges.view(f"datetime64[{unit}]")).tz_localize("UTC").tz_convert(asked.zone or "UTC")


def _n_baseline(starts: Any, baseline: Any) -> int:
    import pandas as pd

    frame = pd.DataFrame({"start": np.asarray(starts) if not hasattr(starts, "dtype") else starts, "n": 0})
    times = frame["start"]
    numbers = times.to_numpy() if times.dtype.kind in "iu" else pd.DatetimeIndex(times).as_unit("ns").asi8
    return clock_of(frame, chosen(frame, "start", None, "n", None)).n_baseline(baseline, numbers)


def _same_start(before: Counted, now: Counted, n: int) -> bool:
    """Are the counts of the first periods what they were?"""
    one, two = before.tally, now.tally
    return (
        np.array_equal(one.periods.edges[: n + 1], two.periods.edges[: n + 1])
        and np.array_equal(one.n[:, :n], two.n[:, :n])
        and np.array_equal(one.n_active[:n], two.n_active[:n])
    )
