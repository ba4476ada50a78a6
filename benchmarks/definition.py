"""What is measured: a row a task, read from the TOML files in ``definitions``."""

import fnmatch
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.asked import Asked
from benchmarks.engines import ENGINES
from benchmarks.generated import GENERATORS, Sequences
from benchmarks.inputs import (
    cspade_sequences,
    data_folder,
    fimi_baskets,
    invoice_baskets,
    spmf_baskets,
    spmf_sequences,
    utility_sequences,
)

FOLDER = Path(__file__).parent / "definitions"
READERS: dict[str, Callable[[Path], list[list[Any]]]] = {
    "spmf": spmf_sequences,
    "spmf-utility": utility_sequences,
    "spmf-baskets": spmf_baskets,
    "fimi": fimi_baskets,
    "invoices": invoice_baskets,
    "cspade": cspade_sequences,
}
OF_A_ROW = ("expected", "total", "engines", "count")
"""What a row says beside the options."""


@dataclass(frozen=True)
class Definition:
    """One task on one data set, what every engine must reach, and the engines that can.

    Attributes
    ----------
    name
        Data set and options, such as ``fifa-all-4000``; the smoke test's begin with ``smoke``.
    source
        How to get the data: ``format`` with ``path`` in the data folder, or ``generated``, a name of
        `benchmarks.generated`, with its numbers.
    asked
        The options.
    expected
        The number of patterns, on which two programs agree.
    total
        The sum of their supports; None where it is not known.
    engines
        Names of engines in `benchmarks.engines` that do this task rightly and in endurable time.
    """

    name: str
    source: Mapping[str, Any]
    asked: Asked
    expected: int
    total: int | None
    engines: tuple[str, ...]

    @property
    def is_here(self) -> bool:
        """Is the data present (generated data always is)?"""
        return "generated" in self.source or (data_folder() / self.source["path"]).exists()

    def data(self) -> Sequences:
        """Sequences of events (integers) or, where some come together, of elements (tuples); or baskets of integers."""
        if "generated" in self.source:
            numbers = {name: value for name, value in self.source.items() if name != "generated"}
            return GENERATORS[self.source["generated"]](**numbers)
        read = READERS[self.source["format"]](data_folder() / self.source["path"])
        if self.asked.task == "itemsets" or any(len(element) > 1 for sequence in read for element in sequence):
            return read
        return [[event for (event,) in sequence] for sequence in read]


def definitions(only: str = "*") -> list[Definition]:
    """All definitions whose name, or the beginning of whose name, is `only` (``*`` and ``?`` stand for any)."""
    found = [one for path in sorted(FOLDER.glob("*.toml")) for one in _read(path)]
    return [one for one in found if fnmatch.fnmatch(one.name, only) or fnmatch.fnmatch(one.name, only + "-*")]


def _read(path: Path) -> list[Definition]:
    with path.open("rb") as binary:
        table = tomllib.load(binary)
    forms = {False: ("columns",), True: ("count", "columns"), "only": ("count",)}
    return [_definition(path.stem, table, row, form) for row in table["run"] for form in forms[row.get("count", False)]]


def _definition(stem: str, table: Mapping[str, Any], row: Mapping[str, Any], form: str) -> Definition:
    """One task of a row; ``count = true`` there asks for the count alone too, ``"only"`` for nothing else."""
    options = {name: value for name, value in row.items() if name not in OF_A_ROW}
    asked = Asked(table["task"], count_only=form == "count", **options)
    return Definition(
        name=f"{stem}-{asked.name}",
        source=table["source"],
        asked=asked,
        expected=row["expected"],
        total=row.get("total"),
        engines=tuple(engine for engine in row["engines"] if form in ENGINES[engine].forms),
    )
