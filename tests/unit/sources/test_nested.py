"""Dotted names into nested columns: JSON lines and Parquet say the same as a walk through every row."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError
from journeymine.sources.json_lines import read_json_lines
from journeymine.sources.parquet import read_parquet
from tests.reference.nested import value_at

Write = Callable[[str, str], Path]

VALUE = pa.struct([(f"{kind}_value", type_) for kind, type_ in (("string", pa.string()), ("int", pa.int64()))])
SCHEMA = pa.schema(
    {
        "e": pa.string(),
        "a.b": pa.int64(),
        "tags": pa.list_(pa.string()),
        "properties": pa.struct([("revenue", pa.float64()), ("deep", pa.struct([("x", pa.string())]))]),
        "event_params": pa.list_(pa.struct([("key", pa.string()), ("value", VALUE)])),
    }
)
NAMES = ["e", "a.b", "tags", "properties.revenue", "properties.deep.x", "event_params.page", "event_params.n"]
# Every name has a value here, so that all are known.
FULL = {
    "e": "go",
    "a.b": 1,
    "tags": ["x", "y"],
    "properties": {"revenue": 1.5, "deep": {"x": "q"}},
    "event_params": [
        {"key": "page", "value": {"string_value": "/", "int_value": None}},
        {"key": "n", "value": {"string_value": None, "int_value": 7}},
    ],
}
_word = st.sampled_from(("a", "ü", 'say "x"', "1"))
_pair = st.one_of(
    st.builds(lambda text: {"key": "page", "value": {"string_value": text, "int_value": None}}, st.none() | _word),
    st.builds(lambda n: {"key": "n", "value": {"string_value": None, "int_value": n}}, st.none() | st.integers(0, 9)),
)
_rows = st.fixed_dictionaries(
    {
        "e": _word,
        "a.b": st.none() | st.integers(0, 3),
        "tags": st.none() | st.lists(_word, max_size=3),
        "properties": st.none()
        | st.fixed_dictionaries(
            {
                "revenue": st.none() | st.sampled_from((0.5, 2.25)),
                "deep": st.none() | st.fixed_dictionaries({"x": st.none() | _word}),
            }
        ),
        "event_params": st.none() | st.lists(_pair, max_size=3),
    }
)


def _thinned(one: Any) -> Any:
    """Without members that are null, as exports of BigQuery are written."""
    if isinstance(one, dict):
        return {key: _thinned(inside) for key, inside in one.items() if inside is not None}
    return [_thinned(inside) for inside in one] if isinstance(one, list) else one


@settings(max_examples=25, deadline=None)
@given(st.lists(_rows, max_size=5), st.booleans())
def test_as_a_walk_through_the_rows(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]],
    thin: bool,  # noqa: FBT001
) -> None:
    folder = tmp_path_factory.mktemp("nested")
    rows = [*rows, FULL]
    expected = [{name: value_at(row, name) for name in NAMES} for row in rows]
    lines = [json.dumps(_thinned(row) if thin else row) for row in rows]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert read_json_lines(folder / "a.jsonl", NAMES).to_pylist() == expected
    parquet.write_table(pa.Table.from_pylist(rows, SCHEMA), folder / "a.parquet", row_group_size=2)
    assert read_parquet(folder / "a.parquet", NAMES).to_pylist() == expected


@pytest.fixture(params=["a.jsonl", "a.parquet"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The one row that has it all."""
    path: Path = tmp_path / request.param
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist([FULL], SCHEMA), path)
    else:
        path.write_text(json.dumps(FULL))
    return path


def test_a_log_of_nested_columns(full: Path) -> None:
    log = jm.read_events(full, customer="properties.deep.x", event="event_params.page", time="event_params.n")
    assert log.columns == ("properties.deep.x", "event_params.page", "event_params.n")
    assert log.journeys().to_lists() == [["/"]]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("properties.revenu", "Did you mean 'properties.revenue'"),
        ("event_params.pages", "Did you mean 'event_params.page'"),
        ("propertys.revenue", "It has "),
        ("properties.deep.y", "Did you mean 'properties.deep"),
    ],
)
def test_a_name_that_is_not_there(full: Path, name: str, hint: str) -> None:
    with pytest.raises(MissingColumnError, match=f"There is no column '{name}' in .*{hint}"):
        jm.read_events(full, customer="e", event="e2" if name == "e" else name, time="a.b")


@pytest.mark.parametrize("name", ["properties", "event_params", "properties.deep"])
def test_what_is_nested_is_no_column(full: Path, name: str) -> None:
    with pytest.raises(InputError, match=f"{name}.*holds "):
        jm.read_events(full, customer="e", event="tags", time="a.b", extra=[name])


def test_values_that_are_text_in_one_place_and_numbers_in_another(tmp_path: Path) -> None:
    def params(value: dict[str, Any]) -> dict[str, Any]:
        return FULL | {"event_params": [{"key": "id", "value": {"string_value": None, "int_value": None} | value}]}

    path = tmp_path / "a.parquet"
    table = pa.Table.from_pylist([params({"string_value": "x"}), params({"int_value": 7}), params({})], SCHEMA)
    parquet.write_table(table, path, row_group_size=1)
    assert read_parquet(path, ["event_params.id"]).column(0).to_pylist() == ["x", "7", None]


def test_epoch_times_may_be_written_as_text(write: Write) -> None:
    path = write("a.jsonl", '{"c": 1, "e": "a", "t": "1717156800000000"}')
    quality = jm.read_events(path, customer="c", event="e", time="t", time_unit="us").quality()
    assert quality.time_first == "2024-05-31T12:00:00Z"
    with pytest.raises(InputError, match="cannot be read as times"):
        jm.read_events(path, customer="c", event="e", time="t")
