"""Which patterns tell nothing of their own: steps that nearly everybody takes, and more than a part of them says."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.leads.asking import Question, with_outcome
from journeymine.journeys.selection import select
from journeymine.mining.found import FoundPatterns, followed
from journeymine.mining.matching import count
from journeymine.mining.ordered_rules import FREE_LAW, count_cuts
from journeymine.mining.rules import FoundRules
from journeymine.ranking.improvement import LONGEST, part_of, steps_of

STRUCTURAL = 0.9
"""Held by this share of those with the outcome, or of those without, a pattern is a step that everybody takes."""


def structural(question: Question, rules: FoundRules) -> NDArray[np.bool_]:
    """Which patterns nearly everybody holds: of the journeys with the outcome before it, or of those without it.

    Parameters
    ----------
    question
        What was asked.
    rules
        Patterns → outcome; how often the outcome comes at any time after the pattern is counted anew.
    """
    coded, found = question.coded, rules.antecedents
    ending = with_outcome(question)
    without = select(coded, ~ending)
    whole, rows = followed(found, rules.consequents), np.arange(len(rules))
    before = count_cuts(coded, whole, rows, found.lengths, FREE_LAW, n_jobs=question.n_jobs)
    held = count(without, found, n_jobs=question.n_jobs) if len(without) else np.zeros(len(rules))
    of_those_with = before >= STRUCTURAL * int(ending.sum())
    return of_those_with | ((held >= STRUCTURAL * len(without)) & (len(without) > 0))


def redundant_with(
    patterns: FoundPatterns, share: NDArray[np.float64], low: NDArray[np.float64], common: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The row of what says as much as each pattern: a part of it, or a structural step; -1 where there is none.

    Parts are subsequences that are rows as well. A says more than another pattern if the lower limit of its share lies
    above the share of that. Outcomes often come in a phase of journeys; what everybody does in the phase tells how
    often, and who says no more than that says nothing of its own. Of several rows that A does not say more than, the
    one of the greatest share is told, of equal ones the first.

    Parameters
    ----------
    patterns
        The patterns.
    share, low
        Of those with each pattern, to which share the outcome came in time, and the lower limit of its interval.
    common
        Which patterns are structural; these are compared with their parts alone.
    """
    steps = steps_of(patterns)
    row_of = {one: row for row, one in enumerate(steps)}
    steps_of_all = set(np.flatnonzero(common).tolist())
    better = np.full(len(patterns), -1, np.int64)
    for row, own in enumerate(steps):
        if len(own) > LONGEST:
            continue
        parts = {part_of(own, some) for size in range(1, len(own)) for some in combinations(range(len(own)), size)}
        rows = {row_of[one] for one in parts if one in row_of} | (set() if common[row] else steps_of_all)
        telling = [one for one in sorted(rows) if not low[row] > share[one]]
        if telling:
            better[row] = max(telling, key=lambda one: (np.nan_to_num(share[one], nan=-1.0), -one))
    return better
