"""Runs the engines in turn, compares what they found, and only then speaks of time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.definition import Definition
from benchmarks.engines import engine as module_of
from benchmarks.expected import hint


@dataclass(frozen=True)
class Outcome:
    """What one engine did on one task.

    Attributes
    ----------
    measured
        The figures of `benchmarks.child.measure`; empty where it failed.
    failure
        Why there is no figure, or why it is wrong; None where all is well.
    remark
        Why there is no figure although nothing failed: the engine is not at hand, or was stopped by the time limit.
    """

    definition: Definition
    engine: str
    measured: dict[str, Any]
    failure: str | None = None
    remark: str | None = None


def run(definition: Definition, engines: Sequence[str], limit: float, n_jobs: int | None = None) -> list[Outcome]:
    """One task, every engine in turn."""
    return [one(definition, engine, limit, n_jobs) for engine in engines if engine in definition.engines]


def one(definition: Definition, engine: str, limit: float, n_jobs: int | None = None) -> Outcome:
    """One task, one engine, in a process of its own."""
    absent = module_of(engine).why_absent()
    if absent is not None:
        return Outcome(definition, engine, {}, remark=_absent(definition, engine, absent))
    command = [sys.executable, "-m", "benchmarks.child", definition.name, engine]
    environment = dict(os.environ)
    if n_jobs is not None:
        command.append(str(n_jobs))
        environment["RAYON_NUM_THREADS"] = str(n_jobs)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False, env=environment)
    except subprocess.TimeoutExpired:
        return Outcome(definition, engine, {}, remark=f"stopped after {limit:g} s")
    if done.returncode != 0:
        why = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Outcome(definition, engine, {}, failure=why[-1])
    # Some engines print on their way.
    measured = json.loads(done.stdout.strip().splitlines()[-1])
    wrong = _wrong(definition, measured)
    return Outcome(definition, engine, {} if wrong else measured, failure=wrong)


def _absent(definition: Definition, engine: str, why: str) -> str:
    known = hint(definition) if engine.startswith("spmf") else None
    return why if known is None else f"{why}; a hint: {known}"


def _wrong(definition: Definition, measured: dict[str, Any]) -> str | None:
    if measured["count"] != definition.expected:
        return f"{measured['count']} patterns, expected {definition.expected}"
    if None not in (measured["total"], definition.total) and measured["total"] != definition.total:
        return f"supports add up to {measured['total']}, expected {definition.total}"
    return None


def table(outcomes: Iterable[Outcome]) -> str:
    """A row an engine; the ratio is its time to that of journeymine's whole call on the same task in the same run."""
    rows: list[tuple[str, ...]] = [
        ("task", "engine", "patterns", "prepare s", "search s", "call s", "ratio", "gained MB", "of data + result")
    ]
    ours: float | None = None
    for outcome in outcomes:
        task, measured = outcome.definition.name, outcome.measured
        if outcome.engine == "journeymine":
            ours = measured.get("seconds")
        if not measured:
            rows.append((task, outcome.engine, outcome.remark or outcome.failure or "", *[""] * 6))
            continue
        ratio = f"{measured['seconds'] / ours:,.1f}" if ours else ""
        times = [f"{measured[key]:,.4f}" for key in ("prepare_seconds", "search_seconds", "call_seconds")]
        memory = [f"{measured['gained_mb']:,.1f}", _share(measured)]
        rows.append((task, outcome.engine, f"{measured['count']:,}", *times, ratio, *memory))
    return aligned(rows)


def _share(measured: dict[str, Any]) -> str:
    size = measured.get("encoded_mb", 0) + measured.get("output_mb", 0)
    # Below that the process itself is what is seen.
    return f"{measured['gained_mb'] / size:.2f}" if size > 1 else ""


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; a row with empty cells at its end widens no column."""
    columns = range(len(rows[0]))
    widths = [max(len(row[at]) for row in rows if row is rows[0] or any(row[at + 1 :])) for at in columns]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
