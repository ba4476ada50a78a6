"""`journeymine rules`: what follows on what, or goes with what, from a file to a ranked table in one command."""

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
    TimeLimit,
    Top,
    TopK,
    Where,
    support,
)
from journeymine.cli.write import TABLES, checked_out, write_table
from journeymine.options import bad_option, clash, optional_whole_number

if TYPE_CHECKING:
    from journeymine.api import Journeys, RuleSet

COMMAND = "rules"

Side = Annotated[list[str] | None, typer.Option(metavar="EVENT", help="What this side may be made of. Several times.")]
SideLength = Annotated[int | None, typer.Option(metavar="N", help="At most so many events on this side.")]


def rules(
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
    unordered: Annotated[
        bool, typer.Option("--unordered", help="All of A in any order, before all of B in any order.")
    ] = False,
    association: Annotated[
        bool, typer.Option("--association", help="A and B together, order ignored; files without times do as well.")
    ] = False,
    per: Per = "journey",
    min_support: MinSupport = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="SHARE", help="Least share of the journeys with A that have B as well.")
    ] = 0.0,
    min_lift: Annotated[float | None, typer.Option(metavar="LIFT", help="Least lift; with --association.")] = None,
    antecedent: Side = None,
    consequent: Side = None,
    max_antecedent: SideLength = None,
    max_consequent: SideLength = None,
    min_length: MinLength = None,
    max_length: MaxLength = None,
    within: Annotated[
        str | None, typer.Option(metavar="DURATION", help="At most so long for the rule, such as 7d.")
    ] = None,
    max_gap: constraints.MaxGap = None,
    non_redundant: Annotated[
        bool, typer.Option("--non-redundant", help="Leave out rules that others say as well; with --unordered.")
    ] = False,
    multiplicity: Multiplicity = None,
    top_k: TopK = None,
    max_patterns: MaxPatterns = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    n_jobs: NJobs = None,
    random_state: RandomState = 0,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Column that ranks: lift_order, or lift with --association.")
    ] = None,
    top: Top = None,
    out: TableOut = None,
    protect: Protect = None,
    progress: ShowProgress = None,
    as_json: AsJson = False,
) -> None:
    """Mine the rules of a log: if A then afterwards B; or, with --association, baskets with A that hold B too."""
    target = None if out is None else checked_out(out, COMMAND, TABLES)
    kept = optional_whole_number(top, "top", COMMAND)
    least = support(min_support, top_k, COMMAND)
    ordered_only = {"unordered": unordered or None, "within": within, "max_gap": max_gap}
    ordered_only |= {"non_redundant": non_redundant or None}
    together_only = {"min_lift": min_lift, "multiplicity": multiplicity, "per": None if per == "journey" else per}
    _refuse(ordered_only if association else together_only, association=association)
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
            more=(multiplicity,),
        )
    sides: dict[str, Any] = {
        "min_confidence": min_confidence,
        "antecedent": baskets.events(antecedent, "antecedent", data, COMMAND),
        "consequent": baskets.events(consequent, "consequent", data, COMMAND),
        "max_antecedent": max_antecedent,
        "max_consequent": max_consequent,
    }
    budgets: dict[str, Any] = {"time_limit": time_limit, "memory_limit": memory_limit}
    lengths: dict[str, Any] = {"min_length": min_length, "max_length": max_length}
    bounds: dict[str, Any] = {"top_k": top_k, "max_patterns": max_patterns}
    if association:
        search = {"per": per, "multiplicity": multiplicity, "n_jobs": n_jobs, "progress": progress}
        # The best rules may come of any itemsets, so all of these are looked for.
        found = _association(data, {"min_support": least, **lengths, **budgets, **search}).rules(
            min_lift=min_lift, **sides, **budgets, **bounds
        )
    else:
        asked = {"ordered": not unordered, "within": constraints.length(within), "max_gap": constraints.length(max_gap)}
        asked |= {"non_redundant": non_redundant, "n_jobs": n_jobs, "random_state": random_state, "progress": progress}
        found = _sequential(
            data,
            time if mapping is None else "time",
            {"min_support": least, **sides, **lengths, **budgets, **bounds, **asked},
        )
    if protect is not None:
        import journeymine as jm

        found = jm.protect(found, protect)
    by_column = sort or next(one for one in ("lift_order", "lift", "confidence") if one in found.columns)
    ranked = found.sort_by(by_column)
    chosen = ranked if kept is None else ranked.top(kept)
    if target is not None:
        write_table(chosen, target)
    show.warn(found.info, "rules")
    if as_json:
        say_json(chosen.to_dict())
        return
    show.listed(output, found, chosen if kept is not None else ranked.top(show.SHOWN), by_column, target)


def _association(data: "Journeys | str", asked: dict[str, Any]) -> Any:
    import journeymine as jm

    if asked["min_support"] is None:
        must = "given with --association: --top-k ranks the rules of the itemsets that reach it"
        raise bad_option("min_support", COMMAND, must, None)
    return jm.mine_itemsets(data, **asked)


def _sequential(data: "Journeys | str", time: str | None, asked: dict[str, Any]) -> "RuleSet":
    import journeymine as jm

    if isinstance(data, str) or time is None:
        raise bad_option("time", COMMAND, "the column of times, unless --association asks what goes together", time)
    return jm.mine_rules(data, **asked)


def _refuse(given: dict[str, Any], *, association: bool) -> None:
    """Options of the other kind of rule."""
    name = next((name for name, value in given.items() if value is not None), None)
    if name is not None and association:
        raise clash(name, "association", COMMAND, "it is for rules in time; leave one of them out")
    if name is not None:
        raise clash(name, "association=False", COMMAND, "it is for association rules; give --association as well")
