"""`journeymine mine`: from a log file to ranked patterns in one command."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.cli import constraints, show
from journeymine.cli.columns import (
    AsJson,
    By,
    CollapseRepeats,
    Customer,
    Event,
    File,
    OnMissing,
    SessionGap,
    Simultaneous,
    Time,
    TimeUnit,
    Value,
    read_log,
)
from journeymine.cli.write import as_json as json_text
from journeymine.cli.write import checked_out, write
from journeymine.options import END, START, optional_whole_number, support_from_text

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import PatternSet

_SHOWN = 20


def mine(
    file: File,
    *,
    customer: Customer,
    event: Event,
    time: Time,
    value: Value = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    by: By = None,
    session_gap: SessionGap = None,
    collapse_repeats: CollapseRepeats = False,
    simultaneous: Simultaneous = "set",
    where: Annotated[
        str | None,
        typer.Option(metavar="QUERY", help="Only journeys that hold it, such as 'search -> [^help]* -> cart'."),
    ] = None,
    min_support: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE|COUNT", help="0.01 and 1% are shares, 25 (no dot) is a count; 1% without it and --top-k."
        ),
    ] = None,
    threshold: Annotated[
        str, typer.Option(metavar="journeys|customers|weighted", help="What --min-support is a share or count of.")
    ] = "journeys",
    multiplicity: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="For how many journeys each one stands; alike in all its rows.")
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="What each journey weighs, such as money; alike in all its rows."),
    ] = None,
    kind: Annotated[str, typer.Option(metavar="all|closed|maximal|generators", help="Which patterns.")] = "closed",
    top_k: Annotated[
        int | None, typer.Option(metavar="N", help="Search for the N best by support, without --min-support.")
    ] = None,
    min_length: Annotated[int | None, typer.Option(metavar="N", help="At least so many events in a pattern.")] = None,
    max_length: Annotated[int | None, typer.Option(metavar="N", help="At most so many events in a pattern.")] = None,
    min_gap: constraints.MinGap = None,
    max_gap: constraints.MaxGap = None,
    max_span: constraints.MaxSpan = None,
    min_step_gap: constraints.MinStepGap = None,
    max_step_gap: constraints.MaxStepGap = None,
    contiguous: constraints.Contiguous = False,
    starts_with: constraints.StartsWith = None,
    ends_with: constraints.EndsWith = None,
    contains: constraints.Contains = None,
    excludes: constraints.Excludes = None,
    hierarchy: constraints.HierarchyFile = None,
    max_patterns: Annotated[int | None, typer.Option(metavar="N", help="Stop at so many patterns.")] = None,
    time_limit: Annotated[float | None, typer.Option(metavar="SECONDS", help="Stop searching after so long.")] = None,
    memory_limit: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Stop searching when it takes more memory, such as 500MB.")
    ] = None,
    engine: Annotated[str, typer.Option(metavar="NAME", help="Which program searches.")] = "auto",
    n_jobs: Annotated[int | None, typer.Option(metavar="N", help="Threads; all cores without it.")] = None,
    random_state: Annotated[int, typer.Option(metavar="N", help="Seed of Monte Carlo lifts.")] = 0,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Column that ranks: lift_order, or support under gap rules, which have none."
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(metavar="N", help="Keep the N best of the ranking; without it all, and a terminal shows 20."),
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="PATH", help="Write .parquet, .json, .csv or .html as well.")
    ] = None,
    progress: Annotated[
        bool | None,
        typer.Option("--progress/--no-progress", help="A bar for the search; in terminals after two seconds."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Mine the sequential patterns of a log and rank them."""
    import journeymine as jm

    target = None if out is None else checked_out(out)
    kept = optional_whole_number(top, "top", "mine")
    wanted = "1%" if min_support is None and top_k is None else min_support
    support = None if wanted is None else support_from_text(wanted, "mine")
    output, errors = show.consoles()
    with errors.status("Reading the log") as status:
        extra = tuple(dict.fromkeys(one for one in (by, multiplicity, weights) if one not in (None, value)))
        log = read_log(file, customer, event, time, value, on_missing, time_unit, extra)
        status.update("Ordering events into journeys")
        together: Any = simultaneous  # Any text: the library says which it may be.
        journeys = log.journeys(
            session_gap=session_gap, by=by, collapse_repeats=collapse_repeats, simultaneous=together
        )
        levels = constraints.levels(hierarchy)
        if where is not None:
            journeys = journeys.filter(where, hierarchy=levels)
        # The search has a bar of its own, and there is room for one.
        status.stop()
        patterns = jm.mine_sequences(
            journeys,
            min_support=support,
            threshold=threshold,
            multiplicity=multiplicity,
            weights=weights,
            kind=kind,
            top_k=top_k,
            min_length=min_length,
            max_length=max_length,
            min_gap=constraints.length(min_gap),
            max_gap=constraints.length(max_gap),
            max_span=constraints.length(max_span),
            min_step_gap=min_step_gap,
            max_step_gap=max_step_gap,
            contiguous=contiguous,
            starts_with=constraints.edge(starts_with, START, journeys),
            ends_with=constraints.edge(ends_with, END, journeys),
            contains=constraints.contents(contains, journeys),
            excludes=constraints.events(excludes, "excludes", journeys),
            hierarchy=levels,
            max_patterns=max_patterns,
            time_limit=time_limit,
            memory_limit=memory_limit,
            engine=engine,
            n_jobs=n_jobs,
            random_state=random_state,
            progress=progress,
        )
        status.update("Ranking")
        status.start()
        by_column = sort or show.default_ranking(patterns)
        ranked = patterns.sort_by(by_column)
        chosen = ranked if kept is None else ranked.top(kept)
        if target is not None:
            write(chosen, target, log, f"Patterns in {file}" + ("" if where is None else f", journeys with {where}"))
    _warn(patterns)
    if as_json:
        typer.echo(json_text(chosen))
        return
    _print(output, patterns, chosen if kept is not None else ranked.top(_SHOWN), by_column)
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def _print(output: "Console", patterns: "PatternSet", shown: "PatternSet", sort: str) -> None:
    output.print(show.counted(patterns))
    output.print(show.ranking(sort))
    output.print(show.table(shown, width=output.width))
    output.print(f"{len(shown):,} of {len(patterns):,} patterns shown.")


def _warn(patterns: "PatternSet") -> None:
    stopped = patterns.info.get("stopped_by")
    if stopped is not None:
        option = f"--{stopped.replace('_', '-')}"
        typer.echo(
            f"journeymine: the search was stopped by {option}, so more patterns reach the support than are given: "
            f"raise {option}, or give --max-length to search for shorter ones and --top to keep the best of them."
            + _proven(patterns),
            err=True,
        )


def _proven(patterns: "PatternSet") -> str:
    proven = patterns.info.get("proven_above")
    return "" if proven is None else f" All patterns in more than {proven:,} journeys are given."
