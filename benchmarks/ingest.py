"""Raw log to journeys beside pandas and polars: ``python -m benchmarks ingest --events 1000000``.

A seeded log (about 22 events a customer, ids of 9 bytes, 200 event names by Zipf, rows unsorted) lies in memory in the
form the engine likes best. Each engine works in a process of its own; its journeys are compared by digest, in the order
of customer names, before any figure is kept. Peers need not sort their customers by name, journeymine does: the sorting
for the comparison is not timed. Beside the wall time stands that of all processors, which says more on a busy machine.
Memory is the peak above what was there before the first run, the result included.
"""

import argparse
import gc
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.records import keep_rows
from journeymine.options import threads

NAMES, EVENTS_A_CUSTOMER, YEAR = 200, 22, 365 * 86_400_000
COLUMNS = [
    "events",
    "engine",
    "version",
    "n_jobs",
    "journeys",
    "seconds",
    "cpu_seconds",
    "repeats",
    "input_mb",
    "peak_mb",
    "encoded_mb",
]


@dataclass(frozen=True)
class Ordered:
    """What every engine must end with; journeys in any order of customers."""

    customers: Any  # names, or a function that gives them
    offsets: NDArray[Any]
    events: NDArray[Any]
    times: NDArray[Any]
    encoded_bytes: int = 0


def generated(n: int, seed: int = 1) -> pa.Table:
    """The log: customer and event as strings, time in milliseconds."""
    rng = np.random.default_rng(seed)
    customers = max(1, n // EVENTS_A_CUSTOMER)
    ids = np.char.add(b"c", np.char.zfill(rng.permutation(customers).astype("S8"), 8))
    text = ids[rng.integers(0, customers, n)].tobytes()
    ends = np.arange(0, 9 * n + 1, 9, dtype=np.int64)
    weights = 1 / np.arange(1, NAMES + 1)
    ranks = rng.permutation(NAMES)[rng.choice(NAMES, n, p=weights / weights.sum())].astype(np.int32)
    names = pa.array([f"event_{rank:03d}" for rank in range(NAMES)], pa.large_string())
    clock = pa.array(rng.integers(0, YEAR, n) + 1_700_000_000_000).cast(pa.timestamp("ms", "UTC"))
    return pa.table(
        {
            "customer": pa.LargeStringArray.from_buffers(n, pa.py_buffer(ends), pa.py_buffer(text)),
            "event": pa.DictionaryArray.from_arrays(ranks, names).cast(pa.large_string()),
            "time": clock,
        }
    )


def with_journeymine(table: pa.Table, n_jobs: int) -> Callable[[], Ordered]:
    """The encoder as `EventLog.journeys` calls it."""
    from journeymine.journeys.encoding import encode
    from journeymine.sources.table import EventTable

    log = EventTable(table, "customer", "event", "time", time_unit="ms")

    def work() -> Ordered:
        coded = encode(log, simultaneous="order", n_jobs=n_jobs)
        assert coded.times is not None
        arrays = (coded.events, coded.times, coded.offsets, coded.customer_codes, coded.vocabulary.text,
                  coded.vocabulary.text_offsets, coded.customers.text, coded.customers.text_offsets)  # fmt: skip
        size = sum(array.nbytes for array in arrays if array is not None)
        return Ordered(coded.customers.names, coded.offsets, coded.events, coded.times, size)

    return work


def with_pandas(table: pa.Table, n_jobs: int) -> Callable[[], Ordered]:
    """Factorize and lexsort."""
    import pandas as pd

    del n_jobs
    frame = table.to_pandas()

    def work() -> Ordered:
        customer, customers = pd.factorize(frame["customer"])
        event, _ = pd.factorize(frame["event"], sort=True)
        clock = frame["time"].to_numpy(dtype="datetime64[ms]").astype(np.int64)
        order = np.lexsort((event, clock, customer))
        offsets = np.concatenate([[0], np.cumsum(np.bincount(customer))])
        return Ordered(customers, offsets, event[order].astype(np.uint32), clock[order])

    return work


def _polars(table: pa.Table, journeys: Callable[[Any, Any], Any]) -> Callable[[], Ordered]:
    import polars as pl

    frame = pl.DataFrame(table)
    names = frame["event"].unique().sort()

    def work() -> Ordered:
        # Enum codes are ranks, as the names are sorted: finding them first is a gift of 200 names.
        code = pl.col("event").cast(pl.Enum(names)).to_physical().cast(pl.UInt32)
        return _unpacked(journeys(frame.lazy(), code))

    return work


def _unpacked(found: Any) -> Ordered:
    offsets = np.concatenate([[0], np.cumsum(found["event"].list.len().to_numpy())])
    clock = found["time"].explode().to_numpy().astype(np.int64)
    return Ordered(found["customer"], offsets, found["event"].explode().to_numpy(), clock)


def with_polars(table: pa.Table, n_jobs: int) -> Callable[[], Ordered]:
    """Group by customer, lists sorted by time and event."""
    import polars as pl

    del n_jobs
    return _polars(
        table,
        lambda frame, code: (
            frame.with_columns(code.alias("event"), pl.col("time").to_physical())
            .group_by("customer")
            .agg(pl.col("event").sort_by("time", "event"), pl.col("time").sort())
            .collect()
        ),
    )


def with_polars_packed(table: pa.Table, n_jobs: int) -> Callable[[], Ordered]:
    """Time and event packed into one number by hand, so that one plain sort a customer is enough."""
    import polars as pl

    del n_jobs
    packed = pl.col("time").to_physical() * NAMES
    listed = pl.col("key").list.eval
    return _polars(
        table,
        lambda frame, code: (
            frame.select("customer", (packed + code).alias("key"))
            .group_by("customer")
            .agg(pl.col("key").sort())
            .select(
                "customer",
                listed(pl.element() % NAMES).cast(pl.List(pl.UInt32)).alias("event"),
                listed(pl.element() // NAMES).alias("time"),
            )
            .collect()
        ),
    )


ENGINES = {
    "journeymine": with_journeymine,
    "pandas": with_pandas,
    "polars": with_polars,
    "polars-packed": with_polars_packed,
}


def digest(found: Ordered) -> str:
    """Journeys in the order of customer names."""
    names = found.customers() if callable(found.customers) else list(found.customers)
    order = np.argsort(np.array(names, dtype="S"), kind="stable")
    offsets = found.offsets.astype(np.int64)
    lengths = np.diff(offsets)[order]
    ends = np.cumsum(lengths)
    rows = np.repeat(offsets[order] - ends + lengths, lengths) + np.arange(ends[-1])
    whole = hashlib.sha256("\n".join(names[place] for place in order).encode())
    for part in (lengths, found.events[rows].astype(np.uint32), found.times[rows].astype(np.int64)):
        whole.update(np.ascontiguousarray(part).tobytes())
    return whole.hexdigest()


def _memory_mb(field: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def measure(engine: str, events: int, n_jobs: int) -> dict[str, Any]:
    """One engine in this process; memory from the first run, the best time of a few."""
    ENGINES[engine](generated(1000), n_jobs)()
    work = ENGINES[engine](generated(events), n_jobs)
    gc.collect()
    # Writing 5 makes Linux forget the peak so far.
    Path("/proc/self/clear_refs").write_text("5")
    before, seconds, cpu = _memory_mb("VmRSS"), [], []
    peak, found = before, None
    while found is None or (sum(seconds) < 2 and len(seconds) < 5):
        del found
        started, busy = time.perf_counter(), time.process_time()
        found = work()
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
        peak = max(peak, _memory_mb("VmHWM")) if len(seconds) == 1 else peak
    return {
        "journeys": len(found.offsets) - 1,
        "seconds": min(seconds),
        "cpu_seconds": min(cpu),
        "repeats": len(seconds),
        "input_mb": before,
        "peak_mb": peak - before,
        "encoded_mb": found.encoded_bytes / 2**20,
        "digest": digest(found),
        "version": metadata.version(engine.removesuffix("-packed")) if engine != "journeymine" else "",
    }


def run(events: int, engines: list[str], n_jobs: int) -> list[dict[str, Any]]:
    """Every engine in a process of its own, one after another."""
    rows = []
    for engine in engines:
        child = ["--child", engine, "--events", str(events), "--n-jobs", str(n_jobs)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.ingest", *child], check=True, stdout=subprocess.PIPE, text=True
        )
        rows.append({"events": events, "engine": engine, "n_jobs": n_jobs, **json.loads(done.stdout)})
    return rows


def line(row: dict[str, Any], first: dict[str, Any]) -> str:
    """The figures of an engine; the ratio is its time to the first one's."""
    time_taken = f"{row['seconds']:8.3f} s  {row['seconds'] / first['seconds']:6.2f} ×"
    busy = f"processors {row['cpu_seconds']:8.3f} s  {row['cpu_seconds'] / first['cpu_seconds']:6.2f} ×"
    memory = f"{row['peak_mb']:8.1f} MB above {row['input_mb']:.0f} MB, encoded {row['encoded_mb']:.1f} MB"
    return f"{row['engine']:14} {time_taken}  {busy}  peak {memory}"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where the engines disagree; no time is printed then."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks ingest", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="all where not given")
    parser.add_argument("--n-jobs", type=int, default=threads(None, "benchmarks.ingest"))
    parser.add_argument("--child", choices=list(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(measure(asked.child, asked.events, asked.n_jobs)))
        return 0
    rows = run(asked.events, asked.engine or list(ENGINES), asked.n_jobs)
    if len({row["digest"] for row in rows}) > 1:
        print("The engines disagree: " + ", ".join(f"{row['engine']} {row['digest'][:12]}" for row in rows))
        return 1
    print("\n".join(line(row, rows[0]) for row in rows))
    if asked.record:
        print(f"Recorded in {keep_rows('ingest', COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
