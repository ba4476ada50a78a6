"""How good predicted probabilities are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.ranking.intervals import Z95, effective_size

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
BINS = 10
_LEAST = 1e-15


def losses(chance: Floats, label: Integers) -> Floats:
    """``-log P`` of what happened, P at least 1e-15: float64, shape (n,).

    Examples
    --------
    >>> losses(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0, 0])).round(3).tolist()
    [0.693, -0.0]
    """
    return np.asarray(-np.log(np.maximum(chance[np.arange(len(label)), label], _LEAST)))


def brier(chance: Floats, label: Integers, weight: Floats) -> float:
    """``Σ w Σ_x (P(x) - [x happened])² / Σ w``; of two classes half of that, as usual.

    References
    ----------
    Brier (1950), Monthly Weather Review 78, 1-3.

    Examples
    --------
    >>> round(brier(np.array([[0.8, 0.2], [0.5, 0.5]]), np.array([0, 1]), np.ones(2)), 3)
    0.145
    """
    hit = chance[np.arange(len(label)), label]
    squares = (chance**2).sum(axis=1) - 2 * hit + 1
    return float(np.average(squares, weights=weight)) / (2 if chance.shape[1] == 2 else 1)


def top_accuracy(chance: Floats, label: Integers, weight: Floats, k: int) -> float:
    """How often what happened is among the k most probable; of equal ones the first in order.

    Examples
    --------
    >>> top_accuracy(np.array([[0.2, 0.5, 0.3], [0.4, 0.4, 0.2]]), np.array([2, 1]), np.ones(2), k=1)
    0.0
    """
    own = chance[np.arange(len(label)), label][:, None]
    ahead = (chance > own).sum(axis=1)
    ahead += ((chance == own) & (np.arange(chance.shape[1]) < label[:, None])).sum(axis=1)
    return float(np.average(ahead < k, weights=weight))


def bins(score: Floats, weight: Floats) -> Integers:
    """Ten bins of about equal weight, equal scores in one: int64, shape (n,), numbered upwards from 0.

    Examples
    --------
    >>> bins(np.array([0.1, 0.9, 0.1, 0.5]), np.ones(4)).tolist()
    [0, 7, 0, 5]
    """
    order = np.argsort(score, kind="stable")
    before = np.cumsum(weight[order]) - weight[order]
    _, first, same = np.unique(score[order], return_index=True, return_inverse=True)
    place = np.empty(len(score), np.int64)
    place[order] = np.minimum((BINS * before[first] / weight.sum()).astype(np.int64), BINS - 1)[same]
    return place


def calibration(score: Floats, hit: NDArray[np.bool_], weight: Floats) -> tuple[Integers, Floats, Floats, Floats]:
    """Predicted and observed by bin.

    Returns
    -------
    n, share, predicted, observed
        By bin that is not empty: how many, their share of the weight, their mean score, the share of hits.

    Examples
    --------
    >>> n, share, predicted, observed = calibration(np.array([0.2, 0.2, 0.9]), np.array([0, 1, 1]) > 0, np.ones(3))
    >>> n.tolist(), predicted.tolist(), observed.tolist()
    ([2, 1], [0.2, 0.9], [0.5, 1.0])
    """
    _, place = np.unique(bins(score, weight), return_inverse=True)
    total = np.bincount(place, weight)
    predicted, observed = np.bincount(place, weight * score) / total, np.bincount(place, weight * hit) / total
    return np.bincount(place), total / weight.sum(), predicted, observed


def calibration_error(score: Floats, hit: NDArray[np.bool_], weight: Floats) -> float:
    """The mean distance of observed from predicted over the bins, by their weight.

    Examples
    --------
    >>> round(calibration_error(np.array([0.2, 0.2, 0.9]), np.array([0, 1, 1]) > 0, np.ones(3)), 3)
    0.233
    """
    _, share, predicted, observed = calibration(score, hit, weight)
    return float((share * np.abs(predicted - observed)).sum())


def independent(place: Integers, hit: NDArray[np.bool_], weight: Floats, customers: Integers) -> Floats:
    """How many independent predictions those of each bin are worth, customers being what is independent.

    As `effective_size` has it, over the weights of a customer's predictions and hits in the bin; a weight of 1 counts
    as one prediction.

    Examples
    --------
    >>> hit = np.array([1, 1, 0, 0]) > 0
    >>> independent(np.zeros(4, int), hit, np.ones(4), np.array([0, 0, 1, 1])).round(3).tolist()
    [1.0]
    >>> independent(np.zeros(4, int), hit, np.ones(4), np.arange(4)).tolist()
    [4.0]
    """
    _, place = np.unique(place, return_inverse=True)
    _, who = np.unique(customers, return_inverse=True)
    pairs, own = np.unique(place * (int(who.max()) + 1) + who, return_inverse=True)
    bin_of = pairs // (int(who.max()) + 1)
    size, hits = np.bincount(own, weight), np.bincount(own, weight * hit)

    def by_bin(values: NDArray[Any]) -> Floats:
        return np.bincount(bin_of, values).astype(np.float64)

    return effective_size(
        by_bin(hits),
        by_bin(hits**2),
        by_bin(hits * size),
        total=by_bin(size),
        size_squares=by_bin(size**2),
        customers=np.bincount(bin_of),
    )


def found_among(score: Floats, hit: NDArray[np.bool_], weight: Floats, shares: Floats) -> Floats:
    """Which part of the hits lies among the highest scores; of equal scores each counts in proportion.

    Parameters
    ----------
    score, hit, weight
        n predictions.
    shares
        The parts of the weight looked at, in [0, 1].

    Examples
    --------
    >>> found_among(np.array([0.9, 0.5, 0.5, 0.1]), np.array([1, 1, 0, 0]) > 0, np.ones(4), np.array([0.5])).tolist()
    [0.75]
    """
    levels, place = np.unique(-score, return_inverse=True)
    seen = np.concatenate([[0.0], np.cumsum(np.bincount(place, weight, len(levels)))])
    hits = np.concatenate([[0.0], np.cumsum(np.bincount(place, weight * hit, len(levels)))])
    part = hits / hits[-1] if hits[-1] > 0 else np.full(len(hits), np.nan)
    return np.asarray(np.interp(shares, seen / seen[-1], part))


def difference(more: Floats, weight: Floats, customers: Integers) -> tuple[float, float, float]:
    """The weighted mean of differences with its 95 % interval, customers being what is independent.

    ``se² = Σ_c (Σ_{i of c} w_i (d_i - d))² / (Σ w)²``

    Examples
    --------
    >>> [round(one, 3) for one in difference(np.array([1.0, 1.0, 0.0, 0.0]), np.ones(4), np.array([0, 0, 1, 1]))]
    [0.5, -0.193, 1.193]
    """
    mean = float(np.average(more, weights=weight))
    _, who = np.unique(customers, return_inverse=True)
    error = float(np.sqrt((np.bincount(who, weight * (more - mean)) ** 2).sum()) / weight.sum())
    return mean, mean - Z95 * error, mean + Z95 * error
