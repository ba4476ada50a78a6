"""What a watch says: where each series stands, and its alarms."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from journeymine.actions.rows import ActionRows, Column
from journeymine.actions.watching.growth import probability_of_growth, rate_interval, ratio_interval
from journeymine.actions.watching.timeline import Timeline, told
from journeymine.actions.watching.watcher import Alarm, Watcher, alarms

#: Names that no column of series may have.
RESERVED = frozenset(
    {
        *("since", "found_at", "until", "is_on", "provisional", "level", "n", "exposure", "rate_before", "rate_now"),
        *("rate_now_low", "rate_now_high", "ratio", "ratio_low", "ratio_high", "probability", "n_baseline", "season"),
        *("dispersion", "statistic", "threshold"),
    }
)


def standing(watcher: Watcher) -> ActionRows:
    """A row a series: what is usual, and how far its sum is on the way to an alarm."""
    running, rows = watcher.running, np.arange(len(watcher.series))
    season = watcher.rule.baseline.season
    columns = {
        **_names(watcher, rows),
        "n_baseline": watcher.rule.baseline.n.copy(),
        "rate_before": watcher.rule.baseline.rate.copy(),
        "season": season.max(axis=0) / season.min(axis=0),
        "dispersion": watcher.rule.baseline.inflation.copy(),
        "statistic": running.sums.height[0].copy(),
        "threshold": np.full(len(rows), watcher.threshold.value),
        "is_on": running.sums.on.copy(),
    }
    return ActionRows(columns, _notes(watcher), _info(watcher))


def alarm_rows(watcher: Watcher, at_least: float) -> ActionRows:
    """A row an alarm, by when it was found, provisional ones last.

    Parameters
    ----------
    watcher
        The watch.
    at_least
        Of `probability`.
    """
    found = alarms(watcher)
    rows = np.array([alarm.series for alarm in found], np.int64)
    n, seasonal, exposure = (_numbers(found, name) for name in ("n", "seasonal", "exposure"))
    baseline = watcher.rule.baseline
    rate, inflation = baseline.rate[rows], baseline.inflation[rows]
    before, now = (baseline.n[rows], baseline.exposure[rows]), (n, seasonal)
    low, high = rate_interval(n, seasonal, inflation)
    ratio_low, ratio_high = ratio_interval(before, now, inflation)
    columns = {
        **_names(watcher, rows),
        "since": _times(watcher.clock, [alarm.since for alarm in found]),
        "found_at": _times(watcher.clock, [alarm.found for alarm in found]),
        "until": _times(watcher.clock, [alarm.until for alarm in found]),
        "is_on": np.array([alarm.until is None for alarm in found], np.bool_),
        "n": n.astype(np.int64) if (n == n.round()).all() else n,
        "exposure": exposure,
        "rate_before": rate,
        "rate_now": n / seasonal,
        "rate_now_low": low,
        "rate_now_high": high,
        "ratio": n / seasonal / rate,
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
        "probability": probability_of_growth(before, now, inflation, at_least),
        **(
            {"level": np.array([alarm.level for alarm in found], np.int64)}
            if watcher.rule.method == "kleinberg"
            else {}
        ),
        "provisional": np.array([alarm.provisional for alarm in found], np.bool_),
    }
    notes = (*_notes(watcher), f"probability: that the rate is at least {at_least:g} times what it was")
    return ActionRows(columns, notes, {**_info(watcher), "at_least": at_least}, frozenset({"probability"}))


def _names(watcher: Watcher, rows: Column) -> dict[str, Column]:
    if not watcher.columns.series:
        return {}
    chosen = [watcher.series[row] for row in rows.tolist()]
    columns = {}
    for place, name in enumerate(watcher.columns.series):
        column = np.empty(len(chosen), object)
        column[:] = [one[place] for one in chosen]
        columns[name] = column
    return columns


def _numbers(found: Sequence[Alarm], name: str) -> Any:
    return np.array([getattr(alarm, name) for alarm in found], np.float64)


def _times(clock: Timeline, starts: Sequence[int | None]) -> Column:
    if clock.unit is None:
        numbers = np.empty(len(starts), object)
        numbers[:] = starts
        return numbers if None in starts else numbers.astype(np.int64)
    times = np.full(len(starts), "NaT", "M8[ns]")
    there = [place for place, start in enumerate(starts) if start is not None]
    times[there] = clock.local(np.array([starts[place] for place in there], np.int64)).view("M8[ns]")
    return times.astype("M8[us]")


def _notes(watcher: Watcher) -> tuple[str, ...]:
    asked, clock = watcher.asked, watcher.clock
    n_on, n_series = int(np.count_nonzero(watcher.running.sums.on)), len(watcher.series)
    per = f" per {watcher.columns.exposure}" if watcher.columns.exposure else ""
    zone = f", times of {clock.zone}" if clock.zone else ""
    who = f"{n_series:,} series of {watcher.columns.n!r}{per}, {n_on:,} of them with an alarm on"
    when = f"{watcher.n_judged:,} periods judged after a baseline of {asked['n_baseline']:,}"
    rate = f"at most {asked['false_alarms']} false alarms over all series together, if periods are independent"
    what = (
        "observational: an alarm says that a rate grew, not why; since when, and by how much, is read from the stretch"
    )
    notes = [
        f"{who}; {when}, up to that of {told(clock, watcher.last)}{zone}",
        f"{rate} and nothing grows; {asked['method']} with threshold {watcher.threshold.value:.3g}",
        f"{what} that raised it, and so errs towards more growth at first",
    ]
    if watcher.rule.method == "kleinberg":
        notes.append(
            "kleinberg describes bursts: a level is worth as much as the threshold; its alarms are the cusum's"
        )
    if watcher.n_waiting:
        why = "incomplete" + (f" or younger than lag={asked['lag']!r}" if asked["lag"] is not None else "")
        notes.append(f"{watcher.n_waiting:,} periods are not judged yet ({why}); what they would raise is provisional")
    return tuple(notes)


def _info(watcher: Watcher) -> dict[str, Any]:
    return {
        **watcher.asked,
        "n_series": len(watcher.series),
        "n_judged": watcher.n_judged,
        "last": told(watcher.clock, watcher.last),
        "threshold": watcher.threshold.value,
        "n_simulated": watcher.threshold.n_simulated,
        "n_simulated_periods": watcher.threshold.n_periods,
        "n_simulated_alarms": watcher.threshold.n_alarms,
    }
