"""Journeys to a matrix of patterns: the sibling of scikit-learn's CountVectorizer."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from journeymine.api import Journeys, PatternSet, mine_sequences
from journeymine.api.inputs import as_journeys
from journeymine.errors import InputError
from journeymine.journeys.lists import Element
from journeymine.mining.constraints import Contents, Names
from journeymine.options import bad_option

JourneysLike = Journeys | Iterable[Sequence[Element]]


class PatternVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Journeys in, one row each; one column a pattern that `fit` mined out of the journeys it was given.

    `fit` mines, `transform` matches: patterns are learned on the training journeys only, and a test journey changes
    nothing. Where customers have several journeys, split by customer: ``GroupKFold`` with ``groups=journeys.customer``.

    Parameters
    ----------
    min_support
        A share of the training journeys in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    kind
        ``"all"``; ``"generators"`` and ``"closed"`` leave out columns equal to another in training (of patterns inside
        one another with the same journeys the shortest, or the longest, stays); ``"maximal"``. With `max_length`,
        ``"closed"`` and ``"maximal"`` keep few, for they judge against all longer patterns.
    top_k
        Only the k best by support, ties by pattern order.
    min_length, max_length
        Number of events in a pattern.
    min_gap, max_gap, max_span, min_step_gap, max_step_gap, contiguous
        Rules that occurrences meet, in training and after it, as `mine_sequences` has them.
    starts_with, ends_with, contains, excludes
        Which patterns are wanted, as `mine_sequences` has them.
    values
        What a cell holds, as `PatternSet.transform` has it: ``"present"``, ``"count"`` or ``"time_since"``.
    sparse_output
        True: a SciPy CSR matrix; False: a NumPy array, which ``set_output(transform="pandas")`` needs.
    n_jobs
        Threads; None: all cores. The result is the same for any number.

    Attributes
    ----------
    patterns_
        The `PatternSet` mined, one pattern a column. A pickled vectorizer holds it without the training journeys.

    Examples
    --------
    >>> from journeymine.estimators import PatternVectorizer
    >>> clicks = [["search", "cart", "pay"], ["search", "help", "cart"], ["help"]]
    >>> vectorizer = PatternVectorizer(min_support=2)
    >>> vectorizer.fit_transform(clicks).toarray()
    array([[1, 0, 1, 1],
           [1, 1, 1, 1],
           [0, 1, 0, 0]], dtype=uint8)
    >>> vectorizer.get_feature_names_out().tolist()
    ['cart', 'help', 'search', 'search → cart']
    >>> vectorizer.transform([["cart", "search", "never seen before"]]).toarray()
    array([[1, 0, 1, 0]], dtype=uint8)
    """

    def __init__(
        self,
        min_support: float | None = 0.05,
        *,
        kind: str = "all",
        top_k: int | None = None,
        min_length: int | None = None,
        max_length: int | None = None,
        min_gap: Any = None,
        max_gap: Any = None,
        max_span: Any = None,
        min_step_gap: int | None = None,
        max_step_gap: int | None = None,
        contiguous: bool = False,
        starts_with: Names | None = None,
        ends_with: Names | None = None,
        contains: Contents | None = None,
        excludes: Names | None = None,
        values: str = "present",
        sparse_output: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.min_support = min_support
        self.kind = kind
        self.top_k = top_k
        self.min_length = min_length
        self.max_length = max_length
        self.min_gap = min_gap
        self.max_gap = max_gap
        self.max_span = max_span
        self.min_step_gap = min_step_gap
        self.max_step_gap = max_step_gap
        self.contiguous = contiguous
        self.starts_with = starts_with
        self.ends_with = ends_with
        self.contains = contains
        self.excludes = excludes
        self.values = values
        self.sparse_output = sparse_output
        self.n_jobs = n_jobs

    def fit(self, X: JourneysLike, y: object = None) -> Self:  # noqa: ARG002, N803  (scikit-learn's)
        """Mine the patterns of these journeys.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists: one sequence of elements a journey.
        y
            Not looked at; here because pipelines pass it.

        Returns
        -------
        The vectorizer itself.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        InputError
            `X` holds no journeys, or no pattern reaches `min_support`.

        Examples
        --------
        >>> from journeymine.estimators import PatternVectorizer
        >>> len(PatternVectorizer(min_support=0.5).fit([["a", "b"], ["a", "b"], ["b"]]).patterns_)
        3
        """
        if not isinstance(self.sparse_output, bool | np.bool_):
            raise bad_option("sparse_output", "PatternVectorizer", "True or False", self.sparse_output)
        asked = self.get_params(deep=False)
        searched = {name: value for name, value in asked.items() if name not in {"values", "sparse_output"}}
        patterns: PatternSet = mine_sequences(_journeys(X), **searched, progress=False)
        if len(patterns) == 0:
            message = (
                f"No pattern reaches `min_support`={self.min_support!r} in these {patterns.n_total:,} journeys, so "
                "there would be no column; lower it, or ask for less of the patterns."
            )
            raise InputError(message)
        self.patterns_ = patterns
        return self

    def transform(self, X: JourneysLike) -> Any:  # noqa: N803  (scikit-learn's)
        """Match the patterns learned against journeys.

        Parameters
        ----------
        X
            `Journeys`, or a list of lists; events that were never seen in training match nothing.

        Returns
        -------
        A SciPy CSR matrix (a NumPy array without `sparse_output`) of shape (n_journeys, n_patterns).

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `X` is neither `Journeys` nor a list of lists.

        Examples
        --------
        >>> from journeymine.estimators import PatternVectorizer
        >>> vectorizer = PatternVectorizer(min_support=2, values="count", sparse_output=False)
        >>> vectorizer.fit([["a", "b"], ["a", "b"], ["b"]]).transform([["a", "a", "b", "a", "b"]])
        array([[2, 3, 2]], dtype=int32)
        """
        check_is_fitted(self, "patterns_")
        matrix = self.patterns_.transform(_journeys(X), values=self.values, n_jobs=self.n_jobs)
        return matrix if self.sparse_output else matrix.toarray()

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002  (scikit-learn's)
        """The patterns as printed, one a column.

        Parameters
        ----------
        input_features
            Not looked at; here because scikit-learn passes it.

        Returns
        -------
        An object array of strings, shape (n_patterns,).

        Raises
        ------
        NotFittedError
            `fit` has not been called.

        Examples
        --------
        >>> from journeymine.estimators import PatternVectorizer
        >>> PatternVectorizer(min_support=2).fit([["a", "b"], ["a", "b"], ["b"]]).get_feature_names_out()
        array(['b', 'a', 'a → b'], dtype=object)
        """
        check_is_fitted(self, "patterns_")
        return np.array([str(pattern) for pattern in self.patterns_], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        # Cells are counts or times, whatever the names of events are.
        tags.transformer_tags.preserves_dtype = []
        return tags


def _journeys(X: JourneysLike) -> Journeys:  # noqa: N803  (scikit-learn's)
    return as_journeys(X, "PatternVectorizer")
