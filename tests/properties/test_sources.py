"""The same log is the same table through every door."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

from journeymine.sources.quality import quality
from journeymine.sources.read import read_table
from journeymine.sources.table import EventTable

# Text of digits only is a number in CSV, by decision; such names have their own tests.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8).filter(
    lambda name: not name.lstrip("-").isdigit()
)
NAMES = TEXT | st.sampled_from(
    ["🛒 → 💳", '"', ",", "a\nb", " a ", "NULL", "nan", "'", "\\", "1.0", "true", "\r", "00"]
)
INTEGERS = st.integers(-(10**17), 10**17)
START = datetime(1900, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 200 * 365 * 86_400 * 10**6).map(lambda micros: START + timedelta(microseconds=micros))


@st.composite
def logs(draw: st.DrawFn) -> dict[str, list[Any]]:
    """A log with a missing value now and then in `v`."""
    n = draw(st.integers(1, 12))
    columns: dict[str, Any] = {
        "c": draw(st.sampled_from([NAMES, INTEGERS])),
        "e e": draw(st.sampled_from([NAMES, INTEGERS])),
        "t": draw(st.sampled_from([MOMENTS, INTEGERS])),
        "v": st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
    }
    return {name: draw(st.lists(values, min_size=n, max_size=n)) for name, values in columns.items()}


def _doors(log: dict[str, list[Any]], folder: Path) -> dict[str, object]:
    """The log as each kind of source."""
    types = {"v": pa.float64()} | ({"t": pa.timestamp("us", "UTC")} if isinstance(log["t"][0], datetime) else {})
    table = pa.table({name: pa.array(values, types.get(name)) for name, values in log.items()})
    parquet.write_table(table, folder / "log.parquet")
    csv.write_csv(table, folder / "log.csv")
    rows = [dict(zip(log, row, strict=True)) for row in zip(*log.values(), strict=True)]
    lines = (json.dumps(row, default=str, ensure_ascii=len(log["c"]) % 2 == 0) for row in rows)
    (folder / "log.jsonl").write_text("".join(line + "\n" for line in lines), newline="")
    return {
        "dict": log,
        "pandas": pd.DataFrame(log),
        "pandas objects": pd.DataFrame(log, dtype=object),
        "polars": pl.DataFrame(log, schema_overrides={"v": pl.Float64}),
        "arrow": table,
        "duckdb": duckdb.connect().from_arrow(table),
        "parquet": folder / "log.parquet",
        "csv": str(folder / "log.csv"),
        "jsonl": folder / "log.jsonl",
    }


def _facts(table: EventTable) -> dict[str, Any]:
    columns = {name: table.table.column(name).to_pylist() for name in ("c", "e e")}
    values = table.table.column("v").fill_null(0).to_pandas().fillna(-1.0).tolist()
    clock = table.table.column("t").cast(pa.int64()).to_pylist()
    report = quality(table, now=datetime(2024, 1, 1, tzinfo=UTC)).to_dict() | {"notes": None}
    return columns | {"t": clock, "v": values, "unit": table.time_unit, "quality": report}


@settings(max_examples=40, deadline=None)
@given(log=logs())
def test_every_door_gives_the_same_table(log: dict[str, list[Any]]) -> None:
    with TemporaryDirectory() as folder:
        doors = _doors(log, Path(folder))
        facts = {
            door: _facts(read_table(source, customer="c", event="e e", time="t", value="v"))
            for door, source in doors.items()
        }
    for door, found in facts.items():
        assert found == facts["dict"], door
    assert facts["dict"]["c"] == log["c"]
