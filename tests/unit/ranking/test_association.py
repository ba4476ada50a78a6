"""Association columns of itemsets against definitions, formulas and simulation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from journeymine.mining.baskets import Baskets
from journeymine.mining.itemsets import find_itemsets
from journeymine.ranking.association.itemsets import itemset_columns
from journeymine.ranking.intervals import Z95, wilson
from tests.reference.itemsets import rows

COLUMNS = {"support_low", "support_high", "lift", "lift_low", "lift_high", "leverage"}


def baskets_of(held: NDArray[np.bool_]) -> Baskets:
    """Baskets from a matrix: a row a basket, a column an item."""
    return Baskets.from_lists([np.flatnonzero(row).tolist() for row in held])


@settings(max_examples=80, deadline=None)
@given(baskets=st.lists(st.sets(st.integers(0, 4)), min_size=1, max_size=20), min_support=st.integers(1, 3))
def test_columns_follow_their_definitions(baskets: list[set[int]], min_support: int) -> None:
    coded = Baskets.from_lists(baskets)
    found = find_itemsets(coded, min_support=min_support)
    columns = itemset_columns(found, coded)
    assert set(columns) == COLUMNS
    n = len(baskets)
    low, high = wilson(found.n_journeys, n)
    assert (columns["support_low"] == low).all()
    assert (columns["support_high"] == high).all()
    for at, (itemset, count) in enumerate(rows(found, coded.vocabulary)):
        alone = np.array([sum(item in basket for basket in baskets) for item in itemset]) / n
        lift = count / n / alone.prod()
        assert columns["lift"][at] == pytest.approx(1.0 if len(itemset) == 1 else lift)
        assert columns["leverage"][at] == pytest.approx(count / n - alone.prod(), abs=1e-12)
        # The delta method row by row: what each basket adds to ln p_S - Σ ln p_a.
        together = np.array([basket.issuperset(itemset) for basket in baskets]) * n / count
        apart = sum(
            np.array([item in basket for basket in baskets]) / p for item, p in zip(itemset, alone, strict=True)
        )
        spread = np.exp(Z95 * np.std(together - apart) / np.sqrt(n))
        assert columns["lift_low"][at] == pytest.approx(columns["lift"][at] / spread)
        assert columns["lift_high"][at] == pytest.approx(columns["lift"][at] * spread)


def test_pairs_follow_the_formula_for_rules() -> None:
    # statistics.md §1: Var(ln lift) = 1/n11 - 1/n1. - 1/n.1 + (2·lift - 1)/N
    coded = Baskets.from_lists([["a", "b"]] * 30 + [["a"]] * 20 + [["b"]] * 10 + [["c"]] * 40)
    columns = itemset_columns(find_itemsets(coded, min_support=20, min_length=2), coded)
    lift = 100 * 30 / (50 * 40)
    error = np.sqrt(1 / 30 - 1 / 50 - 1 / 40 + (2 * lift - 1) / 100)
    assert columns["lift"].tolist() == pytest.approx([lift])
    assert columns["lift_low"].tolist() == pytest.approx([lift * np.exp(-Z95 * error)])
    assert columns["lift_high"].tolist() == pytest.approx([lift * np.exp(Z95 * error)])


def test_the_interval_of_three_items_covers_the_lift_as_often_as_it_says() -> None:
    random = np.random.default_rng(5)
    # A common cause lifts three items; the true lift follows from the two cases.
    shares = np.array([[0.2, 0.3, 0.25], [0.5, 0.6, 0.4]])
    true = shares.prod(axis=1).mean() / shares.mean(axis=0).prod()
    n, covered, repeats = 800, 0, 400
    for _ in range(repeats):
        cause = random.integers(0, 2, n)
        coded = baskets_of(random.random((n, 3)) < shares[cause])
        columns = itemset_columns(find_itemsets(coded, min_support=1, min_length=3, n_jobs=1), coded)
        covered += int(columns["lift_low"][0] <= true <= columns["lift_high"][0])
    # 95 % ± 3 standard errors of 400 repeats.
    assert 0.917 <= covered / repeats <= 0.983


def test_baskets_of_one_customer_are_worth_less() -> None:
    random = np.random.default_rng(8)
    held = random.random((500, 3)) < 0.4
    once = baskets_of(held)
    found = find_itemsets(once, min_support=10)
    single = itemset_columns(found, once)
    four = replace(baskets_of(np.repeat(held, 4, axis=0)), customer_codes=np.repeat(np.arange(500, dtype=np.uint32), 4))
    found_four = find_itemsets(four, min_support=40)
    assert (found_four.items == found.items).all()
    # Four times the same basket from each customer says no more than one.
    clustered = itemset_columns(found_four, four)
    for name in COLUMNS:
        assert clustered[name] == pytest.approx(single[name], rel=2e-3)
    naive = itemset_columns(found_four, replace(four, customer_codes=None))
    assert (naive["lift_high"] - naive["lift_low"] <= clustered["lift_high"] - clustered["lift_low"]).all()
    assert (naive["support_low"] > clustered["support_low"]).all()
    own = itemset_columns(found, replace(once, customer_codes=np.arange(500, dtype=np.uint32)))
    assert all((own[name] == single[name]).all() for name in COLUMNS)


def test_nothing_found_and_no_baskets() -> None:
    hostile: list[list[list[str]]] = [[], [[]], [["a"], ["b"]]]
    for baskets in hostile:
        coded = Baskets.from_lists(baskets)
        columns = itemset_columns(find_itemsets(coded, min_support=2), coded)
        assert {name: len(column) for name, column in columns.items()} == dict.fromkeys(COLUMNS, 0)


def test_kinds_other_than_all_know_their_parts() -> None:
    random = np.random.default_rng(9)
    coded = baskets_of(random.random((300, 8)) < 0.5)
    everything = itemset_columns(find_itemsets(coded, min_support=10), coded)
    known = dict(
        zip(
            (itemset for itemset, _ in rows(find_itemsets(coded, min_support=10), coded.vocabulary)),
            everything["lift_high"].tolist(),
            strict=True,
        )
    )
    for kind in ("closed", "maximal", "generators"):
        found = find_itemsets(coded, min_support=10, kind=kind, min_length=2)
        columns = itemset_columns(found, coded)
        wanted = [known[itemset] for itemset, _ in rows(found, coded.vocabulary)]
        assert columns["lift_high"].tolist() == pytest.approx(wanted)
