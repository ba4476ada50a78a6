"""What the journeys of a pattern must come to: so many journeys, so many customers, or a share of all weight."""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option, choice, clash, is_real, is_whole, support_count

THRESHOLDS = ("journeys", "customers", "weighted")

_MOST = 2**64 - 1
#: Units of weight in all where decimals do not fit.
_UNITS = 2**62


@dataclass(frozen=True, eq=False)
class Worth:
    """A threshold as the core takes it.

    Attributes
    ----------
    min_support
        The least count of journeys.
    least
        What they must be worth beside that; 0 where only their count is asked for.
    weights
        uint64, shape (N,): the units of weight of each journey, or None.
    customers
        uint32, shape (N,): whose each journey is, where customers are counted, or None.
    """

    min_support: int
    least: int = 0
    weights: NDArray[np.uint64] | None = None
    customers: NDArray[np.uint32] | None = None


def worth(coded: CodedJourneys, min_support: Any, threshold: Any, where: str, *, top_k: bool = False) -> Worth:
    """What `min_support` asks for under a threshold.

    Parameters
    ----------
    coded
        N journeys; with their weights for ``"weighted"``, and in the order of their customers for ``"customers"``.
    min_support, threshold
        The public options.
    where
        The verb, for messages.
    top_k
        Are the best asked for?

    Raises
    ------
    OptionError
        No such threshold; a count, or no weights, for ``"weighted"``; the best of something that is not ranked by.
    """
    choice(threshold, "threshold", where, THRESHOLDS)
    if threshold == "journeys" or (threshold == "customers" and coded.multiplicity is not None):
        # A row stands for journeys of as many customers.
        return Worth(support_count(min_support, coded.n_journeys, where))
    if top_k:
        why = (
            "the best are those of most journeys, whatever the threshold; use `min_support` alone, and "
            ".sort_by(…) or .top(n, by=…) on the result"
        )
        raise clash("top_k", f"threshold={threshold!r}", where, why)
    if threshold == "customers":
        least = support_count(min_support, coded.n_customers, where)
        return Worth(1, least, customers=coded.customer_codes)
    if coded.weights is None:
        raise clash("threshold='weighted'", "weights=None", where, "say what each journey weighs by `weights`")
    if is_whole(min_support) or not is_real(min_support) or not 0 < min_support <= 1:
        must = "a share in (0, 1] such as 0.01 with threshold='weighted', for weights have no count"
        raise bad_option("min_support", where, must, min_support)
    units = weight_units(coded.weights, coded.multiplicity)
    many = np.ones(len(coded), np.uint64) if coded.multiplicity is None else coded.multiplicity.astype(np.uint64)
    total = sum(units.astype(object) * many.astype(object))
    least = max(1, math.ceil(Fraction(str(min_support)) * total))
    return Worth(1, least, weights=units * many)


def weight_units(weights: NDArray[np.float64], multiplicity: NDArray[np.uint32] | None = None) -> NDArray[np.uint64]:
    """Weights as whole numbers of one unit, so that sums are exact and in whatever order the same.

    The unit is the last decimal place of any weight as it prints (0.1 is a tenth), where all weights together stay
    below 2^64 of it; else the 2^62nd part of all of them, to which each weight is rounded (never to 0).

    Parameters
    ----------
    weights
        Finite, ≥ 0, shape (N,).
    multiplicity
        How often each counts; None: once.

    Returns
    -------
    uint64, shape (N,); the sum, each as often as it counts, is below 2^64.

    Examples
    --------
    >>> weight_units(np.array([0.1, 2.0, 1.25])).tolist()
    [10, 200, 125]
    """
    distinct, places = np.unique(weights, return_inverse=True)
    many = np.ones(len(weights), np.int64) if multiplicity is None else multiplicity.astype(np.int64)
    counts = np.zeros(len(distinct), np.int64)
    np.add.at(counts, places, many)
    printed = [Decimal(repr(one)) for one in distinct.tolist()]
    behind = max((-int(one.normalize().as_tuple().exponent) for one in printed), default=0)
    whole = [int(one.scaleb(max(behind, 0))) for one in printed]
    total = sum(one * count for one, count in zip(whole, counts.tolist(), strict=True))
    if total > _MOST:
        # Rounded half up.
        whole = [max(int(one > 0), (2 * one * _UNITS + total) // (2 * total)) for one in whole]
    return np.array(whole, np.uint64)[places]
