"""Columns of association rules: mlxtend's names, intervals, and every other measure of two by two counts."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from journeymine.ranking.intervals import Z95, wilson
from journeymine.ranking.measures import BASED, OVERLAPS, Counts, zhang

Floats = NDArray[np.float64]
Measure = Callable[[Counts], Floats]

EARLY: Mapping[str, Measure] = {
    "antecedent_support": lambda n: n.left / max(n.total, 1.0),
    "consequent_support": lambda n: n.share,
    "support": lambda n: n.both / max(n.total, 1.0),
    "confidence": lambda n: n.confidence,
    "lift": lambda n: n.total * n.both / (n.left * n.right),
    "leverage": BASED["leverage"],
    "conviction": BASED["conviction"],
    "zhangs_metric": zhang,
    "jaccard": OVERLAPS["jaccard"],
    "certainty": BASED["certainty"],
    "kulczynski": OVERLAPS["kulczynski"],
}
"""The measures that mlxtend has, by its names."""

FURTHER: Mapping[str, Measure] = {
    name: measure for name, measure in {**BASED, **OVERLAPS}.items() if name not in EARLY and name != "zhang"
}
"""The other measures, on request."""

MEASURES: Mapping[str, Measure] = {"n_rule": lambda n: n.both, **EARLY, **FURTHER}
"""What rules can be ranked by."""

INTERVALS = ("confidence_low", "confidence_high", "lift_low", "lift_high")


def intervals(n: Counts, worth: Floats) -> dict[str, Floats]:
    """Intervals of confidence and lift.

    Parameters
    ----------
    n
        Counts of the rules.
    worth
        How many independent baskets the baskets are worth, for each rule; N where every basket is somebody else's.

    Returns
    -------
    dict
        ``confidence_low, confidence_high``: Wilson 95 % of n11 in n1.; ``lift_low, lift_high``: by the delta method on
        the logarithm::

            Var(ln lift) = 1/n11 - 1/n1. - 1/n.1 + (2·lift - 1)/N

    Notes
    -----
    Where customers have several baskets, all counts shrink by worth / N: by as much as the baskets that hold the whole
    rule are alike within customers.

    Examples
    --------
    >>> counts = Counts(np.array([20.0]), np.array([40.0]), np.array([50.0]), 100.0)
    >>> {name: column.round(3).tolist() for name, column in intervals(counts, np.array([100.0])).items()}
    {'confidence_low': [0.352], 'confidence_high': [0.648], 'lift_low': [0.787], 'lift_high': [1.271]}
    """
    shrunk = worth / max(n.total, 1.0)
    low, high = wilson(n.both * shrunk, n.left * shrunk)
    lift = EARLY["lift"](n)
    variance = 1 / n.both - 1 / n.left - 1 / n.right + (2 * lift - 1) / max(n.total, 1.0)
    spread = np.exp(Z95 * np.sqrt(np.maximum(variance, 0.0) / shrunk))
    return dict(zip(INTERVALS, (low, high, lift / spread, lift * spread), strict=True))
