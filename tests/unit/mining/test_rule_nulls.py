"""The order null of rules between sets, under gap rules and windows, and of rules with sets: by brute force."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.rule_nulls import rule_null, unordered_rule_null
from tests.reference.constrained import Rules
from tests.reference.order_null import orders, tail
from tests.reference.rules import split, split_sets

Sets = list[list[int]]


def found(patterns: Any) -> FoundPatterns:
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in patterns])]).astype(np.uint64)
    return FoundPatterns(np.concatenate(patterns).astype(np.uint32), offsets, np.zeros(len(patterns), np.uint32))


def numbered(journeys: Any) -> CodedJourneys:
    """Codes are the numbers themselves: the last journey holds them all, and no rule starts in it."""
    return from_lists([*journeys, [(0, 1, 2, 3)]])


def as_timed(journey: Any) -> Any:
    return [(sorted(element), at) for at, element in enumerate(journey)]


def share(journey: Any, sides: Any, within: int | None = None) -> Any:
    from fractions import Fraction

    made = orders(tuple(frozenset({one} if isinstance(one, int) else one) for one in journey))
    hits = sum(sides in split_sets(as_timed(one), within) for one in made)
    return Fraction(hits, len(made))


def singles(events: list[int]) -> Any:
    return tuple((event,) for event in events)


JOURNEYS = [[0, 1, 2], [1, 0, 0, 2], [0, 2, 1, 1], [2, 1, 0, 3], [0, 1], [1, 1, 2, 0, 2], [3, 0, 1, 2, 0], [2]]
RULES: list[tuple[list[int], list[int]]] = [([0], [1]), ([0, 1], [2]), ([1], [0, 2]), ([0, 1], [2, 3]), ([2], [0])]


def test_sets_are_held_by_so_many_orders_as_the_integral_says() -> None:
    coded = numbered(JOURNEYS)
    sides = [found([rule[side] for rule in RULES]) for side in (0, 1)]
    got = unordered_rule_null(coded, *sides, seed=1, n_jobs=2, shuffles=99)
    for i, (left, right) in enumerate(RULES):
        base = [journey for journey in JOURNEYS if set(left) <= set(journey)]
        chances = [share(journey, (singles(left), singles(right))) for journey in base]
        # The last journey holds all events in one element: no order of it holds a rule.
        assert got.fitting[i] == len(base) + 1
        assert got.expected[i] == pytest.approx(float(sum(chances)), rel=1e-12)
        assert got.p[i] == pytest.approx(float(tail(chances, int(got.support[i]))), rel=1e-9)
        held = [(singles(left), singles(right)) in split_sets(as_timed([{e} for e in j]), None) for j in base]
        assert got.support[i] == sum(held)


@pytest.mark.parametrize("within", [None, 1, 2])
def test_journeys_with_sets_and_windows_are_shuffled(within: int | None) -> None:
    journey = [(0, 1), 2, 0, 3]
    coded = from_lists([journey])
    clock = np.array([0, 0, 1, 2, 3], np.int64)
    window = None if within is None else (clock, within)
    got = unordered_rule_null(
        coded, found([[0, 1], [0]]), found([[2], [3]]), window=window, seed=3, n_jobs=1, shuffles=20_000
    )
    for i, sides in enumerate([((0, 1), (2,)), ((0,), (3,))]):
        exact = share(journey, (singles(list(sides[0])), singles(list(sides[1]))), within)
        assert got.expected[i] == pytest.approx(float(exact), abs=0.015)
    assert got.tied.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("constraints", "rules", "within"),
    [
        (Constraints(max_step_gap=1), Rules(max_step_gap=1), None),
        (Constraints(max_gap=2), Rules(max_gap=2), None),
        (Constraints(), Rules(), 1),
        (Constraints(max_gap=2), Rules(max_gap=2), 3),
        (Constraints(to_end=True), Rules(to_end=True), None),
    ],
)
def test_rules_under_a_law_are_shuffled(constraints: Constraints, rules: Rules, within: int | None) -> None:
    journey = [0, 1, 2, 0, 1]
    times = np.array([0, 1, 3, 4, 6], np.int64)
    coded = replace(from_lists([journey]), times=times)
    pattern, splits = [0, 1, 2], [1, 2]
    window = None if within is None else (times, within)
    which = np.zeros(2, np.uint32)
    got = rule_null(
        coded,
        found([pattern]),
        which,
        np.array(splits, np.uint32),
        constraints=constraints,
        window=window,
        seed=5,
        n_jobs=1,
        shuffles=20_000,
    )
    made = [[(sorted(one), int(t)) for one, t in zip(order, times, strict=True)] for order in orders(_sets(journey))]
    for i, cut in enumerate(splits):
        sides = singles(pattern[:cut]), singles(pattern[cut:])
        whole = sum(sides in split(order, rules, within) for order in made)
        alone = sum(_holds(order, sides[0], replace(rules, to_end=False)) for order in made)
        assert got.fitting[i] == 1
        assert got.expected[i] == pytest.approx(whole / alone, abs=0.015)


def _sets(journey: list[int]) -> Any:
    return tuple(frozenset({event}) for event in journey)


def _holds(order: Any, left: Any, rules: Rules) -> bool:
    from tests.reference.constrained import held

    return left in held(order, rules)


def test_random_journeys_have_lifts_of_one() -> None:
    rng = np.random.default_rng(11)
    lifts, chances = [], []
    for _ in range(12):
        journeys = [rng.integers(0, 4, rng.integers(2, 9)).tolist() for _ in range(150)]
        got = unordered_rule_null(
            numbered(journeys), found([left for left, _ in RULES]), found([right for _, right in RULES]),
            seed=1, n_jobs=1, shuffles=99,
        )  # fmt: skip
        lifts += (got.support / got.expected).tolist()
        chances += got.p.tolist()
    assert np.mean(lifts) == pytest.approx(1.0, abs=0.03)
    assert np.mean(np.array(chances) <= 0.05) <= 0.12
    assert 0.3 < np.mean(chances) < 0.7


def test_no_rules_no_rows() -> None:
    none = FoundPatterns(np.empty(0, np.uint32), np.zeros(1, np.uint64), np.empty(0, np.uint32))
    got = unordered_rule_null(numbered(JOURNEYS), none, none, seed=1, n_jobs=2, shuffles=9)
    assert got.support.tolist() == []
