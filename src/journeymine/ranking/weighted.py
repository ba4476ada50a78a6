"""Weighted support: the share of all customer value that the journeys with a pattern have."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.counting import pattern_matrix
from journeymine.mining.found import FoundPatterns
from journeymine.mining.worth import weight_units
from journeymine.options import clash
from journeymine.ranking.resampling import Customers, drawn_ratio, percentiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scipy.sparse import csc_array

Floats = NDArray[np.float64]

WEIGHTED = ("weighted_support", "weighted_support_low", "weighted_support_high")

#: Sums of patterns and customers that are held at a time.
_AT_ONCE = 1 << 23


def weighted_columns(
    found: FoundPatterns,
    coded: CodedJourneys,
    constraints: Constraints = FREE,
    *,
    seed: int = 0,
    n_jobs: int | None = None,
) -> dict[str, Floats]:
    """Σw·x / Σw over the journeys, with its 95 % interval from customers drawn again.

    The sums are exact, in whole units of the last decimal place of the weights (`weight_units`). The interval is the
    2.5 % and 97.5 % points over 1,000 draws of as many customers with replacement, the same for all patterns (Efron and
    Tibshirani 1993, chapter 13).

    Parameters
    ----------
    found
        The patterns, in the codes of `coded`.
    coded
        The journeys, with their weights.
    constraints
        Those the patterns were found under.
    seed
        Of the draws.
    n_jobs
        Threads; None for all cores. The result does not depend on it.

    Raises
    ------
    OptionError
        Nobody said what journeys weigh.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a"], ["a"], ["b"]]), weights=np.array([0.5, 1.0, 8.5]))
    >>> found = FoundPatterns(np.array([0], np.uint32), np.array([0, 1], np.uint64), np.array([2], np.uint32))
    >>> weighted_columns(found, coded)["weighted_support"].tolist()
    [0.15]
    """
    if coded.weights is None:
        raise clash("weighted_support", "weights=None", "with_columns", "say what each journey weighs by `weights`")
    units = weight_units(coded.weights, coded.multiplicity)
    whole = units if coded.multiplicity is None else units * coded.multiplicity
    total = int(whole.sum())
    customers = Customers.of(coded, seed)
    owned = np.bincount(customers.owner, weights=units, minlength=len(customers)).astype(np.float64)
    below = customers.sums(owned[None, :])
    columns = {name: np.empty(len(found)) for name in WEIGHTED}
    for some, matrix in holders(found, coded, constraints, len(customers), n_jobs=n_jobs):
        held = np.add.reduceat(np.append(whole[matrix.indices], np.uint64(0)), matrix.indptr[:-1])
        held[np.diff(matrix.indptr) == 0] = 0
        weights = units.astype(np.float64)[matrix.indices]
        drawn = drawn_ratio(customers.sums(by_customer(matrix, customers, weights)), below)
        columns["weighted_support"][some] = held.astype(np.float64) / max(total, 1)
        columns["weighted_support_low"][some], columns["weighted_support_high"][some] = percentiles(drawn)
    return columns


def holders(
    found: FoundPatterns, coded: CodedJourneys, constraints: Constraints, width: int, *, n_jobs: int | None = None
) -> "Iterator[tuple[slice, csc_array]]":
    """Stretches of patterns, and the journeys that hold each of them, for tables of so many columns."""
    step = max(1, _AT_ONCE // max(width, 1))
    for first in range(0, len(found), step):
        some = slice(first, min(first + step, len(found)))
        patterns = found.take(np.arange(some.start, some.stop))
        yield some, pattern_matrix(coded, patterns, "present", constraints=constraints, n_jobs=n_jobs).tocsc()


def by_customer(matrix: "csc_array", customers: Customers, values: Floats) -> Floats:
    """Sums by pattern and customer, shape (patterns, customers), of one value an entry of the matrix."""
    patterns = np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
    places = patterns * len(customers) + customers.owner[matrix.indices]
    sums = np.bincount(places, weights=values, minlength=matrix.shape[1] * len(customers))
    return sums.astype(np.float64).reshape(matrix.shape[1], len(customers))
