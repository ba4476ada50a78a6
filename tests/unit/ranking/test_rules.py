"""Ordered rules against their definition, counted by hand and by brute force."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.found import FoundPatterns
from journeymine.mining.ordered_rules import FREE_LAW, Law, cut
from journeymine.mining.rules import FoundRules, Side
from journeymine.mining.sequences import find_sequences
from journeymine.ranking.rules import Asked, Family, early_columns, family_of, held_anywhere, late_columns, shuffles_of
from tests.reference.matching import holds
from tests.reference.order_null import chance, orders, tail


@dataclass(frozen=True)
class Ruled:
    """Rules with all their columns."""

    rules: FoundRules
    columns: dict[str, NDArray[Any]]
    held: NDArray[np.int64]
    family: Family


def ordered_rules(
    found: FoundPatterns,
    coded: CodedJourneys,
    *,
    min_confidence: float = 0.0,
    min_support: int | None = None,
    max_length: int | None = None,
    law: Law = FREE_LAW,
) -> Ruled:
    rules = cut(found, coded, Side(), Side(), Fraction(str(min_confidence)), 1, law)
    family = family_of(coded, ordered=True, min_support=min_support, max_length=max_length, law=law)
    asked = Asked(law=law, shuffles=shuffles_of(rules, coded, law))
    columns = early_columns(rules, len(coded)) | late_columns(rules, coded, asked, family)
    return Ruled(rules, columns, held_anywhere(rules.consequents, coded, asked), family)


Cut = tuple[tuple[int, ...], tuple[int, ...]]


def cuts(ruled: Ruled) -> list[Cut]:
    def rows(side: FoundPatterns) -> list[tuple[int, ...]]:
        return [tuple(side.items[i:j].tolist()) for i, j in pairwise(side.offsets.tolist())]

    return list(zip(rows(ruled.rules.antecedents), rows(ruled.rules.consequents), strict=True))


def journeys(seed: int, n: int = 40) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [[0, 1, 2], *(rng.integers(0, 3, rng.integers(1, 6)).tolist() for _ in range(n))]


def as_sets(events: tuple[int, ...] | list[int]) -> tuple[frozenset[int], ...]:
    return tuple(frozenset({event}) for event in events)


def test_every_column_is_its_formula() -> None:
    rows = journeys(1)
    coded, n = from_lists(rows), len(rows)
    rules = ordered_rules(find_sequences(coded, min_support=4, max_length=3), coded)
    assert len(rules.rules) > 20
    made = {tuple(row): orders(as_sets(row)) for row in rows}
    for i, (a, b) in enumerate(cuts(rules)):
        got = {name: float(column[i]) for name, column in rules.columns.items()}
        base = [row for row in rows if holds(as_sets(row), as_sets(a))]
        x, y = (
            sum(holds(as_sets(row), as_sets(a + b)) for row in rows),
            sum(holds(as_sets(row), as_sets(b)) for row in rows),
        )
        chances = [chance(made[tuple(row)], as_sets(a + b)) / chance(made[tuple(row)], as_sets(a)) for row in base]
        expected = float(sum(chances))
        assert (got["n_antecedent"], got["n_rule"]) == (len(base), x)
        assert (rules.rules.antecedents.n_journeys[i], rules.held[i]) == (len(base), y)
        assert got["support"] == pytest.approx(x / n)
        assert got["confidence"] == pytest.approx(x / len(base))
        assert got["confidence_low"] <= got["confidence"] <= got["confidence_high"]
        assert got["lift_order"] == pytest.approx(x / expected, rel=1e-11)
        assert got["lift_naive"] == pytest.approx(n * x / (len(base) * y))
        assert got["leverage"] == pytest.approx((x - expected) / n, abs=1e-12)
        assert got["p_order"] == pytest.approx(float(tail(chances, x)), rel=1e-9)
        if x < len(base):
            assert got["conviction"] == pytest.approx((len(base) - expected) / (len(base) - x), abs=1e-11)
        else:
            assert got["conviction"] == np.inf
        assert np.isnan(got["q_value"])


def test_the_lift_of_a_repeat_is_one_without_doubt() -> None:
    # Whoever has two a's has one after the other; whoever has one could not have.
    coded = from_lists([[0, 0]] * 3 + [[0, 1]] * 2)
    rules = ordered_rules(find_sequences(coded, min_support=1, min_length=2), coded)
    assert cuts(rules) == [((0,), (0,)), ((0,), (1,))]
    low, high = rules.columns["lift_order_low"], rules.columns["lift_order_high"]
    assert (low[0], high[0]) == (1.0, 1.0)
    # Two of two that could: Wilson's lower bound of the share, 2 / (2 + z²), over the chance of 1/2.
    assert (low[1], high[1]) == pytest.approx((2 * 2 / (2 + 1.959963984540054**2), 2.0))


def test_rows_come_by_support_then_by_pattern_order() -> None:
    coded = from_lists(journeys(2))
    rules = ordered_rules(find_sequences(coded, min_support=6), coded)
    keys = [(-int(n), len(a), a, len(b), b) for n, (a, b) in zip(rules.columns["n_rule"], cuts(rules), strict=True)]
    assert keys == sorted(keys)


def test_closed_sets_give_the_same_rows_for_their_patterns() -> None:
    coded = from_lists([*[[0, 1, 2]] * 9, [0, 2], [2, 0]])
    every = ordered_rules(find_sequences(coded, min_support=5), coded)
    closed = ordered_rules(find_sequences(coded, min_support=5, kind="closed"), coded)
    known = {sides: i for i, sides in enumerate(cuts(every))}
    assert 0 < len(closed.rules) < len(every.rules)
    for i, sides in enumerate(cuts(closed)):
        for name in ("n_antecedent", "n_rule", "confidence", "lift_order", "p_order", "lift_naive"):
            assert closed.columns[name][i] == every.columns[name][known[sides]]


def test_min_confidence_is_inclusive_on_its_decimal() -> None:
    coded = from_lists([[0, 1]] * 7 + [[0]] * 18)
    rules = find_sequences(coded, min_support=7)
    assert len(ordered_rules(rules, coded, min_confidence=0.28).rules) == 1
    assert len(ordered_rules(rules, coded, min_confidence=0.2801).rules) == 0


def test_q_values_count_all_that_could_have_been_reported() -> None:
    coded = from_lists([[0, 1, 2]] * 12 + [[1, 0]] * 3 + [[2, 2, 0]] * 4)
    found = find_sequences(coded, min_support=4, max_length=2)
    rules = ordered_rules(found, coded, min_support=4, max_length=2, min_confidence=0.5)
    # Bags of two events in four journeys or more: {0 1}, {0 2}, {1 2} in two orders each; {2 2} has no second event.
    assert rules.family.size == 6
    assert rules.family.reason is None
    tested = np.array([len(set(a + b)) > 1 for a, b in cuts(rules)])
    p = np.sort(rules.columns["p_order"][tested])
    expected = [min(6 * later / (rank + 1) for rank, later in enumerate(p) if later >= own) for own in p]
    assert np.sort(rules.columns["q_value"][tested]) == pytest.approx(np.minimum(expected, 1.0))
    assert rules.columns["q_value"][~tested].tolist() == [1.0] * int((~tested).sum())


def test_without_a_family_there_is_no_q_value_but_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    coded = from_lists([[0, 1, 2]] * 12)
    found = find_sequences(coded, min_support=4)
    assert "needs `max_length`" in str(ordered_rules(found, coded, min_support=4).family.reason)
    assert "needs `min_support`" in str(ordered_rules(found, coded, max_length=3).family.reason)
    shorter = ordered_rules(found, coded, min_support=4, max_length=2)
    lengths = np.array([len(a + b) for a, b in cuts(shorter)])
    assert (np.isnan(shorter.columns["q_value"]) == (lengths > 2)).all()
    monkeypatch.setattr("journeymine.ranking.rules.FAMILY_SECONDS", 0.0)
    late = ordered_rules(found, coded, min_support=4, max_length=3)
    assert "takes more than" in str(late.family.reason)
    assert np.isnan(late.columns["q_value"]).all()


def test_patterns_with_sets_are_cut_between_elements() -> None:
    coded = from_lists([[(0, 1), 2]] * 8 + [[0, 2]] * 3)
    rules = ordered_rules(find_sequences(coded, min_support=5), coded, min_support=5, max_length=3)
    assert cuts(rules) == [((0,), (2,)), ((1,), (2,)), ((0, 1), (2,))]
    starts = rules.rules.antecedents.element_starts
    assert starts is not None
    assert starts.tolist() == [True, True, True, False]
    assert "simultaneous" in str(rules.family.reason)
    assert np.isnan(rules.columns["q_value"]).tolist() == [False, False, True]


def test_no_pattern_of_two_events_no_rule() -> None:
    coded = from_lists([[0], [0]])
    rules = ordered_rules(find_sequences(coded, min_support=1), coded, min_support=1, max_length=2)
    assert len(rules.rules) == 0
    assert rules.columns["q_value"].tolist() == []


def test_confidence_of_repeated_customers_is_wider() -> None:
    rows = [[0, 1]] * 20 + [[0]] * 20 + [[2]] * 20

    def width(coded: CodedJourneys) -> float:
        rules = ordered_rules(find_sequences(coded, min_support=10), coded).columns
        return float(rules["confidence_high"][0] - rules["confidence_low"][0])

    assert width(from_lists(rows, customers=[i // 4 for i in range(60)])) > 1.5 * width(from_lists(rows))
