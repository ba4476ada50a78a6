"""One event of a journey matches at most one event of a pattern: elements whose events compete for the same ones.

Two events of an element of a pattern compete where one event of a journey could be matched by either. In a tree they
never do, for no element names an event beside one above it; an event with two parents makes these compete. Such an
element then becomes an event of its own, which the elements of journeys have that can be dealt out to it; so every
matcher counts it right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.levels import Levels, extended, renumbered

Parts = Sequence[Sequence[int]]
"""An element: codes that each of its parts may be."""


@dataclass(frozen=True, eq=False)
class Levelled:
    """Journeys to match patterns of several levels in.

    Attributes
    ----------
    levels
        What is above what.
    base
        The journeys in the codes of the levels, event by event as they are.
    whole
        The same with all levels.
    origins
        int64: which event of `base` each event of `whole` is, or is above.
    """

    levels: Levels
    base: CodedJourneys
    whole: CodedJourneys
    origins: NDArray[np.int64]

    @classmethod
    def of(cls, coded: CodedJourneys, levels: Levels) -> "Levelled":
        """Journeys in their own codes, or in those of the levels."""
        base = coded if coded.vocabulary is levels.vocabulary else renumbered(coded, levels)
        return cls(levels, base, *extended(base, levels))

    def below(self, part: Sequence[int]) -> NDArray[np.bool_]:
        """Which codes are one of these, or below one."""
        levels = self.levels
        owner = np.repeat(np.arange(len(levels.vocabulary)), levels.sizes)
        own = np.zeros(len(levels.vocabulary), np.bool_)
        own[np.asarray(part, np.int64)] = True
        own[owner[np.isin(levels.above, np.asarray(part))]] = True
        return own

    def compete(self, element: Parts) -> bool:
        """Could one event be matched by two parts of an element?"""
        return len(element) > 1 and bool((np.sum([self.below(part) for part in element], axis=0) > 1).any())

    @cached_property
    def bounds(self) -> NDArray[np.int64]:
        """Where the elements of `base` begin, and where the last ends."""
        return np.append(np.flatnonzero(self.base.opens()), self.base.n_events)

    def own_places(self, element: Parts, place: int) -> list[int]:
        """The events of `base` that the parts of an element are dealt, in the element of the event at `place`."""
        at = int(np.searchsorted(self.bounds, place, side="right"))
        begin, end = self.bounds[at - 1 : at + 1].tolist()
        dealt = deal(element, self.base.events[begin:end].tolist(), self.levels)
        assert dealt is not None
        return [begin + one for one in dealt]

    def with_elements(self, elements: Sequence[Parts], first: int) -> tuple[CodedJourneys, NDArray[np.int64]]:
        """`whole` and `origins`, with an event more where an element holds one of these: codes from `first` on."""
        number = np.cumsum(self.whole.opens()) - 1
        known: dict[tuple[int, tuple[int, ...]], bool] = {}
        places, codes = [], []
        for code, element in enumerate(elements, first):
            held = [np.unique(number[np.isin(self.whole.events, part)]) for part in element]
            for at in sorted(set(held[0].tolist()).intersection(*(one.tolist() for one in held[1:]))):
                events = tuple(self.base.events[self.bounds[at] : self.bounds[at + 1]].tolist())
                if (code, events) not in known:
                    known[code, events] = deal(element, events, self.levels) is not None
                if known[code, events]:
                    places.append(at)
                    codes.append(code)
        ends = np.append(np.flatnonzero(self.whole.opens()), self.whole.n_events)[1:]
        order = np.lexsort((codes, places))
        behind = ends[np.array(places, np.int64)[order]]
        more = np.array(codes, np.uint32)[order]
        return _inserted(self.whole, behind, more), np.insert(self.origins, behind, self.origins[behind - 1])


def _inserted(whole: CodedJourneys, places: NDArray[np.int64], codes: NDArray[np.uint32]) -> CodedJourneys:
    """With more events before these places, each in the element of the event before it."""
    offsets = whole.offsets.astype(np.int64)
    return replace(
        whole,
        events=np.insert(whole.events, places, codes),
        offsets=(offsets + np.searchsorted(places, offsets, side="right")).astype(np.uint64),
        element_starts=np.packbits(np.insert(whole.opens(), places, False), bitorder="little"),
        times=None if whole.times is None else np.insert(whole.times, places, whole.times[places - 1]),
        values=None if whole.values is None else np.insert(whole.values, places, np.nan),
    )


def deal(element: Parts, events: Sequence[int], levels: Levels) -> list[int] | None:
    """For each part of an element the place of an event of its own, which it is or is above; None where too few are.

    Examples
    --------
    >>> from journeymine.journeys.hierarchy import Hierarchy
    >>> from journeymine.journeys.vocabulary import Vocabulary
    >>> from journeymine.mining.levels import levels_of
    >>> levels = levels_of(Hierarchy({"fair": ("sale", "show"), "opera": ("show",)}),
    ...                    Vocabulary.from_names(["fair", "opera"]))
    >>> levels.vocabulary.names()
    ['fair', 'opera', 'sale', 'show']
    >>> deal([[3], [2]], [0, 1], levels), deal([[2], [3]], [0], levels)
    ([1, 0], None)
    """
    fits = [
        [at for at, event in enumerate(events) if not {event, *levels.of(event).tolist()}.isdisjoint(part)]
        for part in element
    ]
    # Which part has been dealt each event.
    dealt: dict[int, int] = {}

    def gives(part: int, asked: set[int]) -> bool:
        for at in fits[part]:
            if at not in asked:
                asked.add(at)
                # Whoever has it may take another.
                if at not in dealt or gives(dealt[at], asked):
                    dealt[at] = part
                    return True
        return False

    if not all(gives(part, set()) for part in range(len(element))):
        return None
    places = {part: at for at, part in dealt.items()}
    return [places[part] for part in range(len(element))]


def countable(found: FoundPatterns, source: Levelled) -> tuple[FoundPatterns, CodedJourneys]:
    """Patterns of a search over these levels, and journeys in which any matcher counts them right.

    Parameters
    ----------
    found
        In the codes of the levels; no element names an event beside one above it.
    source
        The journeys.

    Examples
    --------
    >>> from journeymine.journeys.hierarchy import Hierarchy
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.levels import levels_of
    >>> from journeymine.mining.matching import count
    >>> coded = from_lists([[("fair", "opera")], ["fair"]])
    >>> levels = levels_of(Hierarchy({"fair": ("sale", "show"), "opera": ("show",)}), coded.vocabulary)
    >>> both = FoundPatterns(np.array([2, 3], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32),
    ...                      np.array([True, False]))
    >>> patterns, journeys = countable(both, Levelled.of(coded, levels))
    >>> count(journeys, patterns).tolist()
    [1]
    """
    if found.element_starts is None:
        return found, source.whole
    pairs = rivals(source.levels)
    first = max(len(source.levels.vocabulary), int(found.items.max()) + 1)
    codes: dict[tuple[int, ...], int] = {}
    items, keeps = found.items.copy(), np.ones(len(found.items), np.bool_)
    for begin, end in _sets(found):
        element = tuple(found.items[begin:end].tolist())
        if not pairs.isdisjoint(combinations(element, 2)):
            items[begin] = codes.setdefault(element, first + len(codes))
            keeps[begin + 1 : end] = False
    if not codes:
        return found, source.whole
    kept = np.concatenate([[0], np.cumsum(keeps)])
    patterns = replace(
        found,
        items=items[keeps],
        offsets=kept[found.offsets.astype(np.int64)].astype(np.uint64),
        element_starts=found.opens()[keeps],
    )
    journeys, _ = source.with_elements([[[code] for code in element] for element in codes], first)
    return patterns, journeys


def rivals(levels: Levels) -> set[tuple[int, int]]:
    """Pairs of codes, the smaller first, that one event could be matched by: one above the other, or a code below both.

    Examples
    --------
    >>> from journeymine.journeys.hierarchy import Hierarchy
    >>> from journeymine.journeys.vocabulary import Vocabulary
    >>> from journeymine.mining.levels import levels_of
    >>> rivals(levels_of(Hierarchy({"hat": ("page",)}), Vocabulary.from_names(["hat", "pay"])))
    {(0, 1)}
    """
    rows = ((code, *levels.of(code).tolist()) for code in np.flatnonzero(levels.sizes).tolist())
    return {pair for row in rows for pair in combinations(sorted(row), 2)}


def _sets(found: FoundPatterns) -> Iterator[tuple[int, int]]:
    """Where elements of several events begin and end."""
    starts = np.append(np.flatnonzero(found.opens()), len(found.items))
    several = np.flatnonzero(np.diff(starts) > 1)
    return zip(starts[several].tolist(), starts[several + 1].tolist(), strict=True)
