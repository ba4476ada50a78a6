"""Which events are special cases of which more general ones, as the caller says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.errors import CapacityError, InputError, OptionError
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option
from journeymine.sources.frames import read_memory

COLUMNS = ("child", "parent")

_MUST = (
    "a mapping of an event to a more general one (or a list of them), or a frame with the columns child and parent, "
    "or None"
)


_MOST = 10_000_000


@dataclass(frozen=True)
class Hierarchy:
    """Events and the next more general ones; without cycles.

    Attributes
    ----------
    parents
        Each event that has any, with the events right above it.
    """

    parents: Mapping[Name, tuple[Name, ...]]

    def above(self) -> dict[Name, frozenset[Name]]:
        """For each event that has any, all events above it, near and far.

        Raises
        ------
        CapacityError
            There are more than ten million such pairs, as in chains of thousands.

        Examples
        --------
        >>> sorted(Hierarchy({"shoe page": ("page",), "page": ("touch",)}).above()["shoe page"])
        ['page', 'touch']
        """
        known: dict[Name, frozenset[Name]] = {}
        total = 0
        for child in _leaves_last(self.parents):
            own = self.parents[child]
            known[child] = frozenset(own).union(*(known.get(parent, frozenset()) for parent in own))
            total += len(known[child])
            if total > _MOST:
                message = (
                    f"`hierarchy` has more than {_MOST:,} pairs of an event and one above it, near and far; leave out "
                    "levels that nobody asks for."
                )
                raise CapacityError(message)
        return known

    def told(self) -> dict[str, list[Name]]:
        """The same as two columns, which keep the type of names in any file and can be given as a hierarchy again.

        Examples
        --------
        >>> Hierarchy({"page": ("touch", "web")}).told()
        {'child': ['page', 'page'], 'parent': ['touch', 'web']}
        """
        pairs = [(child, parent) for child, own in self.parents.items() for parent in own]
        return {"child": [child for child, _ in pairs], "parent": [parent for _, parent in pairs]}


def read_hierarchy(value: object, where: str) -> Hierarchy | None:
    """Check the option `hierarchy`.

    Parameters
    ----------
    value
        A mapping of events to one or several more general ones; or a frame (anything in memory that `read_events`
        takes, a dict of the two lists included) with the columns ``child`` and ``parent``; or None.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        It is neither, holds what is no name, or goes round in a circle.

    Examples
    --------
    >>> read_hierarchy({"shoe page": "page", "page": ["web", "touch"]}, "mine_sequences").parents
    {'page': ('touch', 'web'), 'shoe page': ('page',)}
    """
    if value is None:
        return None
    pairs = _pairs(value, where)
    if not pairs:
        raise bad_option("hierarchy", where, _MUST, value)
    _check_names([one for pair in pairs for one in pair], where)
    parents: dict[Name, set[Name]] = {}
    for child, parent in pairs:
        parents.setdefault(_name(child), set()).add(_name(parent))
    ordered = {child: tuple(sorted(parents[child])) for child in sorted(parents)}
    circle = _circle(ordered)
    if circle is not None:
        listed = " → ".join(repr(one) for one in circle)
        message = f"`hierarchy` of {where} goes round in a circle: {listed}. Take one of these steps out."
        raise OptionError(message)
    return Hierarchy(ordered)


def _check_names(names: list[Any], where: str) -> None:
    for name in names:
        if isinstance(name, bool) or not isinstance(name, str | int | np.integer):
            raise bad_option("hierarchy", where, f"{_MUST}; names are strings or integers", name)
    texts = [name for name in names if isinstance(name, str)]
    numbers = [name for name in names if not isinstance(name, str)]
    if texts and numbers:
        message = (
            f"The names in `hierarchy` of {where} must be all strings or all integers; got {texts[0]!r} and "
            f"{numbers[0]!r}. Convert them to the type of the events."
        )
        raise OptionError(message)


def _name(name: Any) -> Name:
    return name if isinstance(name, str) else int(name)


def _pairs(value: object, where: str) -> list[tuple[Any, Any]]:
    if isinstance(value, Mapping) and not _is_frame(value):
        listed = {child: _several(parent) for child, parent in value.items()}
        for child, own in listed.items():
            if not own:
                raise bad_option("hierarchy", where, f"{_MUST}; {child!r} has nothing above it", value)
        return [(child, parent) for child, own in listed.items() for parent in own]
    try:
        raw = read_memory(value, list(COLUMNS), where=where, option="hierarchy").table
    except OptionError:
        raise bad_option("hierarchy", where, _MUST, value) from None
    pairs = list(zip(*(raw.column(name).to_pylist() for name in COLUMNS), strict=True))
    empty = next((row for row, pair in enumerate(pairs) if None in pair), None)
    if empty is not None:
        message = f"`hierarchy` of {where} lacks a name in row {empty} (counted from 0): {pairs[empty]!r}. Fill it in."
        raise InputError(message)
    return pairs


def _is_frame(value: Mapping[Any, Any]) -> bool:
    """Columns of names rather than events called child and parent."""
    return set(value) >= set(COLUMNS) and not any(isinstance(one, str | int) for one in value.values())


def _several(parents: object) -> list[Any]:
    return list(parents) if isinstance(parents, list | tuple | set | frozenset) else [parents]


def _leaves_last(parents: Mapping[Name, Iterable[Name]]) -> list[Name]:
    """Every child after all children above it."""
    done: dict[Name, None] = {}
    for first in parents:
        waiting = [first]
        while waiting:
            ahead = [one for one in parents[waiting[-1]] if one in parents and one not in done]
            if ahead:
                waiting += ahead
            else:
                done[waiting.pop()] = None
    return list(done)


def _circle(parents: Mapping[Name, Iterable[Name]]) -> list[Name] | None:
    """A way from an event back to itself, if there is one."""
    done: set[Name] = set()
    for first in parents:
        way: dict[Name, Any] = {first: iter(parents[first])}
        while way:
            last = next(reversed(way))
            following = next((one for one in way[last] if one in parents and one not in done), None)
            if following is None:
                done.add(last)
                del way[last]
            elif following in way:
                listed = list(way)
                return [*listed[listed.index(following) :], following]
            else:
                way[following] = iter(parents[following])
    return None
