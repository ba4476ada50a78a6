"""What a period speaks for growth, in each of the methods."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from journeymine.actions.watching.baseline import Baseline, Floats

Method = Literal["cusum", "ewma", "poisson", "kleinberg"]
METHODS: tuple[Method, ...] = ("cusum", "ewma", "poisson", "kleinberg")
#: Levels of the burst automaton: `detect`, `detect`² and so on.
N_LEVELS = 5


@dataclass(frozen=True, eq=False)
class Rule:
    """How evidence is gathered.

    Attributes
    ----------
    method, detect
        As of `watch`; ρ.
    baseline
        What is usual.
    kept
        Which share of the sum so far a period leaves, of shape (n_series,): all in a CUSUM, nothing where each period
        is judged by itself.
    n_levels
        How many sums a series has.
    """

    method: Method
    detect: float
    baseline: Baseline
    kept: Floats
    n_levels: int

    def first_level(self) -> "Rule":
        """With one sum a series, that of the first level."""
        return replace(self, n_levels=1)

    def gains(self, n: Floats, seasonal: Floats, run: Floats) -> Floats:
        """What one period adds to the sums, of shape (n_levels, n_series).

        - ``"cusum"``: what the logarithm of the probability of the counts at ρ times the usual rate over that at the
          usual rate grows by. With μ known that is y·ln ρ − (ρ − 1)·μ for Poisson counts (Lucas 1985; Rogerson and
          Yamada 2004 with μ that varies) and y·(ln ρ − q) − q/α, q = ln(1 + (ρ − 1)·α·μ/(1 + α·μ)), for negative
          binomial ones (Höhle and Paul 2008). To this comes what `_unsure` grows by, for μ is known from a baseline.
        - ``"kleinberg"``: with μ taken as known, from ρ^(i − 1)·μ to ρ^i·μ for levels i = 1 … 5.
        - ``"ewma"``: w·2·(√(y + ⅜) − √(μ + ⅜))/√(1 + α·μ), over the standard deviation √(w/(2 − w) + μ/y₀) of the sum,
          the error of the baseline's y₀ events included.
        - ``"poisson"``: −ln(2·P(Y ≥ y)), where α is larger by D/y₀ for the error of the baseline.

        Parameters
        ----------
        n, seasonal
            Events y and seasonal exposure e·s of the period, of shape (n_series,).
        run
            float64 of shape (2, n_series): both before it, since the sum last was 0 or at the threshold.
        """
        mean, alpha = self.baseline.rate * seasonal, self.baseline.dispersion
        if self.method == "ewma":
            off = 2 * (np.sqrt(n + 0.375) - np.sqrt(mean + 0.375)) / np.sqrt(1 + alpha * mean)
            weight = 1 - self.kept
            error = self.baseline.usual / (self.baseline.n + 0.5)
            return np.asarray(weight * off / np.sqrt(weight / (2 - weight) + error))[None]
        if self.method == "poisson":
            return _surprise(n, mean, alpha + 1 / self.baseline.sure_events)[None]
        steps = [_log_ratio(n, mean * self.detect**level, alpha, self.detect) for level in range(self.n_levels)]
        if self.method == "cusum":
            steps[0] += _unsure(self.baseline, self.detect, run + np.stack([n, seasonal]))
            steps[0] -= _unsure(self.baseline, self.detect, run)
        return np.stack(steps)


def rule(method: Method, detect: float, baseline: Baseline) -> Rule:
    """The rule of a method.

    The weight of an EWMA is 0.14·δ^1.4, within 0.01 of what hears a shift of δ standard deviations soonest where false
    alarms come every 500 periods (by the Markov chain of Lucas and Saccucci 1990); here δ = (ρ − 1)·√μ/√(1 + α·μ).
    """
    kept = np.full(len(baseline.rate), 0.0 if method == "poisson" else 1.0)
    if method == "ewma":
        shift = (detect - 1) * np.sqrt(baseline.usual / (1 + baseline.dispersion * baseline.usual))
        kept = 1 - np.clip(0.14 * shift**1.4, 0.05, 0.5)
    return Rule(method, detect, baseline, kept, N_LEVELS if method == "kleinberg" else 1)


def _log_ratio(n: Floats, mean: Floats, dispersion: Floats, ratio: float) -> Floats:
    spread = dispersion * mean
    slower = np.log1p((ratio - 1) * spread / (1 + spread))
    cost = np.divide(slower, dispersion, out=(ratio - 1) * mean, where=dispersion > 0)
    return np.asarray(n * (np.log(ratio) - slower) - cost)


def _unsure(baseline: Baseline, ratio: float, run: Floats) -> Floats:
    """What the evidence of a stretch changes by because the usual rate is not known, but Gamma(a, b) of the baseline.

    With y events and seasonal exposure e the two probabilities, each averaged over that, have the logarithmic ratio
    y·ln ρ − (a + y)·ln((b + ρ·e)/(b + e)), instead of y·ln ρ − (ρ − 1)·a/b·e. All numbers are over the dispersion D.
    """
    n, exposure = run / baseline.inflation
    room = baseline.exposure / baseline.inflation
    known = (ratio - 1) * baseline.rate * exposure
    return np.asarray(known - (baseline.sure_events + n) * np.log1p((ratio - 1) * exposure / (room + exposure)))


def _surprise(n: Floats, mean: Floats, dispersion: Floats) -> Floats:
    from scipy.special import betainc

    gain = np.full(n.shape, -np.inf)
    # At or under the mean at least about half lie above; the tail is asked for where it can matter.
    above = np.flatnonzero(n > mean)
    size = 1 / dispersion[above]
    tail = betainc(n[above], size, mean[above] / (mean[above] + size))
    gain[above] = -np.log(2 * np.maximum(tail, 1e-300))
    return gain
