"""Measures of categories given against labels."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Names = NDArray[np.object_]
_BINS = 10


def macro_f1(true: Names, given: Names) -> float:
    """The mean F1 of the categories that labels have: F1 = 2·tp / (2·tp + fp + fn) (van Rijsbergen 1979, chapter 7).

    A text left unassigned is missed by its category and counts for no other. NaN where there are no texts.

    Examples
    --------
    >>> a, b = np.array(["x", "x", "y"], dtype=object), np.array(["x", "unassigned", "y"], dtype=object)
    >>> round(macro_f1(a, b), 4)
    0.8333
    """
    scores = [2 * _both(true, given, name) / _either(true, given, name) for name in sorted(set(true))]
    return float(np.mean(scores)) if scores else float("nan")


def by_category(true: Names, given: Names, unassigned: str) -> "pd.DataFrame":
    """Precision, recall and F1 of each category; NaN where nothing was given it, or nothing is of it.

    Examples
    --------
    >>> true, given = np.array(["x", "y"], dtype=object), np.array(["x", "x"], dtype=object)
    >>> by_category(true, given, "unassigned").values.tolist()
    [['x', 1, 2, 0.5, 1.0, 0.6666666666666666], ['y', 1, 0, nan, 0.0, 0.0]]
    """
    import pandas as pd

    rows = []
    for name in sorted({*true, *given} - {unassigned}):
        right, n_true, n_given = _both(true, given, name), int((true == name).sum()), int((given == name).sum())
        precision = right / n_given if n_given else float("nan")
        recall = right / n_true if n_true else float("nan")
        rows.append((name, n_true, n_given, precision, recall, 2 * right / _either(true, given, name)))
    return pd.DataFrame(rows, columns=["category", "n_labels", "n_given", "precision", "recall", "f1"])


def confusion(true: Names, given: Names) -> "pd.DataFrame":
    """How many texts of each label (rows) were given which category (columns), names sorted.

    Examples
    --------
    >>> confusion(np.array(["x", "y"], dtype=object), np.array(["x", "x"], dtype=object)).loc["y", "x"]
    np.int64(1)
    """
    import pandas as pd

    return pd.crosstab(pd.Series(true, name="label"), pd.Series(given, name="given"))


def calibration(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> "pd.DataFrame":
    """Ten bins of equal width of the probability of the category given: how probable it was, and how often right.

    Examples
    --------
    >>> calibration(np.array([0.95, 0.91, 0.2]), np.array([True, False, False]))["share_right"].tolist()
    [0.0, 0.5]
    """
    import pandas as pd

    bins = np.minimum((probability * _BINS).astype(np.int64), _BINS - 1)
    rows = []
    for place in np.unique(bins):
        inside = bins == place
        edges = place / _BINS, (place + 1) / _BINS
        rows.append((*edges, int(inside.sum()), float(probability[inside].mean()), float(right[inside].mean())))
    return pd.DataFrame(rows, columns=["from", "to", "n", "mean_probability", "share_right"])


def calibration_error(bins: "pd.DataFrame") -> float:
    """Σ n_b / n · |share right − mean probability| of the bins of `calibration`; NaN where they are none.

    Examples
    --------
    >>> round(calibration_error(calibration(np.array([0.9, 0.7]), np.array([True, True]))), 2)
    0.2
    """
    apart = (bins["share_right"] - bins["mean_probability"]).abs()
    return float((apart * bins["n"]).sum() / bins["n"].sum()) if len(bins) else float("nan")


def _both(true: Names, given: Names, name: str) -> int:
    return int(((true == name) & (given == name)).sum())


def _either(true: Names, given: Names, name: str) -> int:
    """2·tp + fp + fn: labels and categories given, counted together."""
    return int((true == name).sum() + (given == name).sum())
