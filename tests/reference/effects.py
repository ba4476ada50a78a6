"""Effects of steps, computed the slow, obvious way: one customer at a time, one formula at a time."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.reference.contrast import Z, fisher, length_bins, newcombe, pearson

History = Sequence[tuple[int, str]]


def trial(
    histories: Mapping[Any, History],
    held_out: Mapping[Any, bool | None],
    start: Mapping[Any, int | None],
    within: int,
    until: int,
) -> tuple[dict[str, list[int]], Counter[str]]:
    """Counts [goal treated, treated, goal control, control] by assignment, before and by receipt; who is left out."""
    counts = {"effect": [0, 0, 0, 0], "before": [0, 0, 0, 0], "received": [0, 0, 0, 0]}
    out: Counter[str] = Counter()
    for who in {*histories, *held_out}:
        if held_out.get(who) is None:
            out["in no arm"] += 1
            continue
        t0 = start.get(who)
        if t0 is None:
            out["no time zero"] += 1
            continue
        if until < t0 + within:
            out["not observed to the end"] += 1
            continue
        own = histories.get(who, [])
        goal = any(name == "goal" and t0 < time <= t0 + within for time, name in own)
        before = any(name == "goal" and t0 - within <= time <= t0 for time, name in own)
        received = any(name == "step" and t0 <= time <= t0 + within for time, name in own)
        for view, hit, treated in (
            ("effect", goal, not held_out[who]),
            ("before", before, not held_out[who]),
            ("received", goal, received),
        ):
            place = 0 if treated else 2
            counts[view][place] += hit
            counts[view][place + 1] += 1
    return counts, out


def landmark(
    histories: Mapping[Any, History],
    steps: Sequence[str],
    start: Mapping[Any, int | None],
    at: int,
    within: int,
    until: int,
) -> tuple[list[tuple[int, list[bool], bool]], Counter[str]]:
    """Of every customer of the evidence: its length without the steps, which steps, the goal; and who is left out."""
    rows, out = [], Counter[str]()
    for who in sorted(histories):
        t0 = start.get(who)
        if t0 is None:
            out["no time zero"] += 1
            continue
        own = [one for one in histories[who] if one[0] >= t0]
        evidence = {one for one in own if one[0] <= t0 + at}
        if any(name == "goal" for _, name in evidence):
            out["outcome by the landmark"] += 1
            continue
        if until < t0 + at + within:
            out["not observed to the end"] += 1
            continue
        names = [name for _, name in evidence]
        goal = any(name == "goal" and t0 + at < time <= t0 + at + within for time, name in own)
        rows.append((sum(name not in steps for name in names), [step in names for step in steps], goal))
    return rows, out


def tables(rows: Sequence[tuple[int, list[bool], bool]], step: int) -> list[list[int]]:
    """[goal exposed, exposed, goal unexposed, unexposed] in strata of length and all other steps."""
    bins = length_bins([length for length, _, _ in rows])
    strata: dict[Any, list[int]] = {}
    for length, exposed, goal in rows:
        others = tuple(one for place, one in enumerate(exposed) if place != step)
        key = next(place for place, part in enumerate(bins) if length in part), others
        table = strata.setdefault(key, [0, 0, 0, 0])
        place = 0 if exposed[step] else 2
        table[place] += goal
        table[place + 1] += 1
    return list(strata.values())


def risk_difference(strata: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """Mantel and Haenszel's, with Sato's interval."""
    above = weight = lean = spread = 0.0
    for a, n1, b, n0 in strata:
        if not n1 or not n0:
            continue
        n = n1 + n0
        weight += n1 * n0 / n
        above += n1 * n0 / n * (a / n1 - b / n0)
        lean += (n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
        spread += (a * (n0 - b) + b * (n1 - a)) / (2 * n)
    if not weight:
        return math.nan, math.nan, math.nan
    value = above / weight
    variance = (value * lean + spread) / weight**2
    if variance <= 1e-15:
        return value, math.nan, math.nan
    reach = Z * math.sqrt(variance)
    return value, max(value - reach, -1.0), min(value + reach, 1.0)


def risk_ratio(strata: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """Mantel and Haenszel's, with the interval of Greenland and Robins."""
    up = down = spread = 0.0
    for a, n1, b, n0 in strata:
        if not n1 or not n0:
            continue
        n = n1 + n0
        up, down = up + a * n0 / n, down + b * n1 / n
        spread += ((a + b) * n1 * n0 - a * b * n) / n**2
    if not up or not down:
        return (math.nan if up == down else math.inf if up else 0.0), math.nan, math.nan
    reach = math.exp(Z * math.sqrt(spread / (up * down)))
    return up / down, up / down / reach, up / down * reach


def two_shares(x: int, n: int, y: int, m: int) -> tuple[float, float, float, float]:
    """The difference with Newcombe's interval, and Campbell's choice of a test."""
    table = x, n - x, y, m - y
    total = n + m
    expected = [row * column / total for row in (n, m) for column in (x + y, total - x - y)]
    p = float(fisher((x, y, n - x, m - y))) if min(expected) < 1 else pearson(table, total / (total - 1))
    return *newcombe(x, n, y, m, n, m), p


def power(p0: float, p1: float, n1: int, n0: int) -> float:
    """Of a two-sided test at 5 %, by the normal distribution; the far tail does not count."""
    mean = (n1 * p1 + n0 * p0) / (n1 + n0)
    null = Z * math.sqrt(mean * (1 - mean) * (1 / n1 + 1 / n0))
    error = math.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    return 0.5 * math.erfc((null - abs(p1 - p0)) / error / math.sqrt(2))


def sample_ratio(treated: int, control: int, ratio: float) -> float:
    """The exact binomial test, two-sided: all counts no likelier than the one seen."""
    n = treated + control
    chances = [math.comb(n, k) * ratio**k * (1 - ratio) ** (n - k) for k in range(n + 1)]
    return min(1.0, sum(one for one in chances if one <= chances[treated] * (1 + 1e-7)))


def risk_sets(customers: Sequence[tuple[int | None, int, Sequence[int | None], int]], step: int) -> list[list[int]]:
    """Of customers (goal, observed for, when each step, stratum) whenever a goal comes: [goal exposed, exposed, …].

    Those who still wait then, by stratum and by the other steps they had before; empty tables are left out.
    """
    moments = sorted({goal for goal, seen, _, _ in customers if goal is not None and goal <= seen})
    tables: dict[Any, list[int]] = {}
    for moment in moments:
        for goal, seen, steps, stratum in customers:
            if min(seen, seen if goal is None else goal) < moment:
                continue
            had = [one is not None and one < moment for one in steps]
            key = moment, stratum, tuple(one for place, one in enumerate(had) if place != step)
            table = tables.setdefault(key, [0, 0, 0, 0])
            place = 0 if had[step] else 2
            table[place] += goal == moment
            table[place + 1] += 1
    return [table for table in tables.values() if table[0] + table[2]]
