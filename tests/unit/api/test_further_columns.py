"""Columns added on request."""

import pickle
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pandas as pd
import pytest

import journeymine as jm
from journeymine.errors import MissingColumnError, MissingJourneysError, OptionError
from journeymine.patterns import files

LOG = jm.read_events(
    {
        "who": ["ann"] * 4 + ["bob"] * 2 + ["cleo"] * 3,
        "what": ["search", "search", "cart", "pay", "search", "cart", "search", "cart", "pay"],
        "when": [
            *("2025-03-01T10:00", "2025-03-01T10:05", "2025-03-01T10:20", "2025-03-03T10:00"),
            *("2025-03-02T08:00", "2025-03-02T09:00"),
            *("2025-03-04T19:00", "2025-03-04T19:30", "2025-03-04T19:40"),
        ],
    },
    customer="who",
    event="what",
    time="when",
)
PATTERNS = jm.mine_sequences(LOG.journeys(), min_support=2)
TIMED = PATTERNS.with_columns("span_median", "leverage")
NUMBERED = jm.mine_sequences([["a", "x", "b"], ["a", "b"]], min_support=2).with_columns("gap_median", "is_closed")


def test_the_columns_stand_behind_all_others() -> None:
    more = ["gap_median", "span_median", "span_q25", "span_q75", "expected", "leverage"]
    assert list(TIMED.columns) == [*PATTERNS.columns, *more]
    assert list(TIMED.to_pandas().columns) == list(TIMED.columns)
    assert list(TIMED.filter(min_length=2).columns) == list(TIMED.columns)
    assert PATTERNS.with_columns() is PATTERNS


def test_they_are_those_of_timing() -> None:
    frame, timing = TIMED.to_pandas(), PATTERNS.timing()
    for name in ("gap_median", "span_median", "span_q25", "span_q75"):
        assert frame[name].tolist() == timing[name].tolist()


def test_expected_and_leverage_go_with_the_lift() -> None:
    frame = TIMED.to_pandas()
    assert np.allclose(frame["n_journeys"] / frame["expected"], frame["lift_order"])
    assert np.allclose(frame["leverage"], (frame["n_journeys"] - frame["expected"]) / 3)


@pytest.mark.parametrize("found", [TIMED, NUMBERED, TIMED[:0], NUMBERED[:1]], ids=["clock", "steps", "none", "one"])
@pytest.mark.parametrize("suffix", [".parquet", ".json"])
def test_they_are_saved_and_loaded(tmp_path: Path, suffix: str, found: jm.PatternSet) -> None:
    found.save(tmp_path / f"saved{suffix}")
    loaded = jm.PatternSet.load(tmp_path / f"saved{suffix}")
    pd.testing.assert_frame_equal(loaded.to_pandas(), found.to_pandas())
    assert loaded.to_dict() == found.to_dict()
    assert pickle.loads(pickle.dumps(found)).to_dict() == found.to_dict()
    jsonschema.validate(found.to_dict(), files.schema())
    assert loaded.to_polars().columns == list(found.columns)
    assert loaded.to_arrow().num_rows == len(found)
    assert loaded._repr_html_() == found._repr_html_().replace(f", {found.info['seconds']:.3g} s", "")


def test_sorted_by_time() -> None:
    spans = TIMED.sort_by("span_median", ascending=True).to_pandas()["span_median"]
    assert spans.is_monotonic_increasing
    with pytest.raises(OptionError, match="one value a row; gap_median holds a list"):
        TIMED.sort_by("gap_median")


def test_missing_times_are_last_and_survive(tmp_path: Path) -> None:
    other = jm.Journeys.from_lists([["pay", "cart"], [], ["search"]])
    here = PATTERNS.with_columns("span_median", journeys=other).sort_by("span_median")
    here.save(tmp_path / "saved.json")
    assert here.to_pandas()["span_median"].isna().tolist() == [False] * 3 + [True] * (len(here) - 3)
    pd.testing.assert_frame_equal(jm.PatternSet.load(tmp_path / "saved.json").to_pandas(), here.to_pandas())


def test_a_loaded_set_takes_the_journeys_again(tmp_path: Path) -> None:
    PATTERNS.save(tmp_path / "saved.parquet")
    loaded = jm.PatternSet.load(tmp_path / "saved.parquet")
    with pytest.raises(MissingJourneysError):
        loaded.with_columns("span_median")
    again = loaded.with_columns("span_median", "leverage", journeys=LOG.journeys())
    assert again.to_dict() == TIMED.to_dict()
    with pytest.raises(OptionError, match=r"3 journeys; got 1\. Count in others with `recount`"):
        loaded.with_columns("span_median", journeys=LOG.journeys()[:1])


def test_errors_say_what_there_is() -> None:
    with pytest.raises(
        MissingColumnError, match=r"no column 'span_medain'. Did you mean 'span_median'\? It can add n_customers,"
    ):
        PATTERNS.with_columns("span_medain")
    with pytest.raises(MissingColumnError, match="no column 'support'"):
        PATTERNS.with_columns("support")
    with pytest.raises(TypeError, match="unexpected option 'wieghts'"):
        PATTERNS.with_columns("span_median", wieghts=[1])
    for other in (PATTERNS.rules(min_confidence=0.5), jm.mine_itemsets([["a"]], min_support=1)):
        with pytest.raises(MissingColumnError, match=f"{type(other).__name__}.with_columns has no column 'x'"):
            other.with_columns("x")


@pytest.mark.parametrize(
    ("options", "closed", "maximal"),
    [
        ({"min_support": 2}, ["a", "a → b"], ["a → b"]),
        ({"min_support": 2, "max_length": 1}, ["a"], []),
        ({"min_support": 3}, ["a"], ["a"]),
        ({"min_support": 1, "contiguous": True}, ["a", "b", "a → b", "b → c", "a → b → c"], ["a → b → c"]),
        ({"min_support": 2, "excludes": "b"}, ["a"], ["a"]),
        ({"min_support": 2, "contains": "b"}, ["a → b"], ["a → b"]),
    ],
)
def test_closed_and_maximal_are_those_of_the_kinds(options: Any, closed: list[str], maximal: list[str]) -> None:
    lists = (
        [["a", "b", "c"], ["a", "x", "b"], ["a"]]
        if "contiguous" not in options
        else [["a", "b", "c"], ["b", "c"], ["a", "b"], ["a"]]
    )
    found = jm.mine_sequences(lists, **options).with_columns("is_closed", "is_maximal")
    frame = found.to_pandas()
    for name, kind, expected in (("is_closed", "closed", closed), ("is_maximal", "maximal", maximal)):
        flagged = [str(pattern) for pattern, flag in zip(found, frame[name], strict=True) if flag]
        assert set(flagged) == {str(pattern) for pattern in jm.mine_sequences(lists, **{**options, "kind": kind})}
        assert flagged == expected
