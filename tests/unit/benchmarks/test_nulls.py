"""Every null is timed, and its row kept."""

from pathlib import Path

import pytest

from benchmarks.definition import definitions
from benchmarks.nulls import COLUMNS, measure, record


def test_a_task_is_measured_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.nulls.PATTERNS", 50)
    monkeypatch.setattr("benchmarks.nulls.SAMPLE", 40)
    (definition, *_) = definitions("smoke-sequences-all*")
    rows = measure(definition)
    assert [row["method"] for row in rows] == ["exact"] * 4 + ["monte_carlo"] * 4
    assert {row["patterns"] for row in rows} == {50}
    assert all(row["cpu_s"] > 0 for row in rows)
    kept = record(rows, tmp_path).read_text().splitlines()
    assert kept[0] == ",".join([*COLUMNS, "python"])
    assert len(kept) == 9
