"""The order null of rules: what follows the antecedent where order means nothing."""

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import core_journeys
from journeymine.mining.null_sums import OrderNull, joined


def rule_null(
    coded: CodedJourneys,
    patterns: FoundPatterns,
    which: NDArray[np.uint32],
    splits: NDArray[np.uint32],
    *,
    constraints: Constraints = FREE,
    window: tuple[NDArray[np.int64], int] | None = None,
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> OrderNull:
    """The order null of rules given their antecedent: pattern ``which[i]``, cut after its first ``splits[i]`` events.

    E = Σ q(AB) / q(A) over the journeys that hold A. Where a journey is shuffled, the ratio is the share of AB among
    the orders that hold A, the observed one among them. Under rules on gaps, or where B is to come within a window (the
    times of all events, and how long it is), every journey is shuffled.
    """
    asked = constraints.for_core(coded.times)
    if window is not None:
        asked["times"] = window[0]
    parts = [
        _core.rule_statistics(
            core_journeys(coded),
            patterns.items,
            patterns.offsets,
            patterns.element_starts,
            which,
            splits,
            constraints=asked,
            within=None if window is None else window[1],
            shuffles=shuffles,
            seed=seed,
            n_jobs=n_jobs,
        )
    ]
    return joined(parts)


def unordered_rule_null(
    coded: CodedJourneys,
    antecedents: FoundPatterns,
    consequents: FoundPatterns,
    *,
    window: tuple[NDArray[np.int64], int] | None = None,
    seed: int,
    n_jobs: int,
    shuffles: int,
) -> OrderNull:
    """The order null of rules between sets: all of the antecedent, in any order, before all of the consequent.

    E = Σ q over the journeys that hold the antecedent's events, q the chance that a random order of the journey's own
    events holds the rule, 0 where an event of the consequent is missing. With n_x and n_y occurrences of the events,
    all single and untied, q = ∫ F'(t)·Π(1 - t^n_y) dt over (0, 1), F(t) = Π(1 - (1 - t)^n_x). Other journeys are
    shuffled, and every one where all is to lie within a window (the times of all events, and how long it is).
    """
    times, within = (None, None) if window is None else window
    parts = [
        _core.unordered_statistics(
            core_journeys(coded),
            antecedents.items,
            antecedents.offsets,
            consequents.items,
            consequents.offsets,
            times=times,
            within=within,
            shuffles=shuffles,
            seed=seed,
            n_jobs=n_jobs,
        )
    ]
    return joined(parts)
