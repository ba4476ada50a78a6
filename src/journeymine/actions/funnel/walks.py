"""Journeys and steps → every entry into the funnel, and how far each got in its time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.funnel.asked import ENDLESS, Asked
from journeymine.journeys.coded import CodedJourneys

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Walks:
    """Entries, in the order of their journeys and elements; int64 arrays.

    Attributes
    ----------
    journey
        Shape (m,): the journey of each.
    entry
        Shape (m,): which of all events is the entry, of several at one time the first.
    elements
        Shape (m, n_steps): which of all elements holds each step; -1 where it was not reached.
    times
        Shape (m, n_steps): its time; 0 where it was not reached.
    reached
        Shape (m,): how many steps were taken, the entry among them: 1 to n_steps.
    left
        Shape (m,): the time from the entry to the end of observation.
    n_late
        How many entries lie behind the end of observation, and are not among these.
    """

    journey: Places
    entry: Places
    elements: Places
    times: Places
    reached: Places
    left: Places
    n_late: int

    def take(self, rows: NDArray[Any]) -> "Walks":
        """Some of the entries."""
        return Walks(
            self.journey[rows],
            self.entry[rows],
            self.elements[rows],
            self.times[rows],
            self.reached[rows],
            self.left[rows],
            self.n_late,
        )


def walk(coded: CodedJourneys, asked: Asked) -> Walks:
    """Follow every entry.

    From an entry each further step is looked for behind the element of the step before: the next element that holds it
    (``"loose"``), or the very next element (``"strict"``). No later choice of a step leaves more for the steps behind
    it, and the window begins with the entry alone, so the earliest of each is the furthest that any choice gets.

    Parameters
    ----------
    coded
        The journeys; where they have no times, the number of the element is its time.
    asked
        The steps, the window and the order.

    Examples
    --------
    >>> from journeymine.actions.funnel.asked import read
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "a", "x", "b"], ["b", "a"]])
    >>> walks = walk(coded, read(coded, ["a", "b"], 2, "loose", "customers", None))
    >>> walks.journey.tolist(), walks.reached.tolist(), walks.elements.tolist()
    ([0, 0, 1], [1, 2, 1], [[0, -1], [1, 3], [5, -1]])
    """
    line = _Line(coded)
    hits = [line.holding(step.codes) for step in asked.steps]
    entry = hits[0]
    left = since(line.until[entry.journey], entry.time)
    seen = line.until[entry.journey] >= entry.time
    n, n_steps = int(seen.sum()), len(hits)
    elements, times = np.full((n, n_steps), -1, np.int64), np.zeros((n, n_steps), np.int64)
    journey, first = entry.journey[seen], entry.time[seen]
    until, left = line.until[journey], left[seen]
    elements[:, 0], times[:, 0] = entry.element[seen], first
    going = np.arange(n)
    reached = np.ones(n, np.int64)
    for number, hit in enumerate(hits[1:], 1):
        going, place = _next(hit, elements[going, number - 1], journey[going], going, strict=asked.order == "strict")
        time = hit.time[place]
        inside = (since(time, first[going]) <= asked.within) & (time <= until[going])
        going, place = going[inside], place[inside]
        elements[going, number], times[going, number] = hit.element[place], hit.time[place]
        reached[going] = number + 1
    return Walks(journey, entry.event[seen], elements, times, reached, left, int(len(seen) - n))


def since(later: Places, earlier: Places) -> Places:
    """How much later, at most what 64 bits hold; nothing where it is not later."""
    gap = np.subtract(later.astype(np.uint64), earlier.astype(np.uint64))
    return np.where(later > earlier, np.minimum(gap, np.uint64(ENDLESS)), 0).astype(np.int64)


@dataclass(frozen=True, eq=False)
class _Hits:
    """The elements that hold a step, in order: which of all, their journeys, times, and the first event that is it."""

    element: Places
    journey: Places
    time: Places
    event: Places


class _Line:
    """All elements of all journeys, one after the other."""

    def __init__(self, coded: CodedJourneys) -> None:
        self._coded = coded
        self.starts = element_starts(coded)
        self.until = observed(coded)

    def holding(self, codes: tuple[int, ...]) -> _Hits:
        """The elements that hold any of these events."""
        coded = self._coded
        wanted = np.zeros(len(coded.vocabulary.names()), np.bool_)
        wanted[list(codes)] = True
        events = np.flatnonzero(wanted[coded.events])
        element = events
        if coded.element_starts is not None:
            element, firsts = np.unique(np.searchsorted(self.starts, events, side="right") - 1, return_index=True)
            events = events[firsts]
        journey = np.searchsorted(coded.offsets.astype(np.int64), events, side="right") - 1
        time = element if coded.times is None else coded.times[events]
        return _Hits(element, journey, time, events)


def observed(coded: CodedJourneys) -> Places:
    """When the observation of each journey ended."""
    until = ENDLESS if coded.observed_until is None else coded.observed_until
    return np.broadcast_to(np.asarray(until, np.int64), len(coded))


def element_starts(coded: CodedJourneys) -> Places:
    """The first event of each element, of all journeys."""
    opens = coded.opens()
    return np.arange(coded.n_events) if coded.element_starts is None else np.flatnonzero(opens)


def _next(hit: _Hits, behind: Places, journey: Places, going: Places, *, strict: bool) -> tuple[Places, Places]:
    """Who finds the step behind these elements in the same journey, and where among the hits."""
    place = np.searchsorted(hit.element, behind, side="right")
    known = place < len(hit.element)
    at = np.minimum(place, max(len(hit.element) - 1, 0))
    if len(hit.element):
        known &= hit.journey[at] == journey
        if strict:
            known &= hit.element[at] == behind + 1
    return going[known], place[known]
