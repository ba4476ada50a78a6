"""A watch over series: what is usual, the threshold, and where each stands after the periods judged so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from journeymine.actions.watching.baseline import fitted
from journeymine.actions.watching.calibration import Threshold, threshold
from journeymine.actions.watching.gains import Rule, rule
from journeymine.actions.watching.panel import Columns, Panel, Series
from journeymine.actions.watching.recursion import Running, advanced, at_rest, without
from journeymine.actions.watching.timeline import Timeline, check_regular, told
from journeymine.errors import InputError, OptionError

#: A baseline of fewer periods says nothing.
LEAST_BASELINE = 8


@dataclass(frozen=True)
class Alarm:
    """One stretch in which a series ran above what is usual.

    Attributes
    ----------
    series
        Its number.
    since, found
        Start of the period in which it began, as far as one can tell, and of the one after which it was found.
    until
        Start of the last period of it; None while it goes on.
    level
        The highest level it reached.
    n, seasonal, exposure
        Events, seasonal exposure (Σ e·s) and exposure from `since` to `until`, or to the last period judged.
    provisional
        Is it raised only by periods that are not judged yet?
    """

    series: int
    since: int
    found: int
    until: int | None
    level: int
    n: float
    seasonal: float
    exposure: float
    provisional: bool = False


@dataclass(frozen=True, eq=False)
class Watcher:
    """A watch.

    Attributes
    ----------
    asked
        All options, fit for JSON.
    columns, clock, series
        What the columns are, how time is counted, what the series are called.
    rule, threshold
        How evidence is gathered, with what is usual, and the height of an alarm.
    running, ended
        Where each series stands, and the alarms that are over.
    last
        Start of the last period judged, or of the baseline.
    n_judged
        How many periods were judged.
    waiting
        Provisional alarms, from periods that came but are not judged yet.
    n_waiting
        How many these are.
    """

    asked: Mapping[str, Any]
    columns: Columns
    clock: Timeline
    series: tuple[Series, ...]
    rule: Rule
    threshold: Threshold
    running: Running
    ended: tuple[Alarm, ...]
    last: int
    n_judged: int
    waiting: tuple[Alarm, ...]
    n_waiting: int


def begun(panel: Panel, columns: Columns, clock: Timeline, asked: Mapping[str, Any], seed: int) -> Watcher:
    """A watch over a panel whose first stretch is the baseline.

    Parameters
    ----------
    panel, columns, clock
        The counts, what their columns are, and how time is counted.
    asked
        The options of `watch`.
    seed
        Of the simulation.

    Raises
    ------
    OptionError, InputError
        The baseline is too short, or some series has no exposure in it.
    """
    per_period, unit = clock.alarms_per_period(asked["false_alarms"])
    n_baseline = _n_baseline(panel, clock, asked)
    stretch = panel.part(0, n_baseline)
    phases = clock.phases(stretch.starts, asked["season"])
    idle = np.flatnonzero(stretch.exposure.sum(axis=0) == 0)
    if len(idle):
        message = f"{panel.series[idle[0]]!r} has no exposure in the whole baseline; begin later, or leave it out."
        raise InputError(message)
    method, detect = asked["method"], asked["detect"]
    baseline = fitted(stretch.n, stretch.exposure, phases)
    found = threshold(baseline, stretch.exposure, phases, method, detect, per_period, clock.n_watched(unit), seed)
    how = rule(method, detect, baseline)
    watcher = Watcher(
        {**asked, "n_baseline": n_baseline},
        columns,
        clock,
        panel.series,
        how,
        found,
        at_rest(how.n_levels, len(panel.series)),
        (),
        int(stretch.starts[-1]),
        0,
        (),
        0,
    )
    return fed(watcher, panel.part(n_baseline))


def fed(watcher: Watcher, panel: Panel) -> Watcher:
    """After more periods.

    Parameters
    ----------
    watcher
        Before them.
    panel
        Periods that follow on those judged.

    Raises
    ------
    InputError
        A period was judged already, or one is missing.
    """
    _check_follows(watcher, panel)
    n_ready = _n_ready(watcher, panel)
    after = replace(_run(watcher, panel.part(0, n_ready)), waiting=(), n_waiting=len(panel.starts) - n_ready)
    return replace(after, waiting=_provisional(after, panel.part(n_ready)))


def alarms(watcher: Watcher) -> list[Alarm]:
    """All alarms, by when they were found, those still on and provisional ones included."""
    known = [*watcher.ended, *_open(watcher, provisional=False), *watcher.waiting]
    return sorted(known, key=lambda alarm: (alarm.provisional, alarm.found, alarm.series))


def reset(watcher: Watcher, series: list[int]) -> Watcher:
    """With the alarms of some series closed and their sums back at 0."""
    closed = [alarm for alarm in _open(watcher, provisional=False) if alarm.series in set(series)]
    last = {alarm.series: int(watcher.running.high[alarm.series]) for alarm in closed}
    ended = tuple(replace(alarm, until=last[alarm.series]) for alarm in closed)
    running = without(watcher.running, np.array(series, np.int64))
    return replace(watcher, running=running, ended=(*watcher.ended, *ended))


def _n_baseline(panel: Panel, clock: Timeline, asked: Mapping[str, Any]) -> int:
    count = clock.n_baseline(asked["baseline"], panel.starts)
    ready = len(panel.starts) if panel.complete.all() else int(np.argmin(panel.complete))
    least = max(LEAST_BASELINE, 2 * clock.n_phases(asked["season"]))
    if count < least:
        message = (
            f"`baseline` of watch must be at least {least} periods long"
            f"{', two seasons' if least > LEAST_BASELINE else ''}; {asked['baseline']!r} is {count}."
        )
        raise OptionError(message)
    if count > ready:
        message = (
            f"`baseline` of watch must lie within the counts; {asked['baseline']!r} is {count:,} periods, and "
            f"there are {ready:,} complete ones."
        )
        raise OptionError(message)
    return count


def _check_follows(watcher: Watcher, panel: Panel) -> None:
    if not len(panel.starts):
        return
    clock, pair = watcher.clock, np.array([watcher.last, int(panel.starts[0])])
    steps = float(np.diff(clock.steady(pair))[0] / clock.every)
    last, first = (told(clock, one) for one in pair.tolist())
    if steps < 0.75:
        message = (
            f"The period of {first} was judged already; give rows after {last}. If counts still change after they were "
            "judged, watch with a longer `lag`."
        )
        raise InputError(message)
    if steps > 1.25:
        message = f"Periods are missing: the last one judged is that of {last}, and the first row is of {first}."
        raise InputError(message)
    check_regular(clock, panel.starts)


def _n_ready(watcher: Watcher, panel: Panel) -> int:
    """How many of the first periods are complete and old enough to be judged."""
    n_complete = len(panel.starts) if panel.complete.all() else int(np.argmin(panel.complete))
    if not n_complete:
        return 0
    steady = watcher.clock.steady(panel.starts[:n_complete])
    lag = watcher.clock.steps(watcher.asked["lag"], "lag")
    return int(np.searchsorted(steady, steady[-1] - lag, side="right"))


def _run(watcher: Watcher, panel: Panel) -> Watcher:
    running, ended = watcher.running, list(watcher.ended)
    phases = watcher.clock.phases(panel.starts, watcher.asked["season"]).tolist()
    rows = zip(panel.starts.tolist(), panel.n, panel.exposure, phases, strict=True)
    for start, n, exposure, phase in rows:
        running, over = advanced(watcher.rule, running, watcher.threshold.value, start, n, exposure, phase)
        ended += [_alarm(over.running, one, over=True) for one in over.series.tolist()]
    last = int(panel.starts[-1]) if len(panel.starts) else watcher.last
    n_judged = watcher.n_judged + len(panel.starts)
    return replace(watcher, running=running, ended=tuple(ended), last=last, n_judged=n_judged)


def _provisional(watcher: Watcher, rest: Panel) -> tuple[Alarm, ...]:
    """Alarms that periods not judged yet would raise, as far as they are known."""
    if not len(rest.starts):
        return ()
    on = set(np.flatnonzero(watcher.running.sums.on).tolist())
    ahead = _run(watcher, rest)
    raised = [*ahead.ended[len(watcher.ended) :], *_open(ahead, provisional=True)]
    return tuple(replace(alarm, provisional=True) for alarm in raised if alarm.series not in on)


def _open(watcher: Watcher, *, provisional: bool) -> list[Alarm]:
    places = np.flatnonzero(watcher.running.sums.on).tolist()
    return [replace(_alarm(watcher.running, one, over=False), provisional=provisional) for one in places]


def _alarm(running: Running, series: int, *, over: bool) -> Alarm:
    n, seasonal, exposure = (running.counted_high if over else running.counted)[:, series].tolist()
    until = int(running.high[series]) if over else None
    since, found = int(running.since[series]), int(running.found[series])
    return Alarm(series, since, found, until, int(running.level[series]), n, seasonal, exposure)
