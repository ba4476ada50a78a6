"""The benchmark of large files: a seeded file, and engines that agree on it."""

from pathlib import Path

import pytest

from benchmarks.large import ENGINES, measure, write


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_engines_agree(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"log.{form}"
    write(path, 20_000)  # enough for every name to occur: codes are ranks
    checks = {engine: measure(engine, path, "1GB")["check"] for engine in ENGINES}
    assert len(set(checks.values())) == 1, checks


def test_the_file_is_seeded(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        write(tmp_path / name, 500)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
