"""A linear model of classes over features, its calibration, and what each feature adds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
_ROUNDS = 1000
#: The largest slope of the mean loss that is flat enough. With a tenth of it fitting takes four times as long, and
#: predictions are hardly better.
_CLOSE = 1e-3
_STIFF = 10.0


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

    def stretched(self, slope: float, shift: Floats) -> "Linear":
        """The model whose scores are ``slope · scores + shift``."""
        return Linear(self.weights * slope, self.start * slope + shift)


_limiting = Lock()


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra without threads of its own, for short vectors gain nothing from them.

    Where other programs have the cores such threads wait for each other for ever. The limit is the whole process's: of
    several that ask for it at a time the first sets it and takes it back, for limits taken back in another order than
    they were set would stay.
    """
    from threadpoolctl import threadpool_limits

    # Never waited for, so that a process forked meanwhile cannot hang on it.
    if not _limiting.acquire(blocking=False):
        yield
        return
    try:
        with threadpool_limits(1):
            yield
    finally:
        _limiting.release()


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
    with one_thread():
        model = LogisticRegression(C=strength, max_iter=_ROUNDS, tol=_CLOSE).fit(matrix, label, sample_weight=weight)
    return Linear(np.ascontiguousarray(model.coef_.T), model.intercept_.copy())


def calibration(scores: Floats, label: Integers, weight: Floats) -> tuple[float, Floats]:
    """One slope for all scores and a shift for each, by which they fit what happened.

    ``min Σ_i weight_i · log-loss_i(softmax(slope · scores + shift)) + ½ (slope - 1)² + 5 |shift|²``; of yes and no only
    yes is shifted. By the penalties a class that was expected less often than some ten times is not moved far.

    Parameters
    ----------
    scores
        float64, shape (n, n_classes), or (n, 1): the log-odds of yes.
    label
        int64, shape (n,): what happened.
    weight
        float64, shape (n,).

    References
    ----------
    Platt (1999), Advances in Large Margin Classifiers, 61-74; for several classes Alexandari, Kundaje and Shrikumar
    (2020), ICML, section 3 (bias-corrected temperature scaling).

    Examples
    --------
    Of what had odds of 20 to 1 three in four came:

    >>> log_odds, came = np.repeat([3.0, -3.0], 400), np.repeat([1, 0, 1, 0], [300, 100, 100, 300])
    >>> slope, shift = calibration(log_odds[:, None], came, np.ones(800))
    >>> round(slope, 2)
    0.37
    """
    from scipy.optimize import minimize

    yes = scores.shape[1] == 1
    given = np.column_stack([np.zeros(len(scores)), scores]) if yes else scores
    happened = np.zeros(given.shape)
    happened[np.arange(len(label)), label] = 1.0

    def loss(asked: Floats) -> tuple[float, Floats]:
        shift = np.append(0.0, asked[1:]) if yes else asked[1:]
        moved = given * asked[0] + shift
        moved -= moved.max(axis=1, keepdims=True)
        total = np.log(np.exp(moved).sum(axis=1))
        away = (np.exp(moved - total[:, None]) - happened) * weight[:, None]
        value = (weight * (total - (moved * happened).sum(axis=1))).sum() + (stiff * (asked - start) ** 2).sum() / 2
        slopes = np.append((away * given).sum(), away.sum(axis=0)[int(yes) :])
        return float(value), slopes + stiff * (asked - start)

    start = np.append(1.0, np.zeros(scores.shape[1]))
    stiff = np.append(1.0, np.full(scores.shape[1], _STIFF))
    with one_thread():
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    return float(found[0]), np.asarray(found[1:], np.float64)
