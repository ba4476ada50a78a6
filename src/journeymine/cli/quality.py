"""`journeymine quality`: what the log holds and lacks, before anything is mined."""

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
    Value,
    Zone,
    read_log,
)
from journeymine.cli.say import say, say_json
from journeymine.cli.searching import Protect


def quality(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    value: Value = None,
    on_missing: OnMissing = "drop",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    protect: Protect = None,
    as_json: AsJson = False,
) -> None:
    """Report what is wrong with a log, where, how much of it, and the step that mends it.

    Missing values are what this command is for, so rows that lack customer, event or time are dropped and counted
    unless --on-missing error is given.
    """
    import journeymine as jm

    report = read_log(
        file, customer, event, time, value, on_missing, time_unit, recipe=recipe, zone=zone, mapping=mapping
    ).quality()
    told = report if protect is None else jm.protect(report, protect)
    if as_json:
        say_json(told.to_dict(), default=str)
    else:
        say(str(told))
