"""How long after a moment of their own customers first had some event."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names

Waits = NDArray[np.uint64]
Times = NDArray[np.int64]
Codes = tuple[int, ...]

NEVER = np.uint64(2**64 - 1)
"""The wait of those to whom it did not come."""


def event_codes(coded: CodedJourneys, given: Any, option: str, where: str) -> Codes:
    """The codes of an event, or of several any of which counts.

    Raises
    ------
    OptionError
        It is neither a name, nor a pattern of names, nor a set or list of these.
    UnknownEventError
        There is no such event, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> event_codes(from_lists([["a", "b", "c"]]), {"c", "b"}, "goal", "step_effect")
    (1, 2)
    """
    chosen = chosen_names(coded.vocabulary.names(), given, option, where)
    return tuple(coded.vocabulary.code(name) for name in chosen)


def told(given: Any) -> str:
    """An event, or several of them, in words.

    Examples
    --------
    >>> told("pay"), told({"pay", "order"})
    ("'pay'", "'order' or 'pay'")
    """
    several = isinstance(given, set | frozenset | list | tuple)
    return " or ".join(repr(one) for one in (sorted(given, key=str) if several else [given]))


def waits(coded: CodedJourneys, codes: Codes, origin: Times, *, at_once: bool) -> Waits:
    """How long after a moment the first of some events came.

    Parameters
    ----------
    coded
        N journeys with times.
    codes
        Which events.
    origin
        int64, shape (N,): the moment of each.
    at_once
        Does an event at that very moment count? Else it must come later.

    Returns
    -------
    uint64, shape (N,), in the log's unit; `NEVER` where none came.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b", "a"], ["b"]]), times=np.array([1, 2, 9, 4]))
    >>> waits(coded, (0,), np.array([1, 1]), at_once=False).tolist() == [8, int(NEVER)]
    True
    """
    assert coded.times is not None
    hits = np.flatnonzero(np.isin(coded.events, np.array(codes, np.uint32)))
    journeys = np.searchsorted(coded.offsets, hits, side="right").astype(np.int64) - 1
    moments = coded.times[hits]
    since = origin[journeys]
    valid = moments >= since if at_once else moments > since
    # Times of a journey ascend, so that its first place here is its first event.
    found, firsts = np.unique(journeys[valid], return_index=True)
    waited = np.full(len(coded), NEVER)
    waited[found] = since_then(moments[valid][firsts], origin[found])
    return waited


def came_before(coded: CodedJourneys, codes: Codes, origin: Times, within: int) -> NDArray[np.bool_]:
    """Did any of the events come in [origin - within, origin]: bool, shape (N,)."""
    assert coded.times is not None
    hits = np.flatnonzero(np.isin(coded.events, np.array(codes, np.uint32)))
    journeys = np.searchsorted(coded.offsets, hits, side="right").astype(np.int64) - 1
    moments = coded.times[hits]
    inside = (moments <= origin[journeys]) & (since_then(origin[journeys], moments) <= _most(within))
    came = np.zeros(len(coded), np.bool_)
    came[journeys[inside]] = True
    return came


def in_time(waited: Waits, within: int) -> NDArray[np.bool_]:
    """Which waits are no longer than `within`."""
    return np.asarray(waited <= _most(within))


def observed(until: Times, origin: Times, within: int) -> NDArray[np.bool_]:
    """Who was observed for so long after a moment."""
    return np.asarray((until >= origin) & (since_then(until, origin) >= np.uint64(within)))


def since_then(later: Times, earlier: Times) -> Waits:
    """How much later, which may be more than a signed number can hold."""
    return np.subtract(later.astype(np.uint64), earlier.astype(np.uint64))


def _most(within: int) -> np.uint64:
    return np.uint64(min(within, int(NEVER) - 1))
