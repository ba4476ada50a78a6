"""Files to journeys where the log is larger than memory: ``python -m benchmarks large --events 10000000``.

A seeded log (about 22 events a customer, ids of 9 bytes, 200 event names by Zipf, rows unsorted) is written in chunks
to a file in a folder of yours. Each engine reads it in a process of its own and ends with one list of events and one of
times for each customer, ordered by time and name. What they found is compared before any figure is kept: sums over all
events that change with the place of an event in its journey. Seconds are those of the wall and of all processors;
memory is the peak of the process, libraries and result included. polars and DuckDB are told the limit where they take
one; ``polars-checked`` counts missing values and looks at the range of times as well, as `read_events` does.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.ingest import EVENTS_A_CUSTOMER, NAMES, YEAR
from benchmarks.records import keep_rows

_CHUNK = 1 << 20
_FIRST = 1_700_000_000_000
COLUMNS = ["events", "format", "engine", "version", "memory_limit", "journeys", "read_seconds", "journeys_seconds",
           "read_cpu_seconds", "journeys_cpu_seconds", "peak_mb", "check", "failed"]  # fmt: skip


@dataclass(frozen=True)
class Lists:
    """What every engine must end with; journeys in any order of customers."""

    offsets: NDArray[Any]
    events: NDArray[Any]
    times: NDArray[Any]

    def check(self) -> str:
        """Sums over events, each times its place in its journey, modulo 2⁶⁴, journey by journey to save memory."""
        total = np.zeros(2, np.uint64)
        step = 1 << 16
        for first in range(0, len(self.offsets) - 1, step):
            ends = self.offsets[first : first + step + 1].astype(np.int64)
            place = np.arange(ends[0], ends[-1]) - np.repeat(ends[:-1], np.diff(ends)) + 1
            for number, column in enumerate((self.events, self.times)):
                part = np.asarray(column[ends[0] : ends[-1]]).astype(np.uint64)
                total[number] += (part * place.astype(np.uint64)).sum(dtype=np.uint64)
        return f"{len(self.offsets) - 1}-{total[0]:x}-{total[1]:x}"


def write(path: Path, n: int, seed: int = 1) -> None:
    """The log as CSV or Parquet, chunk by chunk."""
    from pyarrow import csv as text
    from pyarrow import parquet

    rng = np.random.default_rng(seed)
    customers = max(1, n // EVENTS_A_CUSTOMER)
    schema = _chunk(rng, 1, 1).schema
    writer = text.CSVWriter(path, schema) if path.suffix == ".csv" else parquet.ParquetWriter(path, schema)
    with writer:
        for first in range(0, n, _CHUNK):
            writer.write_table(_chunk(rng, min(_CHUNK, n - first), customers))


def _chunk(rng: np.random.Generator, n: int, customers: int) -> pa.Table:
    number = rng.integers(0, customers, n)
    letters = np.full((n, 9), ord("c"), np.uint8)
    for place in range(8, 0, -1):
        number, letters[:, place] = np.divmod(number, 10)[0], np.mod(number, 10) + ord("0")
    ends = np.arange(0, 9 * n + 1, 9, dtype=np.int32)
    weights = 1 / np.arange(1, NAMES + 1)
    ranks = rng.choice(NAMES, n, p=weights / weights.sum()).astype(np.int32)
    names = pa.array([f"event_{rank:03d}" for rank in range(NAMES)])
    return pa.table(
        {
            "customer": pa.StringArray.from_buffers(n, pa.py_buffer(ends), pa.py_buffer(letters)),
            "event": pa.DictionaryArray.from_arrays(ranks, names).cast(pa.string()),
            "time": pa.array(rng.integers(0, YEAR, n) + _FIRST).cast(pa.timestamp("ms", "UTC")),
        }
    )


def with_journeymine(path: Path, limit: str) -> tuple[Callable[[], Any], Callable[[Any], Lists]]:
    """As users call it, with the limit."""
    import journeymine as jm

    def read() -> Any:
        return jm.read_events(path, customer="customer", event="event", time="time", memory_limit=limit)

    return read, _journeys


def with_journeymine_in_memory(path: Path, limit: str) -> tuple[Callable[[], Any], Callable[[Any], Lists]]:
    """As users call it where memory is large enough."""
    import journeymine as jm

    del limit
    return lambda: jm.read_events(path, customer="customer", event="event", time="time"), _journeys


def _journeys(log: Any) -> Lists:
    coded = log.journeys(simultaneous="order").coded
    times = coded.times if coded.time_unit == "ms" else _InUnit(coded.times, 1000)
    return Lists(coded.offsets, coded.events, times)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _InUnit:
    """Times in another unit, computed slice by slice, for the comparison."""

    times: NDArray[np.int64]
    factor: int

    def __getitem__(self, part: slice) -> NDArray[np.int64]:
        return self.times[part] // self.factor


def with_polars(path: Path, limit: str) -> tuple[Callable[[], Any], Callable[[Any], Lists]]:
    """Its streaming engine; there is no limit to tell it."""
    import polars as pl

    del limit
    kinds = {"customer": pl.String, "event": pl.String, "time": pl.String}

    def read() -> Any:
        if path.suffix == ".parquet":
            return pl.scan_parquet(path)
        stamps = pl.col("time").str.to_datetime("%Y-%m-%d %H:%M:%S%.3fZ", time_unit="ms")
        return pl.scan_csv(path, schema=kinds).with_columns(stamps)

    def journeys(frame: Any) -> Lists:
        names = [f"event_{rank:03d}" for rank in range(NAMES)]
        code = pl.col("event").cast(pl.Enum(names)).to_physical().cast(pl.UInt32)
        packed = (pl.col("time").to_physical() * NAMES + code).alias("key")
        found = frame.select("customer", packed).group_by("customer").agg(pl.col("key").sort())
        keys = found.collect(engine="streaming")["key"]
        offsets = np.concatenate([[0], np.cumsum(keys.list.len().to_numpy())])
        key = keys.explode().to_numpy()
        return Lists(offsets, (key % NAMES).astype(np.uint32), key // NAMES)

    return read, journeys


def with_polars_checked(path: Path, limit: str) -> tuple[Callable[[], Any], Callable[[Any], Lists]]:
    """Before the lists, another look at the file: missing values and the range of times."""
    import polars as pl

    plain, journeys = with_polars(path, limit)

    def read() -> Any:
        frame = plain()
        missing = [pl.col(name).is_null().sum().alias(name) for name in ("customer", "event", "time")]
        missing += [(pl.col(name) == "").sum().alias(f"empty {name}") for name in ("customer", "event")]
        span = [pl.col("time").min().alias("first"), pl.col("time").max().alias("last")]
        frame.select(*missing, *span).collect(engine="streaming")
        return frame

    return read, journeys


def with_duckdb(path: Path, limit: str) -> tuple[Callable[[], Any], Callable[[Any], Lists]]:
    """Lists by ``GROUP BY``, under the same limit."""
    import duckdb

    def read() -> Any:
        connection = duckdb.connect(":memory:", config={"memory_limit": limit, "temp_directory": str(path.parent)})
        columns = "columns = {'customer': 'VARCHAR', 'event': 'VARCHAR', 'time': 'TIMESTAMPTZ'}, header = true"
        source = f"read_parquet('{path}')" if path.suffix == ".parquet" else f"read_csv('{path}', {columns})"
        key = f"epoch_ms(time) * {NAMES} + substr(event, 7)::INTEGER"
        connection.execute("SET TimeZone = 'UTC'")
        rows = f"SELECT customer, {key} AS key FROM {source}"  # noqa: S608 (a path of our own)
        query = f"SELECT list(key ORDER BY key) AS keys FROM ({rows}) GROUP BY customer"  # noqa: S608
        return connection, query

    def journeys(asked: Any) -> Lists:
        keys = asked[0].sql(asked[1]).to_arrow_table().column("keys")
        lengths = [np.diff(chunk.offsets.to_numpy()) for chunk in keys.chunks]
        offsets = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
        key = np.concatenate([chunk.flatten().to_numpy() for chunk in keys.chunks])
        return Lists(offsets, (key % NAMES).astype(np.uint32), key // NAMES)

    return read, journeys


ENGINES = {
    "journeymine": with_journeymine,
    "journeymine-in-memory": with_journeymine_in_memory,
    "polars": with_polars,
    "polars-checked": with_polars_checked,
    "duckdb": with_duckdb,
}


def measure(engine: str, path: Path, limit: str) -> dict[str, Any]:
    """One engine, once, in this process."""
    read, journeys = ENGINES[engine](path, limit)
    clocks = [(time.perf_counter(), time.process_time())]
    log = read()
    clocks.append((time.perf_counter(), time.process_time()))
    found = journeys(log)
    clocks.append((time.perf_counter(), time.process_time()))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    (reading, reading_cpu), (ordering, ordering_cpu) = (
        (after[0] - before[0], after[1] - before[1]) for before, after in pairwise(clocks)
    )
    return {
        "journeys": len(found.offsets) - 1,
        "read_seconds": reading,
        "read_cpu_seconds": reading_cpu,
        "journeys_seconds": ordering,
        "journeys_cpu_seconds": ordering_cpu,
        "peak_mb": peak / 1024,
        "check": found.check(),
    }


def run(path: Path, events: int, engines: list[str], limit: str) -> list[dict[str, Any]]:
    """Every engine in a process of its own, one after another; one that fails says why."""
    rows = []
    for engine in engines:
        child = ["--child", engine, "--file", str(path), "--memory-limit", limit]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.large", *child], check=False, capture_output=True, text=True
        )
        said = {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:200]}
        found = json.loads(done.stdout) if done.returncode == 0 else said
        version = "" if engine.startswith("journeymine") else metadata.version(engine.partition("-")[0])
        rows.append({"events": events, "format": path.suffix[1:], "engine": engine, "version": version,
                     "memory_limit": limit, **found})  # fmt: skip
        print(line(rows[-1]), flush=True)
    return rows


def line(row: dict[str, Any]) -> str:
    """The figures of an engine."""
    if "failed" in row:
        return f"{row['engine']:22} failed: {row['failed']}"
    parts = (f"{part} {row[f'{part}_seconds']:7.1f} s (processors {row[f'{part}_cpu_seconds']:7.1f} s)"
             for part in ("read", "journeys"))  # fmt: skip
    return f"{row['engine']:22} {'  '.join(parts)}  peak {row['peak_mb']:7.0f} MB"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where the engines disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks large", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument("--folder", type=Path, help="where the file is written, and removed in the end")
    parser.add_argument("--memory-limit", default="4GB")
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="all where not given")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    parser.add_argument("--child", choices=list(ENGINES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.child:
        print(json.dumps(measure(asked.child, asked.file, asked.memory_limit)))
        return 0
    if asked.folder is None:
        parser.error(
            "--folder must name a folder with room for the file: about 50 bytes an event as CSV, 15 as Parquet"
        )
    path = asked.folder / f"journeymine-benchmark-{asked.events}.{asked.format}"
    try:
        write(path, asked.events)
        rows = run(path, asked.events, asked.engine or list(ENGINES), asked.memory_limit)
    finally:
        path.unlink(missing_ok=True)
    if len({row["check"] for row in rows if "check" in row}) > 1:
        print("The engines disagree: " + ", ".join(f"{row['engine']} {row.get('check')}" for row in rows))
        return 1
    if asked.record:
        print(f"Recorded in {keep_rows('large', COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
