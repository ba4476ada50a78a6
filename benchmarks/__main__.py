"""Benchmarks: ``list``, ``run --only fifa --engine journeymine``, ``ingest --events 1000000``."""

import argparse
import sys

from benchmarks.definition import Definition, definitions
from benchmarks.engines import ENGINES
from benchmarks.records import record
from benchmarks.run import run, table


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0, or 1 where a count is wrong or an engine fails."""
    asked, rest = _parser().parse_known_args(arguments)
    if asked.verb == "ingest":
        # It has options of its own, and imports that the others need not wait for.
        from benchmarks.ingest import main as ingest

        return ingest(rest)
    if rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    found = definitions(asked.only)
    if not found:
        print(f"No definition is called {asked.only!r}; `python -m benchmarks list` names them.", file=sys.stderr)
        return 1
    return _list(found) if asked.verb == "list" else _run(found, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("ingest", help="raw log to journeys beside pandas and polars", add_help=False)
    for verb, what in (("list", "say what there is to run"), ("run", "run, compare counts, print times")):
        one = verbs.add_parser(verb, help=what)
        one.add_argument("--only", default="*", help="name, beginning of a name, or pattern such as '*-closed-*'")
        if verb == "run":
            one.add_argument("--engine", action="append", choices=ENGINES, help="may be given more than once")
            one.add_argument("--limit", type=float, default=600, help="seconds an engine may take for a task")
            one.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    return parser


def _list(found: list[Definition]) -> int:
    for one in found:
        here = "" if one.is_here else "  (data absent)"
        print(f"{one.name:28} {one.task:10} {one.expected:>9,} patterns  {', '.join(one.engines)}{here}")
    return 0


def _run(found: list[Definition], asked: argparse.Namespace) -> int:
    absent = [one.name for one in found if not one.is_here]
    if absent:
        print(f"Data absent (set JOURNEYMINE_DATA): {', '.join(absent)}", file=sys.stderr)
    outcomes = [
        outcome for one in found if one.is_here for outcome in run(one, asked.engine or list(ENGINES), asked.limit)
    ]
    wrong = [outcome for outcome in outcomes if outcome.failure]
    for outcome in wrong:
        print(f"{outcome.definition.name}, {outcome.engine}: {outcome.failure}", file=sys.stderr)
    if wrong or not outcomes:
        return 1
    print(table(outcomes, asked.limit))
    if asked.record:
        print(f"recorded in {record(outcomes)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
