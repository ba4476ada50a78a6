"""Columns of sequences over several levels: intervals of support, and lifts where the closed form holds."""

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.dealing import Levelled, countable, rivals
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import is_untied
from journeymine.options import threads
from journeymine.ranking.lift import WHERE, Column, naive_lift, sequence_columns, without_null

RULED = "the order null of several levels is for patterns without rules on gaps, spans and the ends of journeys"
TIED = "the order null of several levels is for journeys of single events without ties, repeats not collapsed"
SHARED = "the order null of several levels is for patterns no two events of which may be one event of a journey"


def level_columns(
    found: FoundPatterns,
    source: Levelled,
    *,
    constraints: Constraints = FREE,
    random_state: object = 0,
    n_jobs: int | None = None,
) -> dict[str, Column]:
    """What stands beside the support of sequences over several levels: the columns of `sequence_columns`.

    Where journeys have single events without ties and no event of a journey is matched by two events of a pattern, to
    shuffle a journey is to shuffle the events below each event of the pattern among all others: the closed form of the
    order null holds with n_{i,a} counted over a and all below it. Elsewhere there is no lift, and a reason instead.

    Parameters
    ----------
    found
        The sequences in the codes of the levels, with their counts.
    source
        The journeys they were found in, those of a customer next to each other.
    constraints
        Those the sequences were found under.
    random_state
        Seed of the bootstrap.
    n_jobs
        Threads; None for all cores. The result does not depend on it.

    Examples
    --------
    >>> from journeymine.journeys.hierarchy import Hierarchy
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.levels import levels_of
    >>> coded = from_lists([["shoes", "pay"]] * 20 + [["hats", "pay"]] * 10 + [["pay", "hats"]] * 10)
    >>> levels = levels_of(Hierarchy({"shoes": ("page",), "hats": ("page",)}), coded.vocabulary)
    >>> source = Levelled.of(coded, levels)
    >>> found = FoundPatterns(np.array([1, 2], np.uint32), np.array([0, 2], np.uint64), np.array([30], np.uint32))
    >>> columns = level_columns(found, source)
    >>> columns["lift_order"].tolist(), columns["lift_method"]
    ([1.5], ['exact'])
    """
    workers = threads(n_jobs, WHERE)
    patterns, journeys = countable(found, source)
    reason = RULED if constraints.has_rules else TIED
    columns = without_null(patterns, journeys, constraints, workers, reason)
    columns["lift_naive"] = naive_lift(found, source.whole, workers)
    if constraints.has_rules or not is_untied(source.base):
        return columns
    apart = _apart(found, source)
    rows = np.flatnonzero(apart)
    # An event and those above it stand for one event: patterns of events that share none see only one of them.
    flat = replace(source.whole, element_starts=None, times=None)
    exact = sequence_columns(found.take(rows), flat, random_state=random_state, n_jobs=n_jobs)
    for name, column in columns.items():
        for row, value in zip(rows.tolist(), exact[name], strict=True):
            column[row] = value
    for row in np.flatnonzero(~apart).tolist():
        columns["lift_reason"][row] = SHARED
    return columns


def _apart(found: FoundPatterns, source: Levelled) -> NDArray[np.bool_]:
    """Which patterns have no two distinct events that an event of a journey could be matched by both of."""
    pairs = rivals(source.levels)
    items = found.items.tolist()
    distinct = (sorted(set(items[begin:end])) for begin, end in pairwise(found.offsets.tolist()))
    return np.array([pairs.isdisjoint(combinations(one, 2)) for one in distinct], np.bool_)
