"""The way a series went: what was expected of each period, and how far the evidence for growth had come after it."""

from dataclasses import dataclass

import numpy as np

from journeymine.actions.watching.baseline import Floats, Integers
from journeymine.actions.watching.panel import Panel
from journeymine.actions.watching.recursion import Bools, no_evidence, summed
from journeymine.actions.watching.timeline import told
from journeymine.actions.watching.watcher import Watcher, alarms
from journeymine.errors import InputError


@dataclass(frozen=True, eq=False)
class Path:
    """One series, period by period.

    Attributes
    ----------
    expected
        Events where nothing grew: rate × season × exposure.
    statistic
        The evidence after the period, an alarm at the threshold; NaN where the period was not judged.
    in_alarm
        Does the period lie in an alarm, from its beginning to its end?
    is_found
        Was an alarm found after it?
    """

    expected: Floats
    statistic: Floats
    in_alarm: Bools
    is_found: Bools


def path(watcher: Watcher, panel: Panel, series: int) -> Path:
    """The way of one series, as the watch judged it; evidence that `reset` took back is not taken back here.

    Parameters
    ----------
    watcher
        The watch.
    panel
        The counts it was fed with; what came before or after what was judged may be there too.
    series
        Its number.

    Raises
    ------
    InputError
        Periods that were judged are not among the counts.
    """
    judged = _judged(watcher, panel.starts)
    phases = watcher.clock.phases(panel.starts, watcher.asked["season"])
    baseline = watcher.rule.baseline
    seasonal = panel.exposure * baseline.season[phases]
    statistic = np.full(len(panel.starts), np.nan)
    sums = no_evidence(watcher.rule.n_levels, len(watcher.series))
    for place in judged.tolist():
        sums = summed(watcher.rule, sums, panel.n[place], seasonal[place], watcher.threshold.value)
        statistic[place] = sums.height[0, series]
    own = [one for one in alarms(watcher) if one.series == series and not one.provisional]
    in_alarm, found = np.zeros(len(panel.starts), np.bool_), np.zeros(len(panel.starts), np.bool_)
    for alarm in own:
        until = watcher.last if alarm.until is None else alarm.until
        in_alarm |= (panel.starts >= alarm.since) & (panel.starts <= until)
        found |= panel.starts == alarm.found
    return Path(baseline.rate[series] * seasonal[:, series], statistic, in_alarm, found)


def _judged(watcher: Watcher, starts: Integers) -> Integers:
    places = np.flatnonzero(starts <= watcher.last)[-watcher.n_judged :] if watcher.n_judged else np.empty(0, np.int64)
    if watcher.n_judged and (len(places) < watcher.n_judged or starts[places[-1]] != watcher.last):
        message = (
            f"`counts` must hold the {watcher.n_judged:,} periods that were judged, up to that of "
            f"{told(watcher.clock, watcher.last)}; {len(places):,} of them are there."
        )
        raise InputError(message)
    return places
