from pathlib import Path

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
