"""`journeymine store`: take deliveries into a journey store, and say what it holds."""

import json
from typing import Annotated, Any

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
from journeymine.options import bad_option

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
    }
    said = {name: one for name, one in options.items() if one is not None}
    with jm.JourneyStore(path) as opened:
        done = opened.ingest(source, file, mapping=mapping, **said)
    if not as_json:
        typer.echo(str(done))
        return
    parts = done.sources or {done.source: done}
    told = [{key: one for key, one in vars(part).items() if key != "sources"} for part in parts.values()]
    typer.echo(json.dumps(told, ensure_ascii=False, default=str))


@store.command()
def sources(path: StoreFile, *, as_json: AsJson = False) -> None:
    """Say what a store holds of each source, as it was published last."""
    import journeymine as jm

    found = jm.JourneyStore(path, read_only=True).sources()
    if as_json:
        # A source of which nothing is left has no first time.
        known = found.astype(object).where(found.notna(), None)
        typer.echo(json.dumps(known.to_dict("records"), ensure_ascii=False, default=str))
    else:
        typer.echo(found.to_string(index=False) if len(found) else "The store is empty.")


@store.command()
def quality(path: StoreFile, *, as_json: AsJson = False) -> None:
    """Report what is wrong with the events of a store, as it was published last."""
    import journeymine as jm

    report = jm.JourneyStore(path, read_only=True).quality()
    typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, default=str) if as_json else str(report))
