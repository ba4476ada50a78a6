"""The options of a funnel, checked once."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, choice, clash, duration, duration_text

WHERE = "funnel"
ORDERS = ("loose", "strict")
COUNTS = ("customers", "journeys", "entries")
ENTRIES = ("first", "any")
#: What 64 bits hold: no window at all.
ENDLESS = 2**63 - 1


@dataclass(frozen=True)
class FunnelStep:
    """One step: any of some events.

    Attributes
    ----------
    name
        As it was asked for: ``search``, ``mail:*``, ``[app|web]``.
    events
        The events that are this step.
    codes
        Their codes.
    """

    name: str
    events: tuple[Name, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """A checked funnel.

    Attributes
    ----------
    steps
        Two or more.
    within
        The longest time from the entry to a step, in the log's unit; `ENDLESS` where there is no window.
    order
        ``"loose"`` or ``"strict"``.
    count
        What is counted: ``"customers"``, ``"journeys"`` or ``"entries"``.
    entry
        Which entries of a customer or journey count: ``"first"`` or ``"any"``; ``"each"`` where entries are counted.
    window
        `within` as it was asked for, for the eye; None where there is none.
    """

    steps: tuple[FunnelStep, ...]
    within: int
    order: str
    count: str
    entry: str
    window: Any

    @property
    def unit(self) -> str:
        """What is counted, in the singular."""
        return {"customers": "customer", "journeys": "journey", "entries": "entry"}[self.count]

    def told(self) -> Mapping[str, Any]:
        """The options as they can stand in a file."""
        return {
            "steps": [step.name for step in self.steps],
            "events": [list(step.events) for step in self.steps],
            "within": self.window,
            "order": self.order,
            "count": self.count,
            "entry": self.entry,
        }


def read(coded: CodedJourneys, steps: Any, within: Any, order: Any, count: Any, entry: Any) -> Asked:
    """Check the options of `EventLog.funnel`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    UnknownEventError
        A step names no event, with a near miss.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["ad:1", "buy"], ["ad:2"]])
    >>> [step.codes for step in read(coded, ["ad:*", "buy"], 3, "loose", "customers", None).steps]
    [(0, 1), (2,)]
    """
    if not isinstance(steps, list | tuple) or len(steps) < 2:
        raise bad_option("steps", WHERE, "a list of at least two steps, such as ['search', 'cart', 'pay']", steps)
    kept = choice(count, "count", WHERE, COUNTS)
    if entry is not None and kept == "entries":
        raise clash("entry", "count='entries'", WHERE, "every entry then counts for itself; leave `entry` out")
    which = "each" if kept == "entries" else choice("first" if entry is None else entry, "entry", WHERE, ENTRIES)
    names = coded.vocabulary.names()
    number = {name: code for code, name in enumerate(names)}
    return Asked(
        steps=tuple(_step(names, number, one) for one in steps),
        within=_window(within, coded),
        order=choice(order, "order", WHERE, ORDERS),
        count=kept,
        entry=which,
        window=duration_text(within),
    )


def _step(names: list[Name], number: Mapping[Name, int], asked: Any) -> FunnelStep:
    events = chosen_names(names, asked, "steps", WHERE)
    several = isinstance(asked, list | tuple | set | frozenset) and len(asked) > 1
    told = sorted(map(str, asked)) if isinstance(asked, set | frozenset) else list(map(str, np.atleast_1d(asked)))
    return FunnelStep(
        f"[{'|'.join(told)}]" if several else told[0], tuple(events), tuple(number[name] for name in events)
    )


def _window(within: Any, coded: CodedJourneys) -> int:
    if within is None:
        return ENDLESS
    # Times are whole: within 1.5 s is the same as within 1 s.
    return min(math.floor(duration(within, "within", WHERE, coded.time_unit)), ENDLESS)
