"""Itemsets of journeys in parts: sequences of one element, found part by part as `parted` finds sequences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.asked import Asked
from journeymine.mining.basket_journeys import as_patterns
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import FREE
from journeymine.mining.different_baskets import different_in_parts
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemsets import count_itemsets, search_itemsets
from journeymine.mining.parted import Parts, find_in_parts, searched
from journeymine.mining.progress import Tell

T = TypeVar("T")

#: Bytes that the different baskets may take where there is no limit, and their share of one: to tell them apart takes
#: many times as much.
_ROOM, _SHARE = 1 << 26, 16


@dataclass(frozen=True)
class BasketParts:
    """Baskets in parts of whole customers, made of journeys in parts where and when they are looked at.

    Attributes
    ----------
    journeys
        The journeys.
    per
        What makes a basket: ``"journey"`` or ``"element"``.
    sizes
        Baskets of each part.
    """

    journeys: Parts[CodedJourneys]
    per: str
    sizes: Sequence[int]

    @classmethod
    def of(cls, journeys: Parts[CodedJourneys], per: str) -> "BasketParts":
        """The baskets of journeys; elements are counted first.

        Raises
        ------
        OptionError
            `per` is neither.
        """
        if per == "journey":
            return cls(journeys, per, journeys.sizes)
        return cls(journeys, per, list(journeys.each(partial(_basketwise, per=per, task=_size))))

    def each(self, task: Callable[[int, Baskets], T], only: Sequence[int] | None = None) -> Iterator[T]:
        """What a task makes of each part, in their order; of all, or of those numbered."""
        return self.journeys.each(partial(_basketwise, per=self.per, task=task), only)


def _basketwise(number: int, part: CodedJourneys, per: str, task: Callable[[int, Baskets], T]) -> T:
    return task(number, Baskets.from_journeys(by_customer(part), per))


def _size(_number: int, part: Baskets) -> int:
    return len(part)


def find_itemsets_in_parts(
    parts: BasketParts, asked: Asked, tell: Tell | None = None, *, room: int | None = None
) -> FoundPatterns:
    """What a search of all baskets together would find, to the last count.

    Parameters
    ----------
    parts
        The baskets.
    asked
        Checked options, of baskets that all count once; no time limit. `memory_limit` holds for the search of a part.
    tell
        Called with the share done.
    room
        Bytes that the different baskets may take; None: a share of `memory_limit`. Where that is enough, kinds are told
        by a search of these; else among all frequent sets, which may be many more than those of the kind.

    Returns
    -------
    FoundPatterns
        In result order.

    Raises
    ------
    CapacityError
        The search of a part needs more memory than allowed.
    """
    if room is None:
        room = _ROOM if asked.memory_limit is None else asked.memory_limit // _SHARE
    whole = None if asked.kind == "all" else different_in_parts(parts, asked, room)
    if whole is None:
        return replace(find_in_parts(parts, asked, _search, tell, count=_count), element_starts=None)
    found = searched(whole, replace(asked, progress=False), search_itemsets)
    if tell is not None:
        tell(1.0)
    return found


def _search(part: Baskets, asked: Asked) -> FoundPatterns:
    return as_patterns(search_itemsets(part, asked))


def _count(part: Baskets, wanted: FoundPatterns, asked: Asked) -> NDArray[np.uint64]:
    return count_itemsets(wanted, part, n_jobs=asked.n_jobs)


def short_itemsets(parts: BasketParts, found: FoundPatterns, asked: Asked) -> FoundPatterns:
    """Single items and pairs with their counts, among them all that are inside the itemsets found.

    Parameters
    ----------
    parts
        The baskets.
    found
        The itemsets.
    asked
        What was asked for when they were found.
    """
    # What is inside a frequent set is at least as frequent, and shorter: it comes before it.
    whole = asked.kind == "all" and asked.min_length == 1 and not asked.constraints.contains
    if whole or not len(found):
        return found.take(np.flatnonzero(found.lengths <= 2))
    wish = replace(
        asked,
        min_support=int(found.n_journeys.min()),
        kind="all",
        top_k=None,
        min_length=1,
        max_length=2,
        max_patterns=None,
        constraints=FREE,
    )
    return find_itemsets_in_parts(parts, wish)
