"""The road from a file to a report, with a question at each turn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from journeymine.cli import show
from journeymine.cli.columns import SessionGap, Time, TimeUnit, Zone
from journeymine.cli.constraints import length
from journeymine.cli.explore.asking import Questions
from journeymine.cli.explore.cleaning import cleaned
from journeymine.cli.explore.columns import Reading, reading
from journeymine.cli.explore.repeating import python_lines, shell_line
from journeymine.cli.explore.searching import looked_at, ranked, searched
from journeymine.cli.searching import MinSupport
from journeymine.cli.write import checked_out, write
from journeymine.options import bad_option
from journeymine.showing import inert

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import EventLog, Journeys, PatternSet

COMMAND = "explore"
_NONE = "none"


def explore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV, JSON lines, Parquet, XES or access log.")],
    *,
    customer: Annotated[
        str | None, typer.Option("--customer", "-c", metavar="COLUMN", help="Column of customers; else it is asked.")
    ] = None,
    event: Annotated[
        str | None, typer.Option("--event", "-e", metavar="COLUMN", help="Column of events; else it is asked.")
    ] = None,
    time: Time = None,
    time_unit: TimeUnit = None,
    zone: Zone = None,
    session_gap: SessionGap = None,
    min_support: MinSupport = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Where to write the report (.html), or 'none'; else it is asked."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take all that is suggested, and ask nothing.")] = False,
) -> None:
    """Go from a file to patterns and a report by questions, each with a suggestion from the data.

    Which column is the customer, the event and the time; what is wrong with the log, and whether to mend it; which
    support to search with; which pattern to look at; where to write the report. At the end stand the lines of Python
    and of the command line that do the same again.
    """
    output, errors = show.consoles()
    questions = Questions(output, yes=yes)
    folder = Path.cwd()
    _headed(output, "1. Columns")
    given = {"customer": customer, "event": event, "time": time, "time_unit": time_unit}
    how = reading(file, given, zone, folder, questions, output)
    with errors.status("Reading the log"):
        raw = how.log()
    _headed(output, "2. Quality")
    output.print(raw.quality())
    log, steps = cleaned(raw, questions, output)
    _headed(output, "3. Patterns")
    gap, journeys = _cut(log, session_gap, questions)
    output.print(journeys)
    patterns = ranked(searched(journeys, min_support, questions, output))
    looked_at(patterns, questions, output)
    _headed(output, "4. Report")
    target = _report(report, file, questions)
    if target is not None:
        with errors.status("Writing"):
            write(patterns, target, log, f"Patterns in {Path(file).name}")
        output.print(f"Written: {target}", markup=False, soft_wrap=True)
    _headed(output, "The same again")
    _told(output, how, log, steps, gap, patterns, target)


def _headed(output: "Console", text: str) -> None:
    output.print(f"\n{text}", style="bold cyan", markup=False)


def _cut(log: "EventLog", given: str | None, questions: Questions) -> "tuple[str | float | None, Journeys]":
    """The pause that begins a new journey, where one is wanted, and the journeys."""

    def read(text: str) -> "tuple[str | float | None, Journeys]":
        gap = None if text.lower() == _NONE else length(text)
        return gap, log.journeys(session_gap=gap)

    if given is not None:
        return read(given)
    return questions.answer("A new journey begins after a pause of ('none', or such as 30min)", _NONE, read)


def _report(given: str | None, file: str, questions: Questions) -> Path | None:
    def read(text: str) -> Path | None:
        return None if text.lower() == _NONE else checked_out(text, COMMAND, (".html",))

    if given is not None:
        return read(given)
    return questions.answer("Write a report to (a path, or 'none')", str(free(file, "report.html")), read)


def free(file: str, ending: str) -> Path:
    """A name beside where one is, after the file, that nothing has yet."""
    stem = "".join(one if one.isalnum() or one in "-_" else "_" for one in Path(file).name.partition(".")[0]) or "log"
    kind, _, suffix = ending.partition(".")
    names = (f"{stem}-{kind}{number}.{suffix}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    found = next((Path(name) for name in names if not Path(name).exists()), None)
    if found is None:
        raise bad_option("report", COMMAND, "given where a thousand reports are there already", None)
    return found


def _told(
    output: "Console",
    how: Reading,
    log: "EventLog",
    steps: list[str],
    gap: str | float | None,
    patterns: "PatternSet",
    target: Path | None,
) -> None:
    from journeymine.sources.guessing.writing import written

    file = how.file
    mapping = None if how.options is not None else free(file, "sources.toml")
    recipe = free(file, "recipe.json") if steps else None
    if mapping is not None:
        mapping.write_text(written([how.proposal], mapping.name), encoding="utf-8")
        output.print(f"Written: {mapping} (what the columns mean)", markup=False, soft_wrap=True)
    if recipe is not None:
        log.recipe().save(recipe)
        output.print(f"Written: {recipe} (the cleaning)", markup=False, soft_wrap=True)
    for line in python_lines(how, mapping, steps, gap, patterns, target):
        output.print(f"    {inert(line)}", markup=False, soft_wrap=True)
    output.print()
    output.print(f"    {shell_line(how, mapping, recipe, gap, patterns, target)}", markup=False, soft_wrap=True)
