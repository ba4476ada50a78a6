"""`journeymine itemsets`: what is done or bought together, from a file to a ranked table in one command."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from journeymine.cli import baskets, constraints, show
from journeymine.cli.columns import (
    AsJson,
    BasketOf,
    By,
    File,
    ItemOf,
    MappingFile,
    OnMissing,
    Per,
    RecipeFile,
    SessionGap,
    Simultaneous,
    TimeIfAny,
    TimeUnit,
    Zone,
)
from journeymine.cli.say import say_json
from journeymine.cli.searching import (
    EngineName,
    Kind,
    MaxLength,
    MaxPatterns,
    MemoryLimit,
    MinLength,
    MinSupport,
    Multiplicity,
    NJobs,
    Protect,
    RandomState,
    ShowProgress,
    TableOut,
    Threshold,
    TimeLimit,
    Top,
    TopK,
    Weights,
    Where,
    support,
)
from journeymine.cli.write import TABLES, checked_out, write_table
from journeymine.options import clash, optional_whole_number

if TYPE_CHECKING:
    from journeymine.api import ItemsetCounts

COMMAND = "itemsets"


def itemsets(
    file: File = None,
    *,
    customer: BasketOf = None,
    event: ItemOf = None,
    time: TimeIfAny = None,
    on_missing: OnMissing = "error",
    time_unit: TimeUnit = None,
    zone: Zone = None,
    mapping: MappingFile = None,
    recipe: RecipeFile = None,
    by: By = None,
    session_gap: SessionGap = None,
    simultaneous: Simultaneous = "set",
    where: Where = None,
    per: Per = "journey",
    min_support: MinSupport = None,
    threshold: Threshold = "journeys",
    multiplicity: Multiplicity = None,
    weights: Weights = None,
    kind: Kind = "closed",
    top_k: TopK = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    contains: constraints.Contains = None,
    excludes: constraints.Excludes = None,
    count_only: Annotated[
        bool, typer.Option("--count-only", help="Only how many there are, by length and support; none is made.")
    ] = False,
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    engine: EngineName = "auto",
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    sort: Annotated[str, typer.Option(metavar="COLUMN", help="Column that ranks, such as lift.")] = "support",
    top: Top = None,
    out: TableOut = None,
    protect: Protect = None,
    progress: ShowProgress = None,
    as_json: AsJson = False,
) -> None:
    """Mine the itemsets of a log, of a table of baskets and items, or of a FIMI file: order is ignored."""
    import journeymine as jm

    target = None if out is None else checked_out(out, COMMAND, TABLES)
    kept = optional_whole_number(top, "top", COMMAND)
    least = support(min_support, top_k, COMMAND)
    output, errors = show.consoles()
    with errors.status("Reading the file"):
        data = baskets.read(
            file,
            COMMAND,
            customer=customer,
            event=event,
            time=time,
            on_missing=on_missing,
            time_unit=time_unit,
            recipe=recipe,
            zone=zone,
            mapping=mapping,
            session_gap=session_gap,
            simultaneous=simultaneous,
            by=by,
            where=where,
            more=(multiplicity, weights),
        )
    asked: dict[str, Any] = {
        "per": per,
        "min_support": least,
        "threshold": threshold,
        "multiplicity": multiplicity,
        "weights": weights,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "contains": baskets.contents(contains, data, COMMAND),
        "excludes": baskets.events(excludes, "excludes", data, COMMAND),
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "engine": engine,
        "n_jobs": n_jobs,
        "random_state": random_state,
        "progress": progress,
    }
    if count_only and protect is not None:
        raise clash("protect", "count_only", COMMAND, "numbers of itemsets tell of nobody; leave one of them out")
    if count_only:
        counts = jm.mine_itemsets(data, count_only=True, **asked)
        show.warn(counts.info, "itemsets")
        typer.echo(_counts_json(counts) if as_json else repr(counts))
        return
    found = jm.mine_itemsets(data, **asked)
    if protect is not None:
        found = jm.protect(found, protect)
    ranked = found.sort_by(sort)
    chosen = ranked if kept is None else ranked.top(kept)
    if target is not None:
        write_table(chosen, target)
    show.warn(found.info, "itemsets")
    if as_json:
        say_json(chosen.to_dict())
        return
    show.listed(output, found, chosen if kept is not None else ranked.top(show.SHOWN), sort, target)


def _counts_json(counts: "ItemsetCounts") -> str:
    info = {name: value for name, value in counts.info.items() if name not in {"seconds", "n_jobs"}}
    rows = counts.to_pandas().to_dict("records")
    return json.dumps({"n_total": counts.n_total, "total": counts.total, "info": info, "rows": rows})
