"""How good categories are on texts that were not learned from: the cross-validated report."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.options import bad_option, is_whole, whole_number
from journeymine.showing import Showing, Shown, framed
from journeymine.text.applying import most_probable
from journeymine.text.inputs import checked_labels
from journeymine.text.measures import by_category, calibration, calibration_error, confusion, macro_f1

if TYPE_CHECKING:
    import pandas as pd

_WHERE = "Categories.report"
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class CategoryReport(Showing):
    """What came out in cross-validation; every figure is of texts that the fold's model had not seen.

    Attributes
    ----------
    n_texts
        How many texts had a label.
    macro_f1
        Mean F1 of the categories that labels have, each text given its most probable category, whatever `threshold` is.
    macro_f1_error
        The standard error of its mean over folds: s / √k.
    coverage
        The share of texts that are given a category.
    macro_f1_covered
        The macro-F1 among these.
    by_rules
        The share of texts that a rule decided.
    rules_right
        The share of these whose label is the rule's category; NaN where no rule held.
    calibration_error
        Σ n_b / n · abs(share right − mean probability) over ten bins of the model's probability (Guo et al. 2017,
        "On Calibration of Modern Neural Networks", section 2); NaN where rules decided all.
    per_category, calibration, confusion
        Data frames: precision, recall and F1 at `threshold`; the bins; labels in rows, categories given in columns.
    thresholds
        A data frame of what other thresholds would give: the share of texts covered, and the macro-F1 among them.
    """

    n_texts: int
    macro_f1: float
    macro_f1_error: float
    coverage: float
    macro_f1_covered: float
    by_rules: float
    rules_right: float
    calibration_error: float
    per_category: "pd.DataFrame"
    calibration: "pd.DataFrame"
    confusion: "pd.DataFrame"
    thresholds: "pd.DataFrame"

    def __str__(self) -> str:
        """The figures in four lines, and a row a category."""
        return "\n".join([*self._lines(), self.per_category.round(3).to_string(index=False)])

    def _shown(self) -> Shown:
        return Shown(self._lines(), (framed(self.per_category),))

    def _lines(self) -> tuple[str, ...]:
        rules = "" if not self.by_rules else f"; by rules {self.by_rules:.0%}, of which {self.rules_right:.0%} right"
        return (
            f"{self.n_texts:,} labelled texts, cross-validated",
            f"macro-F1 {self.macro_f1:.3f} ± {self.macro_f1_error:.3f} (standard error over folds)",
            f"given a category {self.coverage:.0%}, macro-F1 among them {self.macro_f1_covered:.3f}{rules}",
            f"calibration error {self.calibration_error:.3f}",
        )


def cross_validated(estimator: Any, texts: list[str], labels: Any, *, cv: Any, random_state: int) -> CategoryReport:
    """The report of an estimator on labelled texts.

    Parameters
    ----------
    estimator
        `Categories`, fitted or not; it is not changed.
    texts, labels
        As `Categories.fit` takes them.
    cv, random_state
        As `Categories.report` takes them.

    Returns
    -------
    CategoryReport
        The figures of the texts tested, in all folds together.

    Raises
    ------
    OptionError, InputError
        As `Categories.report` says.
    """
    given = checked_labels(labels, len(texts), estimator.unassigned)
    rows = np.flatnonzero([label is not None for label in given])
    known, true = [texts[row] for row in rows], given[rows]
    folds = _folds(cv, random_state, true)
    tested = [_tested(estimator, known, true, fold) for fold in folds]
    places = np.concatenate([fold[1] for fold in folds])
    classes = np.array(sorted({name for one in tested for name in one.classes}), dtype=object)
    probable = np.vstack([one.over(classes) for one in tested])
    ruled = np.concatenate([one.ruled for one in tested])
    scores = [
        macro_f1(true[fold[1]], one.best(estimator.unassigned, 0.0)) for fold, one in zip(folds, tested, strict=True)
    ]
    given_names = most_probable(classes, probable, estimator.unassigned, estimator.threshold)
    return _report(true[places], classes, probable, ruled, given_names, scores, estimator.unassigned)


def _report(
    true: NDArray[np.object_],
    classes: NDArray[np.object_],
    probable: NDArray[np.float64],
    ruled: NDArray[np.bool_],
    given: NDArray[np.object_],
    scores: list[float],
    unassigned: str,
) -> CategoryReport:
    best = most_probable(classes, probable, unassigned, 0.0)
    covered = given != unassigned
    modelled = ~ruled & (probable.max(axis=1) > 0)
    bins = calibration(probable[modelled].max(axis=1), best[modelled] == true[modelled])
    return CategoryReport(
        n_texts=len(true),
        macro_f1=macro_f1(true, best),
        macro_f1_error=float(np.std(scores, ddof=1) / np.sqrt(len(scores))) if len(scores) > 1 else float("nan"),
        coverage=float(covered.mean()),
        macro_f1_covered=macro_f1(true[covered], given[covered]),
        by_rules=float(ruled.mean()),
        rules_right=float((best[ruled] == true[ruled]).mean()) if ruled.any() else float("nan"),
        calibration_error=calibration_error(bins),
        per_category=by_category(true, given, unassigned),
        calibration=bins,
        confusion=confusion(true, given),
        thresholds=_thresholds(true, classes, probable, unassigned),
    )


def _thresholds(
    true: NDArray[np.object_], classes: NDArray[np.object_], probable: NDArray[np.float64], unassigned: str
) -> "pd.DataFrame":
    import pandas as pd

    rows = []
    for threshold in np.arange(10) / 10:
        given = most_probable(classes, probable, unassigned, threshold)
        covered = given != unassigned
        rows.append((float(threshold), float(covered.mean()), macro_f1(true[covered], given[covered])))
    return pd.DataFrame(rows, columns=["threshold", "coverage", "macro_f1"])


@dataclass(frozen=True)
class _Tested:
    """What a fold's estimator said of the texts it had not seen."""

    classes: NDArray[np.object_]
    probable: NDArray[np.float64]
    ruled: NDArray[np.bool_]

    def over(self, classes: NDArray[np.object_]) -> NDArray[np.float64]:
        """Its probabilities, a column each of these."""
        wide = np.zeros((len(self.probable), len(classes)))
        wide[:, np.searchsorted(classes, self.classes)] = self.probable
        return wide

    def best(self, unassigned: str, threshold: float) -> NDArray[np.object_]:
        """The most probable category of each text."""
        return most_probable(self.classes, self.probable, unassigned, threshold)


def _tested(estimator: Any, texts: list[str], labels: NDArray[np.object_], fold: Fold) -> _Tested:
    from sklearn.base import clone

    train, test = fold
    fitted = clone(estimator).fit([texts[row] for row in train], labels[train])
    unseen = [texts[row] for row in test]
    return _Tested(fitted.classes_, fitted.predict_proba(unseen), fitted.ruled(unseen))


def _folds(cv: Any, random_state: int, labels: NDArray[np.object_]) -> list[Fold]:
    from sklearn.model_selection import StratifiedKFold, check_cv

    if is_whole(cv):
        n_folds = whole_number(cv, "cv", _WHERE, least=2)
        largest = max((int((labels == name).sum()) for name in set(labels)), default=0)
        if n_folds > largest:
            message = (
                f"`cv` of {_WHERE} asks for {n_folds} folds of {len(labels):,} labelled texts, and no category has "
                f"more than {largest} of them; ask for fewer, or label more."
            )
            raise InputError(message)
        cv = StratifiedKFold(n_folds, shuffle=True, random_state=random_state)
    if isinstance(cv, str) or not (hasattr(cv, "split") or isinstance(cv, Iterable)):
        raise bad_option("cv", _WHERE, "a number of folds ≥ 2, a splitter or pairs of indices", cv)
    with warnings.catch_warnings():
        # A category with fewer labels than folds is missing in some of them, which its row in the report shows.
        warnings.filterwarnings("ignore", "The least populated class", UserWarning)
        names = labels.astype(str)
        return [
            (np.asarray(train), np.asarray(test))
            for train, test in check_cv(cv, names, classifier=True).split(names, names)
        ]
