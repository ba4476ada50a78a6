"""100,000 patterns in 100,000 journeys: ``python -m benchmarks match --only markov-all-2500``.

The best patterns of a task are counted again in all of its journeys, and made a matrix, beside a trie of dicts in plain
Python that does the same for a sample of the journeys; its counts are compared.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.definition import Definition
from benchmarks.engines import ours
from benchmarks.records import FOLDER, keep_rows
from benchmarks.run import aligned
from journeymine import PatternSet, mine_sequences

PATTERNS = 100_000
SAMPLE = 100
"""So many journeys the plain twin walks."""

COLUMNS = [
    "task",
    "journeys",
    "patterns",
    "matches",
    "count_s",
    "count_cpu_s",
    "matrix_cpu_s",
    "occurrences_cpu_s",
    "twin_cpu_s",
    "ratio",
]
"""Seconds of the clock, and of processors, which say the same on a busy machine; the ratio is of the latter."""

Trie = dict[Any, Any]
ENDS = object()


def measure(definition: Definition) -> dict[str, Any]:
    """Seconds to count in all journeys, to make the matrix, to count occurrences; and of the twin to count as much."""
    journeys = ours.prepare(definition.data(), definition.asked)
    found = mine_sequences(journeys, min_support=1, top_k=PATTERNS)
    clock, count, again = best(found.recount)
    _, matrix, present = best(found.transform)
    _, occurrences, _ = best(lambda: found.with_columns("n_occurrences"), times=1)
    matches = int(again.to_pandas(["n_journeys"])["n_journeys"].sum())
    if present.nnz != matches:
        message = f"{definition.name}: the matrix has {present.nnz} entries, not {matches}"
        raise AssertionError(message)
    sample = journeys[:: max(len(journeys) // SAMPLE, 1)]
    slow, counts = twin(found, sample.to_lists())
    if counts != found.recount(sample).to_pandas(["n_journeys"])["n_journeys"].tolist():
        message = f"{definition.name}: the twin counts otherwise"
        raise AssertionError(message)
    whole = slow * len(journeys) / len(sample)
    figures = (len(journeys), len(found), matches, clock, count, matrix, occurrences, whole, whole / count)
    return dict(zip(COLUMNS, (definition.name, *figures), strict=True))


def twin(found: PatternSet, journeys: Sequence[Sequence[Any]]) -> tuple[float, list[int]]:
    """Processor seconds, and how many journeys hold each pattern: a trie of dicts, at each place what is next."""
    trie: Trie = {}
    for number, pattern in enumerate(found):
        node = trie
        for event in pattern:
            node = node.setdefault(event, {})
        node[ENDS] = number
    counts = [0] * len(found)
    started = time.process_time()
    for journey in journeys:
        following: list[dict[Any, int]] = [{}]
        for place in range(len(journey) - 1, -1, -1):
            following.append({**following[-1], journey[place]: place + 1})
        following.reverse()
        stack = [(trie, 0)]
        while stack:
            node, place = stack.pop()
            coming = following[place]
            for event, child in node.items():
                if event is ENDS:
                    counts[child] += 1
                elif event in coming:
                    stack.append((child, coming[event]))
    return time.process_time() - started, counts


def table(found: Sequence[Definition], *, keep: bool) -> str:
    """A row a task, kept beside the records where that is asked for."""
    rows = [measure(definition) for definition in found]
    lines = [COLUMNS, *([shown(row[name]) for name in COLUMNS] for row in rows)]
    text = aligned([tuple(line) for line in lines])
    return f"{text}\nrecorded in {record(rows)}" if keep else text


def record(rows: Sequence[dict[str, Any]], folder: Path = FOLDER) -> Path:
    """Add the rows to today's file and return its path."""
    return keep_rows("match", COLUMNS, rows, folder)


def best(work: Callable[[], Any], times: int = 2) -> tuple[float, float, Any]:
    """The least seconds of clock and processors of several times, and what came of the last."""
    clocks, processors = [], []
    result = None
    for _ in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        result = work()
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    return min(clocks), min(processors), result


def shown(value: Any) -> str:
    """A figure as people read it."""
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
