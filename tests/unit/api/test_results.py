import copy
import json
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.api import sequence_columns as sequences
from journeymine.mining import nulls
from journeymine.patterns.names import Element

LISTS: list[list[Element]] = [
    ["search", "cart", "pay"],
    ["search", "cart"],
    ["cart", "search"],
    ["search", ("app", "mail"), "pay"],
    [],
]
STRANGE = ["a → b", '"', "🛒", "<script>", "two\nlines", "=1+1", "x" * 10_000, "", "a & b", "plain"]


@pytest.fixture(scope="module")
def patterns() -> jm.PatternSet:
    return jm.mine_sequences(LISTS, min_support=1)


def test_the_columns_are_those_of_the_specification(patterns: jm.PatternSet) -> None:
    columns = [
        "pattern",
        "length",
        "n_journeys",
        "support",
        "support_low",
        "support_high",
        "lift_order",
        "lift_order_low",
        "lift_order_high",
        "p_order",
        "lift_method",
        "lift_reason",
        "lift_tied_share",
        "lift_naive",
    ]
    assert list(patterns.columns) == columns
    assert list(patterns.to_pandas().columns) == columns
    assert patterns.to_arrow().column_names == columns
    assert patterns.to_polars().columns == columns
    assert patterns.to_dict()["columns"] == columns


def test_a_random_state_is_drawn_once() -> None:
    found = jm.mine_sequences(LISTS, min_support=1, random_state=np.random.default_rng(3))
    again = jm.mine_sequences(LISTS, min_support=1, random_state=found.info["random_state"])
    assert found.top(5).to_dict() == again.top(5).to_dict()
    assert isinstance(jm.mine_sequences(LISTS, min_support=1, random_state=None).info["random_state"], int)


def test_rows_are_most_frequent_first(patterns: jm.PatternSet) -> None:
    frame = patterns.to_pandas(columns=["n_journeys", "support"])
    assert frame["n_journeys"].is_monotonic_decreasing
    assert frame["support"].tolist() == (frame["n_journeys"] / 5).tolist()
    assert patterns[0] == ("search",)
    assert str(patterns[0]) == "search"
    assert patterns.n_total == 5


def test_iteration_and_slicing(patterns: jm.PatternSet) -> None:
    every = list(patterns)
    assert len(every) == len(patterns)
    assert list(patterns[1:3]) == every[1:3]
    assert list(patterns[[2, -1, 0]]) == [every[2], every[-1], every[0]]
    assert patterns[-1] == every[-1]
    mask = np.array([len(one) == 1 for one in every])
    assert list(patterns[mask]) == [one for one in every if len(one) == 1]
    assert len(patterns[np.array([], int)]) == 0
    with pytest.raises(IndexError):
        patterns[len(every)]
    with pytest.raises(IndexError, match="mask"):
        patterns[np.array([True])]
    with pytest.raises(jm.errors.OptionError, match="Rows are chosen by"):
        patterns["support"]  # type: ignore[index]


def test_sort_top_and_filter_give_new_sets(patterns: jm.PatternSet) -> None:
    before = list(patterns)
    best = patterns.filter(min_length=2, contains="search").sort_by("lift_order").top(2)
    assert len(best) == 2
    assert all(len(one) >= 2 for one in best)
    assert list(patterns) == before
    assert list(patterns.top(3)) == before[:3]
    assert len(patterns.top(10**6)) == len(before)
    assert len(patterns.top(0)) == 0


def test_cheap_views_do_not_compute_lifts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(sequences, "sequence_columns", lambda *_, **options: asked.append(options))
    found = jm.mine_sequences(LISTS, min_support=1)
    repr(found.sort_by("support").filter(min_length=2).top(3)[:2])
    found.to_pandas(columns=["pattern", "length", "n_journeys", "support"])
    list(found)
    assert asked == []


def test_views_show_the_values_of_the_whole() -> None:
    fresh = jm.mine_sequences(LISTS, min_support=1)
    part = fresh.filter(min_length=2)[:5]
    alone = part.to_dict()["rows"]
    whole = {json.dumps(row["pattern"]): row for row in fresh.to_dict()["rows"]}
    assert alone == [whole[json.dumps(row["pattern"])] for row in alone]
    assert fresh.filter(min_length=2)[:5].to_dict()["rows"] == alone


def test_views_draw_as_many_orders_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nulls, "SHUFFLED_STEPS", 60_000)
    lists: list[list[Element]] = [[("a", "b"), "c", ("a", "d")], ["d", ("b", "c"), "a"], [("c", "d"), "b", "a"]] * 5
    whole = jm.mine_sequences(lists, min_support=5, max_length=3)
    assert set(whole.to_pandas()["lift_method"]) == {"exact", "monte_carlo"}
    fresh = jm.mine_sequences(lists, min_support=5, max_length=3)
    assert fresh[::9].to_dict()["rows"] == whole.to_dict()["rows"][::9]


def test_late_columns_are_computed_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    compute = sequences.sequence_columns  # type: ignore[attr-defined]

    def counted(*args: Any, **options: Any) -> Any:
        calls.append(threading.get_ident())
        return compute(*args, **options)

    monkeypatch.setattr(sequences, "sequence_columns", counted)
    found = jm.mine_sequences(LISTS, min_support=1)
    with ThreadPoolExecutor(8) as pool:
        frames = list(pool.map(lambda _: found.to_dict(), range(16)))
    assert len(calls) == 1
    assert all(frame == frames[0] for frame in frames)
    found.top(3, by="lift_order").to_pandas()
    assert len(calls) == 1


def test_a_column_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = jm.mine_sequences(LISTS, min_support=1)
    with monkeypatch.context() as patch:
        patch.setattr(sequences, "sequence_columns", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            found.to_pandas()
    assert found.to_pandas().shape[0] == len(found)


def test_a_copy_of_what_cannot_change_is_itself(patterns: jm.PatternSet) -> None:
    assert copy.copy(patterns) is patterns
    assert copy.deepcopy({"one": patterns})["one"] is patterns


def test_pickles_hold_all_columns_and_no_journeys(patterns: jm.PatternSet) -> None:
    again = pickle.loads(pickle.dumps(patterns))
    assert isinstance(again, jm.PatternSet)
    assert again.to_dict() == patterns.to_dict()
    with pytest.raises(jm.errors.MissingJourneysError):
        again.matches(0)


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(STRANGE) | st.text(max_size=3), max_size=4), max_size=5))
def test_what_is_saved_is_loaded(tmp_path: Path, suffix: str, lists: list[list[str]]) -> None:
    journeys = [[name.encode(errors="ignore").decode() for name in one] for one in lists]
    found = jm.mine_sequences(journeys, min_support=1, max_length=3)
    path = tmp_path / f"saved{suffix}"
    found.save(path)
    loaded = jm.PatternSet.load(path)
    assert loaded.to_dict() == found.to_dict()
    assert loaded.columns == found.columns
    assert list(loaded.sort_by("lift_order")) == list(found.sort_by("lift_order"))
    assert len(repr(loaded).splitlines()) == 5
    assert "<script>" not in loaded._repr_html_()


def test_the_file_carries_every_option(tmp_path: Path) -> None:
    found = jm.mine_sequences(LISTS, min_support=0.3, kind="closed", max_length=4, random_state=7)
    found.save(tmp_path / "saved.parquet")
    info = jm.PatternSet.load(tmp_path / "saved.parquet").info
    expected = {"min_support": 0.3, "min_count": 2, "kind": "closed", "max_length": 4, "random_state": 7, "top_k": None}
    assert expected.items() <= info.items()
    assert {"n_total": 5, "unit": "journeys", "truncated": False}.items() <= info.items()
    assert "seconds" in found.info
    assert "seconds" not in info


def test_info_cannot_be_changed_from_outside(patterns: jm.PatternSet) -> None:
    patterns.info["kind"] = "other"
    assert patterns.info["kind"] == "all"


def test_repr_is_five_lines(patterns: jm.PatternSet) -> None:
    lines = repr(patterns).splitlines()
    assert len(lines) == 5
    assert lines[0].startswith(f"PatternSet: {len(patterns)} patterns (kind 'all', n_journeys ≥ 1) in 5 journeys of 5")
    assert "gaps allowed" in lines[1]


def test_nothing_found() -> None:
    nothing: list[list[list[str]]] = [[], [[]], [["a"], ["b"]]]
    for lists in nothing:
        found = jm.mine_sequences(lists, min_support=2)
        assert len(found) == 0
        assert found.to_pandas().shape == (0, 14)
        assert found.to_dict()["rows"] == []
        assert "nothing reaches" in repr(found)
        assert "<table>" in found._repr_html_()
        assert len(found.rules(min_confidence=0.5)) == 0
        assert len(found.sort_by("lift_order").top(5)) == 0


def test_one_customer_one_event() -> None:
    found = jm.mine_sequences([["a"]], min_support=1)
    assert list(found) == [("a",)]
    row = found.to_dict()["rows"][0]
    assert (row["n_journeys"], row["support"]) == (1, 1.0)
    assert len(found.matches("a")) == 1


def test_the_order_of_journeys_does_not_matter() -> None:
    lists: list[list[Element]] = [["a", "b"], ["b", "a"], ["a", "b"], ["b"], ["a", "b"], ["a"]]
    journeys = jm.Journeys.from_lists(lists, customers=[1, 1, 2, 2, 3, 3])
    mixed = journeys[[5, 0, 3, 1, 4, 2]]
    first, second = (jm.mine_sequences(one, min_support=1) for one in (journeys, mixed))
    assert (
        first.to_dict(["pattern", "n_journeys", "support_low", "support_high", "p_order"])["rows"]
        == (second.to_dict(["pattern", "n_journeys", "support_low", "support_high", "p_order"])["rows"])
    )
    assert second.info["n_customers"] == 3
    assert mixed.customer.tolist() == [3, 1, 2, 1, 3, 2]
    sets = [jm.mine_itemsets(one, min_support=1).to_dict()["rows"] for one in (journeys, mixed)]
    assert sets[0] == sets[1]


def test_a_long_double_is_a_number(tmp_path: Path) -> None:
    patterns = jm.mine_sequences([["a"], ["b"]], min_support=np.longdouble("0.5"))  # type: ignore[arg-type]
    assert patterns.info["min_support"] == 0.5
    patterns.save(tmp_path / "saved.json")
