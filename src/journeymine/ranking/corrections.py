"""Corrections for testing many hypotheses at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike, family: float) -> NDArray[np.float64]:
    """Benjamini and Hochberg's q-values.

    Parameters
    ----------
    p
        The p-values that were looked at, shape (n,).
    family
        How many hypotheses could have been reported, at least n; the others count as p = 1.

    Returns
    -------
    q
        float64, shape (n,): the smallest false discovery rate at which each is reported.

    References
    ----------
    Benjamini, Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.001, 0.02, 0.03], family=4).tolist()
    [0.004, 0.04, 0.04]
    """
    values = np.asarray(p, np.float64)
    if len(values) > family:
        message = f"A family of {family} cannot hold {len(values)} hypotheses."
        raise ValueError(message)
    order = np.argsort(values, kind="stable")
    ranked = values[order] * family / np.arange(1, len(values) + 1)
    q = np.empty(len(values))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q
