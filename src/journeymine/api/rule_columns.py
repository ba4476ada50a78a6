"""What `RuleSet.with_columns` can add."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from journeymine.api.further import ColumnGroup, Request
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.constraints import rules_told
from journeymine.mining.ordered_rules import Law
from journeymine.mining.rules import length_told
from journeymine.options import bad_option, choice, clash, threads
from journeymine.patterns.table import Column, PatternTable, rules_in
from journeymine.ranking.improvement import improvement
from journeymine.ranking.lift import ratio
from journeymine.ranking.measures import BASED, OVERLAPS, Counts, Floats
from journeymine.ranking.rule_times import BASELINES, TIME_COLUMNS, time_columns
from journeymine.ranking.rules import Asked


def law_told(info: Mapping[str, Any], coded: CodedJourneys, where: str) -> Law:
    """The rules on occurrences that a set of rules was counted under."""
    return Law(rules_told(info, coded, where), length_told(info.get("within"), "within", coded, where))


def _counts(table: PatternTable) -> Counts:
    """Journeys with B are those that `lift_naive` was made of."""
    n_rule, base = (table.columns[name].astype(np.float64) for name in ("n_rule", "n_antecedent"))
    held = np.rint(ratio(table.n_total * n_rule, base * table.columns["lift_naive"]))
    return Counts(n_rule, base, held, float(table.n_total))


def _overlap(request: Request, name: str, measure: Callable[[Counts], Floats]) -> Mapping[str, Column]:
    return {name: measure(_counts(request.table))}


def _based(
    request: Request, name: str, measure: Callable[[Counts], Floats], rhs: str = "order"
) -> Mapping[str, Column]:
    counts = _counts(request.table)
    if choice(rhs, "rhs", "with_columns", ("order", "anywhere")) == "order":
        counts = counts.with_baseline(ratio(counts.both, request.table.columns["lift_order"]))
    return {name: measure(counts)}


def _improvement(request: Request) -> Mapping[str, Column]:
    info, coded = request.table.info, by_customer(request.coded)
    law, workers = law_told(info, coded, "with_columns"), threads(info.get("n_jobs"), "with_columns")
    asked = Asked(ordered=bool(info.get("ordered", True)), law=law, n_jobs=workers)
    return {"improvement": improvement(rules_in(request.table), coded, asked)}


def _over_time(request: Request, within: Any = None, baseline: str = "own") -> Mapping[str, Column]:
    info, coded = request.table.info, request.coded
    law = law_told(info, coded, OVER_TIME)
    if not info.get("ordered", True):
        raise clash(OVER_TIME, "ordered=False", "RuleSet", "a set has no last event to begin at; mine ordered rules")
    if law.constraints.has_rules:
        raise clash(OVER_TIME, "max_gap", "RuleSet", "what follows is bounded by `within` alone; mine without")
    if coded.times is None or coded.observed_until is None:
        message = (
            f"`{OVER_TIME}` needs the times of events, which journeys made from lists do not have; read a log that has "
            "them with read_events(…)."
        )
        raise OptionError(message)
    most = length_told(within, "within", coded, OVER_TIME)
    most = law.within if most is None else most
    if most is None:
        raise bad_option("within", OVER_TIME, "a duration such as '7d', for the rules were mined without one", within)
    return time_columns(
        rules_in(request.table),
        coded,
        most,
        baseline=choice(baseline, "baseline", OVER_TIME, BASELINES),
        seed=int(info.get("random_state") or 0),
        n_jobs=threads(info.get("n_jobs"), OVER_TIME),
    )


OVER_TIME = "over_time"

GROUPS = (
    *(
        ColumnGroup((name,), partial(_based, name=name, measure=one), ("rhs",), needs=("lift_naive", "lift_order"))
        for name, one in BASED.items()
    ),
    *(
        ColumnGroup((name,), partial(_overlap, name=name, measure=one), needs=("lift_naive",))
        for name, one in OVERLAPS.items()
    ),
    ColumnGroup(("improvement",), _improvement),
    ColumnGroup(TIME_COLUMNS, _over_time, ("within", "baseline")),
)
