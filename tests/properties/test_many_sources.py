"""Several files read by a mapping, against loops over their rows."""

import csv
import math
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeymine as jm
from journeymine.errors import EmptyLogError
from tests.reference import many_sources

COLUMNS = ["who", "a b", "e", "day", "clock", "at", "v", "m", "s", "n", "x"]
WORDS = ["", "a", "b c", 'say "ü"', "x,y", "{a}", "checkout_1", "1 line\n2", "🛒", " pad ", "NULL", "0.5"]
NUMBERS = ["", "0", "-3", "2.5", "10"]
# Around the hours that clocks of Berlin and New York skip and repeat.
CHANGES = [
    datetime.fromisoformat(day) for day in ("2024-03-31", "2024-10-27", "2024-03-10", "2024-11-03", "2024-06-01")
]


@st.composite
def rows(draw: st.DrawFn) -> list[str]:
    shown = draw(st.sampled_from(CHANGES)) + timedelta(minutes=draw(st.integers(0, 300)))
    zoned = shown.isoformat(" ") + draw(st.sampled_from(["", "", "+02:00", "Z"]))
    at = draw(st.sampled_from([zoned, zoned, zoned, ""]))
    words = [draw(st.sampled_from(WORDS)) for _ in range(3)]
    day, clock = shown.date().isoformat(), draw(st.sampled_from([shown.time().isoformat(), ""]))
    numbers = [draw(st.sampled_from(NUMBERS)) for _ in range(2)]
    return [*words, day, clock, at, numbers[0], draw(st.sampled_from(WORDS)), draw(st.sampled_from(["", "ok", "> 1"])),
            numbers[1], draw(st.sampled_from(["", "u", "007"]))]  # fmt: skip


CONDITIONS = st.fixed_dictionaries({}, optional={
    "s": st.sampled_from(["ok", "", ["ok", "> 1"], {"not": "ok"}, {"not": ["", "ok"]}]),
    "n": st.sampled_from(["> 0", "<= 2.5", "!= 0", 10, [0, -3], {"not": ">= 2"}, {"not": 0}]),
})  # fmt: skip
RULES = st.sampled_from([{}, {"checkout_.*": "checkout", ".*a.*": "A"}, {r"(\w):(.*)": r"\2-\1", "(?s)1.*": "two"}])
MAPPINGS = st.fixed_dictionaries(
    {
        "customer": st.just("who"),
        "customer_as": st.just("text"),
        "event": st.sampled_from(["{e}", "w:{a b}", "{{{e}}}-{a b}{e}", ["a b", "e"], "{e}:{s}"]),
        "time": st.sampled_from(["at", ["day", "clock"]]),
        "on_missing": st.just("drop"),
        "where": CONDITIONS,
        "rename": RULES,
    },
    optional={
        "zone": st.sampled_from(["Europe/Berlin", "America/New_York"]),
        "value": st.just("v"),
        "text": st.just("m"),
        "extra": st.sampled_from([["x"], ["x", "s"], ["a b"]]),
    },
)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["web", "shop", "Ü ünï", "a'b"]),
        st.tuples(MAPPINGS, st.lists(rows(), max_size=8)),
        min_size=1,
        max_size=3,
    )
)
def test_files_as_loops_read_them(drawn: dict[str, tuple[dict[str, Any], list[list[str]]]]) -> None:
    mapping = {name: one for name, (one, _) in drawn.items()}
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, f"{place}.csv") for place, name in enumerate(drawn)}
        for name, (_, lines) in drawn.items():
            with files[name].open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([COLUMNS, *lines])
        expected, told = many_sources.read(files, mapping)
        if not expected:
            with pytest.raises(EmptyLogError, match="There is no event in any of the sources"):
                jm.read_events(files, mapping=mapping)
            return
        log = jm.read_events(files, mapping=mapping)
    _assert_same(log, expected)
    report = log._table.report
    assert list(report.sources) == list(told)
    for name, one in told.items():
        found = report.sources[name]
        assert (found.rows_read, found.rows_filtered, found.rows_kept) == (one.read, one.filtered, one.kept)
        assert {role: found.missing[role] for role in one.missing} == one.missing
    assert report.rows_read == sum(one.read for one in told.values())
    assert report.rows_kept == len(expected)


def _assert_same(log: jm.EventLog, expected: list[dict[str, Any]]) -> None:
    table = log.to_arrow().to_pydict()
    assert len(log) == len(expected)
    assert table["time"] == [pd.Timestamp(one["time"]) for one in expected]
    for name in set(log.columns) - {"time", "value"}:
        wanted = [one[name] for one in expected]
        assert [None if one is None else str(one) for one in table[name]] == wanted, name
    if "value" in table:
        assert [None if math.isnan(one) else one for one in table["value"]] == [one["value"] for one in expected]
    assert {"value", "text"} - set(log.columns) <= {
        name for name in ("value", "text") if all(one[name] is None for one in expected)
    }
