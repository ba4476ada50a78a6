"""The one recursion of all methods: a sum that gains, is held between 0 and the threshold, and so goes on and off."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.watching.baseline import Floats, Integers
from journeymine.actions.watching.gains import Rule

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Sums:
    """The evidence for growth.

    Attributes
    ----------
    height
        float64 of shape (n_levels, n_series), between 0 and the threshold.
    on
        bool of shape (n_series,): has the first reached the threshold, and not been 0 since?
    run
        float64 of shape (2, n_series): events and seasonal exposure since it last was 0 or at the threshold.
    """

    height: Floats
    on: Bools
    run: Floats


@dataclass(frozen=True, eq=False)
class Running:
    """Where each series stands after the periods judged so far; arrays of shape (n_series,) unless said otherwise.

    Attributes
    ----------
    sums
        The evidence.
    level
        The highest level that reached the threshold in this alarm; 0 where there is none.
    since, found, high
        Start of the first period after the sum was last 0, of that which raised the alarm, and of the last at the
        threshold.
    counted, counted_high
        float64 of shape (3, n_series): events, seasonal exposure and exposure since `since`, up to the last period and
        to `high`.
    """

    sums: Sums
    level: Integers
    since: Integers
    found: Integers
    high: Integers
    counted: Floats
    counted_high: Floats


@dataclass(frozen=True, eq=False)
class Ended:
    """Alarms that a period ended: which series, and where they stood before."""

    series: Integers
    running: Running


def no_evidence(n_levels: int, n_series: int) -> Sums:
    """Before anything was judged."""
    return Sums(np.zeros((n_levels, n_series)), np.zeros(n_series, np.bool_), np.zeros((2, n_series)))


def at_rest(n_levels: int, n_series: int) -> Running:
    """Before anything was judged."""
    zeros, nothing = np.zeros(n_series, np.int64), np.zeros((3, n_series))
    return Running(no_evidence(n_levels, n_series), zeros, zeros, zeros, zeros, nothing, nothing)


def summed(rule: Rule, sums: Sums, n: Floats, seasonal: Floats, threshold: float) -> Sums:
    """The evidence after one more period: S ← min(h, max(0, k·S + g)).

    An alarm goes on where the sum reaches h and off where it is back at 0. That the sum goes no higher than h makes the
    way back as long as the way there: for a CUSUM, off means that it fell by h from its highest.

    Parameters
    ----------
    rule
        Which gives g and k.
    sums
        The evidence before.
    n, seasonal
        Events and seasonal exposure of the period, of shape (n_series,).
    threshold
        h.
    """
    height = np.minimum(threshold, np.maximum(0.0, rule.kept * sums.height + rule.gains(n, seasonal, sums.run)))
    reached = height[0] >= threshold
    up = height[0] > 0
    run = np.where(up & ~reached, sums.run + np.stack([n, seasonal]), 0.0)
    return Sums(height, (sums.on | reached) & up, run)


def advanced(
    rule: Rule, running: Running, threshold: float, start: int, n: Floats, exposure: Floats, phase: int
) -> tuple[Running, Ended]:
    """Where each series stands after one more period, and which alarms it ended.

    Parameters
    ----------
    rule, threshold
        As of `summed`.
    running
        Where the series stood.
    start, n, exposure, phase
        The period: its start, events and exposure of shape (n_series,), and its phase of the season.
    """
    seasonal = exposure * rule.baseline.season[phase]
    before, sums = running.sums, summed(rule, running.sums, n, seasonal, threshold)
    begins, reached = before.height[0] == 0, sums.height >= threshold
    at_high = sums.on & reached[0]
    total = np.where(begins, 0.0, running.counted) + np.stack([n, seasonal, exposure])
    highest = (np.arange(1, len(reached) + 1)[:, None] * reached).max(axis=0)
    after = Running(
        sums,
        np.where(sums.on, np.maximum(running.level, highest), 0),
        np.where(begins, start, running.since),
        np.where(sums.on & ~before.on, start, running.found),
        np.where(at_high, start, running.high),
        total,
        np.where(at_high, total, running.counted_high),
    )
    return after, Ended(np.flatnonzero(before.on & ~sums.on), running)


def without(running: Running, series: Integers) -> Running:
    """With the evidence of some series set back to nothing and their alarms off."""
    others = np.ones(len(running.level), np.bool_)
    others[series] = False
    before = running.sums
    sums = Sums(before.height * others, before.on & others, before.run * others)
    return replace(running, sums=sums, level=running.level * others)
