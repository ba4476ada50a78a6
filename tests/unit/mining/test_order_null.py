"""The order null against every permutation: plain, tied, set and collapsed journeys."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.family_size import family_size
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import order_null, shuffles_for
from journeymine.mining.rule_nulls import rule_null
from tests.reference.order_null import chance, family, integral, orders, tail

Lists = list[list[int]]
Elements = Sequence[int | tuple[int, ...]]


def found(patterns: Sequence[Elements]) -> FoundPatterns:
    """Patterns of events, or of tuples of events that stand together."""
    elements = [[one if isinstance(one, tuple) else (one,) for one in pattern] for pattern in patterns]
    opens = [place == 0 for pattern in elements for element in pattern for place in range(len(element))]
    sizes = [sum(len(element) for element in pattern) for pattern in elements]
    return FoundPatterns(
        np.array([event for pattern in elements for element in pattern for event in element], np.uint32),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64),
        np.zeros(len(patterns), np.uint32),
        None if all(opens) else np.array(opens),
    )


def null(coded: CodedJourneys, patterns: FoundPatterns, n_jobs: int = 1, shuffles: int = 99) -> OrderNull:
    return order_null(coded, patterns, seed=3, n_jobs=n_jobs, shuffles=shuffles)


def as_sets(elements: Elements) -> tuple[frozenset[int], ...]:
    """The same with every element as a set."""
    return tuple(frozenset(one) if isinstance(one, tuple) else frozenset({one}) for one in elements)


def numbered(journeys: list[list[int]]) -> CodedJourneys:
    """Journeys of the events 0 … n, all of which occur, so that the code of an event is its number."""
    coded = from_lists(journeys)
    assert coded.vocabulary.names() == list(range(len(coded.vocabulary)))
    return coded


JOURNEYS = st.lists(st.lists(st.integers(0, 2), max_size=5), min_size=1, max_size=6).map(
    lambda rows: [*rows, [0, 1, 2]]
)
PATTERNS = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=4), min_size=1, max_size=5)


@given(JOURNEYS, PATTERNS)
@settings(max_examples=60, deadline=None)
def test_plain_journeys_are_exact(journeys: Lists, patterns: Lists) -> None:
    got = null(numbered(journeys), found(patterns))
    made = [orders(tuple(frozenset({event}) for event in journey)) for journey in journeys]
    for i, pattern in enumerate(patterns):
        chances = [chance(one, [frozenset({event}) for event in pattern]) for one in made]
        assert got.expected[i] == pytest.approx(float(sum(chances)), rel=1e-12, abs=1e-300)
        assert got.chance_squares[i] == pytest.approx(float(sum(q * q for q in chances)), rel=1e-12, abs=1e-300)
        assert got.p[i] == pytest.approx(float(tail(chances, int(got.support[i]))), rel=1e-9, abs=1e-300)
        assert got.fitting[i] == sum(q > 0 for q in chances)
        assert got.tied[i] == 0


KEYS = [
    [(1, 1), (1, 1), (1, 1)],
    [(2, 5), (1, 3)],
    [(3, 9), (2, 4), (1, 7)],
    [(5, 5), (1, 20), (2, 3)],
    [(1, 25), (1, 2), (2, 11), (1, 4)],
    [(2, 6), (1, 5), (1, 4), (3, 8), (1, 1)],
    [(10, 12), (9, 14)],
]


@pytest.mark.parametrize("key", KEYS)
def test_the_kernel_agrees_with_rational_polynomials(key: list[tuple[int, int]]) -> None:
    coded = numbered([[event for event, (_, n) in enumerate(key) for _ in range(n)]])
    got = null(coded, found([[event for event, (m, _) in enumerate(key) for _ in range(m)]]))
    assert got.expected[0] == pytest.approx(float(integral(key)), rel=1e-11)


@given(JOURNEYS, st.lists(st.integers(0, 2), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_all_orderings_of_a_bag_share_their_expectation(journeys: Lists, pattern: list[int]) -> None:
    orderings = [list(one) for one in sorted(set(permutations(pattern)))]
    got = null(numbered(journeys), found(orderings))
    assert len(set(got.expected.tolist())) == 1
    assert len(set(got.chance_squares.tolist())) == 1


def agrees(got: OrderNull, i: int, exact: Fraction, shuffles: int) -> None:
    """Within four standard errors of the share of shuffles, for a single journey."""
    assert got.tied[i] == 1
    assert got.expected[i] == pytest.approx(float(exact), abs=4 * float(exact * (1 - exact) / shuffles) ** 0.5 + 1e-12)


SETS: list[tuple[Elements, list[Elements]]] = [
    ([(0, 1), 2], [[0, 2], [(0, 1)], [(0, 1), 2], [2, 0], [0, 1, 2]]),
    ([(0, 1), (0, 2), 1], [[0, 0], [0, 1, 0], [(0, 1), 2], [1, 2], [(0, 1), (0, 1)], [(0, 2)]]),
    ([0, (0, 1, 2), 1], [[0, 1], [1, 0], [0, (0, 1)], [0, 0, 1], [(1, 2), 0]]),
]


@pytest.mark.parametrize(("journey", "patterns"), SETS)
def test_sets_are_shuffled_as_every_permutation_has_it(journey: Elements, patterns: list[Elements]) -> None:
    shuffles = 20_000
    got = null(from_lists([journey]), found(patterns), shuffles=shuffles)
    made = orders(as_sets(journey))
    for i, pattern in enumerate(patterns):
        exact = chance(made, as_sets(pattern))
        if got.fitting[i]:
            agrees(got, i, exact, shuffles)
        else:
            assert exact == 0


@pytest.mark.parametrize("tie", ["event", [2, 0, 1], "some column"])
def test_ties_stand_by_the_tie_rule_again(tie: str | list[int]) -> None:
    events, times, shuffles = [0, 1, 1, 2, 0], [5, 5, 7, 7, 7], 20_000
    coded = replace(
        numbered([events]), times=np.array(times), recipe={"source": "events", "simultaneous": "order", "tie": tie}
    )
    patterns = [[0, 1], [1, 0], [2, 1], [0, 1, 2], [2, 2], [1, 1], [0, 1, 0, 1]]
    got = null(coded, found(patterns), shuffles=shuffles)
    place = {"event": lambda event: event, "some column": None}.get(str(tie), [2, 0, 1].index)
    made = orders(tuple(frozenset({event}) for event in events), times if place else None, place)
    for i, pattern in enumerate(patterns):
        exact = chance(made, [frozenset({event}) for event in pattern])
        if place is None:
            assert got.tied[i] == 0
            assert got.expected[i] == pytest.approx(float(exact), rel=1e-12)
        elif got.fitting[i]:
            agrees(got, i, exact, shuffles)


def test_a_journey_cut_between_events_of_equal_time_keeps_the_last_of_them() -> None:
    # 1 and 2 in either order, then 0: the first by name of all that happened at 9.
    recipe = {"source": "events", "simultaneous": "order", "tie": "event"}
    coded = replace(numbered([[1, 2, 0], [2, 1, 0]]), times=np.array([7, 8, 9] * 2), recipe=recipe)
    coded, shuffles = replace(coded, cut=np.array([0], np.uint64), tied_share=0.5), 20_000
    got = null(coded, found([[1, 0], [0, 1], [1, 2]]), shuffles=shuffles)
    assert got.tied.tolist() == [1, 1, 1]
    # The first journey was cut, the second (its events in any order) was not.
    assert got.expected == pytest.approx([1 + 1 / 2, 0 + 1 / 2, 1 / 2 + 1 / 2], abs=4 * (0.25 / shuffles) ** 0.5)
    untied = null(replace(coded, tied_share=0.0), found([[1, 0]]), shuffles=shuffles)
    assert (untied.tied[0], untied.expected[0]) == (0, 1.0)


def test_collapsed_journeys_are_shuffled_without_neighbours_alike() -> None:
    events, shuffles = [0, 1, 0, 2, 0, 1], 20_000
    coded = replace(numbered([events, [1, 0, 2]]), recipe={"source": "events", "collapse_repeats": True})
    patterns = [[0, 1], [1, 0], [0, 0, 1], [2, 0], [1, 2, 1]]
    got = null(coded, found(patterns), shuffles=shuffles)
    made = orders(tuple(frozenset({event}) for event in events), collapsed=True)
    for i, pattern in enumerate(patterns):
        wanted = [frozenset({event}) for event in pattern]
        exact = chance(made, wanted)
        plain = chance(orders((frozenset({1}), frozenset({0}), frozenset({2}))), wanted)
        error = 4 * float(exact * (1 - exact) / shuffles) ** 0.5
        assert got.tied[i] == 1
        assert got.expected[i] == pytest.approx(float(exact + plain), abs=error + 1e-12)


def test_p_mixes_plain_and_shuffled_journeys() -> None:
    kinds: list[tuple[Elements, int]] = [([0, 1], 6), ([1, 0], 2), ([(0, 1), 2], 3), ([0, (1, 2)], 2)]
    journeys = [journey for journey, times in kinds for _ in range(times)]
    got = null(from_lists(journeys), found([[0, 1]]), shuffles=4_000)
    chances = [Fraction(1, 2)] * 8
    for journey in journeys[8:]:
        chances.append(chance(orders(as_sets(journey)), as_sets([0, 1])))
    assert got.support[0] == 8
    assert got.p[0] == pytest.approx(float(tail(chances, 8)), abs=0.03)


def test_journeys_with_an_event_too_often_for_the_closed_form_are_shuffled() -> None:
    got = null(numbered([[0] * 5_001 + [1]]), found([[0, 1], [0]]))
    assert got.tied.tolist() == [1, 1]
    assert got.expected.tolist() == [1.0, 1.0]


def test_results_do_not_depend_on_threads_or_on_patterns_beside() -> None:
    rng = np.random.default_rng(2)
    rows = [
        [tuple(sorted(set(rng.integers(0, 5, size).tolist()))) for size in rng.integers(1, 3, 6)] for _ in range(200)
    ]
    coded = from_lists([[0, 1, 2, 3, 4], *rows], customers=[int(i) for i in rng.integers(0, 90, 201)])
    patterns: list[Elements] = [*([a, b] for a in range(5) for b in range(5)), [(0, 1), 2], [(3, 4)]]
    alone, together = null(coded, found(patterns)), null(coded, found(patterns), n_jobs=3)
    backwards = null(coded, found(patterns[::-1]))
    for name in ("support", "expected", "p", "crossed", "chance_squares", "squares", "sizes", "tied", "low", "high"):
        own = getattr(alone, name)
        np.testing.assert_array_equal(own, getattr(together, name), err_msg=name)
        np.testing.assert_array_equal(own, getattr(backwards, name)[::-1], err_msg=name)


def test_rules_are_ratios_of_chances() -> None:
    journeys = [[0, 1, 2], [1, 0, 0, 2], [0, 2, 1, 1], [2, 1, 0], [0, 1], [1, 1, 2]]
    coded, patterns = numbered(journeys), [[0, 1], [0, 1, 2], [1, 2], [1, 0, 2]]
    cuts = [(0, 1), (1, 1), (1, 2), (2, 1), (3, 1), (3, 2)]
    which, splits = (np.array(side, np.uint32) for side in zip(*cuts, strict=True))
    got = rule_null(coded, found(patterns), which, splits, seed=1, n_jobs=2, shuffles=99)
    for i, (row, split) in enumerate(cuts):
        whole = [frozenset({event}) for event in patterns[row]]
        made = [orders(tuple(frozenset({event}) for event in journey)) for journey in journeys]
        base = [one for one, journey in zip(made, journeys, strict=True) if _holds(journey, patterns[row][:split])]
        chances = [chance(one, whole) / chance(one, whole[:split]) for one in base]
        assert got.fitting[i] == len(base)
        assert got.support[i] == sum(_holds(journey, patterns[row]) for journey in journeys)
        assert got.expected[i] == pytest.approx(float(sum(chances)), rel=1e-12)
        assert got.p[i] == pytest.approx(float(tail(chances, int(got.support[i]))), rel=1e-9)


def test_rules_over_shuffled_journeys_estimate_the_same_ratio() -> None:
    shuffles = 20_000
    got = rule_null(
        from_lists([[(0, 1), 2, 0]]),
        found([[0, 2]]),
        np.zeros(1, np.uint32),
        np.ones(1, np.uint32),
        seed=1,
        n_jobs=1,
        shuffles=shuffles,
    )
    made = orders((frozenset({0, 1}), frozenset({2}), frozenset({0})))
    exact = chance(made, [frozenset({0}), frozenset({2})]) / chance(made, [frozenset({0})])
    assert got.expected[0] == pytest.approx(float(exact), abs=0.02)
    assert got.tied[0] == 1


def _holds(journey: list[int], pattern: list[int]) -> bool:
    rest = iter(journey)
    return all(event in rest for event in pattern)


@given(JOURNEYS, st.integers(1, 3), st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_the_family_is_counted_as_if_written_out(journeys: Lists, least: int, longest: int) -> None:
    expected = family([Counter(journey) for journey in journeys], least, longest)
    assert family_size(numbered(journeys), least=least, longest=longest) == expected


def test_shuffles_are_as_many_as_time_allows() -> None:
    plain, sets = from_lists([[0, 1]]), from_lists([[(0, 1)]])
    one = replace(found([[0]]), n_journeys=np.array([10**7], np.uint32))
    assert shuffles_for(plain, one) == 999
    assert shuffles_for(sets, found([[0]])) == 999
    assert shuffles_for(sets, one) == 99
    assert shuffles_for(sets, replace(one, n_journeys=np.array([10**6 - 8], np.uint32))) == 500


def test_no_journeys_and_no_patterns_are_no_trouble() -> None:
    assert len(null(from_lists([[0, 1]]), found([])).p) == 0
    assert null(from_lists([[], []]), found([[0, 1]])).expected.tolist() == [0.0]
