"""The estimator: what it learns, what it leaves alone, and what it refuses."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from journeymine.errors import InputError, OptionError
from journeymine.text import Categories

RULES = {"billing": ["bill", "refund"], "network": ["signal", "outage"]}
TEXTS = ["my card was charged", "charged on the card", "the parcel is late", "late parcel", "Rechnung falsch", "falsch"]
LABELS = ["card", "card", "parcel", "parcel", "bill", "bill"]


@pytest.mark.parametrize(
    "check",
    [
        "check_estimator_cloneable",
        "check_estimator_repr",
        "check_get_params_invariance",
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_set_params",
        "check_valid_tag_types",
        "check_estimator_tags_renamed",
    ],
)
def test_scikit_learns_checks_that_need_no_numbers(check: str) -> None:
    getattr(estimator_checks, check)("Categories", Categories(RULES))


def test_scikit_learns_own_choice_of_checks() -> None:
    with pytest.warns(UserWarning, match="which requires input"):
        assert all(
            one["status"] == "passed" for one in estimator_checks.check_estimator(Categories(RULES), on_fail=None)
        )


def test_in_pipelines_searches_and_pickles() -> None:
    texts, labels = TEXTS * 3, LABELS * 3
    assert cross_val_score(Categories(threshold=0), texts, labels, cv=3).tolist() == [1.0, 1.0, 1.0]
    search = GridSearchCV(Categories(threshold=0), {"strength": [1.0, 10.0]}, cv=3, scoring="f1_macro")
    assert search.fit(texts, labels).best_score_ == 1.0
    pipeline = make_pipeline(
        FunctionTransformer(lambda texts: [text.replace("_", " ") for text in texts]), Categories()
    )
    assert pipeline.fit(texts, labels).predict(["late_parcel"]).tolist() == ["parcel"]
    fitted = Categories(RULES).fit(texts, labels)
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.predict_proba(TEXTS) == fitted.predict_proba(TEXTS)).all()
    assert not hasattr(clone(fitted), "classes_")


def test_rules_come_before_the_model() -> None:
    fitted = Categories(RULES, threshold=0).fit(TEXTS, LABELS)
    assert fitted.predict(["the parcel is late", "the parcel is late, refund"]).tolist() == ["parcel", "billing"]
    probable = fitted.predict_proba(["the parcel is late, refund"])
    assert probable.tolist() == [[0.0, 1.0, 0.0, 0.0, 0.0]]
    assert (
        fitted.classes_.tolist()
        == fitted.get_feature_names_out().tolist()
        == ["bill", "billing", "card", "network", "parcel"]
    )


def test_the_threshold() -> None:
    fitted = Categories(threshold=0.5, unassigned="?").fit(TEXTS, LABELS)
    probable = fitted.predict_proba(TEXTS)
    assert probable.sum(axis=1) == pytest.approx(1)
    for threshold in (0.0, 0.4, 0.8, 1.0):
        names = fitted.set_params(threshold=threshold).predict(TEXTS)
        best = fitted.classes_[probable.argmax(axis=1)]
        assert names.tolist() == np.where(probable.max(axis=1) >= threshold, best, "?").tolist()
        assert fitted.transform(TEXTS).sum(axis=1).tolist() == (names != "?").astype(int).tolist()


def test_texts_that_say_nothing_are_unassigned() -> None:
    silent = ["", None, float("nan"), pd.NA, "  ", "!!!", "\U0001f600", "zzzzqq 88123"]
    fitted = Categories(RULES, threshold=0).fit([*TEXTS, *silent], [*LABELS, *["card", None] * 4])
    assert fitted.predict(silent[:7]).tolist() == ["unassigned"] * 7
    assert not fitted.predict_proba(silent).any()
    assert fitted.predict([]).tolist() == []
    assert fitted.predict_proba([]).shape == (0, 5)
    assert fitted.transform([]).shape == (0, 5)


def test_labels_that_are_none() -> None:
    labels = [*LABELS[:4], None, "unassigned"]
    fitted = Categories().fit(TEXTS, labels)
    assert fitted.n_labelled_ == 4
    assert fitted.classes_.tolist() == ["card", "parcel"]
    again = Categories().fit(TEXTS[:4], LABELS[:4])
    assert (again.predict_proba(TEXTS) == fitted.predict_proba(TEXTS)).all()
    only_rules = Categories(RULES).fit(TEXTS, [None] * 6)
    assert only_rules.model_ is None


@pytest.mark.parametrize("column", [pd.Series, pl.Series, pa.array, np.array, tuple])
def test_columns_of_every_kind(column: Any) -> None:
    fitted = Categories(threshold=0).fit(column(TEXTS), column(LABELS))
    assert fitted.predict(column(TEXTS)).tolist() == LABELS


@pytest.mark.parametrize(
    ("texts", "labels", "says"),
    [
        ("ann@example.com", None, "`texts` must be a list or a column of texts; got a str. Put one text into a list."),
        (5, None, "`texts` must be a list or a column of texts; got a int"),
        (["a", 5], None, "`texts` must be texts; row 1 is of type int"),
        (["a", b"ann@example.com"], None, "row 1 is of type bytes"),
        (np.array([["a"], ["b"]]), None, r"`texts` must have one dimension; got the shape \(2, 1\)"),
        (["a"], ["x", "y"], "`labels` must be as many as `texts`; got 2 labels of 1 texts"),
        (["a"], [3], "`labels` must be texts; row 0 is of type int"),
        (["a", "b"], ["x", "x"], "All 2 labels are of one class, 'x'"),
        (["a", "b"], None, "Categories has neither rules nor labels"),
    ],
)
def test_what_is_no_text_and_no_label(texts: Any, labels: Any, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        Categories().fit(texts, labels)
    assert "ann@example.com" not in str(error.value)


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ({"threshold": 1.5}, "`threshold` of Categories must be a number between 0 and 1; got 1.5."),
        ({"languages": "fr"}, "`languages` of Categories must be 'de', 'en' or a list of both; got 'fr'."),
        ({"languages": []}, "`languages` of Categories must be"),
        ({"strength": 0}, "`strength` of Categories must be a number > 0; got 0."),
        ({"unassigned": ""}, "`unassigned` of Categories must be a name that is not empty; got ''."),
        ({"embed": 3}, "`embed` of Categories must be a callable"),
        ({"rules": 3}, "`rules` of Categories must be the path of a TOML file"),
    ],
)
def test_options_that_cannot_be(option: dict[str, Any], says: str) -> None:
    with pytest.raises(OptionError) as error:
        Categories(**{"rules": RULES, **option}).fit([])
    assert str(error.value).startswith(says)


def test_before_it_is_fitted() -> None:
    for verb in ("predict", "predict_proba", "transform", "ruled", "propose"):
        with pytest.raises(NotFittedError):
            getattr(Categories(RULES), verb)(["a"])


def test_vectors_of_ones_own() -> None:
    def lengths(texts: list[str]) -> list[list[float]]:
        return [[len(text) / 10, 1.0] for text in texts]

    fitted = Categories(embed=lengths, threshold=0).fit(
        ["a", "b", "long text here", "longer text there"], ["s", "s", "l", "l"]
    )
    assert fitted.predict(["c", "quite a long text", ""]).tolist() == ["s", "l", "unassigned"]
    for wrong in (lambda texts: [[1.0]] * (len(texts) + 1), lambda _: "x", lambda texts: [[float("nan")]] * len(texts)):
        with pytest.raises(OptionError, match="`embed` of Categories must give a row of finite numbers a text"):
            Categories(embed=wrong).fit(["a", "b"], ["x", "y"])


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.lists(st.text(max_size=12), max_size=4))
def test_neither_the_order_of_texts_nor_their_company_matters(order: list[int], others: list[str]) -> None:
    fitted = Categories(RULES).fit(TEXTS, LABELS)
    probable = fitted.predict_proba(TEXTS)
    together = fitted.predict_proba([*[TEXTS[at] for at in order], *others])
    assert (together[: len(order)] == probable[order]).all()
    again = Categories(RULES).fit([TEXTS[at] for at in order], [LABELS[at] for at in order])
    assert again.predict_proba(TEXTS) == pytest.approx(probable, abs=2e-2)
    assert (Categories(RULES).fit(TEXTS, LABELS).predict_proba(TEXTS) == probable).all()


def test_lots_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = Categories(RULES, threshold=0.4).fit(TEXTS, LABELS)
    texts = [*TEXTS, "a refund", "", "no signal"]
    whole = fitted.predict_proba(texts), fitted.predict(texts), fitted.transform(texts).toarray(), fitted.ruled(texts)
    for size in (1, 2, 9):
        monkeypatch.setattr("journeymine.text.applying.LOT", size)
        parts = (
            fitted.predict_proba(texts),
            fitted.predict(texts),
            fitted.transform(texts).toarray(),
            fitted.ruled(texts),
        )
        assert all((one == other).all() for one, other in zip(whole, parts, strict=True))


def test_a_pickle_holds_what_texts_share_and_nothing_that_masking_finds() -> None:
    texts = [f"wrong bill {'unique' if not n else ''}, mail ann@zanzibar.example or call 030 1234567" for n in range(6)]
    learned = Categories().fit([*texts, *["no signal at all"] * 6], ["billing"] * 6 + ["network"] * 6)
    held = pickle.dumps(learned)
    assert b"bill" in held
    for private in (b"zanzibar", b"zanz", b"1234567", b"12345", b"unique", b"uniqu"):
        assert private not in held
    assert learned.predict(["another bill", "signals"]).tolist() == ["billing", "network"]


def test_nothing_in_common_is_nothing_to_learn() -> None:
    with pytest.raises(InputError, match="No two of the 2 labelled texts"):
        Categories().fit(["abc", "xyz"], ["one", "two"])
