"""Customers and events: text or integers, never both."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from journeymine.errors import InputError
from tests.unit.sources.conftest import Read, lists


def _with(values: Any, role: str = "c") -> dict[str, Any]:
    n = len(values)
    return {"c": ["a"] * n, "e": ["x"] * n, "t": list(range(n))} | {role: values}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["1", "2"], ["1", "2"]),
        ([1, 2], [1, 2]),
        (np.array([1, 2], np.uint8), [1, 2]),
        ([np.int32(4), 5], [4, 5]),
        ([2**63 - 1, -(2**63)], [2**63 - 1, -(2**63)]),
        (pa.array([1, 2], pa.uint64()), [1, 2]),
        (pa.array([Decimal(7)], pa.decimal128(38, 0)), [7]),
        (np.array([1.0, 17850.0]), [1, 17850]),
        (pd.Categorical([3, 3, 1]), [3, 3, 1]),
        (["🛒", "a → b", "x" * 10_240, "\x00", '"'], ["🛒", "a → b", "x" * 10_240, "\x00", '"']),
    ],
)
@pytest.mark.parametrize("role", ["c", "e"])
def test_names_keep_their_type(values: Any, found: list[Any], role: str, read: Read) -> None:
    column = lists(read(_with(values, role)), [role])[0]
    assert column == found
    assert {type(one) for one in column} == {type(found[0])}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            [1, "1"],
            "Column 'e' of the dict of arrays mixes values of type int and text; turn all of them into one type",
        ),
        ([1, True], "mixes values of type bool and int"),
        (["a", 1.5], "mixes values of type float and text"),
        ([True, False], "must hold text or integers; it holds bool: name them, such as 'yes' and 'no'"),
        ([1.5, 2.0], r"^1 value of the event column .*, first 1.5 \(row 1\); turn it into"),
        ([1e300, float("inf")], r"^2 values of the event column .*, first 1e\+300"),
        ([b"a", b"b"], "must hold text or integers; it holds binary: turn it into text first"),
        ([["a"], ["b"]], "it holds list<"),
        ([2**63, 1], "holds integers beyond 64 bits; turn it into text first"),
        (pa.array([2**63, 1], pa.uint64()), "The event column 'e' of the dict of arrays holds integers beyond 64 bits"),
        (pa.array([Decimal("1.5")]), "holds decimal fractions"),
        ([uuid.UUID(int=1)], "turn it into text"),
        ([object()], "Column 'e' of the dict of arrays cannot be read"),
        (["\ud800"], "cannot be read .*surrogates not allowed"),
        (pd.to_datetime(["2024-01-01"]), "it holds timestamp"),
    ],
)
def test_what_cannot_be_a_name(values: Any, sentence: str, read: Read) -> None:
    with pytest.raises(InputError, match=sentence):
        read(_with(values, "e"))


def test_a_mixed_object_column_of_pandas(read: Read) -> None:
    with pytest.raises(InputError, match="Column 'c' of the pandas frame mixes values of type int and text"):
        read(pd.DataFrame(_with(pd.Series(["1", 1], dtype=object))))


def test_integers_that_pandas_made_floats_are_integers_again(read: Read) -> None:
    frame = pd.DataFrame(_with([17850, None, 3]))
    table = read(frame, on_missing="drop")
    assert lists(table)[0] == [17850, 3]
    assert table.report.notes == ("The whole numbers in 'c' came as floats and were read as integers.",)


def test_several_event_columns_are_joined(read: Read) -> None:
    source = _with(["Accepted", "Queued"], "e") | {"s": [1, 2]}
    table = read(source, event=["e", "s"], extra=["s"])
    assert table.event == "e | s"
    assert lists(table, ["e | s", "s"]) == [["Accepted | 1", "Queued | 2"], [1, 2]]
    assert read(source, event=["e"]).event == "e"
    assert table.report.missing == {"c": 0, "e | s": 0, "t": 0, "s": 0}


def test_a_joined_event_of_categories(read: Read) -> None:
    frame = pd.DataFrame(_with(["a", "b"], "e") | {"s": ["x", "y"]}).astype("category").astype({"t": int})
    assert lists(read(frame, event=["e", "s"]))[1] == ["a | x", "b | y"]


@pytest.mark.parametrize("value", ["a | b", "a |", "| b"])
def test_a_joined_event_may_not_hold_the_separator(value: str, read: Read) -> None:
    source = _with(["fine", value], "e") | {"s": ["1", "2"]}
    with pytest.raises(
        InputError, match=r"The event column 'e' of the dict of arrays holds ' \| '.*\(row 2\); replace"
    ):
        read(source, event=["e", "s"])
    assert lists(read(source))[1] == ["fine", value]


def test_missing_parts_of_a_joined_event(read: Read) -> None:
    source = _with(["a", None, "b"], "e") | {"s": ["x", "y", ""]}
    with pytest.raises(InputError, match=r"column 'e' has 1 missing \(first in row 2\) and column 's' has 1 missing"):
        read(source, event=["e", "s"])
    table = read(source, event=["e", "s"], on_missing="drop")
    assert (lists(table)[1], table.report.missing["e | s"]) == (["a | x"], 2)


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (["1", "2", "-3"], [1, 2, -3]),
        (["00123", "4"], ["00123", "4"]),
        (["1", "x"], ["1", "x"]),
        (["1.0", "2.0"], ["1.0", "2.0"]),
        (["+1", "2"], ["+1", "2"]),
        (["-0", "2"], ["-0", "2"]),
        (["9223372036854775808", "2"], ["9223372036854775808", "2"]),
        (["NA", "null"], ["NA", "null"]),
        (["1"] * 1500 + ["x"], ["1"] * 1500 + ["x"]),
    ],
)
def test_csv_ids_are_integers_only_where_all_are(
    ids: list[str], found: list[Any], write: Callable[[str, str], Path], read: Read
) -> None:
    path = write("log.csv", "c,e,t\n" + "".join(f"{one},x,{row}\n" for row, one in enumerate(ids)))
    assert lists(read(path))[0] == found


def test_dictionaries_that_differ_between_chunks_or_hold_empty_text(read: Read) -> None:
    chunks = [pa.DictionaryArray.from_arrays([0, 1], ["a", ""]), pa.DictionaryArray.from_arrays([0, None], ["b", "a"])]
    table = read(_with(pa.chunked_array(chunks)), on_missing="drop")
    assert (lists(table)[0], table.report.missing["c"]) == (["a", "b"], 2)
