"""Rows that stand for several journeys give what the log with each row written out as often gives."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.mining.engines.registry import KINDS

NAMES = st.sampled_from("abc")
ELEMENTS = st.one_of(NAMES, st.sets(NAMES, min_size=2, max_size=3).map(lambda names: tuple(sorted(names))))
ROWS: st.SearchStrategy[list[list[Any]]] = st.one_of(
    st.lists(st.lists(NAMES, max_size=6), min_size=1, max_size=8),
    st.lists(st.lists(ELEMENTS, max_size=4), min_size=1, max_size=6),
)
MANY = st.lists(st.sampled_from([1, 1, 2, 3, 12]), min_size=8, max_size=8)
RULES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {},
        {},
        {"max_step_gap": 2},
        {"contiguous": True},
        {"max_step_gap": 2, "starts_with": jm.START},
        {"ends_with": jm.END},
        {"starts_with": jm.START, "ends_with": jm.END},
        {"max_length": 2},
        {"contains": "a"},
        {"ends_with": "a"},
        {"excludes": "a", "min_step_gap": 2},
    ]
)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    assert list(one.columns) == list(other.columns)
    for name in one.columns:
        if one[name].dtype.kind == "f":
            np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-15, err_msg=name)
        else:
            assert one[name].tolist() == other[name].tolist(), name


@settings(max_examples=60, deadline=None)
@given(
    ROWS, MANY, st.sampled_from(KINDS), RULES, st.sampled_from([1, 2, 5, 0.2, 0.5]), st.one_of(st.none(), st.just(4))
)
@example([[], [("a", "b", "c")], [], ["a", "a", ("b", "c"), "a"]], [1, 1, 2, 3, 1, 1, 1, 1], "all", {}, 1, None)
def test_a_row_is_as_many_rows(
    rows: list[list[Any]], many: list[int], kind: str, rules: dict[str, Any], min_support: float, top_k: int | None
) -> None:
    assume(any("a" in element for row in rows for element in row))
    many = many[: len(rows)]
    options = {"min_support": min_support, "kind": kind, "top_k": None if kind == "maximal" else top_k, **rules}
    standing = jm.mine_sequences(rows, multiplicity=many, **options)
    written = [row for row, times in zip(rows, many, strict=True) for _ in range(times)]
    wanted = jm.mine_sequences(written, **options)
    assert standing.n_total == wanted.n_total == sum(many)
    assert standing.info["n_customers"] == wanted.info["n_customers"]
    # Counts, intervals, lifts (Monte Carlo too: each journey is shuffled for itself), p-values.
    same(standing.to_pandas(), wanted.to_pandas())
    assert standing.timing().astype(str).equals(wanted.timing().astype(str))
    counted = ("n_customers", "n_occurrences", "n_windows")
    same(standing.with_columns(*counted).to_pandas(), wanted.with_columns(*counted).to_pandas())
    for pattern in wanted[:2]:
        assert standing.explain(pattern).summary == wanted.explain(pattern).summary
    if not rules:
        same(standing.with_columns("is_closed").to_pandas(), wanted.with_columns("is_closed").to_pandas())


@settings(max_examples=60, deadline=None)
@given(ROWS, MANY, st.integers(1, 4), st.integers(2, 4))
def test_rules_are_those_of_as_many_rows(
    rows: list[list[Any]], many: list[int], min_support: int, max_length: int
) -> None:
    many = many[: len(rows)]
    written = [row for row, times in zip(rows, many, strict=True) for _ in range(times)]
    options = {"min_support": min_support, "max_length": max_length}
    standing = jm.mine_sequences(rows, multiplicity=many, **options).rules(min_confidence=0.1)
    wanted = jm.mine_sequences(written, **options).rules(min_confidence=0.1)
    assert standing.info["family_size"] == wanted.info["family_size"]
    same(standing.to_pandas(), wanted.to_pandas())


@settings(max_examples=40, deadline=None)
@given(ROWS, MANY, st.sampled_from([1, 2, 3, 8]), st.sampled_from(KINDS))
def test_threads_change_nothing(rows: list[list[Any]], many: list[int], n_jobs: int, kind: str) -> None:
    many = many[: len(rows)]
    one = jm.mine_sequences(rows, min_support=2, kind=kind, multiplicity=many, n_jobs=1).to_pandas()
    other = jm.mine_sequences(rows, min_support=2, kind=kind, multiplicity=many, n_jobs=n_jobs).to_pandas()
    assert one.equals(other)
