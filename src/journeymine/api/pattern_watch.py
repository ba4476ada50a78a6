"""Patterns watched for growth: what a journey store takes in each day, judged in seconds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from journeymine.actions.completing.counting import WHERE, Asked, counted
from journeymine.actions.watching.gains import Method
from journeymine.api.action_result import ActionResult
from journeymine.api.journey_store import JourneyStore
from journeymine.api.journeys import Journeys
from journeymine.api.pattern_judging import (
    COUNTED,
    Under,
    baseline_journeys,
    beside,
    check_known,
    check_outcome,
    frame_of,
    from_state,
    judged,
    to_state,
    watchable,
)
from journeymine.api.pattern_set import PatternSet
from journeymine.api.sequences import mine_sequences
from journeymine.api.watching import Alarms
from journeymine.options import bad_option, choice, clash, duration_text, seed
from journeymine.patterns.names import rows as patterns_of
from journeymine.sources.store.later import Mark

if TYPE_CHECKING:
    import pandas as pd


def watch_patterns(
    store: JourneyStore,
    patterns: PatternSet | None = None,
    *,
    min_support: float | None = None,
    max_length: int = 3,
    every: Any = "1d",
    count: Literal["customers", "journeys"] = "customers",
    outcome: Any = None,
    within: Any = None,
    method: Method = "cusum",
    detect: float | None = None,
    false_alarms: str = "1/year",
    season: Literal["week"] | int | None = "week",
    baseline: Any = "56d",
    lag: Any = None,
    session_gap: Any = None,
    simultaneous: Literal["set", "order"] = "set",
    sources: Any = None,
    zone: str | None = None,
    observed_until: Any = None,
    random_state: Any = 0,
    n_jobs: int | None = None,
) -> "PatternWatch":
    """Watch how often patterns are completed in the journeys of a store, and hear which grow.

    Each pattern is a series of counts by period, per active customer, judged as `watch` does. `PatternWatch.update`
    looks only at customers of whom the store took in anything since.

    Parameters
    ----------
    store
        The store.
    patterns
        What to watch, such as ``mine_sequences(store.journeys(until=…), …)``, under the rules they were mined with;
        None: what is mined in the events before the end of the baseline, so that nothing that grew later chose it.
    min_support, max_length
        For mining them: a share or count of journeys, and the most events.
    every, zone
        The length of a period, and whose midnights days begin at; None: UTC.
    count
        ``"customers"``: those in whom the pattern was completed in the period, which is where a minimal window of it
        ends; ``"journeys"``: those that completed it for the first time, which fewer and fewer can.
    outcome, within
        Events that patterns are a warning of (a name, ``"complaint:*"`` or a list), and how long after a completion
        they count: adds the time there is to step in.
    method, detect, false_alarms, season, baseline, lag, random_state
        As in `watch`; the rate of false alarms holds over all patterns together.
    session_gap, simultaneous
        As in `EventLog.journeys`.
    sources
        Only these sources; None: all.
    observed_until
        The end of observation; None: the last event. The period it lies in is not complete, and not judged; periods
        after it are left out.
    n_jobs
        Threads; None: all cores.

    Returns
    -------
    A `PatternWatch`: `alarms()`, `counts()`, `update(store)`, `state()`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    UnknownEventError
        `outcome` fits no event of the store, or none of the events of `patterns` is there.
    EmptyLogError
        The store has no event of these sources.

    Examples
    --------
    >>> import journeymine as jm
    >>> from tempfile import TemporaryDirectory
    >>> rows = [(day * 10 + who, day, what) for day in range(40) for who in range(4 if day < 30 else 9)
    ...         for what in ("bill", "call")]
    >>> who, when, what = zip(*rows)
    >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
    ...     log = {"who": who, "when": when, "what": what}
    ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
    ...     patterns = jm.mine_sequences(store.journeys(until=20, simultaneous="order"), min_support=10, min_length=2)
    ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000",
    ...                                 simultaneous="order", observed_until=40)
    >>> [str(pattern) for pattern in watched.to_pandas()["pattern"]], watched.counts()["n"].tolist()[:3]
    (['bill → call'], [4, 4, 4])
    """
    if not isinstance(store, JourneyStore):
        raise bad_option("store", WHERE, "a JourneyStore", store)
    if (outcome is None) != (within is None):
        raise clash("outcome", "within", WHERE, "an outcome counts for so long after a pattern; give both, or neither")
    named = None if outcome is None else tuple(outcome) if isinstance(outcome, list | tuple | set) else (outcome,)
    counting = choice(count, "count", WHERE, COUNTED)
    lengths = {name: duration_text(one) for name, one in (("within", within), ("session_gap", session_gap))}
    asked = Asked(duration_text(every), zone, counting, named, simultaneous=simultaneous, n_jobs=n_jobs, **lengths)
    watched = {
        "method": method,
        "detect": detect,
        "false_alarms": false_alarms,
        "season": season,
        "baseline": duration_text(baseline),
        "lag": duration_text(lag),
        "random_state": seed(random_state, WHERE),
    }
    chosen_sources = None if sources is None else tuple([sources] if isinstance(sources, str) else sources)
    _check_asked(patterns, min_support)
    later = store._later(chosen_sources, Mark())  # noqa: SLF001
    check_outcome(asked, later)
    if patterns is not None:
        patterns._refuse_protected(WHERE)  # noqa: SLF001
        check_known(patterns._table, later)  # noqa: SLF001
    if patterns is None:
        usual = Journeys(baseline_journeys(later, asked, watched, observed_until))
        patterns = mine_sequences(usual, min_support=min_support, max_length=max_length, n_jobs=n_jobs)
    table = watchable(patterns._table)  # noqa: SLF001
    found = counted(later, table, asked, None, observed_until)
    return PatternWatch(judged(table, asked, chosen_sources, watched, found, None))


class PatternWatch(ActionResult):
    """Patterns under watch: a row each, with what is usual, where it stands, and how long there is before the outcome.

    Columns are those of `Watch`; with an outcome also `n_outcome` (completions that it followed in time) and
    `lead_time_median`, `lead_time_q25`, `lead_time_q75`.

    Examples
    --------
    >>> import journeymine as jm
    >>> from tempfile import TemporaryDirectory
    >>> rows = [(day * 10 + who, 3 * day + step, what) for day in range(40) for who in range(4)
    ...         for step, what in enumerate(("bill", "call", "complaint"))]
    >>> who, when, what = zip(*rows)
    >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
    ...     log = {"who": who, "when": when, "what": what}
    ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
    ...     patterns = jm.mine_sequences(store.journeys(), min_support=160, min_length=2, excludes="complaint")
    ...     watched = jm.watch_patterns(store, patterns, every=3, baseline=20, season=None, false_alarms="1/1000",
    ...                                 outcome="complaint", within=10)
    >>> watched.to_pandas()[["pattern", "n_baseline", "n_outcome", "lead_time_median"]]
            pattern  n_baseline  n_outcome  lead_time_median
    0  (bill, call)        80.0        160               1.0
    """

    def __init__(self, under: Under) -> None:
        super().__init__(beside(under, under.judged._table))  # noqa: SLF001
        self._under = under

    def alarms(self, *, at_least: float = 1.2) -> Alarms:
        """Every alarm so far: which pattern, since when, by how much, and how long there is before the outcome.

        Parameters
        ----------
        at_least
            The growth whose `probability` is asked for.

        Returns
        -------
        A row an alarm, as `Watch.alarms` gives them.

        Raises
        ------
        OptionError
            `at_least` is no number above 0.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> rows = [(day * 10 + who, day, "call") for day in range(40) for who in range(2 if day < 30 else 9)]
        >>> who, when, what = zip(*rows)
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     log = {"who": [*who, *range(1000, 1400)], "when": [*when, *range(40)] + [*range(40)] * 9,
        ...            "what": [*what, *["visit"] * 400]}
        ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
        ...     patterns = jm.mine_sequences(store.journeys(), min_support=10).filter(contains="call")
        ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000")
        >>> watched.alarms().to_pandas()[["pattern", "since", "is_on"]]
           pattern  since  is_on
        0  (call,)     30   True
        """
        return Alarms(beside(self._under, self._under.judged.alarms(at_least=at_least)._table))  # noqa: SLF001

    def counts(self) -> "pd.DataFrame":
        """What is judged: how many completed each pattern in each period.

        Returns
        -------
        A frame of a row a period and pattern: `start` of the period, `pattern`, `n`, `n_active_customers` (with any
        event in the period) and `complete` (was it observed to its end?).

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     log = {"who": [*range(60)], "when": [*range(30)] * 2, "what": ["call"] * 60}
        ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
        ...     patterns = jm.mine_sequences(store.journeys(), min_support=10)
        ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000")
        >>> watched.counts().tail(2)
            start  pattern  n  n_active_customers  complete
        28     28  (call,)  2                   2      True
        29     29  (call,)  2                   2     False
        """
        frame = frame_of(self._under.patterns, self._under.asked, self._under.counted)
        names = list(patterns_of(self._under.patterns))
        return frame.assign(pattern=np.fromiter(names * (len(frame) // len(names)), object, len(frame)))

    def update(self, store: JourneyStore, *, observed_until: Any = None) -> "PatternWatch":
        """After what the store took in since: the same as if it were watched for the first time now.

        Only customers of whom something came are looked at again, with all their events. Events that came late, for
        periods that had been judged, are counted where they belong, and all periods after the baseline are judged
        anew; where they belong to the baseline, it is learnt and the thresholds are simulated anew. Where events were
        taken out of the store (`forget`, `expire`), all is counted anew.

        Parameters
        ----------
        store
            The store, or another one that holds all of it.
        observed_until
            The end of observation; None: the last event.

        Returns
        -------
        The watch after them; this one stays as it was.

        Raises
        ------
        OptionError
            `store` is none, or `observed_until` no time.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> roles = {"customer": "who", "event": "what", "time": "when"}
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     log = {"who": [*range(60)], "when": [*range(30)] * 2, "what": ["call"] * 60}
        ...     done = store.ingest("crm", log, **roles)
        ...     patterns = jm.mine_sequences(store.journeys(), min_support=10)
        ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000")
        ...     done = store.ingest("crm", {"who": [7, 99], "when": [30, 30], "what": ["call"] * 2}, **roles)
        ...     again = watched.update(store, observed_until=31)
        >>> again.info["n_looked_at"], again.counts()["n"].tolist()[-2:]
        (2, [2, 2])
        """
        if not isinstance(store, JourneyStore):
            raise bad_option("store", "update", "a JourneyStore", store)
        under = self._under
        later = store._later(under.sources, under.counted.mark)  # noqa: SLF001
        found = counted(later, under.patterns, under.asked, under.counted, observed_until)
        return PatternWatch(judged(under.patterns, under.asked, under.sources, under.watched, found, under))

    def state(self) -> dict[str, Any]:
        """All that going on needs, as text, numbers, lists and dicts, fit for JSON: counts by period, no customers.

        Returns
        -------
        A dict for `PatternWatch.resume`.

        Examples
        --------
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     log = {"who": [*range(60)], "when": [*range(30)] * 2, "what": ["call"] * 60}
        ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
        ...     patterns = jm.mine_sequences(store.journeys(), min_support=10)
        ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000")
        >>> watched.state()["counted"]["n"]
        [[2, 2, 2, ...]]
        """
        return to_state(self._under)

    @classmethod
    def resume(cls, state: Mapping[str, Any]) -> "PatternWatch":
        """The watch that gave a state.

        Parameters
        ----------
        state
            What `PatternWatch.state` gave, as it was or through JSON.

        Returns
        -------
        A watch that goes on where that one stood.

        Raises
        ------
        InputError
            It is no such state, or of another version.

        Examples
        --------
        >>> import json
        >>> import journeymine as jm
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder, jm.JourneyStore(f"{folder}/journeys.duckdb") as store:
        ...     log = {"who": [*range(60)], "when": [*range(30)] * 2, "what": ["call"] * 60}
        ...     done = store.ingest("crm", log, customer="who", event="what", time="when")
        ...     patterns = jm.mine_sequences(store.journeys(), min_support=10)
        ...     watched = jm.watch_patterns(store, patterns, every=1, baseline=20, season=None, false_alarms="1/1000")
        ...     again = jm.PatternWatch.resume(json.loads(json.dumps(watched.state())))
        ...     repr(again.update(store)) == repr(watched.update(store))
        True
        """
        return cls(from_state(state))


def _check_asked(patterns: Any, min_support: Any) -> None:
    if patterns is None and min_support is None:
        raise bad_option("patterns", WHERE, "a PatternSet, or None with `min_support`", None)
    if patterns is not None and min_support is not None:
        raise clash("min_support", "patterns", WHERE, "patterns that are given are watched as they are; leave one out")
    if patterns is not None and not isinstance(patterns, PatternSet):
        raise bad_option("patterns", WHERE, "a PatternSet, or None with `min_support`", patterns)
