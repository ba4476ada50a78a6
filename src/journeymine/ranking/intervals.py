"""Intervals for shares: Wilson, with the sample size that clustered journeys are worth."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""

Floats = NDArray[np.float64]


def wilson(x: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's 95 % interval for shares ``x / n``.

    Parameters
    ----------
    x
        Successes; any shape, fractions allowed (``share * n_eff``).
    n
        Trials; where 0, nothing is known and the interval is [0, 1].

    Returns
    -------
    low, high
        float64 arrays of the broadcast shape, within [0, 1].

    References
    ----------
    Wilson (1927), JASA 22, 209-212.

    Examples
    --------
    >>> low, high = wilson([0, 50], 100)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.4038], [0.037, 0.5962])
    """
    hits, trials = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    size = np.where(trials > 0, trials, 1.0)
    square = Z95 * Z95
    centre = (hits + square / 2) / (size + square)
    half = Z95 / (size + square) * np.sqrt(np.maximum(hits * (size - hits) / size, 0.0) + square / 4)
    # At the ends the bound is exactly 0 or 1; rounding would leave 1e-17 of doubt.
    low = np.where((hits <= 0) | (trials <= 0), 0.0, np.clip(centre - half, 0.0, 1.0))
    high = np.where((hits >= size) | (trials <= 0), 1.0, np.clip(centre + half, 0.0, 1.0))
    return low, high


def effective_size(
    x: ArrayLike,
    x_squares: ArrayLike,
    x_sizes: ArrayLike,
    *,
    total: ArrayLike,
    size_squares: ArrayLike,
    customers: ArrayLike,
) -> Floats:
    """How many independent journeys the journeys of repeated customers are worth.

    With x_c of the n_c journeys of customer c holding the pattern, N = Σn_c, p = Σx_c / N and C customers::

        deff  = C / (C - 1) · Σ_c (x_c - p·n_c)² / (N·p·(1 - p))
        n_eff = N / max(deff, 1)

    The floor of 1 keeps chance (or customers that alternate) from making journeys worth more than they are. Where all
    journeys or none hold the pattern, the spread within customers says nothing; they are then taken as fully alike
    (Kish: n_eff = N² / Σn_c²), the cautious end. The same holds with a single customer.

    Parameters
    ----------
    x
        Σ_c x_c, shape (n_patterns,).
    x_squares
        Σ_c x_c², shape (n_patterns,).
    x_sizes
        Σ_c x_c·n_c, shape (n_patterns,).
    total, size_squares, customers
        N, Σ_c n_c² and C: numbers, or shape (n_patterns,) where each pattern has journeys of its own (the journeys
        that hold a rule's antecedent).

    Returns
    -------
    n_eff
        float64, shape (n_patterns,); N where every customer has one journey.

    Examples
    --------
    Two of four customers hold the pattern in both of their two journeys, two in neither:

    >>> effective_size([4], [8], [8], total=8, size_squares=16, customers=4).round(6).tolist()
    [3.0]
    """
    hits = np.asarray(x, np.float64)
    journeys, people = np.asarray(total, np.float64), np.asarray(customers, np.float64)
    size = np.maximum(journeys, 1.0)
    share = hits / size
    between = np.asarray(x_squares) - 2 * share * np.asarray(x_sizes) + share**2 * np.asarray(size_squares)
    alike = (hits <= 0) | (hits >= journeys) | (people <= 1)
    within = np.where(alike, 1.0, size * share * (1 - share))
    spread = people / np.maximum(people - 1, 1.0) * between / within
    design = np.where(alike, np.asarray(size_squares, np.float64) / size, spread)
    return np.asarray(np.where(journeys == people, journeys, journeys / np.maximum(design, 1.0)), np.float64)
