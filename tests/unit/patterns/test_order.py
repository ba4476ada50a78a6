from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeymine.errors import MissingColumnError
from journeymine.patterns.names import Element, rows
from journeymine.patterns.order import pattern_rank, ranked_rows, sorted_rows
from tests.unit.patterns.tables import rules, sequences

ELEMENT = st.integers(0, 3) | st.sets(st.integers(0, 3), min_size=2, max_size=3).map(lambda one: tuple(sorted(one)))
PATTERNS = st.lists(st.lists(ELEMENT, min_size=1, max_size=3).map(tuple), min_size=1, max_size=12)


def obvious(pattern: tuple[Element, ...]) -> tuple[int, list[tuple[Any, ...]]]:
    elements = [element if isinstance(element, tuple) else (element,) for element in pattern]
    return sum(map(len, elements)), elements


@given(PATTERNS)
def test_pattern_order_is_length_then_element_by_element(patterns: list[tuple[Element, ...]]) -> None:
    rank = pattern_rank(sequences([(one, 1) for one in patterns]).coded["pattern"])
    for i, first in enumerate(patterns):
        for j, second in enumerate(patterns):
            assert (rank[i] < rank[j]) == (obvious(first) < obvious(second))
            assert (rank[i] == rank[j]) == (obvious(first) == obvious(second))


def test_supports_and_lifts_fall_p_values_and_lengths_rise() -> None:
    table = sequences([(["a"], 5), (["b"], 5), (["a", "b"], 3)]).with_columns(
        {
            "lift_order": np.array([np.nan, 0.5, 2.0]),
            "p_order": np.array([np.nan, 0.5, 0.01]),
            "lift_method": np.array([None, "monte_carlo", "exact"], object),
        }
    )
    assert sorted_rows(table, "n_journeys").tolist() == [0, 1, 2]
    assert sorted_rows(table, "support", ascending=True).tolist() == [2, 0, 1]
    assert sorted_rows(table, "lift_order").tolist() == [2, 1, 0]
    assert sorted_rows(table, "lift_order", ascending=True).tolist() == [1, 2, 0]
    assert sorted_rows(table, "p_order").tolist() == [2, 1, 0]
    assert sorted_rows(table, "length").tolist() == [0, 1, 2]
    assert sorted_rows(table, "pattern", ascending=False).tolist() == [2, 1, 0]
    assert sorted_rows(table, "lift_method").tolist() == [2, 1, 0]


def test_ties_are_in_pattern_order_whatever_the_rows_were() -> None:
    table = sequences([(["b", "a"], 4), (["c"], 4), (["a", "b"], 4), (["a"], 4)])
    for shuffled in ([0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 3, 1]):
        mixed = table.take(np.array(shuffled))
        ordered = mixed.take(sorted_rows(mixed, "support"))
        assert [str(one) for one in rows(ordered)] == ["a", "c", "a → b", "b → a"]


def test_rules_are_ordered_too() -> None:
    table = rules([(["b"], ["a"]), (["a"], ["b"])], confidence=[0.5, 0.5])
    assert sorted_rows(table, "confidence").tolist() == [1, 0]
    assert sorted_rows(table, "consequent").tolist() == [0, 1]


def test_an_unknown_column_gets_a_near_miss() -> None:
    with pytest.raises(MissingColumnError, match=r"There is no column 'suport'. Did you mean 'support'\?"):
        sorted_rows(sequences([(["a"], 1)]), "suport")


def test_nothing_to_sort() -> None:
    assert sorted_rows(sequences([]), "support").tolist() == []


def test_significant_rows_come_first_then_the_surest_lifts() -> None:
    table = sequences([(["a"], 5), (["b"], 5), (["c"], 5), (["d"], 5)])
    table = table.with_columns({"lift_order_low": np.array([np.nan, 0.5, 2.0, 2.0])})
    assert ranked_rows(table).tolist() == [2, 3, 1, 0]
    assert ranked_rows(table.with_columns({"significant": np.array([False, True, False, True])})).tolist() == [
        3,
        1,
        2,
        0,
    ]
    # As a file may have it.
    assert ranked_rows(table.with_columns({"significant": np.array([np.nan, 1, 0, 1])})).tolist() == [3, 1, 2, 0]
