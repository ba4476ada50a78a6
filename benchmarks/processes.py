"""Parts searched by one process and by two, beside the simulation: ``python -m benchmarks processes``.

The log of ``benchmarks ingest`` in parts, each searched, counted and summed up by whichever process is free, one thread
each. The seconds of a step are those of the processor of the process that worked longest; so other programs on the
machine lengthen them little. Beside them is what ``benchmarks cluster`` says of as many cores at the recorded costs.
"""

import argparse
import multiprocessing
import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.cluster import Cluster, Machines
from benchmarks.cost import Costs, fitted, recorded, search, timed
from benchmarks.ingest import generated
from benchmarks.records import keep_rows, newest_rows
from benchmarks.run import aligned
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import select
from journeymine.mining.constraints import FREE
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.nulls import support_sums

STEPS = ("search", "recount", "sums")
COLUMNS = ["events", "n_parts", "patterns", "processes", "step", "measured_seconds", "simulated_seconds"]
_PARTS: list[CodedJourneys] = []


def _work(asked: tuple[str, int, Any]) -> tuple[int, float]:
    """One step of one part: which process did it, and in how many seconds."""
    step, number, what = asked
    part = _PARTS[number]
    steps = {
        "search": lambda: search(part, what),
        "recount": lambda: count(part, what, n_jobs=1),
        "sums": lambda: support_sums(part, what, FREE, n_jobs=1),
    }
    return os.getpid(), timed(steps[step])[1]


def measured(processes: int, step: str, what: float | FoundPatterns) -> float:
    """Seconds of the process that worked longest; the parts are those of the parent, which is forked."""
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        done = pool.imap_unordered(_work, [(step, number, what) for number in range(len(_PARTS))])
        worked: dict[int, float] = defaultdict(float)
        for process, seconds in done:
            worked[process] += seconds
    return max(worked.values())


def expected(processes: int, step: str, events: int, patterns: int, costs: Costs) -> float:
    """What the simulation says, the median of 20 runs."""
    each, more = getattr(costs, step)
    seconds = events / len(_PARTS) * (each + more * patterns)
    runs = []
    for seed in range(20):
        cluster = Cluster(Machines(1, processes, start=0, task=0), np.random.default_rng(seed), costs.spread)
        cluster.stage(range(len(_PARTS)), lambda _task, _node: seconds)
        runs.append(cluster.now)
    return float(np.median(runs))


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """A line a number of processes and step."""
    lines = [("events a part", "processes", "step", "measured", "simulated")]
    for row in rows:
        size, *seconds = int(row["events"]) // int(row["n_parts"]), row["measured_seconds"], row["simulated_seconds"]
        lines.append((f"{size:,}", str(row["processes"]), row["step"], *(f"{float(one):.2f} s" for one in seconds)))
    return aligned(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure, simulate, print, and keep where that is asked for."""
    import journeymine as jm

    parser = argparse.ArgumentParser(prog="python -m benchmarks processes", description=__doc__)
    parser.add_argument("--events", type=int, default=8_000_000)
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--min-support", type=float, default=0.1)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    parser.add_argument("--recorded", action="store_true", help="say what was recorded last, and measure nothing")
    asked = parser.parse_args(arguments)
    if asked.recorded:
        print(table(newest_rows("processes")))
        return 0
    costs, _ = fitted(recorded())
    whole = jm.read_events(generated(asked.events), customer="customer", event="event", time="time").journeys().coded
    _PARTS[:] = [select(whole, np.arange(number, len(whole), asked.parts)) for number in range(asked.parts)]
    found = search(whole, asked.min_support)
    rows = [
        {
            "events": asked.events,
            "n_parts": asked.parts,
            "patterns": len(found),
            "processes": processes,
            "step": step,
            "measured_seconds": measured(processes, step, asked.min_support if step == "search" else found),
            "simulated_seconds": expected(processes, step, asked.events, len(found), costs),
        }
        for processes in (1, 2)
        for step in STEPS
    ]
    print(table(rows))
    if asked.record:
        print(f"Recorded in {keep_rows('processes', COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
