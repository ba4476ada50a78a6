"""One test a pattern under a null other than that of random order."""

import numpy as np

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.found import FoundPatterns
from journeymine.ranking.null_lift import Asked, under
from journeymine.ranking.order_tests import OrderTests


def null_tests(
    null: str,
    coded: CodedJourneys,
    found: FoundPatterns,
    constraints: Constraints = FREE,
    *,
    mid: bool = False,
    shuffles: int | None = None,
    seed: int = 0,
    n_jobs: int = 1,
) -> OrderTests:
    """Test every pattern of two or more events under a null.

    Parameters
    ----------
    null
        One of `NULLS`.
    coded
        The journeys, those of a customer side by side.
    found
        The patterns, with their counts in `coded`.
    constraints
        Those the patterns were counted under.
    mid
        P(X > support) + P(X = support) / 2 instead of P(X ≥ support).
    shuffles
        How many where there is no closed form; None: as many as some seconds allow.
    seed, n_jobs
        Of what is drawn; threads.

    Raises
    ------
    OptionError
        The null is not defined for such journeys or rules.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 4)
    >>> pattern = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.array([4], np.uint32))
    >>> null_tests("serial", coded, pattern).p.round(6).tolist()
    [0.003906]
    """
    asked = Asked(found, coded, constraints, shuffles=shuffles, seed=seed, workers=n_jobs, where="significance")
    said = under(null, asked)
    # Chances come from the journeys themselves: single events are as frequent as they are.
    tested = found.lengths > 1
    p = np.where(tested, said.null.p_mid if mid else said.null.p, 1.0)
    many = np.where(tested & ~said.exact, said.shuffles, 0)
    return OrderTests(p, tested, many, said.null.fitting)
