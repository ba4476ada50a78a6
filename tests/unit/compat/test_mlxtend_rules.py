"""`association_rules` of `journeymine.compat.mlxtend` beside that of the installed mlxtend."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend import frequent_patterns as theirs
from pandas.testing import assert_frame_equal

from journeymine.compat import mlxtend as ours
from journeymine.compat.mlxtend.measures import METRICS
from tests.unit.compat.test_mlxtend_itemsets import ROWS, both, frame_of


def ordered(rules: pd.DataFrame) -> pd.DataFrame:
    """The rows in an order of their own; sides stay frozensets."""
    keys = [
        (sorted(map(repr, a | c)), sorted(map(repr, a)))
        for a, c in zip(rules["antecedents"], rules["consequents"], strict=True)
    ]
    return rules.iloc[sorted(range(len(rules)), key=keys.__getitem__)].reset_index(drop=True)


def assert_same(found: pd.DataFrame, **options: Any) -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        made, known = ours.association_rules(found, **options), theirs.association_rules(found, **options)
    assert made.index.equals(known.index)
    assert_frame_equal(ordered(made), ordered(known), check_exact=True)


@settings(max_examples=150, deadline=None)
@given(
    rows=ROWS,
    share=st.sampled_from([0.1, 0.25, 0.5]),
    names=st.booleans(),
    metric=st.sampled_from(METRICS),
    least=st.sampled_from([-1.0, 0.0, 0.3, 0.5, 0.8, 1.0, 1.2]),
    only=st.booleans(),
    n=st.sampled_from([1, 7, 12]),
    metrics=st.lists(st.sampled_from(METRICS), unique=True),
)
def test_rules_are_those_of_mlxtend(
    rows: Any, share: float, names: bool, metric: str, least: float, only: bool, n: int, metrics: list[str]
) -> None:
    found = ours.apriori(frame_of(rows), share, names)
    if len(found) == 0:
        return
    options = {"metric": metric, "min_threshold": least, "support_only": only, "num_itemsets": n}
    assert_same(found, **options)
    assert_same(found, **options, return_metrics=metrics)


def test_frames_of_every_search_and_of_our_own() -> None:
    rows = frame_of([[1, 1, 0, 1, 0], [1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 0, 1, 1]])
    for search in ("apriori", "fpgrowth", "hmine"):
        assert_same(getattr(theirs, search)(rows, 0.3, use_colnames=True), min_threshold=0.5)
    import journeymine as jm

    assert_same(jm.mine_itemsets(rows, min_support=0.3).to_frame(style="mlxtend"), metric="lift", min_threshold=1.0)


def test_items_of_any_kind_and_itemsets_that_stand_twice() -> None:
    sets = [frozenset({(1, 2)}), frozenset({None}), frozenset({(1, 2), None}), frozenset({np.int64(3)})]
    found = pd.DataFrame({"support": [0.5, 0.6, 0.4, 0.9], "itemsets": pd.Series(sets, dtype=object)})
    assert_same(found, min_threshold=0.1)
    twice = pd.concat([found, found.assign(support=[0.6, 0.7, 0.5, 0.9])], ignore_index=True)
    assert_same(twice, min_threshold=0.1)


@pytest.mark.parametrize("kind", ["closed", "maximal"])
def test_itemsets_whose_parts_are_missing(kind: str) -> None:
    import journeymine as jm

    found = jm.mine_itemsets([["a", "b", "c"]] * 3 + [["a", "b"], ["b", "d"]], min_support=1, kind=kind).to_frame()
    for options in ({}, {"metric": "lift", "min_threshold": 0.1}):
        made, known = both("association_rules", found, **options)
        assert made[0] is known[0] is KeyError
        assert made[1].partition("You are")[2] == known[1].partition("You are")[2] != ""
    assert_same(found, support_only=True, min_threshold=0.3)
    assert_same(found, support_only=True, min_threshold=0.9)


def test_no_rule_reaches_the_threshold() -> None:
    found = ours.apriori(frame_of([[1, 1, 0, 0, 0]]), use_colnames=True)
    for options in ({"min_threshold": 2.0}, {"min_threshold": 2.0, "support_only": True}):
        assert_frame_equal(ours.association_rules(found, **options), theirs.association_rules(found, **options))


GOOD = pd.DataFrame({"support": [1.0], "itemsets": [frozenset("a")]})


@pytest.mark.parametrize(
    ("frame", "options"),
    [
        (GOOD[:0], {}),
        (GOOD.rename(columns={"support": "sup"}), {}),
        (GOOD, {"metric": "unknown"}),
        (GOOD, {"null_values": True}),
        (GOOD, {"null_values": True, "df_orig": GOOD}),
        (GOOD, {"df_orig": frame_of([[1, 0, 1, 0, 0]]).astype(int) * 2}),
    ],
)
def test_errors_are_those_of_mlxtend(frame: pd.DataFrame, options: dict[str, Any]) -> None:
    made, known = both("association_rules", frame, **options)
    assert made == known
    assert made[0] is not None


def test_an_unknown_measure_to_return() -> None:
    found = ours.apriori(frame_of([[1, 1, 0, 0, 0]]))
    made, known = both("association_rules", found, return_metrics=["unknown"])
    assert made == known
    assert made[0] is KeyError


@pytest.mark.parametrize("bad", [0, -1, 1.5, True, None])
def test_a_number_of_rows_that_cannot_be(bad: Any) -> None:
    with pytest.raises(ValueError, match="`num_itemsets` of association_rules must be a whole number ≥ 1"):
        ours.association_rules(GOOD, num_itemsets=bad)


def test_missing_values_mean_what_mlxtend_says() -> None:
    frame = pd.DataFrame([[1, 1, np.nan], [1, 0, 1], [np.nan, 1, 1], [1, 1, 1]], columns=list("abc"))
    found = theirs.fpgrowth(frame, min_support=0.3, null_values=True, use_colnames=True)
    options = {"num_itemsets": 4, "df_orig": frame, "null_values": True, "min_threshold": 0.5}
    assert_frame_equal(ours.association_rules(found, **options), theirs.association_rules(found, **options))
