"""Journeys with fewer events: cut short at a place each, or without some events."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys

Codes = tuple[int, ...]


def cut_short(coded: CodedJourneys, sizes: NDArray[np.int64]) -> CodedJourneys:
    """The first events of each journey.

    Parameters
    ----------
    coded
        N journeys.
    sizes
        int64, shape (N,): how many events of each to keep, from 0 to all of them; a place between elements.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> short = cut_short(from_lists([["a", "b", "c"], ["b"], ["a"]]), np.array([2, 0, 1]))
    >>> short.events.tolist(), short.offsets.tolist()
    ([0, 1, 0], [0, 2, 2, 3])
    """
    starts = coded.offsets.astype(np.int64)[:-1]
    place = np.arange(coded.n_events) - np.repeat(starts, coded.lengths)
    return _kept(coded, place < np.repeat(sizes, coded.lengths))


def cut_before(coded: CodedJourneys, origin: NDArray[np.int64]) -> CodedJourneys:
    """The events of each journey from a moment on.

    Parameters
    ----------
    coded
        N journeys with times.
    origin
        int64, shape (N,): the moment of each.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b", "c"], ["b"]]), times=np.array([1, 2, 9, 4]))
    >>> late = cut_before(coded, np.array([2, 5]))
    >>> late.events.tolist(), late.offsets.tolist()
    ([1, 2], [0, 2, 2])
    """
    assert coded.times is not None
    return _kept(coded, coded.times >= np.repeat(origin, coded.lengths))


def without_events(coded: CodedJourneys, codes: Codes) -> CodedJourneys:
    """The journeys as they would be if some events had never been logged.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> left = without_events(from_lists([["a", "b", "a"], [("a", "b")], ["b"]]), (1,))
    >>> left.events.tolist(), left.offsets.tolist()
    ([0, 0, 0], [0, 2, 3, 3])
    """
    return _kept(coded, ~np.isin(coded.events, np.array(codes, np.uint32)))


def first_places(coded: CodedJourneys, codes: Codes) -> NDArray[np.int64]:
    """Where the first of some events lies in each journey: int64, shape (N,), places in all events; -1 where none does.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> first_places(from_lists([["a", "b", "b"], ["a"], ["b"]]), (1,)).tolist()
    [1, -1, 4]
    """
    hits = np.flatnonzero(np.isin(coded.events, np.array(codes, np.uint32)))
    journeys, firsts = np.unique(np.searchsorted(coded.offsets, hits, side="right") - 1, return_index=True)
    places = np.full(len(coded), -1, np.int64)
    places[journeys] = hits[firsts]
    return places


def _kept(coded: CodedJourneys, keep: NDArray[np.bool_]) -> CodedJourneys:
    """Some of the events of each journey; an element of which none is kept is gone."""
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(keep)])
    opens = None
    if coded.element_starts is not None:
        element = (np.cumsum(coded.opens()) - 1)[keep]
        fresh = np.ones(len(element), np.bool_)
        fresh[1:] = element[1:] != element[:-1]
        opens = None if fresh.all() else np.packbits(fresh, bitorder="little")
    return replace(
        coded,
        events=coded.events[keep],
        offsets=before[coded.offsets.astype(np.int64)].astype(np.uint64),
        element_starts=opens,
        times=_taken(coded.times, keep),
        values=_taken(coded.values, keep),
        extras={name: column.take(np.flatnonzero(keep)) for name, column in coded.extras.items()},
    )


def _taken(array: NDArray[Any] | None, keep: NDArray[np.bool_]) -> NDArray[Any] | None:
    return None if array is None else array[keep]
