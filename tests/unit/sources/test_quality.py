"""The quality report against a hand count and a pandas twin."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from journeymine.sources.quality import quality
from tests.unit.sources.conftest import Read

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def messy() -> dict[str, list[Any]]:
    """Seven rows with one of each fault."""
    return {
        "c": ["guest", "guest", "guest", "guest", "ann", None, "bob"],
        "e": ["x", "x", "y", "x", "x", "x", "<b>&"],
        "t": [
            "2024-05-31 12:00",
            "2024-05-31 12:00",
            "2024-05-31 12:00",
            "1970-01-01",
            "2024-06-01 00:00:01",
            "2024-05-31",
            "1989-12-31 23:59:59.5",
        ],
    }


def test_every_count(messy: dict[str, list[Any]], read: Read) -> None:
    report = quality(read(messy, on_missing="drop"), now=NOW)
    told = report.to_dict()
    found = {one["fault"]: one["count"] for one in told.pop("findings")}
    assert found == {
        "missing": 1,
        "tied": 3,
        "exact_duplicates": 1,
        "catch_all": 4,
        "future": 1,
        "before_1990": 2,
    }
    assert told == {
        "customer": "c",
        "event": "e",
        "time": "t",
        "rows_read": 7,
        "rows_kept": 6,
        "missing": {"c": 1, "e": 0, "t": 0},
        "duplicates": 1,
        "time_first": "1970-01-01T00:00:00Z",
        "time_last": "2024-06-01T00:00:01Z",
        "future": 1,
        "before_1990": 2,
        "naive_times": True,
        "tied_rows": 3,
        "tied_share": 0.5,
        "customers": 3,
        "events": 3,
        "largest_customer": "guest",
        "largest_customer_rows": 4,
        "largest_customer_share": 4 / 6,
        "notes": [],
        "by_source": [],
        "rows_filtered": 0,
    }
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_now_is_the_same_in_every_unit(unit: str, read: Read) -> None:
    times = pd.to_datetime(pd.Series([NOW, NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)])).dt.as_unit(unit)
    table = read({"c": ["a"] * 3, "e": ["x"] * 3, "t": times})
    assert table.time_unit == unit
    for now in (NOW, NOW.replace(tzinfo=None), NOW.astimezone()):
        assert quality(table, now=now).future == 1
    assert quality(table, now=NOW + timedelta(days=1)).future == 0
    assert quality(table).future == 0


def test_values_and_extras_tell_rows_apart(read: Read) -> None:
    source = {"c": ["a"] * 4, "e": ["x"] * 4, "t": [1] * 4, "v": [1.0, 2.0, None, None], "n": ["p", "p", "q", "q"]}
    assert quality(read(source)).duplicates == 3
    assert quality(read(source, value="v")).duplicates == 1
    assert quality(read(source, extra=["n"])).duplicates == 2
    frame = pd.DataFrame(source).astype({"n": "category"})
    assert quality(read(frame, value="v", extra=["n"])).duplicates == 1


def test_names_that_a_dictionary_repeats_or_does_not_use(read: Read) -> None:
    repeated = pa.DictionaryArray.from_arrays([0, 1, 2], ["a", "a", "b", "unused"])
    report = quality(read({"c": repeated, "e": repeated, "t": [1, 1, 1]}))
    assert (report.customers, report.events, report.largest_customer_rows, report.duplicates) == (2, 2, 2, 1)


def test_order_numbers_have_no_clock(read: Read) -> None:
    report = quality(read({"c": [2, 1], "e": [5, 5], "t": [3, -4]}))
    assert (report.time_first, report.time_last, report.future, report.before_1990) == (-4, 3, None, None)
    assert report.largest_customer == 1
    assert "clocks" not in repr(report)


def test_against_pandas_on_a_random_log(read: Read) -> None:
    random = np.random.default_rng(7)
    n = 20_000
    frame = pd.DataFrame(
        {"c": random.integers(0, 500, n), "e": random.choice(list("abcdef"), n), "t": random.integers(0, 60, n)}
    )
    for source in (frame, frame.astype({"c": str}).astype({"c": "category", "e": "category"})):
        report = quality(read(source))
        assert report.duplicates == frame.duplicated().sum()
        assert report.tied_rows == frame.duplicated(["c", "t"], keep=False).sum()
        assert report.largest_customer_rows == frame["c"].value_counts().max()
        assert (report.customers, report.events) == (frame["c"].nunique(), 6)


def test_text_and_html(messy: dict[str, list[Any]], read: Read) -> None:
    messy["c"] = ["A customer"] * 7
    messy["e"] = ["<script>alert(1)</script>\n" + "x" * 10_240] * 7
    report = quality(read(messy), now=NOW)
    assert re.search(r"exact duplicates +2 \(28\.6 %\)\n", repr(report))
    assert re.search(r"largest customer +A…: 7\n", repr(report))
    assert max(map(len, repr(report).splitlines())) < 180
    html = report._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_small_shares_do_not_read_as_nothing(read: Read) -> None:
    n = 5000
    source = {"c": [*range(n - 1), 0], "e": ["x"] * n, "t": [0] * n}
    assert re.search(r"exact duplicates +1 \(< 0\.1 %\)\n", repr(quality(read(source))))
