"""What models of running journeys share: their features, their linear model, their options."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from journeymine.actions.prediction import contexts
from journeymine.actions.prediction.features import Features, learned
from journeymine.actions.prediction.labels import Labelled
from journeymine.actions.prediction.linear import Linear, calibration, fitted
from journeymine.actions.prediction.scores import losses
from journeymine.actions.prediction.splitting import halves, later_customers
from journeymine.actions.prediction.steps import Prefixes, Steps, steps_of, whole
from journeymine.api import Journeys, mine_sequences
from journeymine.api.inputs import as_journeys
from journeymine.errors import InputError
from journeymine.estimators.prediction_report import PredictionReport, reported
from journeymine.journeys.lists import Element
from journeymine.options import bad_option, is_real, optional_whole_number, seed, whole_number

JourneysLike = Journeys | Iterable[Sequence[Element]]
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
#: An ending of fewer training prefixes is no feature.
LEAST = 2
OBSERVED = "observational: what went along with what came, not what brought it about."


@dataclass(frozen=True, eq=False)
class Examples:
    """Prefixes, the class of each, and what each weighs.

    Attributes
    ----------
    journeys
        Where they are from.
    steps
        The same as steps.
    found
        The prefixes and their labels, and how many were left out.
    label
        int64, shape (n,): the number of the class; `unknown` of them are none that training had, and have -1.
    weight
        float64, shape (n,), 1 on average.
    """

    journeys: Journeys
    steps: Steps
    found: Labelled
    label: Integers
    weight: Floats

    @property
    def customers(self) -> Integers:
        """Whose each prefix is: int64, shape (n,)."""
        return self.journeys.coded.customer_codes[self.found.prefixes.journeys].astype(np.int64)


@dataclass(frozen=True, eq=False)
class Trained:
    """Examples as rows of a matrix, each with its class and weight."""

    matrix: Any
    label: Integers
    weight: Floats

    def take(self, rows: Integers, classes: Integers) -> "Trained":
        """Some of them, their classes numbered among these."""
        return Trained(self.matrix[rows], np.searchsorted(classes, self.label[rows]), self.weight[rows])


class RunningModel(BaseEstimator):  # type: ignore[misc]
    """A model that says of a journey, as it stands, what comes.

    What a subclass gives: `_learn`, which fits; and `_examples`, which says what there was to predict in journeys.
    """

    features_: Features
    linear_: Linear
    calibration_: tuple[float, Floats]
    classes_: NDArray[Any]
    notes_: tuple[str, ...]

    @abstractmethod
    def _learn(self, journeys: Journeys, running: Booleans | None) -> Self:
        """Fit on journeys, of which some are known to have gone on."""

    @abstractmethod
    def _examples(self, journeys: Journeys, running: Booleans | None) -> Examples:
        """What there was to predict in journeys."""

    def _chances(self, matrix: Any) -> Floats:
        """Probabilities of the classes: float64, shape (n, n_classes)."""
        return self.linear_.chances(matrix)[:, : len(self.classes_)]

    def _train(self, told: Examples, rows: Integers, n_classes: int) -> Booleans:
        """Fit to some examples, calibrated by the customers who came last; which of the examples are theirs."""
        drawn = seed(self.random_state, type(self).__name__)
        prefixes, label, weight = told.found.prefixes.take(rows), told.label[rows], self._weights(told, rows)
        share = float(self.calibration_share)
        late = later_customers(told.journeys.coded, prefixes.journeys, share, drawn)
        self.features_ = self._features(told.journeys, told.steps, prefixes)
        examples = Trained(self.features_.matrix(told.steps, prefixes), label, weight)
        part = np.where(late, halves(told.customers[rows], drawn), -1)
        self.calibration_ = self._calibrated(examples, part, n_classes)
        self.linear_ = self._fitted(examples, n_classes).stretched(*self.calibration_)
        return late

    def _calibrated(self, examples: "Trained", part: Integers, n_classes: int) -> tuple[float, Floats]:
        """What the later customers ask for of models that have not seen them, but others of their time.

        Features are found without a look at what there was to predict, so that all models share them.
        """
        shift = np.zeros(self._columns(n_classes))
        classes = np.unique(examples.label[part < 0])
        usual = np.isin(examples.label, classes)
        held = [np.flatnonzero(usual & (part == half)) for half in (0, 1)]
        if len(classes) < 2 or len(np.unique(examples.label[np.concatenate(held)])) < 2:
            return 1.0, shift
        scores, label, weight = [], [], []
        for half, rows in enumerate(held):
            known = examples.take(np.flatnonzero(usual & (part != half)), classes)
            asked = examples.take(rows, classes)
            scores.append(self._fitted(known, len(classes)).scores(asked.matrix))
            label.append(asked.label)
            weight.append(asked.weight)
        slope, found = calibration(np.concatenate(scores), np.concatenate(label), np.concatenate(weight))
        # A class that only the later customers had is moved by nothing but the slope.
        shift[classes if len(shift) > 1 else [0]] = found
        return slope, shift

    def _fitted(self, examples: "Trained", n_classes: int) -> Linear:
        model = fitted(examples.matrix, examples.label, examples.weight, n_classes, float(self.C))
        return model.paired() if model.weights.shape[1] < self._columns(n_classes) else model

    @abstractmethod
    def _columns(self, n_classes: int) -> int:
        """How many scores there are: one a class, or only that of yes."""

    @abstractmethod
    def _weights(self, told: Examples, rows: Integers) -> Floats:
        """What some examples weigh in training."""

    def _check(self) -> None:
        where = type(self).__name__
        if not is_real(self.calibration_share) or not 0 <= self.calibration_share < 1:
            raise bad_option("calibration_share", where, "a number in [0, 1)", self.calibration_share)
        whole_number(self.order, "order", where)
        optional_whole_number(self.max_prefixes, "max_prefixes", where)
        if not is_real(self.C) or not 0 < float(self.C) < np.inf:
            raise bad_option("C", where, "a number > 0", self.C)

    def _features(self, journeys: Journeys, steps: Steps, prefixes: Prefixes) -> Features:
        asked = {"min_support": self.min_support, "max_length": self.max_length, "top_k": self.top_k}
        mined = mine_sequences(journeys, **asked, n_jobs=self.n_jobs, progress=False)
        patterns = tuple(tuple(one if isinstance(one, tuple) else (one,) for one in pattern) for pattern in mined)
        endings = contexts.learn(steps, prefixes, int(self.order), LEAST)
        return learned(steps, prefixes, endings, patterns)

    def _stand(self, X: JourneysLike) -> tuple[Steps, Prefixes]:  # noqa: N803  (scikit-learn's)
        check_is_fitted(self, "linear_")
        steps = steps_of(as_journeys(X, type(self).__name__).coded)
        return steps, whole(steps)

    def _matrix(self, steps: Steps, prefixes: Prefixes) -> Any:
        if self.features_.timed and steps.times is None:
            message = (
                f"This {type(self).__name__} was trained on journeys with times, and these have none. Read a log that "
                "has times with read_events(…), or train it on journeys made from lists."
            )
            raise InputError(message)
        return self.features_.matrix(steps, prefixes)

    def score(self, X: JourneysLike, y: object = None) -> float:  # noqa: ARG002, N803  (scikit-learn's)
        """Minus the mean log-loss over all moments of these journeys whose future is known: larger is better.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists.
        y
            Not looked at; here because searches pass it.

        Returns
        -------
        ``Σ w log P(what came) / Σ w``, with P at least 1e-15.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `X` holds nothing that could be predicted.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> clicks = [["search", "cart", "pay"], ["search", "cart"]] * 5
        >>> NextStep().fit(clicks).score(clicks) > NextStep(C=0.01).fit(clicks).score(clicks)
        True
        """
        check_is_fitted(self, "linear_")
        told = self._examples(as_journeys(X, type(self).__name__), None)
        if not len(told.label):
            message = f"score of {type(self).__name__} needs moments whose future is known; got none."
            raise InputError(message)
        chance = self._chances(self._matrix(told.steps, told.found.prefixes))
        known = told.label >= 0
        lost = np.full(len(known), -np.log(1e-15))
        lost[known] = losses(chance[known], told.label[known])
        return -float(np.average(lost, weights=told.weight))

    def report(
        self,
        X: JourneysLike,  # noqa: N803  (scikit-learn's)
        *,
        test: JourneysLike | None = None,
        test_share: float = 0.25,
    ) -> PredictionReport:
        """How good such a model is on journeys that begin later than all it was trained on, beside baselines.

        The model is fitted anew, as it stood at the cut: on journeys that had begun by then, without what came of them
        after it. This model stays as it is.

        Parameters
        ----------
        X
            Journeys, fitted or not.
        test
            Journeys to test on; all of `X` is then trained on. None: those of `X` that began last.
        test_share
            Which part of the journeys that is.

        Returns
        -------
        PredictionReport
            A row for this model and for each baseline: what is most frequent, and what followed on the last one, two
            and three steps with back-off.

        Raises
        ------
        OptionError
            An option has a value it cannot have; or the journeys have no times, and no `test` was given.
        InputError
            Nothing to train on, or nothing to test on.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> clicks = [["search", "cart", "pay"], ["search", "help", "search"]] * 20
        >>> NextStep().report(clicks, test=clicks[:10]).to_pandas()["model"].tolist()
        ['NextStep', 'most frequent', 'Markov 1', 'Markov 2', 'Markov 3']
        """
        where = type(self).__name__
        given = None if test is None else as_journeys(test, where)
        return reported(self, as_journeys(X, where), given, test_share)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        return tags
