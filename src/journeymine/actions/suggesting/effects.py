"""Steps that helped or hurt."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from journeymine.actions.effects.step import RANDOMISED
from journeymine.actions.rows import ActionRows, values
from journeymine.actions.suggesting import words
from journeymine.actions.suggesting.sizes import arm
from journeymine.actions.suggesting.suggestion import NOT_SIGNIFICANT, Found, Suggestion, cautious, known

UNLIKE_ARMS = "with arms that are not as large as they should be"
NOTHING_COMPARED = "where nobody could be compared"


def of_steps(table: ActionRows, alpha: float, *, wanted: bool) -> Found:
    """Of a `StepEffect` (its first row) or of `CampaignEffects` (all).

    Parameters
    ----------
    table
        The rows.
    alpha
        The greatest q-value.
    wanted
        Is the goal one that people are wanted to reach?
    """
    rows = _rows(table)
    left: Counter[str] = Counter()
    found = []
    for row in rows:
        reason = _left_out(row, alpha)
        if reason is not None:
            left[reason] += 1
            continue
        found.append(_suggestion(row, told(table.info["goal"]), wanted=wanted))
    return Found(tuple(found), left)


def _rows(table: ActionRows) -> list[dict[str, Any]]:
    """Rows with the step and a q-value."""
    columns = {name: values(column) for name, column in table.columns.items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if "step" in columns:
        lead = table.columns["lead_time_median"]
        return [{**row, "lead": known(lead[place])} for place, row in enumerate(rows)]
    return [{**rows[0], "step": told(table.info["step"]), "q_value": rows[0]["p_value"], "lead": None}]


def _left_out(row: Mapping[str, Any], alpha: float) -> str | None:
    if not np.isfinite(row["q_value"]):
        return NOTHING_COMPARED
    if row["design"] == RANDOMISED and not row["trusted"]:
        return UNLIKE_ARMS
    return None if row["q_value"] <= alpha else NOT_SIGNIFICANT


def _suggestion(row: Mapping[str, Any], goal: str, *, wanted: bool) -> Suggestion:
    by_lot, step, q = row["design"] == RANDOMISED, str(row["step"]), row["q_value"]
    by_rate = not np.isfinite(row["difference"])
    name, usual = ("risk_ratio", 1.0) if by_rate else ("difference", 0.0)
    estimate = tuple(row[f"{name}{end}"] for end in ("", "_low", "_high"))
    base = row["n_goal_control"] / row["n_control"] if by_rate else row["share_control"]
    other = base * estimate[0] if by_rate else base + estimate[0]
    each, n = arm(base, other), int(row["n_compared"])
    more = estimate[0] > usual
    least = cautious(estimate[1], estimate[2], usual) * (base if by_rate else 1)
    concerned = int(row.get("n_reached", row["n_treated"]))
    return Suggestion(
        about=step,
        kind=_kind(by_lot=by_lot, more=more, wanted=wanted),
        measure=(words.KEEP if more == wanted else words.STOP) if by_lot else words.TRY,
        evidence=(
            words.beside_rates(step, goal, estimate, n, q)
            if by_rate
            else _shares(by_lot=by_lot)(step, goal, (other, base), estimate[1:], n, q)
        ),
        test=words.hold_out(each, again=by_lot),
        n=n,
        n_customers=concerned,
        estimate=estimate[0],
        low=estimate[1],
        high=estimate[2],
        estimate_of="ratio of rates" if by_rate else "difference of shares",
        q_value=q,
        design=row["design"],
        at_least=least * concerned,
        counts=_counts(row),
        randomised=by_lot,
        lead_time=row["lead"],
        n_to_test=each,
    )


def _shares(*, by_lot: bool) -> Callable[..., str]:
    return words.assigned if by_lot else words.beside


def _kind(*, by_lot: bool, more: bool, wanted: bool) -> str:
    if by_lot:
        return words.HELPED if more == wanted else words.HURT
    return words.SEEN_WITH_MORE if more else words.SEEN_WITH_FEWER


def _counts(row: Mapping[str, Any]) -> tuple[float, ...]:
    x, n, y, m = (row[name] for name in ("n_goal_treated", "n_treated", "n_goal_control", "n_control"))
    return x, n - x, y, m - y


def told(given: Any) -> str:
    """Events that stand for one, as they are called in a sentence."""
    return " or ".join(map(str, given)) if isinstance(given, list) else str(given)
