"""Columns of sequences: formulas, calibration on shuffled data, coverage of intervals."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import from_lists
from journeymine.mining.matching import count
from journeymine.mining.nulls import order_null
from journeymine.ranking.lift import Column, lift_interval, sequence_columns
from tests.unit.mining.test_order_null import Elements, found

Z = 1.959963984540054


def columns(coded: CodedJourneys, patterns: Sequence[Elements], **options: int) -> dict[str, Column]:
    wanted = found(patterns)
    return sequence_columns(replace(wanted, n_journeys=count(coded, wanted)), coded, **options)


def numbers(column: Column) -> np.ndarray:
    return np.asarray(column, np.float64)


def test_columns_of_a_plain_log_by_hand() -> None:
    coded = from_lists([[0, 1]] * 30 + [[1, 0]] * 10 + [[0, 1, 1]] * 12 + [[0]] * 8)
    got = columns(coded, [[0, 1], [0]])
    x, expected = 42, 40 / 2 + 12 * 2 / 3
    variance = 30 * (1 - x / expected / 2) ** 2 + 10 * (x / expected / 2) ** 2 + 12 * (1 - x / expected * 2 / 3) ** 2
    assert numbers(got["lift_order"])[0] == pytest.approx(x / expected)
    assert numbers(got["lift_order_low"])[0] == pytest.approx(x / expected * np.exp(-Z * np.sqrt(variance) / x))
    assert numbers(got["lift_order_high"])[0] == pytest.approx(x / expected * np.exp(Z * np.sqrt(variance) / x))
    assert numbers(got["lift_naive"]) == pytest.approx([42 / 60 / (1 * 52 / 60), 1.0])
    assert numbers(got["support_low"])[0] < 42 / 60 < numbers(got["support_high"])[0]
    assert [numbers(got[name])[1] for name in ("lift_order", "lift_order_low", "lift_order_high", "p_order")] == [
        1.0
    ] * 4
    assert got["lift_method"] == ["exact", "exact"]
    assert numbers(got["lift_tied_share"]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("n", [4, 40])
def test_an_order_that_every_journey_has_still_leaves_doubt(n: int) -> None:
    got = columns(from_lists([[0, 1]] * n), [[0, 1], [0]])
    # n of n: Wilson's lower bound of the share is n / (n + z²); the lift cannot be more than 2.
    assert numbers(got["lift_order_low"]) == pytest.approx([2 * n / (n + Z**2), 1.0])
    assert numbers(got["lift_order_high"]).tolist() == [2.0, 1.0]


def test_journeys_of_few_customers_leave_more_doubt_about_an_order_they_all_have() -> None:
    got = columns(from_lists([[0, 1]] * 40, customers=[i // 4 for i in range(40)]), [[0, 1]])
    assert numbers(got["lift_order_low"]) == pytest.approx([2 * 10 / (10 + Z**2)])


@pytest.mark.parametrize(("n", "share"), [(15, 0.9), (30, 0.97), (60, 0.98)])
def test_intervals_cover_where_nearly_every_journey_has_the_order(n: int, share: float) -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(100):
        ordered = rng.random(n) < share
        got = columns(from_lists([[0, 1] if one else [1, 0] for one in ordered]), [[0, 1]])
        low, high = numbers(got["lift_order_low"])[0], numbers(got["lift_order_high"])[0]
        covered += low <= 2 * share <= high
    assert covered >= 93


def test_one_distinct_event_is_exact_whatever_the_ties() -> None:
    coded = from_lists([[(0, 1), 0]] * 12 + [[1, 0]] * 9)
    got = columns(coded, [[0, 0], [0], [0, 1]])
    assert got["lift_method"] == ["exact", "exact", "monte_carlo"]
    assert numbers(got["lift_order"])[:2].tolist() == [1.0, 1.0]
    assert numbers(got["lift_tied_share"])[2] == pytest.approx(12 / 21)


def test_a_lift_without_bound_says_so() -> None:
    # Six of forty events fill the one slot for six in one of 3.8 million orders.
    journey: Elements = [*range(6, 40), (0, 1, 2, 3, 4, 5)]
    got = columns(from_lists([journey] * 3), [[(0, 1, 2, 3, 4, 5)]])
    assert got["lift_method"] == [None]
    assert got["lift_reason"] == ["none of 999 shuffles held the pattern, so its lift has no bound"]
    assert np.isnan(numbers(got["lift_order"])).all()
    assert np.isnan(numbers(got["lift_order_high"])).all()
    assert numbers(got["p_order"])[0] == pytest.approx(1 / 1000)


def test_a_pattern_that_cannot_occur_says_so() -> None:
    got = columns(from_lists([[0, 1]]), [[0, 0, 1]])
    assert got["lift_reason"] == ["no journey holds the pattern's events often enough"]
    assert numbers(got["p_order"])[0] == 1.0


def test_journeys_of_one_customer_count_less() -> None:
    rows = [[0, 1]] * 30 + [[1, 0]] * 30
    alone, shared = from_lists(rows), from_lists(rows, customers=[i // 6 for i in range(60)])
    for low, high in (("support_low", "support_high"), ("lift_order_low", "lift_order_high")):
        one, many = columns(alone, [[0, 1]]), columns(shared, [[0, 1]])
        assert numbers(many[low])[0] < numbers(one[low])[0] < numbers(one[high])[0] < numbers(many[high])[0]


def test_an_empty_result_has_empty_columns() -> None:
    assert {len(column) for column in columns(from_lists([["a"]]), []).values()} == {0}


def test_a_bad_seed_is_refused() -> None:
    with pytest.raises(OptionError, match="`random_state` of mine_sequences must be a whole number ≥ 0"):
        columns(from_lists([["a"]]), [[0]], random_state=-1)


def planted(rng: np.random.Generator, chance: float, n_a: int, n_b: int) -> list[int]:
    """A journey of a's and b's that holds a → b with this chance, its order random otherwise."""
    if rng.random() < chance:
        while True:
            row: list[int] = rng.permutation([0] * n_a + [1] * n_b).tolist()
            if 1 in row[row.index(0) :]:
                return row
    return [1] * n_b + [0] * n_a


@pytest.mark.parametrize("per_customer", [1, 3])
def test_the_interval_covers_the_true_lift(per_customer: int) -> None:
    rng, true, covered, runs = np.random.default_rng(4), 1.2, 0, 300
    for _ in range(runs):
        rows = []
        for _ in range(120 // per_customer):
            # The customers' own lifts scatter around the true one.
            own = true + (rng.choice([-0.25, 0.25]) if per_customer > 1 else 0.0)
            for _ in range(per_customer):
                n_b = int(rng.integers(1, 3))
                rows.append(planted(rng, own * (n_b / (n_b + 1)), 1, n_b))
        coded = from_lists(rows, customers=[i // per_customer for i in range(120)])
        _, low, high = lift_interval(order_null(coded, found([[0, 1]]), seed=0, n_jobs=1, shuffles=1))
        covered += int(low[0] <= true <= high[0])
    assert 0.92 <= covered / runs <= 0.98


def test_few_supporting_journeys_ask_the_bootstrap_of_customers() -> None:
    rows = [[0, 1]] * 7 + [[1, 0]] * 20 + [[0, 1, 1]] * 2 + [[1, 1, 0]] * 6 + [[2]] * 40
    customers = [i // 2 for i in range(75)]
    null = order_null(from_lists(rows, customers=customers), found([[0, 1]]), seed=5, n_jobs=1, shuffles=1)
    hits = np.bincount(customers, [row[:2] == [0, 1] for row in rows])
    chances = np.bincount(customers, [{1: 0.5, 2: 2 / 3}.get(row.count(1), 0.0) for row in rows])
    drawn = np.random.default_rng(1).integers(0, len(hits), (20_000, len(hits)))
    low, high = np.quantile(hits[drawn].sum(axis=1) / chances[drawn].sum(axis=1), [0.025, 0.975])
    assert null.support[0] == 9
    assert null.low[0] == pytest.approx(low, rel=0.1)
    assert null.high[0] == pytest.approx(high, rel=0.1)


def random_journey(rng: np.random.Generator, *, sets: bool) -> Elements:
    """Four to seven events of four kinds in random order, over elements of one or two events."""
    while True:
        events: list[int] = rng.integers(0, 4, rng.integers(4, 8)).tolist()
        if not sets:
            return events
        elements: list[tuple[int, ...]] = []
        left = events
        while left:
            size = 2 if len(left) > 1 and len(elements) % 2 == 0 else 1
            elements.append(tuple(left[:size]))
            left = left[size:]
        if all(len(set(element)) == len(element) for element in elements):
            return [tuple(sorted(element)) for element in elements]


@pytest.mark.parametrize("sets", [False, True])
def test_noise_has_lift_one_and_seldom_a_small_p(*, sets: bool) -> None:
    rng = np.random.default_rng(11)
    patterns: list[Elements] = [[0, 1], [1, 0, 2], [2, 2, 3], [3, 1]]
    lifts, ps = [], []
    for _ in range(80):
        got = columns(from_lists([random_journey(rng, sets=sets) for _ in range(100)]), patterns)
        lifts.append(numbers(got["lift_order"]))
        ps.append(numbers(got["p_order"]))
    p, error = np.array(ps), np.std(lifts, axis=0) / np.sqrt(80)
    assert (abs(np.mean(lifts, axis=0) - 1) <= 3 * error).all()
    assert error.max() < 0.05
    assert np.mean(p <= 0.05) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / p.size)
    assert np.mean(p <= 0.5) > 0.3


def test_tails_of_many_different_chances_keep_their_digits() -> None:
    rng, rows = np.random.default_rng(3), []
    for _ in range(2_500):
        n_a, n_b = rng.integers(1, 40, 2).tolist()
        rows.append(planted(rng, min(1.0, 1.02 * (1 - _all_before(n_b, n_a))), n_a, n_b))
    for size in (400, 2_500):
        part = rows[:size]
        null = order_null(from_lists(part), found([[0, 1]]), seed=0, n_jobs=1, shuffles=1)
        mass = np.ones(1)
        for row in part:
            q = 1 - _all_before(row.count(1), row.count(0))
            mass = np.convolve(mass, [1 - q, q])
        assert null.p[0] == pytest.approx(mass[null.support[0] :].sum(), rel=0.01)


def _all_before(n_b: int, n_a: int) -> float:
    """The chance that every b comes before every a."""
    return float(np.prod([(i + 1) / (n_a + i + 1) for i in range(n_b)]))
