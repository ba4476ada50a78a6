"""What is counted → how many took each step, how large a share that is, and how long it took."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.funnel.asked import ENDLESS, Asked
from journeymine.actions.funnel.units import Counted
from journeymine.actions.funnel.walks import since
from journeymine.ranking.intervals import effective_size, wilson
from journeymine.ranking.survival import jumps, kaplan_meier, weighted_quantile

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

SHARES = (
    *("share", "share_low", "share_high", "step_share", "step_share_low", "step_share_high"),
    *("share_km", "share_km_low", "share_km_high", "step_share_km"),
)
WAITS = {"wait_q25": 0.25, "wait_median": 0.5, "wait_q75": 0.75}
"""Quantiles of the time since the step before, of those who take the step."""


def numbers(units: Counted, asked: Asked, time_unit: str | None) -> dict[str, NDArray[Any]]:
    """The columns of a funnel, a row a step; see `EventLog.funnel`.

    Parameters
    ----------
    units
        What is counted.
    asked
        The funnel.
    time_unit
        The log's unit.
    """
    rows = [_row(units, asked, step) for step in range(len(asked.steps))]
    columns: dict[str, NDArray[Any]] = {}
    for name in rows[0]:
        listed = [row[name] for row in rows]
        if name.startswith("n_") or name == "n":
            columns[name] = np.array(listed, np.int64)
        elif name in SHARES:
            columns[name] = np.array(listed, np.float64)
        else:
            columns[name] = _spelled(listed, time_unit)
    before = np.append(np.nan, columns["share_km"][:-1])
    known = before > 0
    ratio = np.divide(columns["share_km"], before, out=np.full(len(rows), np.nan), where=known)
    columns["step_share_km"] = ratio
    return {name: columns[name] for name in _ORDER}


_COUNTS = ("n", "n_customers", "n_eligible", "n_censored", "n_reached", "n_dropped")
_ORDER = (*_COUNTS, *SHARES, *WAITS, "half_after")


def _row(units: Counted, asked: Asked, step: int) -> dict[str, Any]:
    here = units.best.reached > step
    before = units.best.reached >= max(step, 1)
    whole, many = units.eligible, units.many
    n_reached, n_before = many[whole & here].sum(), many[whole & before].sum()
    row: dict[str, Any] = {
        "n": many[here].sum(),
        "n_customers": _people(units, here),
        "n_eligible": many[whole].sum(),
        "n_censored": many[~whole & ~here].sum(),
        "n_reached": n_reached,
        "n_dropped": n_before - n_reached,
    }
    row |= _told("share", units, whole, here)
    row |= dict.fromkeys(SHARES[3:6], np.nan) if step == 0 else _told("step_share", units, whole & before, here)
    return row | _survival(units, asked, step) | _waits(units, asked, step)


def _people(units: Counted, taken: Mask) -> float:
    """Customers of these units, or those that rows stand for."""
    if not units.clustered:
        return float(units.many[taken].sum())
    return float(units.by_owner(taken, units.many)[1].sum())


def _told(name: str, units: Counted, among: Mask, here: Mask) -> dict[str, float]:
    """A share with Wilson's interval, of as many as the units are worth."""
    size = float(units.many[among].sum())
    hits = float(units.many[among & here].sum())
    share = hits / size if size else np.nan
    worth = worth_of(units, among, here)
    low, high = wilson(share * worth, worth) if size else (np.nan, np.nan)
    return {name: share, f"{name}_low": float(low), f"{name}_high": float(high)}


def worth_of(units: Counted, among: Mask, here: Mask) -> float:
    """How many independent ones these units are worth; see `effective_size`."""
    size = float(units.many[among].sum())
    if not units.clustered or not size:
        return size
    each, many = units.by_owner(among, np.ones(len(units)))
    hits, _ = units.by_owner(among, here.astype(np.float64))
    worth = effective_size(
        many @ hits,
        many @ hits**2,
        many @ (hits * each),
        total=size,
        size_squares=many @ each**2,
        customers=many.sum(),
    )
    return float(worth)


def _survival(units: Counted, asked: Asked, step: int) -> dict[str, float]:
    """The share by Kaplan and Meier, from the entry to the step."""
    names = SHARES[6:9]
    if asked.entry == "any" or asked.within == ENDLESS or not len(units):
        # Which of several entries time is taken from would depend on what came.
        return dict.fromkeys(names, np.nan)
    if step == 0:
        return dict.fromkeys(names, 1.0)
    came = units.best.reached > step
    lasted = np.where(came, since(units.best.times[:, step], units.best.times[:, 0]), units.best.left)
    worth = worth_of(units, np.ones(len(units), np.bool_), came) / float(units.many.sum())
    told = kaplan_meier(lasted, came, units.many, asked.within, worth)
    return dict(zip(names, told, strict=True))


def _waits(units: Counted, asked: Asked, step: int) -> dict[str, int | None]:
    """Quantiles of the time since the step before, each who took it weighing as `jumps` says."""
    if step == 0 or not units.eligible.any():
        # Nobody was watched for so long, so nobody knows how many were still to come.
        return dict.fromkeys((*WAITS, "half_after"))
    before, after = step_weights(units, asked, step - 1), step_weights(units, asked, step)
    waits = since(units.best.times[:, step], units.best.times[:, step - 1])
    total = float(after.sum())
    told: dict[str, int | None] = {
        name: weighted_quantile(waits, after, share * total) if total else None for name, share in WAITS.items()
    }
    return {**told, "half_after": weighted_quantile(waits, after, 0.5 * before.sum()) if total else None}


def step_weights(units: Counted, asked: Asked, step: int) -> Floats:
    """What each unit that took a step stands for among all that entered, as if all had been observed whole.

    float64, shape (n,), 0 for who did not take it: the jumps of Kaplan and Meier's curve from the entry to the step, or
    1 each where all that count were observed whole.
    """
    came = units.best.reached > step
    if asked.entry == "any" or asked.within == ENDLESS:
        return np.where(units.eligible & came, units.many, 0.0)
    lasted = np.where(came, since(units.best.times[:, step], units.best.times[:, 0]), units.best.left)
    return jumps(lasted, came, units.many)


def _spelled(listed: list[int | None], time_unit: str | None) -> NDArray[Any]:
    """Times as spans where the log has a clock, else as numbers."""
    if time_unit is None:
        return np.array([np.nan if one is None else one for one in listed], np.float64)
    # The least integer is NumPy's missing time span.
    return np.array([-(2**63) if one is None else one for one in listed], np.int64).view(f"timedelta64[{time_unit}]")
