"""Patterns as features: what scikit-learn asks of an estimator, and what users ask of this one."""

import pickle
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import journeymine as jm
from journeymine.errors import InputError, OptionError
from journeymine.estimators import PatternVectorizer

CLICKS = [["search", "cart", "pay"], ["search", "help", "cart"], ["help"], [("help", "mail")], []]


class OfRows(PatternVectorizer):
    """A matrix as journeys, for checks that know matrices only: a row's columns in the order of their values."""

    def fit(self, X: Any, y: object = None) -> "OfRows":  # noqa: N803
        from sklearn.utils.validation import validate_data

        return super().fit(ordered(validate_data(self, X)), y)  # type: ignore[return-value]

    def transform(self, X: Any) -> Any:  # noqa: N803
        from sklearn.utils.validation import check_is_fitted, validate_data

        check_is_fitted(self)
        return super().transform(ordered(validate_data(self, X, reset=False)))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


def ordered(matrix: NDArray[Any]) -> list[list[int]]:
    return [row.tolist() for row in np.argsort(matrix, axis=1, kind="stable")]


@parametrize_with_checks([PatternVectorizer()])  # type: ignore[untyped-decorator]
def test_what_scikit_learn_checks_of_estimators_that_take_no_matrix(estimator: Any, check: Any) -> None:
    check(estimator)


@parametrize_with_checks([OfRows(min_support=0.3, max_length=2)])  # type: ignore[untyped-decorator]
def test_what_scikit_learn_checks_of_all_others(estimator: Any, check: Any) -> None:
    check(estimator)


def test_a_column_is_a_pattern_and_a_row_a_journey() -> None:
    vectorizer = PatternVectorizer(min_support=2, kind="all")
    matrix = vectorizer.fit_transform(CLICKS)
    names = vectorizer.get_feature_names_out()
    assert matrix.shape == (len(CLICKS), len(names))
    held = jm.Journeys.from_lists(CLICKS)
    for column, name in enumerate(names):
        assert np.flatnonzero(matrix[:, [column]].toarray()).tolist() == held.matches(name)["journey"].tolist()
    assert matrix.sum(axis=0).tolist() == vectorizer.patterns_.to_pandas()["n_journeys"].tolist()


def test_patterns_are_learned_from_the_training_journeys_only() -> None:
    train, test = jm.Journeys.from_lists([["a", "b"]] * 3), jm.Journeys.from_lists([["z"], ["b", "a"], ["a", "z", "b"]])
    vectorizer = PatternVectorizer(min_support=3, min_length=2).fit(train)
    assert vectorizer.get_feature_names_out().tolist() == ["a → b"]
    assert vectorizer.transform(test).toarray().ravel().tolist() == [0, 0, 1]
    assert vectorizer.get_feature_names_out().tolist() == ["a → b"]
    assert vectorizer.transform(test[[2, 0]]).toarray().ravel().tolist() == [1, 0]


def test_rules_hold_after_training_too() -> None:
    vectorizer = PatternVectorizer(min_support=2, min_length=2, contiguous=True).fit([["a", "b"], ["a", "b"]])
    assert vectorizer.transform([["a", "x", "b"], ["a", "b"]]).toarray().ravel().tolist() == [0, 1]


def test_frames_come_out_where_asked() -> None:
    vectorizer = PatternVectorizer(min_support=2, sparse_output=False).set_output(transform="pandas")
    frame = vectorizer.fit_transform(CLICKS)
    assert frame.columns.tolist() == vectorizer.get_feature_names_out().tolist()
    assert frame.shape[0] == len(CLICKS)
    with pytest.raises(ValueError, match="outputs a scipy sparse matrix"):
        PatternVectorizer(min_support=2).set_output(transform="pandas").fit_transform(CLICKS)


def test_a_copy_without_training_and_a_pickle_without_journeys() -> None:
    fitted = PatternVectorizer(min_support=2, contains=frozenset({"cart"}), starts_with=jm.START).fit(CLICKS)
    assert clone(fitted).get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        clone(fitted).transform(CLICKS)
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.transform(CLICKS) != fitted.transform(CLICKS)).nnz == 0
    with pytest.raises(jm.errors.MissingJourneysError):
        again.patterns_.matches("search")


def test_min_support_is_found_by_grid_search_with_customers_kept_together() -> None:
    random = np.random.default_rng(3)
    kinds = random.integers(0, 2, 120)
    middle = (["b", "a"], ["a", "b"])
    rows = [[*random.choice(list("xyz"), 2), *middle[kind], "x"] for kind in kinds]
    journeys = jm.Journeys.from_lists(rows, customers=np.repeat(np.arange(60), 2).tolist())
    outcome, groups = np.repeat(kinds[::2], 2), journeys.customer
    journeys = jm.Journeys.from_lists(
        [[*row[:2], *middle[one], "x"] for row, one in zip(rows, outcome, strict=True)], customers=groups.tolist()
    )
    search = GridSearchCV(
        make_pipeline(PatternVectorizer(), LogisticRegression()),
        {"patternvectorizer__min_support": [0.02, 0.2, 0.3], "patternvectorizer__max_length": [1, 2]},
        cv=GroupKFold(4),
    )
    search.fit(journeys, outcome, groups=groups)
    assert search.best_score_ == 1.0
    assert search.best_params_["patternvectorizer__max_length"] == 2
    predicted = cross_val_predict(search.best_estimator_, journeys, outcome, groups=groups, cv=GroupKFold(3))
    assert (predicted == outcome).all()
    parts = train_test_split(journeys, outcome, random_state=0)
    assert search.best_estimator_.fit(parts[0], parts[2]).score(parts[1], parts[3]) == 1.0


@pytest.mark.parametrize(
    ("options", "data", "error", "message"),
    [
        ({"min_support": 0}, CLICKS, OptionError, "`min_support` of mine_sequences must be"),
        ({"kind": "frequent"}, CLICKS, OptionError, "`kind` of mine_sequences must be one of"),
        ({"sparse_output": "no"}, CLICKS, OptionError, "`sparse_output` of PatternVectorizer must be True or False"),
        ({}, "search", InputError, "PatternVectorizer needs Journeys or a list of journeys"),
        ({"min_support": 9}, CLICKS, InputError, "No pattern reaches `min_support`=9 in these 5 journeys"),
    ],
)
def test_bad_options_and_data_say_what_they_are(
    options: dict[str, Any], data: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        PatternVectorizer(**options).fit(data)


def test_a_bad_kind_of_values_is_heard_before_the_search() -> None:
    with pytest.raises(OptionError, match="`values`"):
        PatternVectorizer(min_support=2, values="often").fit_transform(CLICKS)
