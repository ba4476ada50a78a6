"""Two groups of customers and a goal: what the rows of a result say of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.ranking.power import detectable
from journeymine.ranking.stratified import Stratified
from journeymine.ranking.two_groups import chi_square, difference, fisher_exact, ratio

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
Numbers = dict[str, float]

SHARES = frozenset(
    {"share_treated", "share_control", "difference", "difference_low", "difference_high", "detectable", "reach"}
)


def two_arms(x: int, n: int, y: int, m: int, *, tested: bool = True) -> Numbers:
    """Of n treated x reached the goal, and of m controls y.

    The difference has Newcombe's interval, the ratio that of Katz. `p_value` is that of the "N - 1" χ² test, which is
    Pearson's times (N - 1)/N, and of Fisher's exact test where fewer than one customer is expected in a cell (Campbell
    2007, Statistics in Medicine 26, 3661-3675). ``detectable`` is the smallest rise that is found with 80 % power.

    Parameters
    ----------
    x, n, y, m
        Whole numbers.
    tested
        Give a p-value? What is biased is no test of the step.

    Examples
    --------
    >>> row = two_arms(56, 70, 48, 80)
    >>> [round(row[name], 4) for name in ("difference", "difference_low", "difference_high", "p_value")]
    [0.2, 0.0524, 0.3339, 0.0083]
    """
    gap, low, high = (float(one) for one in difference(x, n, y, m, n, m))
    risk, risk_low, risk_high = (float(one) for one in ratio(x, n, y, m, (n, m)))
    shares = {"share_treated": x / n if n else np.nan, "share_control": y / m if m else np.nan}
    return {
        "n_customers": n + m,
        "n_treated": n,
        "n_control": m,
        "n_goal_treated": x,
        "n_goal_control": y,
        "n_compared": n + m if n and m else 0,
        **shares,
        "difference": gap,
        "difference_low": low,
        "difference_high": high,
        "risk_ratio": risk,
        "risk_ratio_low": risk_low,
        "risk_ratio_high": risk_high,
        "p_value": p_value(x, n, y, m) if tested else np.nan,
        "detectable": detectable(shares["share_control"], n, m) if tested and n and m else np.nan,
    }


def p_value(x: int, n: int, y: int, m: int) -> float:
    """Do two shares differ: the test that `two_arms` tells of, two-sided; 1 where a margin is empty.

    Examples
    --------
    >>> round(p_value(56, 70, 48, 80), 4), round(p_value(1, 2, 0, 1), 4)
    (0.0083, 1.0)
    """
    total, reached = n + m, x + y
    if min(reached, total - reached) * min(n, m) >= total:
        inflation = total / (total - 1)
        return float(chi_square(np.array([float(x)]), np.array([float(reached)]), n, total, inflation)[0])
    return float(fisher_exact(np.array([float(x)]), np.array([float(reached)]), n, total)[0])


def within_strata(exposed: Flags, goal: Flags, stratum: Places) -> Numbers:
    """Those exposed against those not, like with like: Mantel and Haenszel's difference and ratio over strata.

    One stratum alone is compared as `two_arms` does. ``n_compared`` are the customers of strata that have both exposed
    and unexposed: of the others nothing can be said. The shares are weighted so that their difference is the one given.

    Parameters
    ----------
    exposed, goal
        bool, shape (n,).
    stratum
        int64, shape (n,), from 0.

    Examples
    --------
    Within each stratum nothing differs, taken together much does:

    >>> exposed = np.repeat([True, False, True, False], [80, 20, 20, 80])
    >>> goal = np.concatenate([np.arange(n) < n // 2 for n in (80, 20)] + [np.arange(n) < n // 10 for n in (20, 80)])
    >>> row = within_strata(exposed, goal, np.repeat([0, 1], 100))
    >>> round(row["difference"], 9), round(two_arms(42, 100, 18, 100)["difference"], 2)
    (0.0, 0.24)
    """
    tables = stratified(exposed, goal, stratum)
    counts = (goal & exposed).sum(), exposed.sum(), (goal & ~exposed).sum(), (~exposed).sum()
    crude = two_arms(*(int(one) for one in counts))
    compared = float(tables.total[tables.faced].sum())
    if len(tables.total) == 1:
        return {**crude, "n_compared": compared}
    gap, risk = tables.risk_difference(), tables.risk_ratio()
    shares = tables.shares()
    return {
        **crude,
        "n_compared": compared,
        "share_treated": float(shares[0][0]),
        "share_control": float(shares[1][0]),
        **{name: float(one[0]) for name, one in zip(_named("difference"), gap, strict=True)},
        **{name: float(one[0]) for name, one in zip(_named("risk_ratio"), risk, strict=True)},
        "p_value": float(tables.p()[0]) if compared else np.nan,
        "detectable": np.nan,
    }


def stratified(exposed: Flags, goal: Flags, stratum: Places) -> Stratified:
    """The 2×2 table of each stratum."""
    n = int(stratum.max(initial=0)) + 1

    def counted(which: Flags) -> NDArray[np.float64]:
        return np.bincount(stratum[which], minlength=n).astype(np.float64)[:, None]

    return Stratified(
        both=counted(exposed & goal),
        exposed=counted(exposed),
        group=counted(goal),
        total=counted(np.ones(len(goal), np.bool_)),
    )


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, NDArray[Any]]:
    """The columns of rows; names and words are objects, counts whole numbers."""
    made = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        if name.startswith("n_"):
            made[name] = np.array(values, np.int64)
        elif any(isinstance(one, str) for one in values):
            made[name] = np.array(values, object)
        else:
            made[name] = np.array(values)
    return made


def _named(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"
