"""What an event and a pattern cost: ``python -m benchmarks cost --record``.

The log of ``benchmarks large`` is read, ordered and searched step by step, as journeys in parts are, and brought to
parts on Spark. One thread; seconds are of the processor, which say most on a busy machine. `fitted` makes of the rows
what ``benchmarks cluster`` computes with, and how far off that is. Small logs, which lie in the processor's own memory,
take less an event.
"""

import argparse
import pickle
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.large import write
from benchmarks.records import keep_rows, newest_rows
from benchmarks.spark_cost import measure_spark
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import select
from journeymine.mining.constraints import FREE
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.nulls import support_sums
from journeymine.mining.parted import _united
from journeymine.mining.sequences import checked_request, search_sequences
from journeymine.spark.wrapping import unwrapped, wrapped

COLUMNS = ["step", "events", "min_support", "patterns", "seconds", "bytes", "share"]
LINEAR = ("read", "journeys", "carried")
"""Steps that do not know of patterns."""
BOTH = ("search", "recount", "sums")
_COLUMNS: Any = {name: name for name in ("customer", "event", "time")}
_OPTIONS = dict.fromkeys(["top_k", "max_length", "max_patterns", "time_limit", "memory_limit", "progress"])


@dataclass(frozen=True)
class Costs:
    """Seconds of a processor and bytes.

    Attributes
    ----------
    read, journeys, carried
        Seconds an event; carried is a part that goes to a task and back as bytes.
    spark
        Seconds an event from a file to parts on Spark, all its processes together; ours are among them.
    search, recount, sums
        Seconds an event, and seconds an event and pattern.
    united
        Seconds a pattern that a part found.
    row_bytes, journey_bytes
        Of an event as a row that moves between machines, and as one of a journey.
    pattern_bytes
        Of a pattern that a part found.
    candidates
        Patterns that some part found, over those of all journeys.
    unknown
        The share of these that a part did not find itself.
    spread
        Standard deviation of the logarithm of a part's time, the parts being of a size.
    """

    read: float
    journeys: float
    carried: float
    spark: float
    search: tuple[float, float]
    recount: tuple[float, float]
    sums: tuple[float, float]
    united: float
    row_bytes: float
    journey_bytes: float
    pattern_bytes: float
    candidates: float
    unknown: float
    spread: float


def measure(path: Path, events: int, shares: Sequence[float], n_parts: int) -> list[dict[str, Any]]:
    """The steps of one log, at several supports."""
    import journeymine as jm

    write(path, 1000)
    jm.read_events(path, **_COLUMNS).journeys()  # what is imported is no part of the time
    write(path, events)
    log, read = timed(lambda: jm.read_events(path, **_COLUMNS))
    journeys, ordered = timed(log.journeys)
    coded: CodedJourneys = journeys.coded
    held = sum(
        one.nbytes for one in (coded.events, coded.offsets, coded.times, coded.customer_codes) if one is not None
    )
    rows = [
        {"step": "read", "events": events, "seconds": read, "bytes": log.to_arrow().nbytes},
        {"step": "journeys", "events": events, "seconds": ordered, "bytes": held},
        {
            "step": "carried",
            "events": events,
            "seconds": timed(lambda: list(unwrapped(wrapped(0, "journeys", coded))))[1],
        },
    ]
    for share in shares:
        rows += [{"events": events, "min_support": share, **row} for row in _of_patterns(coded, share, n_parts)]
    return rows


def _of_patterns(coded: CodedJourneys, share: float, n_parts: int) -> list[dict[str, Any]]:
    """The steps that know of patterns: of all journeys, and of parts of them."""
    found, searching = timed(lambda: search(coded, share))
    _, counting = timed(lambda: count(coded, found, n_jobs=1))
    _, summing = timed(lambda: support_sums(coded, found, FREE, n_jobs=1))
    n = len(found)
    rows: list[dict[str, Any]] = [
        {"step": "search", "patterns": n, "seconds": searching},
        {"step": "recount", "patterns": n, "seconds": counting},
        {"step": "sums", "patterns": n, "seconds": summing},
    ]
    local = []
    for number in range(n_parts):
        part = select(coded, np.arange(number, len(coded), n_parts))
        own, seconds = timed(partial(search, part, share))
        local.append(own)
        size = len(pickle.dumps(own, protocol=5))
        rows.append({"step": "part", "patterns": len(own), "seconds": seconds, "bytes": size})
    (_, _, known), uniting = timed(lambda: _united(local))
    return [
        *rows,
        {"step": "united", "patterns": sum(map(len, local)), "seconds": uniting},
        {"step": "candidates", "patterns": n, "share": len(known) / n},
        {"step": "unknown", "patterns": n, "share": float((~known).mean())},
    ]


def search(coded: CodedJourneys, share: float) -> FoundPatterns:
    """All patterns of so large a share of the journeys, with one thread."""
    options = {**_OPTIONS, "min_support": share, "kind": "all", "min_length": 1, "n_jobs": 1}
    return search_sequences(coded, checked_request(options, coded, len(coded)))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What some work gives, and its seconds of the processor."""
    begin = time.process_time()
    made = work()
    return made, time.process_time() - begin


def fitted(rows: Iterable[Mapping[str, Any]]) -> tuple[Costs, dict[str, float]]:
    """Costs by least squares on relative errors, and the largest relative error of each step.

    Parameters
    ----------
    rows
        What `measure` gave, of several numbers of events and of patterns.
    """
    of: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        of[row["step"]].append(row)
    fits = {step: _fit(of[step], lambda row: [row["events"]]) for step in LINEAR}
    fits |= {step: _fit(of[step], lambda row: [row["events"], row["events"] * row["patterns"]]) for step in BOTH}
    # Whatever the size, a session's first steps take their time.
    fits["spark"] = _fit(of["spark"], lambda row: [1.0, row["events"]])
    fits["united"] = _fit(of["united"], lambda row: [row["patterns"]])
    costs = Costs(
        read=fits["read"][0][0],
        journeys=fits["journeys"][0][0],
        carried=fits["carried"][0][0],
        spark=fits["spark"][0][1],
        search=_pair(fits["search"][0]),
        recount=_pair(fits["recount"][0]),
        sums=_pair(fits["sums"][0]),
        united=fits["united"][0][0],
        row_bytes=max(row["bytes"] / row["events"] for row in of["read"]),
        journey_bytes=max(row["bytes"] / row["events"] for row in of["journeys"]),
        pattern_bytes=max(row["bytes"] / row["patterns"] for row in of["part"]),
        candidates=_largest(of["candidates"]),
        unknown=_largest(of["unknown"]),
        spread=_spread(of["part"]),
    )
    return costs, {step: error for step, (_, error) in fits.items()}


def _fit(
    rows: Sequence[Mapping[str, Any]], terms: Callable[[Mapping[str, Any]], list[float]]
) -> tuple[list[float], float]:
    """Coefficients ≥ 0 of the terms that make up the seconds, and the largest relative error."""
    from scipy.optimize import nnls

    grid = np.array([terms(row) for row in rows], float) / np.array([[row["seconds"]] for row in rows])
    scale = np.abs(grid).max(axis=0)
    found = nnls(grid / scale, np.ones(len(grid)))[0] / scale
    return found.tolist(), float(np.abs(grid @ found - 1).max())


def _largest(rows: Sequence[Mapping[str, Any]]) -> float:
    """The worst share of the largest log: the larger its parts, the fewer candidates; those of a cluster are large."""
    most = max(row["events"] for row in rows)
    return max(float(row["share"]) for row in rows if row["events"] == most)


def _pair(found: Sequence[float]) -> tuple[float, float]:
    return found[0], found[1]


def _spread(parts: Sequence[Mapping[str, Any]]) -> float:
    """How far apart the logarithms of times lie, of parts of one log at one support."""
    runs: dict[tuple[Any, Any], list[float]] = defaultdict(list)
    for row in parts:
        runs[row["events"], row["min_support"]].append(float(np.log(row["seconds"])))
    return float(np.sqrt(np.mean([np.var(run, ddof=1) for run in runs.values()])))


def recorded() -> list[dict[str, Any]]:
    """The rows that were kept last."""
    return [
        {name: value if name == "step" else float(value or "nan") for name, value in row.items() if name in COLUMNS}
        for row in newest_rows("cost")
    ]


def lines(costs: Costs, errors: Mapping[str, float]) -> list[str]:
    """Costs as a person reads them: nanoseconds an event, and nanoseconds a million events and a pattern."""
    told = [f"{step:9} {asdict(costs)[step] * 1e9:8.1f} ns an event" for step in LINEAR]
    for step in BOTH:
        event, pattern = asdict(costs)[step]
        told.append(f"{step:9} {event * 1e9:8.1f} ns an event, {pattern * 1e9:8.4f} ns an event and pattern")
    told.append(f"{'spark':9} {costs.spark * 1e9:8.1f} ns an event")
    told.append(f"{'united':9} {costs.united * 1e9:8.1f} ns a pattern of a part")
    told = [f"{line}; at most {errors[line.split()[0]]:.0%} off" for line in told]
    told.append(f"an event: {costs.row_bytes:.0f} bytes as a row, {costs.journey_bytes:.1f} in a journey")
    told.append(f"a pattern of a part: {costs.pattern_bytes:.0f} bytes")
    told.append(f"candidates: {costs.candidates:.2f} a pattern, of which a part lacks {costs.unknown:.1%}")
    return [*told, f"parts of a size: their times spread by {costs.spread:.1%}"]


def main(arguments: list[str] | None = None) -> int:
    """Measure, fit, print, and keep where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cost", description=__doc__)
    parser.add_argument(
        "--events", type=int, action="append", help="may be given more than once; two sizes at least, for Spark"
    )
    parser.add_argument("--min-support", type=float, action="append", help="likewise")
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    parser.add_argument("--recorded", action="store_true", help="say what was recorded, and measure nothing")
    asked = parser.parse_args(arguments)
    if asked.recorded:
        print("\n".join(lines(*fitted(recorded()))))
        return 0
    if find_spec("pyspark") is None:
        parser.error("one step is on Spark: pip install 'journeymine[spark]', and a JDK 17")
    sizes, shares = asked.events or [3_000_000, 10_000_000], asked.min_support or [0.2, 0.1, 0.05]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for events in sizes:
            rows += measure(Path(folder, f"{events}.parquet"), events, shares, asked.parts)
        rows += measure_spark(Path(folder), sizes)
    print("\n".join(lines(*fitted(rows))))
    if asked.record:
        print(f"Recorded in {keep_rows('cost', COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
