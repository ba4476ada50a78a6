"""Journeys as elements: a code for each, so that flows and transitions are counted by arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.api.journeys import Journeys
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option
from journeymine.plotting.inert import named

Integers = NDArray[np.int64]

#: Codes and texts of what is no element; no element's text is one of these, for such names are printed in quotes.
END, OTHER, START = -1, -2, -3
TEXTS = {END: "(end)", OTHER: "(other)", START: "(start)"}


@dataclass(frozen=True, eq=False)
class Elements:
    """The elements of journeys: events of one time are one element.

    Attributes
    ----------
    codes
        int64, one an element, journey after journey.
    offsets
        int64 of shape (N + 1,): the elements of journey i are ``codes[offsets[i]:offsets[i + 1]]``.
    weights
        int64 of shape (N,): for how many journeys each stands.
    names
        The text of each code.
    """

    codes: Integers
    offsets: Integers
    weights: Integers
    names: tuple[str, ...]

    @property
    def n_journeys(self) -> int:
        """Journeys that count."""
        return int(self.weights.sum())

    def text(self, code: int) -> str:
        """The text of a code."""
        return TEXTS[code] if code < 0 else self.names[code]

    def grid(self, n_steps: int) -> Integers:
        """The first elements of each journey, a column a step; `END` where it is over."""
        steps = np.arange(n_steps)
        lengths = np.diff(self.offsets)
        places = np.minimum(self.offsets[:-1, None] + steps, max(len(self.codes) - 1, 0))
        filled = self.codes[places] if len(self.codes) else np.full(places.shape, END)
        return np.where(steps < lengths[:, None], filled, END)


def elements_of(journeys: Any, where: str) -> Elements:
    """The elements of journeys.

    Raises
    ------
    OptionError
        These are no journeys.
    """
    if not isinstance(journeys, Journeys):
        raise bad_option("journeys", where, "Journeys, as EventLog.journeys gives them", journeys)
    coded = journeys.coded
    weights = np.ones(len(coded), np.int64) if coded.multiplicity is None else coded.multiplicity.astype(np.int64)
    names = coded.vocabulary.names()
    if coded.element_starts is None:
        texts = tuple(named(name) for name in names)
        return Elements(coded.events.astype(np.int64), coded.offsets.astype(np.int64), weights, texts)
    codes, offsets, sets = _with_sets(coded)
    texts = tuple(named(name) for name in names)
    several = tuple(named(tuple(names[code] for code in one)) for one in sets)
    return Elements(codes, offsets, weights, texts + several)


def _with_sets(coded: CodedJourneys) -> tuple[Integers, Integers, list[tuple[int, ...]]]:
    """Codes of single events stay; those of sets follow on them, in the order of their events."""
    starts = np.flatnonzero(coded.opens())
    bounds = np.append(starts, coded.n_events)
    codes = coded.events[starts].astype(np.int64)
    several = np.flatnonzero(np.diff(bounds) > 1)
    held = [tuple(coded.events[bounds[place] : bounds[place + 1]].tolist()) for place in several.tolist()]
    sets = sorted(set(held))
    number = {one: len(coded.vocabulary) + place for place, one in enumerate(sets)}
    codes[several] = [number[one] for one in held]
    return codes, np.searchsorted(starts, coded.offsets.astype(np.int64)), sets


def most_frequent(codes: Integers, weights: Integers, n: int) -> Integers:
    """The n codes of most weight, heaviest first, ties by code; codes below 0 are none."""
    chosen = codes >= 0
    distinct, which = np.unique(codes[chosen], return_inverse=True)
    totals = np.bincount(which, weights[chosen], len(distinct)).astype(np.int64)
    return distinct[np.lexsort((distinct, -totals))][:n]


def lumped(codes: Integers, kept: Integers) -> Integers:
    """Codes, with `OTHER` for those that are not kept."""
    return np.where((codes < 0) | np.isin(codes, kept), codes, OTHER)


def ranked(codes: Integers, order: list[int]) -> Integers:
    """The place of each code in an order that holds them all.

    Examples
    --------
    >>> ranked(np.array([4, END, 4]), [START, 4, OTHER, END]).tolist()
    [1, 3, 1]
    """
    places = np.zeros(max(order) - START + 1, np.int64)
    places[np.array(order, np.int64) - START] = np.arange(len(order))
    found: Integers = places[codes - START]
    return found


def pairs_of(first: Integers, second: Integers, weights: Integers) -> tuple[Integers, Integers, Integers]:
    """The distinct pairs, which of them each place holds, and the weight of each.

    Examples
    --------
    >>> pairs, which, counts = pairs_of(np.array([2, 1, 2]), np.array([END, 4, END]), np.array([1, 1, 5]))
    >>> pairs.tolist(), which.tolist(), counts.tolist()
    ([[1, 4], [2, -1]], [1, 0, 1], [1, 6])
    """
    # Numbers are sorted many times faster than rows of two.
    width = int(second.max(initial=0)) - START + 1
    keys, which = np.unique((first - START) * width + second - START, return_inverse=True)
    pairs = np.stack(np.divmod(keys, width), axis=1) + START
    return pairs, which, np.bincount(which, weights, len(keys)).astype(np.int64)
