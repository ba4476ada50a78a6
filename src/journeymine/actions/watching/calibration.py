"""The threshold at which as many false alarms come as were asked for, over all series together, by simulation."""

from dataclasses import dataclass
from math import ceil, exp, log

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.watching.baseline import Baseline, Floats, Integers, fitted
from journeymine.actions.watching.gains import Method, Rule, rule
from journeymine.actions.watching.recursion import no_evidence, summed
from journeymine.errors import OptionError

#: Expected alarms that a threshold is read from: at least, and at most.
_ALARMS = (100, 1000)
#: Periods simulated, as long as that gives alarms enough, and at most.
_PERIODS, _MOST_PERIODS = 2e7, 1e9
#: More alarms than one in so many periods of a series are none.
_RAREST = 10
#: Series drawn at once, numbers of their baselines, and counts of the periods watched.
_LANES, _NUMBERS, _COUNTS = 50_000, 4_000_000, 20_000_000


@dataclass(frozen=True, eq=False)
class Simulated:
    """Series without growth, as they might have been.

    Attributes
    ----------
    baseline
        What was taken for usual.
    exposure
        float64 of shape (n_baseline, n_lanes).
    n
        float32 of shape (n_periods, n_lanes): events of the periods watched.
    high
        How high each sum goes where no threshold holds it.
    """

    baseline: Baseline
    exposure: Floats
    n: NDArray[np.float32]
    high: Floats

    def take(self, lanes: Integers) -> "Simulated":
        """Some of them."""
        return Simulated(self.baseline.take(lanes), self.exposure[:, lanes], self.n[:, lanes], self.high[lanes])

    def beside(self, other: "Simulated") -> "Simulated":
        """These and others."""
        return Simulated(
            self.baseline.beside(other.baseline),
            np.concatenate([self.exposure, other.exposure], axis=1),
            np.concatenate([self.n, other.n], axis=1),
            np.concatenate([self.high, other.high]),
        )


@dataclass(frozen=True)
class Threshold:
    """A threshold and what it was read from.

    Attributes
    ----------
    value
        The height at which a sum is an alarm.
    n_simulated
        How often all series were simulated.
    n_periods
        How many periods each time.
    n_alarms
        How many alarms there were in all of it.
    """

    value: float
    n_simulated: int
    n_periods: int
    n_alarms: int


def threshold(
    baseline: Baseline,
    exposure: Floats,
    phases: Integers,
    method: Method,
    detect: float,
    per_period: float,
    n_periods: int,
    seed: int,
) -> Threshold:
    """The lowest threshold with at most the false alarms asked for.

    Each series is simulated from its baseline as negative binomial counts without growth: first a baseline stretch of
    the same length, which is fitted anew (a parametric bootstrap; a threshold that takes the fitted rate as the true
    one lets far more alarms through), then the periods watched, with the exposures of the baseline stretch again and
    again. The alarms of all simulations are counted, and the threshold is found by bisection.

    Parameters
    ----------
    baseline
        What is usual.
    exposure, phases
        Those of the baseline stretch: float64 of shape (n_baseline, n_series), int64 of shape (n_baseline,).
    method, detect
        As of `watch`.
    per_period
        False alarms a period, over all series together.
    n_periods
        How many periods are watched in each simulation.
    seed
        Of the simulation.

    Raises
    ------
    OptionError
        So few false alarms are asked for that they cannot be simulated, or more than alarms could be.
    """
    if per_period > exposure.shape[1] / _RAREST:
        message = (
            f"`false_alarms` of watch must be rarer than one in {_RAREST} periods of each series; asked for are "
            f"{per_period:.3g} a period over {exposure.shape[1]:,} series."
        )
        raise OptionError(message)
    n_series, expected = exposure.shape[1], per_period * n_periods
    n_simulated = _n_simulated(n_series, expected, n_periods)
    most = int(expected * n_simulated)
    rng = np.random.default_rng(seed)
    held: Simulated | None = None
    lanes = np.repeat(np.arange(n_series), n_simulated)
    chunk = max(1, min(_LANES, _NUMBERS // len(phases), _COUNTS // n_periods))
    for first in range(0, len(lanes), chunk):
        some = lanes[first : first + chunk]
        found = _simulated(baseline.take(some), exposure[:, some], phases, method, detect, n_periods, rng)
        held = _highest(found if held is None else held.beside(found), most + 1)
    assert held is not None
    value, count = _found(held, phases, method, detect, most)
    return Threshold(value, n_simulated, n_periods, count)


def _n_simulated(n_series: int, expected: float, n_periods: int) -> int:
    least, wanted = (ceil(alarms / expected) for alarms in _ALARMS)
    affordable = int(_PERIODS // (n_series * n_periods))
    # Baselines vary; few of them do not show how much.
    count = max(least, min(wanted, affordable), ceil(500 / n_series))
    if count * n_series * n_periods > _MOST_PERIODS:
        message = (
            f"`false_alarms` of watch must be frequent enough to be simulated; that of {n_series:,} series would need "
            f"{count * n_series * n_periods:.1g} periods: allow more false alarms, or watch fewer series."
        )
        raise OptionError(message)
    return count


def _simulated(
    true: Baseline,
    exposure: Floats,
    phases: Integers,
    method: Method,
    detect: float,
    n_periods: int,
    rng: np.random.Generator,
) -> Simulated:
    means = [true.mean(exposure[place], int(phase)) for place, phase in enumerate(phases)]
    fit = fitted(np.stack([_drawn(mean, true.dispersion, rng) for mean in means]), exposure, phases)
    n = np.empty((n_periods, len(fit.rate)), np.float32)
    sums, high = no_evidence(1, len(fit.rate)), np.zeros(len(fit.rate))
    how = _simpler(method, detect, fit)
    for period in range(n_periods):
        place = period % len(phases)
        n[period] = _drawn(means[place], true.dispersion, rng)
        seasonal = exposure[place] * fit.season[phases[place]]
        sums = summed(how, sums, n[period].astype(np.float64), seasonal, np.inf)
        np.maximum(high, sums.height[0], out=high)
    return Simulated(fit, exposure, n, high)


def _simpler(method: Method, detect: float, baseline: Baseline) -> Rule:
    """The rule, of the automaton its first level only, as its alarms are raised by that."""
    how = rule(method, detect, baseline)
    return how.first_level() if method == "kleinberg" else how


def _drawn(mean: Floats, dispersion: Floats, rng: np.random.Generator) -> Floats:
    wide = np.flatnonzero(dispersion > 0)
    if len(wide):
        size = 1 / dispersion[wide]
        mean = mean.copy()
        mean[wide] *= rng.gamma(size) / size
    return rng.poisson(mean).astype(np.float64)


def _highest(found: Simulated, most: int) -> Simulated:
    """The series whose sums went highest; the others raise no alarm at the threshold to be found."""
    if len(found.high) <= most:
        return found
    return found.take(np.argpartition(found.high, -most)[-most:])


def _found(held: Simulated, phases: Integers, method: Method, detect: float, most: int) -> tuple[float, int]:
    """The lowest threshold with at most so many alarms, and how many there are.

    The number falls about exponentially, so the next guess is where a line through its logarithm at both ends is right.
    """
    low, n_low = 0.0, float("inf")
    above, n_above = float(held.high.max()) * 1.001 + 1e-6, 0
    # Alarms that come about as in a Poisson process leave so many series without one.
    some = len(held.high) * (1 - exp(-most / len(held.high)))
    guess = float(np.quantile(held.high, 1 - some / len(held.high)))
    # Closer than the simulation itself is true would be of no use.
    while n_above < 0.995 * most and above - low > max(1e-4 * above, 1e-9):
        there = n_alarms(held, phases, method, detect, guess)
        if there > most:
            low, n_low = guess, there
        else:
            above, n_above = guess, there
        guess = (low + above) / 2
        if n_above and np.isfinite(n_low):
            share = log(n_low / (0.9975 * most)) / log(n_low / n_above)
            guess = low + (above - low) * min(max(share, 0.05), 0.95)
        elif n_above:
            guess = max(above * 0.9, (low + above) / 2)
        elif np.isfinite(n_low):
            guess = min(low * 1.1 + 1e-6, (low + above) / 2)
    return above, n_above


def n_alarms(held: Simulated, phases: Integers, method: Method, detect: float, value: float) -> int:
    """How many alarms simulated series raise at a threshold.

    Parameters
    ----------
    held
        The series.
    phases
        Those of the baseline stretch.
    method, detect
        As of `watch`.
    value
        The threshold.
    """
    # Alarms come no lower than the sums go.
    reaching = held.take(np.flatnonzero(held.high >= value * (1 - 1e-12)))
    how, count = _simpler(method, detect, reaching.baseline), 0
    sums = no_evidence(1, len(reaching.high))
    for period, n in enumerate(reaching.n):
        place = period % len(phases)
        seasonal = reaching.exposure[place] * reaching.baseline.season[phases[place]]
        after = summed(how, sums, n.astype(np.float64), seasonal, value)
        count += int(np.count_nonzero(after.on & ~sums.on))
        sums = after
    return count
