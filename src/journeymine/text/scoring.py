"""What scikit-learn asks of categories under names of its own: a score, names of columns, tags."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.validation import check_is_fitted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Scoring(ClassifierMixin):  # type: ignore[misc]
    """A classifier of texts whose score is the share with the right category."""

    classes_: NDArray[np.object_]

    def score(self, X: Any, y: Any, sample_weight: "ArrayLike | None" = None) -> float:  # noqa: N803 (scikit-learn's)
        """The share of texts that get their label, "unassigned" being none of them.

        `report` says more: macro-F1 on texts that were not trained on, per category, and how far its probabilities
        can be trusted.

        Parameters
        ----------
        X
            Texts, as `fit` takes them.
        y
            The label of each.
        sample_weight
            What each counts; None: 1.

        Returns
        -------
        A share from 0 to 1.

        Raises
        ------
        NotFittedError
            `fit` has not been called.
        InputError
            `X` are no texts.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> Categories({"network": ["signal"]}).fit([]).score(["no signals", "hello"], ["network", "billing"])
        0.5
        """
        return float(super().score(X, y, sample_weight))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002  (scikit-learn's)
        """The categories, one a column of `transform`.

        Parameters
        ----------
        input_features
            Not looked at; here because scikit-learn passes it.

        Returns
        -------
        An object array of names, shape (n_classes,).

        Raises
        ------
        NotFittedError
            `fit` has not been called.

        Examples
        --------
        >>> from journeymine.text import Categories
        >>> Categories({"billing": ["bill"]}).fit([]).get_feature_names_out()
        array(['billing'], dtype=object)
        """
        check_is_fitted(self, "classes_")
        return self.classes_.copy()

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.target_tags.required = False
        tags.transformer_tags.preserves_dtype = []
        return tags
