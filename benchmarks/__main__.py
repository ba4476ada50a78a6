"""Benchmarks: ``run --only fifa --engine journeymine`` and others; ``list`` and ``engines`` say what there is."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.definition import Definition, definitions
from benchmarks.engines import ENGINES, PROGRAMS
from benchmarks.engines import engine as module_of
from benchmarks.engines.spmf import VARIABLE, write
from benchmarks.frame import table as frame_table
from benchmarks.matching import table as match_table
from benchmarks.nulls import table as nulls_table
from benchmarks.records import FOLDER, machine, record
from benchmarks.run import Outcome, aligned, run, table
from benchmarks.summary import markdown, newest
from benchmarks.threads import table as threads_table
from benchmarks.timing import table as timing_table
from benchmarks.together import compare
from benchmarks.together import write as write_comparison

_OPTIONS_OF_THEIR_OWN = (
    "ingest",
    "large",
    "parts",
    "spark",
    "cost",
    "cluster",
    "processes",
    "shown",
    "calibration",
    "text",
    "predict",
    "watch-patterns",
)


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0, or 1 where a count is wrong or an engine fails."""
    asked, rest = _parser().parse_known_args(arguments)
    if asked.verb in _OPTIONS_OF_THEIR_OWN:
        # Their imports need not be waited for by the others.
        code: int = import_module(f"benchmarks.{asked.verb.replace('-', '_')}").main(rest)
        return code
    if rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    if asked.spmf_jar is not None:
        os.environ[VARIABLE] = str(asked.spmf_jar.resolve())
    if asked.verb == "scaling":
        from benchmarks.scaling import main as scaling

        return scaling()
    if asked.verb == "engines":
        return _engines()
    found = definitions(asked.only)
    if not found:
        print(f"No definition is called {asked.only!r}; `python -m benchmarks list` names them.", file=sys.stderr)
        return 1
    verbs = {
        "list": _list,
        "run": _run,
        "threads": _threads,
        "frame": _frame,
        "table": _table,
        "write": _write,
        "timing": _timing,
        "match": _match,
        "itemsets": _itemsets,
        "nulls": _nulls,
    }
    return verbs[asked.verb](found, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--spmf-jar", type=Path, help="where SPMF's jar is")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("ingest", help="raw log to journeys beside pandas and polars", add_help=False)
    verbs.add_parser("large", help="files larger than memory to journeys beside polars and DuckDB", add_help=False)
    verbs.add_parser("calibration", help="p-values and false discoveries on data of pure chance", add_help=False)
    verbs.add_parser("parts", help="mining where journeys are larger than memory, and in memory", add_help=False)
    verbs.add_parser("spark", help="mining on Spark beside MLlib", add_help=False)
    verbs.add_parser("cost", help="what an event and a pattern cost, step by step", add_help=False)
    verbs.add_parser("cluster", help="a simulation of many machines, at measured costs", add_help=False)
    verbs.add_parser("processes", help="parts in one process and two, beside that simulation", add_help=False)
    verbs.add_parser("shown", help="write anew what pages show of benchmarks", add_help=False)
    verbs.add_parser("text", help="categories of complaints beside other classifiers", add_help=False)
    verbs.add_parser("predict", help="next steps and risks on journeys of later beside Markov chains", add_help=False)
    verbs.add_parser("watch-patterns", help="a day of new events in a large store until it is judged", add_help=False)
    verbs.add_parser("engines", help="say what each engine can do, and whether it is at hand")
    _verb(verbs, "list", "say what there is to run")
    one = _verb(verbs, "run", "run, compare counts, print times")
    one.add_argument("--engine", action="append", choices=ENGINES, help="may be given more than once")
    one.add_argument("--limit", type=float, default=600, help="seconds an engine may take for a task")
    one.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    one = _verb(verbs, "threads", "what a second thread gains")
    one.add_argument("--limit", type=float, default=600, help="seconds for a task")
    _verb(verbs, "frame", "time from patterns to a data frame")
    _verb(verbs, "timing", "time to measure how long patterns take, beside plain Python")
    one = _verb(verbs, "nulls", "lifts of many patterns in all journeys under every null")
    one.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    one = _verb(verbs, "match", "many patterns counted in all journeys, beside plain Python")
    one.add_argument("--record", action="store_true", help="keep the figures in benchmarks/records")
    one = _verb(verbs, "itemsets", "itemsets beside the best peer, with one thread and two")
    one.add_argument("--limit", type=float, default=600, help="seconds an engine may take for a task")
    one.add_argument("--record", action="store_true", help="keep the table in benchmarks/records")
    verbs.add_parser("scaling", help="time of 1, 4 and 16 times as many journeys")
    one = _verb(verbs, "table", "this machine's newest records as a table, our time beside the best peer's")
    one.add_argument("--record", action="store_true", help="keep it beside the records")
    one = _verb(verbs, "write", "write a task's data as a file in SPMF's form, to run other programs on it")
    one.add_argument("path", type=Path)
    return parser


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    one = verbs.add_parser(name, help=what)
    one.add_argument("--only", default="*", help="name, beginning of a name, or pattern such as '*-closed-*'")
    return one


def _list(found: list[Definition], asked: argparse.Namespace) -> int:
    del asked
    for one in found:
        here = "" if one.is_here else "  (data absent)"
        print(f"{one.name:28} {one.asked.task:10} {one.expected:>9,} patterns  {', '.join(one.engines)}{here}")
    return 0


def _engines() -> int:
    rows = [("engine", "version", "finds", "sets", "also", "beside")]
    for program in PROGRAMS:
        module = module_of(program.name)
        absent = module.why_absent()
        also = [*program.options, *([] if program.supports else ["no supports"])]
        state = (module.version() if absent is None else "-", ", ".join(program.kinds), "yes" if program.sets else "no")
        rows.append((program.name, *state, ", ".join(also), "; ".join(filter(None, [absent, program.note]))))
    print(aligned(rows))
    return 0


def _write(found: list[Definition], asked: argparse.Namespace) -> int:
    if len(found) != 1:
        print(f"--only must name one definition; got {len(found)}.", file=sys.stderr)
        return 1
    write(found[0].data(), asked.path)
    return 0


def _run(found: list[Definition], asked: argparse.Namespace) -> int:
    engines = asked.engine or list(ENGINES)
    return report([outcome for one in here(found) for outcome in run(one, engines, asked.limit)], asked)


def _threads(found: list[Definition], asked: argparse.Namespace) -> int:
    text, failed = threads_table(here(found), asked.limit)
    print(text)
    for outcome in failed:
        print(f"{outcome.definition.name}: {outcome.failure or outcome.remark}", file=sys.stderr)
    return 1 if failed else 0


def _frame(found: list[Definition], asked: argparse.Namespace) -> int:
    del asked
    print(frame_table(here([one for one in found if one.asked.task != "rules" and not one.asked.count_only])))
    return 0


def _timing(found: list[Definition], asked: argparse.Namespace) -> int:
    del asked
    print(timing_table([one for one in found if one.is_here and one.asked.task == "sequences"]))
    return 0


def _match(found: list[Definition], asked: argparse.Namespace) -> int:
    tasks = [one for one in here(found) if one.asked.task == "sequences"]
    print(match_table(tasks, keep=asked.record))
    return 0


def _itemsets(found: list[Definition], asked: argparse.Namespace) -> int:
    tasks = here([one for one in found if one.asked.task == "itemsets"])
    lines, failed = compare(tasks, asked.limit)
    for outcome in failed:
        print(f"{outcome.definition.name}, {outcome.engine}: {outcome.failure}", file=sys.stderr)
    if asked.record and not failed:
        print(f"recorded in {write_comparison(lines)}")
    return 1 if failed else 0


def _nulls(found: list[Definition], asked: argparse.Namespace) -> int:
    tasks = [one for one in here(found) if one.asked.task == "sequences"]
    print(nulls_table(tasks, keep=asked.record))
    return 0


def _table(found: list[Definition], asked: argparse.Namespace) -> int:
    folder = FOLDER / machine()
    text = markdown(newest(folder), found)
    print(text, end="")
    if asked.record:
        (folder / "README.md").write_text(text)
    return 0


def here(found: list[Definition]) -> list[Definition]:
    """Those whose data are present; the others are named."""
    absent = [one.name for one in found if not one.is_here]
    if absent:
        print(f"Data absent (set JOURNEYMINE_DATA): {', '.join(absent)}", file=sys.stderr)
    return [one for one in found if one.is_here]


def report(outcomes: list[Outcome], asked: argparse.Namespace) -> int:
    """Failures, or else the table; figures are kept where that is asked for."""
    wrong = [outcome for outcome in outcomes if outcome.failure]
    for outcome in wrong:
        print(f"{outcome.definition.name}, {outcome.engine}: {outcome.failure}", file=sys.stderr)
    if wrong or not outcomes:
        return 1
    print(table(outcomes))
    if asked.record:
        print(f"recorded in {record(outcomes)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
