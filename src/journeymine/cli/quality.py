"""`journeymine quality`: what the log holds and lacks, before anything is mined."""

import json

import typer

from journeymine.cli.columns import (
    AsJson,
    Customer,
    Event,
    File,
    OnMissing,
    RecipeFile,
    Time,
    TimeUnit,
    Value,
    read_log,
)


def quality(
    file: File,
    *,
    customer: Customer,
    event: Event,
    time: Time,
    value: Value = None,
    on_missing: OnMissing = "drop",
    time_unit: TimeUnit = None,
    recipe: RecipeFile = None,
    as_json: AsJson = False,
) -> None:
    """Report rows, missing values, duplicates, clocks, ties and the largest customer of a log.

    Missing values are what this command is for, so rows that lack customer, event or time are dropped and counted
    unless --on-missing error is given.
    """
    report = read_log(file, customer, event, time, value, on_missing, time_unit, recipe=recipe).quality()
    typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, default=str) if as_json else str(report))
