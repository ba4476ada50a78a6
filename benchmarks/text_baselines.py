"""scikit-learn's linear classifiers on TF-IDF of words, and ours, tuned inside each training fold."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from journeymine.text.model import Model
from journeymine.text.tokens import tokens

Names = NDArray[np.str_]
WEIGHTS = (None, "balanced")
STRENGTHS = (1.0, 3.0, 10.0)
BASELINES: dict[str, list[Callable[[], Any]]] = {
    "ComplementNB": [partial(ComplementNB, alpha=a) for a in (0.03, 0.1, 0.3, 1.0)],
    "LinearSVC": [
        partial(LinearSVC, C=c, class_weight=w, random_state=0) for c in (0.1, 0.3, 1.0, 3.0) for w in WEIGHTS
    ],
    "LogisticRegression": [
        partial(LogisticRegression, C=c, class_weight=w, max_iter=300, tol=1e-3)
        for c in (1.0, 10.0, 100.0)
        for w in WEIGHTS
    ],
}


def tuned(texts: list[str], labels: Names, unseen: list[str]) -> dict[str, Names]:
    """What each baseline says of unseen texts, its settings being the best by macro-F1 in three inner folds."""
    scores = {name: np.zeros(len(settings)) for name, settings in BASELINES.items()}
    for train, test in _inner(labels):
        vectors, others = _vectors([texts[row] for row in train], [texts[row] for row in test])
        for name, settings in BASELINES.items():
            for place, made in enumerate(settings):
                given = made().fit(vectors, labels[train]).predict(others)
                scores[name][place] += macro_f1(labels[test], given)
    vectors, others = _vectors(texts, unseen)
    best = {name: settings[int(scores[name].argmax())]() for name, settings in BASELINES.items()}
    return {name: one.fit(vectors, labels).predict(others) for name, one in best.items()}


def best_strength(texts: list[str], labels: Names) -> float:
    """The strength of `Categories` that is best by macro-F1 in the same inner folds."""
    scores = np.zeros(len(STRENGTHS))
    for train, test in _inner(labels):
        seen, unseen = [texts[row] for row in train], [texts[row] for row in test]
        # The vectors are the same for every strength.
        model = Model(("en", "de"), STRENGTHS[0], None).fit(seen, tokens(seen), labels[train].astype(object))
        assert model.vectors is not None
        vectors, others = model.vectors.transform(tokens(seen)), model.vectors.transform(tokens(unseen))
        for place, strength in enumerate(STRENGTHS):
            given = model.linear.set_params(C=strength).fit(vectors, labels[train]).predict(others)
            scores[place] += macro_f1(labels[test], given)
    return STRENGTHS[int(scores.argmax())]


def macro_f1(true: Any, given: Any) -> float:
    """By scikit-learn, over the categories that the labels have."""
    return float(f1_score(true, given, labels=np.unique(true), average="macro", zero_division=0))


def _inner(labels: Names) -> Any:
    return StratifiedKFold(3, shuffle=True, random_state=1).split(labels, labels)


def _vectors(train: list[str], test: list[str]) -> tuple[Any, Any]:
    vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english", strip_accents="unicode")
    return vectorizer.fit_transform(train), vectorizer.transform(test)
