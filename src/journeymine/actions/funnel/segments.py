"""Does a funnel lose more in one segment than in the others?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.funnel.asked import WHERE, Asked
from journeymine.actions.funnel.numbers import worth_of
from journeymine.actions.funnel.units import Units
from journeymine.journeys.attributes import per_journey
from journeymine.journeys.coded import CodedJourneys
from journeymine.options import bad_option
from journeymine.ranking.corrections import benjamini_hochberg
from journeymine.ranking.two_groups import chi_square, difference, fisher_exact

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: More of them are no segments; numbers have to be put into classes first.
MOST = 100
#: Pearson's test is a good one from so many expected in every cell.
EXPECTED = 5
DIFFERENCES = ("difference", "difference_low", "difference_high", "p_value", "q_value")


@dataclass(frozen=True, eq=False)
class Segments:
    """Which segment each unit is in: int64, shape (n,), -1 where none is known; and what they are called, sorted."""

    place: NDArray[np.int64]
    names: list[Any]


def segments(coded: CodedJourneys, units: Units, by: Any) -> Segments:
    """The segments that `by` makes.

    A column is looked up in the event that was the unit's first entry; what is known of customers, and values of each
    journey, in its journey.

    Raises
    ------
    OptionError
        There are more than a hundred.
    MissingColumnError
        There is no such attribute or column, with a near miss.
    """
    import pandas as pd

    values: NDArray[Any]
    if isinstance(by, str) and by not in coded.attributes and by in coded.extras:
        values = coded.extras[by].take(units.first.entry).to_pandas().to_numpy()
    else:
        values = per_journey(coded, by, "by", WHERE)[units.first.journey]
    place, found = pd.factorize(values)
    if len(found) > MOST:
        must = f"what makes at most {MOST} segments; this has {len(found):,} values, so put them into classes first"
        raise bad_option("by", WHERE, must, by)
    names = [_plain(one) for one in found]
    order = sorted(range(len(names)), key=lambda at: (isinstance(names[at], str), names[at]))
    rank = np.append(np.argsort(order), -1).astype(np.int64)
    return Segments(rank[place], [names[at] for at in order])


def _plain(value: Any) -> Any:
    """Python's own values, whichever library's they were."""
    plain = value.item() if isinstance(value, np.generic) else value
    return plain if isinstance(plain, str | int | float | bool) else str(plain)


def differences(units: Units, asked: Asked, known: Segments) -> dict[str, NDArray[Any]]:
    """Each segment's share of each step among those who took the step before, against that of all other segments.

    Shape (n_segments · n_steps,), segments slowest: the difference with Newcombe's interval, Pearson's test, or
    Fisher's where fewer than 5 are expected in a cell of units that are each another customer's; NaN for the first step
    and where a side has nobody. `q_value`: Benjamini and Hochberg's over all segments and steps that could be tested.
    """
    told: dict[str, list[Any]] = {name: [] for name in (*DIFFERENCES[:4], "test")}
    for place in range(len(known.names)):
        for step in range(len(asked.steps)):
            row = _against(units, known, place, step)
            for name, value in zip(told, row, strict=True):
                told[name].append(value)
    test = np.array(told.pop("test"), object)
    columns: dict[str, NDArray[Any]] = {name: np.array(listed, np.float64) for name, listed in told.items()}
    tested = ~np.isnan(columns["p_value"])
    q = np.full(len(test), np.nan)
    q[tested] = benjamini_hochberg(columns["p_value"][tested], int(tested.sum()))
    return {**columns, "q_value": q, "test": test}


def _against(units: Units, known: Segments, place: int, step: int) -> tuple[Any, ...]:
    nothing = (np.nan, np.nan, np.nan, np.nan, None)
    among = units.eligible & (known.place >= 0) & (units.best.reached >= step)
    own, rest = among & (known.place == place), among & (known.place >= 0) & (known.place != place)
    here = units.best.reached > step
    n, m = (float(units.many[side].sum()) for side in (own, rest))
    if step == 0 or not n or not m:
        return nothing
    x, y = (float(units.many[side & here].sum()) for side in (own, rest))
    gap = difference(x, n, y, m, worth_of(units, own, here), worth_of(units, rest, here))
    exposed, total = x + y, n + m
    least = min(exposed, total - exposed) * min(n, m) / total
    if least < EXPECTED and not units.clustered:
        p, test = fisher_exact(np.array([x]), np.array([exposed]), n, total), "fisher"
    else:
        p, test = chi_square(np.array([x]), np.array([exposed]), n, total, _inflation(units, among, own, here)), "chi2"
    return (*map(float, gap), float(p[0]), test)


def _inflation(units: Units, among: Mask, own: Mask, here: Mask) -> float:
    """By how much customers of several units inflate the variance of the test; see `Clusters.inflation`."""
    if not units.clustered:
        return 1.0
    weight = units.many[among]
    x, y = (np.average(one[among], weights=weight) for one in (here, own))
    score = np.zeros(len(units))
    score[among] = (here[among] - x) * (own[among] - y)
    sums, many = units.by_owner(among, score)
    if many.sum() < 2:
        # One customer alone says nothing of how customers vary.
        return np.inf
    spread = float(weight.sum() * x * (1 - x) * y * (1 - y))
    return max(1.0, many.sum() / (many.sum() - 1) * float(many @ sums**2) / spread) if spread > 0 else 1.0
