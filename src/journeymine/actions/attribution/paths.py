"""Paths: the touches of channels before each goal, and those that no goal followed."""

from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.attribution.asked import Asked
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.views import element_numbers
from journeymine.sources.distinct import distinct

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Paths:
    """Paths of touches, one after the other.

    Attributes
    ----------
    n_channels
        How many channels there are.
    touches
        int64, shape (n_touches,): the number of the channel of each, path after path, in order.
    offsets
        int64, shape (n_paths + 1,): where paths begin.
    opens
        bool, shape (n_touches,): is it later than the touch before it, or the first of its path?
    ages
        int64, shape (n_touches,): how long before the last of its path, in the log's unit.
    converted
        bool, shape (n_paths,).
    worth
        float64, shape (n_paths,): what the goal brought; 0 where there was none.
    """

    n_channels: int
    touches: Integers
    offsets: Integers
    opens: NDArray[np.bool_]
    ages: Integers
    converted: NDArray[np.bool_]
    worth: Floats

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def path(self) -> Integers:
        """Which path each touch is of: int64, shape (n_touches,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @property
    def starts(self) -> NDArray[np.bool_]:
        """Which touches are the first of their path: bool, shape (n_touches,)."""
        first = np.zeros(len(self.touches), np.bool_)
        first[self.offsets[:-1]] = True
        return first

    def channels(self) -> tuple[Integers, Integers]:
        """Which path has which channel, each pair once, in this order: int64, two of shape (n_pairs,)."""
        pairs = distinct(self.path * self.n_channels + self.touches)
        return pairs // self.n_channels, pairs % self.n_channels


@dataclass(frozen=True, eq=False)
class Gathered:
    """The paths of journeys, whose they are, and what did not become part of one.

    Attributes
    ----------
    paths
        The paths; their worth is 1 for each goal.
    journey
        int64, shape (n_paths,): the journey of each path.
    goal
        int64, shape (n_paths,): which goal each path leads to, of `goal_events`; -1 where to none.
    goal_events, goal_of
        int64: the events that are goals, and which goal each belongs to: those of one time are one.
    goal_journey
        int64, shape (n_goals,): the journey of each goal.
    open_ends
        bool, shape (n_paths,): had a goal time left after the end of observation? All False where that is unknown.
    at_goal
        bool, shape (n_goals,): touches stand at the very time of the goal.
    """

    paths: Paths
    journey: Integers
    goal: Integers
    goal_events: Integers
    goal_of: Integers
    goal_journey: Integers
    open_ends: NDArray[np.bool_]
    at_goal: NDArray[np.bool_]


def gather(coded: CodedJourneys, asked: Asked) -> Gathered:
    """The paths of journeys.

    A path is made of the touches strictly before a goal and no longer before it than `within`, with `restart` also not
    before the goal before it. Touches in no such path, and at no goal's very time, make paths that did not convert, a
    new one where more than `within` passed from touch to touch.

    Parameters
    ----------
    coded
        The journeys; where they have no times, the number of an element is its time.
    asked
        What is a goal, a channel, and so on.

    Examples
    --------
    >>> from journeymine.actions.attribution.asked import read_asked
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["ad", "mail", "buy", "ad"], ["mail"]])
    >>> options = dict.fromkeys(["channels", "half_life", "order", "worth", "within", "value", "n_permutations"])
    >>> options |= {"goal": "buy", "method": "last", "n_bootstrap": 0, "random_state": 0}
    >>> told = gather(coded, read_asked(coded, {**options, "collapse_repeats": False, "restart": True}))
    >>> told.paths.touches.tolist(), told.paths.offsets.tolist(), told.paths.converted.tolist()
    ([0, 1, 0, 1], [0, 2, 3, 4], [True, False, False])
    """
    times = element_numbers(coded) if coded.times is None else coded.times
    moments = distinct(times)
    journey = np.repeat(np.arange(len(coded)), coded.lengths)
    key = journey * (len(moments) + 1) + np.searchsorted(moments, times)
    channel, is_goal = _kinds(coded, asked)
    touch, goal_events = np.flatnonzero(channel[coded.events] >= 0), np.flatnonzero(is_goal[coded.events])
    _, firsts, goal_of = np.unique(key[goal_events], return_index=True, return_inverse=True)
    goals = goal_events[firsts]
    spread = int(moments[-1] - moments[0]) if len(moments) else 0
    within = spread if asked.within is None else min(floor(asked.within), spread)
    earliest = journey[goals] * (len(moments) + 1) + np.searchsorted(moments, times[goals] - within)
    low, high = np.searchsorted(key[touch], np.stack([earliest, key[goals]]))
    if asked.restart and len(goals):
        again = np.concatenate([[False], journey[goals[1:]] == journey[goals[:-1]]])
        low = np.where(again, np.maximum(low, np.roll(high, 1)), low)
    reached = np.flatnonzero(low < high)
    lost = _lost(low[reached], high[reached], (key[touch], journey[touch], times[touch]), key[goals], within)
    first, end = np.concatenate([low[reached], lost[0]]), np.concatenate([high[reached], lost[1]])
    paths = _made(channel[coded.events[touch]], times[touch], first, end, len(reached), asked)
    owners = journey[touch][first]
    return Gathered(
        paths=paths,
        journey=owners,
        goal=np.concatenate([reached, np.full(len(lost[0]), -1)]),
        goal_events=goal_events,
        goal_of=goal_of,
        goal_journey=journey[goals],
        open_ends=_open_ends(coded, asked, owners, times[touch][end - 1]) & ~paths.converted,
        at_goal=_among(key[goals], key[touch]),
    )


def _among(values: Integers, ascending: Integers) -> NDArray[np.bool_]:
    """Which of the values are among others, which ascend."""
    if not len(ascending):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    return np.asarray(ascending[place] == values)


def _kinds(coded: CodedJourneys, asked: Asked) -> tuple[Integers, NDArray[np.bool_]]:
    """For each event code the number of the channel, -1 for none, and whether it is a goal."""
    channel, goal = np.full(len(coded.vocabulary), -1), np.zeros(len(coded.vocabulary), np.bool_)
    channel[coded.vocabulary.codes(asked.channels)] = np.arange(len(asked.channels))
    goal[coded.vocabulary.codes(asked.goals)] = True
    return channel, goal


def _lost(
    low: Integers, high: Integers, touches: tuple[Integers, Integers, Integers], goals: Integers, within: int
) -> tuple[Integers, Integers]:
    """Where runs of touches that lead to no goal begin and end; touches as their keys, journeys and times."""
    key, journey, times = touches
    edges = np.bincount(low, minlength=len(key) + 1) - np.bincount(high, minlength=len(key) + 1)
    # What has the time of a goal may have come before it: it is no failure.
    rest = np.flatnonzero((np.cumsum(edges)[: len(key)] == 0) & ~_among(key, goals))
    if not len(rest):
        return rest, rest
    # No goal lies within a run: what is lost before a goal is longer before it than `within`.
    late = np.diff(times[rest]) > within
    first = np.flatnonzero(np.concatenate([[True], (np.diff(journey[rest]) != 0) | late]))
    return rest[first], rest[np.append(first[1:], len(rest)) - 1] + 1


def _made(channel: Integers, times: Integers, low: Integers, high: Integers, n_converted: int, asked: Asked) -> Paths:
    sizes = high - low
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    rows = np.repeat(low - offsets[:-1], sizes) + np.arange(offsets[-1])
    converted = np.arange(len(low)) < n_converted
    touches, when = channel[rows], times[rows]
    starts = np.zeros(len(rows), np.bool_)
    starts[offsets[:-1]] = True
    if asked.collapse_repeats:
        kept = starts | np.concatenate([[True], touches[1:] != touches[:-1]])[: len(rows)]
        touches, when, starts = touches[kept], when[kept], starts[kept]
        offsets = np.append(np.flatnonzero(starts), len(touches))
    ages = np.repeat(when[offsets[1:] - 1], np.diff(offsets)) - when
    opens = starts | np.concatenate([[True], when[1:] != when[:-1]])[: len(when)]
    return Paths(len(asked.channels), touches, offsets, opens, ages, converted, converted.astype(np.float64))


def _open_ends(coded: CodedJourneys, asked: Asked, owners: Integers, last: Integers) -> NDArray[np.bool_]:
    if coded.times is None or coded.observed_until is None:
        return np.zeros(len(owners), np.bool_)
    until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))[owners]
    if asked.within is None:
        return np.ones(len(owners), np.bool_)
    return np.asarray(until - last < floor(asked.within))
