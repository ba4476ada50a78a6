"""Patterns as people write them: tuples of names, and `search → cart` in print."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.mining.found import FoundPatterns, rows_by_length
from journeymine.patterns.table import PatternTable, is_ordered
from journeymine.showing import Showing

Element: TypeAlias = Name | tuple[Name, ...]

Objects: TypeAlias = NDArray[np.object_]

_T = TypeVar("_T")

ARROW = " → "
TOGETHER = " & "
_JOINER = "\u200d"
_SPECIAL = re.compile(r'["\\&()\[\]|^$*→]|->|=>|^\s|\s$|^$')


class Pattern(Showing, tuple[Element, ...]):
    """A tuple of elements that prints as ``search → cart``; an element is a name or a sorted tuple of names."""

    __slots__ = ()

    def __str__(self) -> str:
        return ARROW.join(
            f"({TOGETHER.join(map(written, one))})" if isinstance(one, tuple) else written(one) for one in self
        )


class Itemset(Showing, tuple[Name, ...]):
    """A sorted tuple of names that prints as ``app & mail``."""

    __slots__ = ()

    def __str__(self) -> str:
        return TOGETHER.join(map(written, self))


class _Sides(NamedTuple):
    antecedent: Pattern | Itemset
    consequent: Pattern | Itemset


class Rule(Showing, _Sides):
    """Journeys that do `antecedent` and afterwards `consequent`: sequences, or sets whose events come in any order."""

    __slots__ = ()

    @property
    def ordered(self) -> bool:
        """Are the sides sequences? Else each is a set, all of the first before all of the second."""
        return not isinstance(self.antecedent, Itemset)

    def __str__(self) -> str:
        if self.ordered:
            return f"if {self.antecedent} then {self.consequent}"
        return f"if {_in_any_order(self.antecedent)} then {_in_any_order(self.consequent)}"


class Association(Rule):
    """Baskets that hold `antecedent`, and of these those that hold `consequent` too."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"if {self.antecedent} then also {self.consequent}"


def _in_any_order(events: Pattern | Itemset) -> str:
    told = " and ".join(written(name) for name in cast("Itemset", events))
    return f"{told} (any order)" if len(events) > 1 else told


def written(name: Name) -> str:
    """A name as printed: in double quotes where it holds characters that mean something in a pattern."""
    text = str(name)
    unseen = [one for one in set(text) if not one.isprintable() and one != _JOINER]
    if not unseen and not _SPECIAL.search(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    for one in unseen:
        quoted = quoted.replace(one, json.dumps(one)[1:-1])
    return quoted


def shortened(text: str, width: int = 120) -> str:
    """At most `width` characters, cut in the middle so that both ends can be seen."""
    half = (width - 1) // 2
    return text if len(text) <= width else f"{text[:half]}…{text[-half:]}"


def decoded(found: FoundPatterns, vocabulary: Vocabulary) -> Iterator[Pattern]:
    """The patterns with their names."""
    return map(Pattern, sliced(*_elements(found, vocabulary)))


def decoded_itemsets(found: FoundPatterns, vocabulary: Vocabulary) -> Iterator[Itemset]:
    """The itemsets with their names."""
    return map(Itemset, sliced(named(found, vocabulary), found.offsets))


def objects(found: FoundPatterns, names: NDArray[np.object_], make: Callable[[tuple[Name, ...]], _T]) -> Objects:
    """What `make` makes of the names of each itemset; itemsets of one length at once, which takes half the time.

    Parameters
    ----------
    found
        n itemsets.
    names
        The name of each code that occurs.
    make
        Called with the names of an itemset.

    Returns
    -------
    object, shape (n,).

    Examples
    --------
    >>> found = FoundPatterns(np.array([0, 1, 0], np.uint32), np.array([0, 2, 3], np.uint64), np.ones(2, np.uint32))
    >>> objects(found, np.array(["milk", "bread"], object), frozenset).tolist() == [{"milk", "bread"}, {"milk"}]
    True
    """
    made = np.empty(len(found), object)
    starts = found.offsets[:-1].astype(np.int64)
    for length, rows in rows_by_length(found):
        columns = [names[found.items[starts[rows] + place]].tolist() for place in range(length)]
        # An array made of a list of tuples would have a column for each name.
        made[rows] = np.fromiter(map(make, zip(*columns, strict=True)), object, len(rows))
    return made


def _elements(found: FoundPatterns, vocabulary: Vocabulary) -> tuple[list[Element], NDArray[np.integer]]:
    """The elements of all patterns, and where each pattern's lie."""
    names = named(found, vocabulary)
    if found.element_starts is None:
        return cast("list[Element]", names), found.offsets
    bounds = np.append(np.flatnonzero(found.element_starts), len(names))
    elements: list[Element] = [names[start] for start in bounds[:-1].tolist()]
    several = np.flatnonzero(np.diff(bounds) > 1)
    groups = zip(bounds[several].tolist(), bounds[several + 1].tolist(), strict=True)
    for place, (start, stop) in zip(several.tolist(), groups, strict=True):
        elements[place] = tuple(names[start:stop])
    return elements, np.searchsorted(bounds, found.offsets)


def named(found: FoundPatterns, vocabulary: Vocabulary) -> list[Name]:
    """The names of all items, each name one object."""
    return cast("list[Name]", names_of(found, vocabulary)[found.items].tolist())


def names_of(found: FoundPatterns, vocabulary: Vocabulary) -> Objects:
    """The name of each code that occurs in some pattern: object, shape (n_codes,)."""
    codes = occurring(found, vocabulary)
    names = np.empty(len(vocabulary), object)
    names[codes] = [vocabulary.name(code) for code in codes.tolist()]
    return names


def occurring(found: FoundPatterns, vocabulary: Vocabulary) -> NDArray[np.intp]:
    """The codes that occur in some pattern, ascending."""
    occurs = np.zeros(len(vocabulary), np.bool_)
    occurs[found.items] = True
    return np.flatnonzero(occurs)


def sliced(values: list[_T], offsets: NDArray[np.integer]) -> Iterator[list[_T]]:
    """The parts of a list."""
    bounds = offsets.tolist()
    return map(values.__getitem__, map(slice, bounds[:-1], bounds[1:]))


def rows(table: PatternTable) -> Iterator[Pattern | Itemset | Rule]:
    """What each row is about."""
    if table.task == "itemsets":
        return decoded_itemsets(table.coded["itemset"], table.vocabulary)
    read: Callable[[FoundPatterns, Vocabulary], Iterator[Pattern] | Iterator[Itemset]]
    read = decoded if is_ordered(table) else decoded_itemsets
    sides: list[Any] = [read(found, table.vocabulary) for found in table.coded.values()]
    kind = Association if table.info.get("association") else Rule
    return (kind(*pair) for pair in zip(*sides, strict=True)) if table.task == "rules" else sides[0]


def coded(pattern: Collection[Element], vocabulary: Vocabulary) -> tuple[NDArray[np.uint32], NDArray[np.bool_] | None]:
    """The codes of a pattern and which of them open an element (None when all elements are single)."""
    elements = [sorted({vocabulary.code(name) for name in _names(element)}) for element in pattern]
    if not elements or not all(elements):
        message = f"A pattern must hold at least one event, and so must each of its elements; got {pattern!r}."
        raise InputError(message)
    starts = np.array([place == 0 for element in elements for place in range(len(element))])
    return np.array([code for element in elements for code in element], np.uint32), None if starts.all() else starts


def _names(element: object) -> Collection[Name]:
    names = element if isinstance(element, tuple | list | set | frozenset) else (element,)
    for name in names:
        if isinstance(name, bool) or not isinstance(name, str | int | np.integer):
            message = f"A pattern is a tuple of event names (strings or integers) or of tuples of them; got {name!r}."
            raise InputError(message)
    return names
