"""Patterns shown on journeys that hold them, customers masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from journeymine.patterns.words import duration

if TYPE_CHECKING:
    from journeymine.api import PatternSet

_CUSTOMERS = 3


@dataclass(frozen=True)
class Example:
    """A pattern and where it was found, in words.

    Attributes
    ----------
    pattern
        As printed.
    sentences
        One a customer; a customer is a number that means nothing elsewhere.
    """

    pattern: str
    sentences: tuple[str, ...]


def examples(patterns: "PatternSet", n: int = 3) -> list[Example]:
    """The first `n` patterns of several steps whose events are not all in one shown before, on three customers each.

    Parameters
    ----------
    patterns
        Ranked; with the journeys they came from.
    n
        How many.
    """
    return [
        Example(str(pattern), tuple(_sentences(pattern, patterns.matches(pattern, show_ids=True))))
        for pattern in _different(patterns, n)
    ]


def _different(patterns: "PatternSet", n: int) -> list[Any]:
    chosen: list[Any] = []
    seen: list[set[Any]] = []
    for pattern in patterns:
        events = {name for element in pattern for name in _names(element)}
        if len(pattern) > 1 and not any(events <= other or other <= events for other in seen):
            chosen.append(pattern)
            seen.append(events)
        if len(chosen) == n:
            break
    return chosen


def _sentences(pattern: Any, found: Any) -> Iterator[str]:
    first_each = found.drop_duplicates("customer").head(_CUSTOMERS)
    firsts = [sum(len(_names(element)) for element in pattern[:step]) for step in range(len(pattern))]
    for number, times in enumerate(first_each["times"], 1):
        clocks = _clocks([times[first] for first in firsts])
        steps = (f"{' & '.join(map(str, _names(one)))} {clock}" for one, clock in zip(pattern, clocks, strict=True))
        yield f"Customer {number}: {', '.join(steps)}."


def _clocks(times: list[Any]) -> list[str]:
    if not all(isinstance(one, datetime) for one in times):
        return [f"at {one}" for one in times]
    whole_days = all(one.time() == time() for one in times)
    first = f"on {times[0]:%Y-%m-%d}" if whole_days else f"on {times[0]:%Y-%m-%d %H:%M}"
    later = ((after - before).total_seconds() for before, after in pairwise(times))
    return [first, *(f"{duration(seconds)} later" for seconds in later)]


def _names(element: Any) -> tuple[Any, ...]:
    return element if isinstance(element, tuple) else (element,)
