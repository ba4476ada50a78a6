"""The slow, obvious twin of what leads to an outcome: every pattern of every journey, every occurrence looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import isnan

from tests.reference import rule_times, survival
from tests.reference.constrained import Rules
from tests.reference.counting import occurrences
from tests.reference.rule_times import Watched
from tests.reference.sequences import Pattern, is_inside, length, parts

OUTCOME = "!"


@dataclass(frozen=True)
class Told:
    """What is said of one pattern."""

    n_journeys: int
    n_customers: int
    n_before: int
    survival: tuple[int, int, float, float, float]
    leads: tuple[int | None, ...]
    now: tuple[int, ...]
    structural: bool


def with_one_outcome(watched: Sequence[Watched], outcome: set[str]) -> list[Watched]:
    """Every event of the outcome has one name."""
    told = []
    for one in watched:
        journey = [
            (tuple(sorted({OUTCOME if event in outcome else event for event in events})), time)
            for events, time in one.journey
        ]
        told.append(replace(one, journey=journey))
    return told


def leads(watched: Sequence[Watched], within: int, least: int, longest: int) -> dict[Pattern, Told]:
    """All patterns after which the outcome follows in time in enough journeys."""
    every: set[Pattern] = set()
    for one in watched:
        every |= parts(tuple(tuple(events) for events, _ in one.journey))
    kept = [one for one in every if 1 <= length(one) <= longest and OUTCOME not in {e for part in one for e in part}]
    told = {one: about(watched, one, within) for one in kept}
    return {one: said for one, said in told.items() if said.n_before >= least}


def about(watched: Sequence[Watched], pattern: Pattern, within: int) -> Told:
    """One pattern."""
    holding = [one for one in watched if occurrences(one.journey, pattern, Rules())]
    before = [one for one in holding if _follows(one, pattern, within)]
    return Told(
        n_journeys=len(holding),
        n_customers=len({one.owner for one in holding}),
        n_before=len(before),
        survival=rule_times.survival(watched, pattern, ((OUTCOME,),), within),
        leads=lead_quantiles(holding, pattern, within),
        now=inside_now(watched, pattern, within),
        structural=_is_structural(watched, pattern),
    )


def _outcomes(one: Watched) -> list[int]:
    return [int(time) for events, time in one.journey if OUTCOME in events]


def _follows(one: Watched, pattern: Pattern, within: int) -> bool:
    """Does an outcome lie within the time after the end of any occurrence?"""
    ends = [one.journey[places[-1]][1] for places in occurrences(one.journey, pattern, Rules())]
    return any(end < time <= end + within for end, time in product(ends, _outcomes(one)))


def share_of_events(watched: Sequence[Watched], within: int) -> Fraction | None:
    """Of the events but outcomes that were observed for so long, the share with an outcome in the time after them."""
    hits = [
        any(time < other <= time + within for other in _outcomes(one))
        for one in watched
        for events, time in one.journey
        for event in events
        if event != OUTCOME and max(one.until - time, 0) >= within
    ]
    return Fraction(sum(hits), len(hits)) if hits else None


def lead_quantiles(holding: Sequence[Watched], pattern: Pattern, within: int) -> tuple[int | None, ...]:
    """Quantiles of the leads in time, each worth its jump of the curve."""
    people: list[tuple[int, bool]] = []
    for one in holding:
        end = min(places[-1] for places in occurrences(one.journey, pattern, Rules()))
        left = max(one.until - one.journey[end][1], 0)
        waits = [time - int(one.journey[end][1]) for time in _outcomes(one) if time > one.journey[end][1]]
        came = bool(waits) and min(waits) <= left
        people.append((min(waits) if came else left, came))
    weights = [survival.jump(people, one) if one[0] <= within else Fraction(0) for one in people]
    total = sum(weights, Fraction(0))
    if not total:
        return (None, None, None)
    leads = [lasted for lasted, _ in people]
    return tuple(survival.quantile(leads, weights, Fraction(at, 4) * total) for at in (1, 2, 3))


def inside_now(watched: Sequence[Watched], pattern: Pattern, within: int) -> tuple[int, ...]:
    """Who completed a minimal window of the pattern lately and had no outcome at that time or after it."""
    now = max(one.until for one in watched)
    ended: dict[int, int] = {}
    for one in watched:
        if one.until == now:
            for _, at in rule_times.windows(one.journey, pattern):
                time = one.journey[at][1]
                if now - within <= time <= now:
                    ended[one.owner] = max(ended.get(one.owner, time), time)
    had = {one.owner: max(_outcomes(one)) for one in watched if _outcomes(one)}
    for one in watched:
        if _outcomes(one):
            had[one.owner] = max(had[one.owner], *_outcomes(one))
    there = [(-time, owner) for owner, time in ended.items() if had.get(owner, time - 1) < time]
    return tuple(owner for _, owner in sorted(there))


def _is_structural(watched: Sequence[Watched], pattern: Pattern) -> bool:
    """Nine in ten of those with the outcome before it, or of those without the outcome."""
    have, rest = ([one for one in watched if bool(_outcomes(one)) == wanted] for wanted in (True, False))
    before = sum(_follows(one, pattern, 10**9) for one in have)
    held = sum(bool(occurrences(one.journey, pattern, Rules())) for one in rest)
    return before >= 0.9 * len(have) or (bool(rest) and held >= 0.9 * len(rest))


def redundant(told: dict[Pattern, Told], pattern: Pattern) -> Pattern | None:
    """The part or common step of the greatest share, of those that the lower limit does not lie above; one of them."""
    low, common = told[pattern].survival[3], told[pattern].structural
    shares = {
        one: said.survival[2]
        for one, said in told.items()
        if one != pattern and (is_inside(one, pattern) or (said.structural and not common))
    }
    found = {one: share for one, share in shares.items() if not low > share}
    return max(found, key=lambda one: -1.0 if isnan(found[one]) else found[one]) if found else None


def family_size(watched: Sequence[Watched], least: int, longest: int) -> int:
    """Sequences of events that enough journeys with an outcome hold, in whatever order."""
    have = [one for one in watched if _outcomes(one)]
    bags = [[event for events, _ in one.journey for event in events if event != OUTCOME] for one in have]
    names = sorted({event for bag in bags for event in bag})
    total = 0
    for size in range(1, longest + 1):
        for sequence in product(names, repeat=size):
            total += sum(all(bag.count(name) >= sequence.count(name) for name in sequence) for bag in bags) >= least
    return total
