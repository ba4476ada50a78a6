"""Faults of a log, found row by row."""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log, sqrt
from statistics import median
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


def heavy(counts: Sequence[int]) -> set[int]:
    """Places of the customers above the tail of the others: spacings of logarithms against their mean."""
    places = sorted((one for one in range(len(counts)) if counts[one]), key=lambda one: (-counts[one], one))
    if len(places) < 50:
        return set()
    x = [counts[one] for one in places[: min(100, len(places) // 2) + 1]]
    spacing = [(i + 1) * log(x[i] / x[i + 1]) for i in range(len(x) - 1)]
    for j in (3, 2, 1):
        below = spacing[j:]
        mean = sum(below) / len(below)
        chance = (1 + spacing[j - 1] / mean / len(below)) ** -len(below) if mean else 0.0
        if chance <= 0.01 and x[j - 1] >= 3 * x[j] and 100 * x[j - 1] >= sum(counts):
            return set(places[:j])
    return set()


def out_of_order(times: Sequence[int], limit: int) -> list[bool]:
    """Rows further than `limit` from the median of five, in a list that steps back but rarely."""
    n = len(times)

    def back(rows: Sequence[int]) -> list[int]:
        return [i for i in range(len(rows) - 1) if rows[i + 1] < rows[i] - limit]

    steps = back(times)
    nothing = [False] * n
    if not steps or len(steps) > 0.05 * n:
        return nothing
    found = list(nothing)
    for row in {min(max(step + away, 0), n - 1) for step in steps for away in (-1, 0, 1, 2)}:
        around = [times[min(max(row + away, 0), n - 1)] for away in (-2, -1, 0, 1, 2)]
        found[row] = abs(times[row] - median(around)) > limit
    left = back([time for time, odd in zip(times, found, strict=True) if not odd])
    return found if 4 * len(left) <= len(steps) else nothing


def weekday_means(counts: Sequence[int], known: Sequence[int]) -> list[float]:
    """The mean of the known days of each weekday, 0 where none is known."""
    own = [[counts[day] for day in known if day % 7 == weekday] for weekday in range(7)]
    return [sum(one) / len(one) if one else 0.0 for one in own]


def dispersion(counts: Sequence[int], known: Sequence[int]) -> float:
    """The mean of squared Pearson residuals about the weekdays' means, at least 1."""
    means = weekday_means(counts, known)
    squares = [(counts[day] - means[day % 7]) ** 2 / means[day % 7] for day in known if means[day % 7] > 0]
    return max(1.0, sum(squares) / max(1, len(squares) - 7))


def gaps(counts: Sequence[int]) -> list[int]:
    """Days without rows in runs of which that is next to impossible."""
    active = [day for day, count in enumerate(counts) if count]
    found = []
    for before, behind in itertools.pairwise(active):
        run = range(before + 1, behind)
        near = [*range(before - 27, before + 1), *range(behind, behind + 28)]
        known = [day for day in near if active[0] <= day <= active[-1]]
        means = weekday_means(counts, known)
        expected_active = sum(means[day % 7] > 0 for day in known)
        really_active = sum(counts[day] > 0 for day in known)
        if len(known) < 14 or 2 * really_active < expected_active:
            continue
        if run and sum(means[day % 7] for day in run) / dispersion(counts, known) >= 14:
            found += [day for day in run if means[day % 7] > 0]
    return found


def late_tail(counts: Sequence[int]) -> int:
    """The run of low days up to the last that is furthest below, low together as well."""
    active = [day for day, count in enumerate(counts) if count]
    if not active:
        return 0
    n, found, most = len(counts), 0, 3.0
    empty = n - 1 - active[-1]
    for days in range(max(1, empty), empty + 15):
        known = range(max(active[0], n - days - 56), n - days)
        tail = range(n - days, n)
        if len(known) < 28:
            break
        means = weekday_means(counts, known)
        low = [counts[day] <= 0.75 * means[day % 7] for day in tail]
        if not low[0]:
            break
        expected, own = sum(means[day % 7] for day in tail), sum(counts[day] for day in tail)
        error = sqrt(dispersion(counts, known) * expected * (1 + 1 / 8))
        if all(low) and own <= 0.6 * expected and expected - own > most * error:
            most = (expected - own) / error
            found = n - min(day for day in tail if means[day % 7] > 0)
    return found


def variants(counts: Mapping[str, int]) -> dict[str, str]:
    """Each name beside its most frequent fellow that differs in case, blanks, `_` and `-` alone."""

    def plain(name: str) -> str:
        return " ".join(name.lower().replace("_", " ").replace("-", " ").split())

    found = {}
    for name in counts:
        fellows = [one for one in counts if plain(one) == plain(name) and plain(name)]
        kept = min(fellows, key=lambda one: (-counts[one], one), default=name)
        if kept != name:
            found[name] = kept
    return found


def rhythm_distance(profile: Sequence[float], others: Sequence[Sequence[float]], turn: int) -> float:
    """Total variation between a profile of 24 hours, turned, and the median of others."""
    shares = [[hour / sum(one) for hour in one] for one in others]
    middle = [median(one[hour] for one in shares) for hour in range(24)]
    own = [hour / sum(profile) for hour in profile]
    return sum(abs(own[(hour - turn) % 24] - middle[hour] / sum(middle)) for hour in range(24)) / 2
