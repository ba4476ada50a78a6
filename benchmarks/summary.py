"""The table for people: ``python -m benchmarks table`` reads the newest records of this machine.

A row a task: our time, the best peer's, their ratio, the memory that our search gained. Our time is that of the whole
call, with the search alone behind it; a peer's is of its call too, SPMF's what SPMF prints.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.definition import Definition, definitions
from benchmarks.engines import ENGINES
from benchmarks.expected import hint

Row = Mapping[str, str]
FIRST = "markov"
"""The usual shape of a log: its figures are the ones to plan with."""


def newest(folder: Path) -> dict[tuple[str, str], Row]:
    """The last row of each task and engine, over all days."""
    rows: dict[tuple[str, str], Row] = {}
    for path in sorted(folder.glob("[0-9]*.csv")):
        with path.open() as text:
            rows |= {(row["definition"], row["engine"]): row for row in csv.DictReader(text)}
    return rows


def markdown(rows: Mapping[tuple[str, str], Row], only: Iterable[Definition] | None = None) -> str:
    """The table, in the order of definitions."""
    lines = [
        "| task | patterns | ours, s (search alone) | best peer, s | ratio | gained MB (of data + result) |",
        "|---|---:|---:|---|---:|---:|",
    ]
    found = sorted(definitions() if only is None else only, key=lambda one: not one.name.startswith(FIRST))
    lines += [_line(one, rows) for one in found if (one.name, "journeymine") in rows]
    return "\n".join(lines) + "\n"


def _line(definition: Definition, rows: Mapping[tuple[str, str], Row]) -> str:
    ours = rows[definition.name, "journeymine"]
    peers = [row for (task, engine), row in rows.items() if task == definition.name and _is_peer(engine)]
    best = min(peers, key=lambda row: float(row["seconds"]), default=None)
    seconds = float(ours["seconds"])
    search = f" ({float(ours['search_seconds']):.4f})" if ours["search_seconds"] else ""
    if best is None:
        peer, ratio = hint(definition) or "", ""
    else:
        peer = f"{best['engine']} {best['version']}: {float(best['seconds']):.3f}"
        ratio = f"{float(best['seconds']) / seconds:,.0f}×" if seconds else ""
    cells = [definition.name, f"{int(ours['count']):,}", f"{seconds:.4f}{search}", peer, ratio, _memory(ours)]
    return f"| {' | '.join(cells)} |"


def _is_peer(engine: str) -> bool:
    return engine in ENGINES and ENGINES[engine].package != "journeymine"


def _memory(row: Row) -> str:
    gained = float(row["gained_mb"] or 0)
    held = float(row["encoded_mb"] or 0) + float(row["output_mb"] or 0)
    return f"{gained:.1f} ({gained / held:.1f}×)" if held > 1 else f"{gained:.1f}"
