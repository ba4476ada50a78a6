"""Events counted a row at a time, as the definition of `EventLog.counts` says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = tuple[str, str, datetime, str | None]
"""Customer, event, time, source."""

_MONDAY = date(1970, 1, 5)


def day_counts(
    rows: Sequence[Row], events: Sequence[str], days: int, zone: str, sources: Sequence[str | None] | None
) -> list[dict[str, Any]]:
    """A row a period of so many days of the calendar, an event and a source (None: all sources together)."""
    info = ZoneInfo(zone)
    number_of = [(when.astimezone(info).date() - _MONDAY).days // days for _, _, when, _ in rows]
    until = max(when for _, _, when, _ in rows)
    found = []
    for number in range(min(number_of), max(number_of) + 1):
        day = _MONDAY + timedelta(days=number * days)
        start, ends = (
            datetime.combine(one, datetime.min.time(), info).astimezone(UTC)
            for one in (day, day + timedelta(days=days))
        )
        inside = [row for row, one in zip(rows, number_of, strict=True) if one == number]
        for event in sorted(events):
            for source in [None] if sources is None else sources:
                group = [row for row in inside if sources is None or row[3] == source]
                having = [row for row in group if row[1] == event]
                active = len({row[0] for row in group})
                found.append(
                    {
                        "start": start,
                        "event": event,
                        "source": source,
                        "n": len(having),
                        "n_customers": len({row[0] for row in having}),
                        "n_active_customers": active,
                        "per_active_customer": len(having) / active if active else None,
                        "complete": ends <= until,
                    }
                )
    return found


def step_counts(times: Sequence[int], every: int) -> list[tuple[int, int, bool]]:
    """Start, events and whether complete, of periods of order numbers."""
    first, last = min(times) // every, max(times) // every
    return [
        (number * every, sum(time // every == number for time in times), (number + 1) * every <= max(times))
        for number in range(first, last + 1)
    ]
