"""The slow, obvious twin of queries: every choice of elements is tried."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from journeymine.patterns.query import Query
from tests.reference.constrained import Rules, Timed


def places(journey: Timed, query: Query, rules: Rules) -> tuple[int, ...] | None:
    """The elements of the occurrence that ends first, and of those of the one that starts latest; None without any."""
    choices = combinations(range(len(journey)), len(query.steps))
    fitting = [choice for choice in choices if rules.keeps(choice, journey) and fits(choice, journey, query)]
    return min(fitting, key=lambda choice: (choice[-1], -choice[0]), default=None)


def fits(choice: Sequence[int], journey: Timed, query: Query) -> bool:
    """Do these elements answer the query?"""
    held = [set(events) for events, _ in journey]
    between = zip(pairwise(choice), query.steps[1:], strict=True)
    return (
        all(not held[at].isdisjoint(part) for at, step in zip(choice, query.steps, strict=True) for part in step.parts)
        and all(not step.is_next or b == a + 1 for (a, b), step in between)
        and all(
            held[at].isdisjoint(step.without)
            for (a, b), step in zip(pairwise(choice), query.steps[1:], strict=True)
            for at in range(a + 1, b)
        )
        and (not query.from_start or choice[0] == 0)
        and (not query.to_end or choice[-1] == len(journey) - 1)
    )
