"""Association rules from itemsets of every kind, beside their twin."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import CapacityError, MissingColumnError, MissingJourneysError, OptionError, UnknownEventError
from journeymine.mining import subsets
from journeymine.mining.found import FoundPatterns
from journeymine.mining.subsets import SubsetFinder, split_masks
from journeymine.ranking.association import fisher as tests_of_association
from journeymine.ranking.association import rules as rules_of_association
from journeymine.ranking.association.columns import FURTHER
from journeymine.ranking.corrections import benjamini_hochberg
from tests.contract.test_errors import assert_one_sentence
from tests.reference.association import family, fisher, improvement, measures, rules, splits
from tests.reference.itemsets import Basket

BASKETS = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=12)
LISTS = [["bread", "milk"], ["bread", "butter", "milk"], ["milk"], ["bread", "butter"], []]


def given_rules(found: jm.RuleSet) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    return [(tuple(rule.antecedent), tuple(rule.consequent)) for rule in found]


@pytest.mark.parametrize("kind", ["all", "closed", "maximal", "generators"])
@settings(max_examples=80, deadline=None)
@given(
    baskets=BASKETS,
    min_support=st.integers(1, 4),
    confidence=st.sampled_from([0.0, 0.28, 0.5, 2 / 3, 0.75, 1.0]),
    lift=st.sampled_from([None, 0, 0.5, 1.0, 1.2]),
    sizes=st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(1, 3)),
    sides=st.tuples(st.none() | st.sets(st.integers(0, 5), min_size=1), st.none() | st.sets(st.integers(0, 5))),
    first=st.integers(1, 6),
    shortest=st.integers(1, 3),
)
def test_rules_are_those_of_the_twin(
    kind: str,
    baskets: list[Basket],
    min_support: int,
    confidence: float,
    lift: float | None,
    sizes: tuple[int | None, int | None],
    sides: tuple[set[int] | None, set[int] | None],
    first: int,
    shortest: int,
) -> None:
    there = {item for basket in baskets for item in basket}
    left, right = ({*side} & there or None if side else None for side in sides)
    itemsets = jm.mine_itemsets(baskets, min_support=min_support, kind=kind, min_length=shortest)
    known = rules(
        map(tuple, itemsets),
        baskets,
        min_confidence=confidence,
        min_lift=lift or 0.0,
        antecedent=left,
        consequent=right,
        max_antecedent=sizes[0] or 99,
        max_consequent=sizes[1] or 99,
    )
    asked: dict[str, Any] = {
        "min_confidence": confidence,
        "min_lift": lift,
        "max_antecedent": sizes[0],
        "max_consequent": sizes[1],
        "antecedent": left,
        "consequent": right,
    }
    found = itemsets.rules(**asked)
    assert given_rules(found) == [pair for pair, _ in known]
    frame = found.to_pandas()
    for name in known[0][1] if known else ():
        np.testing.assert_allclose(frame[name], [row[name] for _, row in known], rtol=1e-12, atol=1e-15)
    assert given_rules(itemsets.rules(**asked, top_k=first)) == [pair for pair, _ in known][:first]
    best = sorted(known, key=lambda one: -one[1]["lift"])
    by_lift = itemsets.rules(**asked, top_k=first, by="lift").to_pandas()["lift"]
    np.testing.assert_allclose(by_lift, [row["lift"] for _, row in best[:first]], rtol=1e-12)


@settings(max_examples=80, deadline=None)
@given(
    baskets=BASKETS,
    kind=st.sampled_from(["all", "closed", "maximal"]),
    min_support=st.integers(1, 3),
    longest=st.none() | st.integers(2, 4),
    sides=st.tuples(st.none() | st.sets(st.integers(0, 5)), st.none() | st.sets(st.integers(0, 5))),
    excluded=st.none() | st.integers(0, 5),
)
def test_tests_and_improvement_are_those_of_the_twin(
    baskets: list[Basket],
    kind: str,
    min_support: int,
    longest: int | None,
    sides: tuple[set[int] | None, set[int] | None],
    excluded: int | None,
) -> None:
    there = {item for basket in baskets for item in basket}
    left, right = ({*side} & there or None if side else None for side in sides)
    out = excluded if excluded in there else None
    itemsets = jm.mine_itemsets(baskets, min_support=min_support, kind=kind, max_length=longest, excludes=out)
    found = itemsets.rules(antecedent=left, consequent=right).with_columns("is_redundant", "q_value")
    frame = found.to_pandas()
    pairs = given_rules(found)
    gains = [improvement(pair, baskets) for pair in pairs]
    np.testing.assert_allclose(frame["improvement"], np.array(gains, float), rtol=1e-12, atol=1e-12)
    assert frame["is_redundant"].tolist() == [gain <= 0 for gain in gains]
    p = [float(fisher(pair, baskets)) for pair in pairs]
    np.testing.assert_allclose(frame["p_value"], p, rtol=1e-9)
    left_in = [[item for item in basket if item != out] for basket in baskets]
    size = family(left_in, min_support, longest or 99, left or there, right or there)
    assert found.info["family_size"] == size
    np.testing.assert_allclose(frame["q_value"], benjamini_hochberg(frame["p_value"], size))


def test_tests_that_mean_nothing_say_why() -> None:
    lists = [["a", "b"], ["a", "b"], ["c"], ["a"]]
    journeys = jm.Journeys.from_lists(lists, customers=[1, 1, 2, 2])
    rules = jm.mine_itemsets(journeys, min_support=2).rules().with_columns("p_value")
    assert rules.to_pandas()[["p_value", "q_value"]].isna().all(axis=None)
    assert "baskets of one customer are no independent ones" in repr(rules)
    rules = jm.mine_itemsets(lists, top_k=3).rules().with_columns("q_value")
    assert rules.to_pandas()["p_value"].notna().all()
    assert rules.to_pandas()["q_value"].isna().all()
    assert "q_value: none without `min_support`" in repr(rules)
    rules = jm.mine_itemsets(lists, min_support=2).rules()
    assert "q_value: over 2 rules that could have been reported" in repr(rules.with_columns("q_value"))


def test_too_many_sides_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests_of_association, "MOST_SETS", 2)
    rules = jm.mine_itemsets(LISTS, min_support=2).rules().with_columns("q_value")
    assert rules.to_pandas()["q_value"].isna().all()
    assert rules.info["q_value_reason"].startswith("there are more than 2 sides; ask for a higher `min_support`")


def test_more_than_64_items_are_kept_apart() -> None:
    baskets = [[item, item + 1] for item in range(70)] * 2
    rules = jm.mine_itemsets(baskets, min_support=2).rules().with_columns("q_value", "improvement")
    assert rules.info["family_size"] == family(baskets, 2, 99, range(71), range(71))
    assert len(rules) == 140


@pytest.mark.parametrize(("small", "cells"), [(10, 1 << 22), (0, 1 << 22), (10, 8), (0, 8)])
@settings(max_examples=30, deadline=None)
@given(baskets=BASKETS, most=st.tuples(st.none() | st.integers(1, 2), st.none() | st.integers(1, 2)))
def test_parts_are_found_in_every_way(small: int, cells: int, baskets: list[Basket], most: Any) -> None:
    found = jm.mine_itemsets(baskets, min_support=1)
    known = given_rules(found.rules(max_antecedent=most[0], max_consequent=most[1]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsets, "_SMALL", small)
        patch.setattr(subsets, "AT_ONCE", cells)
        patch.setattr(rules_of_association, "_BLOCK", cells)
        assert given_rules(found.rules(max_antecedent=most[0], max_consequent=most[1])) == known


def test_splits_are_listed_in_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 9):
        assert len(split_masks(size)) == splits(size)
        for most in ((None, None), (1, None), (None, 2), (3, 3)):
            known = split_masks(size, most).tolist()
            with monkeypatch.context() as patch:
                patch.setattr(subsets, "_LISTED", 0)
                assert split_masks(size, most).tolist() == known


def test_no_itemsets_have_no_splits() -> None:
    nothing = FoundPatterns(np.zeros(0, np.uint32), np.zeros(1, np.uint64), np.zeros(0, np.uint32))
    assert list(SubsetFinder(nothing).splits()) == []
    rules = jm.mine_itemsets(LISTS, min_support=5).rules()
    assert len(rules) == 0
    assert rules.to_pandas().columns[:2].tolist() == ["antecedent", "consequent"]


def test_a_long_itemset() -> None:
    long = jm.mine_itemsets([list(range(30))] * 2, min_support=2, kind="maximal")
    with pytest.raises(CapacityError, match="An itemset of 30 items has more rules than can be kept") as caught:
        long.rules()
    assert_one_sentence(str(caught.value), "`max_antecedent`")
    one = long.rules(max_consequent=1)
    assert (len(one), set(one.to_pandas()["confidence"])) == (30, {1.0})
    assert len(long.rules(max_antecedent=2, max_consequent=28)) == 30 * 29 // 2


def test_intervals_hold_the_values_and_shrink_for_nobody() -> None:
    frame = jm.mine_itemsets(LISTS * 4, min_support=2).rules().to_pandas()
    assert (frame["confidence_low"] <= frame["confidence"]).all()
    assert (frame["confidence_high"] >= frame["confidence"]).all()
    assert ((frame["lift_low"] <= frame["lift"]) & (frame["lift"] <= frame["lift_high"])).all()


def test_baskets_of_the_same_customers_tell_less() -> None:
    lists = [["a", "b"], ["a", "b"], ["c"], ["c"], ["a"], ["a"], ["b"], ["b"]] * 5
    ours = jm.Journeys.from_lists(lists, customers=[place // 2 for place in range(len(lists))])
    apart = jm.Journeys.from_lists(lists)
    wide, narrow = (jm.mine_itemsets(one, min_support=2).rules().to_pandas() for one in (ours, apart))
    assert wide["confidence"].tolist() == narrow["confidence"].tolist()
    for name in ("confidence", "lift"):
        assert (wide[f"{name}_high"] - wide[f"{name}_low"] > narrow[f"{name}_high"] - narrow[f"{name}_low"]).all()


def test_rules_are_a_result_like_any_other(tmp_path: Path) -> None:
    itemsets = jm.mine_itemsets(LISTS, min_support=2)
    rules = itemsets.rules(min_confidence=0.5)
    assert isinstance(rules, jm.RuleSet)
    assert [str(rule) for rule in rules[:2]] == ["if bread then also butter", "if bread then also milk"]
    told = repr(rules)
    assert "of the baskets that hold all of A, the share that hold all of B too" in told
    assert "in 5 baskets" in told
    assert (rules.info["verb"], rules.info["min_confidence"], rules.info["min_count"]) == ("rules", 0.5, 2)
    assert list(rules.filter(contains="butter"))
    assert rules.sort_by("lift").top(1).to_pandas()["lift"][0] == max(rules.to_pandas()["lift"])
    for suffix in (".json", ".parquet"):
        rules.save(tmp_path / f"saved{suffix}")
        loaded = jm.RuleSet.load(tmp_path / f"saved{suffix}")
        assert loaded.to_dict() == rules.to_dict()
        assert [str(rule) for rule in loaded] == [str(rule) for rule in rules]


def test_loaded_itemsets_give_rules_where_all_parts_are_there(tmp_path: Path) -> None:
    for kind in ("all", "maximal"):
        itemsets = jm.mine_itemsets(LISTS, min_support=2, kind=kind)
        itemsets.save(tmp_path / "saved.json")
        loaded = jm.ItemsetSet.load(tmp_path / "saved.json")
        if kind == "all":
            assert loaded.rules().to_dict() == itemsets.rules().to_dict()
            continue
        with pytest.raises(MissingJourneysError, match="needs the baskets, to count 3 parts of itemsets") as caught:
            loaded.rules()
        assert_one_sentence(str(caught.value), "ItemsetSet.rules")


def test_further_measures_need_no_journeys() -> None:
    rules = jm.mine_itemsets(LISTS, min_support=1).rules()
    more = rules.with_columns(*FURTHER)
    assert set(more.columns) - set(rules.columns) == set(FURTHER)
    assert more.to_pandas()[list(FURTHER)].notna().any().all()
    assert rules.with_columns() is rules
    with pytest.raises(MissingColumnError, match=r"has no column 'cosin'\. Did you mean 'cosine'"):
        rules.with_columns("cosin")
    with pytest.raises(OptionError, match="`journeys` of with_columns must be None"):
        rules.with_columns("phi", journeys=jm.Journeys.from_lists([["a"]]))


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"min_confidence": 1.5}, OptionError, "`min_confidence` of rules must be a number between 0 and 1"),
        ({"min_confidence": None}, OptionError, "`min_confidence`"),
        ({"min_lift": -1}, OptionError, "`min_lift` of rules must be a number ≥ 0, or None; got -1"),
        ({"min_lift": float("nan")}, OptionError, "`min_lift`"),
        ({"min_lift": True}, OptionError, "`min_lift`"),
        ({"max_antecedent": 0}, OptionError, "`max_antecedent`"),
        ({"top_k": 0}, OptionError, "`top_k`"),
        ({"top_k": 1, "by": "lft"}, OptionError, "`by` of rules must be one of 'n_rule', 'antecedent_support'"),
        ({"by": "lift"}, OptionError, "`by` of rules does not go together with `top_k=None`"),
        ({"antecedent": "bred"}, UnknownEventError, r"no event 'bred'\. Did you mean 'bread'"),
        ({"consequent": []}, OptionError, "`consequent` of rules must be an event name"),
    ],
)
def test_bad_options(options: dict[str, Any], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        jm.mine_itemsets(LISTS, min_support=2).rules(**options)


def test_the_frame_is_that_of_mlxtend() -> None:
    from mlxtend.frequent_patterns import association_rules

    itemsets = jm.mine_itemsets(LISTS, min_support=1)
    known = association_rules(itemsets.to_frame(style="mlxtend"), min_threshold=0.0)
    ours = itemsets.rules().to_frame(style="mlxtend")
    assert ours.dtypes.to_dict() == known.dtypes.to_dict()
    assert list(ours.columns) == list(known.columns)
    both = ours.merge(known, on=["antecedents", "consequents"], suffixes=("", "_known"), validate="1:1")
    assert len(both) == len(ours) == len(known)
    likely = both["confidence"] >= both["consequent support"]
    for name in ours.columns[2:]:
        rows = likely if name == "certainty" else likely | True
        np.testing.assert_allclose(both[name][rows], both[f"{name}_known"][rows], rtol=1e-12, atol=1e-12)
    assert (both["certainty"] < both["certainty_known"])[~likely].any()
    assert itemsets.rules().to_frame(style="journeymine").equals(itemsets.rules().to_pandas())
    with pytest.raises(OptionError, match="`style` of to_frame must be one of 'mlxtend', 'journeymine'"):
        itemsets.rules().to_frame(style="arules")


def test_the_twin_counts_as_written() -> None:
    assert measures((("bread",), ("butter",)), LISTS)["lift"] == pytest.approx((2 / 5) / (3 / 5 * 2 / 5))
