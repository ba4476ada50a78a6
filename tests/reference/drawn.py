"""Nulls by drawing, slowly and exactly: every journey that could have been drawn, with its chance."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from tests.reference.constrained import Rules, Timed
from tests.reference.counting import minimal_windows, most_disjoint, occurrences
from tests.reference.length_nulls import Journey, serial_law, transition_law
from tests.reference.order_null import orders
from tests.reference.sequences import Pattern

Chances = dict[int, Fraction]
"""Of each count."""


def law_of(law: str, journeys: Sequence[Journey], which: int, times: Sequence[float] | None) -> dict[Journey, Fraction]:
    """The chance of each journey that could stand in the place of one; `times` where names settle ties."""
    journey = journeys[which]
    if law == "serial":
        drawn = serial_law(journeys, len(journey))
    elif law == "transition":
        return transition_law(journeys, len(journey))
    else:
        made = orders(journey)
        if law == "bigram":
            made = sorted({order for order in made if Counter(pairwise(order)) == Counter(pairwise(journey))}, key=repr)
        drawn = {order: Fraction(times, len(made)) for order, times in Counter(made).items()}
    if times is None:
        return drawn
    settled: dict[Journey, Fraction] = {}
    for order, chance in drawn.items():
        blocks = [list(block) for _, block in groupby(zip(times, order, strict=True), key=lambda one: one[0])]
        own = tuple(event for block in blocks for event in sorted((event for _, event in block), key=sorted))
        settled[own] = settled.get(own, Fraction(0)) + chance
    return settled


def count(journey: Timed, pattern: Pattern, rules: Rules, unit: str) -> int:
    """What a journey counts for."""
    found = occurrences(journey, pattern, rules)
    if unit == "occurrences":
        return most_disjoint(found)
    return len(minimal_windows(found, len(journey))) if unit == "windows" else int(bool(found))


def of_journey(law: dict[Journey, Fraction], counted: Callable[[Journey], int]) -> Chances:
    """The chance of each count."""
    chances: Chances = {}
    for order, chance in law.items():
        value = counted(order)
        chances[value] = chances.get(value, Fraction(0)) + chance
    return chances


def summed(parts: Sequence[Chances]) -> Chances:
    """The chance of each sum of independent counts."""
    total: Chances = {0: Fraction(1)}
    for part in parts:
        both: Chances = {}
        for a, p in total.items():
            for b, q in part.items():
                both[a + b] = both.get(a + b, Fraction(0)) + p * q
        total = both
    return total


def any_of(parts: Sequence[Chances]) -> Chances:
    """The chance that at least one of some independent counts is above 0: of a customer's journeys."""
    none = Fraction(1)
    for part in parts:
        none *= part.get(0, Fraction(0))
    return {0: none, 1: 1 - none}
