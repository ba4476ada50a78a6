"""Mining where journeys are larger than memory: ``python -m benchmarks parts --events 10000000 --folder F``.

The log of ``benchmarks large`` is written to a file. Each way of mining it runs in a process of its own: read with a
memory limit and searched part by part, or, where it fits, all in memory. The whole results are compared before any
figure is kept. Seconds are those of the wall and of all processors; memory is the peak of the process, libraries and
result included.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.large import write
from benchmarks.records import keep_rows

WAYS = ("parts", "in-memory")
RECORDS = {"sequences": "parts", "itemsets": "itemset-parts"}
COLUMNS = ["events", "format", "way", "memory_limit", "min_support", "kind", "n_parts", "journeys", "patterns",
           "read_seconds", "journeys_seconds", "mine_seconds", "read_cpu_seconds", "journeys_cpu_seconds",
           "mine_cpu_seconds", "peak_mb", "check", "failed"]  # fmt: skip


def measure(way: str, path: Path, limit: str, least: float, kind: str, verb: str = "sequences") -> dict[str, Any]:
    """One way, once, in this process."""
    import journeymine as jm

    columns = {name: name for name in ("customer", "event", "time")}
    clocks = [(time.perf_counter(), time.process_time())]
    log: Any = jm.read_events(path, memory_limit=limit if way == "parts" else None, **columns)  # type: ignore[arg-type]
    clocks.append((time.perf_counter(), time.process_time()))
    journeys = log.journeys_on_disk() if way == "parts" else log.journeys()
    clocks.append((time.perf_counter(), time.process_time()))
    mine: Any = jm.mine_itemsets if verb == "itemsets" else jm.mine_sequences
    patterns = mine(journeys, min_support=least, kind=kind)
    clocks.append((time.perf_counter(), time.process_time()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    name = "itemset" if verb == "itemsets" else "pattern"
    rows = json.dumps(patterns.to_dict([name, "n_journeys"])["rows"]).encode()
    steps = ("read", "journeys", "mine")
    spent = {
        f"{name}_{what}": after[at] - before[at]
        for name, (before, after) in zip(steps, pairwise(clocks), strict=True)
        for at, what in enumerate(("seconds", "cpu_seconds"))
    }
    n_parts = int(repr(journeys).rsplit("in ", 1)[1].split(" ", 1)[0]) if way == "parts" else 1
    return {
        "n_parts": n_parts,
        "journeys": len(journeys),
        "patterns": len(patterns),
        **spent,
        "peak_mb": peak / 1024,
        "check": hashlib.sha256(rows).hexdigest()[:16],
    }


def run(path: Path, events: int, ways: list[str], asked: argparse.Namespace) -> list[dict[str, Any]]:
    """Every way in a process of its own; one that fails says why."""
    rows = []
    for way in ways:
        words = ["--child", way, "--file", str(path), "--memory-limit", asked.memory_limit]
        words += ["--min-support", str(asked.min_support), "--kind", asked.kind, "--verb", asked.verb]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.parts", *words], check=False, capture_output=True, text=True
        )
        said = {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:200]}
        found = json.loads(done.stdout) if done.returncode == 0 else said
        rows.append({"events": events, "format": path.suffix[1:], "way": way, "memory_limit": asked.memory_limit,
                     "min_support": asked.min_support, "kind": asked.kind, **found})  # fmt: skip
        print(line(rows[-1]), flush=True)
    return rows


def line(row: dict[str, Any]) -> str:
    """The figures of one way."""
    if "failed" in row:
        return f"{row['way']:10} failed: {row['failed']}"
    spent = "  ".join(f"{name} {row[f'{name}_seconds']:6.1f} s" for name in ("read", "journeys", "mine"))
    return f"{row['way']:10} {spent}  peak {row['peak_mb']:6.0f} MB  {row['patterns']:,} patterns"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where the ways disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks parts", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--format", choices=["csv", "parquet"], default="parquet")
    parser.add_argument("--folder", type=Path, help="where the file is written, and removed in the end")
    parser.add_argument("--memory-limit", default="2GB")
    parser.add_argument("--min-support", type=float, default=0.05)
    parser.add_argument("--kind", default="all")
    parser.add_argument("--verb", choices=["sequences", "itemsets"], default="sequences", help="what is mined")
    parser.add_argument("--way", action="append", choices=list(WAYS), help="both where not given")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    parser.add_argument("--child", choices=list(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(
            json.dumps(measure(asked.child, asked.file, asked.memory_limit, asked.min_support, asked.kind, asked.verb))
        )
        return 0
    if asked.folder is None:
        parser.error("--folder must name a folder with room for the file: 15 bytes an event as Parquet, 50 as CSV")
    path = asked.folder / f"journeymine-parts-{asked.events}.{asked.format}"
    try:
        write(path, asked.events)
        rows = run(path, asked.events, asked.way or list(WAYS), asked)
    finally:
        path.unlink(missing_ok=True)
    if len({row["check"] for row in rows if "check" in row}) > 1:
        print("The ways disagree: " + ", ".join(f"{row['way']} {row.get('check')}" for row in rows))
        return 1
    if asked.record:
        print(f"Recorded in {keep_rows(RECORDS[asked.verb], COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
