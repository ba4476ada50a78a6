"""How much of a rule's confidence its whole antecedent is needed for."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.matching import count
from journeymine.mining.ordered_rules import count_cuts
from journeymine.mining.rule_nulls import unordered_rule_null
from journeymine.mining.rules import FoundRules, clock
from journeymine.ranking.lift import ratio
from journeymine.ranking.rules import Asked, held_anywhere

Floats = NDArray[np.float64]
Steps = tuple[tuple[int, bool], ...]

LONGEST = 12
"""Events of an antecedent whose parts are all looked at; there are 4,095 of twelve."""


def improvement(rules: FoundRules, coded: CodedJourneys, asked: Asked) -> Floats:
    """Confidence - the best confidence of A' → B over all proper parts A' of A, the empty one included.

    The empty antecedent has the share of journeys with B anywhere as its confidence. Parts are subsequences of A, or
    subsets where the sides are sets, counted under the same rules as the rule itself (Bayardo, Agrawal and Gunopulos
    1999).

    Raises
    ------
    OptionError
        An antecedent has more than twelve events.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.rules import check_rules, find_rules
    >>> coded = from_lists([["a", "b", "c"], ["b", "a", "c"], ["a"], ["b", "c"]])
    >>> rules = find_rules(coded, check_rules({"min_support": 2, "ordered": False, "consequent": "c"}, coded))
    >>> improvement(rules, coded, Asked(ordered=False)).round(2).tolist()
    [0.25, -0.08, 0.0]
    """
    best = held_anywhere(rules.consequents, coded, asked) / max(len(coded), 1)
    parts, of = _parts(rules)
    if len(parts):
        n_rule, n_left = _counts(parts, coded, asked)
        np.maximum.at(best, of[0], np.nan_to_num(ratio(n_rule, n_left))[of[1]])
    return np.asarray(ratio(rules.n_rule, rules.antecedents.n_journeys.astype(np.int64)) - best, np.float64)


def _parts(rules: FoundRules) -> tuple[FoundRules, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Distinct rules from the proper, not empty parts of the antecedents; which rows have which of them."""
    known: dict[tuple[Steps, Steps], int] = {}
    rows, numbers = [], []
    for row, (left, right) in enumerate(zip(steps_of(rules.antecedents), steps_of(rules.consequents), strict=True)):
        if len(left) > LONGEST:
            message = (
                f"`improvement` looks at all parts of an antecedent, of at most {LONGEST} events; one has {len(left)}."
            )
            raise OptionError(message)
        for size in range(1, len(left)):
            for chosen in combinations(range(len(left)), size):
                rows.append(row)
                numbers.append(known.setdefault((part_of(left, chosen), right), len(known)))
    lefts, rights = _found([left for left, _ in known]), _found([right for _, right in known])
    parts = FoundRules(lefts, rights, np.zeros(len(known), np.int64))
    return parts, (np.array(rows, np.int64), np.array(numbers, np.int64))


def _counts(parts: FoundRules, coded: CodedJourneys, asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many journeys hold each rule, and each antecedent."""
    law = asked.law
    if not asked.ordered:
        window = None if law.within is None else (clock(coded), law.within)
        sides = (parts.antecedents, parts.consequents)
        null = unordered_rule_null(coded, *sides, window=window, seed=0, n_jobs=asked.n_jobs, shuffles=0)
        return null.support, null.fitting
    whole = followed(parts.antecedents, parts.consequents)
    which, splits = np.arange(len(parts)), parts.antecedents.lengths
    held = count(coded, parts.antecedents, constraints=law.of_antecedent, n_jobs=asked.n_jobs)
    return count_cuts(coded, whole, which, splits, law, n_jobs=asked.n_jobs), held.astype(np.int64)


def steps_of(found: FoundPatterns) -> list[Steps]:
    """Each pattern as pairs: an event, and whether it opens an element."""
    steps = list(zip(found.items.tolist(), found.opens().tolist(), strict=True))
    bounds = found.offsets.tolist()
    return [tuple(steps[begin:end]) for begin, end in zip(bounds[:-1], bounds[1:], strict=True)]  # noqa: RUF007


def part_of(steps: Steps, chosen: tuple[int, ...]) -> Steps:
    """Some of the steps; the first left of an element opens it."""
    element = np.cumsum([opens for _, opens in steps]).tolist()
    kept, last = [], None
    for at in chosen:
        kept.append((steps[at][0], element[at] != last))
        last = element[at]
    return tuple(kept)


def _found(patterns: list[Steps]) -> FoundPatterns:
    sizes = np.array([len(steps) for steps in patterns], np.int64)
    items = np.array([event for steps in patterns for event, _ in steps], np.uint32)
    starts = np.array([opens for steps in patterns for _, opens in steps], np.bool_)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)
    return FoundPatterns(items, offsets, np.zeros(len(patterns), np.uint32), None if starts.all() else starts)
