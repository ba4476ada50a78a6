"""The slow, obvious twin of funnels: every choice of elements for every entry, everybody counted one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import hypot, inf
from typing import Any

from scipy.stats import chi2, fisher_exact

from tests.reference.constrained import Timed
from tests.reference.rule_times import wilson
from tests.reference.survival import jump, quantile, stays

Steps = Sequence[set[str]]


@dataclass(frozen=True)
class Walk:
    """One entry: where and when each step was taken (the earliest of all ways to take it), and how long it was seen."""

    owner: int
    journey: int
    places: tuple[int, ...]
    times: tuple[int, ...]
    left: int

    @property
    def reached(self) -> int:
        return len(self.times)


def walks(journeys: Sequence[Timed], until: Sequence[int], owners: Sequence[int], steps: Steps, within: int | None,
          order: str) -> Iterator[Walk]:  # fmt: skip
    """Every entry that was observed, with all ways on from it tried."""
    for number, (journey, end) in enumerate(zip(journeys, until, strict=True)):
        for place, (events, entered) in enumerate(journey):
            if not steps[0] & set(events) or entered > end:
                continue
            places = [place]
            for reach in range(2, len(steps) + 1):
                ways = [way[-1] for way in _ways(journey, place, steps[:reach], order)
                        if all(journey[at][1] <= end and (within is None or journey[at][1] - entered <= within)
                               for at in way)]  # fmt: skip
                if not ways:
                    break
                places.append(min(ways))
            times = tuple(journey[at][1] for at in places)
            yield Walk(owners[number], number, tuple(places), times, end - entered)


def _ways(journey: Timed, place: int, steps: Steps, order: str) -> Iterator[tuple[int, ...]]:
    """All choices of elements that hold the steps, from this entry on."""
    for rest in combinations(range(place + 1, len(journey)), len(steps) - 1):
        way = (place, *rest)
        direct = all(b == a + 1 for a, b in pairwise(way))
        holds = all(step & set(journey[at][0]) for step, at in zip(steps, way, strict=True))
        if holds and (direct or order == "loose"):
            yield way


@dataclass(frozen=True)
class Unit:
    """What is counted, by the entry that got furthest."""

    walk: Walk
    whole: bool
    allowed: tuple[Walk, ...]


def units(found: Sequence[Walk], count: str, entry: str, within: int | None) -> list[Unit]:
    """Customers, journeys or entries."""
    groups: dict[int, list[Walk]] = {}
    for number, one in enumerate(found):
        key = {"customers": one.owner, "journeys": one.journey, "entries": number}[count]
        groups.setdefault(key, []).append(one)
    told = []
    for group in groups.values():
        ordered = sorted(group, key=lambda one: (one.times[0], one.journey, one.places))
        whole = [one for one in ordered if within is None or one.left >= within]
        if entry == "any":
            allowed = whole or ordered
            told.append(Unit(max(allowed, key=lambda one: one.reached), bool(whole), tuple(allowed)))
        else:
            told.append(Unit(ordered[0], ordered[0] in whole, (ordered[0],)))
    return told


def counts(counted: Sequence[Unit], step: int) -> dict[str, int]:
    """The whole numbers of one step, from 0."""
    whole = [one.walk for one in counted if one.whole]
    before = sum(one.reached >= max(step, 1) for one in whole)
    reached = sum(one.reached > step for one in whole)
    return {
        "n": sum(one.walk.reached > step for one in counted),
        "n_customers": len({one.walk.owner for one in counted if one.walk.reached > step}),
        "n_eligible": len(whole),
        "n_censored": sum(not one.whole and one.walk.reached <= step for one in counted),
        "n_reached": reached,
        "n_dropped": before - reached,
    }


def waited(counted: Sequence[Unit], step: int) -> list[tuple[int, bool]]:
    """Of each, how long it waited for a step, or was observed."""
    return [
        (one.walk.times[step] - one.walk.times[0], True) if one.walk.reached > step else (one.walk.left, False)
        for one in counted
    ]


def share_km(counted: Sequence[Unit], step: int, within: int) -> float | None:
    """The share that took a step, by Kaplan and Meier; None where nobody was observed for so long."""
    people = waited(counted, step)
    left = stays(people, within)
    return None if left and all(lasted < within for lasted, _ in people) else float(1 - left)


def wait(counted: Sequence[Unit], step: int, share: Fraction, *, weighted: bool, of_all: bool = False) -> int | None:
    """A quantile of the time since the step before; `of_all`: of all who took the step before."""
    if not any(one.whole for one in counted):
        return None
    after, before = _weights(counted, step, weighted=weighted), _weights(counted, step - 1, weighted=weighted)
    took = [(one, weight) for one, weight in zip(counted, after, strict=True) if weight]
    gaps = [one.walk.times[step] - one.walk.times[step - 1] for one, _ in took]
    weights = [weight for _, weight in took]
    return quantile(gaps, weights, share * sum(before if of_all else after))


def _weights(counted: Sequence[Unit], step: int, *, weighted: bool) -> list[Fraction]:
    """What each who took the step stands for."""
    if not weighted:
        return [Fraction(one.whole and one.walk.reached > step) for one in counted]
    people = waited(counted, step)
    return [jump(people, one) for one in people]


Parted = tuple[str, list[Any]]


def parted(
    journeys: Sequence[Timed],
    counted: Sequence[Unit],
    step: int,
    within: int | None,
    until: Sequence[int],
    *,
    view: str,
    after: int | None,
) -> list[Parted]:
    """Of each who took the step before: lost or won, and the elements of the evidence."""
    told: list[Parted] = []
    for one in counted:
        near = [walk for walk in one.allowed if walk.reached >= step]
        if not one.whole or not near:
            continue
        walk, won = near[0], [other for other in one.allowed if other.reached > step]
        journey, last = journeys[walk.journey], walk.places[step - 1]
        clock = journey[last][1]
        end = until[walk.journey] if within is None else min(walk.times[0] + within, until[walk.journey])
        label = "won" if won else "lost"
        if view == "before":
            told.append((label, [events for events, _ in journey[: last + 1]]))
            continue
        behind = [(at, events, time) for at, (events, time) in enumerate(journey) if at > last]
        if after is None:
            inside = [events for at, events, time in behind if _before(won, walk, at, time, end, step)]
            told.append((label, inside))
        elif end - clock >= after and not (won and won[0].times[step] - clock <= after):
            told.append((label, [events for _, events, time in behind if time <= clock + after]))
    return told


def _before(won: Sequence[Walk], walk: Walk, at: int, time: int, end: int, step: int) -> bool:
    """Does an element come before the step was taken, or for the lost before the window was over?"""
    if not won:
        return time <= end
    return won[0].journey != walk.journey or at < won[0].places[step]


Took = tuple[int, bool]
"""Of a unit: its customer, and whether it took the step."""


def worth(took: Sequence[Took]) -> float:
    """How many independent units these are worth: by how much customers differ, beside how much units do."""
    own = [[came for owner, came in took if owner == who] for who in sorted({owner for owner, _ in took})]
    n, share = len(took), sum(came for _, came in took) / len(took)
    if len(own) == n:
        return float(n)
    if share in (0, 1) or len(own) == 1:
        return n**2 / sum(len(each) ** 2 for each in own)
    spread = sum((sum(each) - share * len(each)) ** 2 for each in own)
    return n / max(1.0, len(own) / (len(own) - 1) * spread / (n * share * (1 - share)))


def newcombe(own: Sequence[Took], rest: Sequence[Took]) -> tuple[float, float, float]:
    """The difference of two shares with its interval."""
    p, q = (sum(came for _, came in side) / len(side) for side in (own, rest))
    (low, high), (least, most) = wilson(p, worth(own)), wilson(q, worth(rest))
    return p - q, p - q - hypot(p - low, most - q), p - q + hypot(high - p, q - least)


def p_value(own: Sequence[Took], rest: Sequence[Took]) -> tuple[float, str]:
    """Fisher's test where customers have one unit each and little is expected, else Pearson's beside its own spread."""
    cells = [[sum(came == way for _, came in side) for way in (True, False)] for side in (own, rest)]
    n, sums = len(own) + len(rest), [sum(column) for column in zip(*cells, strict=True)]
    clustered = len({owner for owner, _ in (*own, *rest)}) < n
    expected = [[len(side) * total / n for total in sums] for side in (own, rest)]
    if not clustered and min(map(min, expected)) < 5:
        return float(fisher_exact(cells).pvalue), "fisher"
    if 0 in sums:
        return 1.0, "chi2"
    square = sum((cells[i][j] - expected[i][j]) ** 2 / expected[i][j] for i in (0, 1) for j in (0, 1))
    return float(chi2.sf(square / _inflation(own, rest), 1)), "chi2"


def _inflation(own: Sequence[Took], rest: Sequence[Took]) -> float:
    """The variance of the score over customers, beside that over units."""
    units = [(owner, came, True) for owner, came in own] + [(owner, came, False) for owner, came in rest]
    x, y = (sum(unit[at] for unit in units) / len(units) for at in (1, 2))
    people = sorted({owner for owner, _, _ in units})
    if len(people) == len(units):
        return 1.0
    if len(people) == 1:
        return inf
    scores = [sum((came - x) * (mine - y) for owner, came, mine in units if owner == who) for who in people]
    robust = len(people) / (len(people) - 1) * sum(score**2 for score in scores)
    return max(1.0, robust / (len(units) * x * (1 - x) * y * (1 - y)))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The smallest level at which each is reported."""
    return [
        min(min(other * len(p) / sum(one <= other for one in p), 1.0) for other in p if other >= mine) for mine in p
    ]
