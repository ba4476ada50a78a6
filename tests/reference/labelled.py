"""Patterns of two groups, slowly: every table, and every way to label."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, erfc, sqrt


def fisher(held: int, holders: int, ones: int, n: int) -> Fraction:
    """The probability of all tables that are no likelier than this one."""
    low, high = max(0, holders + ones - n), min(holders, ones)
    mass = {a: Fraction(comb(ones, a) * comb(n - ones, holders - a), comb(n, holders)) for a in range(low, high + 1)}
    return sum((one for one in mass.values() if one <= mass[held]), Fraction(0))


def cmh(tables: Sequence[tuple[int, int, int, int]]) -> float:
    """P(χ² of one degree ≥ max(0, |Σ(a - E)| - ½)² / ΣV); a table is (held by ones, holders, ones, units)."""
    off, variance = Fraction(0), Fraction(0)
    for a, holders, ones, n in tables:
        off += a - Fraction(holders * ones, n)
        if n > 1:
            variance += Fraction(ones * (n - ones) * holders * (n - holders), n * n * (n - 1))
    return normal(max(abs(off) - Fraction(1, 2), Fraction(0)), variance)


def chi2(held: int, holders: int, ones: int, n: int) -> float:
    """Pearson's χ² of the table, Σ (observed - expected)² / expected."""
    cells = [
        (held, Fraction(holders * ones, n)),
        (holders - held, Fraction(holders * (n - ones), n)),
        (ones - held, Fraction((n - holders) * ones, n)),
        (n - holders - ones + held, Fraction((n - holders) * (n - ones), n)),
    ]
    if any(expected == 0 for _, expected in cells):
        return 1.0
    square = sum(((observed - expected) ** 2 / expected for observed, expected in cells), Fraction(0))
    return erfc(sqrt(float(square) / 2))


def normal(off: Fraction, variance: Fraction) -> float:
    """Two-sided tail of the normal distribution."""
    return erfc(float(off) / sqrt(float(variance)) / sqrt(2)) if variance else 1.0


def labellings(n: int, ones: int) -> list[list[bool]]:
    """Every way to give so many of n units a one."""
    return [[unit in chosen for unit in range(n)] for chosen in map(set, combinations(range(n), ones))]


def tarone(least: Sequence[float], alpha: float) -> int:
    """The smallest k such that at most k hypotheses could reach α / k."""
    return next(k for k in range(1, len(least) + 2) if sum(one <= alpha / k for one in least) <= k)
