"""German and English: which words say little, and which words are forms of one. Both by libraries, and offline."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from journeymine.options import bad_option

_NAMES = {"de": "german", "en": "english"}
LANGUAGES = tuple(_NAMES)


def checked_languages(given: object, name: str, where: str) -> tuple[str, ...]:
    """The languages asked for: one of ``"de"`` and ``"en"``, or several, the first being that of texts that show none.

    Raises
    ------
    OptionError
        It is something else.

    Examples
    --------
    >>> checked_languages("de", "languages", "Categories")
    ('de',)
    """
    several = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, list | tuple) else ()
    if several and len(set(several)) == len(several) and all(one in LANGUAGES for one in several):
        return several
    raise bad_option(name, where, "'de', 'en' or a list of both", given)


def normalised(text: str) -> str:
    """A text in one spelling: composed characters, no case, one kind of apostrophe.

    Examples
    --------
    >>> normalised("STRASSE") == normalised("Straße"), normalised("U\u0308ber") == normalised("über")
    (True, True)
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


@cache
def stop_words(language: str) -> frozenset[str]:
    """The words of a language that say little of what a text is about, by the library ``stop-words``.

    Examples
    --------
    >>> "nicht" in stop_words("de"), "the" in stop_words("en"), "bill" in stop_words("en")
    (True, True, False)
    """
    from stop_words import get_stop_words

    return frozenset(normalised(word) for word in get_stop_words(language))


def stems(words: Iterable[str], language: str) -> list[str]:
    """What the forms of a word have in common, by the Snowball stemmer of the language (Porter 2001).

    Examples
    --------
    >>> stems(["charged", "charges"], "en"), stems(["rechnung", "rechnungen"], "de")
    (['charg', 'charg'], ['rechnung', 'rechnung'])
    """
    import snowballstemmer

    found: list[str] = snowballstemmer.stemmer(_NAMES[language]).stemWords(list(words))
    return found


def telling_words(languages: Sequence[str]) -> dict[str, int]:
    """Stop words that only one of the languages has, with its place among them.

    Examples
    --------
    >>> telling = telling_words(["de", "en"])
    >>> telling["nicht"], telling["the"], "in" in telling
    (0, 1, False)
    """
    found = {word: place for place, language in enumerate(languages) for word in stop_words(language)}
    shared = {word for word in found if sum(word in stop_words(language) for language in languages) > 1}
    return {word: place for word, place in found.items() if word not in shared}
