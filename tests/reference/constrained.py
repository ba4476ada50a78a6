"""The slow, obvious twin of the constrained search: every choice of places that keeps all rules, every event there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise, product

from journeymine.journeys.vocabulary import Name
from tests.reference.sequences import Pattern, Row, length, order

Timed = Sequence[tuple[Sequence[Name], float]]
"""A journey: its elements, each with its time."""


@dataclass(frozen=True)
class Rules:
    """Everything that can be asked of occurrences and of patterns; times are numbers."""

    min_gap: float = 0
    max_gap: float = float("inf")
    max_span: float = float("inf")
    min_step_gap: int = 1
    max_step_gap: int | None = None
    from_start: bool = False
    to_end: bool = False
    starts_with: frozenset[Name] | None = None
    ends_with: frozenset[Name] | None = None
    contains: tuple[frozenset[Name], ...] = ()
    excludes: frozenset[Name] = frozenset()

    def keeps(self, places: Sequence[int], journey: Timed) -> bool:
        """Do elements at these places meet all rules together?"""
        times = [journey[at][1] for at in places]
        most = len(journey) if self.max_step_gap is None else self.max_step_gap
        return (
            all(self.min_step_gap <= b - a <= most for a, b in pairwise(places))
            and all(self.min_gap <= b - a <= self.max_gap for a, b in pairwise(times))
            and times[-1] - times[0] <= self.max_span
            and (not self.from_start or places[0] == 0)
            and (not self.to_end or places[-1] == len(journey) - 1)
        )

    def admits(self, pattern: Pattern) -> bool:
        """Is a result wanted?"""
        return (
            (self.starts_with is None or bool(self.starts_with & set(pattern[0])))
            and (self.ends_with is None or bool(self.ends_with & set(pattern[-1])))
            and all(any(wanted <= set(element) for element in pattern) for wanted in self.contains)
        )


def held(journey: Timed, rules: Rules) -> set[Pattern]:
    """Every pattern that a journey holds."""
    found: set[Pattern] = set()
    for places in _choices(len(journey)):
        if rules.keeps(places, journey):
            left = [sorted(set(journey[at][0]) - rules.excludes) for at in places]
            found |= set(product(*([*_parts(events)] for events in left)))
    return found


def _choices(n: int) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(range(n), size) for size in range(1, n + 1))


def _parts(events: Sequence[Name]) -> Iterator[tuple[Name, ...]]:
    return chain.from_iterable(combinations(events, size) for size in range(1, len(events) + 1))


def is_inside(small: Pattern, big: Pattern, most_apart: int | None) -> bool:
    """Is `small` inside `big`, its matched elements at most so far apart?"""
    apart = len(big) if most_apart is None else most_apart
    return any(
        all(b - a <= apart for a, b in pairwise(places))
        and all(set(element) <= set(big[at]) for element, at in zip(small, places, strict=True))
        for places in combinations(range(len(big)), len(small))
    )


def mine(
    journeys: Sequence[Timed],
    min_support: int,
    kind: str,
    rules: Rules,
    *,
    min_length: int = 1,
    max_length: int | None = None,
    top_k: int | None = None,
) -> list[Row]:
    """All results in result order."""
    holders: dict[Pattern, set[int]] = {}
    for number, journey in enumerate(journeys):
        for pattern in held(journey, rules):
            holders.setdefault(pattern, set()).add(number)
    family = {pattern: own for pattern, own in holders.items() if len(own) >= min_support}
    apart = rules.max_step_gap

    def is_result(pattern: Pattern) -> bool:
        own, size = family[pattern], length(pattern)
        around = (p for p in family if length(p) > size and is_inside(pattern, p, apart))
        inside = (p for p in family if length(p) < size and is_inside(p, pattern, apart))
        if kind == "closed":
            return not any(own <= family[p] for p in around)
        if kind == "maximal":
            return not any(around)
        return kind == "all" or (len(own) < len(journeys) and not any(own == family[p] for p in inside))

    lengths = range(min_length, (max_length or 10**9) + 1)
    wanted = (p for p in family if length(p) in lengths and rules.admits(p) and is_result(p))
    return sorted(((p, len(family[p])) for p in wanted), key=order)[:top_k]
