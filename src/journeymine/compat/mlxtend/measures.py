"""mlxtend's measures of a rule, in its words and to the last bit.

A rule A → C is known by three shares: of the rows that hold both, A, and C. The formulas are those of mlxtend, fault
included (`certainty` lacks the branch for rules that make C less likely); `journeymine`'s own are in `ranking`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
METRICS = [
    "antecedent support",
    "consequent support",
    "support",
    "confidence",
    "lift",
    "representativity",
    "leverage",
    "conviction",
    "zhangs_metric",
    "jaccard",
    "certainty",
    "kulczynski",
]
"""All measures, in the order of mlxtend's columns."""


def measure(name: str, both: Shares, first: Shares, second: Shares, n: float = 1) -> Shares:
    """A measure of many rules.

    Parameters
    ----------
    name
        One of `METRICS`.
    both, first, second
        Shares of the rows that hold A and C, A, and C, all of one shape.
    n
        How many rows there are, by which mlxtend multiplies and divides.

    Raises
    ------
    KeyError
        There is no such measure.

    Examples
    --------
    >>> shares = np.array([0.4]), np.array([0.5]), np.array([0.8])
    >>> measure("confidence", *shares).tolist(), measure("lift", *shares).tolist()
    ([0.8], [1.0])
    """
    return _FORMULAS[name](both, first, second, n)


def _confidence(both: Shares, first: Shares, _: Shares, n: float) -> Shares:
    return both * n / (first * n)


def _lift(both: Shares, first: Shares, second: Shares, n: float) -> Shares:
    return _confidence(both, first, second, n) / second


def _leverage(both: Shares, first: Shares, second: Shares, _: float) -> Shares:
    return both - first * second


def _conviction(both: Shares, first: Shares, second: Shares, n: float) -> Shares:
    confidence = _confidence(both, first, second, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(confidence < 1.0, (1.0 - second) / (1.0 - confidence), np.inf)


def _zhang(both: Shares, first: Shares, second: Shares, n: float) -> Shares:
    bound = np.maximum(both * (1 - first), first * (second - both))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bound == 0, 0, _leverage(both, first, second, n) / bound)


def _certainty(both: Shares, first: Shares, second: Shares, n: float) -> Shares:
    room = 1 - second
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(room == 0, 0, (_confidence(both, first, second, n) - second) / room)


def _kulczynski(both: Shares, first: Shares, second: Shares, n: float) -> Shares:
    return (_confidence(both, first, second, n) + _confidence(both, second, first, n)) / 2


_FORMULAS: dict[str, Callable[[Shares, Shares, Shares, float], Shares]] = {
    "antecedent support": lambda _both, first, _second, _n: first,
    "consequent support": lambda _both, _first, second, _n: second,
    "support": lambda both, _first, _second, _n: both,
    "confidence": _confidence,
    "lift": _lift,
    "representativity": lambda both, _first, _second, _n: np.ones(both.shape),
    "leverage": _leverage,
    "conviction": _conviction,
    "zhangs_metric": _zhang,
    "jaccard": lambda both, first, second, _n: both / (first + second - both),
    "certainty": _certainty,
    "kulczynski": _kulczynski,
}
