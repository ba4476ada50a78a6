"""Categories that nobody named: what texts without a category have in common."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.options import whole_number
from journeymine.showing import Showing, Shown
from journeymine.sources.masking import mask_text
from journeymine.sources.masking.texts import Redact
from journeymine.text.inputs import checked_times
from journeymine.text.languages import stems
from journeymine.text.tokens import Tokens, stemmed, unmarked_tokens
from journeymine.text.vectors import Weighted

_WHERE = "Categories.propose"


@dataclass(frozen=True)
class Proposal(Showing):
    """A category that texts suggest.

    Attributes
    ----------
    words
        Those that tell most, the strongest first, in the form that is most frequent; each is in `min_texts` texts or
        more, and none is of what masking leaves out.
    size
        How many of the unassigned texts are of it.
    share
        The same of all texts given.
    growth
        Its share among the texts of the later half of the time, over its share among those of the earlier half:
        ``((b + ½) / (B + 1)) / ((a + ½) / (A + 1))`` for a of A texts before the middle and b of B from it on; None
        without times, or where all texts have the same.
    n_early, n_late
        The a and b of growth.
    examples
        Texts that are most of it, each once, masked.
    """

    words: tuple[str, ...]
    size: int
    share: float
    growth: float | None
    n_early: int | None
    n_late: int | None
    examples: tuple[str, ...]

    def _shown(self) -> Shown:
        grown = "" if self.growth is None else f"; its share of the later half is {self.growth:.2f} times the earlier"
        size = f"{self.size:,} texts without a category, {self.share:.1%} of all{grown}"
        return Shown((f"{', '.join(self.words)}: {size}",), points=self.examples)

    def rule(self) -> dict[str, list[str]]:
        """Its words as a rule, to be named and sharpened.

        Returns
        -------
        A table as `rules` of `Categories` has it.

        Examples
        --------
        >>> Proposal(("parcel", "late"), 3, 0.5, None, None, None, ()).rule()
        {'words': ['parcel', 'late']}
        """
        return {"words": list(self.words)}


def propose(
    texts: list[str],
    is_rest: NDArray[np.bool_],
    times: Any,
    languages: Sequence[str],
    *,
    n_proposals: int,
    n_words: int,
    n_examples: int,
    min_texts: int,
    redact: Redact | None,
) -> list[Proposal]:
    """Find what the rest has in common, by non-negative matrix factorisation of its TF-IDF (Lee and Seung 1999).

    X ≈ W·H with W, H ≥ 0 from the singular vectors of X (Boutsidis and Gallopoulos 2008), which makes
    it deterministic; a text is of the row of H that has most of it (W), of none where all are 0.

    Parameters
    ----------
    texts, times
        All texts, and when each was written, or None.
    is_rest
        Which of them have no category.
    languages
        Of which texts may be.
    n_proposals, n_words, n_examples, min_texts, redact
        As `Categories.propose` takes them.

    Returns
    -------
    list[Proposal]
        Largest first, ties by words.

    Raises
    ------
    OptionError, InputError
        As `Categories.propose` says.
    """
    n_proposals = whole_number(n_proposals, "n_proposals", _WHERE)
    n_words = whole_number(n_words, "n_words", _WHERE)
    n_examples = whole_number(n_examples, "n_examples", _WHERE, least=0)
    min_texts = whole_number(min_texts, "min_texts", _WHERE, least=2)
    is_late = None if times is None else _late(checked_times(times, len(texts)))
    rows = np.flatnonzero(is_rest)
    # Numbers and addresses must not come out as words either.
    shown = [text or "" for text in mask_text([texts[row] for row in rows], redact)]
    found = unmarked_tokens(shown)
    of_text, by_topic, names = _factors(found, languages, n_proposals, min_texts)
    belongs = of_text.argmax(axis=1) if of_text.size else np.zeros(len(rows), np.int64)
    is_of_any = of_text.any(axis=1)
    proposals = []
    for topic in np.unique(belongs[is_of_any]):
        members = np.flatnonzero(is_of_any & (belongs == topic))
        most = members[np.argsort(-of_text[members, topic], kind="stable")]
        strongest = np.argsort(-by_topic[topic], kind="stable")[:n_words]
        words = tuple(names[place] for place in strongest if by_topic[topic, place] > 0)
        examples = tuple(islice(dict.fromkeys(shown[place] for place in most), n_examples))
        growth, early, late = _growth(is_late, rows[members])
        proposals.append(Proposal(words, len(members), len(members) / len(texts), growth, early, late, examples))
    return sorted(proposals, key=lambda one: (-one.size, one.words))


def _factors(
    found: Tokens, languages: Sequence[str], n_topics: int, min_texts: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[str]]:
    """Texts × topics, topics × words, and the words as they are mostly written."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    short = stemmed(found, languages)
    weights = Weighted(min_texts).fit(short.words, short.counts())
    matrix = weights.transform(short.words, short.counts())
    # More topics than the matrix has dimensions cannot be begun with its singular vectors.
    n_topics = min(n_topics, *matrix.shape)
    if not n_topics:
        return np.zeros((len(found), 0)), np.zeros((0, 0)), []
    model = NMF(n_topics, init="nndsvd", max_iter=200, tol=1e-3, random_state=0)
    with warnings.catch_warnings():
        # Words and sizes settle long before the last digits of the factors do.
        warnings.simplefilter("ignore", ConvergenceWarning)
        of_text = model.fit_transform(matrix)
    return of_text, model.components_, _forms(found, list(weights.columns), languages)


def _forms(found: Tokens, wanted: list[str], languages: Sequence[str]) -> list[str]:
    """The most frequent word of each stem, ties by name."""
    often = np.bincount(found.codes, minlength=len(found.words))
    best: dict[str, tuple[int, str]] = {}
    for language in languages:
        for word, stem, count in zip(found.words, stems(found.words, language), often.tolist(), strict=True):
            best[stem] = min(best.get(stem, (0, word)), (-count, word))
    return [best[stem][1] for stem in wanted]


def _late(times: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """1 for texts from the middle of the time on, 0 before, NaN without a time; None where all have the same."""
    if np.isnan(times).all() or np.nanmin(times) == np.nanmax(times):
        return None
    middle = (np.nanmin(times) + np.nanmax(times)) / 2
    return np.where(np.isnan(times), np.nan, times >= middle)


def _growth(
    is_late: NDArray[np.float64] | None, members: NDArray[np.int64]
) -> tuple[float, int, int] | tuple[None, None, None]:
    if is_late is None:
        return None, None, None
    early, late = int((is_late[members] == 0).sum()), int((is_late[members] == 1).sum())
    all_early, all_late = int((is_late == 0).sum()), int((is_late == 1).sum())
    return ((late + 0.5) / (all_late + 1)) / ((early + 0.5) / (all_early + 1)), early, late
