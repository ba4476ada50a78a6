"""How good predictions are on journeys of later, beside what simpler models say of the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from journeymine.actions.prediction import contexts, scores
from journeymine.actions.prediction.backoff import BackOff
from journeymine.actions.prediction.splitting import split_in_time
from journeymine.actions.rows import ActionRows
from journeymine.api import Journeys
from journeymine.api.action_result import ActionResult
from journeymine.errors import InputError
from journeymine.options import bad_option, is_real
from journeymine.patterns.info import plain
from journeymine.ranking.intervals import wilson

if TYPE_CHECKING:
    from journeymine.estimators.running import Examples, RunningModel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BASELINES = ("most frequent", "Markov 1", "Markov 2", "Markov 3")
_SHARES = frozenset({"top_1", "top_3"})
SHARES = np.array([0.01, 0.05, *np.arange(1, 11) / 10])


@dataclass(frozen=True, eq=False)
class Tried:
    """What models said of the same moments.

    Attributes
    ----------
    chances
        By model float64 of shape (n, n_classes).
    label
        int64, shape (n,): what came.
    weight, customers
        What each moment weighs, and whose it is.
    """

    chances: Mapping[str, Floats]
    label: Integers
    weight: Floats
    customers: Integers

    def scored(self, name: str) -> tuple[Floats, NDArray[np.bool_]]:
        """Of two classes the probability of yes, and was it yes; of more that of the likeliest, and was it that."""
        chance = self.chances[name]
        if chance.shape[1] == 2:
            return chance[:, 1], self.label == 1
        return chance.max(axis=1), chance.argmax(axis=1) == self.label


class PredictionReport(ActionResult):
    """Held-out scores of a model and its baselines; made by the `report` of `NextStep` and `OutcomeRisk`.

    A row a model: ``log_loss`` and ``brier`` (the smaller the better), ``more_log_loss`` with its 95 % interval by
    customers (how much worse than the first row; negative is better), ``calibration_error`` (mean distance between
    predicted and observed over ten bins); of next steps ``top_1`` and ``top_3`` (how often what came was among the
    likeliest), of an outcome ``lift_10`` (how much more frequent it is in the riskiest tenth).

    Examples
    --------
    >>> from journeymine.estimators import NextStep
    >>> clicks = [["search", "cart", "pay"], ["search", "help", "search"]] * 20
    >>> report = NextStep().report(clicks, test=clicks[:10])
    >>> report.to_pandas()[["model", "top_1"]].round(2).head(3)
               model  top_1
    0       NextStep   0.88
    1  most frequent   0.38
    2       Markov 1   0.75
    """

    def __init__(self, table: ActionRows, tried: Tried) -> None:
        super().__init__(table)
        self._tried = tried

    def calibration(self) -> ActionResult:
        """What was predicted and what came, in ten bins of each model.

        Of next steps: the probability of the likeliest step, and whether it was the one that came.

        Returns
        -------
        ActionResult
            Columns ``model``, ``n`` (moments), ``share`` (of the weight), ``predicted``, ``observed``,
            ``observed_low``, ``observed_high`` (Wilson, for as many independent moments as those of repeated
            customers are worth).

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> clicks = [["search", "cart", "pay"], ["search", "help", "search"]] * 20
        >>> report = NextStep().report(clicks, test=clicks[:10])
        >>> report.calibration().columns
        ('model', 'n', 'share', 'predicted', 'observed', 'observed_low', 'observed_high')
        """
        parts = [{"model": _names(name, len(part["n"])), **part} for name, part in self._by_bin().items()]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        shares = frozenset({"share", "predicted", "observed", "observed_low", "observed_high"})
        return ActionResult(ActionRows(columns, self.notes, self.info, shares))

    def lift_curve(self) -> ActionResult:
        """How much of what came lies in the highest scores of each model.

        Of next steps: how much of the right answers lies where the model was surest.

        Returns
        -------
        ActionResult
            Columns ``model``, ``share`` (the part of the moments with the highest scores), ``found`` (the part of what
            came that lies in it) and ``lift`` (found / share).

        Examples
        --------
        >>> from journeymine.estimators import NextStep
        >>> clicks = [["search", "cart", "pay"], ["search", "help", "search"]] * 20
        >>> curve = NextStep().report(clicks, test=clicks[:10]).lift_curve().to_pandas()
        >>> curve.loc[curve["share"] == 1.0, "lift"].tolist()
        [1.0, 1.0, 1.0, 1.0, 1.0]
        """
        tried = self._tried
        found = [scores.found_among(*tried.scored(name), tried.weight, SHARES) for name in tried.chances]
        columns = {
            "model": np.concatenate([_names(name, len(SHARES)) for name in tried.chances]),
            "share": np.tile(SHARES, len(found)),
            "found": np.concatenate(found),
            "lift": np.concatenate([one / SHARES for one in found]),
        }
        return ActionResult(ActionRows(columns, self.notes, self.info, frozenset({"share", "found"})))

    def _by_bin(self) -> dict[str, dict[str, NDArray[Any]]]:
        tried, told = self._tried, {}
        for name in tried.chances:
            score, hit = tried.scored(name)
            n, share, predicted, observed = scores.calibration(score, hit, tried.weight)
            size = scores.independent(scores.bins(score, tried.weight), hit, tried.weight, tried.customers)
            low, high = wilson(observed * size, size)
            told[name] = {
                "n": n,
                "share": share,
                "predicted": predicted,
                "observed": observed,
                "observed_low": low,
                "observed_high": high,
            }
        return told


def reported(model: "RunningModel", journeys: Journeys, test: Journeys | None, test_share: Any) -> PredictionReport:
    """Fit anew on what was known before, and compare with baselines on what began later."""
    where = type(model).__name__
    if not is_real(test_share) or not 0 < test_share < 1:
        raise bad_option("test_share", f"{where}.report", "a number between 0 and 1", test_share)
    fresh, running = clone(model), None
    when = "the journeys passed as `test`"
    if test is None:
        parts = split_in_time(journeys.coded, float(test_share), f"{where}.report")
        journeys, running, test = Journeys(parts.before), parts.running, Journeys(parts.after)
        when = f"journeys that began on or after {_clock(parts.moment, parts.before.time_unit)}"
    fresh._learn(journeys, running)  # noqa: SLF001  (its own kind)
    train, later = fresh._examples(journeys, running), fresh._examples(test, None)  # noqa: SLF001
    known = np.flatnonzero(later.label >= 0)
    if not len(known):
        message = f"{where}.report needs moments to test on whose future is known; got none."
        raise InputError(message)
    chances = {where: fresh._chances(fresh._matrix(later.steps, later.found.prefixes.take(known)))}  # noqa: SLF001
    chances.update(_baselines(train, later, known, len(fresh.classes_)))
    tried = Tried(chances, later.label[known], later.weight[known], later.customers[known])
    told = (
        f"Tested on {when}: {test.coded.n_journeys:,}, {test.coded.n_customers:,} customers, {len(known):,} moments; "
        f"left out: {later.found.n_unseen:,} not observed for long enough, {len(later.label) - len(known):,} that went "
        "on with a step never seen in training."
    )
    info = {**{name: plain(value) for name, value in model.get_params(deep=False).items()}, "test_share": test_share}
    columns = _columns(tried)
    return PredictionReport(ActionRows(columns, (*fresh.notes_, told, _verdict(columns)), info, _SHARES), tried)


def _baselines(train: "Examples", later: "Examples", known: Integers, n_classes: int) -> dict[str, Floats]:
    tree = contexts.learn(train.steps, train.found.prefixes, 3, 1)
    chosen = np.flatnonzero(train.label >= 0)
    nodes = tree.find(train.steps, train.found.prefixes.take(chosen))
    model = BackOff.learn(nodes, train.label[chosen], train.weight[chosen], len(tree), n_classes)
    asked = tree.find(later.steps, later.found.prefixes.take(known))
    return {name: model.predict(asked, order) for order, name in enumerate(BASELINES)}


def _columns(tried: Tried) -> dict[str, NDArray[Any]]:
    label, weight, names = tried.label, tried.weight, list(tried.chances)
    lost = {name: scores.losses(chance, label) for name, chance in tried.chances.items()}
    more = [scores.difference(lost[name] - lost[names[0]], weight, tried.customers) for name in names]
    each: dict[str, list[float]] = {
        "log_loss": [float(np.average(lost[name], weights=weight)) for name in names],
        "more_log_loss": [one[0] for one in more],
        "more_log_loss_low": [one[1] for one in more],
        "more_log_loss_high": [one[2] for one in more],
        "brier": [scores.brier(chance, label, weight) for chance in tried.chances.values()],
        "calibration_error": [scores.calibration_error(*tried.scored(name), weight) for name in names],
    }
    if next(iter(tried.chances.values())).shape[1] == 2:
        tenth = np.array([0.1])
        each["lift_10"] = [float(scores.found_among(*tried.scored(name), weight, tenth)[0]) * 10 for name in names]
    else:
        for k in (1, 3):
            each[f"top_{k}"] = [scores.top_accuracy(one, label, weight, k) for one in tried.chances.values()]
    return {"model": _object(names), **{name: np.array(values) for name, values in each.items()}}


def _verdict(columns: Mapping[str, NDArray[Any]]) -> str:
    """Which baseline is best, and whether the model is better, in one sentence."""
    best = 1 + int(columns["log_loss"][1:].argmin())
    more, low, high = (float(columns[f"more_log_loss{part}"][best]) for part in ("", "_low", "_high"))
    model, name = columns["model"][0], columns["model"][best]
    if low > 0:
        said = f"{model} is better"
    elif high < 0:
        said = f"{model} is worse: use the baseline"
    else:
        said = "no clear difference"
    return f"Best baseline by log-loss: {name}, {more:+.4f} ({low:+.4f} to {high:+.4f}) beside {model}: {said}."


def _clock(moment: int, unit: str | None) -> str:
    return f"{moment}" if unit is None else f"{np.array(moment, f'datetime64[{unit}]').astype('datetime64[s]')} UTC"


def _names(name: str, n: int) -> NDArray[np.object_]:
    return _object([name] * n)


def _object(values: list[str]) -> NDArray[np.object_]:
    column = np.empty(len(values), object)
    column[:] = values
    return column
