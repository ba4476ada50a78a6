"""What is usual: rate, pattern of the week and over-dispersion of each series, from a fixed first stretch."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Blocks of periods further than so many standard deviations from what is usual count for less.
FAR = 2.0
#: Periods of a block where there is no season.
BLOCK = 7
ROUNDS = 3


@dataclass(frozen=True, eq=False)
class Baseline:
    """What is usual, of shape (n_series,) unless said otherwise.

    Attributes
    ----------
    rate
        Events a period and unit of exposure, the season evened out.
    season
        float64 of shape (n_phases, n_series): factors of the phases of the season, 1 on average.
    dispersion
        α of the negative binomial, whose variance is μ + α·μ²; 0: Poisson.
    usual
        Events of a usual period, Σμ²/Σμ.
    n, exposure
        Events and seasonal exposure (Σ w·e·s) that the rate is of.
    """

    rate: Floats
    season: Floats
    dispersion: Floats
    usual: Floats
    n: Floats
    exposure: Floats

    @property
    def inflation(self) -> Floats:
        """Variance over mean of a usual period, D = 1 + α·usual."""
        return 1 + self.dispersion * self.usual

    @property
    def sure_events(self) -> Floats:
        """How many Poisson events the rate is as sure as: (n + ½)/D."""
        return (self.n + 0.5) / self.inflation

    def take(self, series: Integers) -> "Baseline":
        """Some of the series."""
        return Baseline(**{field.name: getattr(self, field.name)[..., series] for field in fields(self)})

    def beside(self, other: "Baseline") -> "Baseline":
        """These series and others."""
        both = {field.name: (getattr(self, field.name), getattr(other, field.name)) for field in fields(self)}
        return Baseline(**{name: np.concatenate(arrays, axis=-1) for name, arrays in both.items()})

    def mean(self, exposure: Floats, phase: int) -> Floats:
        """What is expected of a period, of shape (n_series,)."""
        return np.asarray(self.rate * self.season[phase] * exposure)


def fitted(n: Floats, exposure: Floats, phases: Integers) -> Baseline:
    """The baseline of many series at once.

    Events of a period are taken as negative binomial with mean μ = λ·e·s and variance μ + α·μ². Rate and season are
    moments; the season is drawn towards 1 by max(0, 1 − (P − 1)/X²), X² being the test of equal phases over the
    dispersion (James and Stein's positive part), so that a week is not read into noise. Blocks of one season weigh
    ``min(1, (2/r)²)``, r being 2·(√(y + ⅜) − √(μ + ⅜)) over the root of the dispersion, as Farrington et al. (1996) let
    past outbreaks weigh r⁻² of their Anscombe residuals r.

    Parameters
    ----------
    n, exposure
        float64 of shape (n_periods, n_series); a period of exposure 0 was not observed, and has no events.
    phases
        int64 of shape (n_periods,): which phase of the season each period is, from 0; all occur.
    """
    n_phases = int(phases.max()) + 1
    length = n_phases if n_phases > 1 else BLOCK
    n_blocks = max(1, len(n) // length)
    block = np.minimum(np.arange(len(n)) // length, n_blocks - 1)
    firsts = np.searchsorted(block, np.arange(n_blocks))
    of_block = np.add.reduceat(n, firsts, axis=0)
    # What was not observed tells nothing of dispersion.
    weights = observed = (exposure > 0).astype(np.float64)
    for done in range(ROUNDS):
        found = _moments(n, exposure, phases, weights)
        if done < ROUNDS - 1:
            mean = found.rate * found.season[phases] * exposure
            expected, inflation = np.add.reduceat(mean, firsts, axis=0), found.inflation
            if done == 0:
                expected, inflation = _middle(n, mean, of_block, expected, block)
            off = 2 * (np.sqrt(of_block + 0.375) - np.sqrt(expected + 0.375)) / np.sqrt(inflation)
            weights = observed * np.minimum(1.0, (FAR / np.maximum(np.abs(off), FAR)) ** 2)[block]
    return found


def _middle(n: Floats, mean: Floats, of_block: Floats, expected: Floats, block: Integers) -> tuple[Floats, Floats]:
    """What the median block has of events, and of dispersion about its own level: a burst has no say in either."""
    ratios = np.divide(of_block, expected, out=np.ones_like(expected), where=expected > 0)
    own = mean * ratios[block]
    parts = np.divide((n - own) ** 2, own, out=np.zeros_like(own), where=own > 0)
    firsts, lengths = np.unique(block, return_index=True)[1], np.bincount(block)
    within = np.add.reduceat(parts, firsts, axis=0) / np.maximum(lengths - 1, 1)[:, None]
    return expected * np.median(ratios, axis=0), np.maximum(1.0, np.median(within, axis=0))


def _moments(n: Floats, exposure: Floats, phases: Integers, weights: Floats) -> Baseline:
    season, n_learned = _season(n, exposure, phases, weights)
    seasonal = exposure * season[phases]
    total, held, size = (weights * n).sum(axis=0), (weights * seasonal).sum(axis=0), weights.sum(axis=0)
    # Half an event keeps a series that had none from expecting none.
    rate = (total + 0.5) / held
    mean = rate * seasonal
    weighted, squares = (weights * mean).sum(axis=0), (weights * mean**2).sum(axis=0)
    spread = (weights * (n - mean) ** 2).sum(axis=0) * size / np.maximum(size - 1 - n_learned, 1)
    dispersion = np.maximum(0.0, (spread - weighted) / squares)
    return Baseline(rate, season, dispersion, squares / weighted, total, held)


def _season(n: Floats, exposure: Floats, phases: Integers, weights: Floats) -> tuple[Floats, Floats]:
    """Factors of the phases, of shape (n_phases, n_series), and how many numbers were learned for them."""
    n_phases = int(phases.max()) + 1
    if n_phases == 1:
        return np.ones((1, n.shape[1])), np.zeros(n.shape[1])
    of_phase = np.zeros((n_phases, len(n)))
    of_phase[phases, np.arange(len(n))] = 1
    found, room = of_phase @ (weights * n), of_phase @ (weights * exposure)
    flat = room * ((found.sum(axis=0) + 0.5) / room.sum(axis=0))
    raw = np.divide(found, flat, out=np.ones_like(flat), where=flat > 0)
    mean = (found.sum(axis=0) + 0.5) / room.sum(axis=0) * exposure * raw[phases]
    size = weights.sum(axis=0)
    spread = (weights * (n - mean) ** 2).sum(axis=0) / np.maximum((weights * mean).sum(axis=0), 1e-12)
    inflation = np.maximum(1.0, spread * size / np.maximum(size - n_phases, 1))
    unequal = np.divide((found - flat) ** 2, flat, out=np.zeros_like(flat), where=flat > 0).sum(axis=0) / inflation
    kept = np.maximum(0.0, 1 - (n_phases - 1) / np.maximum(unequal, 1e-12))
    return 1 + kept * (raw / np.maximum(raw.mean(axis=0), 1e-12) - 1), kept * (n_phases - 1)
