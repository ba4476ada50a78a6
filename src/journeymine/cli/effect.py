"""`journeymine effect`: did a step, or each step of a campaign, help or hurt."""

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
from journeymine.cli.contrast import read_design
from journeymine.cli.say import say_json
from journeymine.cli.searching import TableOut
from journeymine.cli.write import TABLES, checked_out, write_rows
from journeymine.errors import InputError
from journeymine.options import START, bad_option, clash

if TYPE_CHECKING:
    from journeymine.api.action_result import ActionResult
    from journeymine.api.event_log import EventLog

COMMAND = "effect"
FIRST = "first-event"
#: What a terminal has room for; files and JSON have all columns.
SHOWN = (
    *("step", "view", "n_treated", "n_control", "share_treated", "share_control", "difference", "difference_low"),
    *("difference_high", "risk_ratio", "p_value", "q_value", "trusted"),
)


def effect(
    file: File = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    step: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="The step; several are a campaign, a row each.")
    ] = None,
    goal: Annotated[
        list[str] | None, typer.Option(metavar="EVENT", help="What it is to bring about; several: any of them.")
    ] = None,
    within: Annotated[
        str | None, typer.Option(metavar="DURATION", help="How long the goal is waited for, such as 14d.")
    ] = None,
    holdout: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN|EVENT",
            help="The column that says who was held out; or, given twice, the event that marks the held out and that "
            "of the treated. Without it a design is asked.",
        ),
    ] = None,
    control: Annotated[
        str | None, typer.Option(metavar="VALUE", help="The value of those held out; true or 1 without it.")
    ] = None,
    customers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="CSV or Parquet with a row a customer, where the columns named are in it."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(metavar=f"TIME|COLUMN|{FIRST}", help="Time zero; without it that of the step or assignment."),
    ] = None,
    ratio: Annotated[float, typer.Option(metavar="SHARE", help="The share that was to be treated.")] = 0.5,
    design: Annotated[
        str | None,
        typer.Option(metavar="DESIGN", help="Without a hold-out: landmark:AT (such as landmark:7d) or until-outcome."),
    ] = None,
    strata: Annotated[
        list[str] | None,
        typer.Option(metavar="length|COLUMN|none", help="Without a hold-out: compare within these; length without it."),
    ] = None,
    detect: Annotated[
        float | None, typer.Option(metavar="DIFFERENCE", help="Say how many customers it takes to find so much.")
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="bh|by|holm|bonferroni|none", help="How p-values of steps are corrected."),
    ] = None,
    observed_until: Annotated[
        str | None, typer.Option(metavar="TIME", help="End of observation; without it the log's last time.")
    ] = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    out: TableOut = None,
    as_json: AsJson = False,
) -> None:
    """Ask whether a step helped or hurt: by a hold-out, or by a design, labelled observational."""
    target = None if out is None else checked_out(out, COMMAND, TABLES)
    for name, value in (("step", step), ("goal", goal)):
        if not value:
            raise bad_option(name, COMMAND, "given", value)
    output, errors = show.consoles()
    if holdout is not None and len(holdout) > 2:
        raise bad_option("holdout", COMMAND, "a column, or the two events that mark assignment", holdout)
    pair = holdout is not None and len(holdout) == 2
    named = [one for one in strata or [] if one not in {"length", "none"}]
    begun = [start] if start is not None and _is_column(start) else []
    columns = [*([] if pair else holdout or []), *named, *begun]
    with errors.status("Reading the log"):
        extra = () if customers else tuple(dict.fromkeys(columns))
        log = read_log(
            file, customer, event, time, None, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
        )
        log = log if customers is None else _with_customers(log, customers)
    asked: dict[str, Any] = {
        "within": constraints.length(within),
        "holdout": tuple(_events(log, holdout or [])) if pair else next(iter(holdout or []), None),
        "control": _value(control),
        "start": START if start == FIRST else constraints.length(start),
        "ratio": ratio,
        "design": None if design is None else read_design(design),
        "observed_until": constraints.length(observed_until),
    }
    if strata is not None:
        asked["strata"] = [one for one in strata if one != "none"]
    found = _found(log, _events(log, step or []), set(_events(log, goal or [])), asked, detect, method)
    if target is not None:
        write_rows(found, target)
    if as_json:
        say_json(found.to_dict())
        return
    for line in rows.lines(_narrow(found), type(found).__name__):
        output.print(line, markup=False, soft_wrap=True)
    if target is not None:
        output.print(f"Written: {target}", markup=False, soft_wrap=True)


def _found(
    log: "EventLog", steps: list[Any], goal: set[Any], asked: dict[str, Any], detect: float | None, method: str | None
) -> "ActionResult":
    import journeymine as jm

    if len(steps) == 1:
        if method is not None:
            raise clash("method", "one step", COMMAND, "a single p-value needs no correction; leave it out")
        return jm.step_effect(log, steps[0], goal, detect=detect, **asked)
    if detect is not None:
        raise clash("detect", "several steps", COMMAND, "ask for one step at a time")
    return jm.campaign_effects(log, steps, goal, **asked, method="bh" if method is None else method)


def _events(log: "EventLog", texts: list[str]) -> list[Any]:
    """Names as they stand, numbers where events are numbers."""
    import pyarrow as pa

    if not pa.types.is_integer(log.to_arrow().schema.field(log.columns[1]).type):
        return list(texts)
    return [int(text) if text.lstrip("-").isdigit() else text for text in texts]


def _value(text: str | None) -> Any:
    """Numbers and truth values as tables hold them."""
    if text is None or text.lower() in {"true", "false"}:
        return None if text is None else text.lower() == "true"
    return int(text) if text.lstrip("-").isdigit() else text


def _is_column(start: str) -> bool:
    """Times hold digits."""
    return start != FIRST and not any(letter.isdigit() for letter in start)


def _with_customers(log: "EventLog", path: str) -> "EventLog":
    import pyarrow as pa
    from pyarrow import csv, parquet

    try:
        table = parquet.read_table(path) if path.endswith((".parquet", ".pq")) else csv.read_csv(path)
    except (OSError, pa.ArrowInvalid) as error:
        message = f"`customers` of {COMMAND}: {path} is no CSV or Parquet file that can be read. {error}"
        raise InputError(message) from error
    return log.with_customers(table, customer=log.columns[0])


def _narrow(found: "ActionResult") -> ActionRows:
    table = found._table  # noqa: SLF001  (what it shows itself)
    shown = {name: table.columns[name] for name in SHOWN if name in table.columns}
    return ActionRows(shown, table.notes, table.info, table.shares)
