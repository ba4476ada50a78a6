"""The benchmark of journeys larger than memory: both ways find the same."""

from pathlib import Path

import pytest

from benchmarks.large import write
from benchmarks.parts import WAYS, line, measure


@pytest.mark.parametrize("verb", ["sequences", "itemsets"])
def test_ways_agree(tmp_path: Path, verb: str) -> None:
    path = tmp_path / "log.parquet"
    write(path, 20_000)
    rows = [measure(way, path, "1GB", 0.1, "closed", verb) for way in WAYS]
    assert len({row["check"] for row in rows}) == 1
    assert all(row["patterns"] > 10 and row["mine_seconds"] > 0 for row in rows)


def test_a_way_that_fails_says_why() -> None:
    assert line({"way": "parts", "failed": "MemoryError"}) == "parts      failed: MemoryError"
