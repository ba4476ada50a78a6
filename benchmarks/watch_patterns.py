"""A day of new events in a large store until it is judged: ``python -m benchmarks watch-patterns --events 12000000``.

A seeded store (about 20 events a customer over 120 days, 200 event names by Zipf) is watched for patterns mined in its
first 56 days; then a day of a million events comes, of a quarter of its customers. Measured are the first watch and the
update after that day, in seconds of all processors beside those of the clock, the read from the store included.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

import journeymine as jm
from benchmarks.ingest import NAMES
from benchmarks.records import keep_rows

DAYS, EVENTS_A_CUSTOMER, DAY = 120, 20, 86_400_000
START = 1_700_006_400_000
ROLES = {"customer": "customer", "event": "event", "time": "time"}
COLUMNS = ["events", "new", "patterns", "step", "seconds", "cpu_seconds", "looked_at"]


def generated(n: int, customers: Any, first: int, last: int, seed: int) -> pa.Table:
    """Events of some customers from one day to another."""
    random = np.random.default_rng(seed)
    weights = 1 / np.arange(1, NAMES + 1)
    codes = random.choice(NAMES, n, p=weights / weights.sum()).astype(np.int32)
    names = pa.array([f"event_{rank:03d}" for rank in range(NAMES)])
    who = np.char.add("c", np.char.zfill(random.choice(customers, n).astype("U8"), 8))
    when = pa.array(START + random.integers(first * DAY, last * DAY, n)).cast(pa.timestamp("ms", "UTC"))
    return pa.table({"customer": pa.array(who), "event": pa.DictionaryArray.from_arrays(codes, names), "time": when})


def timed(
    step: str, about: dict[str, Any], work: Callable[[], jm.PatternWatch]
) -> tuple[jm.PatternWatch, dict[str, Any]]:
    """What a step gives, and what it took."""
    wall, processors = time.perf_counter(), time.process_time()
    found = work()
    took = {"seconds": round(time.perf_counter() - wall, 2), "cpu_seconds": round(time.process_time() - processors, 2)}
    row = {**about, "step": step, **took, "looked_at": found.info["n_looked_at"]}
    print(row, flush=True)
    return found, row


def main(arguments: list[str]) -> int:
    """Always 0: what is counted is checked by tests."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks watch-patterns", description=__doc__)
    parser.add_argument("--events", type=int, default=12_000_000)
    parser.add_argument("--new", type=int, default=1_000_000)
    parser.add_argument("--patterns", type=int, nargs="+", default=[50, 500])
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    people = np.arange(max(4, asked.events // EVENTS_A_CUSTOMER))
    about, rows = {"events": asked.events, "new": asked.new}, []
    with TemporaryDirectory() as folder, jm.JourneyStore(Path(folder) / "journeys.duckdb", publish=False) as store:
        store.ingest("web", generated(asked.events, people, 0, DAYS, 1), **ROLES)
        sample = store.journeys(until=np.datetime64(START + 56 * DAY, "ms"))[:20_000]
        watched: dict[int, jm.PatternWatch] = {}
        ends = [np.datetime64(START + days * DAY, "ms") for days in (DAYS, DAYS + 1)]
        for n in asked.patterns:
            patterns = jm.mine_sequences(sample, top_k=n, min_length=2, max_length=3, min_support=None)
            options: dict[str, Any] = {"outcome": "event_150", "within": "14d", "observed_until": ends[0]}
            work = partial(jm.watch_patterns, store, patterns, **options)
            watched[n], row = timed("watch", {**about, "patterns": n}, work)
            rows.append(row)
        store.ingest("web", generated(asked.new, people[: len(people) // 4], DAYS, DAYS + 1, 2), **ROLES)
        for n, one in watched.items():
            work = partial(one.update, store, observed_until=ends[1])
            rows.append(timed("update", {**about, "patterns": n}, work)[1])
    if asked.record:
        keep_rows("watch-patterns", COLUMNS, rows)
    return 0
