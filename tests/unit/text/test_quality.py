"""The cross-validated report, beside its twins and scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_recall_fscore_support
from sklearn.model_selection import GroupKFold, StratifiedKFold

from journeymine.errors import InputError, OptionError
from journeymine.text import Categories
from journeymine.text.measures import by_category, calibration, calibration_error, confusion, macro_f1
from tests.reference import text as twin

NAMES = st.sampled_from(["a", "b", "c", "unassigned"])
PAIRS = st.lists(st.tuples(st.sampled_from("abc"), NAMES), min_size=1, max_size=12)
SENTENCES = {"billing": "the bill was wrong {}", "network": "no signal in {}", "parcel": "my parcel got lost {}"}
PLACES = ["again", "here", "today", "at home", "in town", "for weeks", "yesterday", "once more"]
TEXTS = [sentence.format(place) for sentence in SENTENCES.values() for place in PLACES]
LABELS = [name for name in SENTENCES for _ in PLACES]


@settings(deadline=None)
@given(PAIRS)
def test_macro_f1_is_its_twins(pairs: list[tuple[str, str]]) -> None:
    true, given_names = (np.array(names, dtype=object) for names in zip(*pairs, strict=True))
    assert macro_f1(true, given_names) == pytest.approx(twin.macro_f1(true.tolist(), given_names.tolist()))
    labels = sorted(set(true))
    theirs = f1_score(true.astype(str), given_names.astype(str), labels=labels, average="macro", zero_division=0)
    assert macro_f1(true, given_names) == pytest.approx(theirs)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_each_category_is_as_scikit_learn_has_it(pairs: list[tuple[str, str]]) -> None:
    true, given_names = (np.array(names, dtype=object) for names in zip(*pairs, strict=True))
    frame = by_category(true, given_names, "unassigned").set_index("category")
    theirs = precision_recall_fscore_support(
        true.astype(str), given_names.astype(str), labels=list(frame.index), zero_division=np.nan
    )
    for name, one in zip(("precision", "recall"), theirs, strict=False):
        assert frame[name].to_numpy() == pytest.approx(one, nan_ok=True)
    assert frame["n_labels"].tolist() == theirs[3].tolist()
    table = confusion(true, given_names)
    assert int(table.to_numpy().sum()) == len(true)
    for name in set(true) & set(given_names):
        assert table.loc[name, name] == ((true == name) & (given_names == name)).sum()


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_the_calibration_error_is_its_twins(pairs: list[tuple[float, bool]]) -> None:
    probability, right = zip(*pairs, strict=True)
    bins = calibration(np.array(probability), np.array(right))
    assert calibration_error(bins) == pytest.approx(twin.calibration_error(probability, right), abs=1e-9)
    assert bins["n"].sum() == len(pairs)


def test_no_texts_have_no_figures() -> None:
    nothing = np.array([], dtype=object)
    assert np.isnan(macro_f1(nothing, nothing))
    assert np.isnan(calibration_error(calibration(np.array([]), np.array([], bool))))


def test_the_report_is_what_folds_by_hand_give() -> None:
    estimator = Categories({"parcel": ["lost"]}, threshold=0.45)
    report = estimator.report(TEXTS, LABELS, cv=4)
    given_names, probable, ruled = np.empty(len(TEXTS), dtype=object), np.empty(len(TEXTS)), np.empty(len(TEXTS), bool)
    for train, test in StratifiedKFold(4, shuffle=True, random_state=0).split(LABELS, LABELS):
        fitted = estimator.fit([TEXTS[row] for row in train], [LABELS[row] for row in train])
        unseen = [TEXTS[row] for row in test]
        given_names[test], ruled[test] = fitted.predict(unseen), fitted.ruled(unseen)
        probable[test] = fitted.predict_proba(unseen).max(axis=1)
    labels = np.array(LABELS, dtype=object)
    covered = given_names != "unassigned"
    assert report.n_texts == 24
    assert report.coverage == covered.mean()
    assert report.macro_f1_covered == pytest.approx(twin.macro_f1(labels[covered], given_names[covered]))
    assert report.by_rules == ruled.mean() == pytest.approx(1 / 3)
    assert report.rules_right == 1.0
    assert int(report.calibration["n"].sum()) == 16
    assert report.per_category["category"].tolist() == sorted(SENTENCES)
    assert report.confusion.to_numpy().sum() == 24
    assert "24 labelled texts, cross-validated" in str(report)
    rows = {one: (share, score) for one, share, score in report.thresholds.itertuples(index=False, name=None)}
    assert rows[0.0][1] == pytest.approx(report.macro_f1)
    for threshold, (share, _) in rows.items():
        assert share == (probable >= max(threshold, 1e-12)).mean()
    at_that = estimator.set_params(threshold=0.4).report(TEXTS, LABELS, cv=4)
    assert rows[0.4] == (at_that.coverage, at_that.macro_f1_covered)


def test_texts_without_a_label_are_left_out() -> None:
    report = Categories().report([*TEXTS, "whatever", "else"], [*LABELS, None, float("nan")], cv=4)
    same = Categories().report(TEXTS, LABELS, cv=4)
    assert str(report) == str(same)
    assert report.confusion.equals(same.confusion)


def test_a_category_with_fewer_labels_than_folds() -> None:
    report = Categories().report([*TEXTS, "a rare thing"], [*LABELS, "rare"], cv=4)
    row = report.per_category.set_index("category").loc["rare"]
    assert (row["n_labels"], row["recall"]) == (1, 0)
    assert report.macro_f1 < 1


def test_rules_alone_can_be_judged() -> None:
    report = Categories({"billing": ["bill"], "network": ["signal", "wrong"]}).report(TEXTS, LABELS, cv=2)
    assert report.by_rules == pytest.approx(2 / 3)
    assert report.confusion.loc["parcel"].sum() == 8


def test_folds_of_ones_own() -> None:
    groups = np.tile(np.arange(8), 3)
    folds = list(GroupKFold(4).split(TEXTS, LABELS, groups))
    assert str(Categories().report(TEXTS, LABELS, cv=folds)).startswith("24 labelled")
    assert str(Categories().report(pd.Series(TEXTS), pd.Series(LABELS), cv=StratifiedKFold(3))).startswith(
        "24 labelled"
    )


def test_what_cannot_be_cross_validated() -> None:
    with pytest.raises(InputError, match="asks for 9 folds of 24 labelled texts, and no category has more than 8"):
        Categories().report(TEXTS, LABELS, cv=9)
    with pytest.raises(InputError, match="no category has more than 0"):
        Categories({"a": ["b"]}).report(TEXTS, None)
    for cv in (1, 0, True, "five"):
        with pytest.raises(OptionError, match=r"`cv` of Categories.report must be a"):
            Categories().report(TEXTS, LABELS, cv=cv)
