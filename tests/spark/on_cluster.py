"""Journeys mined on real executor processes, of which one is killed; prints what the test looks at."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import journeymine as jm
import journeymine.spark
from journeymine.datasets import generate
from tests.spark.conftest import COLUMNS, settled
from tests.spark.test_sequences import told


def executors(session: Any) -> set[int]:
    """The processes that executors are, each found from a worker of its own."""

    def above(_rows: Iterator[int]) -> Iterator[int]:
        pid = os.getpid()
        while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        yield pid

    return set(session.sparkContext.parallelize(range(8), 8).mapPartitions(above).collect())


def main() -> None:
    """Mine, kill an executor with what it kept, and mine again."""
    session = settled("local-cluster[2,1,1024]", **{"spark.executorEnv.PYTHONPATH": os.environ["PYTHONPATH"]})
    table = generate(400, seed=5)
    asked = {"min_support": 0.08, "kind": "closed", "max_gap": "3d", "max_length": 3}
    whole = told(jm.mine_sequences(jm.read_events(table, **COLUMNS).journeys(), **asked))
    with journeymine.spark.read_events(session.createDataFrame(table), **COLUMNS).journeys(n_parts=4) as journeys:
        first = told(journeymine.spark.mine_sequences(journeys, **asked))
        processes = executors(session)
        os.kill(min(processes), signal.SIGKILL)
        second = told(journeymine.spark.mine_sequences(journeys, **asked))
    print(f"executors {len(processes)}, rows {len(whole[0])}, same {first == whole}, {second == whole}")  # noqa: T201
    session.stop()


if __name__ == "__main__":
    main()
