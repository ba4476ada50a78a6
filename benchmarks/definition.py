"""What is measured: a row a task, read from the TOML files in ``definitions``."""

import fnmatch
import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.inputs import cspade_sequences, data_folder, fimi_baskets, spmf_sequences

FOLDER = Path(__file__).parent / "definitions"
READERS: dict[str, Callable[[Path], list[list[Any]]]] = {
    "spmf": spmf_sequences,
    "fimi": fimi_baskets,
    "cspade": cspade_sequences,
}


@dataclass(frozen=True)
class Definition:
    """One task on one data set, the count that every engine must reach, and the engines that can.

    Attributes
    ----------
    name
        Data set, kind and `min_support`, such as ``fifa-all-4000``; the smoke test's begin with ``smoke``.
    source
        How to get the data: ``format`` with ``path`` in the data folder, or ``generated`` with its numbers.
    task
        ``"sequences"`` or ``"itemsets"``.
    expected
        The number of patterns.
    engines
        Names of engines in `benchmarks.engines` that do this task rightly and in endurable time.
    """

    name: str
    source: Mapping[str, Any]
    task: str
    kind: str
    min_support: int
    expected: int
    engines: tuple[str, ...]

    @property
    def is_here(self) -> bool:
        """Is the data present (generated data always is)?"""
        return "generated" in self.source or (data_folder() / self.source["path"]).exists()

    def data(self) -> list[list[Any]]:
        """Sequences of elements (tuples of integers), or baskets of integers."""
        if "generated" in self.source:
            return _generated(**self.source["generated"])
        return READERS[self.source["format"]](data_folder() / self.source["path"])


def definitions(only: str = "*") -> list[Definition]:
    """All definitions whose name, or the beginning of whose name, is `only` (``*`` and ``?`` stand for any)."""
    found = [one for path in sorted(FOLDER.glob("*.toml")) for one in _read(path)]
    return [one for one in found if fnmatch.fnmatch(one.name, only) or fnmatch.fnmatch(one.name, only + "-*")]


def _read(path: Path) -> list[Definition]:
    with path.open("rb") as binary:
        table = tomllib.load(binary)
    return [
        Definition(
            name=f"{path.stem}-{row['kind']}-{row['min_support']}",
            source=table["source"],
            task=table["task"],
            kind=row["kind"],
            min_support=row["min_support"],
            expected=row["expected"],
            engines=tuple(row["engines"]),
        )
        for row in table["run"]
    ]


def _generated(seed: int, rows: int, longest: int, names: int, *, sequences: bool) -> list[list[Any]]:
    """Rows of skewed random names; only `random.random` is used, whose stream Python keeps for a seed."""
    draw = random.Random(seed).random  # noqa: S311 (a benchmark, no secret)
    lists = [[int(names * draw() ** 2) for _ in range(1 + int(longest * draw()))] for _ in range(rows)]
    return [[(name,) for name in row] for row in lists] if sequences else [sorted(set(row)) for row in lists]
