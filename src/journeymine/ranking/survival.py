"""How long until something comes, for those who were not all watched for equally long: Kaplan and Meier's estimates."""

import numpy as np
from numpy.typing import NDArray

from journeymine.ranking.intervals import wilson

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


def kaplan_meier(
    lasted: Places, came: Mask, many: Floats, within: int, worth: float = 1.0
) -> tuple[float, float, float]:
    """The share to which something came within a time, with a 95 % interval.

    Of the events d and the number still watched n at each time t, S = Π(1 - d/n), and the share is 1 - S; NaN where
    nobody was watched for so long. Interval: Greenwood's variance V = S²·Σ d/(n(n - d)) makes the effective size
    S(1 - S)/V of Wilson's interval, which without censoring is that of a plain share.

    Parameters
    ----------
    lasted
        How long each was watched, or waited: shape (n,).
    came
        Did it come then?
    many
        For how many each stands.
    within
        The time.
    worth
        How many independent ones each is worth, where one customer has several.

    Returns
    -------
    share, low, high
        All NaN where the share is not known.

    References
    ----------
    Kaplan, Meier (1958), JASA 53, 457-481; the interval: Dorey, Korn (1987), Statistics in Medicine 6, 679-687.

    Examples
    --------
    >>> came = np.array([True, False, True, False])
    >>> share, low, high = kaplan_meier(np.array([1, 2, 3, 9]), came, np.ones(4), 5)
    >>> round(share, 3), round(low, 3), round(high, 3)
    (0.625, 0.18, 0.927)
    """
    times, _, events, risk = _table(lasted, came, many)
    inside = (times <= within) & (events > 0)
    events, risk_then = events[inside], risk[inside]
    stays = float(np.prod(1 - events / risk_then))
    observed = float(risk[times >= within].max(initial=0.0))
    if stays > 0 and not observed:
        return np.nan, np.nan, np.nan
    share = 1 - stays
    if stays in (0.0, 1.0):
        size = observed if stays else float(many.sum())
    else:
        variance = stays**2 * float((events / (risk_then * (risk_then - events))).sum())
        size = stays * share / variance
    size *= worth
    low, high = wilson(share * size, size)
    return share, float(low), float(high)


def jumps(lasted: Places, came: Mask, many: Floats) -> Floats:
    """By how much each event lifts Kaplan and Meier's curve 1 - S: what it stands for among all, watched or not.

    At a time t with n still watched that is S(t-)/n for each event, 0 for who had none. The sum over the events up to t
    is 1 - S(t); without censoring every event stands for 1/n of all. As weights they estimate whatever came with the
    event (such as how the time until then fell into parts) as if all had been watched (Lin, Sun, Ying 1999).

    Parameters
    ----------
    lasted, came, many
        As `kaplan_meier` takes them.

    Returns
    -------
    jumps
        float64, shape (n,), each for all that it stands for.

    References
    ----------
    Lin, Sun, Ying (1999), Biometrika 86, 59-70.

    Examples
    --------
    >>> jumps(np.array([1, 2, 3, 9]), np.array([True, False, True, False]), np.ones(4)).tolist()
    [0.25, 0.0, 0.375, 0.0]
    """
    _, place, events, risk = _table(lasted, came, many)
    stays = np.append(1.0, np.cumprod(1 - np.divide(events, risk, out=np.zeros(len(risk)), where=risk > 0)))[:-1]
    each = np.divide(stays, risk, out=np.zeros(len(risk)), where=risk > 0)
    return np.where(came, many * each[place], 0.0)


def weighted_quantile(values: Places, weights: Floats, target: float) -> int | None:
    """The smallest value up to which the weights sum to `target`; None where all of them sum to less.

    Parameters
    ----------
    values, weights
        Shape (n,) each; those without weight do not matter.
    target
        Of the sum of weights, > 0.

    Examples
    --------
    >>> weighted_quantile(np.array([5, 1, 9]), np.array([0.2, 0.3, 0.1]), 0.5)
    5
    >>> weighted_quantile(np.array([5, 1, 9]), np.array([0.2, 0.3, 0.1]), 0.7) is None
    True
    """
    order = np.argsort(values[weights > 0], kind="stable")
    ascending = values[weights > 0][order]
    # A sum that falls short by rounding alone is none that falls short.
    reached = np.flatnonzero(np.cumsum(weights[weights > 0][order]) >= target * (1 - 1e-9))
    return int(ascending[reached[0]]) if len(reached) else None


def _table(lasted: Places, came: Mask, many: Floats) -> tuple[Places, Places, Floats, Floats]:
    """Distinct times, which of them each lasted, events at each, and how many were still watched then."""
    times, place = np.unique(lasted, return_inverse=True)
    gone: Floats = np.bincount(place, many, len(times)).astype(np.float64)
    events: Floats = np.bincount(place, many * came, len(times)).astype(np.float64)
    return times, place.astype(np.int64), events, np.cumsum(gone[::-1])[::-1]
