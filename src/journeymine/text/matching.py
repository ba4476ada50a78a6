"""Which rules hold for which texts."""

from collections.abc import Sequence
from fnmatch import translate
from re import compile as compiled
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from journeymine.text.languages import stems
from journeymine.text.rules import Rule
from journeymine.text.tokens import Tokens


def matches(rules: Sequence[Rule], texts: Sequence[str], found: Tokens) -> NDArray[np.bool_]:
    """Which rules hold for which texts.

    A word holds for all its forms (equal stems in the rule's language), a phrase for words next to each other, ``*``
    for any run of letters, and a regular expression for what it finds in the text as it is written.

    Parameters
    ----------
    rules
        As `checked_rules` gives them.
    texts, found
        The texts, and their words.

    Returns
    -------
    NDArray[np.bool_]
        Shape (n_texts, n_rules).

    Examples
    --------
    >>> from journeymine.text.rules import checked_rules
    >>> from journeymine.text.tokens import tokens
    >>> rules = checked_rules({"billing": ["late fee"], "network": {"words": ["*netz*"], "language": "de"}}, "en", "")
    >>> texts = ["Late fees again", "Das Mobilfunknetz war weg", "too late"]
    >>> matches(rules, texts, tokens(texts)).tolist()
    [[True, False], [False, True], [False, False]]
    """
    holds = np.zeros((len(texts), len(rules)), np.bool_)
    owners = found.texts()
    asked = _Asked(found)
    composed = [normalize("NFC", text) for text in texts] if any(rule.regex for rule in rules) else []
    for place, rule in enumerate(rules):
        for phrase in rule.words:
            holds[owners[_begins(phrase, rule.language, asked, owners)], place] = True
        for number in np.flatnonzero(~holds[:, place]) if rule.regex else ():
            holds[number, place] = any(regex.search(composed[number]) for regex in rule.regex)
    return holds


class _Asked:
    """Which of the distinct words of texts are meant by a word of a rule."""

    def __init__(self, found: Tokens) -> None:
        self._found = found
        self._stems: dict[str, NDArray[np.object_]] = {}

    def __call__(self, word: str, language: str) -> NDArray[np.bool_]:
        """For each word of each text, whether it is meant."""
        if "*" in word:
            pattern = compiled(translate(word))
            meant = np.array([bool(pattern.match(one)) for one in self._found.words], np.bool_)
        else:
            if language not in self._stems:
                self._stems[language] = np.array(stems(self._found.words, language), dtype=object)
            meant = np.asarray(self._stems[language] == stems([word], language)[0], np.bool_)
        return meant[self._found.codes]


def _begins(phrase: tuple[str, ...], language: str, asked: _Asked, owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of words where the phrase begins, all of it within one text."""
    n_places = max(len(owners) - len(phrase) + 1, 0)
    here = np.ones(n_places, np.bool_)
    for step, word in enumerate(phrase):
        here &= asked(word, language)[step : step + n_places]
    last = len(phrase) - 1
    return np.flatnonzero(here & (owners[:n_places] == owners[last : last + n_places]))
