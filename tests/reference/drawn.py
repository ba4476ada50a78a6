"""Nulls by drawing, slowly and exactly: every journey that could have been drawn, with its chance."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby, pairwise, product
from math import floor, prod

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


Moments = tuple[tuple[frozenset[object], int], ...]
"""Events with their times, in order."""


def timed_law(
    law: str, journeys: Sequence[Sequence[object]], times: Sequence[Sequence[int]], which: int
) -> dict[Moments, Fraction]:
    """The chance of each journey whose events come at other times; events of equal time stand by name."""
    events, clock = journeys[which], times[which]
    first, last = min(clock), max(clock)
    margin = (last - first) // max(len(events) - 1, 1)
    ring = last - first + 2 * margin + 1
    kinds = sorted(set(events), key=repr)
    if law == "rotation":
        # A turn for each kind.
        ways: list[tuple[list[int], Fraction]] = [
            (
                [
                    first - margin + (at - first + margin + turns[kinds.index(event)]) % ring
                    for event, at in zip(events, clock, strict=True)
                ],
                Fraction(1, ring ** len(kinds)),
            )
            for turns in product(range(ring), repeat=len(kinds))
        ]
    else:
        each = [_about(_places(event, journeys, times), ring, margin) for event in events]
        ways = [
            ([first - margin + after for after, _ in one], prod((chance for _, chance in one), start=Fraction(1)))
            for one in product(*(own.items() for own in each))
        ]
    drawn: dict[Moments, Fraction] = {}
    for moved, chance in ways:
        order = sorted(zip(moved, events, strict=True), key=lambda one: (one[0], repr(one[1])))
        own = tuple((frozenset([event]), at) for at, event in order)
        drawn[own] = drawn.get(own, Fraction(0)) + chance
    return drawn


def _places(event: object, journeys: Sequence[Sequence[object]], times: Sequence[Sequence[int]]) -> list[Fraction]:
    """Where a kind of event lies in the windows of journeys, from 0 to 1."""
    places = []
    for row, own in zip(journeys, times, strict=True):
        begun, ended = min(own), max(own)
        margin = Fraction(ended - begun, max(len(row) - 1, 1))
        places += [
            (at - begun + margin) / (ended - begun + 2 * margin)
            for one, at in zip(row, own, strict=True)
            if one == event and begun < ended
        ]
    return places or [Fraction(1, 2)]


def _about(places: Sequence[Fraction], ring: int, margin: int) -> dict[int, Fraction]:
    """The chance of each moment of a window, for an event that comes within half a margin of one of its places."""
    chances: dict[int, Fraction] = {}
    for place in places:
        low = (ring - 1) * place + Fraction(1 - margin, 2)
        for at in range(floor(low), floor(low + margin) + 1):
            inside = min(low + margin, Fraction(at + 1)) - max(low, Fraction(at))
            chance = inside / margin if margin else Fraction(1)
            moment = min(max(at, 0), ring - 1)
            chances[moment] = chances.get(moment, Fraction(0)) + chance / len(places)
    return chances


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
