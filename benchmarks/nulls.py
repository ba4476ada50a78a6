"""10,000 patterns in 100,000 journeys under every null: ``python -m benchmarks nulls --only markov-all-2500``.

The best patterns of a task are given a lift under each null: of all journeys where there is a closed form, of a sample
with 99 draws where there is none.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.definition import Definition
from benchmarks.engines import ours
from benchmarks.matching import best, shown
from benchmarks.records import FOLDER, keep_rows
from benchmarks.run import aligned
from journeymine import Journeys, PatternSet, mine_sequences

PATTERNS = 10_000
SAMPLE = 1_000
"""So many journeys are drawn anew."""
DRAWS = 99

COLUMNS = ["task", "null", "method", "journeys", "patterns", "draws", "clock_s", "cpu_s", "hit_rate"]
"""Seconds of the clock, and of processors, which say the same on a busy machine; the share of chances known already."""

CLOSED = ("order", "serial", "transition", "product")
DRAWN: tuple[dict[str, Any], ...] = (
    {"null": "bigram"},
    {"null": "order", "count": "occurrences"},
    {"null": "serial", "count": "windows"},
    {"null": "transition", "count": "occurrences"},
)


def measure(definition: Definition) -> list[dict[str, Any]]:
    """A row a null."""
    journeys = ours.prepare(definition.data(), definition.asked)
    found = mine_sequences(journeys, min_support=1, top_k=PATTERNS)
    rows = [_row(definition, found, journeys, {"null": null}) for null in CLOSED]
    some = journeys[:: max(len(journeys) // SAMPLE, 1)]
    recounted = found.recount(some)
    return rows + [_row(definition, recounted, some, {**options, "n_shuffles": DRAWS}) for options in DRAWN]


def _row(definition: Definition, found: PatternSet, journeys: Journeys, options: dict[str, Any]) -> dict[str, Any]:
    clock, processor, lifted = best(lambda: found.lift(**options), times=1)
    told = lifted.info["null"]
    method = "monte_carlo" if "n_shuffles" in options else "exact"
    name = told["name"] if told["count"] == "journeys" else f"{told['name']} of {told['count']}"
    rate = told.get("cache", {}).get("hit_rate", "")
    draws = options.get("n_shuffles", 0)
    figures = (name, method, len(journeys), len(found), draws, clock, processor, rate)
    return dict(zip(COLUMNS, (definition.name, *figures), strict=True))


def table(found: Sequence[Definition], *, keep: bool) -> str:
    """The rows of all tasks, kept beside the records where that is asked for."""
    rows = [row for definition in found for row in measure(definition)]
    lines = [tuple(COLUMNS), *(tuple(shown(row[name]) for name in COLUMNS) for row in rows)]
    text = aligned(lines)
    return f"{text}\nrecorded in {record(rows)}" if keep else text


def record(rows: Sequence[dict[str, Any]], folder: Path = FOLDER) -> Path:
    """Add the rows to today's file and return its path."""
    return keep_rows("nulls", COLUMNS, rows, folder)
