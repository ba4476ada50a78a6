"""The serial and the transition null, slowly and exactly: every journey that could have been drawn is written out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import lcm

from tests.reference.matching import Element, holds

Journey = tuple[Element, ...]
Law = Mapping[Journey, Fraction]


def serial_law(journeys: Sequence[Journey], length: int, many: Sequence[int] | None = None) -> dict[Journey, Fraction]:
    """The chance of each journey of this length whose elements are drawn from those of all journeys."""
    elements: Counter[Element] = Counter()
    for journey, times in zip(journeys, many or [1] * len(journeys), strict=True):
        for element in journey:
            elements[element] += times
    law = {}
    for drawn in product(elements, repeat=length):
        chance = Fraction(1)
        for element in drawn:
            chance *= Fraction(elements[element], elements.total())
        law[drawn] = chance
    return law


def transition_law(
    journeys: Sequence[Journey], length: int, many: Sequence[int] | None = None
) -> dict[Journey, Fraction]:
    """The chance of each walk of this length, among the walks that go on as far."""
    starts: Counter[Element] = Counter()
    steps: Counter[tuple[Element, Element]] = Counter()
    for journey, times in zip(journeys, many or [1] * len(journeys), strict=True):
        if journey:
            starts[journey[0]] += times
        for pair in pairwise(journey):
            steps[pair] += times
    before: Counter[Element] = Counter()
    for (first, _), times in steps.items():
        before[first] += times
    law: dict[Journey, Fraction] = {(): Fraction(1)} if length == 0 else {}
    for walk in product(sorted({*starts, *(last for _, last in steps)}, key=sorted), repeat=length):
        if length == 0 or not starts[walk[0]] or any(not steps[pair] for pair in pairwise(walk)):
            continue
        chance = Fraction(starts[walk[0]], starts.total())
        for pair in pairwise(walk):
            chance *= Fraction(steps[pair], before[pair[0]])
        law[walk] = chance
    whole = sum(law.values())
    return {walk: chance / whole for walk, chance in law.items()}


def share(law: Law, pattern: Sequence[Element]) -> Fraction:
    """The chance of a journey to hold the pattern."""
    return sum((chance for journey, chance in law.items() if holds(journey, pattern)), Fraction(0))


def automaton(journeys: Sequence[Sequence[int]], length: int, pattern: Sequence[int]) -> Fraction:
    """The same chance by the product automaton: how much of the pattern is done, and where the walk is.

    Counts are brought to one denominator a step, so that whole numbers say it all, however long the walk.
    """
    steps = Counter(pair for journey in journeys for pair in pairwise(journey))
    before = Counter(journey[i] for journey in journeys for i in range(len(journey) - 1))
    common = lcm(*before.values())
    chances = {pair: times * common // before[pair[0]] for pair, times in steps.items()}
    mass: Counter[tuple[int, int]] = Counter()
    for journey in journeys:
        if journey:
            mass[int(journey[0] == pattern[0]), journey[0]] += 1
    for _ in range(length - 1):
        moved: Counter[tuple[int, int]] = Counter()
        for (done, at), own in mass.items():
            for (first, after), times in chances.items():
                if first == at:
                    step = int(done < len(pattern) and pattern[done] == after)
                    moved[done + step, after] += own * times
        mass = moved
    return Fraction(sum(own for (done, _), own in mass.items() if done == len(pattern)), mass.total())
