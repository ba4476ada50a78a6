"""Mining on Spark beside MLlib's `PrefixSpan` and `FPGrowth`: ``python -m benchmarks spark``.

One session, started and warmed up before anything is measured; the same cached rows of (customer, event, time) for all.
What each engine needs first (journeys in parts; arrays of events) is made and kept by Spark and counted apart, then it
mines and brings patterns with their counts to the driver as an Arrow table. Numbers of patterns and sums of their
supports are compared before any figure is shown. Seconds are those of the wall and of all processors: driver, Java and
the executors' Python.

Tasks are the definitions that `PrefixSpan` and `FPGrowth` can do (all patterns, no rule), and ``log``: the log of
``benchmarks large``, in which `PrefixSpan` gets each event as an element of its own.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from benchmarks.definition import Definition, definitions
from benchmarks.large import write
from benchmarks.records import keep_rows
from journeymine.version import __version__

USUAL = ("fifa-all-3000", "bible-all-800", "kosarak-all-210", "retail-all-88")
LONGEST = 50
"""MLlib wants a length that no pattern exceeds, and ours gets the same; no pattern of these data is as long."""
COLUMNS = ["task", "min_support", "engine", "version", "master", "rows", "patterns", "total", "rounds",
           "prepare_seconds", "mine_seconds", "prepare_cpu_seconds", "mine_cpu_seconds"]  # fmt: skip

Clocks = tuple[float, float]


@dataclass(frozen=True)
class Task:
    """What is mined, in which rows."""

    name: str
    kind: str
    frame: Any
    n_rows: int
    n_customers: int
    least: int


@dataclass(frozen=True)
class Engine:
    """Who mines: what it needs first, and then the patterns with their counts in the driver."""

    name: str
    prepare: Callable[[Task], Any]
    mine: Callable[[Task, Any], Any]
    version: str

    @property
    def column(self) -> str:
        """Where its table has the counts."""
        return "n_journeys" if self.name == "journeymine" else "freq"


@contextmanager
def session(master: str, memory: str) -> Iterator[Any]:
    """A session on this machine that keeps to itself."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.memory": memory,
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master(master).appName("benchmarks")
    for name, value in settings.items():
        builder = builder.config(name, value)
    one = builder.getOrCreate()
    try:
        yield one
    finally:
        one.stop()


def journeys_of(task: Task) -> Any:
    """Ours: journeys in parts, kept by Spark."""
    import journeymine.spark

    log = journeymine.spark.read_events(task.frame, customer="customer", event="event", time="time")
    return log.journeys(simultaneous="order")


def mined(task: Task, journeys: Any) -> pa.Table:
    """Ours: the patterns."""
    import journeymine.spark

    if task.kind == "sequences":
        found = journeymine.spark.mine_sequences(journeys, min_support=task.least, max_length=LONGEST)
        return found.to_arrow(["pattern", "n_journeys"])
    itemsets = journeymine.spark.mine_itemsets(journeys, min_support=task.least, max_length=LONGEST)
    return itemsets.to_arrow(["itemset", "n_journeys"])


def arrays_of(task: Task) -> Any:
    """MLlib's: an array of events a customer, kept by Spark."""
    from pyspark.sql import functions as sql

    grouped = task.frame.groupBy("customer")
    if task.kind == "itemsets":
        frame = grouped.agg(sql.collect_set("event").alias("items"))
    else:
        events = sql.array_sort(sql.collect_list(sql.struct("time", "event")))
        frame = grouped.agg(sql.transform(events, lambda one: sql.array(one.event)).alias("sequence"))
    kept = frame.persist()
    kept.count()
    return kept


def mined_by_mllib(task: Task, arrays: Any) -> pa.Table:
    """MLlib's: the patterns; it rounds its least count up."""
    from pyspark.ml.fpm import FPGrowth, PrefixSpan

    share = (task.least - 0.5) / task.n_customers
    if task.kind == "itemsets":
        return FPGrowth(itemsCol="items", minSupport=share).fit(arrays).freqItemsets.toArrow()
    search = PrefixSpan(minSupport=share, maxPatternLength=LONGEST, maxLocalProjDBSize=2_000_000_000)
    return search.findFrequentSequentialPatterns(arrays).toArrow()


def engines() -> tuple[Engine, Engine]:
    """Ours, and MLlib's."""
    return (
        Engine("journeymine", journeys_of, mined, __version__),
        Engine("mllib", arrays_of, mined_by_mllib, metadata.version("pyspark")),
    )


def spent() -> Clocks:
    """Seconds of the wall, and of all processors by this process and those it started."""
    parents, ticks = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            # It ended while we looked; who waited for it has its time.
            continue
        number = int(place.parent.name)
        parents[number], ticks[number] = int(fields[1]), sum(int(one) for one in fields[11:15])
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours and number not in ours}:
        ours |= more
    return time.perf_counter(), sum(ticks.get(number, 0) for number in ours) / os.sysconf("SC_CLK_TCK")


def measure(task: Task, engine: Engine) -> dict[str, Any]:
    """One engine, once."""
    clocks = [spent()]
    needed = engine.prepare(task)
    clocks.append(spent())
    table = engine.mine(task, needed)
    clocks.append(spent())
    needed.unpersist()
    prepare, mine = (np.subtract(after, before) for before, after in pairwise(clocks))
    return {
        "patterns": table.num_rows,
        "total": pc.sum(table[engine.column]).as_py(),
        "prepare_seconds": float(prepare[0]),
        "prepare_cpu_seconds": float(prepare[1]),
        "mine_seconds": float(mine[0]),
        "mine_cpu_seconds": float(mine[1]),
    }


def compared(task: Task, rounds: int, master: str) -> list[dict[str, Any]]:
    """The engines in turn, the medians of all rounds.

    Raises
    ------
    ValueError
        They find different patterns.
    """
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rounds):
        for engine in engines():
            runs.setdefault(engine.name, []).append(measure(task, engine))
    found = {(one["patterns"], one["total"]) for each in runs.values() for one in each}
    if len(found) > 1:
        message = f"{task.name}: the engines disagree on the number of patterns and the sum of their supports: {found}."
        raise ValueError(message)
    about = {"task": task.name, "min_support": task.least, "master": master, "rows": task.n_rows, "rounds": rounds}
    return [
        {
            **about,
            "engine": engine.name,
            "version": engine.version,
            **{name: statistics.median(one[name] for one in runs[engine.name]) for name in runs[engine.name][0]},
        }
        for engine in engines()
    ]


def line(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Both, and how many times as long MLlib takes by the wall and by processors: to mine, and in all."""
    words = [f"{ours['task']:16} {ours['patterns']:>8,} patterns"]
    for name, row in (("ours", ours), ("MLlib", theirs)):
        words.append(f"{name} {row['prepare_seconds']:.2f} + {row['mine_seconds']:.2f} s")
    for name, steps in (("mining", ("mine",)), ("all", ("prepare", "mine"))):
        times = [
            sum(theirs[f"{step}{unit}"] for step in steps) / max(sum(ours[f"{step}{unit}"] for step in steps), 0.01)
            for unit in ("_seconds", "_cpu_seconds")
        ]
        words.append(f"{name} {times[0]:.1f} × (CPU {times[1]:.1f} ×)")
    return "  ".join(words)


def rows_of(definition: Definition) -> pa.Table:
    """The rows of a data set: sequences or baskets by their number, events by their place."""
    data = definition.data()
    sizes = np.fromiter(map(len, data), np.int64, len(data))
    ends = np.cumsum(sizes)
    return pa.table({
        "customer": np.repeat(np.arange(len(data)), sizes),
        "event": np.fromiter((one for row in data for one in row), np.int64, int(ends[-1])),
        "time": np.arange(ends[-1]) - np.repeat(ends - sizes, sizes),
    })  # fmt: skip


def tasks(spark: Any, asked: argparse.Namespace) -> Iterator[Task]:
    """What is measured, one after the other; rows are cached before a task is given and let go after it."""
    for name in asked.only or [*USUAL, "log"]:
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            path = Path(folder) / "log.parquet"
            if name == "log":
                write(path, asked.events)
                kinds: dict[str, int | None] = {"sequences": None, "itemsets": None}
            else:
                [one] = [found for found in definitions(name) if found.name == name]
                parquet.write_table(rows_of(one), path)
                kinds = {one.asked.task: one.asked.min_support}
            frame = spark.read.parquet(str(path)).persist()
            n_rows, n_customers = frame.count(), frame.select("customer").distinct().count()
            for kind, least in kinds.items():
                count = least or int(asked.min_support * n_customers)
                yield Task(name if least else f"log-{kind}", kind, frame, n_rows, n_customers, count)
            frame.unpersist()


def warm_up(spark: Any) -> None:
    """Everybody once on next to nothing: Java compiles, Python workers start and import."""
    table = pa.table({"customer": [0, 0, 1, 1], "event": [1, 2, 1, 2], "time": [0, 1, 0, 1]})
    for kind in ("sequences", "itemsets"):
        task = Task("warm-up", kind, spark.createDataFrame(table), 4, 2, 2)
        for engine in engines():
            measure(task, engine)


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where the engines disagree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks spark", description=__doc__)
    parser.add_argument("--only", action="append", help="a definition, such as fifa-all-3000, or 'log'")
    parser.add_argument("--events", type=int, default=1_000_000, help="of the log")
    parser.add_argument("--min-support", type=float, default=0.1, help="of the log's customers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="2g", help="of the driver, in which local masters do all work")
    parser.add_argument("--folder", type=Path, help="for temporary files")
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    if find_spec("pyspark") is None:
        parser.error("PySpark is not installed: pip install 'journeymine[spark]'")
    rows: list[dict[str, Any]] = []
    begin = time.perf_counter()
    with session(asked.master, asked.memory) as spark:
        warm_up(spark)
        print(f"session and first calls: {time.perf_counter() - begin:.1f} s", flush=True)
        for task in tasks(spark, asked):
            try:
                rows += compared(task, asked.rounds, asked.master)
            except ValueError as error:
                print(error)
                return 1
            print(line(*rows[-2:]), flush=True)
    if asked.record:
        print(f"Recorded in {keep_rows('spark', COLUMNS, rows)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
