"""How long patterns take to become a data frame: ``python -m benchmarks frame --only sign-all-37``."""

import time
from collections.abc import Sequence
from typing import Any

import journeymine as jm
from benchmarks.definition import Definition
from benchmarks.engines import ours
from benchmarks.run import aligned

COLUMNS = {
    "sequences": ["pattern", "length", "n_journeys", "support"],
    "itemsets": ["itemset", "length", "n_journeys", "support"],
}
"""What a search knows; the other columns are computed when asked for."""


def table(found: Sequence[Definition]) -> str:
    """A row a task: the first time in this process, and the best of three."""
    rows = [("task", "patterns", "first s", "best s")]
    for definition in found:
        data = definition.data()
        _seconds([data[0]], definition)  # the imports are no part of the time
        seconds, n = _seconds(data, definition)
        rows.append((definition.name, f"{n:,}", f"{seconds[0]:.3f}", f"{min(seconds):.3f}"))
    return aligned(rows)


def _seconds(data: Sequence[Sequence[Any]], definition: Definition) -> tuple[list[float], int]:
    asked = definition.asked
    result = ours.mine(ours.prepare(data, asked), "journeymine", asked)
    assert not isinstance(result, jm.ItemsetCounts)
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        result.to_pandas(COLUMNS[asked.task])
        seconds.append(time.perf_counter() - started)
    return seconds, len(result)
