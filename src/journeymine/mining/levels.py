"""Events of several levels: journeys in which each event is also everything more general than it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.errors import OptionError, UnknownEventError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.hierarchy import Hierarchy
from journeymine.journeys.vocabulary import Name, Vocabulary
from journeymine.options import near_miss


@dataclass(frozen=True, eq=False)
class Levels:
    """A hierarchy in codes.

    Attributes
    ----------
    vocabulary
        The events of journeys and all that are more general.
    above
        uint32: the codes above each code, near and far, ascending; one row after the other.
    offsets
        uint64, shape (n_codes + 1,): the codes above code c are ``above[offsets[c]:offsets[c + 1]]``.
    """

    vocabulary: Vocabulary
    above: NDArray[np.uint32]
    offsets: NDArray[np.uint64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many codes are above each."""
        offsets = self.offsets.astype(np.int64)
        return np.subtract(offsets[1:], offsets[:-1])

    def of(self, code: int) -> NDArray[np.uint32]:
        """The codes above a code."""
        return self.above[int(self.offsets[code]) : int(self.offsets[code + 1])]


def levels_of(hierarchy: Hierarchy, events: Vocabulary, where: str | None = None) -> Levels:
    """The levels over the events of some journeys.

    Parameters
    ----------
    hierarchy
        Which events are more general than which.
    events
        The events that occur.
    where
        The public verb that asked for the hierarchy, where each of its events must occur or be above others; None to
        let be those that do not occur, as in other journeys than it was made for.

    Raises
    ------
    OptionError
        The names have another type than the events.
    UnknownEventError
        An event of the hierarchy neither occurs nor is above others, with a near miss.

    Examples
    --------
    >>> levels = levels_of(Hierarchy({"shoes": ("page",)}), Vocabulary.from_names(["pay", "shoes"]))
    >>> levels.vocabulary.names(), levels.of(2).tolist()
    (['page', 'pay', 'shoes'], [0])
    """
    parents = {parent for own in hierarchy.parents.values() for parent in own}
    occurring = events.names()
    if where is not None:
        _check(hierarchy, parents, occurring, events.kind, where)
    vocabulary = Vocabulary.from_names([*occurring, *parents], "Event names and those of the hierarchy")
    names = vocabulary.names()
    code = {name: rank for rank, name in enumerate(names)}
    above = hierarchy.above()
    rows = [sorted(code[one] for one in above.get(name, ())) for name in names]
    offsets = np.cumsum([0, *(len(row) for row in rows)])
    return Levels(vocabulary, np.array([one for row in rows for one in row], np.uint32), offsets.astype(np.uint64))


def _check(hierarchy: Hierarchy, parents: Collection[Name], occurring: Collection[Name], kind: str, where: str) -> None:
    named = next(iter(parents))
    if isinstance(named, str) != (kind == "str"):
        must, got = ("strings", "integers") if kind == "str" else ("integers", "strings")
        message = f"The names in `hierarchy` of {where} must be {must} as the events are; got {got}, such as {named!r}."
        raise OptionError(message)
    known = {*occurring, *parents}
    unknown = next((child for child in hierarchy.parents if child not in known), None)
    if unknown is not None:
        message = (
            f"There is no event {unknown!r}, which `hierarchy` of {where} names below "
            f"{hierarchy.parents[unknown][0]!r}.{near_miss(unknown, occurring)}"
        )
        raise UnknownEventError(message)


def renumbered(coded: CodedJourneys, levels: Levels) -> CodedJourneys:
    """The same journeys in the codes of the levels."""
    codes = levels.vocabulary.codes(coded.vocabulary.names())
    return replace(coded, events=codes[coded.events] if len(codes) else coded.events, vocabulary=levels.vocabulary)


def extended(coded: CodedJourneys, levels: Levels) -> tuple[CodedJourneys, NDArray[np.int64]]:
    """Journeys whose elements hold their events and all above them, and which event each of these is.

    Parameters
    ----------
    coded
        Journeys in the codes of the levels.
    levels
        What is above what.

    Returns
    -------
    extended
        The same elements at the same times. Where journeys have single events, so have patterns: two levels of one
        event are no two events.
    origins
        int64: for each event of these the position of the event that it is, or is above.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["shoes", "pay"]])
    >>> levels = levels_of(Hierarchy({"shoes": ("page",)}), coded.vocabulary)
    >>> whole, origins = extended(renumbered(coded, levels), levels)
    >>> [whole.vocabulary.name(code) for code in whole.events.tolist()], origins.tolist()
    (['page', 'shoes', 'pay'], [0, 0, 1])
    """
    events, offsets, starts, found = _core.extend_journeys(
        coded.events, coded.offsets, coded.element_starts, (levels.above, levels.offsets)
    )
    origins = found.astype(np.int64)
    whole = replace(
        coded,
        events=events,
        offsets=offsets,
        element_starts=starts,
        times=None if coded.times is None else coded.times[origins],
        values=None if coded.values is None else coded.values[origins],
        extras={},
    )
    return whole, origins
