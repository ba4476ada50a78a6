"""Words, languages and vectors beside their twins and scikit-learn's vectorizers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from journeymine.text.tokens import languages_of, stemmed, tokens
from journeymine.text.vectors import Vectors
from tests.reference import text as twin

WORDS = [
    "the",
    "is",
    "in",
    "nicht",
    "der",
    "bill",
    "bills",
    "rechnung",
    "rechnungen",
    "don't",
    "5g",
    "straße",
    "ich",
    "über",
]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join), min_size=1, max_size=6)
LANGUAGES = st.sampled_from([["en"], ["de"], ["en", "de"], ["de", "en"]])


@settings(deadline=None)
@given(TEXTS)
def test_words_are_those_of_each_text(texts: list[str]) -> None:
    found = tokens(texts)
    for place, text in enumerate(texts):
        codes = found.codes[found.offsets[place] : found.offsets[place + 1]]
        assert [found.words[code] for code in codes] == twin.words(text)
    assert found.counts().sum() == len(found.codes)


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
def test_stems_are_those_of_the_texts_language(texts: list[str], languages: list[str]) -> None:
    found = tokens(texts)
    assert [languages[one] for one in languages_of(found, languages)] == [
        twin.language_of(text, languages) for text in texts
    ]
    short = stemmed(found, languages)
    for place, text in enumerate(texts):
        codes = short.codes[short.offsets[place] : short.offsets[place + 1]]
        assert [short.words[code] for code in codes] == twin.telling(text, languages)


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, LANGUAGES, st.sampled_from([1, 2]))
def test_vectors_are_scikit_learns(texts: list[str], unseen: list[str], languages: list[str], least: int) -> None:
    ours = Vectors(languages, least).fit(tokens(texts)).transform(tokens(unseen)).toarray()
    plain = {"lowercase": False, "sublinear_tf": True, "min_df": least}
    of_words = TfidfVectorizer(analyzer=lambda text: twin.telling(text, languages), **plain)
    of_parts = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), preprocessor=lambda text: " ".join(twin.words(text)), **plain
    )
    theirs = []
    for vectorizer in (of_words, of_parts):
        try:
            theirs.append(vectorizer.fit(texts).transform(unseen).toarray())
        except ValueError:  # no term is left, of which scikit-learn makes an error
            theirs.append(np.zeros((len(unseen), 0)))
    assert ours == pytest.approx(np.hstack(theirs), abs=1e-12)
