"""When journeys complete a pattern, the slow way: the ends of all minimal windows of all occurrences."""

from collections.abc import Sequence

from tests.reference.constrained import Rules, Timed
from tests.reference.counting import minimal_windows, occurrences
from tests.reference.sequences import Pattern


def completed(
    journeys: Sequence[tuple[int, Timed]], pattern: Pattern, rules: Rules, counted: str
) -> list[tuple[float, int]]:
    """The time and owner of each completion of the journeys, or of each journey's first."""
    found = []
    for owner, journey in journeys:
        windows = minimal_windows(occurrences(journey, pattern, rules), len(journey))
        ends = sorted(end for _, end in windows)
        found += [(journey[end][1], owner) for end in (ends[:1] if counted == "first" else ends)]
    return found


Rows = Sequence[tuple[str, float, str]]
"""Customer, time and name of events."""


def by_customer(rows: Rows) -> dict[str, Timed]:
    """Journeys whose elements are the distinct events of one time."""
    found: dict[str, Timed] = {}
    for who in sorted({row[0] for row in rows}):
        own = [(time, name) for one, time, name in rows if one == who]
        times = sorted({time for time, _ in own})
        found[who] = [(tuple(sorted({name for at, name in own if at == time})), time) for time in times]
    return found


def counts(rows: Rows, pattern: Pattern, every: int, first: int, n: int) -> list[tuple[int, int]]:
    """Of each period how many customers completed the pattern in it, and how many were active."""
    journeys = by_customer(rows)
    told = []
    for period in range(first, first + n):
        inside = [who for who, time, _ in rows if time // every == period]
        done = {
            who
            for who, journey in journeys.items()
            for time, _ in completed([(0, journey)], pattern, Rules(), "all")
            if time // every == period
        }
        told.append((len(done), len(set(inside))))
    return told


def leads(rows: Rows, pattern: Pattern, outcomes: set[str], within: float) -> list[float]:
    """The time from each completion to the customer's next outcome, where that comes in time."""
    found = []
    for journey in by_customer(rows).values():
        for time, _ in completed([(0, journey)], pattern, Rules(), "all"):
            later = [at for names, at in journey if at > time and outcomes & set(names)]
            if later and min(later) - time <= within:
                found.append(min(later) - time)
    return sorted(found)
