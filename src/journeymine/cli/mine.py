"""`journeymine mine`: from a log file to ranked patterns in one command."""

from pathlib import PurePath
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
    MappingFile,
    OnMissing,
    RecipeFile,
    SessionGap,
    Simultaneous,
    Time,
    TimeUnit,
    Value,
    Zone,
    read_log,
)
from journeymine.cli.say import say_json
from journeymine.cli.searching import (
    EngineName,
    Kind,
    MaxLength,
    MaxPatterns,
    MemoryLimit,
    MinLength,
    MinSupport,
    Multiplicity,
    NJobs,
    Protect,
    RandomState,
    ShowProgress,
    Threshold,
    TimeLimit,
    Top,
    TopK,
    Weights,
    Where,
    support,
)
from journeymine.cli.write import checked_out, write
from journeymine.options import END, START, optional_whole_number

if TYPE_CHECKING:
    from rich.console import Console

    from journeymine.api import PatternSet


def mine(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    value: Value = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    collapse_repeats: CollapseRepeats = False,
    simultaneous: Simultaneous = "set",
    where: Where = None,
    min_support: MinSupport = None,
    threshold: Threshold = "journeys",
    multiplicity: Multiplicity = None,
    weights: Weights = None,
    kind: Kind = "closed",
    top_k: TopK = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
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
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    engine: EngineName = "auto",
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    significance: Annotated[
        str | None,
        typer.Option(
            metavar="bh|by|holm|bonferroni|westfall-young|holdout|none",
            help="Test each pattern, corrected for all that could have been reported.",
        ),
    ] = None,
    alpha: Annotated[float, typer.Option(metavar="LEVEL", help="The level of --significance.")] = 0.05,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Column that ranks: lift_order, or support under gap rules, which have none."
        ),
    ] = None,
    top: Top = None,
    out: Annotated[
        str | None, typer.Option(metavar="PATH", help="Write .parquet, .json, .csv or .html as well.")
    ] = None,
    protect: Protect = None,
    progress: ShowProgress = None,
    as_json: AsJson = False,
) -> None:
    """Mine the sequential patterns of a log and rank them."""
    import journeymine as jm

    target = None if out is None else checked_out(out)
    kept = optional_whole_number(top, "top", "mine")
    least = support(min_support, top_k, "mine")
    output, errors = show.consoles()
    with errors.status("Reading the log") as status:
        extra = tuple(dict.fromkeys(one for one in (by, multiplicity, weights) if one not in (None, value)))
        log = read_log(
            file, customer, event, time, value, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        status.update("Ordering events into journeys")
        together: Any = simultaneous  # Any text: the library says which it may be.
        journeys = log.journeys(
            session_gap=constraints.length(session_gap), by=by, collapse_repeats=collapse_repeats, simultaneous=together
        )
        levels = constraints.levels(hierarchy)
        if where is not None:
            journeys = journeys.filter(where, hierarchy=levels)
        # The search has a bar of its own, and there is room for one.
        status.stop()
        patterns = jm.mine_sequences(
            journeys,
            min_support=least,
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
        if significance is not None:
            status.update("Testing")
            status.start()
            patterns = patterns.significance(significance, alpha=alpha, random_state=random_state, n_jobs=n_jobs)
        status.update("Ranking")
        status.start()
        if protect is not None:
            patterns = jm.protect(patterns, protect)
        by_column = sort or show.default_ranking(patterns)
        ranked = patterns.sort_by(by_column)
        chosen = ranked if kept is None else ranked.top(kept)
        if target is not None:
            write(
                chosen,
                target,
                log,
                f"Patterns in {PurePath(file or mapping or '').name}"
                + ("" if where is None else f", journeys with {where}"),
            )
    show.warn(patterns.info, "patterns")
    if as_json:
        say_json(chosen.to_dict())
        return
    _print(output, patterns, chosen if kept is not None else ranked.top(show.SHOWN), by_column)
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def _print(output: "Console", patterns: "PatternSet", shown: "PatternSet", sort: str) -> None:
    output.print(show.counted(patterns))
    for line in show.tested(patterns):
        output.print(line, markup=False, soft_wrap=True)
    output.print(show.ranking(sort))
    output.print(show.table(shown, width=output.width))
    output.print(f"{len(shown):,} of {len(patterns):,} patterns shown.")
