"""The order null, slowly and exactly: every permutation, or polynomials with rational coefficients."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise, permutations, product
from math import comb, factorial

from tests.reference.matching import Element, holds

Journey = tuple[Element, ...]


def integral(key: Sequence[tuple[int, int]]) -> Fraction:
    """P(ΣBeta(m, n - m + 1) ≤ 1): the densities are polynomials, convolved term by term."""

    def density(m: int, n: int) -> list[Fraction]:
        # m·C(n, m)·x^(m-1)·(1 - x)^(n-m)
        terms = [Fraction(0)] * (n + 1)
        for j in range(n - m + 1):
            terms[m - 1 + j] += Fraction(m * comb(n, m) * comb(n - m, j) * (-1) ** j)
        return terms

    if len(key) == 1:
        return Fraction(1)
    total = density(*key[0])
    for part in key[1:]:
        other = density(*part)
        convolved = [Fraction(0)] * (len(total) + len(other) + 1)
        for i, a in enumerate(total):
            for j, b in enumerate(other):
                # ∫ s^i (t - s)^j ds from 0 to t
                convolved[i + j + 1] += a * b * Fraction(factorial(i) * factorial(j), factorial(i + j + 1))
        total = convolved
    return sum((a / (i + 1) for i, a in enumerate(total)), Fraction(0))


def orders(
    journey: Journey,
    ties: Sequence[int] | None = None,
    rank: Callable[[int], int] | None = None,
    *,
    collapsed: bool = False,
) -> list[Journey]:
    """Every journey that the events of this one make over its own slots, one entry a permutation.

    `ties` gives each element's time; elements of equal time are sorted by `rank`. Permutations that put an event twice
    into one element, or (for collapsed journeys) equal elements side by side, are no journeys and left out.
    """
    events = [event for element in journey for event in sorted(element)]
    made = []
    for order in permutations(events):
        left, elements = list(order), []
        for element in journey:
            elements.append(left[: len(element)])
            left = left[len(element) :]
        if ties is not None and rank is not None:
            elements = [e for _, _, e in sorted((ties[i], rank(e[0]), e) for i, e in enumerate(elements))]
        if any(len(set(element)) < len(element) for element in elements):
            continue
        sets = tuple(frozenset(element) for element in elements)
        if collapsed and any(a == b for a, b in pairwise(sets)):
            continue
        made.append(sets)
    return made


def chance(made: Sequence[Journey], pattern: Sequence[Element]) -> Fraction:
    """The share of these orders that hold the pattern."""
    known = Counter(made)
    return Fraction(sum(n for journey, n in known.items() if holds(journey, pattern)), len(made))


def tail(chances: Iterable[Fraction], x: int) -> Fraction:
    """P(X ≥ x) for a sum of independent indicators, by convolving one after another."""
    mass = [Fraction(1)]
    for q in chances:
        mass = [a * (1 - q) + b * q for a, b in zip([*mass, Fraction(0)], [Fraction(0), *mass], strict=True)]
    return sum(mass[x:], Fraction(0))


def family(bags: Sequence[Counter[int]], least: int, longest: int) -> tuple[int, int]:
    """Sequences (and their cuts) whose events `least` journeys hold often enough, in any order: all are written out."""
    events = sorted(set().union(*bags))
    patterns = rules = 0
    for length in range(2, longest + 1):
        for sequence in product(events, repeat=length):
            needs = Counter(sequence)
            if len(needs) > 1 and sum(all(bag[e] >= m for e, m in needs.items()) for bag in bags) >= least:
                patterns, rules = patterns + 1, rules + length - 1
    return patterns, rules
