"""Leverage beside parts, slowly: every mask of elements, every order of the two parts' places."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from tests.reference.matching import Element, holds


def expected(journeys: Sequence[Sequence[Element]], pattern: Sequence[Element]) -> Fraction:
    """The greatest mean support of the interleavings of two parts of the pattern."""
    k, best = len(pattern), Fraction(0)
    for mask in range(1, 2**k - 1):
        sides = [mask >> at & 1 for at in range(k)]
        supports = []
        for order in sorted(set(permutations(sides))):
            parts = {side: [one for one, own in zip(pattern, sides, strict=True) if own == side] for side in (0, 1)}
            way = [parts[side].pop(0) for side in order]
            supports.append(sum(holds(journey, way) for journey in journeys))
        best = max(best, Fraction(sum(supports), len(supports)))
    return best
