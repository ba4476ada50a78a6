"""Slow, obvious twins of what `journeymine.text` computes."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

import snowballstemmer
from stop_words import get_stop_words

NAMES = {"de": "german", "en": "english"}


def words(text: str) -> list[str]:
    """The words of a text of plain letters."""
    return re.findall(r"\w+(?:'\w+)*", text.casefold())


def stem(word: str, language: str) -> str:
    """The stem of one word."""
    return str(snowballstemmer.stemmer(NAMES[language]).stemWord(word))


def holds(rule: Mapping[str, Sequence[str]], language: str, text: str) -> bool:
    """Whether any entry of a rule is in a text, looking at every place of it."""
    found = words(text)
    for entry in rule.get("words", ()):
        parts = entry.casefold().split()
        for start in range(len(found) - len(parts) + 1):
            here = found[start : start + len(parts)]
            if all(_meant(part, word, language) for part, word in zip(parts, here, strict=True)):
                return True
    return any(re.search(regex, text, re.IGNORECASE) for regex in rule.get("regex", ()))


def _meant(part: str, word: str, language: str) -> bool:
    return fnmatchcase(word, part) if "*" in part else stem(word, language) == stem(part, language)


def language_of(text: str, languages: Sequence[str]) -> str:
    """The language whose own stop words a text has most of; the first of those with as many."""
    own = {
        one: set(get_stop_words(one)) - {word for other in languages if other != one for word in get_stop_words(other)}
        for one in languages
    }
    return max(languages, key=lambda one: (sum(word in own[one] for word in words(text)), -languages.index(one)))


def telling(text: str, languages: Sequence[str]) -> list[str]:
    """The stems of a text's words that are no stop words, in its language."""
    language = language_of(text, languages)
    return [stem(word, language) for word in words(text) if word not in get_stop_words(language)]


def macro_f1(true: Sequence[str], given: Sequence[str]) -> float:
    """The mean of 2·precision·recall / (precision + recall) over the labels."""
    scores = []
    pairs, n_given = Counter(zip(true, given, strict=True)), Counter(given)
    for name, n_true in Counter(true).items():
        right = pairs[name, name]
        precision, recall = right / n_given[name] if n_given[name] else 0.0, right / n_true
        scores.append(2 * precision * recall / (precision + recall) if right else 0.0)
    return sum(scores) / len(scores)


def calibration_error(probability: Sequence[float], right: Sequence[bool]) -> float:
    """How far apart probability and share right are, bin by bin, as the mean over all texts."""
    total = 0.0
    for low in range(10):
        inside = [at for at, one in enumerate(probability) if low <= 10 * one < low + 1 or (low == 9 and one == 1)]
        if inside:
            total += abs(sum(right[at] for at in inside) - sum(probability[at] for at in inside))
    return total / len(probability)
