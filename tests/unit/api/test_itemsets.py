import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import journeymine as jm


def test_itemsets_are_a_result_like_any_other(tmp_path: Path) -> None:
    found = jm.mine_itemsets([["bread", "milk"], ["milk", "bread"], ["milk"], []], min_support=1)
    assert list(found.columns) == [
        "itemset",
        "length",
        "n_journeys",
        "support",
        "support_low",
        "support_high",
        "lift",
        "lift_low",
        "lift_high",
        "leverage",
    ]
    assert list(found) == [("milk",), ("bread",), ("bread", "milk")]
    assert "in 4 baskets" in repr(found)
    assert list(found.filter(contains=["bread"], min_length=2)) == [("bread", "milk")]
    for suffix in (".json", ".parquet"):
        found.save(tmp_path / f"saved{suffix}")
        assert jm.ItemsetSet.load(tmp_path / f"saved{suffix}").to_dict() == found.to_dict()


def test_itemsets_per_element() -> None:
    journeys = jm.Journeys.from_lists([[("a", "b"), "c"], [("a", "b")]])
    assert jm.mine_itemsets(journeys, per="element", min_support=2).n_total == 3
    assert list(jm.mine_itemsets(journeys, per="element", min_support=2))[-1] == ("a", "b")
    assert jm.mine_itemsets(journeys, min_support=2).n_total == 2


def test_a_list_of_baskets_has_no_elements() -> None:
    with pytest.raises(jm.errors.OptionError, match="`per` of mine_itemsets must be 'journey'"):
        jm.mine_itemsets([["a"]], per="element", min_support=1)


def test_itemsets_have_no_order_to_ask_for() -> None:
    found = jm.mine_itemsets([["a", "b"]], min_support=1)
    with pytest.raises(jm.errors.OptionError, match="`ends_with` of filter must be None for itemsets"):
        found.filter(ends_with="a")
    assert not hasattr(found, "matches")


def test_no_basket_reaches_the_support() -> None:
    found = jm.mine_itemsets([["a"], []], min_support=2)
    assert found.to_pandas().shape == (0, 10)
    assert "nothing reaches" in repr(found)
    assert "<table>" in found._repr_html_()


def test_counts_say_what_was_asked_and_how_it_ended() -> None:
    baskets = [["bread", "milk"], ["milk", "bread"], ["milk"], []]
    counts = jm.mine_itemsets(baskets, min_support=0.5, count_only=True)
    assert repr(counts).splitlines() == [
        "ItemsetCounts: 3 itemsets (kind 'all', n_journeys ≥ 2) in 4 baskets",
        "by length: 2 of 1, 1 of 2",
        "search: complete, not truncated",
    ]
    assert (counts.info["min_count"], counts.info["source"], counts.n_total) == (2, "lists", 4)
    assert "none" in repr(jm.mine_itemsets(baskets, min_support=4, count_only=True))
    with pytest.raises(dataclasses.FrozenInstanceError):
        counts.info = {}  # type: ignore[misc]


def test_a_count_cut_short_says_so() -> None:
    rng = np.random.default_rng(3)
    baskets = rng.random((2000, 60)) < np.linspace(0.95, 0.6, 60)
    counts = jm.mine_itemsets(baskets, min_support=2, count_only=True, time_limit=0.05, n_jobs=1)
    assert counts.truncated
    assert "TRUNCATED, stopped by `time_limit`" in repr(counts)
    assert counts.info["stopped_by"] == "time_limit"


@pytest.mark.parametrize("option", ["top_k", "max_patterns"])
def test_what_is_counted_has_no_bound_of_its_own(option: str) -> None:
    bound: dict[str, Any] = {option: 3}
    with pytest.raises(jm.errors.OptionError, match=f"`count_only` of mine_itemsets does not go .* `{option}`"):
        jm.mine_itemsets([["a"]], min_support=1, count_only=True, **bound)
    with pytest.raises(jm.errors.OptionError, match="`count_only` of mine_itemsets must be True or False; got 'yes'"):
        jm.mine_itemsets([["a"]], min_support=1, count_only="yes")  # type: ignore[call-overload]
