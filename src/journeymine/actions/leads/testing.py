"""Whether the outcome follows on a pattern more often than it would in any other order of the same events."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.leads.asking import Question, with_outcome
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.cutting import without_events
from journeymine.journeys.selection import by_customer, select
from journeymine.journeys.splitting import split_customers
from journeymine.mining.family_size import FAMILY_SECONDS, family_size
from journeymine.mining.found import followed
from journeymine.mining.matching import count
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import FEWEST_SHUFFLES, steps_a_shuffle
from journeymine.mining.ordered_rules import find_ordered_rules
from journeymine.mining.rule_nulls import rule_null
from journeymine.mining.rules import FoundRules, clock
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.improvement import steps_of
from journeymine.ranking.lift import lift_interval

STEPS, MOST = 50_000_000, 399
"""Events moved and matches made in all orders drawn (some seconds of a processor), and the most orders a journey."""


@dataclass(frozen=True)
class Family:
    """The patterns that could have been reported: see `family_of`.

    Attributes
    ----------
    size
        How many; None where not counted.
    reason
        Why not, or which patterns are no part of it, or how else they were found; None where all are.
    """

    size: float | None
    reason: str | None


def tested(question: Question, rules: FoundRules) -> tuple[dict[str, NDArray[Any]], Family]:
    """The columns ``lift_order`` with its interval, ``p_value`` and ``q_value``, and the family of the last.

    Under the order null each journey's events come in random order over its own times. A journey that holds pattern A
    has the outcome within the time after A with probability q(A → O)/q(A), by shuffling; without an outcome that is 0.
    ``lift_order`` is the number of journeys with A → O over the sum of these, p the chance of as many or more.
    ``q_value`` is Benjamini and Hochberg's over the family; NaN for patterns that hold sets. Where the family cannot be
    counted it is by hold-out: patterns found in half of the customers, tested in the others; NaN for all else.

    Parameters
    ----------
    question
        What was asked.
    rules
        Patterns → outcome, with their counts.
    """
    held = select(question.coded, with_outcome(question))
    null = _null(question, held, rules)
    lift, low, high = lift_interval(null)
    family = family_of(question, held)
    if family.size is None:
        q, family = _held_out(question, rules, family.reason)
    else:
        q, inside = np.full(len(rules), np.nan), ~_has_sets(rules)
        q[inside] = benjamini_hochberg(null.p[inside], max(family.size, int(inside.sum())))
    columns = {"lift_order": lift, "lift_order_low": low, "lift_order_high": high, "p_value": null.p, "q_value": q}
    return columns, family


def _null(question: Question, held: CodedJourneys, rules: FoundRules) -> OrderNull:
    """The order null of the rules in journeys with the outcome, which are all that it has anything to say of."""
    antecedents = rules.antecedents
    here = antecedents.counted(count(held, antecedents, n_jobs=question.n_jobs))
    return rule_null(
        held,
        followed(antecedents, rules.consequents),
        np.arange(len(rules), dtype=np.uint32),
        antecedents.lengths.astype(np.uint32),
        window=(clock(held), question.within),
        seed=question.seed,
        n_jobs=question.n_jobs,
        shuffles=int(np.clip(STEPS / max(steps_a_shuffle(held, here), 1.0), FEWEST_SHUFFLES, MOST)),
    )


def _held_out(question: Question, rules: FoundRules, why: str | None) -> tuple[NDArray[np.float64], Family]:
    """The patterns that half of the customers give, tested in the other half, and how many these are."""
    first, second = (by_customer(half) for half in split_customers(question.coded, 0.5, question.seed))
    least = max(question.least // 2, 1)
    asked = replace(question.rules, shared=replace(question.rules.shared, min_support=least))
    mined = find_ordered_rules(first, asked)
    there = replace(question, coded=second)
    known = {steps: row for row, steps in enumerate(steps_of(mined.antecedents))}
    corrected = np.full(len(mined) + 1, np.nan)
    if len(mined):
        p = _null(there, select(second, with_outcome(there)), mined).p
        corrected[:-1] = benjamini_hochberg(p, len(mined))
    rows = np.array([known.get(steps, -1) for steps in steps_of(rules.antecedents)], np.int64)
    told = f"found in {first.n_customers:,} customers, tested in the other {second.n_customers:,} (hold-out: {why})"
    return corrected[rows], Family(float(len(mined)), told)


def family_of(question: Question, held: CodedJourneys) -> Family:
    """The patterns whose events and the outcome co-occur, in whatever order, in at least `min_support` journeys.

    How many journeys follow a pattern with the outcome is what is tested, so that no family may be chosen by it; which
    events a journey holds is the same in every order of them. All that is reported is among them.

    Parameters
    ----------
    question
        What was asked.
    held
        The journeys with the outcome.
    """
    codes = np.setdiff1d(np.arange(len(held.vocabulary)), question.rules.left.events or ())
    evidence = without_events(held, tuple(codes.tolist()))
    counted = family_size(evidence, least=question.least, longest=question.longest)
    if counted is None:
        told = f"counting the patterns that could have been reported takes more than {FAMILY_SECONDS:g} s"
        return Family(None, told)
    size = counted[0] + _of_one_event(evidence, question.least, question.longest)
    return Family(size, None if evidence.element_starts is None else "patterns with simultaneous events have none")


def _of_one_event(evidence: CodedJourneys, least: int, longest: int) -> float:
    """How many patterns repeat a single event: one for each number of repeats that enough journeys have."""
    journey = np.repeat(np.arange(len(evidence)), evidence.lengths)
    keys = journey.astype(np.int64) * len(evidence.vocabulary) + evidence.events
    pairs, many = np.unique(keys, return_counts=True)
    event = pairs % max(len(evidence.vocabulary), 1)
    total = 0
    for repeats in range(1, longest + 1):
        total += int((np.bincount(event[many >= repeats]) >= least).sum())
    return float(total)


def _has_sets(rules: FoundRules) -> NDArray[np.bool_]:
    found = rules.antecedents
    if found.element_starts is None or not len(found):
        return np.zeros(len(found), np.bool_)
    return np.asarray(~np.logical_and.reduceat(found.element_starts, found.offsets[:-1].astype(np.int64)), np.bool_)
