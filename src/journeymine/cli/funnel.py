"""`journeymine funnel`: how many who take a first step take the next ones in time."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.actions.funnel import bars
from journeymine.cli import constraints, show
from journeymine.cli.columns import (
    AsJson,
    By,
    Customer,
    Event,
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
from journeymine.cli.searching import TableOut
from journeymine.cli.write import TABLES, checked_out, write_rows
from journeymine.options import bad_option
from journeymine.showing.terminal import fitting, table

if TYPE_CHECKING:
    from journeymine.api.journeys import Journeys

COMMAND = "funnel"


def funnel(
    steps: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE STEP STEP...",
            help="The log (not with --mapping), then the steps in order: an event, a pattern such as 'mail:*', or "
            "'a|b' for any of several.",
        ),
    ],
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    within: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="The longest time from the first step, such as 7d; without it any."),
    ] = None,
    order: Annotated[
        str, typer.Option(metavar="loose|strict", help="Other events may come in between, or none.")
    ] = "loose",
    count: Annotated[str, typer.Option(metavar="customers|journeys|entries", help="What is counted.")] = "customers",
    entry: Annotated[
        str | None, typer.Option(metavar="first|any", help="By which of its first steps each is counted.")
    ] = None,
    segment: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Compare segments: the column as it stands at the entry.")
    ] = None,
    observed_until: Annotated[
        str | None, typer.Option(metavar="TIME", help="End of observation; without it the log's last time.")
    ] = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    simultaneous: Simultaneous = "set",
    out: TableOut = None,
    as_json: AsJson = False,
) -> None:
    """Count how many who take a first step take the next ones in time, and where they drop out."""
    target = None if out is None else checked_out(out, COMMAND, TABLES)
    file, named = (steps[0], steps[1:]) if mapping is None else (None, steps)
    output, errors = show.consoles()
    with errors.status("Reading the log"):
        extra = tuple(dict.fromkeys(one for one in (by, segment) if one is not None))
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        together: Any = simultaneous  # Any text: the library says which it may be.
        journeys = log.journeys(
            session_gap=constraints.length(session_gap),
            by=by,
            simultaneous=together,
            observed_until=constraints.length(observed_until),
        )
    asked: dict[str, Any] = {"order": order, "count": count, "entry": entry, "by": segment}
    found = journeys.funnel([_step(text, journeys) for text in named], within=constraints.length(within), **asked)
    if target is not None:
        write_rows(found, target)
    if as_json:
        say_json(found.to_dict())
        return
    for note in found.notes:
        output.print(note, markup=False, soft_wrap=True)
    (grid,) = bars.shown(found._table).grids  # noqa: SLF001  (what it shows itself)
    output.print(table(fitting(grid, output.width)[0]))
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def _step(text: str, journeys: "Journeys") -> Any:
    """A step as the library takes it: a name as it stands, several of them, a number where events are numbers."""
    names = journeys.names
    if text in names:
        return text
    parts = text.split("|")
    if journeys.coded.vocabulary.kind == "int":
        if not all(part.strip().lstrip("-").isdigit() for part in parts):
            raise bad_option("STEP", COMMAND, "a number, as the events of this log are, or several: '1|2'", text)
        return [int(part) for part in parts] if len(parts) > 1 else int(text)
    return parts if len(parts) > 1 else text
