"""What comes next in a journey."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.labels import ENDED, Labelled, next_steps, observed, over_by
from journeymine.actions.prediction.reasons import strongest
from journeymine.actions.prediction.steps import Steps, at_most, steps_of
from journeymine.actions.rows import ActionRows
from journeymine.api import Journeys
from journeymine.api.inputs import as_journeys
from journeymine.errors import InputError
from journeymine.estimators.predictions import LikelySteps, Reasons
from journeymine.estimators.running import OBSERVED, Booleans, Examples, Floats, Integers, JourneysLike, RunningModel
from journeymine.options import END, clash, duration, seed, whole_number

_WHERE = "NextStep"


class NextStep(RunningModel):
    """The next event of a running journey, or its end, with probabilities.

    Each sequential rule "a journey that holds this pattern (or ends in these steps) goes on with …" gets a weight for
    each next step, all weights learned together: multinomial logistic regression on the patterns that a prefix holds
    (gaps allowed), on its last steps (directly one after the other, as Markov chains of order 1, 2, … see them), on how
    many steps it has and, where journeys have times, on the time since the first and since the step before the last.
    Training examples are all prefixes of the journeys, the empty one too, and what came next.

    Parameters
    ----------
    order
        The longest run of last steps that is a feature.
    min_support, max_length, top_k
        The patterns that are features, as `mine_sequences` has them; the `top_k` best by support.
    C
        The larger, the less weights are drawn towards 0; scikit-learn's.
    ends_after
        A journey without an event for so long before the end of its observation (`observed_until`) is over, such as
        ``"30d"``; what comes after the last event of the others is not known, and is left out. None: every journey is
        over, as closed cases are.
    calibration_share
        Which part of the customers the calibration is learned on, those who came last (drawn at random where journeys
        have no times): one slope for all scores and a shift for each step, for each half of them by a model trained
        on all but that half. 0: no calibration. Where steps became rarer or more frequent of late, probabilities
        follow.
    max_prefixes
        At most so many prefixes of a journey are learned from, drawn at random; None: all.
    random_state
        Seed of that draw.
    n_jobs
        Threads; None: all cores. The result is the same for any number.

    Attributes
    ----------
    classes_
        The next steps there are: names, sorted tuples of names (events of one time), `jm.END` last.
    calibration_
        The slope, and the shift of each class; 1 and zeros where none was learned.
    notes_
        What was learned from, and what was left out.

    Notes
    -----
    A next step is the next element as journeys order them. Among events of the same time that order is the tie rule's;
    with ``simultaneous="set"`` they are one step. A fitted model holds names of events and no customers.

    Examples
    --------
    >>> from journeymine.estimators import NextStep
    >>> clicks = [["search", "cart", "pay"], ["search", "help", "search"], ["search", "cart", "pay"]] * 5
    >>> model = NextStep().fit(clicks)
    >>> model.predict([["search", "cart"], ["search", "cart", "pay"]]).tolist()
    ['pay', jm.END]
    """

    def __init__(
        self,
        order: int = 3,
        *,
        min_support: float = 0.05,
        max_length: int | None = 2,
        top_k: int | None = 200,
        C: float = 1.0,  # noqa: N803  (scikit-learn's)
        ends_after: Any = None,
        calibration_share: float = 0.2,
        max_prefixes: int | None = 50,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.order = order
        self.min_support = min_support
        self.max_length = max_length
        self.top_k = top_k
        self.C = C
        self.ends_after = ends_after
        self.calibration_share = calibration_share
        self.max_prefixes = max_prefixes
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: JourneysLike, y: object = None) -> Self:  # noqa: ARG002, N803  (scikit-learn's)
        """Learn from journeys.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists: one sequence of elements a journey.
        y
            Not looked at; here because pipelines pass it.

        Returns
        -------
        The model itself.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        InputError
            `X` holds no journeys, or nothing that could be learned.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> NextStep(order=1).fit([["a", "b"], ["a", "b"], ["b"]]).classes_.tolist()
        ['a', 'b', jm.END]
        """
        return self._learn(as_journeys(X, _WHERE), None)

    def predict(self, X: JourneysLike) -> NDArray[np.object_]:  # noqa: N803  (scikit-learn's)
        """The most probable next step of each journey as it stands; of equal ones the first in `classes_`.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists; events that were never seen in training are steps that say nothing.

        Returns
        -------
        An object array of shape (n_journeys,): names, tuples of names, or `jm.END`.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `X` is neither `Journeys` nor a list of lists, or lacks the times that training had.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> NextStep().fit([["a", "b"]] * 9).predict([["a"], []]).tolist()
        ['b', 'a']
        """
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def predict_proba(self, X: JourneysLike) -> Floats:  # noqa: N803  (scikit-learn's)
        """The probability of each next step.

        Parameters
        ----------
        X
            As in `predict`.

        Returns
        -------
        float64, shape (n_journeys, n_classes), columns as `classes_`; rows sum to 1.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            As in `predict`.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> NextStep().fit([["a", "b"]] * 9).predict_proba([["a"]]).shape
        (1, 3)
        """
        steps, prefixes = self._stand(X)
        return self._chances(self._matrix(steps, prefixes))

    def top(self, X: JourneysLike, k: int = 3) -> LikelySteps:  # noqa: N803  (scikit-learn's)
        """The k most probable next steps of each journey.

        Parameters
        ----------
        X
            As in `predict`.
        k
            How many, at most as many as there are classes.

        Returns
        -------
        LikelySteps
            Columns ``journey`` (its number), ``rank`` (from 1), ``step`` (``"$"`` for the journey's end) and
            ``probability``.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        OptionError
            `k` is no whole number ≥ 1.
        InputError
            As in `predict`.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> NextStep().fit([["a", "b"], ["a", "c"], ["a", "b"]]).top([["a"]], k=2).to_pandas()["step"].tolist()
        ['b', 'c']
        """
        k = whole_number(k, "k", _WHERE)
        chance = self.predict_proba(X)
        order = np.argsort(-chance, axis=1, kind="stable")[:, :k]
        rows = np.arange(len(chance))
        columns = {
            "journey": np.repeat(rows, order.shape[1]),
            "rank": np.tile(np.arange(1, order.shape[1] + 1), len(rows)),
            "step": _steps_told(self.classes_[order.ravel()]),
            "probability": chance[rows[:, None], order].ravel(),
        }
        return LikelySteps(ActionRows(columns, self.notes_, {"k": k}, frozenset({"probability"})))

    def explain(self, X: JourneysLike, top: int = 5) -> Reasons:  # noqa: N803  (scikit-learn's)
        """Why the predicted step: the patterns and last steps that say most for it or against it.

        Parameters
        ----------
        X
            As in `predict`.
        top
            How many of each journey.

        Returns
        -------
        Reasons
            Columns ``journey``, ``kind`` (``"pattern"``, ``"last steps"``, ``"number"``), ``feature``,
            ``contribution`` (what it adds to the step's score; probabilities are the softmax of scores) and ``step``.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        OptionError
            `top` is no whole number ≥ 1.
        InputError
            As in `predict`.

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> model = NextStep(order=1).fit([["a", "b"], ["c", "d"], ["a", "b"]])
        >>> model.explain([["a"]], top=1).to_dict()["rows"][0]["step"]
        'b'
        """
        steps, prefixes = self._stand(X)
        matrix = self._matrix(steps, prefixes)
        best = self._chances(matrix).argmax(axis=1)
        top = whole_number(top, "top", _WHERE)
        columns = strongest(matrix, self.linear_, best, self.features_.listed(), top)
        columns["step"] = _steps_told(self.classes_[best[columns["journey"]]])
        return Reasons(ActionRows(columns, self.notes_, {"top": top}))

    def _learn(self, journeys: Journeys, running: Booleans | None) -> Self:
        self._check()
        steps = steps_of(journeys.coded)
        found = self._found(journeys, steps, running)
        if not len(found.label):
            message = f"{_WHERE} needs journeys whose next steps are known; got none of {len(journeys):,}."
            raise InputError(message)
        present = {steps.elements[one] for one in set(found.label.tolist()) if one != ENDED}
        names = sorted(present, key=lambda one: (len(one), one))
        self.classes_ = np.empty(len(names) + bool((found.label == ENDED).any()), object)
        self.classes_[:] = [*(one[0] if len(one) == 1 else one for one in names), END][: len(self.classes_)]
        told = self._told(journeys, steps, found)
        rows = at_most(found.prefixes.journeys, self.max_prefixes, seed(self.random_state, _WHERE))
        # What was not drawn may be all there was of a rare class.
        self.classes_ = self.classes_[np.unique(told.label[rows])]
        told = self._told(journeys, steps, found)
        late = self._train(told, rows, len(self.classes_))
        self.notes_ = self._noted(journeys, found, len(rows), late)
        return self

    def _noted(self, journeys: Journeys, found: Labelled, n: int, late: Booleans) -> tuple[str, ...]:
        line = f", {int(late.sum()):,} of them to calibrate" if late.any() else "; not calibrated"
        coded = journeys.coded
        learned = (
            f"{_WHERE}: learned from {n:,} moments{line}, of {coded.n_journeys:,} journeys of {coded.n_customers:,} "
            f"customers; {len(self.classes_):,} different next steps."
        )
        left = (
            f"Left out: {found.n_unseen:,} last steps of journeys that may still go on; {len(found.label) - n:,} "
            f"moments of journeys with more than {self.max_prefixes}."
        )
        return learned, left, OBSERVED

    def _columns(self, n_classes: int) -> int:
        return n_classes

    def _weights(self, told: Examples, rows: Integers) -> Floats:
        return told.weight[rows]

    def _examples(self, journeys: Journeys, running: Booleans | None) -> Examples:
        steps = steps_of(journeys.coded)
        return self._told(journeys, steps, self._found(journeys, steps, running))

    def _found(self, journeys: Journeys, steps: Steps, running: Booleans | None) -> Labelled:
        coded, quiet = journeys.coded, None
        if self.ends_after is not None:
            if coded.times is None:
                raise clash("ends_after", "journeys without times", _WHERE, "leave it out, and every journey is over")
            quiet = duration(self.ends_after, "ends_after", _WHERE, coded.time_unit)
        over = over_by(steps, observed(coded), quiet)
        return next_steps(steps, over if running is None else over & ~running)

    def _told(self, journeys: Journeys, steps: Steps, found: Labelled) -> Examples:
        """The classes of the next steps, -1 of those that training never had; every step weighs the same."""
        place = {one if isinstance(one, tuple) else (one,): number for number, one in enumerate(self.classes_)}
        known = [place.get(one, -1) for one in steps.elements]
        label = np.array([*known, place.get((END,), -1)], np.int64)[found.label]
        return Examples(journeys, steps, found, label, np.ones(len(label)))


def _steps_told(steps: NDArray[np.object_]) -> NDArray[np.object_]:
    """Steps for a table; the journey's end as patterns print it."""
    column = np.empty(len(steps), object)
    column[:] = [END.value if one is END else one for one in steps]
    return column
