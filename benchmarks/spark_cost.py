"""What Spark takes from a file of rows to journeys in parts: the step ``spark`` of ``python -m benchmarks cost``.

One session of one processor, warmed up on a small log. Seconds are of the processor, of the driver, Java and the Python
workers together: reading the file twice, sending rows to their part through the disk, handing them to Python, and our
encoder in there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.large import write
from benchmarks.spark import session, spent


def measure_spark(folder: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """The step of logs of several sizes, and of one a third as large as the smallest."""
    import journeymine.spark

    rows = []
    with session("local[1]", "2g") as spark:
        for number, events in enumerate([min(sizes) // 10, min(sizes) // 3, *sizes]):
            path = folder / f"spark-{events}.parquet"
            write(path, events)
            _, begin = spent()
            frame = spark.read.parquet(str(path))
            log = journeymine.spark.read_events(frame, customer="customer", event="event", time="time")
            with log.journeys() as journeys:
                assert len(journeys) > 0
            if number:
                rows.append({"step": "spark", "events": events, "seconds": spent()[1] - begin})
    return rows
