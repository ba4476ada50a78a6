"""One test a pattern under the order null: exact where that is known, else by shuffling, longer where p is small."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_sums import OrderNull
from journeymine.mining.nulls import order_null, shuffles_for, steps_a_shuffle
from journeymine.mining.sampled_nulls import sampled_null
from journeymine.ranking.lift import one_event

Floats = NDArray[np.float64]

MOST_REFINED = 99_999
"""Shuffles of a pattern at most; the smallest p they can give is 1 / 100,000."""

REFINED_STEPS = 2_000_000_000
"""Steps over all shuffles of the patterns of small p to stay within: a minute on one core."""

#: A pattern that no more than so many shuffles (in sum) reach gets ten times as many.
_REACHED = 10
#: Counts that the core keeps at a time while it shuffles.
_CELLS = 20_000_000


@dataclass(frozen=True, eq=False)
class OrderTests:
    """One test a pattern.

    Attributes
    ----------
    p
        float64: P(X ≥ support); 1 where the pattern is no hypothesis.
    tested
        bool: is it one? Patterns of a single event, once or (without rules on gaps) repeated, are held by every order
        of a journey or by none.
    shuffles
        int64: how many shuffles p was estimated from, so that it is at least 1 / (shuffles + 1); 0 where it is exact.
    fitting
        int64: journeys that hold the events of the pattern often enough (under rules: that hold it in some order).
    """

    p: Floats
    tested: NDArray[np.bool_]
    shuffles: NDArray[np.int64]
    fitting: NDArray[np.int64]

    @property
    def least(self) -> Floats:
        """The smallest p that each test can give; 0 where it is exact."""
        return np.where(self.shuffles > 0, 1 / (self.shuffles + 1.0), 0.0)


def order_tests(
    coded: CodedJourneys,
    found: FoundPatterns,
    constraints: Constraints = FREE,
    *,
    mid: bool = False,
    shuffles: int | None = None,
    seed: int = 0,
    n_jobs: int = 1,
) -> OrderTests:
    """Test every pattern against random orders of each journey's own events.

    Where journeys hold ties or sets, and under rules on gaps, spans and the ends of journeys, orders are drawn. A
    pattern whose p is close to the smallest that so many can give is looked at with ten times as many, and again, up to
    `MOST_REFINED` or until `REFINED_STEPS` are spent. As each look decides alone on p above its own bound, p is as
    valid as that of one look: P(p ≤ α) ≤ α.

    Parameters
    ----------
    coded
        The journeys, those of a customer side by side.
    found
        The patterns, with their counts in `coded`.
    constraints
        Those the patterns were counted under.
    mid
        P(X > support) + P(X = support) / 2 instead: closer to uniform on discrete data, and a little liberal.
    shuffles
        How many, for all patterns that need them; None: as said.
    seed, n_jobs
        What orders hang on; threads. The result is the same for any number of threads.

    References
    ----------
    Looking longer where p is small: Besag, Clifford (1991), Biometrika 78, 301-304.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 4)
    >>> pattern = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([4], np.uint32))
    >>> order_tests(coded, pattern).p.tolist(), order_tests(coded, pattern, mid=True).p.tolist()
    ([0.0625], [0.03125])
    """
    drawn = shuffles_for(coded, found, every=constraints.has_rules) if shuffles is None else shuffles
    null = _null(coded, found, constraints, shuffles=drawn, seed=seed, n_jobs=n_jobs)
    tested = _hypotheses(found, constraints)
    p = np.where(tested, null.p_mid if mid else null.p, 1.0)
    many = np.where(tested & (null.tied > 0), drawn, 0)
    for more in () if shuffles is not None else _stages(drawn):
        rows = np.flatnonzero((many == drawn) & (p * (drawn + 1.0) <= _REACHED + 1))
        parts = [found.take(part) for part in _parts(found, rows, more)]
        if len(rows) == 0 or sum(steps_a_shuffle(coded, part) for part in parts) * more > REFINED_STEPS:
            break
        looks = [_null(coded, part, constraints, shuffles=more, seed=seed, n_jobs=n_jobs) for part in parts]
        p[rows] = np.concatenate([look.p_mid if mid else look.p for look in looks])
        many[rows] = drawn = more
    return OrderTests(p, tested, many, null.fitting)


def _null(
    coded: CodedJourneys, found: FoundPatterns, constraints: Constraints, *, shuffles: int, seed: int, n_jobs: int
) -> OrderNull:
    if not constraints.has_rules:
        return order_null(coded, found, seed=seed, n_jobs=n_jobs, shuffles=shuffles, bounded=False)
    return sampled_null(coded, found, "order", constraints=constraints, seed=seed, n_jobs=n_jobs, shuffles=shuffles)


def _hypotheses(found: FoundPatterns, constraints: Constraints) -> NDArray[np.bool_]:
    """Where some order of a journey holds the pattern and another does not."""
    if not constraints.has_rules:
        return ~one_event(found)
    # A single event stands somewhere in every order, if it need not stand at an end.
    return (found.lengths > 1) | constraints.from_start | constraints.to_end


def _stages(first: int) -> list[int]:
    """Ten times as many shuffles (and the observed order), again and again."""
    stages, orders = [], (first + 1) * 10
    while orders - 1 <= MOST_REFINED:
        stages.append(orders - 1)
        orders *= 10
    return stages


def _parts(found: FoundPatterns, rows: NDArray[np.intp], shuffles: int) -> list[NDArray[np.intp]]:
    """Rows, as many together as the core has room for."""
    room = max(_CELLS // shuffles, 1)
    ends = np.cumsum(found.lengths[rows]) // room
    return np.split(rows, np.flatnonzero(np.diff(ends)) + 1)
