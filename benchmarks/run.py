"""Runs the engines in turn, compares their counts, and only then speaks of time."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.definition import Definition


@dataclass(frozen=True)
class Outcome:
    """What one engine did on one task.

    Attributes
    ----------
    measured
        The figures of `benchmarks.child.measure`; empty where it failed.
    failure
        Why there is no figure, or why it is wrong; None where all is well.
    is_late
        Was it stopped by the time limit? No failure of the benchmark, but no figure either.
    """

    definition: Definition
    engine: str
    measured: dict[str, Any]
    failure: str | None = None
    is_late: bool = False


def run(definition: Definition, engines: Sequence[str], limit: float) -> list[Outcome]:
    """One task, every engine in turn."""
    return [_one(definition, engine, limit) for engine in engines if engine in definition.engines]


def _one(definition: Definition, engine: str, limit: float) -> Outcome:
    command = [sys.executable, "-m", "benchmarks.child", definition.name, engine]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(definition, engine, {}, is_late=True)
    if done.returncode != 0:
        why = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Outcome(definition, engine, {}, failure=why[-1])
    measured = json.loads(done.stdout)
    if measured["count"] != definition.expected:
        return Outcome(definition, engine, {}, failure=f"{measured['count']} patterns, expected {definition.expected}")
    return Outcome(definition, engine, measured)


def table(outcomes: Iterable[Outcome], limit: float) -> str:
    """A row an engine; the ratio is its time to journeymine's on the same task in the same run."""
    rows: list[tuple[str, ...]] = [
        ("task", "engine", "patterns", "prepare s", "mine s", "ratio", "input MB", "peak MB")
    ]
    ours: float | None = None
    for outcome in outcomes:
        task, measured = outcome.definition.name, outcome.measured
        if outcome.engine == "journeymine":
            ours = measured["seconds"] if measured else None
        if not measured:
            rows.append((task, outcome.engine, *[f"stopped after {limit:g} s"], *[""] * 5))
            continue
        ratio = f"{measured['seconds'] / ours:,.1f}" if ours else ""
        times = [f"{measured[key]:,.4f}" for key in ("prepare_seconds", "seconds")]
        memory = [f"{measured[key]:,.0f}" for key in ("input_mb", "peak_mb")]
        rows.append((task, outcome.engine, f"{measured['count']:,}", *times, ratio, *memory))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
