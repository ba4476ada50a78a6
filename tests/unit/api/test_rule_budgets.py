"""Association rules within budgets: the first rules, and up to where they are complete."""

from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import CapacityError, OptionError
from journeymine.mining import subsets
from journeymine.ranking.association import rules as module
from journeymine.ranking.association.columns import MEASURES

BASKETS = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=12)
KINDS = st.sampled_from(["all", "closed", "maximal", "generators"])
Rows = list[tuple[Any, ...]]


def rows(rules: jm.RuleSet) -> Rows:
    frame = rules.to_pandas(columns=["antecedent", "consequent", "n_rule", "n_antecedent", "n_consequent"])
    return list(frame.itertuples(index=False, name=None))


@settings(max_examples=100, deadline=None)
@given(BASKETS, KINDS, st.integers(1, 7), st.sampled_from([None, 1, 5]), st.sampled_from([None, *MEASURES]))
def test_the_best_come_out_of_small_blocks(
    baskets: list[list[int]], kind: str, n: int, most: int | None, by: str | None
) -> None:
    itemsets = jm.mine_itemsets(baskets, min_support=1, kind=kind)
    every = itemsets.rules()
    ordered = every
    if by is not None:
        more = every.with_columns(by) if by not in every.columns else every
        values = more.to_pandas(columns=[by])[by].to_numpy().astype(np.float64)
        ordered = every[np.argsort(-values, kind="stable")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsets, "AT_ONCE", 8)
        patch.setattr(module, "_BLOCK", 16)
        best = itemsets.rules(top_k=n, by=by, max_patterns=most)
        assert rows(itemsets.rules()) == rows(every)
    bound = n if most is None else min(n, most)
    assert rows(best) == rows(ordered)[:bound]
    assert best.truncated == (most is not None and min(n, len(every)) > most)
    assert best.info["stopped_by"] == ("max_patterns" if best.truncated else None)


@settings(max_examples=60, deadline=None)
@given(BASKETS, KINDS, st.integers(0, 6), st.sampled_from(["time_limit", "memory_limit"]))
def test_what_runs_out_says_up_to_where_it_is_complete(
    baskets: list[list[int]], kind: str, looks: int, limit: str
) -> None:
    itemsets = jm.mine_itemsets(baskets, min_support=1, kind=kind)
    every = itemsets.rules()
    assume(len(every))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subsets, "AT_ONCE", 8)
        patch.setattr(module, "_BLOCK", 16)
        # A clock that goes on by a second a look.
        ticks = count()
        patch.setattr(module, "monotonic", lambda: float(next(ticks)))
        if limit == "memory_limit":
            patch.setattr(module._Budget, "require", lambda *_: None)
            cut = itemsets.rules(memory_limit=1 + looks * 500)
        else:
            cut = itemsets.rules(time_limit=looks + 0.5)
    if not cut.truncated:
        assert rows(cut) == rows(every)
        return
    assert cut.info["stopped_by"] == limit
    proven = cut.info["proven_above"]
    assert set(rows(cut)) <= set(rows(every))
    assert [row for row in rows(cut) if row[2] > proven] == [row for row in rows(every) if row[2] > proven]
    assert f"TRUNCATED, stopped by `{cut.info['stopped_by']}`; complete for n_rule > {proven:,}" in repr(cut)


def test_the_best_by_support_need_only_the_first_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    baskets = [list(range(width)) for width in range(1, 11)]
    seen = []
    splits = subsets.SubsetFinder.splits

    def counted(self: Any, **options: Any) -> Any:
        for split in splits(self, **options):
            seen.append(split.first.size)
            yield split

    monkeypatch.setattr(subsets.SubsetFinder, "splits", counted)
    monkeypatch.setattr(module, "_BLOCK", 1 << 7)
    itemsets = jm.mine_itemsets(baskets, min_support=1)
    assert len(itemsets.rules(top_k=5)) == 5
    few = sum(seen)
    seen.clear()
    itemsets.rules()
    assert few < sum(seen) / 20


def test_rules_of_a_search_cut_short() -> None:
    baskets = [[1, 2, 3], [1, 2], [1, 2], [2, 3]]
    itemsets = jm.mine_itemsets(baskets, min_support=1, max_patterns=4)
    assert itemsets.rules().truncated
    assert itemsets.rules().info["stopped_by"] == "max_patterns"
    both = itemsets.rules(max_patterns=1)
    assert (len(both), both.truncated, both.info["proven_above"]) == (1, True, None)


def test_memory_that_holds_not_even_the_itemsets() -> None:
    itemsets = jm.mine_itemsets([[1, 2, 3], [1, 2]], min_support=1)
    with pytest.raises(CapacityError, match="`memory_limit` of rules must leave room for the itemsets, which need"):
        itemsets.rules(memory_limit=100)
    assert len(itemsets.rules(memory_limit="1MB")) == len(itemsets.rules())


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"time_limit": 0}, "`time_limit` of rules must be a number of seconds above 0"),
        ({"memory_limit": "much"}, "`memory_limit` of rules must be a size such as '500MB'"),
        ({"max_patterns": 0}, "`max_patterns` of rules must be"),
    ],
)
def test_bad_budgets(options: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        jm.mine_itemsets([[1, 2]], min_support=1).rules(**options)
