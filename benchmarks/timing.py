"""How long patterns take, measured for all of a result: ``python -m benchmarks timing --only kosarak-all-210``."""

import time
from collections.abc import Sequence
from statistics import median

import numpy as np

from benchmarks.definition import Definition
from benchmarks.engines import ours
from benchmarks.run import aligned
from journeymine import PatternSet

SAMPLE = 20
"""So many patterns the plain twin measures; it would take hours for all."""


def table(found: Sequence[Definition]) -> str:
    """A row a task: seconds of `PatternSet.timing`, and of the twin for a sample of the patterns, the same medians."""
    rows: list[tuple[str, ...]] = [
        ("task", "journeys", "patterns", "occurrences", "s", "us each", "twin us each", "ratio")
    ]
    for definition in found:
        data = definition.data()
        prepared = ours.prepare(data, definition.asked)
        result = ours.mine(prepared, "journeymine", definition.asked)
        assert isinstance(result, PatternSet)
        result[:1].timing()  # the imports are no part of the time
        started = time.perf_counter()
        frame = result.timing()
        seconds = time.perf_counter() - started
        chosen = np.random.default_rng(0).choice(len(result), min(SAMPLE, len(result)), replace=False)
        journeys = [list(journey) for journey in prepared]
        started = time.perf_counter()
        spans = [twin(tuple(result[int(row)]), journeys) for row in chosen]
        slow = time.perf_counter() - started
        for row, own in zip(chosen, spans, strict=True):
            if median(own) != frame["span_median"].iloc[row]:
                message = (
                    f"{definition.name}: {result[int(row)]} takes {median(own)}, not {frame['span_median'].iloc[row]}"
                )
                raise AssertionError(message)
        each = seconds / (len(result) * len(journeys)) * 1e6
        other = slow / (len(chosen) * len(journeys)) * 1e6
        counts = (len(journeys), len(result), int(frame["n_journeys"].sum()))
        rows.append(
            (
                definition.name,
                *(f"{count:,}" for count in counts),
                f"{seconds:.2f}",
                f"{each:.4f}",
                f"{other:.2f}",
                f"{other / each:.0f}",
            )
        )
    return aligned(rows)


def twin(pattern: tuple[object, ...], journeys: list[list[object]]) -> list[int]:
    """The least number of elements that the pattern spans in each journey that holds it, in plain Python."""
    spans = []
    for journey in journeys:
        best = None
        # starts[i]: the latest start of the first i + 1 elements so far.
        starts: list[int | None] = [None] * len(pattern)
        for place, event in enumerate(journey):
            for step in range(len(pattern) - 1, -1, -1):
                if event == pattern[step]:
                    starts[step] = place if step == 0 else starts[step - 1]
                    last = starts[-1]
                    if step == len(pattern) - 1 and last is not None:
                        best = place - last if best is None else min(best, place - last)
        if best is not None:
            spans.append(best)
    return spans
