"""Serial, transition and product null against every journey that could have been drawn."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.lists import from_lists
from journeymine.mining.length_nulls import product_null, serial_null, transition_null
from journeymine.mining.null_sums import Keys, OrderNull
from tests.reference.length_nulls import automaton, serial_law, share, transition_law
from tests.reference.matching import holds
from tests.reference.order_null import tail
from tests.unit.mining.test_order_null import JOURNEYS, PATTERNS, Elements, Lists, as_sets, found, numbered

SETS = st.lists(st.lists(st.sampled_from([(0,), (1,), (2,), (0, 1), (1, 2)]), max_size=4), min_size=1, max_size=4).map(
    lambda rows: [*rows, [(0,), (1,), (2,)]]
)
SET_PATTERNS = st.lists(
    st.lists(st.sampled_from([(0,), (1,), (2,), (0, 1), (0, 2)]), min_size=1, max_size=3), min_size=1, max_size=4
)


def agrees(
    got: OrderNull, journeys: Sequence[Elements], patterns: Sequence[Elements], chances: list[list[Fraction]]
) -> None:
    """`chances` has a list a pattern, one chance a journey."""
    for i, (pattern, own) in enumerate(zip(patterns, chances, strict=True)):
        held = [holds(as_sets(journey), as_sets(pattern)) for journey in journeys]
        x = sum(held)
        mid = (tail(own, x) + tail(own, x + 1)) / 2
        assert got.support[i] == x
        assert got.expected[i] == pytest.approx(float(sum(own)), rel=1e-12, abs=1e-300)
        assert got.chance_squares[i] == pytest.approx(float(sum(q * q for q in own)), rel=1e-12, abs=1e-300)
        assert got.crossed[i] == pytest.approx(float(sum(q for q, one in zip(own, held, strict=True) if one)))
        assert got.fitting[i] == sum(q > 0 for q in own)
        assert got.p[i] == pytest.approx(float(tail(own, x)), rel=1e-9, abs=1e-300)
        assert got.p_mid[i] == pytest.approx(float(mid), rel=1e-9, abs=1e-300)


@given(JOURNEYS, PATTERNS)
@settings(max_examples=40, deadline=None)
def test_serial_chances_are_those_of_all_draws(journeys: Lists, patterns: Lists) -> None:
    got = serial_null(numbered(journeys), found(patterns), seed=1, n_jobs=1)
    sets = [as_sets(journey) for journey in journeys]
    laws = {len(journey): serial_law(sets, len(journey)) for journey in sets}
    agrees(got, journeys, patterns, [[share(laws[len(one)], as_sets(p)) for one in sets] for p in patterns])
    assert got.keys is not None
    assert got.keys.asked == len(patterns) >= got.keys.distinct >= 1


@given(SETS, SET_PATTERNS)
@settings(max_examples=30, deadline=None)
def test_serial_draws_whole_elements_where_they_are_sets(journeys: list[Elements], patterns: list[Elements]) -> None:
    got = serial_null(from_lists(journeys), found(patterns), seed=1, n_jobs=1)
    sets = [as_sets(journey) for journey in journeys]
    laws = {len(journey): serial_law(sets, len(journey)) for journey in sets}
    agrees(got, journeys, patterns, [[share(laws[len(one)], as_sets(p)) for one in sets] for p in patterns])


@given(JOURNEYS, PATTERNS)
@settings(max_examples=40, deadline=None)
def test_transition_chances_are_those_of_all_walks(journeys: Lists, patterns: Lists) -> None:
    got = transition_null(numbered(journeys), found(patterns), seed=1, n_jobs=1)
    sets = [as_sets(journey) for journey in journeys]
    laws = {len(journey): transition_law(sets, len(journey)) for journey in sets}
    agrees(got, journeys, patterns, [[share(laws[len(one)], as_sets(p)) for one in sets] for p in patterns])


@given(JOURNEYS, PATTERNS, st.data())
@settings(max_examples=20, deadline=None)
def test_a_row_for_several_is_as_many_rows(journeys: Lists, patterns: Lists, data: st.DataObject) -> None:
    many = data.draw(st.lists(st.integers(1, 3), min_size=len(journeys), max_size=len(journeys)))
    short = replace(numbered(journeys), multiplicity=np.array(many, np.uint32))
    long = numbered([journey for journey, times in zip(journeys, many, strict=True) for _ in range(times)])
    for law in (serial_null, transition_null):
        same(*(law(coded, found(patterns), seed=1, n_jobs=1) for coded in (short, long)))
    same(*(product_null(coded, found(patterns), seed=1, n_jobs=1) for coded in (short, long)))


def same(one: OrderNull, other: OrderNull) -> None:
    """Equal to the last digits that the order of sums leaves."""
    for name in ("support", "squares", "sizes", "fitting"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    for name in ("expected", "p", "p_mid", "crossed", "chance_squares"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-10, err_msg=name)


def test_journeys_of_one_customer_have_their_chances_added() -> None:
    rows, customers = [[0, 1], [1, 0, 1], [0, 1, 1], [1], [0, 0]], [0, 0, 1, 1, 1]
    coded, patterns = from_lists(rows, customers=customers), found([[0, 1], [1]])
    law = {length: serial_law([as_sets(row) for row in rows], length) for length in (1, 2, 3)}
    q = np.array([float(share(law[len(row)], as_sets([0, 1]))) for row in rows])
    got = serial_null(coded, patterns, seed=0, n_jobs=1)
    sums = np.bincount(customers, q)
    assert got.chance_squares[0] == pytest.approx((sums**2).sum(), rel=1e-12)
    assert got.crossed[0] == pytest.approx(np.bincount(customers, [1, 1, 1, 0, 0]) @ sums, rel=1e-12)


def test_the_product_is_one_chance_for_all() -> None:
    rows = [[0, 1], [1, 0], [0], [1, 1, 0]]
    got = product_null(numbered(rows), found([[0, 1], [0, 0], [1]]), seed=0, n_jobs=1)
    own = [[Fraction(3, 4)] * 4, [Fraction(1)] * 4, [Fraction(3, 4)] * 4]
    agrees(got, rows, [[0, 1], [0, 0], [1]], own)


def test_long_walks_agree_with_the_automaton() -> None:
    rng = np.random.default_rng(8)
    rows = [[0, 1, 2, 3, 4], *rng.integers(0, 5, (12, 25)).tolist(), [4, 0]]
    patterns = [[0, 1, 2], [3, 3, 0], [4, 2], [1, 1, 1, 1], [2], [0, 1, 3, 0, 1]]
    got = transition_null(numbered(rows), found(patterns), seed=0, n_jobs=2)
    for i, pattern in enumerate(patterns):
        exact = sum(automaton(rows, len(row), pattern) for row in rows)
        assert got.expected[i] == pytest.approx(float(exact), rel=1e-12)
    assert got.keys == Keys(12, 7)


def test_walks_that_end_early_keep_their_digits_however_long() -> None:
    # Nine in ten walks end at the next step: of 1,500 steps none would be left in a plain number.
    rows = [[0, 2] * 60, *[[0, 1]] * 600, [0, 0, 2, 0, 1], [2, 0] * 750]
    got = transition_null(numbered(rows), found([[0, 2, 0], [0, 0], [2, 1], [0, 0, 0]]), seed=0, n_jobs=1)
    for i, pattern in enumerate([[0, 2, 0], [0, 0], [2, 1], [0, 0, 0]]):
        exact = {length: automaton(rows, length, pattern) for length in {len(row) for row in rows}}
        assert got.expected[i] == pytest.approx(float(sum(exact[len(row)] for row in rows)), rel=1e-9)


def test_an_event_that_occurs_nowhere_has_no_chance() -> None:
    coded, patterns = numbered([[0, 1], [1, 0]]), found([[0, 7], [7], [0]])
    nulls = [
        serial_null(coded, patterns, seed=0, n_jobs=1),
        transition_null(coded, patterns, seed=0, n_jobs=1),
        product_null(coded, patterns, seed=0, n_jobs=1),
    ]
    for null in nulls:
        assert null.expected[:2].tolist() == [0.0, 0.0]
        assert null.p.tolist()[:2] == [1.0, 1.0]


def test_results_do_not_depend_on_threads_or_on_patterns_beside() -> None:
    rng = np.random.default_rng(2)
    rows = [rng.integers(0, 6, size).tolist() for size in rng.integers(0, 30, 150)]
    coded = from_lists([[0, 1, 2, 3, 4, 5], *rows], customers=[int(i) for i in rng.integers(0, 60, 151)])
    coded = replace(coded, customer_codes=np.sort(coded.customer_codes))
    patterns: list[Elements] = [[a, b, c] for a in range(6) for b in range(6) for c in (0, 3)]
    for law in (serial_null, transition_null):
        alone, threads = (law(coded, found(patterns), seed=4, n_jobs=n) for n in (1, 3))
        backwards = law(coded, found(patterns[::-1]), seed=4, n_jobs=2)
        for name in ("support", "expected", "p", "p_mid", "crossed", "chance_squares", "low", "high"):
            own = getattr(alone, name)
            np.testing.assert_array_equal(own, getattr(threads, name), err_msg=name)
            np.testing.assert_array_equal(own, getattr(backwards, name)[::-1], err_msg=name)


def test_no_patterns_and_no_journeys_give_no_rows() -> None:
    for coded in (from_lists([["a"]]), from_lists([[]])):
        assert len(serial_null(coded, found([]), seed=0, n_jobs=1).support) == 0
        assert len(transition_null(coded, found([]), seed=0, n_jobs=1).support) == 0
        assert len(product_null(coded, found([]), seed=0, n_jobs=1).support) == 0
