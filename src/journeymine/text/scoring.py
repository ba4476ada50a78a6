"""How often categories are right, under the name that scikit-learn asks for."""

from typing import TYPE_CHECKING, Any

from sklearn.base import ClassifierMixin

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Scoring(ClassifierMixin):  # type: ignore[misc]
    """A classifier whose score is the share of texts with the right category."""

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
