"""Ordered rules A → B: journeys that do A and afterwards B, against what the order null gives once A is there."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.matching import count
from journeymine.mining.nulls import FAMILY_SECONDS, OrderNull, family_size, rule_null, shuffles_for
from journeymine.options import optional_whole_number, seed, share, threads
from journeymine.patterns.order import pattern_rank
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.intervals import effective_size, wilson
from journeymine.ranking.lift import lift_interval, one_event, ratio

Floats = NDArray[np.float64]

WHERE = "rules"


@dataclass(frozen=True, eq=False)
class RuleColumns:
    """Rules in the order of n_rule descending, then antecedent, then consequent in pattern order.

    Attributes
    ----------
    antecedents, consequents
        The two sides, a row a rule; their `n_journeys` count the journeys that hold that side anywhere.
    columns
        ``n_antecedent``, ``n_rule`` (int64), ``support``, ``confidence``, ``confidence_low``, ``confidence_high``,
        ``lift_order``, ``lift_order_low``, ``lift_order_high``, ``lift_naive``, ``leverage``, ``conviction``,
        ``p_order``, ``q_value`` (float64; NaN where not known).
    info
        ``family_size`` (None where not counted), ``q_value_reason`` (None, or why there is no q-value),
        ``min_confidence``, ``n_set_patterns`` (patterns with set elements, which give no rules).
    """

    antecedents: FoundPatterns
    consequents: FoundPatterns
    columns: dict[str, NDArray[Any]]
    info: dict[str, Any]

    def __len__(self) -> int:
        return len(self.antecedents)


def ordered_rules(
    found: FoundPatterns,
    coded: CodedJourneys,
    *,
    min_confidence: float = 0.0,
    min_support: int | None = None,
    max_length: int | None = None,
    random_state: object = 0,
    n_jobs: int | None = None,
) -> RuleColumns:
    """Every cut of every sequence in two: its first events (A), and those that follow (B).

    The baseline asks how often A would be followed by B if each journey that holds A had its events in random order:
    E = Σ q(AB) / q(A) over these journeys. ``lift_order`` is n_rule / E, ``leverage`` (n_rule - E) / N, ``conviction``
    (n_antecedent - E) / (n_antecedent - n_rule), infinite at confidence 1. ``lift_naive`` compares with journeys that
    hold B anywhere, N·n_rule / (n_A·n_B).

    ``q_value`` is Benjamini and Hochberg's over all rules that could have been reported: support is what is tested, so
    the sequences that were found are no legitimate family; those whose events co-occur in `min_support` journeys, in
    whatever order, are. That takes `min_support` and `max_length`; NaN where one is missing or counting takes too long.

    Parameters
    ----------
    found
        Sequences; those with set elements give no rules. Sides that are not among them are counted in `coded`.
    coded
        The journeys they were found in.
    min_confidence
        Rules below it are left out; inclusive, exact on its shortest decimal.
    min_support, max_length
        What the search asked for: a count, and the most events. Only `q_value` needs them.
    random_state
        Seed of shuffles and bootstrap, as for `sequence_columns`.
    n_jobs
        Threads; None for all cores.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 30 + [["b", "a"]] * 10)
    >>> found = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> rules = ordered_rules(found, coded, min_support=20, max_length=2)
    >>> {name: float(rules.columns[name][0]) for name in ("n_antecedent", "confidence", "lift_order")}
    {'n_antecedent': 40.0, 'confidence': 0.75, 'lift_order': 1.5}
    >>> rules.info["family_size"]
    2.0
    """
    share(min_confidence, "min_confidence", WHERE)
    optional_whole_number(min_support, "min_support", WHERE)
    optional_whole_number(max_length, "max_length", WHERE)
    workers, start = threads(n_jobs, WHERE), seed(random_state, WHERE)
    single = _single(found)
    which, splits = _cuts(single)
    heads, head_of = _sides(single, which, splits, first=True)
    tails, tail_of = _sides(single, which, splits, first=False)
    heads = replace(heads, n_journeys=count(coded, heads, n_jobs=workers))
    tails = replace(tails, n_journeys=count(coded, tails, n_jobs=workers))
    least = Fraction(str(min_confidence))
    n_rule, n_head = single.n_journeys[which].astype(object), heads.n_journeys[head_of].astype(object)
    keep = np.flatnonzero(n_rule * least.denominator >= n_head * least.numerator)
    keep = keep[_order(heads, head_of[keep], tails, tail_of[keep], single.n_journeys[which[keep]])]
    which, splits = which[keep], splits[keep]
    antecedents, consequents = heads.take(head_of[keep]), tails.take(tail_of[keep])
    shuffles = shuffles_for(coded, single)
    null = rule_null(coded, single, which, splits, seed=start, n_jobs=workers, shuffles=shuffles)
    family, reason = _family(coded, min_support, max_length)
    q_value = np.full(len(which), np.nan)
    if family is not None and min_support is not None and max_length is not None:
        # What was found beyond the limits the family was counted for was no part of it and gets no q-value.
        inside = (single.lengths[which] <= max_length) & (null.support >= min_support)
        q_value[inside] = _q_values(null.p[inside], ~one_event(single)[which[inside]], family)
    return RuleColumns(
        antecedents,
        consequents,
        _columns(null, consequents, len(coded)) | {"q_value": q_value},
        {
            "family_size": family,
            "q_value_reason": reason,
            "min_confidence": min_confidence,
            "n_set_patterns": len(found) - len(single),
        },
    )


def _single(found: FoundPatterns) -> FoundPatterns:
    """The patterns whose elements hold one event each."""
    if found.element_starts is None or len(found) == 0:
        return replace(found, element_starts=None)
    opens = np.logical_and.reduceat(found.element_starts, found.offsets[:-1].astype(np.int64))
    return replace(found.take(np.flatnonzero(opens)), element_starts=None)


def _cuts(patterns: FoundPatterns) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    cuts = patterns.lengths - 1
    which = np.repeat(np.arange(len(patterns)), cuts)
    first = np.repeat(np.cumsum(cuts) - cuts, cuts)
    return which.astype(np.uint32), (np.arange(len(which)) - first + 1).astype(np.uint32)


def _sides(
    patterns: FoundPatterns, which: NDArray[np.uint32], splits: NDArray[np.uint32], *, first: bool
) -> tuple[FoundPatterns, NDArray[np.int64]]:
    """The distinct first (or last) sides of the cuts, not yet counted, and which of them each cut has."""
    bounds = patterns.offsets.astype(np.int64)
    middle = bounds[which] + splits
    ends = (bounds[which], middle) if first else (middle, bounds[which + np.uint32(1)])
    known: dict[bytes, int] = {}
    places = [
        known.setdefault(patterns.items[start:stop].tobytes(), len(known))
        for start, stop in zip(ends[0].tolist(), ends[1].tolist(), strict=True)
    ]
    sizes = np.fromiter((len(side) // 4 for side in known), np.int64, len(known))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]).astype(np.uint64)
    items = np.frombuffer(b"".join(known), np.uint32)
    return FoundPatterns(items, offsets, np.zeros(len(known), np.uint32)), np.array(places, np.int64)


def _order(
    heads: FoundPatterns, head_of: NDArray[Any], tails: FoundPatterns, tail_of: NDArray[Any], n_rule: NDArray[Any]
) -> NDArray[np.int64]:
    """Most journeys first, then the pattern order of the sides."""
    return np.lexsort([pattern_rank(tails)[tail_of], pattern_rank(heads)[head_of], -n_rule.astype(np.int64)])


def _columns(null: OrderNull, consequents: FoundPatterns, n: int) -> dict[str, NDArray[Any]]:
    assert null.customers is not None
    assert null.fitting_squares is not None
    hits, base = null.support.astype(np.float64), null.fitting.astype(np.float64)
    size = effective_size(
        hits, null.squares, null.sizes, total=base, size_squares=null.fitting_squares, customers=null.customers
    )
    confidence = ratio(hits, base)
    low, high = wilson(confidence * size, size)
    lift, lift_low, lift_high = lift_interval(null)
    return {
        "n_antecedent": null.fitting,
        "n_rule": null.support,
        "support": hits / max(n, 1),
        "confidence": confidence,
        "confidence_low": low,
        "confidence_high": high,
        "lift_order": lift,
        "lift_order_low": lift_low,
        "lift_order_high": lift_high,
        "lift_naive": ratio(n * hits, base * consequents.n_journeys),
        "leverage": (hits - null.expected) / max(n, 1),
        "conviction": np.where(hits >= base, np.inf, ratio(base - null.expected, base - hits)),
        "p_order": null.p,
    }


def _family(coded: CodedJourneys, min_support: int | None, max_length: int | None) -> tuple[float | None, str | None]:
    if min_support is None or max_length is None:
        name = "min_support" if min_support is None else "max_length"
        return None, f"`q_value` needs `{name}`: without it there is no end to the rules that could have been reported"
    counted = family_size(coded, least=min_support, longest=max_length)
    if counted is None:
        reason = f"counting the rules that could have been reported takes more than {FAMILY_SECONDS:g} s"
        return None, f"{reason}; ask for a higher `min_support` or a lower `max_length`"
    return counted[1], None


def _q_values(p: Floats, tested: NDArray[np.bool_], family: float) -> Floats:
    """Rules with one distinct event hold in every order: they were no hypotheses, and nothing is found."""
    q = np.ones(len(p))
    q[tested] = benjamini_hochberg(p[tested], family)
    return q
