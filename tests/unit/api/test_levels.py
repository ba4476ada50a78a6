"""`hierarchy` of mine_sequences: what it takes, what it refuses, and that everything asked of its patterns knows it."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import journeymine as jm
from journeymine.patterns.files import schema

JOURNEYS = [["shoes", "help", "pay"], ["hats", "pay"], ["pay", "hats"], ["shoes", "hats", "pay"]]
PARENTS: dict[str, Any] = {"shoes": "page", "hats": "page", "page": ["web", "touch"], "help": "touch"}
COLUMNS = {
    "child": ["shoes", "hats", "page", "page", "help"],
    "parent": ["page", "page", "web", "touch", "touch"],
}


def mined(**options: Any) -> jm.PatternSet:
    return jm.mine_sequences(JOURNEYS, **{"min_support": 3, "hierarchy": PARENTS, **options})


@pytest.mark.parametrize(
    "hierarchy",
    [
        COLUMNS,
        {**COLUMNS, "note": list("abcde")},
        pd.DataFrame(COLUMNS),
        pl.DataFrame(COLUMNS),
        pa.table(COLUMNS),
        {**PARENTS, "page": {"web", "touch"}},
    ],
    ids=["dict of lists", "more columns", "pandas", "polars", "arrow", "sets"],
)
def test_a_hierarchy_is_a_mapping_or_a_frame(hierarchy: Any) -> None:
    other = mined(hierarchy=hierarchy)
    assert other.to_pandas().equals(mined().to_pandas())
    assert other.info["hierarchy"] == mined().info["hierarchy"]


def test_patterns_mix_levels() -> None:
    rows = mined().to_pandas(columns=["pattern", "n_journeys", "redundant_with"]).set_index("pattern")
    assert rows["n_journeys"][("page", "pay")] == 3
    assert rows["redundant_with"][("web", "pay")] == "page → pay"
    assert rows["redundant_with"].isna()[("page", "pay")]


def test_what_was_asked_can_be_asked_again() -> None:
    told = mined().info["hierarchy"]
    assert mined(hierarchy=told).to_pandas().equals(mined().to_pandas())
    numbers = jm.mine_sequences([[1, 3], [2, 3]], min_support=2, hierarchy={1: 9, 2: 9})
    assert [str(pattern) for pattern in numbers] == ["3", "9", "9 → 3"]
    assert numbers.info["hierarchy"] == {"child": [1, 2], "parent": [9, 9]}


@pytest.mark.parametrize(
    ("hierarchy", "words"),
    [
        ("page", "`hierarchy` of mine_sequences must be a mapping of an event to a more general one"),
        ({}, "must be a mapping"),
        ({"shoes": []}, "'shoes' has nothing above it"),
        ({"shoes": 1.5}, "names are strings or integers; got 1.5"),
        ({"shoes": True}, "names are strings or integers; got True"),
        ({"shoes": 1}, "must be all strings or all integers; got 'shoes' and 1"),
        ({1: 2}, "must be strings as the events are; got integers, such as 2"),
        ({"shoes": "shoes"}, "goes round in a circle: 'shoes' → 'shoes'"),
        ({"shoes": "page", "page": "web", "web": ["touch", "page"]}, "in a circle: 'page' → 'web' → 'page'"),
    ],
)
def test_bad_hierarchies_are_told(hierarchy: Any, words: str) -> None:
    with pytest.raises(jm.errors.OptionError, match="hierarchy") as raised:
        mined(hierarchy=hierarchy)
    assert words in str(raised.value)


def test_chains_of_thousands_of_levels_are_refused() -> None:
    chain = {f"level {number}": f"level {number + 1}" for number in range(6_000)}
    with pytest.raises(jm.errors.CapacityError, match="more than 10,000,000 pairs"):
        jm.mine_sequences([["level 0"]], min_support=1, hierarchy=chain)


def test_an_event_that_is_nowhere_is_told_with_a_near_miss() -> None:
    with pytest.raises(jm.errors.UnknownEventError, match=r"no event 'shoe', .* below 'page'. Did you mean 'shoes'"):
        mined(hierarchy={"shoe": "page"})
    with pytest.raises(jm.errors.UnknownEventError, match="Did you mean 'page'"):
        mined(starts_with="pages")
    with pytest.raises(jm.errors.MissingColumnError, match="parent"):
        mined(hierarchy=pd.DataFrame({"child": ["shoes"]}))
    with pytest.raises(jm.errors.InputError, match=r"lacks a name in row 0 .*\('shoes', None\)"):
        mined(hierarchy={"child": ["shoes"], "parent": [None]})


def test_other_engines_say_that_they_cannot() -> None:
    with pytest.raises(jm.errors.EngineError, match="cannot do `hierarchy`; 'journeymine' can"):
        mined(engine="bruteforce")


def test_general_events_can_be_named_everywhere() -> None:
    assert {pattern[0] for pattern in mined(starts_with="page", min_support=1)} == {"page"}
    assert all("web" not in pattern for pattern in mined(excludes="web"))
    assert ("hats", "pay") in list(mined(excludes="page", min_support=2))
    patterns = mined()
    assert len(patterns.filter(contains="page")) > 0
    assert patterns.matches("page -> [^help]* -> pay")["journey"].tolist() == [1, 3]
    assert patterns.customers("^ web => touch").tolist() == [0, 3]
    assert patterns.timing(outcome="touch")["n_outcome"].max() > 0
    assert "hats at step 1, pay at step 2" in str(patterns.explain("page -> pay"))


@pytest.mark.parametrize("suffix", [".json", ".parquet"])
def test_a_saved_set_knows_its_levels(tmp_path: Path, suffix: str) -> None:
    patterns = mined()
    patterns.save(tmp_path / f"set{suffix}")
    loaded = jm.PatternSet.load(tmp_path / f"set{suffix}")
    assert loaded.to_pandas().equals(patterns.to_pandas())
    assert loaded.info["hierarchy"] == patterns.info["hierarchy"]
    other = jm.Journeys.from_lists([["gloves", "pay"], ["hats", "gloves", "pay"]])
    assert loaded.matches(("page", "pay"), other)["positions"].tolist() == [(0, 2)]
    assert loaded.timing(other)["n_journeys"].max() == 2


def test_kinds_are_decided_among_all_levels() -> None:
    patterns = mined()
    closed = mined(kind="closed")
    assert list(patterns[patterns.with_columns("is_closed").to_pandas()["is_closed"].to_numpy()]) == list(closed)
    maximal = mined(kind="maximal")
    assert list(patterns[patterns.with_columns("is_maximal").to_pandas()["is_maximal"].to_numpy()]) == list(maximal)


def test_rules_of_several_levels_are_refused() -> None:
    with pytest.raises(jm.errors.OptionError, match="one level; these were mined with `hierarchy`"):
        mined().rules(min_confidence=0.5)


def test_levels_are_counted_elsewhere_and_otherwise() -> None:
    patterns = mined(min_support=1, max_length=2)
    frame = patterns.with_columns("n_customers", "n_occurrences", "n_windows").to_pandas()
    assert (frame["n_customers"] == frame["n_journeys"]).all()
    assert (frame["n_occurrences"] >= frame["n_journeys"]).all()
    row = frame["pattern"].tolist().index(("page",))
    assert frame["n_occurrences"][row] == frame["n_windows"][row] == 5
    again = patterns.recount(jm.Journeys.from_lists([["gloves", "pay"], ["hats", "gloves", "pay"]]))
    names = list(map(str, again))
    counts = dict(zip(names, again.to_pandas()["n_journeys"], strict=True))
    assert counts["hats → pay"] == counts["page → pay"] == 1
    assert counts["shoes → pay"] == 0
    redundant = dict(zip(names, again.to_pandas()["redundant_with"], strict=True))
    assert redundant["page → pay"] == "hats → pay"
    assert again.info["hierarchy"] == patterns.info["hierarchy"]
    matrix = patterns.transform()
    assert np.array_equal(matrix.toarray().sum(axis=0), frame["n_journeys"])


def test_events_that_compete_are_counted_right_everywhere() -> None:
    journeys = [[("fair", "opera")], ["fair"], [("fair", "x")]]
    patterns = jm.mine_sequences(journeys, min_support=1, hierarchy={"fair": ["sale", "show"], "opera": "show"})
    both = (("sale", "show"),)
    frame = patterns.with_columns("n_customers", "n_occurrences", "is_closed").to_pandas()
    row = frame["pattern"].tolist().index(both)
    assert all(frame[name][row] == 1 for name in ("n_journeys", "n_customers", "n_occurrences"))
    assert frame["support_low"][row] < 1 / 3
    assert patterns.recount().to_pandas()["n_journeys"].tolist() == frame["n_journeys"].tolist()
    assert np.asarray(patterns.transform().toarray())[:, row].tolist() == [1, 0, 0]
    assert patterns.matches(both)["positions"].tolist() == [(0, 1)]


def test_the_published_schema_knows_them() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(mined().to_dict(), schema())
    assert "page → pay" in [row["redundant_with"] for row in mined().to_dict()["rows"]]


@pytest.mark.parametrize("element", ["a", ("a", "b", "c")], ids=["events", "sets"])
@pytest.mark.parametrize("rules", [{}, {"max_step_gap": 2}, {"ends_with": "x"}], ids=str)
def test_journeys_with_all_levels_must_find_room(element: Any, rules: dict[str, Any]) -> None:
    journeys = jm.Journeys.from_lists([[element, "b", "c"] * 10] * 2000)

    def search(limit: str) -> jm.PatternSet:
        parents = {"a": "x", "b": "x", "c": ["x", "y"]}
        return jm.mine_sequences(journeys, min_support=2, max_length=2, hierarchy=parents, memory_limit=limit, **rules)

    with pytest.raises(jm.errors.CapacityError, match="room for the journeys with all levels") as refused:
        search("1MB")
    enough = str(refused.value).split('"')[1]
    assert len(search(enough)) > 0


def test_values_are_those_of_the_events_matched_and_of_each_journey_once() -> None:
    rows = [("ann", "fair", 1, 10.0), ("ann", "opera", 1, 4.0), ("ann", "pay", 2, 1.0), ("bob", "fair", 1, 7.0)]
    frame = pd.DataFrame(rows, columns=["who", "what", "when", "spent"])
    log = jm.read_events(frame, customer="who", event="what", time="when", value="spent")
    patterns = jm.mine_sequences(
        log.journeys(), min_support=1, hierarchy={"fair": ["sale", "show"], "opera": "show"}
    ).with_columns("value_sum", "journey_value_sum")
    told = patterns.to_pandas(columns=["value_sum", "journey_value_sum"])
    sums = dict(zip(map(str, patterns), told.to_numpy().tolist(), strict=True))
    assert sums["sale"] == [17.0, 22.0]
    assert sums["(sale & show)"] == [14.0, 15.0]
    assert sums["sale → pay"] == [11.0, 15.0]
