"""Rules A → B: how sure their confidence is, and how far they go beyond what the order null gives once A is there."""

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.baskets import Baskets
from journeymine.mining.family_size import FAMILY_SECONDS, family_size
from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.itemsets import count_itemsets, find_itemsets
from journeymine.mining.matching import count
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import shuffles_for
from journeymine.mining.ordered_rules import FREE_LAW, Law
from journeymine.mining.rule_nulls import rule_null, unordered_rule_null
from journeymine.mining.rules import FoundRules, clock
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.intervals import effective_size, wilson
from journeymine.ranking.lift import lift_interval, one_event, ratio

Floats = NDArray[np.float64]

LATE_COLUMNS = (
    "confidence_low",
    "confidence_high",
    "lift_order",
    "lift_order_low",
    "lift_order_high",
    "lift_naive",
    "leverage",
    "conviction",
    "p_order",
    "q_value",
)
"""Columns that need a look at every journey that holds an antecedent."""


@dataclass(frozen=True)
class Family:
    """The rules that could have been reported: all of so much support whose events co-occur so often, in any order.

    Attributes
    ----------
    size
        How many; None where not counted.
    reason
        Why not, or which rules are no part of it; None where all are.
    min_support, max_length
        What it was counted for; what was found beyond was no part of it and gets no q-value.
    """

    size: float | None
    reason: str | None
    min_support: int = 1
    max_length: int | None = None


@dataclass(frozen=True)
class Asked:
    """How rules were counted.

    Attributes
    ----------
    ordered
        Are the sides sequences?
    law
        What occurrences had to meet; of rules between sets ``within`` bounds the whole rule.
    shuffles
        Orders drawn for each journey whose chance has no closed form.
    seed
        Of shuffles and of the bootstrap.
    n_jobs
        Threads.
    """

    ordered: bool = True
    law: Law = FREE_LAW
    shuffles: int = 99
    seed: int = 0
    n_jobs: int = 1


def early_columns(rules: FoundRules, n: int) -> dict[str, NDArray[Any]]:
    """The columns that cost nothing: ``n_antecedent``, ``n_rule``, ``support``, ``confidence``; `n` journeys in all.

    Examples
    --------
    >>> side = FoundPatterns(np.array([0], np.uint32), np.array([0, 1], np.uint64), np.array([4], np.uint32))
    >>> {name: column.tolist() for name, column in early_columns(FoundRules(side, side, np.array([3])), 8).items()}
    {'n_antecedent': [4], 'n_rule': [3], 'support': [0.375], 'confidence': [0.75]}
    """
    base = rules.antecedents.n_journeys.astype(np.int64)
    return {
        "n_antecedent": base,
        "n_rule": rules.n_rule,
        "support": rules.n_rule / max(n, 1),
        "confidence": ratio(rules.n_rule, base),
    }


def late_columns(rules: FoundRules, coded: CodedJourneys, asked: Asked, family: Family) -> dict[str, Floats]:
    """The other columns of rules, `LATE_COLUMNS`.

    The baseline asks how often A would be followed by B if each journey that holds A had its events in random order:
    E = Σ q(AB) / q(A) over these journeys. ``lift_order`` is n_rule / E, ``leverage`` (n_rule - E) / N, ``conviction``
    (n_antecedent - E) / (n_antecedent - n_rule), infinite at confidence 1. ``lift_naive`` compares with journeys that
    hold B anywhere, N·n_rule / (n_A·n_B).

    ``q_value`` is Benjamini and Hochberg's over all rules that could have been reported: support is what is tested, so
    the rules that were found are no legitimate family; those whose events co-occur in `min_support` journeys, in
    whatever order, are. NaN where they could not be counted.

    Parameters
    ----------
    rules
        The rules, with their counts in `coded`.
    coded
        The journeys, those of a customer side by side.
    asked
        How the rules were counted, and how to draw.
    family
        What `family_of` says of the whole set; a view of some of its rows has a part of the rules and the same family.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.rules import check_rules, find_rules
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> rules = find_rules(coded, check_rules({"min_support": 20, "ordered": False}, coded))
    >>> columns = late_columns(rules, coded, Asked(ordered=False), family_of(coded, ordered=False, min_support=20))
    >>> columns["lift_order"].tolist(), columns["lift_naive"].tolist()
    ([1.5], [0.75])
    """
    null = _null(rules, coded, asked)
    return _columns(null, held_anywhere(rules.consequents, coded, asked), coded.n_journeys) | {
        "q_value": _q_values(null.p, rules, family)
    }


def held_anywhere(consequents: FoundPatterns, coded: CodedJourneys, asked: Asked) -> NDArray[np.int64]:
    """How many journeys hold each consequent anywhere, whatever came before, under the same rules on gaps."""
    if asked.ordered:
        return count(coded, consequents, constraints=asked.law.of_consequent, n_jobs=asked.n_jobs).astype(np.int64)
    baskets = Baskets.from_journeys(coded, "journey")
    return count_itemsets(consequents, baskets, n_jobs=asked.n_jobs).astype(np.int64)


def shuffles_of(rules: FoundRules, coded: CodedJourneys, law: Law) -> int:
    """How many orders of each journey that needs them the time allows."""
    return shuffles_for(coded, rules.antecedents, every=law.has_rules)


def family_of(
    coded: CodedJourneys,
    *,
    ordered: bool,
    min_support: int | None,
    max_length: int | None = None,
    sides: tuple[int | None, int | None] = (None, None),
    law: Law = FREE_LAW,
    seconds: float | None = None,
) -> Family:
    """Count the rules that could have been reported, or say why they cannot be counted.

    Parameters
    ----------
    coded
        The journeys.
    ordered
        Are the sides sequences? Those of sets have no end in length, for no event comes twice.
    min_support, max_length
        What the search asked for: a count, and the most events; None for nothing.
    sides
        The most events of the antecedent and of the consequent; only rules between sets make use of it.
    law
        What occurrences had to meet.
    seconds
        How long counting may take; None: `FAMILY_SECONDS`.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "c"], ["c", "b", "a"]])
    >>> family_of(coded, ordered=True, min_support=2, max_length=2).size
    6.0
    >>> family_of(coded, ordered=False, min_support=2).size
    12.0
    """
    if min_support is None:
        reason = "`q_value` needs `min_support`: without it there is no end to the rules that could have been reported"
        return Family(None, reason)
    if law.has_rules:
        return Family(None, "`q_value` is for rules without rules on gaps and without `within`")
    most = FAMILY_SECONDS if seconds is None else seconds
    told = (
        f"counting the rules that could have been reported takes more than {most:g} s; ask for a higher `min_support`"
    )
    if not ordered:
        return _family_of_sets(coded, min_support, max_length, sides, most, told)
    if max_length is None:
        reason = "`q_value` needs `max_length`: without it there is no end to the rules that could have been reported"
        return Family(None, reason)
    counted = family_size(coded, least=min_support, longest=max_length, seconds=most)
    if counted is None:
        return Family(None, f"{told} or a lower `max_length`")
    left_out = None if coded.element_starts is None else "rules with simultaneous events have none"
    return Family(counted[1], left_out, min_support, max_length)


def _family_of_sets(
    coded: CodedJourneys,
    min_support: int,
    max_length: int | None,
    sides: tuple[int | None, int | None],
    seconds: float,
    told: str,
) -> Family:
    """Every way to split every frequent set of events in two."""
    sets = find_itemsets(
        Baskets.from_journeys(coded, "journey"),
        min_support=min_support,
        min_length=2,
        max_length=None if max_length is None else max(max_length, 2),
        time_limit=max(seconds, 1e-9),
        memory_limit="500MB",
        progress=False,
    )
    if sets.truncated:
        return Family(None, f"{told} or fewer events on each side")
    lengths, times = np.unique(sets.lengths, return_counts=True)
    left, right = (10**9 if most is None else most for most in sides)
    ways = (
        sum(comb(length, a) for a in range(1, length) if a <= left and length - a <= right)
        for length in lengths.tolist()
    )
    total = sum(n * way for n, way in zip(times.tolist(), ways, strict=True))
    return Family(float(total), None, min_support, max_length)


def _null(rules: FoundRules, coded: CodedJourneys, asked: Asked) -> OrderNull:
    window = None if asked.law.within is None else (clock(coded), asked.law.within)
    drawn: dict[str, int] = {"seed": asked.seed, "n_jobs": asked.n_jobs, "shuffles": asked.shuffles}
    if not asked.ordered:
        return unordered_rule_null(coded, rules.antecedents, rules.consequents, window=window, **drawn)
    whole = followed(rules.antecedents, rules.consequents)
    which = np.arange(len(rules), dtype=np.uint32)
    splits = rules.antecedents.lengths.astype(np.uint32)
    return rule_null(coded, whole, which, splits, constraints=asked.law.constraints, window=window, **drawn)


def _columns(null: OrderNull, anywhere: NDArray[np.int64], n: int) -> dict[str, Floats]:
    assert null.customers is not None
    assert null.fitting_squares is not None
    hits, base = null.support.astype(np.float64), null.fitting.astype(np.float64)
    size = effective_size(
        hits, null.squares, null.sizes, total=base, size_squares=null.fitting_squares, customers=null.customers
    )
    low, high = wilson(ratio(hits, base) * size, size)
    lift, lift_low, lift_high = lift_interval(null)
    return {
        "confidence_low": low,
        "confidence_high": high,
        "lift_order": lift,
        "lift_order_low": lift_low,
        "lift_order_high": lift_high,
        "lift_naive": ratio(n * hits, base * anywhere),
        "leverage": (hits - null.expected) / max(n, 1),
        "conviction": np.where(hits >= base, np.inf, ratio(base - null.expected, base - hits)),
        "p_order": null.p,
    }


def _q_values(p: Floats, rules: FoundRules, family: Family) -> Floats:
    """Rules with one distinct event hold in every order: they were no hypotheses, and nothing is found."""
    q = np.full(len(p), np.nan)
    if family.size is None:
        return q
    whole = followed(rules.antecedents, rules.consequents)
    inside = (rules.n_rule >= family.min_support) & ~_has_sets(whole)
    if family.max_length is not None:
        inside &= whole.lengths <= family.max_length
    tested = inside & ~one_event(whole)
    q[inside] = 1.0
    q[tested] = benjamini_hochberg(p[tested], family.size)
    return q


def _has_sets(patterns: FoundPatterns) -> NDArray[np.bool_]:
    """Which patterns have an element of several events."""
    if patterns.element_starts is None or len(patterns) == 0:
        return np.zeros(len(patterns), np.bool_)
    firsts = patterns.offsets[:-1].astype(np.int64)
    return np.asarray(~np.logical_and.reduceat(patterns.element_starts, firsts), np.bool_)
