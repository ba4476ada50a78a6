"""Figures kept: ``records/<machine>/<date>.csv``, a row an engine and task."""

import csv
import datetime as dt
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.run import Outcome

FOLDER = Path(__file__).parent / "records"
COLUMNS = [
    "definition",
    "engine",
    "version",
    "count",
    "prepare_seconds",
    "search_seconds",
    "call_seconds",
    "seconds",
    "repeats",
    "input_mb",
    "gained_mb",
    "encoded_mb",
    "output_mb",
    "python",
    "system",
]


def machine() -> str:
    """What the machine is, not which: processor and number of cores, as in ``amd-epyc-2-cores``."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE) if info.exists() else []
    model = models[0] if models else platform.processor() or platform.machine()
    return re.sub(r"[^a-z0-9]+", "-", f"{model} {os.cpu_count()} cores".lower()).strip("-")


def record(outcomes: Iterable[Outcome], folder: Path = FOLDER) -> Path:
    """Add the rows to today's file and return its path."""
    path = folder / machine() / f"{dt.datetime.now(dt.UTC).date()}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerows(_row(outcome) for outcome in outcomes if outcome.measured)
    return path


def keep_rows(kind: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], folder: Path = FOLDER) -> Path:
    """Add figures of another kind than an engine's to today's file of that kind, and return its path.

    What has no column is left out; what a row lacks is empty.
    """
    path = folder / machine() / f"{kind}-{dt.datetime.now(dt.UTC).date()}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a", newline="") as text:
        writer = csv.DictWriter(text, [*columns, "python"], lineterminator="\n", restval="", extrasaction="ignore")
        if is_new:
            writer.writeheader()
        for row in rows:
            figures = {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()}
            writer.writerow({**figures, "python": platform.python_version()})
    return path


def newest_rows(kind: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """What `keep_rows` kept last of a kind, on this sort of machine, or else on any.

    Raises
    ------
    FileNotFoundError
        There is none.
    """
    kept = sorted((folder / machine()).glob(f"{kind}-*.csv")) or sorted(folder.glob(f"*/{kind}-*.csv"))
    if not kept:
        message = f"Nothing of the kind {kind!r} was recorded yet; `python -m benchmarks {kind} --record` does it."
        raise FileNotFoundError(message)
    with kept[-1].open(newline="") as text:
        return list(csv.DictReader(text))


def _row(outcome: Outcome) -> dict[str, object]:
    known = {key: value for key, value in outcome.measured.items() if key in COLUMNS}
    figures = {key: round(value, 5) if isinstance(value, float) else value for key, value in known.items()}
    return {
        "definition": outcome.definition.name,
        "engine": outcome.engine,
        **figures,
        "python": platform.python_version(),
        "system": platform.system(),
    }
