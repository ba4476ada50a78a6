"""The patterns that lead to an outcome as a table, most telling first."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.leads.asking import Question, with_outcome
from journeymine.actions.leads.standing import STRUCTURAL, redundant_with, structural
from journeymine.actions.leads.testing import Family, tested
from journeymine.actions.leads.waiting import QUANTILES, waiting
from journeymine.actions.rows import ActionRows
from journeymine.mining.ordered_rules import find_ordered_rules
from journeymine.mining.rules import FoundRules
from journeymine.patterns.names import Pattern, decoded, written

Columns = dict[str, NDArray[Any]]

DESIGN = "observational: what comes before the outcome is not thereby its cause"
SHARES = frozenset({"share_within", "share_within_low", "share_within_high", "coverage"})


def leads(question: Question, info: Mapping[str, Any]) -> ActionRows:
    """What leads to the outcome of a question; `info` says how it was asked.

    Rows that are structural or redundant come last, then by the lower limit of ``lift_time``, then by share.
    """
    rules = find_ordered_rules(question.coded, question.rules)
    found = rules.antecedents
    times, usual = waiting(question, found)
    chances, family = tested(question, rules)
    n_outcome = int(with_outcome(question).sum())
    common = structural(question, rules)
    part = redundant_with(found, times["share_within"], times["share_within_low"], common)
    names = list(decoded(found, question.coded.vocabulary))
    columns: Columns = {
        "pattern": _objects(names),
        "n_journeys": found.n_journeys.astype(np.int64),
        "n_customers": times.pop("n_customers"),
        "n_before_outcome": rules.n_rule,
        "coverage": rules.n_rule / max(n_outcome, 1),
        **_with_clock(times, question),
        **chances,
        "structural": common,
        "redundant_with": _objects([None if one < 0 else names[one] for one in part.tolist()]),
    }
    order = _order(columns, part)
    notes = _notes(question, rules, family, usual, n_outcome, columns)
    told = {
        **info,
        "min_count": question.least,
        "n_total": len(question.coded),
        "n_customers": question.coded.n_customers,
        "n_with_outcome": n_outcome,
        "share_of_events": usual if np.isfinite(usual) else None,
        "family_size": family.size,
        "q_value_reason": family.reason,
        "truncated": rules.truncated,
        "stopped_by": rules.stopped_by,
        "design": DESIGN,
    }
    return ActionRows({name: column[order] for name, column in columns.items()}, notes, told, SHARES)


def _with_clock(times: Columns, question: Question) -> Columns:
    """Lead times as time spans, where the log's time is more than an order."""
    unit = question.coded.time_unit
    if unit is None:
        return times
    spans = {}
    for name in QUANTILES:
        known = np.isfinite(times[name])
        whole = np.where(known, times[name], 0).astype(np.int64).astype(f"timedelta64[{unit}]")
        spans[name] = np.where(known, whole, np.timedelta64("NaT"))
    return {**times, **spans}


def _order(columns: Columns, part: NDArray[np.int64]) -> NDArray[np.intp]:
    last = columns["structural"] | (part >= 0)
    lift, share = (np.nan_to_num(columns[name], nan=-1.0) for name in ("lift_time_low", "share_within"))
    return np.lexsort((-share, -lift, last))


def _notes(
    question: Question, rules: FoundRules, family: Family, usual: float, n_outcome: int, columns: Columns
) -> tuple[str, ...]:
    coded, name = question.coded, " or ".join(written(one) for one in question.outcome)
    people = coded.n_customers
    said = f"{len(coded):,} journeys" if people == len(coded) else f"{len(coded):,} journeys of {people:,} customers"
    events = "1 event" if question.longest == 1 else f"1 to {question.longest} events"
    notes = [
        f"outcome: {name}, in {n_outcome:,} of {said}",
        f"patterns of {events}, any others in between, followed by the outcome in at least {question.least:,} journeys",
        DESIGN,
        "journeys not observed long enough after a pattern (n_censored) count for as long as they were observed",
    ]
    if np.isfinite(usual):
        notes.append(f"after any event at all the outcome follows in time in {usual:.2%} of the cases")
    more = "" if family.reason is None else f"; {family.reason}"
    notes.append(f"q over {family.size or 0:,.0f} patterns that could have been reported{more}")
    common, rest = int(columns["structural"].sum()), sum(one is not None for one in columns["redundant_with"])
    if common or rest:
        notes.append(
            f"last stand {common:,} structural patterns (held by {STRUCTURAL:.0%} of those with the outcome, or of "
            f"those without) and {rest:,} redundant ones (they say no more than a part of them, or than those)"
        )
    if rules.truncated:
        notes.append(f"the search was stopped by {rules.stopped_by}; there may be more patterns")
    return tuple(notes)


def _objects(listed: Sequence[Pattern | None]) -> NDArray[np.object_]:
    """An array made of a list of tuples would have a column for each name."""
    return np.fromiter(listed, object, len(listed))
