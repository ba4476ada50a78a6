"""Slow, obvious twins of weighted support and values, and of their intervals from the draws themselves."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np

from journeymine.ranking.resampling import DRAWS, MEDIAN_DRAWS, Customers


def weighted_support(weights: Sequence[float], holders: Sequence[int]) -> Fraction:
    exact = [Fraction(str(weight)) for weight in weights]
    return sum((exact[at] for at in holders), Fraction(0)) / sum(exact)


def draws(customers: Customers) -> list[list[int]]:
    """Each draw as a list of customers, one as often as it was drawn."""
    times = np.concatenate([block for _, block in customers.blocks()])
    return [np.repeat(np.arange(len(times)), times[:, draw]).tolist() for draw in range(DRAWS)]


def statistics(values: Sequence[float]) -> tuple[float, float, float]:
    """Sum, mean and median of what is known."""
    known = [value for value in values if value == value]  # noqa: PLR0124
    if not known:
        return (float("nan"),) * 3
    return float(sum(known)), float(sum(known)) / len(known), float(median(known))


def intervals(values: Sequence[tuple[float, int]], drawn: Sequence[Sequence[int]]) -> list[tuple[float, float]]:
    """The interval of sum, mean and median of (value, customer) over draws of customers."""
    known = [(value, owner) for value, owner in values if value == value]  # noqa: PLR0124
    if not known:
        return [(float("nan"), float("nan"))] * 3
    told: list[list[float]] = [[], [], []]
    for number, draw in enumerate(drawn):
        own = [value for customer in draw for value, owner in known if owner == customer]
        told[0].append(float(sum(own)))
        if own:
            told[1].append(float(np.mean(own)))
            if number < MEDIAN_DRAWS:
                told[2].append(float(median(own)))
    points: list[Any] = [np.quantile(one, [0.025, 0.975]) if one else (np.nan, np.nan) for one in told]
    return [(float(low), float(high)) for low, high in points]
