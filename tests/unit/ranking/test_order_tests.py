"""One test a pattern: by shuffling as by every order, with ties and under rules, longer where p is small."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import Constraints, constrain
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.options import END, START
from journeymine.ranking import order_tests as module
from journeymine.ranking.order_tests import order_tests
from tests.reference.constrained import Rules, held
from tests.reference.order_null import orders, tail
from tests.unit.mining.test_order_null import Elements, found


def counted(coded: CodedJourneys, patterns: list[Elements], constraints: Constraints) -> FoundPatterns:
    wanted = found(patterns)
    return replace(wanted, n_journeys=count(coded, wanted, constraints=constraints))


RULES: list[tuple[dict[str, object], Rules]] = [
    ({"contiguous": True}, Rules(max_step_gap=1)),
    ({"starts_with": START}, Rules(from_start=True)),
    ({"ends_with": END, "min_step_gap": 2}, Rules(to_end=True, min_step_gap=2)),
]


@pytest.mark.parametrize(("options", "rules"), RULES)
def test_p_under_rules_is_that_of_every_order(options: dict[str, object], rules: Rules) -> None:
    journeys: list[Elements] = [[0, 1, 2], [0, 1, 1, 2], [2, 0, 1], [(0, 1), 2], [1, 0, 2, 0]]
    coded, patterns, shuffles = from_lists(journeys), [[0, 1], [1, 2], [0, 0], [0], [0, 1, 2]], 3_000
    names = {"min_step_gap": None, "contiguous": False, "starts_with": None, "ends_with": None} | options
    constraints = constrain(names, coded, "test")
    own = counted(coded, patterns, constraints)
    got = order_tests(coded, own, constraints, shuffles=shuffles, seed=1)
    mid = order_tests(coded, own, constraints, shuffles=shuffles, seed=1, mid=True)
    for i in np.flatnonzero(got.tested).tolist():
        pattern, chances = patterns[i], []
        for journey in journeys:
            made = orders(tuple(frozenset(one) if isinstance(one, tuple) else frozenset({one}) for one in journey))
            holding = [_holds(one, pattern, rules) for one in made]
            chances.append(Fraction(sum(holding), len(made)))
        p, more = (float(tail(chances, int(own.n_journeys[i]) + above)) for above in (0, 1))
        near = 4 * (p * (1 - p) / shuffles) ** 0.5 + 1 / shuffles
        assert got.p[i] == pytest.approx(p, abs=near)
        assert mid.p[i] == pytest.approx((p + more) / 2, abs=4 * (0.25 / shuffles) ** 0.5)
    anchored = rules.from_start or rules.to_end
    assert got.tested.tolist() == [True, True, True, anchored, True]
    drawn = got.tested & (got.fitting > 0)
    assert got.shuffles.tolist() == [shuffles * one for one in drawn.tolist()]
    assert (got.p[~drawn] == 1).all()


def _holds(journey: tuple[frozenset[int], ...], pattern: Elements, rules: Rules) -> bool:
    wanted = tuple((event,) for event in pattern)
    return wanted in held([(sorted(element), float(at)) for at, element in enumerate(journey)], rules)


def tied(n: int) -> CodedJourneys:
    """Half of the journeys hold ties; 0 comes before 1 in nearly all of them."""
    rows: list[Elements] = [[0, 1, (2, 3)] if i % 2 else [0, 2, 1] for i in range(n)]
    return from_lists([*rows, [1, 0]])


def test_patterns_that_no_shuffle_reaches_are_shuffled_more() -> None:
    coded = tied(60)
    own = counted(coded, [[0, 1], [1, 0], [2], [3, 1]], Constraints())
    got = order_tests(coded, own)
    assert got.shuffles.tolist() == [99_999, 999, 0, 999]
    assert got.p[0] == pytest.approx(1e-5)
    assert got.least.tolist() == [1e-5, 1e-3, 0.0, 1e-3]
    assert got.tested.tolist() == [True, True, False, True]
    assert got.p[2] == 1.0
    same = order_tests(coded, own, n_jobs=3)
    assert (same.p.tolist(), same.shuffles.tolist()) == (got.p.tolist(), got.shuffles.tolist())


@pytest.mark.parametrize("options", [{}, {"max_step_gap": 2}])
def test_no_more_shuffles_than_there_is_time_for(options: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REFINED_STEPS", 1)
    coded = tied(30)
    constraints = constrain(options, coded, "test")
    got = order_tests(coded, counted(coded, [[0, 1]], constraints), constraints)
    assert got.shuffles.tolist() == [999]


def test_patterns_under_rules_that_many_shuffles_reach_are_not_shuffled_more() -> None:
    coded = tied(30)
    constraints = constrain({"max_step_gap": 2}, coded, "test")
    got = order_tests(coded, counted(coded, [[0, 1], [1, 0]], constraints), constraints)
    assert got.shuffles.tolist() == [99_999, 999]
    few = order_tests(coded, counted(coded, [[1, 0]], constraints), constraints, shuffles=999)
    assert got.p[1] == few.p[0]


@pytest.mark.parametrize("shuffles", [None, 99])
def test_no_pattern_no_test(shuffles: int | None) -> None:
    got = order_tests(tied(3), counted(tied(3), [], Constraints()), shuffles=shuffles)
    assert (len(got.p), len(got.least)) == (0, 0)


def test_rows_that_stand_for_several_are_drawn_apart() -> None:
    coded = from_lists([[0, 1, 2], [1, 0], [(0, 1), 2]])
    many = np.array([7, 3, 2], np.uint32)
    rows = replace(coded, multiplicity=many)
    written = from_lists([[0, 1, 2]] * 7 + [[1, 0]] * 3 + [[(0, 1), 2]] * 2)
    constraints = constrain({"contiguous": True}, coded, "test")
    both = [
        order_tests(one, counted(one, [[0, 1], [1, 2]], constraints), constraints, shuffles=99)
        for one in (rows, written)
    ]
    assert both[0].p.tolist() == both[1].p.tolist()
