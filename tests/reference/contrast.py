"""What separates groups, computed the slow, obvious way: lists, loops, fractions, one formula at a time."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Z = 1.959963984540054
Table = tuple[float, float, float, float]
"""a, b, c, d: with and without the pattern (rows) by in the group and not (columns): a b / c d."""


def until_outcome(journey: Sequence[tuple[int, str]], outcome: str) -> list[tuple[int, str]]:
    """Events (time, name) strictly before the first outcome."""
    times = [time for time, name in journey if name == outcome]
    return [one for one in journey if not times or one[0] < times[0]]


def landmark(
    journey: Sequence[tuple[int, str]], outcome: str, at: Fraction, horizon: Fraction, until: int
) -> tuple[str, list[tuple[int, str]]]:
    """What becomes of a journey ("yes", "no", or why it is left out), and its evidence."""
    if not journey:
        return "no event", []
    t0 = journey[0][0]
    evidence = [one for one in journey if one[0] <= t0 + at]
    if any(name == outcome for _, name in evidence):
        return "outcome by the landmark", []
    if until < t0 + at + horizon:
        return "not observed to the end", []
    came = any(name == outcome and t0 + at < time <= t0 + at + horizon for time, name in journey)
    return ("yes" if came else "no"), evidence


def length_bins(lengths: Sequence[int]) -> list[list[int]]:
    """The distinct lengths of each bin: ten quantile bins, split until two lengths or few journeys are left."""
    ordered = sorted(lengths)
    bins: dict[int, list[int]] = {}
    for length in sorted(set(lengths)):
        shorter = sum(one < length for one in ordered)
        bins.setdefault(shorter * 10 // len(ordered), []).append(length)
    done: list[list[int]] = []
    waiting = list(bins.values())
    while waiting:
        part = waiting.pop()
        held = [one for one in ordered if one in part]
        if len(part) <= 2 or len(held) < 50:
            done.append(part)
            continue
        gaps = [
            abs(sum(one < part[at] for one in held) - sum(one >= part[at] for one in held))
            for at in range(1, len(part))
        ]
        at = 1 + gaps.index(min(gaps))
        waiting += [part[:at], part[at:]]
    return sorted(done)


def used(table: Table) -> bool:
    """Has a stratum two journeys and no empty margin?"""
    a, b, c, d = table
    return sum(table) >= 2 and all([a + b, c + d, a + c, b + d])


def cmh(tables: Sequence[Table], inflation: float = 1.0) -> float:
    """p of Cochran, Mantel and Haenszel."""
    excess = variance = 0.0
    for a, b, c, d in filter(used, tables):
        n = a + b + c + d
        excess += a - (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))
    if variance == 0:
        return 1.0
    return chi_tail(max(0.0, abs(excess) - 0.5) ** 2 / variance / inflation)


def chi_tail(statistic: float) -> float:
    """P(χ² of one degree ≥ statistic)."""
    return math.erfc(math.sqrt(statistic / 2))


def mantel_haenszel(tables: Sequence[Table], inflation: float = 1.0) -> tuple[float, float, float]:
    """The odds ratio over strata, with the interval of Robins, Breslow and Greenland."""
    up = down = pr = mixed = qs = 0.0
    for a, b, c, d in filter(used, tables):
        n = a + b + c + d
        r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        up, down = up + r, down + s
        pr, mixed, qs = pr + p * r, mixed + p * s + q * r, qs + q * s
    if up == 0 or down == 0:
        return (math.nan if up == down else math.inf if up else 0.0), math.nan, math.nan
    variance = pr / (2 * up**2) + mixed / (2 * up * down) + qs / (2 * down**2)
    return interval(up / down, variance * inflation)


def interval(value: float, variance: float) -> tuple[float, float, float]:
    """A ratio with its interval on the log scale."""
    reach = Z * math.sqrt(variance)
    if reach > 700:
        return value, 0.0, math.inf
    return value, value * math.exp(-reach), value * math.exp(reach)


def crude_odds_ratio(table: Table, inflation: float = 1.0) -> tuple[float, float, float]:
    """ad/bc with ½ in each cell."""
    a, b, c, d = (one + 0.5 for one in table)
    return interval(a * d / (b * c), (1 / a + 1 / b + 1 / c + 1 / d) * inflation)


def fisher(table: Sequence[int]) -> Fraction:
    """Two-sided: all tables of these margins that are no likelier."""
    a, b, c, _ = table
    rows, columns, n = a + b, a + c, sum(table)

    def ways(x: int) -> int:
        return math.comb(rows, x) * math.comb(n - rows, columns - x)

    possible = range(max(0, rows + columns - n), min(rows, columns) + 1)
    return Fraction(sum(ways(x) for x in possible if ways(x) <= ways(a)), math.comb(n, columns))


def pearson(table: Table, inflation: float = 1.0) -> float:
    """p of χ² = Σ (observed − expected)² / expected."""
    a, b, c, d = table
    n = sum(table)
    if not used(table):
        return 1.0
    expected = [(a + b) * (a + c) / n, (a + b) * (b + d) / n, (c + d) * (a + c) / n, (c + d) * (b + d) / n]
    return chi_tail(sum((o - e) ** 2 / e for o, e in zip(table, expected, strict=True)) / inflation)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's interval, from the roots of (p − share)² = z² p(1 − p) / n."""
    a, b, c = 1 + Z * Z / n, -(2 * share + Z * Z / n), share * share
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def newcombe(x: float, n: float, y: float, m: float, n_eff: float, m_eff: float) -> tuple[float, float, float]:
    """The difference of two shares with Newcombe's interval."""
    p, r = x / n, y / m
    (l1, u1), (l2, u2) = wilson(p, n_eff), wilson(r, m_eff)
    gap = p - r
    return gap, gap - math.hypot(p - l1, u2 - r), gap + math.hypot(u1 - p, r - l2)


def share_ratio(x: float, n: float, y: float, m: float, n_eff: float, m_eff: float) -> tuple[float, float, float]:
    """The ratio of two shares; ½ is added for the interval where a count is 0."""
    value = (x / n) / (y / m) if y else math.inf
    half = 0.5 if x == 0 or y == 0 else 0.0
    variance = (1 / (x + half) - 1 / (n + half)) * n / n_eff + (1 / (y + half) - 1 / (m + half)) * m / m_eff
    _, low, high = interval(((x + half) / (n + half)) / ((y + half) / (m + half)), variance)
    return value, low, high


def inflation(rows: Sequence[tuple[Any, Any, int, int]]) -> float:
    """By how much customers inflate Σ(a − E); rows are (customer, stratum, holds, in the group)."""
    score: dict[Any, float] = {}
    variance = 0.0
    for stratum in {row[1] for row in rows}:
        own = [row for row in rows if row[1] == stratum]
        n, x, y = len(own), sum(row[2] for row in own), sum(row[3] for row in own)
        for customer, _, holds, member in own:
            score[customer] = score.get(customer, 0.0) + (holds - x / n) * (member - y / n)
        if n > 1:
            variance += x * (n - x) * y * (n - y) / (n**2 * (n - 1))
    c = len(score)
    if c < 2:
        return math.inf
    robust = sum(one**2 for one in score.values()) * c / (c - 1)
    return max(1.0, robust / variance) if variance > 0 else 1.0


def effective(rows: Sequence[tuple[Any, int]]) -> float:
    """How many independent journeys the rows (customer, yes or no) are worth."""
    n, c = len(rows), len({customer for customer, _ in rows})
    if n == c:
        return float(n)
    share: float = sum(yes for _, yes in rows) / n
    sizes = {one: sum(customer == one for customer, _ in rows) for one in {row[0] for row in rows}}
    if share in {0.0, 1.0} or c == 1:
        return float(n / max(sum(size**2 for size in sizes.values()) / n, 1.0))
    spread: float = 0.0
    for one, size in sizes.items():
        spread += (sum(yes for customer, yes in rows if customer == one) - share * size) ** 2
    return float(n / max(c / (c - 1) * spread / (n * share * (1 - share)), 1.0))


def room(tables: Sequence[Table]) -> float:
    """Mantel and Fleiss's criterion."""
    below = above = 0.0
    for a, b, c, d in filter(used, tables):
        n = a + b + c + d
        expected = (a + b) * (a + c) / n
        below += expected - max(0.0, (a + b) + (a + c) - n)
        above += min(a + b, a + c) - expected
    return min(below, above)


def likelihood_ratio(table: Table, inflation: float = 1.0) -> float:
    """p of G = 2 Σ observed · ln(observed / expected)."""
    a, b, c, d = table
    n = sum(table)
    if not used(table):
        return 1.0
    expected = [(a + b) * (a + c) / n, (a + b) * (b + d) / n, (c + d) * (a + c) / n, (c + d) * (b + d) / n]
    statistic = 2 * sum(o * math.log(o / e) for o, e in zip(table, expected, strict=True) if o)
    return chi_tail(max(statistic, 0.0) / inflation)


def order_contrast(rows: Sequence[tuple[Any, bool, int, Fraction]]) -> tuple[float | None, float | None, float]:
    """Order lifts of two groups and the p-value of their equality, from rows of customer, group, held, chance."""
    lifts, sums, parts = [], [], []
    expected = [sum((q for _, side, _, q in rows if side == group), Fraction(0)) for group in (True, False)]
    held = [sum(x for _, side, x, _ in rows if side == group) for group in (True, False)]
    for x, e in zip(held, expected, strict=True):
        lifts.append(float(x / e) if e else None)
    whole = sum(expected)
    if not whole:
        return lifts[0], lifts[1], 1.0
    level, part = sum(held) / whole, expected[0] / whole
    for group in (True, False):
        own: dict[Any, Fraction] = {}
        for customer, side, x, q in rows:
            if side == group:
                own[customer] = own.get(customer, Fraction(0)) + x - level * q
        sums.append(sum(own.values(), Fraction(0)))
        parts.append(sum((one**2 for one in own.values()), Fraction(0)))
    spread = (1 - part) ** 2 * parts[0] + part**2 * parts[1]
    z = float(sums[0]) / math.sqrt(spread) if spread else 0.0
    return lifts[0], lifts[1], math.erfc(abs(z) / math.sqrt(2))
