"""Journeys as steps: one number an element, whatever their vocabulary, and the moments to predict at."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Name
from journeymine.options import UNIT_NANOSECONDS

Integers = NDArray[np.int64]
Element = tuple[Name, ...]


@dataclass(frozen=True, eq=False)
class Steps:
    """The elements of N journeys, one after the other.

    Attributes
    ----------
    elements
        The distinct ones: sorted tuples of names.
    numbers
        int64, shape (n_steps,): which of them each step is.
    bounds
        int64, shape (N + 1,): journey i is ``numbers[bounds[i]:bounds[i + 1]]``.
    times
        int64, shape (n_steps,), in the unit of the journeys; None where they have none.
    seconds
        How many seconds a unit of `times` is; 1 for plain order numbers.
    """

    elements: list[Element]
    numbers: Integers
    bounds: Integers
    times: Integers | None
    seconds: float = 1.0

    @property
    def lengths(self) -> Integers:
        """Steps of each journey: int64, shape (N,)."""
        return np.subtract(self.bounds[1:], self.bounds[:-1])

    def holding(self, names: frozenset[Name]) -> NDArray[np.bool_]:
        """Which steps hold any of these events: bool, shape (n_steps,)."""
        return np.array([not names.isdisjoint(one) for one in self.elements], np.bool_)[self.numbers]


@dataclass(frozen=True, eq=False)
class Prefixes:
    """Journeys as they stood at some moments.

    Attributes
    ----------
    journeys
        int64, shape (n,), ascending: which journey.
    ends
        int64, shape (n,): the last step of the prefix, a place in all steps; the one before the journey's first for a
        prefix without steps.
    """

    journeys: Integers
    ends: Integers

    def __len__(self) -> int:
        return len(self.journeys)

    def take(self, rows: NDArray[np.bool_] | Integers) -> "Prefixes":
        """Some of them."""
        return Prefixes(self.journeys[rows], self.ends[rows])


def steps_of(coded: CodedJourneys) -> Steps:
    """The steps of coded journeys.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> steps = steps_of(from_lists([["b", {"c", "a"}], ["b"]]))
    >>> steps.elements, steps.numbers.tolist(), steps.bounds.tolist()
    ([('b',), ('a', 'c')], [0, 1, 0], [0, 2, 3])
    """
    codes, inverse = np.unique(coded.events, return_inverse=True)
    # A few journeys of a large log use few of its names.
    few = 4 * len(codes) < len(coded.vocabulary)
    names = [coded.vocabulary.name(code) for code in codes.tolist()] if few else coded.vocabulary.names()
    used = names if few else [names[code] for code in codes.tolist()]
    seconds = 1.0 if coded.time_unit is None else UNIT_NANOSECONDS[coded.time_unit] / 10**9
    bounds = coded.offsets.astype(np.int64)
    if coded.element_starts is None:
        return Steps([(name,) for name in used], inverse.astype(np.int64), bounds, coded.times, seconds)
    firsts = np.flatnonzero(coded.opens())
    distinct: dict[Element, int] = {}
    listed = [used[place] for place in inverse.tolist()]
    parts = (tuple(listed[a:b]) for a, b in pairwise([*firsts.tolist(), coded.n_events]))
    numbers = np.fromiter((distinct.setdefault(one, len(distinct)) for one in parts), np.int64, len(firsts))
    times = None if coded.times is None else coded.times[firsts]
    return Steps(list(distinct), numbers, np.searchsorted(firsts, bounds).astype(np.int64), times, seconds)


def whole(steps: Steps) -> Prefixes:
    """Each journey as it stands now."""
    return Prefixes(np.arange(len(steps.bounds) - 1), steps.bounds[1:] - 1)


def every(steps: Steps, *, empty: bool) -> Prefixes:
    """Each journey after each of its steps, and with `empty` also before its first.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> steps = steps_of(from_lists([["a", "b"], ["c"]]))
    >>> every(steps, empty=True).ends.tolist(), every(steps, empty=False).journeys.tolist()
    ([-1, 0, 1, 1, 2], [0, 0, 1])
    """
    sizes = steps.lengths + empty
    firsts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    ends = np.arange(int(sizes.sum())) - firsts + np.repeat(steps.bounds[:-1] - empty, sizes)
    return Prefixes(np.repeat(np.arange(len(sizes)), sizes), ends)


def at_most(journeys: Integers, most: int | None, seed: int) -> Integers:
    """Rows of which no journey has more than so many, drawn at random: int64, ascending.

    Parameters
    ----------
    journeys
        int64, shape (n,): the journey of each row.
    most
        None: all rows.
    seed
        Of the draw.

    Examples
    --------
    >>> rows = at_most(np.array([0, 0, 0, 1]), 2, seed=0)
    >>> len(rows), int(rows[-1])
    (3, 3)
    """
    if most is None or not len(journeys):
        return np.arange(len(journeys))
    order = np.lexsort((np.random.default_rng(seed).random(len(journeys)), journeys))
    own = journeys[order]
    firsts = np.flatnonzero(np.concatenate([[True], own[1:] != own[:-1]]))
    rank = np.arange(len(own)) - np.repeat(firsts, np.diff(np.append(firsts, len(own))))
    return np.sort(order[rank < most])
