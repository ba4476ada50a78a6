"""`journeymine watch`: which events come more often than they used to, and since when."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.actions import rows
from journeymine.actions.rows import ActionRows
from journeymine.cli import constraints, show
from journeymine.cli.columns import (
    AsJson,
    Customer,
    Event,
    File,
    MappingFile,
    OnMissing,
    RecipeFile,
    Time,
    TimeUnit,
    Zone,
    read_log,
)
from journeymine.cli.say import say_json
from journeymine.cli.searching import RandomState, TableOut
from journeymine.cli.write import TABLES, checked_out, write_rows
from journeymine.options import bad_option

if TYPE_CHECKING:
    from journeymine.api import Alarms

COMMAND = "watch"
#: What is not shown in a terminal; files and JSON have all columns.
LEFT_OUT = frozenset({"exposure", "rate_now_low", "rate_now_high", "ratio", "is_on"})


def watch(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    events: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help="A name or a pattern such as 'complaint:*'. Give it several times."),
    ] = None,
    every: Annotated[str | None, typer.Option(metavar="DURATION", help="The length of a period, such as 1d.")] = None,
    per: Annotated[
        str | None, typer.Option(metavar="active_customers", help="Allow for how many customers were active.")
    ] = None,
    calendar: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Whose midnights days begin at; without it UTC's.")
    ] = None,
    observed_until: Annotated[
        str | None, typer.Option(metavar="TIME", help="End of observation; without it the log's last time.")
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="cusum|ewma|poisson|kleinberg", help="How evidence is gathered.")
    ] = "cusum",
    detect: Annotated[
        float | None, typer.Option(metavar="RATIO", help="The growth to be heard soonest, 1.5 without it.")
    ] = None,
    false_alarms: Annotated[
        str, typer.Option(metavar="N/TIME", help="How many in how long, over all series together.")
    ] = "1/year",
    season: Annotated[str, typer.Option(metavar="week|N|none", help="What repeats, N: every N periods.")] = "week",
    baseline: Annotated[
        str, typer.Option(metavar="DURATION|N|TIME", help="The stretch at the start that says what is usual.")
    ] = "56d",
    lag: Annotated[
        str | None, typer.Option(metavar="DURATION", help="Periods younger than that are not judged.")
    ] = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    random_state: RandomState = 0,
    out: TableOut = None,
    as_json: AsJson = False,
) -> None:
    """Watch counts of events for growth, at a stated rate of false alarms."""
    import journeymine as jm

    if every is None:
        raise bad_option("every", COMMAND, "the length of a period, such as 1d", None)
    target = None if out is None else checked_out(out, COMMAND, TABLES)
    output, errors = show.consoles()
    with errors.status("Reading the log"):
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, recipe=recipe, zone=zone, mapping=mapping
        )
    counts: dict[str, Any] = {"per": per, "zone": calendar, "observed_until": constraints.length(observed_until)}
    asked: dict[str, Any] = {
        "method": method,
        "season": _number(None if season == "none" else season),
        "baseline": _number(baseline),
    }
    found = jm.watch(
        log.counts(events or "*", every=constraints.length(every), **counts),
        detect=detect,
        false_alarms=false_alarms,
        lag=constraints.length(lag),
        random_state=random_state,
        **asked,
    ).alarms()
    if target is not None:
        write_rows(found, target)
    if as_json:
        say_json(found.to_dict())
        return
    for line in rows.lines(_narrow(found), type(found).__name__):
        output.print(line, markup=False, highlight=False, soft_wrap=True)
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def _number(text: str | None) -> Any:
    """A whole number as one."""
    return int(text) if text is not None and text.isdigit() else text


def _narrow(found: "Alarms") -> ActionRows:
    table = found._table  # noqa: SLF001  (what it shows itself)
    shown = {name: column for name, column in table.columns.items() if name not in LEFT_OUT}
    return ActionRows(shown, table.notes, table.info, table.shares)
