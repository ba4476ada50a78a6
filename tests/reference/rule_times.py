"""The slow, obvious twin of rules over time: every occurrence of every side, every window looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, nan, sqrt

import numpy as np

from tests.reference.constrained import Rules, Timed
from tests.reference.counting import minimal_windows, occurrences
from tests.reference.sequences import Pattern

Z = 1.959963984540054


@dataclass(frozen=True)
class Watched:
    """A journey, and when its observation ended; it stands for many."""

    journey: Timed
    until: int
    owner: int = 0
    many: int = 1


def windows(journey: Timed, side: Pattern) -> list[tuple[int, int]]:
    """First and last element of every minimal window."""
    return sorted(minimal_windows(occurrences(journey, side, Rules()), len(journey)))


def wait(journey: Timed, side: Pattern, element: int) -> float | None:
    """The time from an element to the first end of an occurrence that begins later."""
    ends = [places[-1] for places in occurrences(journey, side, Rules()) if places[0] > element]
    return journey[min(ends)][1] - journey[element][1] if ends else None


def survival(
    watched: Sequence[Watched], left: Pattern, right: Pattern, within: int
) -> tuple[int, int, float, float, float]:
    """n_eligible, n_censored, the share and its interval: the product over the times at which something came."""
    people: list[tuple[float, bool]] = []
    for one in watched:
        found = occurrences(one.journey, left, Rules())
        if found:
            end = min(places[-1] for places in found)
            left_over = max(one.until - one.journey[end][1], 0)
            waited = wait(one.journey, right, end)
            came = waited is not None and waited <= left_over
            people += [(waited if came and waited is not None else left_over, came)] * one.many
    eligible = sum(max(one.until - one.journey[_end(one, left)][1], 0) >= within for one in _each(watched, left))
    censored = sum(not came and lasted < within for lasted, came in people)
    stays, total = Fraction(1), Fraction(0)
    for time in sorted({lasted for lasted, came in people if came and lasted <= within}):
        risk = sum(lasted >= time for lasted, _ in people)
        died = sum(came and lasted == time for lasted, came in people)
        stays *= 1 - Fraction(died, risk)
        total += Fraction(died, risk * (risk - died)) if risk > died else 0
    watching = sum(lasted >= within for lasted, _ in people)
    if stays and not watching:
        return eligible, censored, nan, nan, nan
    size = float(watching if stays == 1 else len(people) if stays == 0 else stays * (1 - stays) / (stays**2 * total))
    low, high = wilson(float(1 - stays), size)
    return eligible, censored, float(1 - stays), low, high


def _each(watched: Sequence[Watched], left: Pattern) -> list[Watched]:
    return [one for one in watched if occurrences(one.journey, left, Rules()) for _ in range(one.many)]


def _end(one: Watched, left: Pattern) -> int:
    return min(places[-1] for places in occurrences(one.journey, left, Rules()))


def wilson(share: float, n: float) -> tuple[float, float]:
    centre = (share * n + Z * Z / 2) / (n + Z * Z)
    half = Z / (n + Z * Z) * sqrt(share * (1 - share) * n + Z * Z / 4)
    return (0.0 if share == 0 else centre - half), (1.0 if share == 1 else centre + half)


def parts(
    watched: Sequence[Watched], left: Pattern, right: Pattern, within: int, baseline: str
) -> list[tuple[Watched, Fraction, float]]:
    """Of each journey with an A observed for long enough: the share of hits, and what the baseline says."""
    names = {event for element in right for event in element}
    shared = any(event in names for element in left for event in element)
    n_right = sum(one.many * len(windows(one.journey, right)) for one in watched)
    watched_for = sum(one.many * max(one.until - one.journey[0][1], 0) for one in watched if one.journey)
    told = []
    for one in watched:

        def hit(element: int, one: Watched = one) -> bool:
            waited = wait(one.journey, right, element)
            return waited is not None and waited <= within

        def whole(element: int, one: Watched = one) -> bool:
            return max(one.until - one.journey[element][1], 0) >= within

        ends = [end for _, end in windows(one.journey, left) if whole(end)]
        if not ends:
            continue
        anchors = [
            hit(at)
            for at, (events, _) in enumerate(one.journey)
            for event in events
            if whole(at) and (shared or event not in names)
        ]
        own = sum(anchors) / len(anchors)
        chance = 1 - exp(-n_right / watched_for * within) if baseline == "pooled" else own
        told.append((one, Fraction(sum(map(hit, ends)), len(ends)), chance))
    return told


def lift(told: Sequence[tuple[Watched, Fraction, float]], drawn: Sequence[Sequence[int]]) -> tuple[float, float, float]:
    """The ratio of sums with its interval; `drawn` are the draws of customers, one after the other."""
    hits = sum(one.many * float(share) for one, share, _ in told)
    expected = sum(one.many * chance for one, _, chance in told)
    if expected <= 0:
        return nan, nan, nan
    ratio = hits / expected
    if hits == 0:
        return ratio, nan, nan
    if sum(one.many for one, share, _ in told if share) < 10:
        ratios = []
        for draw in drawn:
            above = sum(float(share) * draw.count(one.owner) for one, share, _ in told)
            below = sum(chance * draw.count(one.owner) for one, _, chance in told)
            ratios += [above / below] if below > 0 else []
        low, high = np.quantile(ratios, [0.025, 0.975])
        return ratio, float(low), float(high)
    owners = {one.owner for one, _, _ in told}
    variance = 0.0
    for owner in owners:
        rest = [(one.many, float(share) - ratio * chance) for one, share, chance in told if one.owner == owner]
        # A row that stands for several is as many customers.
        variance += rest[0][0] * rest[0][1] ** 2 if rest[0][0] > 1 else sum(each for _, each in rest) ** 2
    error = sqrt(variance) / hits
    return ratio, ratio * exp(-Z * error), ratio * exp(Z * error)
