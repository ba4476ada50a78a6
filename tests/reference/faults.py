"""Faults of a log, found row by row."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

Row = tuple[Any, ...]


def exact_duplicates(rows: Sequence[Row]) -> list[bool]:
    """Whether a row was there before."""
    seen: set[Row] = set()
    found = []
    for row in rows:
        found.append(row in seen)
        seen.add(row)
    return found


def near_duplicates(keys: Sequence[Row], times: Sequence[int], within: int) -> list[bool]:
    """Whether a row is at most `within` later than the last one kept of its key, rows being met by time."""
    kept: dict[Row, int] = {}
    found = [False] * len(keys)
    for row in sorted(range(len(keys)), key=lambda one: (times[one], one)):
        key, time = keys[row], times[row]
        if key in kept and time - kept[key] <= within:
            found[row] = True
        else:
            kept[key] = time
    return found


def tireless(
    customers: Sequence[Any],
    seconds: Sequence[int],
    *,
    per_minute: int | None,
    per_hour: int | None,
    hours_a_day: int | None,
) -> set[Any]:
    """Who did something in so many distinct seconds of a minute or an hour, or in so many hours of 24."""
    found: set[Any] = set()
    if all(second % 86_400 == 0 for second in seconds):
        return found
    moments: dict[Any, set[int]] = defaultdict(set)
    for customer, second in zip(customers, seconds, strict=True):
        moments[customer].add(second)
    for customer, own in moments.items():
        hours = {second // 3_600 for second in own}
        for since, least, length in ((own, per_minute, 60), (own, per_hour, 3_600), (hours, hours_a_day, 24)):
            if least and any(len([one for one in since if start <= one < start + length]) >= least for start in since):
                found.add(customer)
    return found
