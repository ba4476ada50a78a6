"""The same log through every door in memory."""

from collections.abc import Callable
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from journeymine.errors import InputError, MissingColumnError, OptionError
from tests.unit.sources.conftest import Read, lists

Log = dict[str, list[Any]]


class Stream:
    """An object of which nothing is known but its Arrow stream."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def _relation(log: Log) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_arrow(pa.table(log))


DOORS: dict[str, Callable[[Log], object]] = {
    "dict of lists": dict,
    "dict of NumPy arrays": lambda log: (
        {name: np.array(values) for name, values in log.items() if name != "v"} | {"v": np.array([1.5, np.nan, 2.0])}
    ),
    "dict of Series": lambda log: {name: pd.Series(values) for name, values in log.items()},
    "dict of polars Series": lambda log: {name: pl.Series(values) for name, values in log.items()},
    "pandas": pd.DataFrame,
    "pandas, object columns": lambda log: pd.DataFrame(log).astype(object),
    "pandas, categories": lambda log: pd.DataFrame(log).astype({"c": "category", "e": "category"}),
    "pandas, Arrow types": lambda log: pd.DataFrame(log).convert_dtypes(dtype_backend="pyarrow"),
    "pandas, nullable types": lambda log: pd.DataFrame(log).convert_dtypes(),
    "polars": pl.DataFrame,
    "polars, lazy": pl.LazyFrame,
    "polars, categories": lambda log: pl.DataFrame(log).cast({"c": pl.Categorical, "e": pl.Categorical}),
    "pyarrow table": pa.table,
    "record batch": lambda log: pa.table(log).to_batches()[0],
    "record batches": lambda log: pa.table(log).to_batches(max_chunksize=2),
    "record batch reader": lambda log: pa.table(log).to_reader(max_chunksize=2),
    "Arrow stream": lambda log: Stream(pa.table(log)),
    "string views": lambda log: pa.table(
        {
            "c": pa.array(log["c"], pa.string_view()),
            "e": pa.array(log["e"], pa.string_view()),
            "t": log["t"],
            "v": log["v"],
        }
    ),
    "run-end encoded": lambda log: pa.table(log | {"c": pa.RunEndEncodedArray.from_arrays([2, 3], ["ann", "bob"])}),
    "DuckDB relation": _relation,
    "narwhals": lambda log: nw.from_native(pd.DataFrame(log)),
    "narwhals, lazy": lambda log: nw.from_native(pl.LazyFrame(log)),
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_gives_the_same_table(door: str, log: Log, read: Read) -> None:
    table = read(DOORS[door](log), value="v")
    customers, events, times, values = lists(table, ["c", "e", "t", "v"])
    assert (customers, events, times) == (log["c"], log["e"], log["t"])
    np.testing.assert_array_equal(values, [1.5, np.nan, 2.0])
    assert table.table.column("v").null_count == 0
    assert (table.time_unit, len(table)) == (None, 3)
    assert table.report.missing == {"c": 0, "e": 0, "t": 0, "v": 1}
    assert table.table.schema.field("t").type == pa.int64()


@pytest.mark.parametrize("door", ["pandas, categories", "polars, categories"])
def test_categories_are_not_decoded(door: str, log: Log, read: Read) -> None:
    table = read(DOORS[door](log)).table
    assert pa.types.is_dictionary(table.schema.field("c").type)
    assert pa.types.is_dictionary(table.schema.field("e").type)


def test_columns_not_asked_for_may_be_anything(log: Log, read: Read) -> None:
    frame = pd.DataFrame(log)
    frame["odd"] = [object(), 1, "x"]
    assert len(read(frame)) == 3


def test_columns_keep_the_names_and_order_of_the_roles(read: Read) -> None:
    source = {"When": [1], "Who": ["a"], "What": ["x"], "more": [True], "€": [3]}
    table = read(source, customer="Who", event="What", time="When", value="€", extra=["more"])
    assert table.table.column_names == ["Who", "What", "When", "€", "more"]
    assert (table.customer, table.event, table.time, table.value, table.extra) == (
        "Who",
        "What",
        "When",
        "€",
        ("more",),
    )


@pytest.mark.parametrize("source", [None, 7, [["a", "b"]], object(), [], b"log.csv"], ids=repr)
def test_a_source_of_the_wrong_type(source: object, read: Read) -> None:
    with pytest.raises(OptionError, match=r"`source` of read_events must be a pandas or polars frame.*; got "):
        read(source)


def test_a_stream_that_is_no_table(read: Read) -> None:
    with pytest.raises(InputError, match="The Arrow data cannot be read"):
        read(pa.chunked_array([[1, 2]]))


def test_a_relation_whose_query_fails(read: Read) -> None:
    relation = duckdb.connect().sql(
        "select 'a' c, 'x' e, (case when i < 5 then '1' else 'z' end)::int t from range(9) r(i)"
    )
    with pytest.raises(InputError, match=r"The DuckDB relation cannot be read \(.*'z'"):
        read(relation)


def test_columns_of_different_length(read: Read) -> None:
    with pytest.raises(InputError, match=r"must be equally long; 'c' has 2, 'e' has 1, 't' has 1"):
        read({"c": ["a", "b"], "e": ["x"], "t": [1]})


def test_a_polars_type_that_arrow_does_not_know(log: Log, read: Read) -> None:
    with pytest.raises(InputError, match=r"The polars frame cannot be read \(.*\); turn it into a pandas frame first"):
        read(pl.DataFrame(log).cast({"t": pl.Int128}))


def test_a_column_in_the_index_of_a_pandas_frame(log: Log, read: Read) -> None:
    with pytest.raises(
        MissingColumnError, match=r"no column 'c' .* The index \['c'\] is no column; call reset_index\(\)"
    ):
        read(pd.DataFrame(log).set_index("c"))


def test_a_column_that_is_no_column(read: Read) -> None:
    with pytest.raises(InputError, match="Column 'c' of the dict of arrays must be a list or an array; got str"):
        read({"c": "ann", "e": ["x"], "t": [1]})
    with pytest.raises(InputError, match="must be a list or an array; got set"):
        read({"c": {"ann"}, "e": ["x"], "t": [1]})
    with pytest.raises(InputError, match="only handle 1-dimensional arrays"):
        read({"c": np.zeros((1, 2)), "e": ["x"], "t": [1]})


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["a", "b"])])
def test_categories_of_a_polars_series(kind: Any, read: Read) -> None:
    table = read({"c": [1, 1], "e": pl.Series(["b", "a"], dtype=kind), "t": [1, 2]})
    assert lists(table, ["e"]) == [["b", "a"]]


def test_extra_columns_of_extension_types_are_refused(read: Read) -> None:
    with pytest.raises(InputError, match=r"The extra column 'x' of .* turn it into text or numbers first\."):
        read({"c": [1], "e": ["a"], "t": [1], "x": pd.interval_range(0, 1)}, extra=["x"])
