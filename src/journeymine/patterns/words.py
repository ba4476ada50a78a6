"""A pattern in words: how often, and how it went for three customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.views import element_numbers
from journeymine.journeys.vocabulary import Name
from journeymine.options import UNIT_NANOSECONDS
from journeymine.patterns.gaps import between
from journeymine.patterns.matches import Matches
from journeymine.patterns.names import TOGETHER, Pattern, shortened, written
from journeymine.showing import Showing, Shown
from journeymine.sources.masking import masked

_EXAMPLES = 3
_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))


@dataclass(frozen=True)
class Explanation(Showing):
    """A pattern in words.

    Attributes
    ----------
    pattern
        The pattern as printed.
    summary
        How many journeys hold it, and what is counted.
    examples
        Up to three customers, one sentence each; ids are masked unless asked for.
    """

    pattern: str
    summary: str
    examples: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join((f"{self.pattern}: {self.summary}", *(f"- {example}" for example in self.examples)))

    def __repr__(self) -> str:
        return str(self)

    def _shown(self) -> Shown:
        return Shown((f"{self.pattern}: {self.summary}",), points=self.examples)


def explanation(
    pattern: Pattern,
    found: Matches,
    journeys: CodedJourneys,
    info: Mapping[str, Any] = MappingProxyType({}),
    *,
    show_ids: bool = False,
) -> Explanation:
    """Say how often the pattern occurs, and tell how it went for the first three customers.

    `info` holds the options of the search, for what they say on gaps.
    """
    claim = f"hold these events in this order; {between(info)}"
    return _explanation(str(pattern), claim, found, journeys, show_ids=show_ids)


def answer(
    query: str, found: Matches, journeys: CodedJourneys, within: str | None = None, *, show_ids: bool = False
) -> Explanation:
    """Say how often a query is answered, and tell how for the first three customers."""
    limit = "" if within is None else f" within {within}"
    return _explanation(query, f"hold it{limit}", found, journeys, show_ids=show_ids)


def _explanation(spelled: str, claim: str, found: Matches, journeys: CodedJourneys, *, show_ids: bool) -> Explanation:
    total, holding = journeys.n_journeys, len(found)
    if journeys.multiplicity is not None:
        holding = int(journeys.multiplicity[found.journeys].sum(dtype=np.int64))
    share = f" ({holding / total:.1%})" if total else ""
    _, firsts = np.unique(journeys.customer_codes[found.journeys], return_index=True)
    told = tuple(_example(found, journeys, row, show_ids=show_ids) for row in np.sort(firsts)[:_EXAMPLES].tolist())
    return Explanation(shortened(spelled), f"{holding:,} of {total:,} journeys{share} {claim}.", told)


def _example(found: Matches, journeys: CodedJourneys, row: int, *, show_ids: bool) -> str:
    journey = int(found.journeys[row])
    owner = journeys.customers.name(int(journeys.customer_codes[journey]))
    part = "" if journeys.parts is None else f", journey {int(journeys.parts[journey]) + 1} of this customer"
    steps = _steps(journeys, journey, found.positions[row])
    clocks = _clocks(journeys, np.array([first for first, _ in steps]))
    told = ", ".join(f"{step} {clock}" for (_, step), clock in zip(steps, clocks, strict=True))
    # The number finds the customer again, in `Journeys.customer`, for who has the journeys.
    who = shortened(written(owner), 60) if show_ids else f"{masked(owner)} (journey {journey})"
    return f"customer {who}{part}: {told}."


def _steps(journeys: CodedJourneys, journey: int, positions: NDArray[np.int64]) -> list[tuple[int, str]]:
    """The first event of each element matched, and the names of its events."""
    start = int(journeys.offsets[journey])
    element = np.cumsum(journeys.opens()[start : int(positions.max()) + 1])[positions - start]
    parts = np.split(positions, np.flatnonzero(np.diff(element)) + 1)
    names = (TOGETHER.join(shortened(written(_name(journeys, at)), 60) for at in part) for part in parts)
    return [(int(part[0]), step) for part, step in zip(parts, names, strict=True)]


def _name(journeys: CodedJourneys, at: int) -> Name:
    return journeys.vocabulary.name(int(journeys.events[at]))


def _clocks(journeys: CodedJourneys, firsts: NDArray[np.int64]) -> list[str]:
    if journeys.times is None:
        return [f"at step {number + 1}" for number in element_numbers(journeys)[firsts]]
    times = journeys.times[firsts]
    if journeys.time_unit is None:
        return [f"at {int(time)}" for time in times]
    start = np.array(times[0]).astype(f"datetime64[{journeys.time_unit}]")
    second = str(np.datetime_as_string(start[()], unit="s")).replace("T", " ")
    unit = UNIT_NANOSECONDS[journeys.time_unit]
    later = (f"{duration((b - a) * unit / 10**9)} later" for a, b in pairwise(times.tolist()))
    return [f"on {second} UTC", *later]


def duration(seconds: float) -> str:
    """A length of time with its two largest units, such as ``2 d 3 h``."""
    parts = []
    rest = seconds
    for name, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:.0f} {name}")
    if rest or not parts:
        parts.append(f"{rest:.3g} s")
    return " ".join(parts[:2])
