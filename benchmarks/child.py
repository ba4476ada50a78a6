"""One engine on one task in a process of its own: ``python -m benchmarks.child DEFINITION ENGINE``, JSON out."""

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.definition import definitions
from benchmarks.engines import engine

# A quick task is repeated, and its best time taken, until this much time has passed.
LONG_ENOUGH = 1.0


def measure(definition_name: str, engine_name: str) -> dict[str, int | float | str]:
    """Prepare once, mine at least once; times in seconds, memory in MB."""
    (definition,) = (one for one in definitions(definition_name) if one.name == definition_name)
    program = engine(engine_name)
    data = definition.data()
    program.prepare(data[:1], definition.task)  # its imports are no part of the time
    started = time.perf_counter()
    prepared = program.prepare(data, definition.task)
    prepare_seconds = time.perf_counter() - started
    del data
    before = _peak_mb()
    times: list[float] = []
    while sum(times) < LONG_ENOUGH:
        started = time.perf_counter()
        count = program.mine(prepared, engine_name, definition.task, definition.kind, definition.min_support)
        times.append(time.perf_counter() - started)
    return {
        "count": count,
        "prepare_seconds": prepare_seconds,
        "seconds": min(times),
        "repeats": len(times),
        "input_mb": before,
        "peak_mb": _peak_mb(),
        "version": program.version(),
    }


def _peak_mb() -> float:
    """The largest memory this process ever held; Linux tells it without what the parent held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
