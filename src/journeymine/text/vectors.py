"""Texts as numbers: TF-IDF of stems and of the character n-grams inside words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from journeymine.text.tokens import Tokens, stemmed

if TYPE_CHECKING:
    from scipy.sparse import csr_array

N_GRAMS = (3, 5)


def n_grams(word: str) -> list[str]:
    """The runs of 3 to 5 characters of a word between blanks.

    Examples
    --------
    >>> n_grams("pay")
    [' pa', 'pay', 'ay ', ' pay', 'pay ', ' pay ']
    """
    padded = f" {word} "
    least, most = N_GRAMS
    return [padded[at : at + n] for n in range(least, most + 1) for at in range(len(padded) - n + 1)]


@dataclass
class Weighted:
    """TF-IDF columns of one kind: what is counted, learned on the training texts.

    The weight of a term t in a text is ``(1 + ln tf) · (1 + ln((1 + N) / (1 + df)))``, each text brought to length 1
    (Manning, Raghavan and Schütze 2008, section 6.4.3, with scikit-learn's smoothing).
    """

    min_texts: int

    def fit(self, terms: Sequence[str], counts: "csr_array") -> Self:
        """Keep the terms that `min_texts` texts have, and their weights."""
        from sklearn.feature_extraction.text import TfidfTransformer

        frequent = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) >= self.min_texts)
        # The order of columns must not hang on the order of texts.
        frequent = frequent[np.argsort(np.array(terms, dtype=object)[frequent], kind="stable")]
        self.columns = {terms[code]: column for column, code in enumerate(frequent.tolist())}
        self.idf: Any = TfidfTransformer(sublinear_tf=True)
        if len(frequent):
            self.idf.fit(counts[:, frequent])
        return self

    def transform(self, terms: Sequence[str], counts: "csr_array") -> "csr_array":
        """The weights of these texts, shape (n_texts, n_columns); terms that are new weigh nothing."""
        from scipy.sparse import csr_array

        places = np.array([self.columns.get(term, -1) for term in terms], np.int64)
        known = np.flatnonzero(places >= 0)
        shape = (len(terms), len(self.columns))
        chosen = csr_array((np.ones(len(known)), (known, places[known])), shape=shape)
        matrix = csr_array(counts @ chosen)
        # Sums must not hang on which other texts there are.
        matrix.sort_indices()
        return csr_array(self.idf.transform(matrix)) if min(matrix.shape) else matrix


@dataclass
class Vectors:
    """Both kinds of columns beside each other.

    Parameters
    ----------
    languages
        Of which texts may be.
    min_texts
        A term that fewer texts have gets no column.
    """

    languages: Sequence[str]
    min_texts: int = 2

    def fit(self, found: Tokens) -> Self:
        """Learn columns and weights of these texts."""
        self.kinds = [Weighted(self.min_texts).fit(*counted) for counted in _counted(found, self.languages)]
        return self

    @property
    def n_columns(self) -> int:
        """How many terms have a column."""
        return sum(len(kind.columns) for kind in self.kinds)

    def transform(self, found: Tokens) -> "csr_array":
        """The weights of these texts, shape (n_texts, n_columns)."""
        from scipy.sparse import hstack

        parts = [
            kind.transform(*counted) for kind, counted in zip(self.kinds, _counted(found, self.languages), strict=True)
        ]
        joined: csr_array = hstack(parts, format="csr")
        # scikit-learn's linear models take no others.
        joined.indices, joined.indptr = joined.indices.astype(np.int32), joined.indptr.astype(np.int32)
        return joined


def _counted(found: Tokens, languages: Sequence[str]) -> list[tuple[list[str], "csr_array"]]:
    """Terms and how often each text has them: stems, then character n-grams."""
    short = stemmed(found, languages)
    return [(short.words, short.counts()), _character_counts(found)]


def _character_counts(found: Tokens) -> tuple[list[str], "csr_array"]:
    """N-grams counted once a distinct word, and summed over texts by one product of matrices."""
    from scipy.sparse import csr_array

    known: dict[str, int] = {}
    codes: list[int] = []
    ends = [0]
    for word in found.words:
        codes.extend([known.setdefault(gram, len(known)) for gram in n_grams(word)])
        ends.append(len(codes))
    shape = (len(found.words), len(known))
    grams = csr_array((np.ones(len(codes)), np.array(codes, np.int64), np.array(ends, np.int64)), shape=shape)
    return list(known), csr_array(found.counts() @ grams)
