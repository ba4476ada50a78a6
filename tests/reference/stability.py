"""Slow, obvious twins of ranks over drawn customers and of what heavy users do."""

from collections.abc import Sequence
from fractions import Fraction
from math import exp, isnan, nan, sqrt

Z = 1.959963984540054


def figure(held: Sequence[float], chances: Sequence[float], draw: Sequence[int], by: str) -> float:
    """What a pattern is ranked by in a draw of customers, which hold it so often and were to hold it so often."""
    x = sum(held[one] for one in draw)
    if by == "n_journeys":
        return x
    q = sum(chances[one] for one in draw)
    if q == 0:
        return nan
    lift = x / q
    if by == "lift_order" or x == 0:
        return lift if by == "lift_order" else nan
    return lift * exp(-Z * sqrt(sum((held[one] - lift * chances[one]) ** 2 for one in draw)) / x)


def ranks(values: Sequence[float]) -> list[int]:
    """1 for the largest; ties share the best, NaN comes last."""
    known = [one for one in values if not isnan(one)]
    return [1 + (len(known) if isnan(one) else sum(other > one for other in known)) for one in values]


def heavy(events: Sequence[int], many: Sequence[int]) -> list[Fraction]:
    """How much of each customer is among the 1 % with most events, at least one; ties share what is left."""
    left = max(Fraction(1), Fraction(sum(many), 100))
    part = [Fraction(0)] * len(events)
    for amount in sorted(set(events), reverse=True):
        own = [at for at, one in enumerate(events) if one == amount]
        size = sum(many[at] for at in own)
        for at in own:
            part[at] = min(Fraction(1), left / size)
        left = max(Fraction(0), left - size)
    return part
