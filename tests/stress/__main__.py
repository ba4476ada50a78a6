"""``python -m tests.stress [PART …]``: each part in turn, a line of figures from each; exit code 1 where one fails."""

import argparse
import datetime as dt
import os
import platform
import sys
import time
import traceback
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from benchmarks.records import FOLDER, machine
from tests.stress.size import FULL, Size

PARTS = ("core", "databases", "kills", "threads", "memory", "leaks", "broken")


def main(arguments: list[str] | None = None) -> int:
    """Run the parts asked for; a part that fails keeps none of the others from running."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    minutes = float(os.environ.get("JOURNEYMINE_STRESS_MINUTES", FULL.minutes))
    parser.add_argument("--minutes", type=float, default=minutes, help="for each part that goes on until it is over")
    parser.add_argument("--cases", type=int, default=FULL.cases, help="random databases for the core")
    parser.add_argument("--kills", type=int, default=FULL.kills, help="of each writer of a store")
    parser.add_argument("--calls", type=int, default=FULL.calls, help="of each verb that is looked at for leaks")
    parser.add_argument("--seed", type=int, default=FULL.seed)
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    asked = parser.parse_args(arguments)
    unknown = set(asked.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    size = replace(
        FULL, minutes=asked.minutes, cases=asked.cases, kills=asked.kills, calls=asked.calls, seed=asked.seed
    )
    lines = {name: line(name, size) for name in asked.parts or PARTS}
    if asked.record:
        print(f"recorded in {record(lines)}")
    return 1 if any(found is None for found in lines.values()) else 0


def line(name: str, size: Size) -> str | None:
    """The figures of a part, printed as soon as they are there; None where it failed."""
    began = time.monotonic()
    try:
        found: str = import_module(f"tests.stress.{name}").run(size)
    except Exception:  # noqa: BLE001 (the next part runs whatever this one finds)
        print(f"{name}: FAILED", flush=True)
        traceback.print_exc()
        return None
    print(f"{name}: {found} ({time.monotonic() - began:,.0f} s)", flush=True)
    return found


def record(lines: dict[str, str | None], folder: Path = FOLDER) -> Path:
    """Write the figures of today; parts that ran earlier today and not now stay as they are."""
    path = folder / machine() / f"stress-{dt.datetime.now(dt.UTC).date()}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    told = {name: row for row in kept for name in PARTS if row.startswith(f"- **{name}**: ")}
    told |= {name: f"- **{name}**: {found or 'FAILED'}" for name, found in lines.items()}
    head = [
        "# Stress",
        "",
        f"`nox -s stress` with Python {platform.python_version()}: what each part did and found.",
        "",
    ]
    path.write_text("\n".join([*head, *(told[name] for name in PARTS if name in told), ""]), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
