"""Who the customers of a service company are, and events of them as flat columns."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

START = np.datetime64("2024-01-01T00:00:00", "us")
"""A Monday, UTC."""


@dataclass(frozen=True)
class People:
    """Customers, earliest first.

    Attributes
    ----------
    ids
        What they are called, shape (n,).
    ordered
        Day of the order since the start of the log; negative for customers of old, whose order is not in the log.
    region
        Number of the region, shape (n,).
    """

    ids: NDArray[np.str_]
    ordered: Floats
    region: Whole

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Events:
    """Events of one name: whose they are, and the day since the start of the log, with its fraction."""

    name: str
    who: Whole
    day: Floats


def people(n: int, days: int, random: np.random.Generator) -> People:
    """Half of them are customers of old, the others order at any time of the log.

    Examples
    --------
    >>> drawn = people(4, 100, np.random.default_rng(0))
    >>> len(drawn), bool((np.diff(drawn.ordered) >= 0).all())
    (4, True)
    """
    old = n // 2
    ordered = np.sort(np.concatenate([np.full(old, -365.0), random.uniform(0, days, n - old)]))
    digits = random.permutation(np.arange(n)) * 13 + 10_000_000
    return People(np.char.add("s", digits.astype(np.str_)), ordered, random.integers(0, 3, n))


def at_any_time(people: People, name: str, a_day: float, days: int, random: np.random.Generator) -> Events:
    """Events that come to every customer at a constant rate, from the order or the start of the log on."""
    since = np.maximum(people.ordered, 0.0)
    many = random.poisson(a_day * (days - since))
    who = np.repeat(np.arange(len(people)), many)
    return Events(name, who, random.uniform(since[who], days))


def some_of(
    random: np.random.Generator, name: str, who: Whole, share: float | Floats, low: Floats, high: Floats
) -> Events:
    """One event each for a share of customers, at any time between two days."""
    some = random.random(len(who)) < share
    return Events(name, who[some], random.uniform(low, high)[some])


def ended(events: Iterable[Events], days: int) -> list[Events]:
    """What was observed: nothing after the end."""
    return [Events(one.name, one.who[one.day < days], one.day[one.day < days]) for one in events]


def times(day: Floats) -> NDArray[np.datetime64]:
    """Days since the start as times in microseconds, UTC."""
    return START + np.floor(day * 86_400_000_000).astype("timedelta64[us]")
