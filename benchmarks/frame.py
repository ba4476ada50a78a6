"""How long patterns take to become a data frame: ``python -m benchmarks frame --only sign-all-37``."""

import time
from collections.abc import Sequence

from benchmarks.definition import Definition
from benchmarks.engines import ours
from benchmarks.run import aligned

COLUMNS = ["pattern", "length", "n_journeys", "support"]
"""What a search knows; the other columns are computed when asked for."""


def table(found: Sequence[Definition]) -> str:
    """A row a task: the first time in this process, and the best of three."""
    rows = [("task", "patterns", "first s", "best s")]
    for definition in found:
        data = definition.data()
        small = ours.mine(ours.prepare([data[0]], definition.asked), "journeymine", definition.asked)
        small.to_pandas(COLUMNS)  # the imports are no part of the time
        result = ours.mine(ours.prepare(data, definition.asked), "journeymine", definition.asked)
        seconds = [_seconds(result) for _ in range(3)]
        rows.append((definition.name, f"{len(result):,}", f"{seconds[0]:.3f}", f"{min(seconds):.3f}"))
    return aligned(rows)


def _seconds(result: ours.Found) -> float:
    started = time.perf_counter()
    result.to_pandas(COLUMNS)
    return time.perf_counter() - started
