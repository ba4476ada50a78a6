"""Nulls by drawing against every journey that could have been drawn, with its chance."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.length_nulls import serial_null, transition_null
from journeymine.mining.neighbours import expected_windows
from journeymine.mining.nulls import order_null
from journeymine.mining.sampled_nulls import Law, Unit, sampled_null
from journeymine.ranking.null_lift import Asked, null_lift
from tests.reference.constrained import Rules
from tests.reference.drawn import Chances, any_of, count, law_of, of_journey, summed, timed_law
from tests.unit.mining.test_order_null import Elements, as_sets, found

SHUFFLES = 8_000
PATTERNS: list[Elements] = [[0, 1], [1, 0], [0, 0], [0, 1, 2], [2, 0, 1], [2]]
SINGLE: list[Elements] = [[0, 1, 2, 0], [1, 0, 1, 2, 0], [2, 2, 0, 1], [0, 1, 0, 1, 0], [1, 2], [0]]
SETS: list[Elements] = [[(0, 1), 2], [(0, 2), 1, (0, 1)], [0, (1, 2), 0], [1, 0]]
TIMES = [[0, 0, 5, 9], [1, 2, 2, 2, 8], [0, 4, 4, 6], [1, 2, 3, 4, 5], [3, 3], [1]]


@dataclass
class Case:
    """A law, what is counted under it, and in which journeys."""

    law: Law
    unit: Unit = "journeys"
    rules: dict[str, Any] = field(default_factory=dict)
    rows: Sequence[Elements] = ()
    times: list[list[int]] | None = None
    ties: bool = False
    customers: list[int] | None = None
    patterns: Sequence[Elements] = ()

    def coded(self) -> CodedJourneys:
        coded = from_lists(self.rows, customers=self.customers)
        if self.times is None:
            return coded
        # Each event stands at the time of its element.
        times = [at for row, own in zip(self.rows, self.times, strict=True) for at in own[: len(row)]]
        recipe = {"simultaneous": "order", "tie": "event" if self.ties else "some column"}
        return replace(coded, times=np.array(times), recipe=recipe)

    def exact(self, pattern: Elements) -> Chances:
        sets = [as_sets(row) for row in self.rows]
        wanted = tuple(tuple(sorted(one)) for one in as_sets(pattern))
        parts = []
        for which, row in enumerate(sets):
            if self.law in {"rotation", "profile"}:
                assert self.times is not None
                moved = timed_law(self.law, self.rows, self.times, which)
                told = {
                    order: count([(sorted(one), at) for one, at in order], wanted, Rules(**self.rules), self.unit)
                    for order in moved
                }
                chances: Chances = {}
                for order, chance in moved.items():
                    chances[told[order]] = chances.get(told[order], Fraction(0)) + chance
                parts.append(chances)
                continue
            times = list(range(len(row))) if self.times is None else self.times[which][: len(row)]
            law = law_of(self.law, sets, which, times if self.ties else None)
            clock = times
            counted = lambda order, clock=clock: count(  # noqa: E731
                [(sorted(one), at) for one, at in zip(order, clock, strict=True)],
                wanted,
                Rules(**self.rules),
                self.unit,
            )
            parts.append(of_journey(law, counted))
        if self.unit == "customers":
            assert self.customers is not None
            owned = groupby(zip(self.customers, parts, strict=True), key=lambda one: one[0])
            parts = [any_of([part for _, part in own]) for _, own in owned]
        return summed(parts)


FEW: list[Elements] = [[0, 1, 2, 0], [1, 0, 1], [2, 2, 0, 1], [1, 2], [0]]
MOMENTS = [[0, 1, 2, 4], [1, 2, 4], [0, 1, 1, 3], [3, 3], [1]]

CASES = {
    "order under a step gap": Case("order", rules={"max_step_gap": 1}, rows=SINGLE),
    "order under a time gap": Case("order", rules={"max_gap": 2}, rows=SINGLE, times=TIMES),
    "order of ties under a span": Case("order", rules={"max_span": 4}, rows=SINGLE, times=TIMES, ties=True),
    "order at the start": Case("order", rules={"from_start": True, "min_step_gap": 2}, rows=SINGLE),
    "order of sets at the end": Case(
        "order", rules={"to_end": True}, rows=SETS, patterns=[[(0, 1)], [2, (0, 1)], [1], [0, 2]]
    ),
    "order by occurrences": Case("order", "occurrences", rows=SINGLE),
    "order by windows": Case("order", "windows", rows=SINGLE),
    "order of sets by windows": Case("order", "windows", rows=SETS, patterns=[[0], [(0, 1)], [0, 1], [1, 2]]),
    "order by customers": Case("order", "customers", rows=SINGLE, customers=[0, 0, 1, 2, 2, 2]),
    "occurrences under a gap": Case("order", "occurrences", {"max_step_gap": 2}, rows=SINGLE),
    "bigram": Case("bigram", rows=[*SINGLE, [0, 1, 2, 1, 0, 0, 1]]),
    "bigram by windows": Case("bigram", "windows", rows=[*SINGLE, [0, 2, 0, 1, 2, 0]]),
    "bigram under a span": Case("bigram", rules={"max_span": 3}, rows=SINGLE, times=TIMES),
    "serial under a gap": Case("serial", rules={"max_step_gap": 1}, rows=SINGLE),
    "serial of ties": Case("serial", rows=SINGLE, times=TIMES, ties=True),
    "serial by occurrences": Case("serial", "occurrences", rows=SINGLE),
    "transition under a gap": Case("transition", rules={"max_step_gap": 1}, rows=SINGLE),
    "transition by customers": Case("transition", "customers", rows=SINGLE, customers=[0, 1, 1, 1, 2, 2]),
    "rotation": Case("rotation", rows=FEW, times=MOMENTS, ties=True),
    "rotation under a time gap": Case("rotation", rules={"max_gap": 2}, rows=FEW, times=MOMENTS, ties=True),
    "rotation by occurrences": Case("rotation", "occurrences", {"max_span": 3}, rows=FEW, times=MOMENTS, ties=True),
    "profile": Case("profile", rows=FEW, times=MOMENTS, ties=True),
    "profile under a time gap": Case("profile", rules={"min_gap": 1, "max_gap": 3}, rows=FEW, times=MOMENTS, ties=True),
    "profile by windows": Case("profile", "windows", rows=FEW, times=MOMENTS, ties=True),
    "transition where walks end": Case("transition", "windows", rows=[[0, 1, 0, 2], [1, 0, 0], [0, 2], [1, 1, 0, 2]]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_draws_are_those_of_the_law(case: Case) -> None:
    patterns = case.patterns or PATTERNS
    got = sampled_null(
        case.coded(),
        found(patterns),
        case.law,
        constraints=Constraints(**case.rules),
        unit=case.unit,
        seed=11,
        n_jobs=1,
        shuffles=SHUFFLES,
    )
    for i, pattern in enumerate(patterns):
        law = case.exact(pattern)
        mean = sum(value * chance for value, chance in law.items())
        spread = float(sum((value - mean) ** 2 * chance for value, chance in law.items())) ** 0.5
        assert got.expected[i] == pytest.approx(float(mean), abs=4.5 * spread / SHUFFLES**0.5 + 1e-12)
        assert got.noise[i] == pytest.approx(spread, rel=0.1, abs=0.02)
        x = int(got.support[i])
        for shown, steps in ((got.p[i], (x,)), (got.p_mid[i], (x, x + 1))):
            exact = float(sum(chance for value, chance in law.items() for step in steps if value >= step)) / len(steps)
            assert shown == pytest.approx(exact, abs=4.5 * 0.5 / SHUFFLES**0.5)
        assert got.p[i] >= 1 / (SHUFFLES + 1)


def test_what_is_observed_is_counted_as_anywhere() -> None:
    case = CASES["occurrences under a gap"]
    got = sampled_null(
        case.coded(),
        found(PATTERNS),
        "order",
        constraints=Constraints(max_step_gap=2),
        unit="occurrences",
        seed=0,
        n_jobs=1,
        shuffles=9,
    )
    for i, pattern in enumerate(PATTERNS):
        wanted = tuple((event,) for event in pattern)
        each = [
            count(
                [(sorted(one), at) for at, one in enumerate(as_sets(row))], wanted, Rules(max_step_gap=2), "occurrences"
            )
            for row in case.rows
        ]
        assert got.support[i] == sum(each)
        assert got.squares[i] == sum(one * one for one in each)


def test_draws_meet_the_closed_forms() -> None:
    rng = np.random.default_rng(4)
    rows = [[0, 1, 2, 3], *(rng.integers(0, 4, size).tolist() for size in rng.integers(1, 9, 60))]
    coded, patterns = from_lists(rows), found([[0, 1], [2, 2], [3, 0, 1], [1]])
    closed = {
        "order": order_null(coded, patterns, seed=0, n_jobs=1, shuffles=1),
        "serial": serial_null(coded, patterns, seed=0, n_jobs=1),
        "transition": transition_null(coded, patterns, seed=0, n_jobs=1),
    }
    for law, exact in closed.items():
        got = sampled_null(coded, patterns, law, seed=5, n_jobs=2, shuffles=4_000)  # type: ignore[arg-type]
        error = got.noise / 4_000**0.5
        assert (abs(got.expected - exact.expected) <= 4.5 * error + 1e-9).all()
        np.testing.assert_array_equal(got.support, exact.support)
        np.testing.assert_allclose(got.p, exact.p, atol=0.04)
        np.testing.assert_allclose(got.p_mid, exact.p_mid, atol=0.04)


def test_results_do_not_depend_on_threads_or_on_patterns_beside() -> None:
    rng = np.random.default_rng(2)
    rows = [rng.integers(0, 4, size).tolist() for size in rng.integers(0, 12, 130)]
    coded = from_lists([[0, 1, 2, 3], *rows], customers=np.sort(rng.integers(0, 60, 131)).tolist())
    times = np.concatenate([np.sort(rng.integers(0, 30, size)) for size in coded.lengths])
    coded = replace(coded, times=times.astype(np.int64), recipe={"simultaneous": "order", "tie": "event"})
    patterns: list[Elements] = [[a, b] for a in range(4) for b in range(4)]
    for law in ("order", "bigram", "serial", "transition", "rotation", "profile"):
        for unit in ("customers", "windows"):
            rules = FREE if law in {"serial", "transition"} else Constraints(max_gap=9)
            options: dict[str, Any] = {"unit": unit, "constraints": rules, "seed": 3, "shuffles": 40}
            alone, together = (sampled_null(coded, found(patterns), law, n_jobs=n, **options) for n in (1, 3))  # type: ignore[arg-type]
            backwards = sampled_null(coded, found(patterns[::-1]), law, n_jobs=2, **options)  # type: ignore[arg-type]
            for name in ("support", "expected", "p", "p_mid", "noise", "crossed", "chance_squares", "low", "high"):
                own = getattr(alone, name)
                np.testing.assert_array_equal(own, getattr(together, name), err_msg=name)
                np.testing.assert_array_equal(own, getattr(backwards, name)[::-1], err_msg=name)


def test_a_row_for_several_is_as_many_rows() -> None:
    rows, many = [[0, 1, 0, 2], [], [2, 1, 0, 0], [0, 1]], [3, 2, 1, 4]
    long = [row for row, times in zip(rows, many, strict=True) for _ in range(times)]
    short = replace(from_lists(rows), multiplicity=np.array(many, np.uint32))
    for unit in ("journeys", "customers", "windows"):
        options: dict[str, Any] = {"unit": unit, "seed": 3, "n_jobs": 1, "shuffles": 60}
        one, other = (sampled_null(coded, found(PATTERNS), "order", **options) for coded in (short, from_lists(long)))
        for name in ("support", "expected", "p", "noise", "squares", "chance_squares"):
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, err_msg=name)


def test_places_of_a_row_for_several_count_as_often() -> None:
    rows, times, many = [[0, 1, 0], [2, 1], [0, 1]], [0, 4, 9, 0, 3, 2, 7], [3, 2, 4]
    short = replace(from_lists(rows), times=np.array(times), multiplicity=np.array(many, np.uint32))
    copies = np.repeat(np.arange(3), many)
    parts = np.split(np.array(times), [3, 5])
    long = replace(from_lists([rows[i] for i in copies]), times=np.concatenate([parts[i] for i in copies]))
    options: dict[str, Any] = {"seed": 3, "n_jobs": 1, "shuffles": 60}
    one, other = (sampled_null(coded, found(PATTERNS), "profile", **options) for coded in (short, long))
    for name in ("support", "expected", "p", "noise"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12, err_msg=name)


@given(
    st.lists(st.lists(st.integers(0, 2), max_size=5), min_size=1, max_size=5),
    st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(st.integers(1, 3), min_size=5, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_windows_of_contiguous_patterns_have_a_closed_form(
    rows: list[list[int]], patterns: list[list[int]], many: list[int]
) -> None:
    # All three events occur, so that codes are numbers.
    rows = [[0], [1], [2], *rows]
    coded = replace(from_lists(rows), multiplicity=np.array([1, 1, 1, *many][: len(rows)], np.uint32))
    got = expected_windows(coded, found(patterns))
    for value, pattern in zip(got, patterns, strict=True):
        each = Fraction(0)
        for row, times in zip(rows, [1, 1, 1, *many], strict=False):
            made = list(permutations(row))
            held = sum(order[at : at + len(pattern)] == tuple(pattern) for order in made for at in range(len(row)))
            each += Fraction(times * held, len(made))
        assert value == pytest.approx(float(each), rel=1e-12)


def test_lifts_of_contiguous_windows_have_no_noise() -> None:
    rows = [[0, 1, 2, 0, 1], [1, 0, 1, 2], [2, 1, 0], [0, 1, 2]] * 5
    patterns = found([[0, 1], [1, 0], [0, 1, 2]])
    coded, rules = from_lists(rows), Constraints(max_step_gap=1)
    asked = Asked(patterns, coded, rules, "windows", shuffles=50)
    columns = null_lift("order", asked).columns
    assert np.asarray(columns["expected"]).tolist() == expected_windows(coded, patterns).tolist()
    assert set(np.asarray(columns["lift_se"]).tolist()) == {0.0}
    drawn = sampled_null(coded, patterns, "order", constraints=rules, unit="windows", seed=1, n_jobs=1, shuffles=4_000)
    assert drawn.expected == pytest.approx(expected_windows(coded, patterns), abs=4.5 * drawn.noise.max() / 4_000**0.5)
    # Occurrences that may not overlap have none.
    other = null_lift("order", replace(asked, unit="occurrences")).columns
    assert (np.asarray(other["lift_se"]) > 0).all()
