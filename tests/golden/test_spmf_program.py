"""What SPMF itself makes of the files we write, and that ours are line by line its own; seen with version 2.59.

SPMF is run where `JOURNEYMINE_SPMF_JAR` points at its jar (benchmarks/engines/spmf.py says where to get one).
"""

import os
import subprocess
from pathlib import Path

import pytest

import journeymine as jm
from benchmarks.engines import spmf
from tests.conftest import absent

JOURNEYS: list[list[str | tuple[str, ...]]] = [
    ["search", "cart", "pay"],
    ["search", "help desk", ("app", "cart"), "pay"],
    ["search", ("app", "cart"), "search", "cart"],
    ["cart", "help desk"],
]


@pytest.fixture
def program() -> list[str]:
    why = spmf.why_absent()
    if why is not None:
        absent("spmf", why)
    return ["java", "-Xmx512m", "-jar", os.environ[spmf.VARIABLE], "run"]


def answer(program: list[str], algorithm: str, source: Path, *parameters: str) -> list[str]:
    target = source.with_name("theirs.txt")
    subprocess.run([*program, algorithm, source, target, *parameters], check=True, capture_output=True, timeout=60)
    return sorted(line.strip() for line in target.read_text(encoding="utf-8").splitlines())


def ours(patterns: jm.PatternSet, folder: Path) -> list[str]:
    patterns.to_spmf(folder / "ours.txt")
    return sorted((folder / "ours.txt").read_text(encoding="utf-8").splitlines())


def test_prefixspan_of_spmf_writes_our_lines(program: list[str], tmp_path: Path) -> None:
    journeys = jm.Journeys.from_lists(JOURNEYS)
    journeys.to_spmf(tmp_path / "journeys.txt")
    theirs = answer(program, "PrefixSpan", tmp_path / "journeys.txt", "50%")
    assert theirs == ours(jm.mine_sequences(journeys, min_support=0.5), tmp_path)


def test_vmsp_gives_maximal_patterns_of_events_one_by_one(program: list[str], tmp_path: Path) -> None:
    # VMSP takes no sets.
    journeys = jm.Journeys.from_lists([[one for one in row if isinstance(one, str)] for row in JOURNEYS])
    journeys.to_spmf(tmp_path / "journeys.txt")
    theirs = answer(program, "VMSP", tmp_path / "journeys.txt", "50%")
    assert theirs == ours(jm.mine_sequences(journeys, min_support=0.5, kind="maximal"), tmp_path)
