"""Corrections for testing many hypotheses at once."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: Harmonic numbers up to here are summed, beyond they are had by their series.
_SUMMED = 10_000


def benjamini_hochberg(p: ArrayLike, family: float) -> Floats:
    """Benjamini and Hochberg's q-values: false discoveries, where tests are independent or positively dependent.

    Parameters
    ----------
    p
        The p-values that were looked at, shape (n,).
    family
        How many hypotheses could have been reported, at least n; the others count as p = 1.

    Returns
    -------
    q
        float64, shape (n,): the smallest false discovery rate at which each is reported,
        q_(i) = min over j ≥ i of p_(j)·m / j, at most 1.

    References
    ----------
    Benjamini, Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.001, 0.02, 0.03], family=4).tolist()
    [0.004, 0.04, 0.04]
    """
    return _stepped(p, family, lambda ordered, rank: ordered * family / rank, rising=False)


def benjamini_yekutieli(p: ArrayLike, family: float) -> Floats:
    """Benjamini and Yekutieli's q-values: false discoveries, whatever the dependence between tests.

    Parameters
    ----------
    p, family
        As `benjamini_hochberg` takes them.

    Returns
    -------
    q
        float64, shape (n,): those of Benjamini and Hochberg times 1 + 1/2 + … + 1/m, at most 1.

    References
    ----------
    Benjamini, Yekutieli (2001), Annals of Statistics 29, 1165-1188, theorem 1.3.

    Examples
    --------
    >>> benjamini_yekutieli([0.001, 0.02, 0.03], family=4).round(5).tolist()
    [0.00833, 0.08333, 0.08333]
    """
    times = harmonic(family)
    return _stepped(p, family, lambda ordered, rank: ordered * family * times / rank, rising=False)


def holm(p: ArrayLike, family: float) -> Floats:
    """Holm's adjusted p-values: the chance of any false discovery, whatever the dependence between tests.

    Parameters
    ----------
    p, family
        As `benjamini_hochberg` takes them.

    Returns
    -------
    adjusted
        float64, shape (n,): the smallest level at which each is reported,
        max over j ≤ i of p_(j)·(m - j + 1), at most 1.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.001, 0.02, 0.03], family=4).tolist()
    [0.004, 0.06, 0.06]
    """
    return _stepped(p, family, lambda ordered, rank: ordered * (family - rank + 1), rising=True)


def bonferroni(p: ArrayLike, family: float) -> Floats:
    """Bonferroni's adjusted p-values, p·m: the chance of any false discovery, whatever the dependence between tests.

    Parameters
    ----------
    p, family
        As `benjamini_hochberg` takes them.

    Returns
    -------
    adjusted
        float64, shape (n,), at most 1.

    Examples
    --------
    >>> bonferroni([0.001, 0.02, 0.3], family=4).tolist()
    [0.004, 0.08, 1.0]
    """
    return np.minimum(_checked(p, family) * family, 1.0)


def uncorrected(p: ArrayLike, family: float) -> Floats:
    """The p-values as they are, for those who correct elsewhere."""
    return _checked(p, family)


CORRECTIONS: Mapping[str, Callable[[ArrayLike, float], Floats]] = {
    "bh": benjamini_hochberg,
    "by": benjamini_yekutieli,
    "holm": holm,
    "bonferroni": bonferroni,
    "none": uncorrected,
}
"""By the name of the public option."""


def harmonic(m: float) -> float:
    """1 + 1/2 + … + 1/m; by ln m + γ + 1/(2m) - 1/(12m²) where m is large.

    Examples
    --------
    >>> round(harmonic(4), 6), round(harmonic(1e6), 6)
    (2.083333, 14.392727)
    """
    if m <= _SUMMED:
        return float((1.0 / np.arange(1, int(m) + 1)).sum())
    return float(np.log(m) + np.euler_gamma + 1 / (2 * m) - 1 / (12 * m * m))


def _checked(p: ArrayLike, family: float) -> Floats:
    values = np.asarray(p, np.float64)
    if len(values) > family:
        message = f"A family of {family} cannot hold {len(values)} hypotheses."
        raise ValueError(message)
    return values


def _stepped(p: ArrayLike, family: float, step: Callable[[Floats, Floats], Floats], *, rising: bool) -> Floats:
    """Ordered p by their ranks, and then monotone: from the smallest up (Holm) or from the largest down."""
    values = _checked(p, family)
    order = np.argsort(values, kind="stable")
    ranked = step(values[order], np.arange(1, len(values) + 1, dtype=np.float64))
    stepped = np.maximum.accumulate(ranked) if rising else np.minimum.accumulate(ranked[::-1])[::-1]
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(stepped, 1.0)
    # p·m/m may round to a hair below p.
    return np.maximum(adjusted, values)
