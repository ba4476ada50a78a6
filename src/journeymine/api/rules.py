"""The verb that searches rules."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from journeymine.api.inputs import about, as_journeys
from journeymine.api.journeys import Journeys
from journeymine.api.rule_set import RuleSet, rule_set
from journeymine.errors import OptionError
from journeymine.journeys.lists import Element
from journeymine.mining.constraints import Names
from journeymine.mining.ordered_rules import Law, find_ordered_rules
from journeymine.mining.rules import WHERE, check_rules, find_rules
from journeymine.options import duration_text, seed, support_count
from journeymine.ranking.rules import family_of

FAMILY_SECONDS = 1.0
"""How long counting what could have been reported may hold up who may not ask for it."""


def mine_rules(
    journeys: Journeys | Iterable[Sequence[Element]],
    min_support: float | None = None,
    min_confidence: float = 0.0,
    *,
    ordered: bool = True,
    within: Any = None,
    max_gap: Any = None,
    antecedent: Names | None = None,
    consequent: Names | None = None,
    max_antecedent: int | None = None,
    max_consequent: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    top_k: int | None = None,
    non_redundant: bool = False,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> RuleSet:
    """Find what follows on what: rules A → B, journeys that do A and afterwards B.

    Parameters
    ----------
    journeys
        `Journeys`, or a list of lists.
    min_support
        Journeys in which B follows on A: a share in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    min_confidence
        Least share of the journeys with A in which B follows; 0 keeps every rule.
    ordered
        True: A and B are sequences, B after the last event of A. False: they are sets without an event in common, all
        of A in any order before all of B in any order (partially ordered rules); the journeys with A are then all that
        hold its events, in whatever order.
    within
        The most time for a rule: ``"7d"`` or a timedelta; a number where the log's time is a plain order number; a
        number of elements where journeys have no times. Ordered rules: from the last event of A to the last of B.
        Otherwise, where A has no last event of its own: from the first event of A to the last of B. The journeys with A
        alone are counted without it.
    max_gap
        The most time between neighbouring elements of A followed by B, and of each alone; in elements where journeys
        have no times. Only for ordered rules.
    antecedent, consequent
        Events that A (B) may be made of, all where None: ``consequent="complaint"`` asks what leads to a complaint. The
        search looks at nothing else.
    max_antecedent, max_consequent
        The most events of A, of B.
    min_length, max_length
        Number of events of A and B together.
    top_k
        Only the k best by support, ties in the order of the rules.
    non_redundant
        True: leave out a rule where another of the same support and confidence needs no more and says no less: A' ⊆ A
        and B ⊆ B'. Only with ``ordered=False``.
    max_patterns
        Stop after the first n in result order; the result says so.
    time_limit, memory_limit
        As in `mine_sequences`.
    n_jobs
        Threads; None: all cores. The result is the same for any number.
    random_state
        Seed of the shuffles behind `lift_order` where there is no closed form, and of bootstraps.
    progress
        As in `mine_sequences`.

    Returns
    -------
    A `RuleSet`, most journeys first, then antecedents and consequents in pattern order. Without `min_support` (or, for
    ordered rules, a bound on their length) there is no ``q_value``; `info` says why.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    UnknownEventError
        A side names an event that does not occur, with a near miss.

    Notes
    -----
    Partially ordered rules are those of RuleGrowth and ERMiner, with `within` those of TRuleGrowth, with `top_k` those
    of TopSeqRules, with `non_redundant` those of TNS, exactly (Fournier-Viger et al., 2011-2014).

    Examples
    --------
    >>> import journeymine as jm
    >>> calls = [["bill", "app", "call"], ["app", "bill", "call"], ["bill", "call"], ["app", "shop"]]
    >>> for rule in jm.mine_rules(calls, min_support=2, min_confidence=0.6):
    ...     print(rule)
    if bill then call
    if app then call
    >>> rules = jm.mine_rules(calls, min_support=2, ordered=False, consequent="call", max_antecedent=2)
    >>> rules.to_pandas(columns=["antecedent", "consequent", "n_rule", "confidence"]).round(2)
        antecedent consequent  n_rule  confidence
    0      (bill,)    (call,)       3        1.00
    1       (app,)    (call,)       2        0.67
    2  (app, bill)    (call,)       2        1.00
    >>> print(rules[2])
    if app and bill (any order) then call
    """
    source = as_journeys(journeys, WHERE)
    coded = source.coded
    if coded.multiplicity is not None or coded.weights is not None:
        message = (
            f"{WHERE} counts every journey once; these stand for several, or have weights. Rules of patterns that "
            "mine_sequences found in them, with `PatternSet.rules`, count them as they are."
        )
        raise OptionError(message)
    # One seed for every later look at the columns, whatever it was drawn from.
    start = seed(random_state, WHERE)
    options: dict[str, Any] = {
        "min_support": min_support,
        "min_confidence": min_confidence,
        "ordered": ordered,
        "within": within,
        "max_gap": max_gap,
        "antecedent": antecedent,
        "consequent": consequent,
        "max_antecedent": max_antecedent,
        "max_consequent": max_consequent,
        "min_length": min_length,
        "max_length": max_length,
        "top_k": top_k,
        "non_redundant": non_redundant,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "n_jobs": n_jobs,
    }
    asked = check_rules({**options, "progress": progress}, coded)
    found = find_ordered_rules(coded, asked) if ordered else find_rules(coded, asked)
    law = Law(asked.shared.constraints, asked.within)
    least = asked.shared.min_support
    family = family_of(
        coded,
        ordered=ordered,
        min_support=None if min_support is None else least,
        max_length=asked.longest,
        sides=(asked.left.most, asked.right.most),
        law=law,
        seconds=FAMILY_SECONDS,
    )
    info = {"verb": WHERE, "unit": "journeys", **about(coded), **options, "random_state": start}
    count = 1 if min_support is None else support_count(min_support, len(coded), WHERE)
    info |= {"within": duration_text(within), "max_gap": duration_text(max_gap), "min_count": count}
    if coded.times is None:
        # The name of the same rule counted in elements.
        info |= {"max_gap": None, "max_step_gap": max_gap}
    ended = ("truncated", "stopped_by", "proven_above", "seconds")
    info |= {name: getattr(found, name) for name in ended}
    return rule_set(found, source, info, law, family, seed=start, n_jobs=asked.shared.n_jobs)
