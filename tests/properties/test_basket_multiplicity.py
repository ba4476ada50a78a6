"""Baskets that stand for several give what the rows written out as often give; weights are sums of what rows weigh."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.journeys.lists import from_lists
from journeymine.mining.engines.registry import KINDS
from tests.properties.test_multiplicity import same

NAMES = "abcde"
ROWS = st.lists(st.sets(st.sampled_from(NAMES), max_size=5), min_size=1, max_size=8)
MANY = st.lists(st.sampled_from([1, 1, 2, 3, 12]), min_size=8, max_size=8)
SUPPORTS = st.sampled_from([1, 2, 5, 0.2, 0.5])
OPTIONS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {}, {"max_length": 2}, {"min_length": 2}, {"contains": "a"}, {"excludes": "a"}]
)


def written(rows: list[set[str]], many: list[int]) -> list[list[str]]:
    return [sorted(row) for row, times in zip(rows, many, strict=True) for _ in range(times)]


@settings(max_examples=40, deadline=None)
@given(ROWS, MANY, st.sampled_from(KINDS), SUPPORTS, OPTIONS, st.none() | st.just(4), st.sampled_from([1, 3]))
def test_a_basket_is_as_many_baskets(
    rows: list[set[str]],
    many: list[int],
    kind: str,
    min_support: float,
    options: dict[str, Any],
    top_k: int | None,
    n_jobs: int,
) -> None:
    assume(any("a" in row for row in rows))
    many = many[: len(rows)]
    asked: dict[str, Any] = {"min_support": min_support, "kind": kind, "n_jobs": n_jobs, **options}
    found = jm.mine_itemsets([sorted(row) for row in rows], multiplicity=many, **asked)
    wanted = jm.mine_itemsets(written(rows, many), **asked)
    assert found.n_total == wanted.n_total == sum(many)
    # Counts, intervals, lifts.
    same(found.to_pandas(), wanted.to_pandas())
    counts = jm.mine_itemsets([sorted(row) for row in rows], multiplicity=many, count_only=True, **asked)
    pd.testing.assert_frame_equal(
        counts.to_pandas(), jm.mine_itemsets(written(rows, many), count_only=True, **asked).to_pandas()
    )
    rules, written_rules = (one.rules(min_confidence=0.3) for one in (found, wanted))
    further = ("phi", "improvement", "q_value")
    same(rules.with_columns(*further).to_pandas(), written_rules.with_columns(*further).to_pandas())
    assert (
        rules.with_columns("q_value").info["family_size"] == written_rules.with_columns("q_value").info["family_size"]
    )
    if kind != "maximal":
        best = jm.mine_itemsets([sorted(row) for row in rows], multiplicity=many, **asked, top_k=top_k)
        same(best.to_pandas(), jm.mine_itemsets(written(rows, many), **asked, top_k=top_k).to_pandas())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.sets(st.sampled_from("abc"), min_size=1), max_size=4), min_size=1, max_size=5),
    MANY,
    st.sampled_from(["journey", "element"]),
)
def test_journeys_stand_for_as_many_customers(journeys: list[list[set[str]]], many: list[int], per: str) -> None:
    many = many[: len(journeys)]
    lists = [[tuple(sorted(element)) for element in journey] for journey in journeys]
    found = jm.mine_itemsets(jm.Journeys.from_lists(lists), per=per, min_support=1, multiplicity=many)
    all_lists = [journey for journey, times in zip(lists, many, strict=True) for _ in range(times)]
    wanted = jm.mine_itemsets(jm.Journeys.from_lists(all_lists), per=per, min_support=1)
    assert found.info["n_customers"] == wanted.info["n_customers"] == sum(many)
    same(found.to_pandas(), wanted.to_pandas())
    same(found.rules().to_pandas(), wanted.rules().to_pandas())


@settings(max_examples=40, deadline=None)
@given(ROWS, st.lists(st.sampled_from([0.0, 0.1, 0.5, 2.0, 7.25]), min_size=8, max_size=8), st.sampled_from([0.3, 0.5]))
def test_weights_are_summed_over_the_holders(rows: list[set[str]], mass: list[float], share: float) -> None:
    mass = mass[: len(rows)]
    assume(sum(mass) > 0)
    baskets = [sorted(row) for row in rows]

    def weigh(items: tuple[str, ...]) -> float:
        return sum(weight for weight, row in zip(mass, rows, strict=True) if row.issuperset(items)) / sum(mass)

    found = jm.mine_itemsets(baskets, min_support=1, weights=mass).to_pandas()
    np.testing.assert_allclose(found["weighted_support"], [weigh(items) for items in found["itemset"]], atol=1e-12)
    assert (found["weighted_support_low"] <= found["weighted_support_high"]).all()
    # Twin of the threshold: all sets, one by one.
    every = (items for size in range(1, 6) for items in combinations(NAMES, size))
    exact = [round(weight * 100) for weight in mass]
    wanted = {
        items
        for items in every
        if any(row.issuperset(items) for row in rows)
        and sum(weight for weight, row in zip(exact, rows, strict=True) if row.issuperset(items)) * 10
        >= round(share * 10) * sum(exact)
    }
    asked: dict[str, Any] = {"min_support": share, "threshold": "weighted", "weights": mass}
    heavy = jm.mine_itemsets(baskets, **asked)
    assert {tuple(itemset) for itemset in heavy} == wanted
    assert jm.mine_itemsets(baskets, **asked, count_only=True).total == len(wanted)
    # The order stays.
    assert [itemset for itemset in jm.mine_itemsets(baskets, min_support=1) if itemset in wanted] == list(heavy)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.lists(st.integers(0, 3), min_size=8, max_size=8), st.sampled_from(KINDS), st.integers(1, 3))
def test_customers_decide_where_asked(rows: list[set[str]], owners: list[int], kind: str, least: int) -> None:
    owners = sorted(owners[: len(rows)])
    journeys = jm.Journeys(from_lists([sorted(row) for row in rows], customers=owners))
    found = jm.mine_itemsets(journeys, min_support=least, threshold="customers", kind=kind)
    # Kinds are decided on journeys: whatever is of a kind among all sets, and in journeys of so many customers.
    every = jm.mine_itemsets(journeys, min_support=1, kind="all" if kind == "maximal" else kind)
    held = {
        itemset: len({owner for owner, row in zip(owners, rows, strict=True) if row.issuperset(itemset)})
        for itemset in every
    }
    wanted = [itemset for itemset in every if held[itemset] >= least]
    if kind == "maximal":
        wanted = [one for one in wanted if not any(set(one) < set(other) for other in wanted)]
    assert list(found) == wanted


FRAME = pd.DataFrame({"a": [True, True, False], "b": [True, False, True]}, index=["x", "y", "z"])
PAIRS = pd.DataFrame({"invoice": ["x", "x", "y", "z"], "product": ["a", "b", "a", "b"]})


@pytest.mark.parametrize(
    "data",
    [
        [["a", "b"], ["a"], ["b"]],
        FRAME,
        FRAME.astype(pd.SparseDtype(bool, fill_value=False)),
        FRAME.to_numpy(),
        PAIRS,
        {"invoice": ["z", "y", "x", "x"], "product": ["b", "a", "b", "a"]},
        jm.Journeys.from_lists([["a", "b"], ["a"], ["b"]]),
    ],
    ids=["lists", "frame", "sparse frame", "matrix", "pairs", "dict of pairs", "journeys"],
)
@pytest.mark.parametrize("given", [[2, 3, 4], np.array([2, 3, 4]), (2.0, 3.0, 4.0)])
def test_every_input_takes_an_array(data: Any, given: Any) -> None:
    found = jm.mine_itemsets(data, min_support=1, multiplicity=given, weights=given)
    assert found.to_pandas()["n_journeys"].tolist() == [6, 5, 2]
    assert found.to_pandas()["weighted_support"].round(4).tolist() == [0.6897, 0.4483, 0.1379]
    assert found.info["n_rows"] == 3
    assert "3 rows standing for them" in repr(found)


@pytest.mark.parametrize(
    ("data", "given"),
    [
        (FRAME, pd.Series([4, 2, 3], index=["z", "x", "y"])),
        (FRAME, pd.Series([2, 3, 4], index=["x", "y", "z"])),
        (FRAME, {"y": 3, "z": 4, "x": 2, "more": 9}),
        (PAIRS, pd.Series([4, 2, 3], index=["z", "x", "y"])),
        (PAIRS, {"y": 3, "z": 4, "x": 2}),
        ([["a", "b"], ["a"], ["b"]], {2: 4, 0: 2, 1: 3}),
        ([["a", "b"], ["a"], ["b"]], pd.Series([4, 2, 3], index=[2, 0, 1])),
    ],
)
def test_values_find_their_baskets_by_name(data: Any, given: Any) -> None:
    assert jm.mine_itemsets(data, min_support=1, multiplicity=given).to_pandas()["n_journeys"].tolist() == [6, 5, 2]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([1, 2], "must be an array of one value a basket \\(3\\); its shape is \\(2,\\)"),
        ([1, 0, 2], "must be whole numbers ≥ 1, one a basket; got 0 in basket 'y'"),
        ([1, 1.5, 2], "must be whole numbers ≥ 1, one a basket; got 1.5 in basket 'y'"),
        ([1, None, 2], "got nan in basket 'y'"),
        (["1", "2", "3"], "must be whole numbers ≥ 1, one a basket; got \\['1', '2', '3'\\]"),
        ("n", "must be an array of one value a basket, or a Series or dict by basket .*; got 'n'"),
        ({1, 2, 3}, "must be an array of one value a basket, or a Series or dict"),
        ({"x": 1, "y": 2}, "lacks 1 of 3 baskets, the first 'z'"),
        (pd.Series([1, 2, 3, 4], index=["x", "x", "y", "z"]), "must be a Series whose index names each basket once"),
        ([2**31, 2**31, 2**31], "stands for 6,442,450,944 baskets; 4,294,967,295 can be counted"),
    ],
)
def test_what_is_no_multiplicity_is_one_sentence(given: Any, says: str) -> None:
    with pytest.raises(jm.errors.JourneymineError, match=f"`multiplicity` of mine_itemsets {says}|{says}"):
        jm.mine_itemsets(FRAME, min_support=1, multiplicity=given)


def test_what_does_not_go_together() -> None:
    asked: list[tuple[dict[str, Any], str]] = [
        (
            {"threshold": "weighted", "min_support": 0.5},
            "`threshold='weighted'` of mine_itemsets does not go .*weights",
        ),
        ({"threshold": "weighted", "min_support": 2, "weights": [1, 1, 1]}, "`min_support` .* must be a share"),
        ({"threshold": "customers", "top_k": 2}, "`top_k` of mine_itemsets does not go together with `threshold"),
        ({"threshold": "weight", "min_support": 1}, "`threshold` of mine_itemsets must be"),
        ({"weights": [-1, 0, 0], "min_support": 1}, "`weights` of mine_itemsets must be finite numbers"),
    ]
    for options, says in asked:
        with pytest.raises(jm.errors.OptionError, match=says):
            jm.mine_itemsets(FRAME, **options)
    for engine in ("bruteforce", "mlxtend-apriori"):
        with pytest.raises(jm.errors.EngineError, match="cannot do `multiplicity`; 'journeymine' can"):
            jm.mine_itemsets(FRAME, min_support=1, multiplicity=[1, 2, 3], engine=engine)
    rules = jm.mine_itemsets(FRAME, min_support=0.1, threshold="weighted", weights=[1, 1, 1]).rules()
    assert "another `threshold`" in rules.with_columns("q_value").info["q_value_reason"]
