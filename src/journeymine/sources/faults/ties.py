"""Events of a customer at one time, whose order nobody knows."""

from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.seen import Seen

_LEAST = 0.05


def look(seen: Seen) -> list[Finding]:
    """Sources of which a twentieth and more shares customer and time with another row."""
    why = "share customer and time with another row: journeys hold them as one set, unless `tie` says an order"
    return of_rows(seen, "tied", seen.tied, None, why, weight=0.0, least=_LEAST)
