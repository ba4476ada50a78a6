"""Answers of other programs on public data sets, read from ``expected.tsv`` beside the data."""

import csv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.definition import Definition
from benchmarks.inputs import data_folder


@dataclass(frozen=True)
class Expected:
    """One task with the number of patterns and the digest of the whole set on which the programs agree.

    Attributes
    ----------
    seconds, peer
        The fastest peer and its time in seconds, once measured on another machine; None where there is none.
    """

    dataset: str
    task: str
    kind: str
    min_support: int
    constraint: str
    n_patterns: int
    sha256: str
    seconds: float | None
    peer: str


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
                float(row["seconds_of_fastest_peer"]) if row["seconds_of_fastest_peer"] else None,
                row["peer"],
            )
            for row in csv.DictReader(text, delimiter="\t")
        ]


def hint(definition: Definition) -> str | None:
    """What the fastest peer once took for a task, on another machine; None where that is not known."""
    folder, asked = data_folder(), definition.asked
    if "path" not in definition.source or asked.max_length is not None or not (folder / "expected.tsv").exists():
        return None
    path = Path(definition.source["path"])
    datasets = {path.name.partition(".")[0], path.parent.name}
    limits = {
        "topk": f"k={asked.top_k};",
        asked.task: "-" if asked.max_step_gap is None else f"max_gap={asked.max_step_gap}",
    }
    for row in expected(folder):
        limit = limits.get(row.task)
        same = row.dataset in datasets and limit is not None and row.constraint.startswith(limit)
        if not same or row.kind != asked.kind or row.seconds is None:
            continue
        if (asked.top_k is None and row.min_support == asked.min_support) or row.task == "topk":
            return f"{row.peer} once took {row.seconds:g} s elsewhere"
    return None
