"""Customers with more events than the tail of the others allows."""

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.columns import Mask

_MOST_HEAVY = 3
_TAIL = 100
_LEAST_CUSTOMERS = 50
_LEAST_SHARE = 0.01
_LEAST_RATIO = 3.0
_LEVEL = 0.01


def heavy(counts: NDArray[np.integer]) -> Mask:
    r"""Which customers have more events than a heavy tail allows.

    With counts :math:`x_1 \ge x_2 \ge …` of a Pareto tail, :math:`E_i = i \log(x_i / x_{i+1})` are independent and
    exponential with one mean (Rényi), so :math:`P(E_j / \bar E > f) = (1 + f/ν)^{-ν}` for the mean :math:`\bar E` of
    the ν spacings below. The j largest, j ≤ 3, are heavy where that is at most 1 %, the j-th has three times the events
    of the next, and at least 1 % of all.

    Parameters
    ----------
    counts
        Events of each customer, shape (m,); 0 leaves one out.

    Returns
    -------
    Mask
        Shape (m,); nobody where fewer than fifty customers have events.

    References
    ----------
    Rényi (1953), On the theory of order statistics, Acta Math. Hung. 4; Hill (1975), Ann. Statist. 3(5).

    Examples
    --------
    >>> heavy(np.array([5_000, *range(1, 100)])).nonzero()[0].tolist()
    [0]
    """
    found = np.zeros(len(counts), np.bool_)
    m = int(np.count_nonzero(counts))
    if m < _LEAST_CUSTOMERS:
        return found
    top = np.argsort(-counts, kind="stable")[: min(_TAIL, m // 2) + 1]
    x = counts[top].astype(np.float64)
    spacings = np.arange(1, len(x)) * np.log(x[:-1] / x[1:])
    for j in range(_MOST_HEAVY, 0, -1):
        below = spacings[j:]
        mean, v = float(below.mean()), len(below)
        chance = (1 + spacings[j - 1] / (mean * v)) ** -v if mean > 0 else 0.0
        if chance <= _LEVEL and x[j - 1] >= _LEAST_RATIO * x[j] and x[j - 1] >= _LEAST_SHARE * counts.sum():
            found[top[:j]] = True
            break
    return found
