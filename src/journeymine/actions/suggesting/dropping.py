"""Steps of a funnel at which clearly more are lost than elsewhere."""

from typing import Any

import numpy as np

from journeymine.actions.funnel.table import DESIGN
from journeymine.actions.rows import ActionRows
from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.sizes import arm
from journeymine.actions.suggesting.suggestion import NOT_SIGNIFICANT, Found, Suggestion, cautious
from journeymine.ranking.intervals import Z95

ONE_STEP = "a funnel with one step to lose people at, which nothing is compared with"


def of_funnel(table: ActionRows, alpha: float) -> Found:
    """Of a `Funnel`: segments that lose more at a step than the others; without any, the step that loses most.

    Parameters
    ----------
    table
        The rows.
    alpha
        The greatest q-value.
    """
    return _by_segment(table, alpha) if "segment" in table.columns else _weakest(table, alpha)


def _by_segment(table: ActionRows, alpha: float) -> Found:
    columns = table.columns
    with np.errstate(invalid="ignore"):
        sure = (columns["q_value"] <= alpha) & (columns["difference"] < 0)
    found = []
    for row in np.flatnonzero(sure).tolist():
        share, gap = float(columns["step_share"][row]), float(columns["difference"][row])
        ends = float(columns["difference_low"][row]), float(columns["difference_high"][row])
        told = {"q": float(columns["q_value"][row]), "gap": gap, "ends": ends, "shares": (share, share - gap)}
        found.append(_suggestion(table, row, told, "in all other segments", None))
    tested = int(np.isfinite(columns["q_value"]).sum())
    return Found(tuple(found), {NOT_SIGNIFICANT: tested - len(found)})


def _weakest(table: ActionRows, alpha: float) -> Found:
    """The step with the smallest share, against the next smallest.

    Among those who took the step before, shares of one funnel's steps are independent given how many these were. With
    standard errors from the intervals, q is the two-sided normal p of the difference times the number of steps that it
    could have been (Bonferroni).
    """
    columns = table.columns
    share = columns["step_share"][1:]
    if np.isfinite(share).sum() < 2:
        return Found((), {ONE_STEP: 1})
    from scipy.special import ndtr

    weakest, next_one = np.argsort(np.where(np.isfinite(share), share, np.inf), kind="stable")[:2] + 1
    gap = float(columns["step_share"][weakest] - columns["step_share"][next_one])
    error = float(np.hypot(_error(table, int(weakest)), _error(table, int(next_one))))
    q = min(1.0, 2 * float(ndtr(gap / error)) * int(np.isfinite(share).sum())) if error else 1.0
    if q > alpha or gap == 0:
        return Found((), {NOT_SIGNIFICANT: 1})
    ends = gap - Z95 * error, gap + Z95 * error
    other = float(columns["step_share"][next_one])
    told = {"q": q, "gap": gap, "ends": ends, "shares": (float(columns["step_share"][weakest]), other)}
    against = f"at the next weakest step ({columns['event'][next_one]})"
    return Found((_suggestion(table, int(weakest), told, against, int(columns["step"][weakest])),))


def _error(table: ActionRows, row: int) -> float:
    return float(table.columns["step_share_high"][row] - table.columns["step_share_low"][row]) / (2 * Z95)


def _suggestion(table: ActionRows, row: int, told: dict[str, Any], against: str, key: int | None) -> Suggestion:
    columns = table.columns
    step = f"{columns['event'][row - 1]} → {columns['event'][row]}"
    segment = "" if "segment" not in columns else f" in {columns['segment'][row]}"
    reached, lost = int(columns["n_reached"][row]), int(columns["n_dropped"][row])
    size = arm(*told["shares"])
    return Suggestion(
        about=f"{step}{segment}",
        kind=words.DROPS,
        measure=words.FIX if key is None else words.FOLLOW,
        evidence=words.dropped(
            str(columns["event"][row]), told["shares"], against, told["ends"], reached + lost, told["q"]
        ),
        test=words.mended(size, told["shares"], segment),
        n=reached + lost,
        n_customers=lost if table.info["count"] == "customers" else None,
        estimate=told["gap"],
        low=told["ends"][0],
        high=told["ends"][1],
        estimate_of="difference of shares",
        q_value=told["q"],
        design=DESIGN,
        at_least=(reached + lost) * cautious(*told["ends"]),
        counts=(reached, lost),
        weakest=key is not None,
        n_to_test=size,
        key=key,
    )
