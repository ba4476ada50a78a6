"""Texts as the codes of their words: what rules, the model and proposals all count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.text.languages import normalised, stems, stop_words, telling_words

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_WORD = re.compile(r"\w+(?:'\w+)*")
_MARK = re.compile(r"\[[^\[\]]*\]")
_NO_WORD = -1


@dataclass(frozen=True)
class Tokens:
    """The words of many texts in order, each distinct word once.

    Parameters
    ----------
    words
        The distinct words.
    codes
        A place in `words` for each word of each text, all texts after each other.
    offsets
        Where each text begins in `codes`, and the end: shape (n_texts + 1,).
    """

    words: list[str]
    codes: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.offsets) - 1

    def texts(self) -> NDArray[np.int64]:
        """The text that each word belongs to, shape of `codes`."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def counts(self) -> "csr_array":
        """How often each text has each word, shape (n_texts, n_words)."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.codes))
        matrix = csr_array((ones, self.codes.copy(), self.offsets.copy()), shape=(len(self), len(self.words)))
        matrix.sum_duplicates()
        return matrix


def words_of(text: str) -> list[str]:
    """The words of a text in order, normalised: runs of letters and digits, with the apostrophes inside them.

    Examples
    --------
    >>> words_of("I can't pay")
    ['i', "can't", 'pay']
    """
    return _WORD.findall(normalised(text))


def tokens(texts: Sequence[str]) -> Tokens:
    """The words of texts as `words_of` has them, as codes.

    Examples
    --------
    >>> found = tokens(["I can't pay", "", "PAY"])
    >>> found.words, found.codes.tolist(), found.offsets.tolist()
    (['i', "can't", 'pay'], [0, 1, 2, 2], [0, 3, 3, 4])
    """
    known: dict[str, int] = {}
    codes: list[int] = []
    ends = [0]
    for text in texts:
        codes.extend([known.setdefault(word, len(known)) for word in words_of(text)])
        ends.append(len(codes))
    return Tokens(list(known), np.array(codes, np.int64), np.array(ends, np.int64))


def unmarked_tokens(masked: Sequence[str]) -> Tokens:
    """The words of masked texts, without those in brackets, which stand for what was masked.

    Examples
    --------
    >>> unmarked_tokens(["call [phone] now"]).words
    ['call', 'now']
    """
    return tokens([_MARK.sub(" ", text) for text in masked])


def languages_of(found: Tokens, languages: Sequence[str]) -> NDArray[np.int64]:
    """The place of each text's language: whose own stop words it has most of; ties and none go to the first.

    Examples
    --------
    >>> languages_of(tokens(["the bill is wrong", "die Rechnung ist falsch", "Router"]), ["en", "de"]).tolist()
    [0, 1, 0]
    """
    telling = telling_words(languages)
    places = np.array([telling.get(word, _NO_WORD) for word in found.words], np.int64)[found.codes]
    votes = np.zeros((len(found), len(languages)), np.int64)
    tells = places != _NO_WORD
    np.add.at(votes, (found.texts()[tells], places[tells]), 1)
    return np.asarray(votes.argmax(axis=1), np.int64)


def stemmed(found: Tokens, languages: Sequence[str]) -> Tokens:
    """The stems of texts' words, each text in its own language, without its stop words.

    Examples
    --------
    >>> short = stemmed(tokens(["The charges were wrong", "Die Rechnungen sind falsch"]), ["en", "de"])
    >>> [short.words[code] for code in short.codes]
    ['charg', 'wrong', 'rechnung', 'falsch']
    """
    known: dict[str, int] = {}
    table = np.full((len(languages), len(found.words)), _NO_WORD)
    for place, language in enumerate(languages):
        silent = stop_words(language)
        for code, stem in enumerate(stems(found.words, language)):
            if found.words[code] not in silent:
                table[place, code] = known.setdefault(stem, len(known))
    texts = found.texts()
    codes = table[languages_of(found, languages)[texts], found.codes]
    kept = codes != _NO_WORD
    lengths = np.bincount(texts[kept], minlength=len(found))
    return Tokens(list(known), codes[kept], np.concatenate(([0], np.cumsum(lengths))))
