"""Every definition word by word; slow, for small data."""

import time
from collections.abc import Iterator
from itertools import pairwise

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.asked import Asked
from journeymine.mining.engines.rows import Elements, as_found, length
from journeymine.mining.found import FoundPatterns


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
    journeys = elements_of(coded)
    # Closed and maximal are judged against all longer patterns, whatever the length asked for.
    looks_beyond = asked.kind in {"closed", "maximal"}
    longest = None if looks_beyond else asked.max_length
    supports = _frequent(journeys, asked.min_support, longest)
    rows = [row for row in supports.items() if _is_result(*row, supports, asked.kind, len(journeys))]
    return as_found(rows, asked, time.perf_counter() - begin)


def elements_of(coded: CodedJourneys) -> list[Elements]:
    """The journeys as tuples of elements."""
    opens, events = coded.opens().tolist(), coded.events.tolist()
    bounds = coded.offsets.tolist()
    journeys = []
    for start, stop in pairwise(bounds):
        firsts = [at for at in range(start, stop) if opens[at] or at == start]
        ends = [*firsts[1:], stop]
        journeys.append(tuple(tuple(events[a:b]) for a, b in zip(firsts, ends, strict=False)))
    return journeys


def is_inside(pattern: Elements, other: Elements) -> bool:
    """Does `other` hold the elements of `pattern` in order, each within an element of its own?"""
    following = iter(other)
    return all(any(set(element) <= set(held) for held in following) for element in pattern)


def _frequent(journeys: list[Elements], min_support: int, longest: int | None) -> dict[Elements, int]:
    events = sorted({event for journey in journeys for element in journey for event in element})
    supports: dict[Elements, int] = {}
    layer: list[Elements] = [()]
    while layer and (longest is None or length(layer[0]) < longest):
        grown = {}
        for pattern in layer:
            for longer in _grow(pattern, events):
                support = sum(is_inside(longer, journey) for journey in journeys)
                if support >= min_support:
                    grown[longer] = support
        supports |= grown
        layer = list(grown)
    return supports


def _grow(pattern: Elements, events: list[int]) -> Iterator[Elements]:
    for event in events:
        yield (*pattern, (event,))
        if pattern and event > pattern[-1][-1]:
            yield (*pattern[:-1], (*pattern[-1], event))


def _is_result(pattern: Elements, support: int, supports: dict[Elements, int], kind: str, n_journeys: int) -> bool:
    size = length(pattern)
    if kind == "generators":
        inside = (n for p, n in supports.items() if length(p) < size and is_inside(p, pattern))
        return support < n_journeys and support not in inside
    if kind in {"closed", "maximal"}:
        around = [n for p, n in supports.items() if length(p) > size and is_inside(pattern, p)]
        return support not in around if kind == "closed" else not around
    return True
