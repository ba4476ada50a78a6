"""`journeymine store`: take deliveries into a journey store, and say what it holds."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.cli.columns import (
    PROGRAM,
    AsJson,
    Customer,
    Event,
    MappingFile,
    Time,
    TimeUnit,
    Value,
    Zone,
)
from journeymine.cli.say import say, say_json
from journeymine.errors import InputError
from journeymine.options import bad_option

if TYPE_CHECKING:
    from journeymine.sources.store.erasing import Erased

store = typer.Typer(no_args_is_help=True, help="Keep the events of all sources in one file, each of them once.")

StoreFile = Annotated[str, typer.Argument(metavar="STORE", help="The file of the store.")]
SourceName = Annotated[str | None, typer.Argument(metavar="SOURCE", help="What the source is called.")]
Delivered = Annotated[
    str | None, typer.Argument(metavar="FILE", help="What it delivers: a file of a log, or a quoted glob.")
]
Extra = Annotated[list[str] | None, typer.Option("--extra", metavar="COLUMN", help="A further column to keep.")]
OnMissing = Annotated[
    str | None,
    typer.Option(metavar="error|drop", help="Rows without customer, event or time: stop, or leave out and count."),
]


Query = Annotated[str | None, typer.Option(metavar="SELECT", help="What to ask, where FILE is a database.")]
Customers = Annotated[
    list[str], typer.Argument(metavar="CUSTOMER…", help="Ids; - reads them from standard input, one a line.")
]
Tied = Annotated[bool, typer.Option(help="Whether ids tied to the same person go too.")]
ForGood = Annotated[bool, typer.Option(help="Whether later deliveries are rid of them as well.")]
Before = Annotated[str, typer.Option("--before", metavar="TIME", help="Events before it go, such as 2020-01-01.")]


@store.command()
def ingest(
    path: StoreFile,
    source: SourceName = None,
    file: Delivered = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    value: Value = None,
    extra: Extra = None,
    on_missing: OnMissing = None,
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    query: Query = None,
    as_json: AsJson = False,
) -> None:
    """Take in what a source delivers, or all files that a mapping names; what the store has already stays as it is."""
    import journeymine as jm

    if mapping is None and (source is None or file is None):
        raise bad_option("FILE", PROGRAM, "there, with SOURCE before it, unless --mapping names the files", file)
    options: dict[str, Any] = {
        "customer": customer,
        "event": event[0] if event and len(event) == 1 else event or None,
        "time": time,
        "value": value,
        "extra": extra or None,
        "on_missing": on_missing,
        "time_unit": time_unit,
        "zone": zone,
        "query": query,
    }
    said = {name: one for name, one in options.items() if one is not None}
    with jm.JourneyStore(path) as opened:
        done = opened.ingest(source, file, mapping=mapping, **said)
    if not as_json:
        say(str(done))
        return
    parts = done.sources or {done.source: done}
    told = [{key: one for key, one in vars(part).items() if key != "sources"} for part in parts.values()]
    say_json(told, default=str)


@store.command()
def sources(path: StoreFile, *, as_json: AsJson = False) -> None:
    """Say what a store holds of each source, as it was published last."""
    import journeymine as jm

    found = jm.JourneyStore(path, read_only=True).sources()
    if as_json:
        # A source of which nothing is left has no first time.
        known = found.astype(object).where(found.notna(), None)
        say_json(known.to_dict("records"), default=str)
    else:
        say(found.to_string(index=False) if len(found) else "The store is empty.")


@store.command()
def quality(path: StoreFile, *, as_json: AsJson = False) -> None:
    """Report what is wrong with the events of a store, as it was published last."""
    import journeymine as jm

    report = jm.JourneyStore(path, read_only=True).quality()
    if as_json:
        say_json(report.to_dict(), default=str)
    else:
        say(str(report))


@store.command()
def forget(
    path: StoreFile,
    customers: Customers,
    *,
    tied: Tied = True,
    for_good: ForGood = True,
    as_json: AsJson = False,
) -> None:
    """Take customers out of every table and every byte of a store; the file is written anew."""
    import journeymine as jm
    from journeymine.api.erasing import as_ids

    # What is typed stays in the history of the shell.
    texts = [line.rstrip("\r\n") for line in sys.stdin] if customers == ["-"] else customers
    with jm.JourneyStore(_there(path)) as opened:
        ids = as_ids(opened._writer(), [one for one in texts if one])  # noqa: SLF001 (only the store knows their type)
        _say(opened.forget(ids, tied=tied, for_good=for_good), as_json=as_json)


@store.command()
def expire(path: StoreFile, *, before: Before, as_json: AsJson = False) -> None:
    """Take out the events before a time, and keep such events out of later deliveries; the file is written anew."""
    import journeymine as jm
    from journeymine.api.erasing import as_time

    with jm.JourneyStore(_there(path)) as opened:
        time = as_time(opened._writer(), before)  # noqa: SLF001 (only the store knows what its times are)
        _say(opened.expire(time), as_json=as_json)


def _there(path: str) -> str:
    """A store that is there; taking something out makes none."""
    if not Path(path).expanduser().exists():
        message = f"There is no store {path!r}."
        raise InputError(message)
    return path


def _say(erased: "Erased", *, as_json: bool) -> None:
    typer.echo(json.dumps(vars(erased)) if as_json else str(erased))
