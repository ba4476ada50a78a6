"""Files in parts: types that only show later, keys that are absent for long, files of several shapes."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import journeymine as jm
from journeymine.errors import InputError, MissingColumnError
from journeymine.sources import database
from journeymine.sources import parquet as columnar
from journeymine.sources.scan import scan_files

COLUMNS = {"customer": "who", "event": "what", "time": "when"}


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BATCH_ROWS", 4)
    monkeypatch.setattr(columnar, "_BATCH_ROWS", 4)


def rows(n: int = 10, **more: Any) -> dict[str, Any]:
    return {"who": [row % 3 for row in range(n)], "what": ["a", "b"] * (n // 2), "when": list(range(n)), **more}


def lines(path: Path, log: dict[str, Any]) -> str:
    records = [dict(zip(log, values, strict=True)) for values in zip(*log.values(), strict=True)]
    path.write_text("".join(json.dumps(one) + "\n" for one in records))
    return str(path)


def same(source: str, **options: Any) -> jm.Journeys:
    """The journeys of the log on disk, which are those of the log in memory."""
    whole = jm.read_events(source, **{**COLUMNS, **options})
    parts = jm.read_events(source, **{**COLUMNS, **options}, memory_limit="1GB")
    one, two = whole.journeys(), parts.journeys()
    assert one.to_pandas().equals(two.to_pandas())
    assert [column.type for column in one.coded.extras.values()] == [
        column.type for column in two.coded.extras.values()
    ]
    return two


def test_parts_are_small_and_named_by_the_rows_of_their_file(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        parquet.write_table(pa.table(rows()), tmp_path / name)
    parts = list(scan_files(str(tmp_path / "*.parquet"), ["who"], 10**9))
    assert [part.table.num_rows for part in parts] == [4, 4, 2, 4, 4, 2]
    assert parts[4].rows.name(1) == f"row 6 of {tmp_path / 'b.parquet'}"


def test_numbers_become_what_the_last_part_says(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    told = [1, 2, None, 3, 4, 5, 6, 2.5, 7, 8]
    path.write_text(
        "who,what,when,much\n" + "".join(f"{n % 3},{n % 2},{n},{'' if x is None else x}\n" for n, x in enumerate(told))
    )
    assert str(same(str(path), extra=["much"]).coded.extras["much"].type) == "double"
    path.write_text(path.read_text() + "1,late,11,3\n")
    assert same(str(path), extra=["much"]).names == ["0", "1", "late"]


def test_keys_that_come_late_and_keys_that_never_come(tmp_path: Path) -> None:
    source = lines(tmp_path / "log.jsonl", rows(note=[None] * 8 + ["x", "y"], share=[1, 2, 3, 4, 5, 6, 7, 8, 9.5, 1]))
    same(source, extra=["note", "share"])
    with pytest.raises(MissingColumnError, match="notes"):
        jm.read_events(source, **COLUMNS, extra=["notes"], memory_limit="1GB")


def test_a_column_of_two_types_is_refused_wherever_the_second_comes(tmp_path: Path) -> None:
    source = lines(tmp_path / "log.jsonl", {**rows(), "who": [1] * 9 + ["1"]})
    with pytest.raises(InputError, match=r"'who'.*one type"):
        jm.read_events(source, **COLUMNS, memory_limit="1GB")


def test_files_of_different_widths_and_dictionaries(tmp_path: Path) -> None:
    for name, kind in (("a.parquet", pa.int16()), ("b.parquet", pa.int64())):
        table = pa.table(rows(kind=pa.array(["x", None] * 5).dictionary_encode()))
        parquet.write_table(table.set_column(0, "who", table["who"].cast(kind)), tmp_path / name)
    assert same(str(tmp_path / "*.parquet"), extra=["kind"]).customer.tolist() == [0, 1, 2]


def test_columns_inside_columns(tmp_path: Path) -> None:
    page = [[{"key": "page", "value": "home"}] if row > 5 else [] for row in range(10)]
    parquet.write_table(pa.table(rows(info=[{"os": "x"}] * 10, params=page)), tmp_path / "log.parquet")
    same(str(tmp_path / "log.parquet"), extra=["info.os", "params.page"])
    with pytest.raises(MissingColumnError, match=r"params\.side"):
        jm.read_events(tmp_path / "log.parquet", **COLUMNS, extra=["params.side"], memory_limit="1GB")


def test_times_of_a_zone_are_counted_over_all_parts(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("who,what,when\n" + "".join(f"{n},a,2024-10-27 02:{n:02}\n" for n in range(10)))
    log = jm.read_events(path, **COLUMNS, zone="Europe/Berlin", memory_limit="1GB")
    assert log.quality().notes[:2] == jm.read_events(path, **COLUMNS, zone="Europe/Berlin").quality().notes[:2]
