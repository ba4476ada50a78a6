"""The arguments that say where the log is and what its columns mean, the same for every command."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.options import bad_option, clash
from journeymine.sources.names import JOIN

if TYPE_CHECKING:
    from journeymine.api import EventLog

File = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE", help="CSV, TSV, JSON lines, Parquet (also .gz, also a quoted glob) or XES event log."
    ),
]
Customer = Annotated[str | None, typer.Option("--customer", "-c", metavar="COLUMN", help="Column of customers.")]
Event = Annotated[
    list[str] | None,
    typer.Option("--event", "-e", metavar="COLUMN", help="Column of events; give several to join them."),
]
Time = Annotated[str | None, typer.Option("--time", "-t", metavar="COLUMN", help="Column of times.")]
BasketOf = Annotated[
    str | None,
    typer.Option("--customer", "--basket", "-c", metavar="COLUMN", help="Column of customers, or of baskets."),
]
ItemOf = Annotated[
    list[str] | None,
    typer.Option("--event", "--item", "-e", metavar="COLUMN", help="Column of events; give several to join them."),
]
TimeIfAny = Annotated[
    str | None,
    typer.Option("--time", "-t", metavar="COLUMN", help="Column of times; without it a customer is one basket."),
]
Per = Annotated[
    str, typer.Option(metavar="journey|element", help="What events must share: the journey, or the time as well.")
]
Value = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of values, such as money.")]
OnMissing = Annotated[
    str, typer.Option(metavar="error|drop", help="Rows without customer, event or time: stop, or drop and report.")
]
TimeUnit = Annotated[
    str | None,
    typer.Option(metavar="s|ms|us|ns", help="Unit of epoch numbers; without it numbers are plain order numbers."),
]
RecipeFile = Annotated[
    str | None,
    typer.Option("--recipe", metavar="PATH", help="Clean the log first, by a recipe that Recipe.save wrote."),
]
Zone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="Zone of times that have none, such as Europe/Berlin; without it UTC."),
]
MappingFile = Annotated[
    str | None,
    typer.Option(
        "--mapping", metavar="TOML", help="In place of FILE: what says the files and columns of several sources."
    ),
]
By = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column of cases: a journey each.")]
SessionGap = Annotated[
    str | None, typer.Option(metavar="DURATION", help="A longer pause begins a new journey, such as 30min.")
]
CollapseRepeats = Annotated[
    bool, typer.Option("--collapse-repeats", help="Keep the first of equal events that follow each other.")
]
Simultaneous = Annotated[
    str, typer.Option(metavar="set|order", help="Events at one time: a set, or one after the other.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines, and nothing else, on standard output.")]
ShowIds = Annotated[bool, typer.Option("--show-ids", help="Name customers by their ids, which are masked otherwise.")]
PROGRAM = "journeymine"


def read_log(
    file: str | None,
    customer: str | None,
    event: list[str] | None,
    time: str | None,
    value: str | None,
    on_missing: Any,
    time_unit: Any,
    extra: tuple[str, ...] = (),
    *,
    recipe: str | None = None,
    zone: str | None = None,
    mapping: str | None = None,
) -> "EventLog":
    """The log in `file`, or of a mapping's sources, cleaned by the recipe; several event columns are joined."""
    import journeymine as jm

    done = jm.Recipe() if recipe is None else jm.Recipe.load(recipe)
    if mapping is not None:
        said = {"FILE": file, "customer": customer, "event": event or None, "time": time, "value": value}
        odd = next((name for name, one in {**said, "time_unit": time_unit}.items() if one is not None), None)
        if odd is not None:
            raise clash(odd, "mapping", PROGRAM, "the mapping says files and columns; leave one of the two out")
        return jm.read_events(mapping=mapping, on_missing=on_missing, zone=zone).apply(done)
    if file is None:
        raise bad_option("FILE", PROGRAM, "the path of a log, unless --mapping names the files", file)
    roles = (customer, JOIN.join(event or ()), time, value)
    log = jm.read_events(
        file,
        customer=customer,
        event=event[0] if event and len(event) == 1 else event,
        time=time,
        value=value,
        extra=tuple(dict.fromkeys((*extra, *(one for one in done.columns if one not in roles)))),
        on_missing=on_missing,
        time_unit=time_unit,
        zone=zone,
    )
    return log.apply(done)


def read_baskets(
    file: str,
    customer: str,
    event: list[str],
    on_missing: Any,
    extra: tuple[str, ...] = (),
    recipe: str | None = None,
) -> "EventLog":
    """The log in a file without times: whatever a customer did is taken to have happened at once."""
    import numpy as np
    import pyarrow as pa

    import journeymine as jm
    from journeymine.sources.files import read_files
    from journeymine.sources.names import as_text_or_numbers, integers_in_text
    from journeymine.sources.values import as_extra

    done = jm.Recipe() if recipe is None else jm.Recipe.load(recipe)
    extra = tuple(dict.fromkeys((*extra, *(one for one in done.columns if one not in (customer, JOIN.join(event))))))
    raw = read_files(file, tuple(dict.fromkeys((customer, *event, *extra))))
    columns = {name: as_text_or_numbers(raw.table.column(name)) for name in raw.table.column_names}
    if not raw.typed:
        # Text of a file without types may be numbers.
        named = (customer, *event)
        columns = {
            name: integers_in_text(one) if name in named else as_extra(one, name, raw.rows, typed=False)
            for name, one in columns.items()
        }
    time = "time" if "time" not in columns else "time, none"
    log = jm.read_events(
        pa.table({**columns, time: pa.array(np.zeros(raw.table.num_rows, np.int64))}),
        customer=customer,
        event=event[0] if len(event) == 1 else event,
        time=time,
        extra=extra,
        on_missing=on_missing,
    )
    return log.apply(done)
