"""Slow, obvious twins of the watch: one series, one number at a time."""

from itertools import product
from math import exp, inf, lgamma, log, sqrt
from typing import Any

import numpy as np


def log_probability(y: int, mean: float, alpha: float) -> float:
    """ln P(Y = y), Poisson or negative binomial."""
    if mean == 0:
        return 0.0 if y == 0 else -inf
    if alpha == 0:
        return y * log(mean) - mean - lgamma(y + 1)
    size = 1 / alpha
    share = size / (size + mean)
    return lgamma(y + size) - lgamma(size) - lgamma(y + 1) + size * log(share) + y * log(1 - share)


def log_ratio(y: int, mean: float, alpha: float, ratio: float) -> float:
    return log_probability(y, mean * ratio, alpha) - log_probability(y, mean, alpha)


def averaged_log_ratio(y: float, exposure: float, events: float, room: float, ratio: float) -> float:
    """ln of P(y | ρ·λ) over P(y | λ), each averaged over λ ~ Gamma(events, room), by adding up over a grid."""
    top = (events + y) / room * 4 + 40 / room
    rates = (np.arange(200_000) + 0.5) * top / 200_000
    prior = (events - 1) * np.log(rates) - room * rates

    def logarithm(mean: np.ndarray) -> float:
        terms = prior + y * np.log(mean) - mean
        return float(terms.max() + np.log(np.exp(terms - terms.max()).sum()))

    return logarithm(ratio * rates * exposure) - logarithm(rates * exposure)


def tail(y: int, mean: float, alpha: float) -> float:
    """P(Y ≥ y)."""
    return 1 - sum(exp(log_probability(one, mean, alpha)) for one in range(y))


def walk(gains: list[float], kept: float, threshold: float) -> list[tuple[int, int, int | None]]:
    """Alarms of one series: since which period, found after which, last of which (None: on)."""
    alarms: list[tuple[int, int, int | None]] = []
    total, since, found, high, on = 0.0, 0, 0, 0, False
    for period, gain in enumerate(gains):
        if total == 0:
            since = period
        total = min(threshold, max(0.0, kept * total + gain))
        if total >= threshold:
            found = found if on else period
            on, high = True, period
        elif on and total == 0:
            alarms.append((since, found, high))
            on = False
    return [*alarms, (since, found, None)] if on else alarms


def best_levels(y: list[int], means: list[float], ratio: float, cost: float, highest: int) -> tuple[int, ...]:
    """The cheapest way of Kleinberg's automaton: every way there is, going up costs, going down does not."""

    def price(way: tuple[int, ...]) -> float:
        climbs = sum(max(0, now - before) for before, now in zip((0, *way), way, strict=False))
        return climbs * cost - sum(
            log_probability(one, mean * ratio**level, 0.0) for one, mean, level in zip(y, means, way, strict=True)
        )

    return min(product(range(highest + 1), repeat=len(y)), key=price)


def baseline(y: list[int], exposure: list[float], phases: list[int]) -> dict[str, Any]:
    """Rate, season and dispersion of one series."""
    n_phases = max(phases) + 1
    length = n_phases if n_phases > 1 else 7
    n_blocks = max(1, len(y) // length)
    block = [min(day // length, n_blocks - 1) for day in range(len(y))]
    observed = [1.0 if room > 0 else 0.0 for room in exposure]
    weights = observed
    for done in range(3):
        found = _moments(y, exposure, phases, weights, n_phases)
        if done == 2:
            return found
        means = found["means"]
        events = [sum(one for one, b in zip(y, block, strict=True) if b == k) for k in range(n_blocks)]
        usual = [sum(one for one, b in zip(means, block, strict=True) if b == k) for k in range(n_blocks)]
        inflation = found["inflation"]
        if done == 0:
            ratios = [one / mean if mean > 0 else 1.0 for one, mean in zip(events, usual, strict=True)]
            usual = [mean * float(np.median(ratios)) for mean in usual]
            within = []
            for k in range(n_blocks):
                own = [(y[d], means[d] * ratios[k]) for d in range(len(y)) if block[d] == k]
                within.append(sum((one - mean) ** 2 / mean for one, mean in own if mean > 0) / max(len(own) - 1, 1))
            inflation = max(1.0, float(np.median(within)))
        off = [
            2 * (sqrt(one + 0.375) - sqrt(mean + 0.375)) / sqrt(inflation)
            for one, mean in zip(events, usual, strict=True)
        ]
        near = [1.0 if abs(one) <= 2 else (2 / abs(one)) ** 2 for one in off]
        weights = [seen * near[b] for seen, b in zip(observed, block, strict=True)]
    raise AssertionError


def _moments(y: list[int], exposure: list[float], phases: list[int], w: list[float], n_phases: int) -> dict[str, Any]:
    days = range(len(y))
    flat = (sum(w[d] * y[d] for d in days) + 0.5) / sum(w[d] * exposure[d] for d in days)
    size, season, learned = sum(w), [1.0] * n_phases, 0.0
    if n_phases > 1:
        events = [sum(w[d] * y[d] for d in days if phases[d] == p) for p in range(n_phases)]
        expected = [flat * sum(w[d] * exposure[d] for d in days if phases[d] == p) for p in range(n_phases)]
        raw = [o / e if e > 0 else 1.0 for o, e in zip(events, expected, strict=True)]
        means = [flat * exposure[d] * raw[phases[d]] for d in days]
        above = sum(w[d] * (y[d] - means[d]) ** 2 for d in days) * size / max(size - n_phases, 1)
        spread = max(1.0, above / max(sum(w[d] * means[d] for d in days), 1e-12))
        unequal = sum((o - e) ** 2 / e for o, e in zip(events, expected, strict=True) if e > 0) / spread
        kept = max(0.0, 1 - (n_phases - 1) / max(unequal, 1e-12))
        average = max(sum(raw) / n_phases, 1e-12)
        season, learned = [1 + kept * (one / average - 1) for one in raw], kept * (n_phases - 1)
    room = sum(w[d] * exposure[d] * season[phases[d]] for d in days)
    rate = (sum(w[d] * y[d] for d in days) + 0.5) / room
    means = [rate * exposure[d] * season[phases[d]] for d in days]
    above = sum(w[d] * (y[d] - means[d]) ** 2 for d in days) * size / max(size - 1 - learned, 1)
    total, squares = sum(w[d] * means[d] for d in days), sum(w[d] * means[d] ** 2 for d in days)
    alpha = max(0.0, (above - total) / squares)
    return {
        "rate": rate,
        "season": season,
        "dispersion": alpha,
        "inflation": 1 + alpha * squares / total,
        "means": means,
        "n": sum(w[d] * y[d] for d in days),
        "exposure": room,
    }
