"""Who reads counts of patterns takes them from each other: the sizes of all groups that come out."""

from collections.abc import Sequence
from typing import Any

import journeymine as jm


def people_by_what_they_hold(journeys: jm.Journeys, patterns: Sequence[Any]) -> list[int]:
    """How many hold each pattern, how many do not, and how many hold a part of it without it, for all pairs."""
    names = journeys.coded.vocabulary.names()
    rows = [
        [names[code] for code in journeys.coded.events[start:end]]
        for start, end in zip(journeys.coded.offsets[:-1], journeys.coded.offsets[1:], strict=True)
    ]
    holders = [{place for place, row in enumerate(rows) if _holds(row, pattern)} for pattern in patterns]
    sizes = [size for held in holders for size in (len(held), len(rows) - len(held))]
    for one, part in enumerate(patterns):
        for two, whole in enumerate(patterns):
            if one != two and _holds(list(whole), part):
                sizes.append(len(holders[one] - holders[two]))
    return sizes


def _holds(row: Sequence[Any], pattern: Sequence[Any]) -> bool:
    rest = iter(row)
    return all(name in rest for name in pattern)
