"""Patterns shown on journeys that hold them, customers masked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from journeymine.patterns.words import duration

if TYPE_CHECKING:
    from journeymine.api import Journeys, PatternSet

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


def examples(patterns: "PatternSet", n: int = 3, journeys: "Journeys | None" = None) -> list[Example]:
    """The first `n` patterns of several steps whose events are not all in one shown before, on three customers each.

    Parameters
    ----------
    patterns
        Ranked.
    n
        How many.
    journeys
        Where to look; None: the journeys they came from.
    """
    return [
        Example(str(pattern), tuple(_sentences(pattern, patterns.matches(pattern, journeys, show_ids=True))))
        for pattern in different(patterns, n)
    ]


def different(patterns: "PatternSet", n: int) -> list[Any]:
    """The first `n` patterns of several steps whose events are not all in one chosen before, nor hold all of one."""
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
        steps = (f"{' & '.join(map(str, _names(one)))}{clock}" for one, clock in zip(pattern, clocks, strict=True))
        yield f"Customer {number}: {', '.join(steps)}."


def _clocks(times: list[Any]) -> list[str]:
    """When each step came after the one before; the day of the first would tell more than is needed."""
    later = (after - before for before, after in pairwise(times))
    spans = (duration(one.total_seconds()) if hasattr(one, "total_seconds") else str(one) for one in later)
    return ["", *(f" {span} later" for span in spans)]


def _names(element: Any) -> tuple[Any, ...]:
    return element if isinstance(element, tuple) else (element,)
