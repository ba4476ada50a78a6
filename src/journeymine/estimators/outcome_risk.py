"""How likely an outcome is to come, of journeys that still run."""

from collections.abc import Collection
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.labels import Labelled, observed, outcomes, weights_by_journey
from journeymine.actions.prediction.reasons import strongest
from journeymine.actions.prediction.steps import Steps, at_most, steps_of
from journeymine.actions.rows import ActionRows
from journeymine.api import Journeys
from journeymine.api.inputs import as_journeys
from journeymine.errors import InputError, UnknownEventError
from journeymine.estimators.predictions import Reasons
from journeymine.estimators.running import OBSERVED, Booleans, Examples, Floats, Integers, JourneysLike, RunningModel
from journeymine.journeys.designs import no_times
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, duration, duration_text, near_miss, seed, whole_number

_WHERE = "OutcomeRisk"


class OutcomeRisk(RunningModel):
    """The probability that an outcome comes within a while, of journeys as they stand now.

    A training example is a journey as it stood after one of its events, at time t; the outcome followed if it came in
    (t, t + within]. Examples weigh one over their number in the journey, so that long journeys do not dominate; those
    that were observed for less than `within` (to `observed_until` of the journeys) are left out and counted. Features
    are those of `NextStep`: patterns held, last steps, how many steps, times. A logistic regression is trained on all,
    and its log-odds are calibrated by a straight line (Platt), learned on the customers who came last: for each half of
    them by a model trained on all but that half.

    Parameters
    ----------
    outcome
        An event name, or a set of them: any of these.
    within
        How long it is waited for, such as ``"7d"`` (a number where the log's time is a plain order number). None: to
        the journey's end; every journey is then taken to be over.
    order, min_support, max_length, top_k, C
        As in `NextStep`.
    calibration_share
        Which part of the customers the calibration is learned on, those who came last (drawn at random where journeys
        have no times); 0: no calibration. Where the outcome became rarer or more frequent of late, risks follow.
    max_prefixes
        At most so many prefixes of a journey are learned from, drawn at random; None: all.
    random_state
        Seed of the draws.
    n_jobs
        Threads; None: all cores. The result is the same for any number.

    Attributes
    ----------
    classes_
        False and True: the outcome does not come, or comes.
    calibration_
        Slope and shift (an array of one) of the line; 1 and 0 where none was learned.
    notes_
        What was learned from, and what was left out.

    Notes
    -----
    The risk is that of the time after the journey's last event, not after today. An outcome that came before does not
    end a journey: it may come again, and having come is a feature. Only outcomes in the same journey count; where
    customers have several (sessions), take their whole journeys for what comes in a later one. What goes along with a
    risk need not be its cause. A fitted model holds names of events and no customers.

    Examples
    --------
    >>> from journeymine.estimators import OutcomeRisk
    >>> tickets = [["open", "wait", "call"], ["open", "solve", "close"]] * 20
    >>> model = OutcomeRisk("call").fit(tickets)
    >>> model.predict([["open", "wait"], ["open", "solve"]]).tolist()
    [True, False]
    """

    def __init__(
        self,
        outcome: Name | Collection[Name],
        within: Any = None,
        *,
        order: int = 3,
        min_support: float = 0.05,
        max_length: int | None = 2,
        top_k: int | None = 200,
        C: float = 1.0,  # noqa: N803  (scikit-learn's)
        calibration_share: float = 0.2,
        max_prefixes: int | None = 50,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.outcome = outcome
        self.within = within
        self.order = order
        self.min_support = min_support
        self.max_length = max_length
        self.top_k = top_k
        self.C = C
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
            Not looked at, for the outcome is in the journeys; here because pipelines pass it.

        Returns
        -------
        The model itself.

        Raises
        ------
        OptionError
            An option has a value it cannot have; `within` is given and the journeys have no times.
        UnknownEventError
            The outcome does not occur in the journeys, with a near miss.
        InputError
            No moment was observed for long enough, or the outcome follows on all of them or on none.

        Examples
        --------
        >>> from journeymine.estimators import OutcomeRisk
        >>> OutcomeRisk("pay").fit([["a", "pay"], ["a", "b"]] * 9).classes_.tolist()
        [False, True]
        """
        return self._learn(as_journeys(X, _WHERE), None)

    def predict(self, X: JourneysLike) -> NDArray[np.bool_]:  # noqa: N803  (scikit-learn's)
        """Whether the outcome is likelier to come than not.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists; events that were never seen in training are steps that say nothing.

        Returns
        -------
        bool, shape (n_journeys,); False for journeys without events.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `X` is neither `Journeys` nor a list of lists, or lacks the times that training had.

        Examples
        --------
        >>> from journeymine.estimators import OutcomeRisk
        >>> OutcomeRisk("pay").fit([["a", "pay"], ["b", "c"]] * 9).predict([["a"], ["b"]]).tolist()
        [True, False]
        """
        return np.asarray(self.predict_proba(X)[:, 1] > 0.5)

    def predict_proba(self, X: JourneysLike) -> Floats:  # noqa: N803  (scikit-learn's)
        """The probability that the outcome does not come, and that it comes.

        Parameters
        ----------
        X
            As in `predict`.

        Returns
        -------
        float64, shape (n_journeys, 2); NaN for journeys without events, for a journey that has not begun has no now.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            As in `predict`.

        Examples
        --------
        >>> from journeymine.estimators import OutcomeRisk
        >>> model = OutcomeRisk("pay").fit([["a", "pay"], ["b", "c"]] * 9)
        >>> bool(model.predict_proba([["a"]])[0, 1] > model.predict_proba([["b"]])[0, 1])
        True
        """
        steps, prefixes = self._stand(X)
        chance = self._chances(self._matrix(steps, prefixes))
        chance[steps.lengths == 0] = np.nan
        return chance

    def explain(self, X: JourneysLike, top: int = 5) -> Reasons:  # noqa: N803  (scikit-learn's)
        """Why the risk is what it is: the patterns and last steps that raise or lower it most.

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
            ``contribution`` (what it adds to the log-odds) and ``risk``. All contributions of a journey and
            ``info["start"]`` sum to its log-odds.

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
        >>> from journeymine.estimators import OutcomeRisk
        >>> model = OutcomeRisk("call").fit([["open", "wait", "call"], ["open", "solve", "close"]] * 20)
        >>> reasons = model.explain([["open", "wait"]], top=3).to_pandas()
        >>> "wait" in set(reasons.loc[reasons["contribution"] > 0, "feature"])
        True
        """
        steps, prefixes = self._stand(X)
        begun = prefixes.take(np.flatnonzero(steps.lengths > 0))
        matrix = self._matrix(steps, begun)
        top = whole_number(top, "top", _WHERE)
        columns = strongest(matrix, self.linear_, np.zeros(len(begun), np.int64), self.features_.listed(), top)
        columns["risk"] = self._chances(matrix)[columns["journey"], 1]
        columns["journey"] = begun.journeys[columns["journey"]]
        info = {"top": top, "start": float(self.linear_.start[0])}
        return Reasons(ActionRows(columns, self.notes_, info, frozenset({"risk"})))

    def _learn(self, journeys: Journeys, running: Booleans | None) -> Self:
        self._check()
        self._known(journeys)
        told = self._examples(journeys, running)
        if len(np.unique(told.label)) < 2:
            seen = f"{int(told.label.sum()):,} of {len(told.label):,} moments that are observed to the end"
            must = f"`outcome` of {_WHERE} must follow on some moments and not on others"
            message = f"{must}; {self._outcome_told()} follows on {seen}."
            raise InputError(message)
        rows = at_most(told.found.prefixes.journeys, self.max_prefixes, seed(self.random_state, _WHERE))
        self.classes_ = np.array([False, True])
        late = self._train(told, rows, 2)
        self.notes_ = self._noted(told, rows, late)
        return self

    def _columns(self, n_classes: int) -> int:  # noqa: ARG002  (yes and no)
        return 1

    def _weights(self, told: Examples, rows: Integers) -> Floats:
        # A journey of which only some moments were drawn weighs as much as any.
        return weights_by_journey(told.found.prefixes.journeys[rows])

    def _examples(self, journeys: Journeys, running: Booleans | None) -> Examples:
        steps = steps_of(journeys.coded)
        found = self._found(journeys, steps, running)
        weight = weights_by_journey(found.prefixes.journeys)
        return Examples(journeys, steps, found, found.label, weight)

    def _found(self, journeys: Journeys, steps: Steps, running: Booleans | None) -> Labelled:
        coded, within = journeys.coded, None
        until = observed(coded)
        if self.within is not None:
            if until is None:
                raise no_times(_WHERE)
            within = duration(self.within, "within", _WHERE, coded.time_unit)
        over = np.ones(len(coded), np.bool_) if running is None else ~running
        return outcomes(steps, steps.holding(self._names()), within, until, over)

    def _names(self) -> frozenset[Name]:
        single = isinstance(self.outcome, str | int | np.integer) and not isinstance(self.outcome, bool)
        given = frozenset([self.outcome]) if single else self.outcome
        if not isinstance(given, set | frozenset | list | tuple) or not given:
            raise bad_option("outcome", _WHERE, "an event name, or a set of them", self.outcome)
        return frozenset(given)

    def _outcome_told(self) -> str:
        return " or ".join(repr(name) for name in sorted(self._names(), key=str))

    def _known(self, journeys: Journeys) -> None:
        names = journeys.coded.vocabulary.names()
        for name in sorted(self._names() - set(names), key=str):
            message = f"`outcome` of {_WHERE} names {name!r}, which is no event of these journeys."
            raise UnknownEventError(message + near_miss(name, names))

    def _noted(self, told: Examples, rows: Integers, late: Booleans) -> tuple[str, ...]:
        coded = told.journeys.coded
        share = float(np.average(told.label, weights=told.weight))
        waited = "before the journey's end" if self.within is None else f"within {duration_text(self.within)}"
        line = f", {int(late.sum()):,} of them to calibrate" if late.any() else "; not calibrated"
        learned = (
            f"{_WHERE}: {self._outcome_told()} {waited}, learned from {len(rows):,} moments{line}, of "
            f"{coded.n_journeys:,} journeys of {coded.n_customers:,} customers; it followed on {share:.1%} of moments, "
            "all journeys weighing the same."
        )
        left = (
            f"Left out: {told.found.n_unseen:,} moments not observed for long enough; {len(told.label) - len(rows):,} "
            f"of journeys with more than {self.max_prefixes}."
        )
        return learned, left, OBSERVED
