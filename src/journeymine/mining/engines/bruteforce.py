"""Every definition word by word; slow, for small data."""

import time
from collections.abc import Iterator
from itertools import pairwise

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.asked import Asked
from journeymine.mining.constraints import Constraints
from journeymine.mining.engines.rows import Elements, as_found, length
from journeymine.mining.found import FoundPatterns

Holders = dict[Elements, frozenset[int]]
"""The journeys that hold each pattern."""

Timed = tuple[Elements, tuple[int, ...]]
"""The elements of a journey, and when each was."""


def search(coded: CodedJourneys, asked: Asked) -> FoundPatterns:
    """Sequential patterns: all frequent ones are listed, then each is compared with every other.

    Parameters
    ----------
    coded
        N journeys, of single events or sets.
    asked
        Checked options.
    """
    begin = time.perf_counter()
    rules = asked.constraints
    # Closed and maximal are judged against all longer patterns, whatever the length asked for.
    longest = None if asked.kind in {"closed", "maximal"} else asked.max_length
    family = _family(timed(coded), rules, asked.min_support, longest)
    rows = (
        (pattern, len(holders))
        for pattern, holders in family.items()
        if _is_result(pattern, family, asked.kind, len(coded), rules.max_step_gap) and rules.admits(pattern)
    )
    return as_found(rows, asked, time.perf_counter() - begin)


def elements_of(coded: CodedJourneys) -> list[Elements]:
    """The journeys as tuples of elements."""
    return [elements for elements, _ in timed(coded)]


def timed(coded: CodedJourneys) -> list[Timed]:
    """The journeys as tuples of elements, with their times; all at 0 where no times are known."""
    opens, events = coded.opens().tolist(), coded.events.tolist()
    times = [0] * len(events) if coded.times is None else coded.times.tolist()
    journeys = []
    for start, stop in pairwise(coded.offsets.tolist()):
        firsts = [at for at in range(start, stop) if opens[at] or at == start]
        ends = [*firsts[1:], stop]
        elements = tuple(tuple(events[a:b]) for a, b in zip(firsts, ends, strict=False))
        journeys.append((elements, tuple(times[at] for at in firsts)))
    return journeys


def is_inside(pattern: Elements, other: Elements, most_apart: int | None = None) -> bool:
    """Does `other` hold the elements of `pattern` in order, each within its own, neighbours at most so far apart?"""

    def follows(rest: Elements, before: int | None) -> bool:
        if not rest:
            return True
        first = 0 if before is None else before + 1
        last = len(other) if before is None or most_apart is None else min(len(other), before + most_apart + 1)
        wanted = set(rest[0])
        return any(wanted <= set(other[at]) and follows(rest[1:], at) for at in range(first, last))

    return follows(pattern, None)


def is_held(pattern: Elements, journey: Timed, rules: Constraints) -> bool:
    """Does one occurrence meet all rules together? Whether it ends with the journey is not looked at."""
    elements, times = journey

    def follows(rest: Elements, places: tuple[int, ...]) -> bool:
        if not rest:
            return True
        wanted = set(rest[0])
        return any(
            wanted <= set(elements[at]) and _keeps(places, at, times, rules) and follows(rest[1:], (*places, at))
            for at in range(places[-1] + 1 if places else 0, len(elements))
        )

    return follows(pattern, ())


def _keeps(places: tuple[int, ...], at: int, times: tuple[int, ...], rules: Constraints) -> bool:
    """May the next element of an occurrence be this one?"""
    if not places:
        return at == 0 or not rules.from_start
    steps, gap, span = at - places[-1], times[at] - times[places[-1]], times[at] - times[places[0]]
    least = (rules.min_step_gap is None or steps >= rules.min_step_gap) and (
        rules.min_gap is None or gap >= rules.min_gap
    )
    most = (rules.max_step_gap is None or steps <= rules.max_step_gap) and (
        rules.max_gap is None or gap <= rules.max_gap
    )
    return least and most and (rules.max_span is None or span <= rules.max_span)


def _ends_held(pattern: Elements, journey: Timed, rules: Constraints) -> bool:
    """Does one occurrence meet all rules together, and end with the journey?"""
    elements, times = journey
    # Whoever ends with the journey holds the last element there, and the rest in what comes before.
    if not elements or not set(pattern[-1]) <= set(elements[-1]):
        return False
    marked = (*elements[:-1], (*elements[-1], -1))
    return is_held((*pattern[:-1], (*pattern[-1], -1)), (marked, times), rules)


def _family(journeys: list[Timed], rules: Constraints, min_support: int, longest: int | None) -> Holders:
    """All patterns that enough journeys hold under all rules."""
    excluded = set(rules.excludes)
    events = sorted({event for elements, _ in journeys for element in elements for event in element} - excluded)
    family: Holders = {}
    layer: Holders = {(): frozenset(range(len(journeys)))}
    while layer and (longest is None or length(next(iter(layer))) < longest):
        grown: Holders = {}
        for pattern, before in layer.items():
            for longer in _grow(pattern, events):
                # What begins with a pattern is held by no other journeys.
                holders = frozenset(s for s in before if is_held(longer, journeys[s], rules))
                if len(holders) >= min_support:
                    grown[longer] = holders
        for pattern, holders in grown.items():
            ending = frozenset(s for s in holders if not rules.to_end or _ends_held(pattern, journeys[s], rules))
            if len(ending) >= min_support:
                family[pattern] = ending
        layer = grown
    return family


def _grow(pattern: Elements, events: list[int]) -> Iterator[Elements]:
    for event in events:
        yield (*pattern, (event,))
        if pattern and event > pattern[-1][-1]:
            yield (*pattern[:-1], (*pattern[-1], event))


def _is_result(pattern: Elements, family: Holders, kind: str, n_journeys: int, most_apart: int | None) -> bool:
    size, holders = length(pattern), family[pattern]
    if kind == "generators":
        inside = (p for p, held in family.items() if held == holders and length(p) < size)
        return len(holders) < n_journeys and not any(is_inside(p, pattern, most_apart) for p in inside)
    if kind in {"closed", "maximal"}:
        around = (p for p, held in family.items() if length(p) > size and (kind == "maximal" or holders <= held))
        return not any(is_inside(pattern, p, most_apart) for p in around)
    return True
