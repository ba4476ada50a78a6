"""How often a journey holds a pattern, the slow way: from every choice of elements that holds it."""

from collections.abc import Collection, Sequence
from itertools import combinations

from tests.reference.constrained import Rules, Timed
from tests.reference.sequences import Pattern

Places = tuple[int, ...]


def occurrences(journey: Timed, pattern: Pattern, rules: Rules) -> list[Places]:
    """Every choice of elements that holds the pattern and keeps the rules."""
    return [
        places
        for places in combinations(range(len(journey)), len(pattern))
        if all(set(element) <= set(journey[at][0]) for element, at in zip(pattern, places, strict=True))
        and rules.keeps(places, journey)
    ]


def most_disjoint(found: Sequence[Places]) -> int:
    """The largest number of occurrences whose spans share no element: every set of spans is tried."""
    spans = sorted({(places[0], places[-1]) for places in found})

    def best(left: Sequence[tuple[int, int]], after: int) -> int:
        if not left:
            return 0
        (start, end), rest = left[0], left[1:]
        without = best(rest, after)
        return max(without, 1 + best(rest, end)) if start > after else without

    return best(spans, -1)


def minimal_windows(found: Collection[Places], n: int) -> set[tuple[int, int]]:
    """Intervals of a journey of n elements that hold an occurrence, and no smaller interval inside them does."""
    windows = {
        (start, end)
        for start in range(n)
        for end in range(start, n)
        if any(start <= places[0] and places[-1] <= end for places in found)
    }
    return {(a, b) for a, b in windows if not any((c, d) != (a, b) and a <= c and d <= b for c, d in windows)}
