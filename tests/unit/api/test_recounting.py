"""Patterns counted in other journeys, and as a matrix."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import MissingJourneysError, OptionError

LISTS: list[Any] = [["search", "cart", "pay"], ["search", "cart"], ["cart", "search"], [], ["search", ("cart", "mail")]]
JOURNEYS = jm.Journeys.from_lists(LISTS, customers=[1, 1, 2, 3, 4])
PATTERNS = jm.mine_sequences(JOURNEYS, min_support=1)


def test_counted_in_its_own_journeys_a_set_is_itself() -> None:
    for again in (PATTERNS.recount(), PATTERNS.recount(JOURNEYS), PATTERNS.recount().recount()):
        assert again.to_arrow().equals(PATTERNS.to_arrow())
        assert isinstance(again, jm.PatternSet)
        assert again.info["mined"] == PATTERNS.info


def test_supports_of_parts_add_up() -> None:
    parts = [PATTERNS.recount(part) for part in (JOURNEYS[:2], jm.Journeys.from_lists(LISTS[2:]))]
    counts = [part.to_pandas(["n_journeys"])["n_journeys"] for part in parts]
    assert (counts[0] + counts[1]).tolist() == PATTERNS.to_pandas()["n_journeys"].tolist()
    assert [part.n_total for part in parts] == [2, 3]


def test_events_that_do_not_occur_there() -> None:
    other = jm.Journeys.from_lists([["cart", "x", "pay"], ["pay"], ["cart"]])
    again = PATTERNS.recount(other, count="windows")
    frame = again.to_pandas()
    assert list(again) == list(PATTERNS)
    held = {str(pattern): n for pattern, n in zip(again, frame["n_journeys"], strict=True) if n}
    assert held == {"cart": 2, "pay": 2, "cart → pay": 1}
    assert frame["support"].tolist() == (frame["n_journeys"] / 3).tolist()
    assert frame["n_windows"].sum() == 5
    nowhere = frame[[str(pattern) == "search → cart" for pattern in again]].iloc[0]
    assert (nowhere["support_low"], nowhere["n_windows"]) == (0.0, 0)
    assert pd.isna(nowhere["lift_order"])
    assert nowhere["lift_reason"] == "no journey holds the pattern's events often enough"
    fresh = {str(row["pattern"]): row for row in jm.mine_sequences(other, min_support=1).to_dict()["rows"]}
    rows = [row for row in again.to_dict()["rows"] if row["n_journeys"]]
    assert len(rows) == 3
    for row in rows:
        assert row.items() >= fresh[str(row["pattern"])].items()


def test_a_set_counted_elsewhere_goes_on_there() -> None:
    other = jm.Journeys.from_lists([["cart", "x", "pay"], ["pay"], ["cart"]])
    again = PATTERNS.recount(other)
    assert again.timing()["n_journeys"].tolist() == again.to_pandas(["n_journeys"])["n_journeys"].tolist()
    assert [str(rule) for rule in again.rules(min_confidence=0)] == ["if cart then pay"]
    assert again.with_columns("n_customers").to_pandas()["n_customers"].max() == 2
    assert again.transform().shape == (3, len(again))
    assert again.filter(min_support=2).to_pandas()["n_journeys"].tolist() == [2, 2]
    assert "found in 5 journeys, and counted again in these" in repr(again)
    with pytest.raises(OptionError, match=r"needs the fixed threshold of a search"):
        again.with_columns("is_maximal")
    closed = again.to_pandas()["pattern"][again.with_columns("is_closed").to_pandas()["is_closed"]]
    assert {str(pattern) for pattern in jm.mine_sequences(other, min_support=1, kind="closed")} - {"x"} >= set(
        map(str, closed)
    )


def test_rules_are_kept() -> None:
    near = jm.mine_sequences(LISTS, min_support=1, contiguous=True)
    other = jm.Journeys.from_lists([["search", "x", "cart"], ["search", "cart", "search", "cart"]])
    again = near.recount(other, count="occurrences").to_pandas(["pattern", "n_journeys", "n_occurrences"])
    (row,) = (row for row in again.itertuples(index=False) if row.pattern == ("search", "cart"))
    assert (row.n_journeys, row.n_occurrences) == (1, 2)
    assert near.transform(other).toarray()[:, list(near).index(("search", "cart"))].tolist() == [0, 1]


def test_loaded_sets_and_bad_options(tmp_path: Path) -> None:
    PATTERNS.save(tmp_path / "saved.json")
    loaded = jm.PatternSet.load(tmp_path / "saved.json")
    assert loaded.recount(JOURNEYS).to_arrow().equals(PATTERNS.to_arrow())
    assert (loaded.transform(JOURNEYS) != PATTERNS.transform()).nnz == 0
    for verb in (loaded.recount, loaded.transform):
        with pytest.raises(MissingJourneysError):
            verb()
    with pytest.raises(OptionError, match="`count` of recount must be one of 'journeys', 'customers'"):
        PATTERNS.recount(count="embeddings")
    with pytest.raises(OptionError, match="`values` of transform must be one of 'present', 'count', 'time_since'"):
        PATTERNS.transform(values="often")
    PATTERNS.recount(count="customers").save(tmp_path / "again.parquet")
    again = jm.PatternSet.load(tmp_path / "again.parquet")
    assert again.to_dict() == PATTERNS.recount(count="customers").to_dict()


def test_time_since_is_in_seconds_and_keeps_its_zeros() -> None:
    log = jm.read_events(
        {
            "who": [1, 1, 1, 2],
            "what": ["a", "b", "a", "b"],
            "when": ["2025-03-01T10:00", "2025-03-01T11:00", "2025-03-02T11:00", "2025-03-03T11:00"],
        },
        customer="who",
        event="what",
        time="when",
    )
    journeys = log.journeys()
    patterns = jm.mine_sequences(journeys, min_support=1, max_length=2)
    ages = patterns.transform(values="time_since")
    columns = {str(pattern): ages[:, [i]].toarray().ravel().tolist() for i, pattern in enumerate(patterns)}
    day = 86_400.0
    assert columns == {"a": [day, 0], "b": [2 * day, 0], "a → a": [day, 0], "a → b": [2 * day, 0], "b → a": [day, 0]}
    assert ages.nnz == 6
    assert ages.dtype == np.float64
    assert patterns[:0].transform().shape == (2, 0)


def test_the_matrix_is_the_same_for_any_threads() -> None:
    rng = np.random.default_rng(1)
    lists = [rng.integers(0, 5, rng.integers(0, 9)).tolist() for _ in range(300)]
    patterns = jm.mine_sequences(lists, min_support=2, max_length=4)
    one, three = (patterns.transform(values="count", n_jobs=n) for n in (1, 3))
    for name in ("data", "indices", "indptr"):
        assert np.array_equal(getattr(one, name), getattr(three, name))
    assert one.has_sorted_indices
    assert all((np.diff(one.indices[a:b]) > 0).all() for a, b in zip(one.indptr, one.indptr[1:], strict=False))
    sums = patterns.with_columns("n_occurrences").to_pandas()["n_occurrences"]
    assert one.sum(axis=0).tolist() == sums.tolist()


@pytest.mark.filterwarnings("error")
def test_no_journeys_to_count_in_leave_shares_and_lifts_unknown() -> None:
    patterns = jm.mine_sequences([["a", "b"], ["a", "b"], ["b"]], min_support=2)
    frame = patterns.recount(jm.Journeys.from_lists([["a"]])[:0]).to_pandas()
    assert frame["n_journeys"].tolist() == [0, 0, 0]
    assert frame[["lift_order", "lift_naive"]].isna().all(axis=None)
