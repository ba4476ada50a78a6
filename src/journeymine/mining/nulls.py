"""The order null: what each journey's own events, in random order, would hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import core_journeys, many_each, tied_share
from journeymine.mining.null_sums import OrderNull, joined

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FEWEST_SHUFFLES, MOST_SHUFFLES = 99, 999
"""Shuffles of a journey with ties; the smallest p they can give is 1 / 100 or 1 / 1000."""

SHUFFLED_STEPS = 500_000_000
"""Steps over all shuffles to aim at (some seconds); within the bounds above it decides how many shuffles there are."""

FIRST_LOOK_STEPS = 100_000_000
"""The same where every journey is shuffled although nobody has asked for it yet (about two seconds of a processor)."""

#: Steps that drawing an order takes an event, where repeats ask for swaps.
_SWAPS = 4


#: Patterns handed to the core at a time; each keeps one count a shuffle where journeys hold ties.
BATCH = 20_000

Floats = NDArray[np.float64]


def shuffles_for(coded: CodedJourneys, patterns: FoundPatterns, *, every: bool = False) -> int:
    """How many shuffles the journeys with ties (or every one) get: what a few seconds allow, by events and matches."""
    return shuffles_over(int(coded.lengths @ many_each(coded)), patterns, 1.0 if every else tied_share(coded))


def shuffles_over(n_events: int, patterns: FoundPatterns, share: float) -> int:
    """As `shuffles_for`, of journeys of so many events, of which a share is shuffled."""
    return _within_bounds(SHUFFLED_STEPS / max(_steps(n_events, patterns) * share, 1.0))


def shuffles_at_first_look(coded: CodedJourneys, patterns: FoundPatterns, constraints: Constraints) -> int:
    """As `shuffles_for`; under rules, where every journey is shuffled, 0 if even the fewest would take too long."""
    if not constraints.has_rules:
        return shuffles_for(coded, patterns)
    most = FIRST_LOOK_STEPS / max(steps_a_shuffle(coded, patterns), 1.0)
    return _within_bounds(most) if most >= FEWEST_SHUFFLES else 0


def _within_bounds(shuffles: float) -> int:
    return int(min(max(shuffles, FEWEST_SHUFFLES), MOST_SHUFFLES))


def steps_a_shuffle(coded: CodedJourneys, patterns: FoundPatterns) -> float:
    """Steps that one shuffle of every journey takes."""
    return _steps(int(coded.lengths @ many_each(coded)), patterns)


def _steps(n_events: int, patterns: FoundPatterns) -> float:
    return float(patterns.n_journeys.sum(dtype=np.float64)) + _SWAPS * n_events


def order_null(
    coded: CodedJourneys, patterns: FoundPatterns, *, seed: int, n_jobs: int, shuffles: int, bounded: bool = True
) -> OrderNull:
    """The order null of each pattern.

    Where only p is asked for, ``bounded=False`` saves the bootstrap of patterns that few journeys hold.

    Exact where a journey's elements are single and untied: q = P(ΣBeta(m_a, n_a - m_a + 1) ≤ 1) over the distinct
    events a of the pattern, m_a times in it and n_a times in the journey. Other journeys are shuffled: their events in
    uniformly random order over their own slots, given that an element holds an event once (and, where repeats were
    collapsed, that neighbours differ); events of equal time stand by the tie rule again. Where `max_events` may have
    cut between events of equal time, the rule chose which of them were kept; these, at the end, keep their places. A
    shuffle is drawn from (seed, journey, number of the shuffle) and shared by all patterns.
    """
    journeys = core_journeys(coded)
    told = [
        _core.lift_statistics(
            journeys,
            some.items,
            some.offsets,
            some.element_starts,
            shuffles=shuffles,
            bounded=bounded,
            seed=seed,
            n_jobs=n_jobs,
        )
        for some in batches(patterns, BATCH)
    ]
    return joined(told)


def batches(patterns: FoundPatterns, most: int) -> Iterator[FoundPatterns]:
    """The patterns, at most so many at a time; an empty batch where there are none.

    Examples
    --------
    >>> found = FoundPatterns(np.array([0, 1, 0], np.uint32), np.array([0, 2, 3], np.uint64), np.ones(2, np.uint32))
    >>> [some.items.tolist() for some in batches(found, 1)]
    [[0, 1], [0]]
    """
    for first in range(0, max(len(patterns), 1), most):
        yield patterns.take(np.arange(first, min(first + most, len(patterns))))


def order_chances(
    coded: CodedJourneys, patterns: FoundPatterns, *, seed: int, n_jobs: int, shuffles: int
) -> "csr_array":
    """The chance of each journey to hold each pattern under the order null, as `order_null` has it, journey by journey.

    Returns
    -------
    csr_array
        float64, shape (N, n_patterns): an entry where a journey can hold a pattern in some order, or did in a shuffle.
        A journey with ties that stands for several is shuffled once.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"], ["b"], ["a", "b", "b"]])
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> order_chances(coded, wanted, seed=0, n_jobs=1, shuffles=9).toarray()[:, 0].round(3).tolist()
    [0.5, 0.0, 0.667]
    """
    from scipy.sparse import csr_array

    rows, columns, values = _core.order_chances(
        core_journeys(coded),
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        shuffles=shuffles,
        seed=seed,
        n_jobs=n_jobs,
    )
    return csr_array((values, columns, rows), shape=(len(coded), len(patterns)))


def support_sums(
    coded: CodedJourneys, patterns: FoundPatterns, constraints: Constraints, *, n_jobs: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Support of each pattern under constraints, Σ_c x_c² and Σ_c x_c·n_c over customers, as `OrderNull` has them."""
    sums = _core.support_sums(
        # Supports hang on no rule for ties.
        core_journeys(coded) | {"times": None, "tie_rank": None, "cut": None},
        patterns.items,
        patterns.offsets,
        patterns.element_starts,
        constraints=constraints.for_core(coded.times),
        n_jobs=n_jobs,
    )
    support, squares, sizes = (sums[name].astype(np.int64) for name in ("support", "squares", "sizes"))
    return support, squares, sizes
