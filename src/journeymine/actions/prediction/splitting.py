"""Journeys before and after a moment, so that nothing of the future is learned from."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.cutting import cut_short
from journeymine.journeys.selection import select

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TimeSplit:
    """What was known before a moment, and the journeys that began from it on.

    Attributes
    ----------
    before
        The journeys that had begun, as they stood then; the end of their observation is just before the moment.
    running
        bool, shape (len(before),): which of them went on after it.
    after
        The journeys that began at the moment or later.
    moment
        In the unit of the journeys.
    """

    before: CodedJourneys
    running: NDArray[np.bool_]
    after: CodedJourneys
    moment: int


def split_in_time(coded: CodedJourneys, share: float, where: str) -> TimeSplit:
    """Cut where about this share of the journeys is yet to begin.

    Raises
    ------
    OptionError
        The journeys have no times.
    InputError
        No journey lies before the cut, or none after it.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b"], ["a"]]), times=np.array([1, 9, 5]), observed_until=9)
    >>> parts = split_in_time(coded, 0.5, "report")
    >>> parts.moment, parts.before.lengths.tolist(), parts.running.tolist(), len(parts.after)
    (5, [1], [True], 1)
    """
    if coded.times is None or coded.observed_until is None:
        message = (
            f"{where} parts journeys by time, and journeys made from lists have none: read a log that has times with "
            "read_events(…), or pass the later journeys as `test`."
        )
        raise OptionError(message)
    starts, has = first_times(coded), coded.lengths > 0
    begun = np.sort(starts[has])
    place = len(begun) - max(1, round(len(begun) * share))
    if not len(begun) or begun[max(place, 0)] == begun[0]:
        message = f"{where} needs journeys that began before others; got {len(begun):,} that began at all."
        raise InputError(message)
    moment = int(begun[place])
    earlier = np.flatnonzero(has & (starts < moment))
    kept = select(coded, earlier)
    assert kept.times is not None
    inside = np.bincount(np.repeat(np.arange(len(kept)), kept.lengths)[kept.times < moment], minlength=len(kept))
    until = np.minimum(np.broadcast_to(np.asarray(kept.observed_until, np.int64), len(kept)), moment - 1)
    before = replace(cut_short(kept, inside.astype(np.int64)), observed_until=np.ascontiguousarray(until))
    return TimeSplit(before, inside < kept.lengths, select(coded, np.flatnonzero(has & (starts >= moment))), moment)


def first_times(coded: CodedJourneys) -> Integers:
    """When each journey began: int64, shape (N,); 0 for those without events."""
    assert coded.times is not None
    has = coded.lengths > 0
    starts = np.zeros(len(coded), np.int64)
    starts[has] = coded.times[coded.offsets.astype(np.int64)[:-1][has]]
    return starts


def later_customers(coded: CodedJourneys, journeys: Integers, share: float, seed: int) -> NDArray[np.bool_]:
    """Which rows belong to the customers who came last; to some drawn at random where journeys have no times.

    Parameters
    ----------
    coded
        N journeys.
    journeys
        int64, shape (n,): the journey of each row.
    share
        The part of the customers among these rows that is wanted.
    seed
        Of the draw.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["b"], ["c"]], customers=["ann", "bob", "ann"])
    >>> coded = replace(coded, times=np.array([5, 9, 7]), observed_until=9)
    >>> later_customers(coded, np.array([0, 1, 2]), 0.5, seed=0).tolist()
    [False, False, True]
    """
    own = coded.customer_codes[journeys]
    people, first, who = np.unique(own, return_index=True, return_inverse=True)
    if coded.times is None:
        rank = np.random.default_rng(seed).permutation(len(people))
    else:
        began = np.full(len(people), np.iinfo(np.int64).max)
        np.minimum.at(began, who, first_times(coded)[journeys])
        rank = np.argsort(np.lexsort((first, began)))
    return np.asarray(rank[who] >= len(people) - round(len(people) * share))


def halves(customers: Integers, seed: int) -> Integers:
    """0 or 1 for each row, the same for all of a customer, at random: int64, shape (n,).

    Examples
    --------
    >>> sorted(halves(np.array([4, 4, 9]), seed=0).tolist()) in ([0, 0, 1], [0, 1, 1])
    True
    """
    people, who = np.unique(customers, return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(people))[who] % 2)
