"""`journeymine report`: from a log file to a page that people read, in one command."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.cli import constraints, show
from journeymine.cli.columns import (
    By,
    CollapseRepeats,
    Customer,
    Event,
    File,
    MappingFile,
    OnMissing,
    RecipeFile,
    SessionGap,
    Simultaneous,
    Time,
    TimeUnit,
    Zone,
    read_log,
)
from journeymine.cli.contrast import DESIGNS, read_design
from journeymine.cli.searching import (
    Kind,
    MaxLength,
    MaxPatterns,
    MemoryLimit,
    MinLength,
    MinSupport,
    NJobs,
    Protect,
    RandomState,
    ShowProgress,
    TimeLimit,
    TopK,
    support,
)
from journeymine.cli.write import checked_out
from journeymine.options import bad_option, clash

if TYPE_CHECKING:
    from journeymine.api import EventLog, Journeys

COMMAND = "report"
#: So many alarms have a chart of their own.
_CHARTS = 3


def report(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    out: Annotated[str, typer.Option("--out", "--output", metavar="PATH", help="The page to write.")] = "report.html",
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Its headline.")] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="Contrast journeys with this event; several: any of them.")
    ] = None,
    outcome_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Or a column of groups, alike in all rows of a journey.")
    ] = None,
    design: Annotated[
        str | None,
        typer.Option(metavar="DESIGN", help=f"What of a journey is contrasted: {DESIGNS}; the first without it."),
    ] = None,
    watch: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help="Watch counts of a name or of names such as 'complaint:*'. Several times."),
    ] = None,
    every: Annotated[str, typer.Option(metavar="DURATION", help="The length of a period of --watch.")] = "1d",
    baseline: Annotated[
        str, typer.Option(metavar="DURATION|N|TIME", help="The stretch of --watch that says what is usual.")
    ] = "56d",
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    collapse_repeats: CollapseRepeats = False,
    simultaneous: Simultaneous = "set",
    min_support: MinSupport = None,
    kind: Kind = "closed",
    top_k: TopK = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column that ranks; lift_order_low without it.")
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", help="So many rows in a table.")] = 30,
    figures: Annotated[
        bool | None, typer.Option("--figures/--no-figures", help="Draw; without it where plotly is installed.")
    ] = None,
    protect: Protect = None,
    progress: ShowProgress = None,
) -> None:
    """Write a page that says what was found in a log: it can be mailed, printed and read offline."""
    import journeymine as jm

    target = checked_out(out, COMMAND, (".html",))
    if outcome is not None and outcome_column is not None:
        raise clash("outcome", "outcome_column", COMMAND, "leave one of the two out")
    if design is not None and outcome is None and outcome_column is None:
        raise bad_option("design", COMMAND, "left out where no --outcome or --outcome-column is given", design)
    chosen = read_design(design or "until-outcome")
    if protect is not None and watch is not None:
        raise clash("watch", "protect", COMMAND, "counts of single periods tell of few; leave one of the two out")
    output, errors = show.consoles()
    with errors.status("Reading the log") as status:
        extra = tuple(dict.fromkeys(one for one in (by, outcome_column) if one is not None))
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        status.update("Ordering events into journeys")
        together: Any = simultaneous  # Any text: the library says which it may be.
        journeys = log.journeys(
            session_gap=constraints.length(session_gap), by=by, collapse_repeats=collapse_repeats, simultaneous=together
        )
        groups = _groups(outcome, outcome_column, journeys)
        # The search has a bar of its own, and there is room for one.
        status.stop()
        patterns = jm.mine_sequences(
            journeys,
            min_support=support(min_support, top_k, COMMAND),
            kind=kind,
            top_k=top_k,
            min_length=min_length,
            max_length=max_length,
            max_patterns=max_patterns,
            time_limit=time_limit,
            memory_limit=memory_limit,
            n_jobs=n_jobs,
            random_state=random_state,
            progress=progress,
        )
        status.start()
        status.update("Writing")
        found: list[Any] = [patterns] if groups is None else [patterns, patterns.contrast(groups, design=chosen)]
        if protect is not None:
            found = [jm.protect(one, protect, journeys=journeys) for one in found]
        first, *more = found
        more += [] if watch is None else _watched(log, watch, every, baseline, random_state)
        headline = title or f"Patterns in {PurePath(file or mapping or '').name}"
        first.report(target, *more, title=headline, log=log, sort=sort, top=top, figures=figures)
    show.warn(patterns.info, "patterns")
    output.print(f"{len(patterns):,} patterns in {patterns.n_total:,} journeys.\nWritten: {target}", markup=False)


def _groups(outcome: list[str] | None, column: str | None, journeys: "Journeys") -> Any:
    """What is contrasted: events, or the groups of a column."""
    events = constraints.events(outcome, "outcome", journeys, COMMAND)
    return column if events is None else set(events)


def _watched(log: "EventLog", events: list[str], every: str, baseline: str, seed: int) -> Iterator[Any]:
    """Alarms, a chart of each of the first, and what they point to."""
    import journeymine as jm
    from journeymine.plotting import run_chart_data

    counts = log.counts(events, every=constraints.length(every), per="active_customers")
    given: Any = int(baseline) if baseline.isdigit() else baseline
    watched = jm.watch(counts, baseline=given, random_state=seed)
    yield watched
    grown = dict.fromkeys(row["event"] for row in watched.alarms().to_dict()["rows"])
    yield from (run_chart_data(watched, counts, series=name) for name in list(grown)[:_CHARTS])
    measures = jm.suggest(watched)
    if len(measures):
        yield measures
