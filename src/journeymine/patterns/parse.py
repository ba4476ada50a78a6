"""Reads the printed form of a pattern back: `a → b`, `a -> b`, `(a & b) → c`, names in "…"."""

import json
import re

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.patterns.names import Element, Pattern

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<mark>→|->|[(&)])
      | (?P<plain>(?:(?!->|=>)[^"\\&()\[\]|^$*→])+)
    )\s*""",
    re.VERBOSE | re.DOTALL,
)


def parse(text: str, vocabulary: Vocabulary) -> Pattern:
    """The pattern that prints as `text`; integers where the event names are integers."""
    tokens = _tokens(text)
    elements = []
    while tokens:
        elements.append(_element(tokens, text, vocabulary))
        if tokens and (tokens.pop(0) not in {("mark", "→"), ("mark", "->")} or not tokens):
            raise _unreadable(text)
    if not elements:
        raise _unreadable(text)
    return Pattern(elements)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise _unreadable(text)
        tokens.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return tokens


def _element(tokens: list[tuple[str, str]], text: str, vocabulary: Vocabulary) -> Element:
    if tokens[0] != ("mark", "("):
        return _name(tokens, text, vocabulary)
    names = []
    while tokens and tokens.pop(0) in {("mark", "("), ("mark", "&")} and tokens:
        names.append(_name(tokens, text, vocabulary))
        if tokens and tokens[0] == ("mark", ")"):
            del tokens[0]
            distinct = sorted(set(names))
            return distinct[0] if len(distinct) == 1 else tuple(distinct)
    raise _unreadable(text)


def _name(tokens: list[tuple[str, str]], text: str, vocabulary: Vocabulary) -> Name:
    group, spelled = tokens.pop(0)
    if group == "mark":
        raise _unreadable(text)
    try:
        name = json.loads(spelled) if group == "quoted" else spelled.strip()
    except ValueError:
        raise _unreadable(text) from None
    return int(name) if vocabulary.kind == "int" and re.fullmatch(r"-?\d+", name) else name


def _unreadable(text: str) -> InputError:
    shown = repr(text) if len(text) <= 60 else repr(text[:57]) + "…"
    return InputError(
        f"A pattern is written `a -> b` (or `a → b`), events together `(a & b)`, "
        f"names with special characters in double quotes; got {shown}."
    )
