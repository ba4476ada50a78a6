"""Roles, missing values, value and extra columns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from journeymine.errors import EmptyLogError, InputError, MissingColumnError, OptionError
from tests.unit.sources.conftest import Read, lists

Log = dict[str, list[Any]]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"customer": 0}, "`customer` of read_events must be the name of a column; got 0"),
        ({"time": None}, "`time` of read_events must be the name of a column; got None"),
        ({"event": []}, r"`event` of read_events must be the name of a column, or several names; got \[\]"),
        ({"event": ["e", 1]}, "`event` of read_events must be"),
        ({"value": 3}, "`value` of read_events must be the name of a column, or None; got 3"),
        ({"extra": [3]}, r"`extra` of read_events must be a list of names of columns; got \[3\]"),
        ({"extra": None}, "`extra` of read_events must be a list of names of columns; got None"),
        ({"extra": ["v", "v"]}, "`extra` of read_events must be a list of different names"),
        (
            {"event": "c"},
            "`customer` and `event` of read_events both name the column 'c'; give each a column of its own",
        ),
        ({"value": "t"}, "`time` and `value` of read_events both name the column 't'"),
        ({"extra": ["e"]}, "`event` and `extra` of read_events both name the column 'e'"),
        ({"event": ["e", "e"]}, "`event` and `event` of read_events both name the column 'e'"),
        ({"on_missing": "ignore"}, "`on_missing` of read_events must be one of 'error', 'drop'; got 'ignore'"),
    ],
)
def test_bad_options(options: dict[str, Any], sentence: str, log: Log, read: Read) -> None:
    with pytest.raises(OptionError, match=sentence):
        read(log, **options)


def test_missing_column_with_a_near_miss(read: Read) -> None:
    source = {"customer_id": ["a"], "e": ["x"], "t": [1]}
    with pytest.raises(
        MissingColumnError,
        match=r"^There is no column 'customerid' in the dict of arrays. Did you mean 'customer_id'\?$",
    ):
        read(source, customer="customerid")
    with pytest.raises(MissingColumnError, match=r"in the pandas frame. It has 'customer_id', 'e', 't'.$"):
        read(pd.DataFrame(source), customer="zzz")


def test_two_columns_of_a_frame_with_one_name(log: Log, read: Read) -> None:
    frame = pd.DataFrame(log).rename(columns={"v": "t"})
    with pytest.raises(InputError, match="There are 2 columns named 't' in the pandas frame; rename all but one"):
        read(frame)


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT, np.datetime64("NaT"), ""], ids=repr)
@pytest.mark.parametrize("role", ["c", "e", "t"])
def test_missing_values_of_every_kind(nothing: object, role: str, read: Read) -> None:
    source = {"c": ["a", "b", "c"], "e": ["x", "y", "z"], "t": ["2024-01-01"] * 3}
    source[role] = [source[role][0], nothing, source[role][2]]
    for frame in (source, pd.DataFrame(source)):
        with pytest.raises(
            InputError,
            match=rf"^Of 3 rows in .*, column '{role}' has 1 missing \(first in row 2\); .*on_missing=\"drop\"\.$",
        ):
            read(frame)
        table = read(frame, on_missing="drop")
        assert lists(table)[:2] == [["a", "c"], ["x", "z"]]
        assert (table.report.rows_read, table.report.rows_kept) == (3, 2)
        assert table.report.missing == {"c": 0, "e": 0, "t": 0} | {role: 1}


def test_several_columns_with_missing_values(read: Read) -> None:
    source = {"c": [None, "b", "c", None], "e": ["x", None, "z", None], "t": [1, 2, 3, 4]}
    with pytest.raises(
        InputError, match=r"column 'c' has 2 missing \(first in row 1, row 4\) and column 'e' has 2 missing"
    ):
        read(source)
    table = read(source, on_missing="drop")
    assert (lists(table), table.report.missing) == ([["c"], ["z"], [3]], {"c": 2, "e": 2, "t": 0})


def test_nothing_is_left(read: Read) -> None:
    for empty in ([None, None], [np.nan, np.nan], ["", ""]):
        with pytest.raises(EmptyLogError, match="Every row of the dict of arrays lacks its customer, event or time"):
            read({"c": empty, "e": ["x", "y"], "t": [1, 2]}, on_missing="drop")
    with pytest.raises(EmptyLogError, match="There is no event in the pandas frame; a log has at least one row"):
        read(pd.DataFrame({"c": [], "e": [], "t": []}))


def test_missing_fields_of_csv(write: Callable[[str, str], Path], read: Read) -> None:
    path = write("log.csv", 'c,e,t,v,n\na,x,1,2,\n"",x,2,,7\n,,,,\nb,NA,3,,8\n')
    table = read(path, on_missing="drop", value="v", extra=["n"])
    assert lists(table, ["c", "e", "n"]) == [["a", "b"], ["x", "NA"], [None, 8]]
    assert table.report.missing == {"c": 2, "e": 1, "t": 1, "v": 3, "n": 2}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1, 2, None], [1.0, 2.0, np.nan]),
        (["1.5", " 2 ", ""], [1.5, 2.0, np.nan]),
        (["-1e3", ".5", None], [-1000.0, 0.5, np.nan]),
        (pd.Series([1, None, 3], dtype="Int64"), [1.0, np.nan, 3.0]),
        ([None, None, None], [np.nan] * 3),
        (pd.Categorical(["1", "2", "1"]), [1.0, 2.0, 1.0]),
    ],
)
def test_values_are_floats(values: Any, found: list[float], log: Log, read: Read) -> None:
    table = read(log | {"v": values}, value="v")
    np.testing.assert_array_equal(table.table.column("v").to_numpy(), found)
    assert table.report.missing["v"] == int(np.isnan(found).sum())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            ["1", "2,50", "much"],
            r"^2 values of the value column 'v' .* cannot be read as numbers, first '2,50' \(row 2\)",
        ),
        ([True, False, True], "The value column 'v' of the dict of arrays must hold numbers; it holds bool"),
        ([[1], [2], [3]], "must hold numbers; it holds list"),
    ],
)
def test_what_cannot_be_a_value(values: Any, sentence: str, log: Log, read: Read) -> None:
    with pytest.raises(InputError, match=sentence):
        read(log | {"v": values}, value="v")


def test_extra_columns_stay_as_they_are(log: Log, read: Read) -> None:
    extra = {"b": [True, None, False], "s": ["x", "", None], "i": [1, None, 2]}
    assert lists(read(log | extra, extra=list(extra)), list(extra)) == list(extra.values())
    assert read(log | extra, extra="b").extra == ("b",)
    with pytest.raises(InputError, match=r"The extra column 'n' of the dict of arrays holds list.*take out the parts"):
        read(log | {"n": [[1], [2], [3]]}, extra=["n"])


def test_extra_columns_of_csv_are_numbers_where_all_are(write: Callable[[str, str], Path], read: Read) -> None:
    path = write("log.csv", "c,e,t,i,f,s,z\na,x,1,1,1,1,\nb,x,2,,2.5,y,\n")
    table = read(path, extra=["i", "f", "s", "z"])
    assert lists(table, ["i", "f", "s", "z"]) == [[1, None], [1.0, 2.5], ["1", "y"], [None, None]]


def test_one_customer_and_one_event_are_a_log(read: Read) -> None:
    assert len(read({"c": ["a"], "e": ["x"], "t": [1]})) == 1
