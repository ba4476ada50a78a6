"""Does time grow linearly with journeys? ``python -m benchmarks scaling``: 1×, 4× and 16× of FIFA.

Journeys are drawn again and again, seeded: as they are, so that many are equal, and with every tenth event dropped or
swapped with the next, so that nearly all differ. The support asked for stays the same share of the journeys.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.child import LONG_ENOUGH
from benchmarks.definition import definitions
from benchmarks.engines import ours
from benchmarks.run import aligned

TASK = "fifa-all-4000"
FACTORS = (1, 4, 16)
CHANGED = 0.1


def resampled(data: Sequence[Sequence[Any]], factor: int, changed: float, seed: int = 1) -> list[list[Any]]:
    """So many times as many journeys, with a share of their events dropped or swapped with the next."""
    draw = random.Random(seed).random  # noqa: S311 (a benchmark, no secret)
    chosen = (data[int(len(data) * draw())] for _ in range(factor * len(data)))
    return [_changed(journey, changed, draw) if changed else list(journey) for journey in chosen]


def _changed(journey: Sequence[Any], share: float, draw: Any) -> list[Any]:
    events: list[Any] = []
    swapped = False
    for event in journey:
        if swapped:
            events.insert(len(events) - 1, event)
            swapped = False
        elif (drawn := draw()) >= share / 2:
            events.append(event)
            swapped = drawn < share
    return events


def main() -> int:
    """Print the table."""
    (definition,) = definitions(TASK)
    if not definition.is_here:
        print(f"Data of {TASK} absent (set JOURNEYMINE_DATA).")
        return 1
    data = definition.data()
    heading = ("journeys", "of", "events", "patterns", "search s", "call s", "µs a journey")
    asked = [(changed, factor) for changed in (CHANGED, 0.0) for factor in FACTORS]
    rows = [_row(resampled(data, factor, changed), definition.asked, changed, len(data)) for changed, factor in asked]
    print(aligned([heading, *rows]))
    return 0


def _row(lists: list[list[Any]], asked: Any, changed: float, n: int) -> tuple[str, ...]:
    wanted = replace(asked, min_support=-(-asked.min_support * len(lists) // n))
    journeys = ours.prepare(lists, wanted)
    events = sum(map(len, lists))
    calls: list[float] = []
    searches: list[float] = []
    count = 0
    while sum(calls) < 3 * LONG_ENOUGH:
        started = time.perf_counter()
        result = ours.mine(journeys, "journeymine", wanted)
        calls.append(time.perf_counter() - started)
        brought = ours.told(result)
        count = brought.count
        searches.append(brought.seconds or calls[-1])
    kind = f"{changed:.0%} of events changed" if changed else "as they are"
    share = f"{1e6 * min(searches) / len(lists):.2f}"
    return f"{len(lists):,}", kind, f"{events:,}", f"{count:,}", f"{min(searches):.4f}", f"{min(calls):.4f}", share
