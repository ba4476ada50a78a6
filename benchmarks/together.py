"""Itemsets beside the best peer: ``python -m benchmarks itemsets --only retail --record``.

A row a task: our time with one thread and with two, the best peer's, how many times ours (two threads) that is, and
memory. Times are of whole calls from data in memory, in each program's own form; all of a row come from one run.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from benchmarks.definition import Definition
from benchmarks.engines import ENGINES
from benchmarks.records import FOLDER, machine
from benchmarks.run import Outcome, one

JOBS = (1, 2)
HEAD = [
    "| task | sets | ours, 1 thread, s | 2 threads, s | best peer, s | ratio | others, s | gained MB (of held) |",
    "|---|---:|---:|---:|---|---:|---|---:|",
]


def compare(found: Sequence[Definition], limit: float) -> tuple[list[str], list[Outcome]]:
    """The lines of the table, and those that failed."""
    lines, failed = list(HEAD), []
    for definition in found:
        ours = [one(definition, "journeymine", limit, n_jobs) for n_jobs in JOBS]
        peers = [one(definition, engine, limit) for engine in definition.engines if _is_peer(engine)]
        failed += [outcome for outcome in (*ours, *peers) if outcome.failure]
        if all(outcome.measured for outcome in ours):
            lines.append(_line(definition, ours, [peer for peer in peers if peer.measured]))
            print(lines[-1], flush=True)
    return lines, failed


def write(lines: Sequence[str], folder: Path = FOLDER) -> Path:
    """Keep the table beside the records of this machine."""
    path = folder / machine() / f"itemsets-{dt.datetime.now(dt.UTC).date()}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def _is_peer(engine: str) -> bool:
    return ENGINES[engine].package != "journeymine"


def _line(definition: Definition, ours: Sequence[Outcome], peers: Sequence[Outcome]) -> str:
    seconds = [outcome.measured["seconds"] for outcome in ours]
    ranked = sorted(peers, key=lambda peer: peer.measured["seconds"])
    told = [f"{peer.engine} {peer.measured['seconds']:.4f}" for peer in ranked]
    ratio = f"{ranked[0].measured['seconds'] / seconds[-1]:.1f}×" if ranked else ""
    cells = [
        definition.name,
        f"{definition.expected:,}",
        *(f"{one:.4f}" for one in seconds),
        told[0] if told else "",
        ratio,
        ", ".join(told[1:]),
        _memory(ours[-1]),
    ]
    return f"| {' | '.join(cells)} |"


def _memory(outcome: Outcome) -> str:
    measured = outcome.measured
    held = measured.get("encoded_mb", 0.0) + measured.get("output_mb", 0.0)
    gained = measured["gained_mb"]
    return f"{gained:.1f} ({gained / held:.1f}×)" if held else f"{gained:.1f}"
