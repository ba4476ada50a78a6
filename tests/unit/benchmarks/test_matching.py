"""The plain twin of counting counts as the core does, or its time would say nothing."""

from pathlib import Path

import pytest

import journeymine as jm
from benchmarks.definition import definitions
from benchmarks.generated import skewed
from benchmarks.matching import COLUMNS, measure, record, twin


def test_the_twin_counts_as_we_do() -> None:
    lists = skewed(3, 60, 9, 5)
    found = jm.mine_sequences(lists, min_support=2, max_length=4)
    assert twin(found, lists)[1] == found.to_pandas()["n_journeys"].tolist()


def test_a_task_is_measured_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.matching.PATTERNS", 200)
    (definition, *_) = definitions("smoke-sequences-all*")
    row = measure(definition)
    assert list(row) == COLUMNS
    assert row["patterns"] == 200
    kept = record([row, row], tmp_path).read_text().splitlines()
    assert kept[0] == ",".join([*COLUMNS, "python"])
    assert len(kept) == 3
