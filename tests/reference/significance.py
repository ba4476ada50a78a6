"""Tests of mined sequences, slowly: every order of every journey, every sequence of the family, p by hand."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from tests.reference.matching import holds
from tests.reference.order_null import chance, orders, tail


def family(journeys: Sequence[Sequence[int]], least: int, longest: int) -> list[tuple[int, ...]]:
    """Sequences of 2 … `longest` events, at least two distinct, whose events `least` journeys hold often enough."""
    bags = [Counter(journey) for journey in journeys]
    events = sorted(set().union(*bags))
    written = (one for length in range(2, longest + 1) for one in product(events, repeat=length))
    return [
        one
        for one in written
        if len(set(one)) > 1
        and sum(all(bag[event] >= times for event, times in Counter(one).items()) for bag in bags) >= least
    ]


def exact_p(journeys: Sequence[Sequence[int]], pattern: Sequence[int]) -> tuple[int, Fraction, Fraction]:
    """Support, P(X ≥ support) and the mid-p over all orders of all journeys."""
    wanted = [frozenset({event}) for event in pattern]
    sets = [tuple(frozenset({event}) for event in journey) for journey in journeys]
    support = sum(holds(journey, wanted) for journey in sets)
    chances = [chance(orders(journey), wanted) for journey in sets]
    p, more = tail(chances, support), tail(chances, support + 1)
    return support, p, (p + more) / 2
