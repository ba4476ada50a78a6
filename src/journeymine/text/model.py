"""The linear model of categories: texts as vectors, and how probable each category is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.sources.toml_tables import shown
from journeymine.text.inputs import checked_vectors
from journeymine.text.tokens import Tokens
from journeymine.text.vectors import Vectors

Embed = Callable[[list[str]], Any]


@dataclass
class Model:
    """Multinomial logistic regression on TF-IDF, or on the vectors of `embed`.

    For the weights w of category k and a text x, ``p(k | x) = exp(w_k · x + b_k) / Σ exp(w_j · x + b_j)``, where w
    minimises ``Σ −c(label)·ln p(label | x) + ‖w‖² / (2·C)`` (Hastie, Tibshirani and Friedman 2009, section 4.4) with
    the weights ``c(k) = n / (K·n_k)``: each of the K categories weighs the same, however many n_k of the n texts it has
    (King and Zeng 2001).

    Parameters
    ----------
    languages
        Of which texts may be.
    strength
        The C of the formula: the less, the smoother.
    embed
        Texts to vectors, in place of TF-IDF.
    """

    languages: Sequence[str]
    strength: float
    embed: Embed | None

    def fit(self, texts: list[str], found: Tokens, labels: NDArray[np.object_]) -> Self:
        """Learn from labelled texts.

        Raises
        ------
        InputError
            All have the same label, or no two texts have a term in common.
        OptionError
            `embed` gave something else than vectors.
        """
        from sklearn.linear_model import LogisticRegression

        categories = sorted(set(labels))
        if len(categories) < 2:
            message = (
                f"All {len(labels):,} labels are of one class, {shown(categories[0])}; what is not of it cannot be "
                "learned. Give labels of a second category, or a rule in place of the labels."
            )
            raise InputError(message)
        self.vectors = None if self.embed else Vectors(self.languages).fit(found)
        if self.vectors is not None and not self.vectors.n_columns:
            message = (
                f"No two of the {len(labels):,} labelled texts share a word or a part of one, and what one text alone "
                "says is not kept; give more labelled texts, or rules."
            )
            raise InputError(message)
        self.linear: Any = LogisticRegression(C=self.strength, class_weight="balanced", max_iter=300, tol=1e-3)
        self.linear.fit(self._vectors(texts, found), labels.astype(str))
        return self

    @property
    def categories(self) -> list[str]:
        """The categories learned, sorted."""
        return [str(one) for one in self.linear.classes_]

    def probabilities(self, texts: list[str], found: Tokens) -> NDArray[np.float64]:
        """How probable each category is, shape (n_texts, n_categories); zeros where no word of a text is known."""
        vectors = self._vectors(texts, found)
        probable: NDArray[np.float64] = self.linear.predict_proba(vectors)
        known = np.diff(found.offsets) > 0 if self.embed else np.diff(vectors.indptr) > 0
        return np.where(known[:, None], probable, 0.0)

    def _vectors(self, texts: list[str], found: Tokens) -> Any:
        if self.vectors is None:
            assert self.embed is not None
            return checked_vectors(self.embed(texts), len(texts))
        return self.vectors.transform(found)
