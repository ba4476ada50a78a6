"""`journeymine contrast`: what separates journeys with an outcome from those without, or groups from each other."""

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
    Zone,
    read_log,
)
from journeymine.cli.say import say_json
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
    TableOut,
    TimeLimit,
    TopK,
    support,
)
from journeymine.cli.write import TABLES, checked_out, write_table
from journeymine.options import bad_option

if TYPE_CHECKING:
    from journeymine.journeys.designs import Landmark, UntilOutcome, WholeJourney

COMMAND = "contrast"
NO_STRATA = "none"
DESIGNS = "until-outcome, landmark:AT,HORIZON (such as landmark:7d,30d) or whole"


def contrast(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="The event that makes two groups; several: any of them.")
    ] = None,
    outcome_column: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Or a column of groups, alike in all rows of a journey.")
    ] = None,
    group: Annotated[
        list[str] | None, typer.Option(metavar="LABEL", help="Compare these groups only. Give it several times.")
    ] = None,
    design: Annotated[str, typer.Option(metavar="DESIGN", help=f"What is evidence: {DESIGNS}.")] = "until-outcome",
    observed_until: Annotated[
        str | None, typer.Option(metavar="TIME|COLUMN", help="End of observation; without it the log's last time.")
    ] = None,
    strata: Annotated[
        list[str] | None,
        typer.Option(metavar="length|COLUMN|none", help="Compare within these. Several times; length without it."),
    ] = None,
    test: Annotated[str, typer.Option(metavar="cmh|fisher|chi2|g|order", help="The test.")] = "cmh",
    method: Annotated[
        str, typer.Option(metavar="bh|by|holm|bonferroni|westfall-young|none", help="How p-values are corrected.")
    ] = "bh",
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
    kind: Kind = "all",
    top_k: TopK = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column that ranks; the largest differences without it.")
    ] = None,
    out: TableOut = None,
    protect: Protect = None,
    progress: ShowProgress = None,
    as_json: AsJson = False,
) -> None:
    """Find the patterns that separate journeys with an outcome from those without, or groups from each other."""
    import journeymine as jm

    target = None if out is None else checked_out(out, COMMAND, TABLES)
    if (outcome is None) == (outcome_column is None):
        raise bad_option("outcome", COMMAND, "given, or outcome_column instead, and not both", outcome)
    chosen = read_design(design)
    named = ["length"] if strata is None else [one for one in strata if one != NO_STRATA]
    output, errors = show.consoles()
    with errors.status("Reading the log"):
        wanted = (by, outcome_column, _column(observed_until), *(one for one in named if one != "length"))
        extra = tuple(dict.fromkeys(one for one in wanted if one is not None))
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        together: Any = simultaneous  # Any text: the library says which it may be.
        journeys = log.journeys(
            session_gap=constraints.length(session_gap),
            by=by,
            collapse_repeats=collapse_repeats,
            simultaneous=together,
            observed_until=constraints.length(observed_until),
        )
    events = constraints.events(outcome, "outcome", journeys, COMMAND)
    found = jm.mine_contrast(
        journeys,
        outcome_column if events is None else set(events),
        support(min_support, top_k, COMMAND),
        design=chosen,
        groups=group,
        strata=named,
        test=test,
        method=method,
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
    if protect is not None:
        found = jm.protect(found, protect, journeys=journeys)
    ranked = found if sort is None else found.sort_by(sort)
    if target is not None:
        write_table(ranked, target)
    show.warn(found.info, "patterns")
    if as_json:
        say_json(ranked.to_dict())
        return
    for line in repr(found).splitlines()[:-1]:
        output.print(line, markup=False, soft_wrap=True)
    output.print(f"Ranked by {sort or 'the size of support_difference'}.")
    output.print(show.table(ranked.top(show.SHOWN), width=output.width))
    output.print(f"{min(show.SHOWN, len(found)):,} of {len(found):,} shown.")
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def read_design(text: str) -> "UntilOutcome | Landmark | WholeJourney":
    """A design as the command line spells it.

    Examples
    --------
    >>> read_design("landmark:7d,30d")
    Landmark(at='7d', horizon='30d')
    """
    import journeymine as jm

    name, _, lengths = text.partition(":")
    parts = [constraints.length(part.strip()) for part in lengths.split(",")] if lengths else []
    if name == "landmark" and len(parts) in {1, 2} and all(part != "" for part in parts):
        return jm.Landmark(*parts)
    if name in {"until-outcome", "whole"} and ":" not in text:
        return jm.UntilOutcome() if name == "until-outcome" else jm.WholeJourney()
    raise bad_option("design", COMMAND, DESIGNS, text)


def _column(observed_until: str | None) -> str | None:
    """The column of `observed_until`; times hold digits."""
    if observed_until is None or any(letter.isdigit() for letter in observed_until):
        return None
    return observed_until
