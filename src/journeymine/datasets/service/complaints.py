"""Complaints at a constant rate by category, of which one grows from a day on, and the letters it grows from."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.datasets.service.people import START, Events, Floats, People, Whole

CATEGORIES = ("billing", "delivery", "commissioning", "price", "fault")
GROWS, GROWTH = "price", 1.5
LETTER = "letter:price_change"
LEAD = (1.0, 7.0)
"""Days from a letter to the complaint it makes, any of them equally likely."""
COMPLAINS = 0.1
"""Share of the letters that make somebody complain."""
WEEKDAYS = np.array([1.4, 1.2, 1.1, 1.1, 1.0, 0.7, 0.5])
"""Complaints on each day of the week, Monday first, over their mean."""


@dataclass(frozen=True)
class Complaints:
    """Who complained when, and of what; and the letters that were sent.

    Attributes
    ----------
    who, day, category
        Shape (n,): customers, days since the start of the log, and numbers in `CATEGORIES`.
    letters
        Events.
    """

    who: Whole
    day: Floats
    category: Whole
    letters: Events


def complaints(people: People, days: int, a_day: float, grows_on: int, random: np.random.Generator) -> Complaints:
    """Poisson counts a day and category, and the letters behind those of them that come on top."""
    usual = random.poisson(a_day * WEEKDAYS[np.arange(days) % 7], (len(CATEGORIES), days))
    more = random.poisson((GROWTH - 1) * a_day * WEEKDAYS[np.arange(days) % 7] * (np.arange(days) >= grows_on))
    category = np.repeat(np.arange(len(CATEGORIES)), usual.sum(axis=1))
    day = np.concatenate([np.repeat(np.arange(days), one) for one in usual])
    on_top = np.repeat(np.arange(days), more)
    moment = day + random.random(len(day))
    late = on_top + random.random(len(on_top))
    sent = late - random.uniform(*LEAD, len(late))
    annoyed = _customers(people, sent, random)
    return Complaints(
        np.concatenate([_customers(people, moment, random), annoyed]),
        np.concatenate([moment, late]),
        np.concatenate([category, np.full(len(late), CATEGORIES.index(GROWS))]),
        _letters(people, annoyed, sent, days, random),
    )


def _letters(people: People, annoyed: Whole, sent: Floats, days: int, random: np.random.Generator) -> Events:
    """Letters of those who complain of them, and of nine times as many who do not."""
    more = round(len(sent) * (1 / COMPLAINS - 1))
    days_sent = random.uniform(sent.min(initial=days), days, more)
    who = np.concatenate([annoyed, _customers(people, days_sent, random)])
    return Events(LETTER, who, np.concatenate([sent, days_sent]))


def _customers(people: People, day: Floats, random: np.random.Generator) -> Whole:
    """Somebody who is a customer by then: they stand in the order of their orders."""
    known = np.searchsorted(people.ordered, day, side="left")
    return (random.random(len(day)) * known).astype(np.int64)


def planted_growth(a_day: float, grows_on: int) -> dict[str, Any]:
    """What is known beforehand of the category that grows.

    Examples
    --------
    >>> planted_growth(3.0, 210)["since"]
    '2024-07-29'
    """
    return {
        "category": GROWS,
        "since": str((START + np.timedelta64(grows_on, "D")).astype("datetime64[D]")),
        "ratio": GROWTH,
        "a_day": a_day,
        "after": LETTER,
        "lead_time": tuple(f"{one:g}d" for one in LEAD),
        "share_of_letters": COMPLAINS,
        "constant": tuple(name for name in CATEGORIES if name != GROWS),
    }
