"""Measures of rules A → B from four counts: journeys with the rule, with A, with B, and all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """What measures are made of, a value a rule.

    Attributes
    ----------
    both
        n11: journeys with A and then B.
    left
        n1.: journeys with A.
    right
        n.1: journeys with B anywhere; or what stands for them, see `with_baseline`.
    total
        N.
    """

    both: Floats
    left: Floats
    right: Floats
    total: float

    @property
    def confidence(self) -> Floats:
        """P(B | A)."""
        return _over(self.both, self.left)

    @property
    def share(self) -> Floats:
        """P(B)."""
        return self.right / max(self.total, 1.0)

    def with_baseline(self, expected: Floats) -> "Counts":
        """The same with P(B) as the order null has it: E / n1., the chance of B after A in a random order."""
        return Counts(self.both, self.left, self.total * _over(expected, self.left), self.total)


def _over(part: Floats | float, whole: Floats) -> Floats:
    """Part over whole; infinite over nothing, NaN where both are nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(part, whole), np.float64)


def leverage(n: Counts) -> Floats:
    """P(AB) - P(A)·P(B) (Piatetsky-Shapiro 1991)."""
    return (n.both - n.left * n.share) / max(n.total, 1.0)


def conviction(n: Counts) -> Floats:
    """(1 - P(B)) / (1 - confidence), infinite at confidence 1 (Brin et al. 1997)."""
    return np.where(n.both >= n.left, np.inf, _over(n.left * (1 - n.share), n.left - n.both))


def added_value(n: Counts) -> Floats:
    """Confidence - P(B)."""
    return n.confidence - n.share


def certainty(n: Counts) -> Floats:
    """How much of the way from P(B) to 1 (or down to 0) the confidence goes (Shortliffe and Buchanan 1975).

    (confidence - P(B)) / (1 - P(B)) where that is positive, else (confidence - P(B)) / P(B).
    """
    gain = n.confidence - n.share
    way = np.where(gain >= 0, 1 - n.share, n.share)
    return np.where(gain == 0, 0.0, _over(gain, way))


def j_measure(n: Counts) -> Floats:
    """P(A) times the information, in nats, that A gives about B (Smyth and Goodman 1992)."""
    return n.left / max(n.total, 1.0) * (_gain(n.confidence, n.share) + _gain(1 - n.confidence, 1 - n.share))


def _gain(now: Floats, before: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(now == 0, 0.0, now * np.log(now / before))


def cosine(n: Counts) -> Floats:
    """n11 / √(n1.·n.1)."""
    return _over(n.both, np.sqrt(n.left * n.right))


def kulczynski(n: Counts) -> Floats:
    """The mean of P(B | A) and P(A | B)."""
    return (n.confidence + _over(n.both, n.right)) / 2


def imbalance_ratio(n: Counts) -> Floats:
    """|n1. - n.1| / (n1. + n.1 - n11) (Wu, Chen and Han 2010)."""
    return _over(np.abs(n.left - n.right), n.left + n.right - n.both)


def jaccard(n: Counts) -> Floats:
    """n11 / (n1. + n.1 - n11)."""
    return _over(n.both, n.left + n.right - n.both)


def all_confidence(n: Counts) -> Floats:
    """n11 / max(n1., n.1) (Omiecinski 2003)."""
    return _over(n.both, np.maximum(n.left, n.right))


def max_confidence(n: Counts) -> Floats:
    """n11 / min(n1., n.1)."""
    return _over(n.both, np.minimum(n.left, n.right))


def zhang(n: Counts) -> Floats:
    """Leverage over the most it could be: max(P(AB)(1 - P(A)), P(A)(P(B) - P(AB))) (Zhang 2000); 0 at leverage 0."""
    both, left = n.both / max(n.total, 1.0), n.left / max(n.total, 1.0)
    lift = both - left * n.share
    most = np.maximum(both * (1 - left), left * (n.share - both))
    return np.where(lift == 0, 0.0, _over(lift, most))


def odds_ratio(n: Counts) -> Floats:
    """Odds of B with A over those without, ½ added to each of the four cells (Haldane, Anscombe)."""
    cells = (n.both, n.left - n.both, n.right - n.both, n.total - n.left - n.right + n.both)
    a, b, c, d = (cell + 0.5 for cell in cells)
    return _over(a * d, b * c)


def phi(n: Counts) -> Floats:
    """Pearson's correlation of A and B; NaN where all journeys, or none, hold a side."""
    spread = n.left * (n.total - n.left) * n.right * (n.total - n.right)
    return _over(n.total * n.both - n.left * n.right, np.sqrt(np.maximum(spread, 0.0)))


def relative_risk(n: Counts) -> Floats:
    """P(B | A) / P(B | not A)."""
    return _over(n.confidence, _over(n.right - n.both, n.total - n.left))


def laplace(n: Counts) -> Floats:
    """(n11 + 1) / (n1. + 2) (Clark and Boswell 1991)."""
    return (n.both + 1) / (n.left + 2)


def hyper_lift(n: Counts) -> Floats:
    """n11 over the 99 % point of its hypergeometric distribution given n1. and n.1 (Hahsler and Hornik 2007)."""
    from scipy.stats import hypergeom

    point = hypergeom.ppf(0.99, n.total, n.right, n.left)
    return _over(n.both, np.asarray(point, np.float64))


BASED: Mapping[str, Callable[[Counts], Floats]] = {
    "leverage": leverage,
    "conviction": conviction,
    "added_value": added_value,
    "certainty": certainty,
    "j_measure": j_measure,
}
"""Measures that compare the confidence with P(B): by default the order null's, for B here comes after A."""

OVERLAPS: Mapping[str, Callable[[Counts], Floats]] = {
    "cosine": cosine,
    "kulczynski": kulczynski,
    "imbalance_ratio": imbalance_ratio,
    "jaccard": jaccard,
    "all_confidence": all_confidence,
    "max_confidence": max_confidence,
    "zhang": zhang,
    "odds_ratio": odds_ratio,
    "phi": phi,
    "relative_risk": relative_risk,
    "laplace": laplace,
    "hyper_lift": hyper_lift,
}
"""Measures of the table of journeys with A or not, and B or not: B is anywhere in them."""
