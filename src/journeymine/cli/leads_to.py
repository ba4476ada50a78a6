"""`journeymine leads-to`: what comes before an outcome, from a file to a ranked table in one command."""

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
    Time,
    TimeUnit,
    Zone,
    read_log,
)
from journeymine.cli.say import say_json
from journeymine.cli.searching import MaxPatterns, MemoryLimit, NJobs, RandomState, ShowProgress, TimeLimit
from journeymine.options import bad_option, support_from_text

if TYPE_CHECKING:
    from journeymine.api import Journeys

COMMAND = "leads-to"


def leads_to(
    file: File = None,
    *,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help="The event, or a pattern such as 'call:*'; several: any of them."),
    ] = None,
    within: Annotated[
        str | None, typer.Option(metavar="DURATION", help="How soon after a pattern it comes, such as 7d.")
    ] = None,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    min_support: Annotated[
        str, typer.Option(metavar="SHARE|COUNT", help="Journeys in which the outcome follows in time.")
    ] = "20",
    max_length: Annotated[int, typer.Option(metavar="N", help="At most so many events in a pattern.")] = 2,
    excludes: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="Patterns without these; names or patterns of names.")
    ] = None,
    baseline: Annotated[
        str, typer.Option(metavar="own|pooled", help="Compare with the same journeys' other events, or with all.")
    ] = "own",
    observed_until: Annotated[
        str | None, typer.Option(metavar="TIME", help="End of observation; without it the log's last time.")
    ] = None,
    findings: Annotated[
        bool, typer.Option("--findings", help="Only what says something of its own, beyond chance.")
    ] = False,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    collapse_repeats: CollapseRepeats = False,
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    progress: ShowProgress = None,
    as_json: AsJson = False,
) -> None:
    """Find the patterns after which an outcome follows soon."""
    import journeymine as jm

    if outcome is None or within is None:
        name, must = ("outcome", "the event to look at") if outcome is None else ("within", "a duration such as 7d")
        raise bad_option(name, COMMAND, must, None)
    output, errors = show.consoles()
    with errors.status("Reading the log"):
        extra = () if by is None else (by,)
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        journeys = log.journeys(
            session_gap=constraints.length(session_gap),
            by=by,
            collapse_repeats=collapse_repeats,
            observed_until=constraints.length(observed_until),
        )
    found = jm.leads_to(
        journeys,
        _named(outcome, "outcome", journeys),
        constraints.length(within),
        support_from_text(min_support, COMMAND),
        max_length=max_length,
        excludes=None if excludes is None else _named(excludes, "excludes", journeys),
        baseline=baseline,
        max_patterns=max_patterns,
        time_limit=time_limit,
        memory_limit=memory_limit,
        n_jobs=n_jobs,
        random_state=random_state,
        progress=progress,
    )
    shown = found.findings() if findings else found
    show.warn(found.info, "patterns")
    if as_json:
        say_json(shown.to_dict())
        return
    for line in repr(shown).splitlines():
        output.print(line, markup=False, highlight=False, soft_wrap=True)


def _named(texts: list[str], name: str, journeys: "Journeys") -> list[Any]:
    """Names of events, or patterns of names; where names are integers, these."""
    if journeys.coded.vocabulary.kind == "str":
        return list(texts)
    return constraints.events(texts, name, journeys, COMMAND) or []
