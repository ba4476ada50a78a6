"""A linear model of classes over features, its calibration, and what each feature adds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
_ROUNDS = 1000


@dataclass(frozen=True, eq=False)
class Linear:
    """Scores of classes: ``x · weights + start``.

    Attributes
    ----------
    weights
        float64, shape (n_features, n_classes), or (n_features, 1) for yes and no: the log-odds of yes.
    start
        float64, shape (n_classes,) or (1,): the score where no feature says anything.
    """

    weights: Floats
    start: Floats

    def scores(self, matrix: "csr_array") -> Floats:
        """float64, shape (n, n_classes) or (n, 1)."""
        return np.asarray(matrix @ self.weights + self.start, np.float64)

    def chances(self, matrix: "csr_array") -> Floats:
        """Probabilities: float64, shape (n, n_classes); of yes and no, no comes first."""
        scores = self.scores(matrix)
        if scores.shape[1] == 1:
            scores = np.column_stack([np.zeros(len(scores)), scores])
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def paired(self) -> "Linear":
        """The same model with a column for each of two classes."""
        return Linear(np.column_stack([-self.weights / 2, self.weights / 2]), np.append(-self.start, self.start) / 2)

    def stretched(self, slope: float, shift: float) -> "Linear":
        """The model whose log-odds are ``slope · log-odds + shift``."""
        return Linear(self.weights * slope, self.start * slope + shift)


def fitted(matrix: "csr_array", label: Integers, weight: Floats, n_classes: int, strength: float) -> Linear:
    """Logistic regression with an L2 penalty, scikit-learn's.

    ``min ½ |weights|² + strength · Σ_i weight_i · log-loss_i``; several classes by softmax.

    Parameters
    ----------
    matrix
        float64, shape (n, n_features).
    label
        int64, shape (n,): the class of each row; of two classes 1 is yes, and both occur.
    weight
        float64, shape (n,).
    n_classes
        How many classes there are; of more than two each one occurs.
    strength
        The larger, the less the penalty counts.
    """
    from sklearn.linear_model import LogisticRegression

    if n_classes == 1:
        return Linear(np.zeros((matrix.shape[1], 1)), np.array([-np.inf]))
    model = LogisticRegression(C=strength, max_iter=_ROUNDS).fit(matrix, label, sample_weight=weight)
    return Linear(np.ascontiguousarray(model.coef_.T), model.intercept_.copy())


def calibration_line(log_odds: Floats, label: Integers, weight: Floats) -> tuple[float, float]:
    """Slope and shift that make log-odds fit what happened.

    References
    ----------
    Platt (1999), Advances in Large Margin Classifiers, 61-74.

    Examples
    --------
    Of what had odds of 20 to 1 three in four came:

    >>> slope, shift = calibration_line(np.repeat([3.0, -3.0], 4), np.array([1, 1, 1, 0, 1, 0, 0, 0]), np.ones(8))
    >>> round(slope, 2), abs(round(shift, 2))
    (0.37, 0.0)
    """
    from sklearn.linear_model import LogisticRegression

    # A penalty too small to be seen, for without one a line through cleanly parted cases has no end.
    model = LogisticRegression(C=1e3, max_iter=_ROUNDS).fit(log_odds[:, None], label, sample_weight=weight)
    return float(model.coef_[0, 0]), float(model.intercept_[0])
