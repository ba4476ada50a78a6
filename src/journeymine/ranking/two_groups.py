"""Two groups and one yes or no: differences, ratios and odds with intervals, Fisher's and Pearson's tests."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from journeymine.ranking.intervals import Z95, wilson

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats, Floats]


def difference(x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike, n_eff: ArrayLike, m_eff: ArrayLike) -> Interval:
    """The difference of two shares x/n − y/m with Newcombe's 95 % interval.

    With Wilson's limits (l1, u1) of p1 = x/n and (l2, u2) of p2 = y/m, and d = p1 − p2::

        d − √((p1 − l1)² + (u2 − p2)²),  d + √((u1 − p1)² + (p2 − l2)²)

    Parameters
    ----------
    x, n, y, m
        Counts and totals of the two.
    n_eff, m_eff
        How many independent journeys the totals are worth, for the limits.

    Returns
    -------
    difference, low, high
        float64; NaN where a total is 0.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> [round(float(one), 4) for one in difference(56, 70, 48, 80, 70, 80)]
    [0.2, 0.0524, 0.3339]
    """
    one, two = _share(x, n), _share(y, m)
    low1, high1 = wilson(np.multiply(one, n_eff), n_eff)
    low2, high2 = wilson(np.multiply(two, m_eff), m_eff)
    # One division of whole numbers: equal differences are equal, to the last bit.
    gap = _share(np.multiply(x, m) - np.multiply(y, n), np.multiply(n, m))
    return gap, gap - np.hypot(one - low1, high2 - two), gap + np.hypot(high1 - one, two - low2)


def ratio(x: ArrayLike, n: ArrayLike, y: ArrayLike, m: ArrayLike, worth: tuple[ArrayLike, ArrayLike]) -> Interval:
    """The ratio of two shares (x/n)/(y/m) with a 95 % interval on the log scale.

    Var(ln ratio) = (1/x − 1/n)·n/n_eff + (1/y − 1/m)·m/m_eff. Where x or y is 0, ½ is added to every count (and the
    totals) for the interval, which is then drawn about the ratio so corrected; the ratio itself stays 0 or ∞.

    Parameters
    ----------
    x, n, y, m
        Counts and totals of the two.
    worth
        How many independent journeys the two totals are worth.

    Returns
    -------
    ratio, low, high
        float64; NaN where a total is 0, or both counts.

    References
    ----------
    Katz et al. (1978), Biometrics 34, 469-474; the ½: Pettigrew, Gart, Thomas (1986), Biometrika 73, 425-435.

    Examples
    --------
    >>> [round(float(one), 3) for one in ratio(10, 20, 5, 20, (20, 20))]
    [2.0, 0.832, 4.805]
    """
    x, n, y, m = (np.asarray(one, np.float64) for one in (x, n, y, m))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where((x == 0) | (y == 0), 0.5, 0.0)
        a, b, all_a, all_b = x + half, y + half, n + half, m + half
        spread = (1 / a - 1 / all_a) * _times(n, worth[0]) + (1 / b - 1 / all_b) * _times(m, worth[1])
        centre, reach = (a / all_a) / (b / all_b), np.exp(Z95 * np.sqrt(spread))
        value = np.where((n > 0) & (m > 0), (x / n) / (y / m), np.nan)
        known = ~np.isnan(value)
        return value, np.where(known, centre / reach, np.nan), np.where(known, centre * reach, np.nan)


def odds_ratio(a: Floats, b: Floats, c: Floats, d: Floats, inflation: float | Floats = 1.0) -> Interval:
    """The odds ratio ad/bc with ½ added to each count (Haldane–Anscombe), with a 95 % interval on the log scale.

    Parameters
    ----------
    a, b, c, d
        With and without the pattern: a and c in the group, b and d in the rest.
    inflation
        By how much customers of several journeys inflate the variance.

    Examples
    --------
    >>> [round(float(one), 3) for one in odds_ratio(*map(np.array, (10.0, 5.0, 10.0, 15.0)))]
    [2.818, 0.772, 10.293]
    """
    cells = [one + 0.5 for one in (a, b, c, d)]
    log = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    reach = Z95 * np.sqrt(sum(1 / one for one in cells) * inflation)
    return np.exp(log), np.exp(log - reach), np.exp(log + reach)


def chi_square(a: Floats, exposed: Floats, group: float, total: float, inflation: float | Floats = 1.0) -> Floats:
    """Pearson's test of independence, two-sided, without a correction for continuity.

    Parameters
    ----------
    a, exposed
        Journeys of the group that hold the pattern, and all that do.
    group, total
        Journeys of the group, and all.
    inflation
        By how much customers of several journeys inflate the variance.

    Returns
    -------
    p
        float64; 1 where a margin is empty.

    Examples
    --------
    >>> chi_square(np.array([10.0]), np.array([15.0]), 20, 40).round(4).tolist()
    [0.1025]
    """
    from scipy.stats import chi2

    spread = exposed * (total - exposed) * group * (total - group) / total**3
    gap = a - exposed * group / total
    with np.errstate(invalid="ignore"):
        inflated = spread * inflation
    statistic = np.divide(gap**2, inflated, out=np.zeros(len(gap)), where=inflated > 0)
    return np.asarray(chi2.sf(statistic, 1), np.float64)


def g_test(a: Floats, exposed: Floats, group: float, total: float, inflation: float | Floats = 1.0) -> Floats:
    """The likelihood ratio test of independence, two-sided: G = 2·Σ O·ln(O/E) over the four cells.

    Parameters
    ----------
    a, exposed, group, total, inflation
        As in `chi_square`.

    Returns
    -------
    p
        float64; 1 where a margin is empty.

    References
    ----------
    Sokal, Rohlf (1995), *Biometry*, section 17.2; Dunning (1993), Computational Linguistics 19, 61-74, section 3.

    Examples
    --------
    >>> g_test(np.array([10.0]), np.array([15.0]), 20, 40).round(3).tolist()
    [0.1]
    """
    from scipy.special import xlogy
    from scipy.stats import chi2

    cells = (a, exposed - a, group - a, total - group - exposed + a)
    # Σ O·ln E of a table with fixed margins, in the margins.
    margins = xlogy(exposed, exposed) + xlogy(total - exposed, total - exposed)
    margins = margins + xlogy(group, group) + xlogy(total - group, total - group) - xlogy(total, total)
    statistic = np.maximum(2 * (sum(xlogy(one, one) for one in cells) - margins), 0.0)
    with np.errstate(invalid="ignore"):
        statistic = np.divide(statistic, inflation, out=np.zeros(len(a)), where=np.asarray(inflation) > 0)
    return np.asarray(chi2.sf(statistic, 1), np.float64)


def fisher_exact(a: Floats, exposed: Floats, group: float, total: float) -> Floats:
    """Fisher's exact test, two-sided: the probability of all tables no likelier than the one seen, margins fixed.

    Parameters
    ----------
    a, exposed
        Journeys of the group that hold the pattern, and all that do: whole numbers.
    group, total
        Journeys of the group, and all.

    Notes
    -----
    Tables whose probability is within a relative 1e-7 of the one seen count as equally likely, as in R and SciPy.

    Examples
    --------
    >>> fisher_exact(np.array([3.0, 0.0]), np.array([3.0, 3.0]), 3, 6).round(9).tolist()
    [0.1, 0.1]
    """
    from scipy.stats import hypergeom

    p = np.ones(len(a))
    margins, place = np.unique(exposed, return_inverse=True)
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(margins)))
    for margin, start, stop in zip(margins.tolist(), [0, *ends[:-1]], ends, strict=False):
        rows = order[start:stop]
        least = max(0, int(margin + group - total))
        chances = hypergeom.pmf(np.arange(least, int(min(margin, group)) + 1), total, group, margin)
        ranked = np.sort(chances)
        upto = np.searchsorted(ranked, chances[a[rows].astype(np.int64) - least] * (1 + 1e-7), side="right")
        p[rows] = np.minimum(np.cumsum(ranked)[upto - 1], 1.0)
    return p


def _share(x: ArrayLike, n: ArrayLike) -> Floats:
    hits, total = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(n, np.float64))
    return np.asarray(np.divide(hits, total, out=np.full(hits.shape, np.nan), where=total > 0), np.float64)


def _times(total: Floats, worth: ArrayLike) -> Floats:
    """How many journeys one independent journey stands for."""
    return np.asarray(total / np.asarray(worth, np.float64), np.float64)
