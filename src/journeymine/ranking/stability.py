"""How sure a ranking is: the ranks of patterns when customers are drawn again, and whether few customers make them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import Constraints
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.null_journeys import many_each
from journeymine.mining.nulls import order_chances
from journeymine.ranking.intervals import Z95
from journeymine.ranking.resampling import Customers

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

RANKS = ("rank_low", "rank_high")
RANKED_BY = ("lift_order_low", "lift_order", "n_journeys")

DRAWS = 200
"""How often customers are drawn again: enough for the 2.5 % and 97.5 % points of ranks, which are whole numbers."""

HEAVY = 0.01
"""The share of customers, those with most events, that counts as heavy users."""

#: Patterns whose chances are held at a time.
_AT_ONCE = 500


def rank_columns(
    found: FoundPatterns,
    coded: CodedJourneys,
    constraints: Constraints,
    *,
    by: str,
    shuffles: int,
    seed: int,
    n_jobs: int,
) -> dict[str, Floats]:
    """``rank_low`` and ``rank_high``: the 2.5 % and 97.5 % points of the rank of each pattern, 1 being the best.

    As many customers as there are, drawn with replacement 200 times; in each draw all patterns are ranked anew, ties
    sharing the best of their ranks, patterns without the figure behind all others. A draw has its own n_journeys Σx,
    its own lift Σx / Σq, and its own lower bound lift·exp(-1.96·se), se² = Σ(x - lift·q)² / (Σx)², all over the
    customers drawn.

    Parameters
    ----------
    found
        The patterns, in the codes of `coded`.
    coded
        The journeys.
    constraints
        Those the patterns were found under; there is no lift under rules.
    by
        One of `RANKED_BY`.
    shuffles
        Orders drawn for each journey whose chance has no closed form.
    seed
        Of shuffles and draws.
    n_jobs
        Threads.
    """
    customers = Customers.of(coded, seed)
    values = np.empty((len(found), DRAWS))
    for first in range(0, len(found), _AT_ONCE):
        some = found.take(np.arange(first, min(first + _AT_ONCE, len(found))))
        held = _by_customer(pattern_matrix(coded, some, "present", constraints=constraints, n_jobs=n_jobs), customers)
        chance = None
        if by != "n_journeys":
            chance = _by_customer(order_chances(coded, some, seed=seed, n_jobs=n_jobs, shuffles=shuffles), customers)
        values[first : first + len(some)] = _drawn(held, chance, customers, by)
    # What differs in its last bits only, by the order of sums, is a tie.
    mantissa, exponent = np.frexp(values)
    ranks = ranked(np.ldexp(np.round(mantissa * 2**40), exponent))
    points = np.quantile(ranks, [0.025, 0.975], axis=1, method="nearest") if len(found) else np.empty((2, 0))
    return dict(zip(RANKS, points.astype(np.float64), strict=True))


def ranked(values: Floats) -> Floats:
    """The rank of each row within each column, from 1 for the largest; ties share the best, NaN comes last.

    Examples
    --------
    >>> ranked(np.array([[3.0], [np.nan], [5.0], [3.0]]))[:, 0].tolist()
    [2.0, 4.0, 1.0, 2.0]
    """
    ascending = np.sort(-values, axis=0)
    columns = range(values.shape[1])
    places = [np.searchsorted(ascending[:, at], -values[:, at], side="left") for at in columns]
    return np.asarray(np.stack(places, axis=1).reshape(values.shape) + 1, np.float64)


def _by_customer(matrix: Any, customers: Customers) -> Any:
    """Sums of the rows of each customer: sparse, patterns × customers."""
    from scipy.sparse import csr_array

    n = len(customers.owner)
    owners = csr_array((np.ones(n), (customers.owner, np.arange(n))), shape=(len(customers), n))
    return (owners @ matrix.astype(np.float64)).T.tocsc()


def _drawn(held: Any, chance: Any, customers: Customers, by: str) -> Floats:
    """What each pattern is ranked by in each draw: float64, shape (patterns, draws)."""
    sums = [held] if chance is None else [held, chance]
    if by == "lift_order_low":
        sums += [held.multiply(held), held.multiply(chance), chance.multiply(chance)]
    columns = [one.tocsc() for one in sums]
    totals = np.zeros((len(columns), held.shape[0], DRAWS))
    for some, times in customers.blocks():
        drawn = times[:, :DRAWS].astype(np.float64)
        for at, column in enumerate(columns):
            totals[at] += column[:, some] @ drawn
    if chance is None:
        return np.asarray(totals[0], np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where no shuffle held it, nothing is known.
        lift = totals[0] / np.where(totals[1] > 0, totals[1], np.nan)
        if by == "lift_order":
            return np.asarray(lift, np.float64)
        variance = totals[2] - 2 * lift * totals[3] + lift**2 * totals[4]
        return np.asarray(lift * np.exp(-Z95 * np.sqrt(np.maximum(variance, 0)) / totals[0]), np.float64)


def heavy_share(
    found: FoundPatterns, coded: CodedJourneys, constraints: Constraints, *, lengths: Places, n_jobs: int
) -> dict[str, Floats]:
    """``heavy_share``: the share of a pattern's occurrences that the 1 % of customers with most events have.

    Occurrences with disjoint spans are counted. The 1 % (at least one customer) are those with most events in all their
    journeys, whatever the pattern; where several have as many as the last of them, each counts with the same part.

    Parameters
    ----------
    found
        The patterns, in the codes of `coded`.
    coded
        The journeys.
    constraints
        Those the patterns were found under.
    lengths
        int64, shape (N,): how many events each journey has.
    n_jobs
        Threads.
    """
    customers = Customers.of(coded, 0)
    events = np.bincount(customers.owner, lengths, len(customers)).astype(np.float64)
    heavy = _heavy(events, customers.many) if len(customers) else np.zeros(0)
    weights = heavy[customers.owner] if len(coded) else np.zeros(0)
    each = many_each(coded).astype(np.float64)
    shares = np.full(len(found), np.nan)
    for first in range(0, len(found), _AT_ONCE):
        some = found.take(np.arange(first, min(first + _AT_ONCE, len(found))))
        times = pattern_matrix(coded, some, "count", constraints=constraints, n_jobs=n_jobs).astype(np.float64)
        both = times.T @ np.stack([each * weights, each], axis=1)
        np.divide(both[:, 0], both[:, 1], out=shares[first : first + len(some)], where=both[:, 1] > 0)
    return {"heavy_share": shares}


def _heavy(events: Floats, many: NDArray[np.int64]) -> Floats:
    """How much of each customer is among the 1 % with most events."""
    wanted = max(1.0, HEAVY * float(many.sum()))
    amounts, place = np.unique(-events, return_inverse=True)
    sizes = np.bincount(place, many, len(amounts))
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.clip((wanted - before) / sizes, 0.0, 1.0)[place], np.float64)
