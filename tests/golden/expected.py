"""Answers of other programs on public data sets, read from ``expected.tsv`` beside the data."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Expected:
    """One task with the number of patterns and the digest of the whole set on which the programs agree."""

    dataset: str
    task: str
    kind: str
    min_support: int
    constraint: str
    n_patterns: int
    sha256: str


def expected(folder: Path) -> list[Expected]:
    """All rows of the table."""
    with (folder / "expected.tsv").open() as text:
        return [
            Expected(
                row["dataset"],
                row["task"],
                row["kind"],
                int(row["min_support"]),
                row["constraint"],
                int(row["n_patterns"]),
                row["sha256"],
            )
            for row in csv.DictReader(text, delimiter="\t")
        ]
