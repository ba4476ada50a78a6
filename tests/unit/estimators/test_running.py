"""Next steps and risks: what scikit-learn asks of an estimator, and what users ask of these."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_info

import journeymine as jm
from journeymine.actions.prediction.linear import one_thread
from journeymine.actions.prediction.steps import at_most
from journeymine.errors import InputError, OptionError, UnknownEventError
from journeymine.estimators import NextStep, OutcomeRisk
from journeymine.journeys.lists import from_lists

TICKETS = [["open", "wait", "call"], ["open", "solve", "close"], ["open", ("app", "mail"), "close"]] * 8


def ordered(matrix: Any) -> list[list[int]]:
    """A matrix as journeys, for checks that know matrices only: a row's columns in the order of their values."""
    return [[-1, *row.tolist()] for row in np.argsort(matrix, axis=1, kind="stable")]


class OfRows:
    """What makes a model of journeys one of matrices."""

    def fit(self, X: Any, y: object = None) -> Any:  # noqa: N803
        return super().fit(ordered(validate_data(self, X)), y)  # type: ignore[misc]

    def predict(self, X: Any) -> Any:  # noqa: N803
        check_is_fitted(self)
        return super().predict(ordered(validate_data(self, X, reset=False)))  # type: ignore[misc]

    def predict_proba(self, X: Any) -> Any:  # noqa: N803
        check_is_fitted(self)
        return super().predict_proba(_given(self, X))  # type: ignore[misc]

    def score(self, X: Any, y: object = None) -> Any:  # noqa: N803
        check_is_fitted(self)
        return super().score(ordered(validate_data(self, X, reset=False)), y)  # type: ignore[misc]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.two_d_array = True
        return tags


def _given(model: Any, data: Any) -> list[list[int]]:
    return data if isinstance(data, list) else ordered(validate_data(model, data, reset=False))


class NextOfRows(OfRows, NextStep):
    def predict(self, X: Any) -> Any:  # noqa: N803
        return np.array([-2 if one is jm.END else one for one in super().predict(X)])


class RiskOfRows(OfRows, OutcomeRisk):
    def __init__(self, outcome: Any = 0, min_support: float = 0.3, random_state: Any = 0) -> None:
        super().__init__(outcome, order=1, min_support=min_support, random_state=random_state, top_k=10, max_prefixes=3)


@parametrize_with_checks([NextStep(), OutcomeRisk("call")])  # type: ignore[untyped-decorator]
def test_what_scikit_learn_checks_of_estimators_that_take_no_matrix(estimator: Any, check: Any) -> None:
    check(estimator)


@parametrize_with_checks([NextOfRows(1, min_support=0.3, top_k=10, max_prefixes=3), RiskOfRows()])  # type: ignore[untyped-decorator]
def test_what_scikit_learn_checks_of_all_others(estimator: Any, check: Any) -> None:
    check(estimator)


def clicks(journeys: list[list[str]], times: list[list[int]], until: int, **more: Any) -> jm.Journeys:
    flat = np.array([one for row in times for one in row], np.int64)
    return jm.Journeys(replace(from_lists(journeys, **more), times=flat, observed_until=until))


def test_what_always_comes_next_is_predicted() -> None:
    model = NextStep().fit(TICKETS)
    assert model.classes_.tolist() == ["call", "close", "open", "solve", "wait", ("app", "mail"), jm.END]
    rows = [[], ["open", "wait"], ["open", "solve"], ["open", ("app", "mail")], ["open", "wait", "call"]]
    assert model.predict(rows).tolist() == ["open", "call", "close", "close", jm.END]
    likely = model.top([["open"]], k=4).to_pandas()
    assert set(likely["step"][:3]) == {"wait", "solve", ("app", "mail")}
    assert likely["probability"].is_monotonic_decreasing
    assert model.top([["open", "wait", "call"]], k=1).to_dict()["rows"][0]["step"] == "$"
    assert len(model.top([["open"]], k=99)) == len(model.classes_)


def test_one_next_step_needs_no_learning() -> None:
    model = NextStep(order=1).fit([[], []])
    assert model.predict_proba([["a"], []]).tolist() == [[1.0], [1.0]]
    assert len(model.explain([["a"]])) == 0


def test_journeys_that_may_go_on_have_no_end() -> None:
    journeys = clicks([["a", "b"], ["a", "b"], ["a"]], [[0, 1], [2, 3], [9]], 10)
    assert NextStep().fit(journeys).notes_[1].startswith("Left out: 0 last steps")
    model = NextStep(ends_after=3).fit(journeys)
    assert model.notes_[1].startswith("Left out: 1 last steps")
    with pytest.raises(
        OptionError, match="`ends_after` of NextStep does not go together with `journeys without times`"
    ):
        NextStep(ends_after=3).fit(TICKETS)


def test_moments_not_observed_for_long_enough_are_left_out_and_counted() -> None:
    journeys = clicks([["a", "call"], ["a", "b"], ["a", "call"]], [[0, 5], [4, 6], [9, 10]], 10)
    model = OutcomeRisk("call", within=5).fit(journeys)
    assert "learned from 3 moments" in model.notes_[0]
    assert model.notes_[1].startswith("Left out: 3 moments not observed for long enough")


def test_journeys_weigh_the_same_however_long() -> None:
    rows = [["a", "call"], ["a"] * 30 + ["b"]]
    model = OutcomeRisk("call", calibration_share=0).fit(rows)
    assert "it followed on 25.0% of moments" in model.notes_[0]


def test_at_most_so_many_moments_of_a_journey() -> None:
    model = NextStep(max_prefixes=2).fit([["a"] * 9, ["a"]])
    assert "learned from 4 moments" in model.notes_[0]
    assert "8 moments of journeys with more than 2" in model.notes_[1]
    own = np.repeat([0, 1, 2], [5, 1, 3])
    assert np.bincount(own[at_most(own, 2, seed=1)]).tolist() == [2, 1, 2]
    assert at_most(own, None, seed=1).tolist() == list(range(9))


def test_the_calibration_follows_what_changed_of_late() -> None:
    random = np.random.default_rng(1)
    came = random.random(400) < np.where(np.arange(400) < 280, 0.6, 0.2)
    rows = [["a", "call"] if one else ["a", "b"] for one in came]
    journeys = clicks(rows, [[10 * at, 10 * at + 1] for at in range(400)], 5000)
    fixed, shifted = (OutcomeRisk("call", 5, calibration_share=share).fit(journeys) for share in (0.0, 0.2))
    now = clicks([["a"]], [[5000]], 5000)
    assert (fixed.calibration_[0], fixed.calibration_[1].tolist()) == (1.0, [0.0])
    assert fixed.predict_proba(now)[0, 1] > 0.4
    assert 0.1 < shifted.predict_proba(now)[0, 1] < 0.32


def test_several_events_can_be_the_outcome() -> None:
    rows = [["a", "call"], ["a", "mail"], ["b", "c"]] * 9
    risk = OutcomeRisk({"call", "mail"}).fit(rows).predict_proba([["a"], ["b"], []])[:, 1]
    assert risk[0] > 0.8
    assert risk[1] < 0.2
    assert np.isnan(risk[2])


def test_reasons_name_patterns_and_add_up() -> None:
    model = OutcomeRisk("call").fit(TICKETS)
    reasons = model.explain([["open", "wait"], [], ["open", "solve"]], top=100)
    frame = reasons.to_pandas()
    assert set(frame["journey"]) == {0, 2}
    own = frame[frame["journey"] == 0]
    assert {("pattern", "wait"), ("last steps", "open → wait")} <= set(zip(own["kind"], own["feature"], strict=True))
    assert ("pattern", "open → call") not in set(zip(own["kind"], own["feature"], strict=True))
    odds = reasons.info["start"] + own["contribution"].sum()
    assert own["risk"].iloc[0] == pytest.approx(1 / (1 + np.exp(-odds)))
    assert json.loads(json.dumps(reasons.to_dict()))["result"] == "Reasons"


@pytest.mark.parametrize("model", [NextStep(), OutcomeRisk("call")], ids=["NextStep", "OutcomeRisk"])
def test_pickles_hold_no_customers_and_results_no_threads(model: Any) -> None:
    journeys = jm.Journeys.from_lists(TICKETS, customers=[f"secret-{number}" for number in range(len(TICKETS))])
    fitted = clone(model).set_params(n_jobs=1).fit(journeys)
    stored = pickle.dumps(fitted)
    assert b"secret" not in stored
    chances = fitted.predict_proba(TICKETS)
    assert pickle.loads(stored).predict_proba(TICKETS).tobytes() == chances.tobytes()
    assert clone(model).set_params(n_jobs=2).fit(journeys).predict_proba(TICKETS).tobytes() == chances.tobytes()
    assert clone(fitted).get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        clone(fitted).predict(TICKETS)


def test_two_fits_at_once_leave_the_threads_of_linear_algebra_as_they_were() -> None:
    def threads() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info()]

    before, first, second = threads(), one_thread(), one_thread()
    first.__enter__()
    assert set(threads()) == {1}
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert threads() == before
    with ThreadPoolExecutor(2) as pool:
        models = list(pool.map(lambda model: model.fit(TICKETS), [NextStep(), NextStep()]))
    assert models[0].predict_proba(TICKETS).tobytes() == models[1].predict_proba(TICKETS).tobytes()


def test_options_are_found_by_a_search_with_customers_kept_together() -> None:
    journeys = jm.Journeys.from_lists(TICKETS)
    search = GridSearchCV(NextStep(), {"C": [1e-4, 1.0]}, cv=GroupKFold(2)).fit(journeys, groups=journeys.customer)
    assert search.best_params_ == {"C": 1.0}


def report_data(n: int = 300, *, until: int = 10**6) -> jm.Journeys:
    random = np.random.default_rng(7)
    rows, times = [], []
    for at in range(n):
        kind = random.random() < 0.5
        middle = random.choice(["x", "y"], random.integers(0, 4)).tolist()
        rows.append(["shop" if kind else "web", *middle, "call" if kind == (random.random() < 0.85) else "buy"])
        times.append([100 * at + step for step in range(len(rows[-1]))])
    return clicks(rows, times, until)


def test_a_report_says_who_is_better_on_journeys_of_later() -> None:
    journeys = report_data()
    report = OutcomeRisk("call", within=50).report(journeys)
    frame = report.to_pandas().set_index("model").astype(float)
    # The first step decides, which chains of three steps forget in journeys that are longer.
    assert frame.index[int(frame["log_loss"].argmin())] == "OutcomeRisk"
    assert frame["more_log_loss_low"]["most frequent"] > 0
    assert "75 customers" in report.notes[-2]
    assert report.notes[-2].startswith("Tested on journeys that began on or after 22500:")
    assert report.notes[-1].endswith("OutcomeRisk is better.")
    assert frame["lift_10"]["most frequent"] == pytest.approx(1.0)
    bins = report.calibration().to_pandas()
    assert bins.groupby("model")["share"].sum().round(9).eq(1).all()
    assert ((bins["observed_low"] <= bins["observed"]) & (bins["observed"] <= bins["observed_high"])).all()
    curve = report.lift_curve().to_pandas()
    assert curve[curve["share"] == 1.0]["found"].eq(1.0).all()
    assert pickle.loads(pickle.dumps(report)).to_dict() == report.to_dict()


def test_a_report_says_so_where_a_baseline_is_better() -> None:
    rows = [["a", "b", "a", "b"]] * 20
    report = NextStep(order=1, C=1e-6).report(rows, test=rows[:5])
    assert report.notes[-1].startswith("Best baseline by log-loss: Markov")
    assert report.notes[-1].endswith("NextStep is worse: use the baseline.")


def test_a_report_trains_on_nothing_of_later() -> None:
    journeys = report_data(60, until=6000)
    model = NextStep(order=1)
    early = model.report(journeys).to_dict()
    lists, times = journeys.to_lists(), np.split(journeys.times, journeys.offsets[1:-1].astype(int))
    late = [row if at < 45 else ["z", *row[1:]] for at, row in enumerate(lists)]
    other = clicks(late, [one.tolist() for one in times], 6000)
    assert model.report(other).notes[0] == early["notes"][0]
    assert not hasattr(model, "linear_")
    # What was never a next step in training is left out for all models alike.
    assert "15 that went on with a step never seen in training" in model.report(other).notes[-2]


@pytest.mark.parametrize(
    ("model", "data", "error", "message"),
    [
        (NextStep(order=0), TICKETS, OptionError, "`order` of NextStep must be a whole number ≥ 1; got 0"),
        (NextStep(C=-1), TICKETS, OptionError, "`C` of NextStep must be a number > 0"),
        (NextStep(max_prefixes=0), TICKETS, OptionError, "`max_prefixes` of NextStep must be"),
        (NextStep(min_support=0), TICKETS, OptionError, "`min_support` of mine_sequences must be"),
        (NextStep(), [], InputError, "NextStep needs journeys whose next steps are known"),
        (NextStep(), "open", InputError, "NextStep needs Journeys or a list of journeys"),
        (OutcomeRisk("cal"), TICKETS, UnknownEventError, "names 'cal', which is no event .*Did you mean 'call'"),
        (OutcomeRisk(0.5), TICKETS, OptionError, "`outcome` of OutcomeRisk must be an event name"),
        (OutcomeRisk(set()), TICKETS, OptionError, "`outcome` of OutcomeRisk must be an event name"),
        (OutcomeRisk("open"), TICKETS, InputError, "'open' follows on 0 of 72 moments"),
        (OutcomeRisk("call", "7d"), TICKETS, OptionError, "journeys made from lists have neither"),
        (OutcomeRisk("call", calibration_share=1), TICKETS, OptionError, "`calibration_share` of OutcomeRisk must be"),
    ],
)
def test_bad_options_and_data_say_what_they_are(model: Any, data: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        model.fit(data)


def test_bad_questions_say_what_they_are() -> None:
    model = NextStep().fit(TICKETS)
    with pytest.raises(OptionError, match="`k` of NextStep must be a whole number ≥ 1"):
        model.top(TICKETS, k=0)
    with pytest.raises(OptionError, match=r"NextStep\.report parts journeys by time"):
        model.report(TICKETS)
    with pytest.raises(OptionError, match=r"`test_share` of NextStep\.report must be a number between 0 and 1"):
        model.report(TICKETS, test_share=1)
    with pytest.raises(InputError, match=r"NextStep\.report needs journeys that began before others"):
        model.report(clicks([["a"], ["b"]], [[1], [1]], 3))
    trained = OutcomeRisk("call", within=50).fit(report_data(60))
    with pytest.raises(InputError, match="trained on journeys with times, and these have none"):
        trained.predict(TICKETS)
