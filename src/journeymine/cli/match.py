"""`journeymine match`: which journeys hold a query, and how it went."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

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
    ShowIds,
    Simultaneous,
    Time,
    TimeUnit,
    Value,
    Zone,
    read_log,
)
from journeymine.cli.constraints import HierarchyFile, length, levels
from journeymine.cli.say import say, say_json
from journeymine.options import bad_option
from journeymine.ranking.lift import share_interval
from journeymine.reporting.numbers import count, interval, percent

if TYPE_CHECKING:
    import pandas as pd

    from journeymine.api import Journeys


def match(
    file: File = None,
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help=r"Such as 'search -> [^help]* -> \[cart|wish] $', or a printed pattern."),
    ] = None,
    *,
    customer: Customer = None,
    event: Event = None,
    time: Time = None,
    value: Value = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    collapse_repeats: CollapseRepeats = False,
    simultaneous: Simultaneous = "set",
    within: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="At most so long from the first step to the last, such as 7d."),
    ] = None,
    hierarchy: HierarchyFile = None,
    show_ids: ShowIds = False,
    as_json: AsJson = False,
) -> None:
    r"""Find the journeys of a log that hold a query.

    Write a -> b for b later, a => b for b in the next element, (a & b) for both together, \[a|b] for any of them,
    a -> [^c|d]* -> b for neither c nor d in between, ^ and $ for the journey's ends; names with special characters in
    double quotes.
    """
    if mapping is not None and query is None:
        # A mapping stands for FILE, and what stands first is the query.
        file, query = None, file
    if query is None:
        raise bad_option("QUERY", "match", "a query such as 'search -> cart'", query)
    extra = () if by is None else (by,)
    log = read_log(
        file, customer, event, time, value, on_missing, time_unit, extra, recipe=recipe, zone=zone, mapping=mapping
    )
    together: Any = simultaneous  # Any text: the library says which it may be.
    journeys = log.journeys(
        session_gap=length(session_gap), by=by, collapse_repeats=collapse_repeats, simultaneous=together
    )
    limit, above = length(within), levels(hierarchy)
    found = journeys.matches(query, within=limit, hierarchy=above, show_ids=show_ids)
    n_customers = len(np.unique(journeys.coded.customer_codes[found["journey"]]))
    low, high = share_interval(found["journey"].to_numpy(), journeys.coded)
    if as_json:
        told = {
            "query": query,
            "within": limit,
            **_figures(found, journeys, low, high),
            "n_customers": n_customers,
            "matches": _rows(found),
        }
        say_json(told)
        return
    say(str(journeys.explain(query, within=limit, hierarchy=above, show_ids=show_ids)))
    if len(found):
        ends = interval(percent(low), percent(high))
        typer.echo(f"{count(n_customers)} customers; 95 % interval of the share: {ends} %.")


def _figures(found: "pd.DataFrame", journeys: "Journeys", low: float, high: float) -> dict[str, Any]:
    return {
        "n_journeys": len(found),
        "n_total": len(journeys),
        "support": len(found) / max(len(journeys), 1),
        "support_low": low,
        "support_high": high,
    }


def _rows(found: "pd.DataFrame") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(found.to_json(orient="records", date_format="iso", date_unit="ns"))
    return rows
