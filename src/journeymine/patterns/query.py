"""The query grammar: `^ search -> [^help|mail]* -> [cart|wish] => (pay & mail) $`; a printed pattern is a query too."""

import json
import re
from dataclasses import dataclass

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.patterns.names import Pattern

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"\\]|\\.)*")
      | (?P<mark>→|->|=>|[(&)\[\]|^$*])
      | (?P<plain>(?:(?!->|=>)[^"\\&()\[\]|^$*→])+)
    )\s*""",
    re.VERBOSE | re.DOTALL,
)
_LATER = ("→", "->")


@dataclass(frozen=True)
class Step:
    """One element of a query.

    Attributes
    ----------
    parts
        The element holds, for each part, one of its names.
    is_next
        It is the very next element after the step before.
    without
        Names that no element between the step before and this one holds.
    """

    parts: tuple[tuple[Name, ...], ...]
    is_next: bool = False
    without: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Query:
    """Steps one after the other, perhaps from the journey's first element on, or up to its last.

    Examples
    --------
    >>> query = read("^ a -> b", Vocabulary.from_names(["a", "b"]))
    >>> query.from_start, query.to_end, [step.parts for step in query.steps]
    (True, False, [(('a',),), (('b',),)])
    """

    steps: tuple[Step, ...]
    from_start: bool = False
    to_end: bool = False

    @property
    def pattern(self) -> Pattern | None:
        """The pattern that this asks for, where it asks for nothing but a pattern."""
        plain = all(len(part) == 1 for step in self.steps for part in step.parts)
        if not plain or self.from_start or self.to_end or any(step.is_next or step.without for step in self.steps):
            return None
        names = [tuple(name for (name,) in step.parts) for step in self.steps]
        return Pattern(one[0] if len(one) == 1 else one for one in names)


def asked(pattern: Pattern) -> Query:
    """A pattern as a query."""
    elements = (element if isinstance(element, tuple | list | set | frozenset) else (element,) for element in pattern)
    return Query(tuple(Step(tuple((name,) for name in element)) for element in elements))


def read(text: str, vocabulary: Vocabulary) -> Query:
    """The query that `text` spells; integers where the event names are integers.

    Raises
    ------
    InputError
        It cannot be read: the message says where it goes wrong.
    """
    return _Reader(text, vocabulary).query()


class _Reader:
    """Reads token by token; `self.at` is the next one."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        place = 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise self._unreadable(place)
            self.tokens.append((match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
            place = match.end()

    def query(self) -> Query:
        from_start = self._take("^")
        steps = [Step(self._parts())]
        while self._is(*_LATER, "=>"):
            steps.append(self._following())
        to_end = self._take("$")
        if self.at < len(self.tokens):
            raise self._unreadable(self.tokens[self.at][2])
        return Query(tuple(steps), from_start, to_end)

    def _following(self) -> Step:
        if self._take("=>"):
            return Step(self._parts(), is_next=True)
        self._need(*_LATER)
        without: tuple[Name, ...] = ()
        if self._is("[") and self._is("^", ahead=1):
            self.at += 2
            without = self._names("|", "]")
            self._need("*")
            self._need(*_LATER)
        return Step(self._parts(), without=without)

    def _parts(self) -> tuple[tuple[Name, ...], ...]:
        if self._take("["):
            return (self._names("|", "]"),)
        if self._take("("):
            return tuple((name,) for name in self._names("&", ")"))
        return ((self._name(),),)

    def _names(self, between: str, last: str) -> tuple[Name, ...]:
        names = [self._name()]
        while self._take(between):
            names.append(self._name())
        self._need(last)
        return tuple(sorted(set(names)))

    def _name(self) -> Name:
        if self.at == len(self.tokens) or self.tokens[self.at][0] == "mark":
            raise self._unreadable(self._place())
        group, spelled, place = self.tokens[self.at]
        self.at += 1
        try:
            name = json.loads(spelled) if group == "quoted" else spelled.strip()
        except ValueError:
            raise self._unreadable(place) from None
        return int(name) if self.vocabulary.kind == "int" and re.fullmatch(r"-?\d+", name) else name

    def _is(self, *marks: str, ahead: int = 0) -> bool:
        at = self.at + ahead
        return at < len(self.tokens) and self.tokens[at][0] == "mark" and self.tokens[at][1] in marks

    def _take(self, mark: str) -> bool:
        taken = self._is(mark)
        self.at += taken
        return taken

    def _need(self, *marks: str) -> None:
        if not self._is(*marks):
            raise self._unreadable(self._place())
        self.at += 1

    def _place(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)

    def _unreadable(self, place: int) -> InputError:
        rest = self.text[place : place + 20]
        where = f"at {rest!r} (character {place + 1})" if rest else "at its end"
        shown = repr(self.text) if len(self.text) <= 60 else repr(self.text[:57]) + "…"
        return InputError(
            f"{shown} cannot be read {where}. Write `a -> b` (or `a → b`) for b later, `a => b` for b in the next "
            "element, `(a & b)` for both together, `[a|b]` for any of them, `a -> [^c|d]* -> b` for neither c nor d in "
            "between, `^` and `$` for the journey's ends; names with special characters in double quotes."
        )
