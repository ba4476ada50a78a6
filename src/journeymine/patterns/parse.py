"""Reads the printed form of a pattern back: `a → b`, `a -> b`, `(a & b) → c`, names in "…"."""

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Vocabulary
from journeymine.patterns.names import Pattern
from journeymine.patterns.query import read


def parse(text: str, vocabulary: Vocabulary) -> Pattern:
    """The pattern that prints as `text`; integers where the event names are integers.

    Raises
    ------
    InputError
        It cannot be read, or asks for more than one pattern.
    """
    pattern = read(text, vocabulary).pattern
    if pattern is None:
        message = (
            f"A single pattern is asked for here, written with `->` and `&` alone; got the query {text!r}. "
            "Queries with `=>`, `[a|b]`, `[^a]*`, `^` and `$` are for `matches`, `filter` and `count`."
        )
        raise InputError(message)
    return pattern
