"""Entries → what is counted: customers, journeys or the entries themselves, each by one of its entries."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.funnel.asked import ENDLESS, Asked
from journeymine.actions.funnel.walks import Walks
from journeymine.journeys.coded import CodedJourneys

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Counted:
    """What is counted, each by the one of its entries that got furthest.

    Attributes
    ----------
    best
        That entry of each, of several the earliest: n of them.
    eligible
        bool, shape (n,): observed for the whole window after it.
    owner
        int64, shape (n,): the number of each one's customer, from 0, none left out.
    many
        float64, shape (n,): for how many each stands.
    """

    best: Walks
    eligible: Mask
    owner: Places
    many: Floats

    def __len__(self) -> int:
        return len(self.owner)

    @cached_property
    def n_owners(self) -> int:
        """How many customers they are of."""
        return int(self.owner.max(initial=-1)) + 1

    @property
    def clustered(self) -> bool:
        """Has a customer several?"""
        return self.n_owners < len(self)

    def by_owner(self, among: Mask, values: Floats) -> tuple[Floats, Floats]:
        """Sums of values over the chosen units of each customer who has one, and for how many customers each stands."""
        owner = self.owner[among]
        n = np.bincount(owner)
        sums = np.bincount(owner, values[among]).astype(np.float64)
        return sums[n > 0], np.bincount(owner, self.many[among])[n > 0] / n[n > 0]


@dataclass(frozen=True, eq=False)
class Units(Counted):
    """The same with all entries that count.

    Attributes
    ----------
    allowed
        The entries that count, by unit and then in order of time.
    unit
        int64, shape (n_allowed,): the unit of each.
    first
        The first of them of each unit.
    """

    allowed: Walks
    unit: Places
    first: Walks

    def among(self, chosen: Mask) -> Counted:
        """Some of the units."""
        return Counted(self.best.take(chosen), self.eligible[chosen], _numbered(self.owner[chosen]), self.many[chosen])


def units(coded: CodedJourneys, walks: Walks, asked: Asked) -> Units:
    """Choose the entries that count.

    With ``entry="any"`` those are the entries that were observed for the whole window; who has none of them, is counted
    by all entries as far as they were seen, as not eligible.

    Examples
    --------
    >>> from journeymine.actions.funnel.asked import read
    >>> from journeymine.actions.funnel.walks import walk
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "x", "a", "b"], ["b"]])
    >>> for entry in ("first", "any"):
    ...     asked = read(coded, ["a", "b"], 1, "loose", "customers", entry)
    ...     print(units(coded, walk(coded, asked), asked).best.reached.tolist())
    [1]
    [2]
    """
    walks, unit = _sorted(coded, walks, asked)
    whole = np.ones(len(unit), np.bool_) if asked.within == ENDLESS else walks.left >= asked.within
    if asked.entry == "any":
        n_whole = np.bincount(unit, whole, int(unit[-1]) + 1 if len(unit) else 0)
        kept = whole | (n_whole[unit] == 0)
    else:
        kept = _opens(unit)
    allowed, unit, whole = walks.take(kept), unit[kept], whole[kept]
    opens = _opens(unit)
    begins, numbers = np.flatnonzero(opens), np.cumsum(opens) - 1
    best = _furthest(allowed.reached, numbers, begins)
    journey = allowed.journey[begins]
    many = np.ones(len(begins)) if coded.multiplicity is None else coded.multiplicity[journey].astype(np.float64)
    owner = _numbered(journey if coded.multiplicity is not None else coded.customer_codes[journey].astype(np.int64))
    return Units(
        allowed=allowed,
        unit=numbers,
        best=allowed.take(best),
        first=allowed.take(begins),
        eligible=whole[begins],
        owner=owner,
        many=many,
    )


def _opens(values: Places) -> Mask:
    """Where a value stands that is not the one before."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]


def _numbered(values: Places) -> Places:
    """Distinct values numbered from 0."""
    if (values[1:] >= values[:-1]).all():
        return np.cumsum(_opens(values)) - 1
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _sorted(coded: CodedJourneys, walks: Walks, asked: Asked) -> tuple[Walks, Places]:
    """The entries by unit, then by time."""
    if asked.count == "entries":
        return walks, np.arange(len(walks.journey))
    # Each of the journeys that a row stands for is another customer's.
    whose = asked.count == "customers" and coded.multiplicity is None
    unit = coded.customer_codes[walks.journey].astype(np.int64) if whose else walks.journey
    if whose and len(coded) > coded.n_customers:
        order = np.lexsort((walks.elements[:, 0], walks.times[:, 0], unit))
        return walks.take(order), unit[order]
    if (unit[1:] < unit[:-1]).any():
        order = np.argsort(unit, kind="stable")
        return walks.take(order), unit[order]
    return walks, unit


def _furthest(reached: Places, unit: Places, begins: Places) -> Places:
    """The first of the entries of each unit that none gets further than."""
    if len(begins) == len(unit):
        return begins
    top = np.maximum.reduceat(reached, begins) if len(begins) else reached
    places = np.flatnonzero(reached == top[unit])
    _, firsts = np.unique(unit[places], return_index=True)
    return places[firsts]
