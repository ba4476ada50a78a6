"""One engine on one task in a process of its own: ``python -m benchmarks.child DEFINITION ENGINE [THREADS]``.

JSON comes out. Thread pools that read the environment must be told before the process starts; `benchmarks.run` does.
"""

import json
import sys
import time
from dataclasses import replace
from typing import Any

from benchmarks.asked import Brought
from benchmarks.definition import Definition, definitions
from benchmarks.engines import ENGINES, Engine, engine
from benchmarks.memory import peak, settle

LONG_ENOUGH = 1.0
"""A quick task is repeated, and its best time taken, until so many seconds have passed."""


def measure(definition: Definition, engine_name: str) -> dict[str, Any]:
    """Prepare once, mine at least once; times in seconds, memory in MB."""
    program, asked = engine(engine_name), definition.asked
    data = definition.data()
    program.prepare(data[:1], replace(asked, min_support=1))  # its imports are no part of the time
    started = time.perf_counter()
    prepared = program.prepare(data, asked)
    prepare_seconds = time.perf_counter() - started
    del data
    before = settle()
    calls: list[float] = []
    searches: list[float] = []
    brought, gained = None, 0.0
    while sum(calls) < LONG_ENOUGH:
        started = time.perf_counter()
        result = program.mine(prepared, engine_name, asked)
        calls.append(time.perf_counter() - started)
        gained = gained or peak() - before
        brought = program.told(result)
        searches.append(calls[-1] if brought.seconds is None else brought.seconds)
        del result
    assert brought is not None
    return {
        "count": brought.count,
        "total": brought.total,
        "prepare_seconds": prepare_seconds,
        "search_seconds": min(searches),
        "call_seconds": min(calls),
        "seconds": min(searches if ENGINES[engine_name].own_clock else calls),
        "repeats": len(calls),
        "input_mb": before,
        "gained_mb": gained,
        **_sizes(program, prepared, brought),
        "version": program.version(),
    }


def _sizes(program: Engine, prepared: Any, brought: Brought) -> dict[str, float]:
    """What the journeys and the result take, where the engine can say."""
    if brought.output_bytes is None or not hasattr(program, "encoded_bytes"):
        return {}
    return {"encoded_mb": program.encoded_bytes(prepared) / 2**20, "output_mb": brought.output_bytes / 2**20}


def main(name: str, engine_name: str, n_jobs: str | None = None) -> None:
    """Print the figures of a definition by its full name."""
    (definition,) = (one for one in definitions(name) if one.name == name)
    if n_jobs is not None and engine_name == "journeymine":
        definition = replace(definition, asked=replace(definition.asked, n_jobs=int(n_jobs)))
    print(json.dumps(measure(definition, engine_name)))


if __name__ == "__main__":
    main(*sys.argv[1:])
