"""What there was to predict: the next step of a prefix, or whether an outcome followed in time."""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.prediction.steps import Prefixes, Steps, every
from journeymine.journeys.coded import CodedJourneys

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
#: The number of "the journey ended here" among next steps; elements are numbered from 0.
ENDED = -1
_MOST = 2**64 - 1


@dataclass(frozen=True, eq=False)
class Labelled:
    """Prefixes whose future is known, and those that were left out.

    Attributes
    ----------
    prefixes
        n of them, by journey.
    label
        int64, shape (n,): 1 where the outcome followed and 0 where not; or the number of the next element, `ENDED`
        for the journey's end.
    n_unseen
        How many were left out because their future was not observed for long enough.
    """

    prefixes: Prefixes
    label: Integers
    n_unseen: int


def next_steps(steps: Steps, over: Booleans) -> Labelled:
    """Each prefix, the empty one too, with the step after it.

    Parameters
    ----------
    steps
        N journeys.
    over
        bool, shape (N,): whose end is an end; what comes after the last step of the others is not known.

    Examples
    --------
    >>> from journeymine.actions.prediction.steps import steps_of
    >>> from journeymine.journeys.lists import from_lists
    >>> found = next_steps(steps_of(from_lists([["a", "b"], ["b"]])), np.array([True, False]))
    >>> found.label.tolist(), found.n_unseen
    ([0, 1, -1, 1], 1)
    """
    all_of = every(steps, empty=True)
    last = all_of.ends == steps.bounds[all_of.journeys + 1] - 1
    label = np.full(len(all_of), ENDED, np.int64)
    label[~last] = steps.numbers[all_of.ends[~last] + 1]
    known = ~last | over[all_of.journeys]
    return Labelled(all_of.take(known), label[known], int((~known).sum()))


def over_by(steps: Steps, until: Integers | None, quiet: Fraction | None) -> Booleans:
    """Which journeys are over: those without an event for so long before the end of observation; all where None."""
    n = len(steps.bounds) - 1
    if quiet is None or steps.times is None or until is None:
        return np.ones(n, np.bool_)
    has = steps.lengths > 0
    over = np.zeros(n, np.bool_)
    over[has] = lasts(until[has], steps.times[steps.bounds[1:][has] - 1], quiet)
    return over


def observed(coded: CodedJourneys) -> Integers | None:
    """The end of observation of each journey: int64, shape (N,); None where time is unknown."""
    if coded.times is None or coded.observed_until is None:
        return None
    return np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))


def outcomes(
    steps: Steps, outcome: Booleans, within: Fraction | None, until: Integers | None, over: Booleans
) -> Labelled:
    """Each prefix that holds a step, cut where time goes on, with whether the outcome comes in (t, t + within].

    Parameters
    ----------
    steps
        N journeys.
    outcome
        bool, shape (n_steps,): which steps are the outcome.
    within
        How long it is waited for, in the unit of the times; None: to the journey's end.
    until
        int64, shape (N,): the end of observation; prefixes observed for less than `within` are left out.
    over
        bool, shape (N,): whose end is an end. Without `within`, prefixes of the others are left out.

    Examples
    --------
    >>> from journeymine.actions.prediction.steps import steps_of
    >>> from journeymine.journeys.lists import from_lists
    >>> steps = steps_of(from_lists([["a", "pay", "a"], ["a"]]))
    >>> found = outcomes(steps, steps.holding(frozenset({"pay"})), None, None, np.array([True, True]))
    >>> found.prefixes.ends.tolist(), found.label.tolist()
    ([0, 1, 2, 3], [1, 0, 0, 0])
    """
    moments = _moments(steps)
    stop, at = steps.bounds[moments.journeys + 1], moments.ends
    n = len(steps.numbers)
    following = np.append(np.minimum.accumulate(np.where(outcome, np.arange(n), n)[::-1])[::-1], n)[at + 1]
    comes = following < stop
    if within is None:
        known = over[moments.journeys]
    else:
        assert steps.times is not None
        assert until is not None
        comes[comes] = ~lasts(steps.times[following[comes]], steps.times[at[comes]], math.floor(within) + 1)
        known = lasts(until[moments.journeys], steps.times[at], within)
    return Labelled(moments.take(known), comes[known].astype(np.int64), int((~known).sum()))


def _moments(steps: Steps) -> Prefixes:
    """After each step that is not followed by one of the same time: order inside a time says nothing of before."""
    moments = every(steps, empty=False)
    if steps.times is None or not len(moments):
        return moments
    same = np.append(steps.times[1:] == steps.times[:-1], False)
    same[steps.bounds[1:][steps.lengths > 0] - 1] = False
    return moments.take(~same)


def lasts(later: Integers, earlier: Integers, least: Fraction | int) -> Booleans:
    """Whether at least so much time lies between."""
    since = np.subtract(later.astype(np.uint64), earlier.astype(np.uint64))
    asked = math.ceil(least)
    return np.asarray((later >= earlier) & (since >= np.uint64(min(asked, _MOST))) & (asked <= _MOST))


def weights_by_journey(journeys: Integers) -> NDArray[np.float64]:
    """One over the prefixes of the same journey; 1 on average.

    Examples
    --------
    >>> weights_by_journey(np.array([0, 0, 3])).tolist()
    [0.75, 0.75, 1.5]
    """
    if not len(journeys):
        return np.zeros(0)
    weight = 1.0 / np.bincount(journeys)[journeys]
    return np.asarray(weight / weight.mean())
