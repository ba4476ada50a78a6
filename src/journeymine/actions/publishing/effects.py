"""Effects of steps, by their arms alone."""

from typing import Any

import numpy as np

from journeymine.actions.effects.comparing import SHARES, columns, two_arms
from journeymine.actions.publishing.withholding import DIFFERENCE, STRATA, Withholding
from journeymine.actions.rows import ActionRows, values
from journeymine.actions.suggesting.effects import told as named

_ASKED = ("verb", "within", "ratio", "design", "strata", "step", "steps", "goal")
_COUNTS = ("n_goal_treated", "n_treated", "n_goal_control", "n_control")


def protected_effects(table: ActionRows, asked: Withholding) -> ActionRows:
    """Rows whose four groups (treated or not, with the goal or not) have `k` customers each.

    Two rows of one table overlap as they like, so no two numbers of customers in different rows may be nearly the same.
    Differences within strata do not follow from the counts of arms; such rows are withheld. Of a `StepEffect` only the
    effect is told, as its other rows cut the same customers in another way.

    Parameters
    ----------
    table
        As `step_effect` and `campaign_effects` give it.
    asked
        What may be told.
    """
    all_rows = [
        dict(zip(table.columns, row, strict=True)) for row in zip(*map(values, table.columns.values()), strict=True)
    ]
    rows = all_rows if "step" in table.columns else [{**all_rows[0], "step": named(table.info["step"])}]
    told: list[dict[str, Any]] = []
    seen: list[tuple[int, ...]] = []
    for row in rows:
        x, n, y, m = (int(row[name]) for name in _COUNTS)
        if asked.refused((x, n, y, m), (n - x, m - y)):
            continue
        if not _of_arms(row, (x, n, y, m)):
            asked.withheld[STRATA] += 1
            continue
        counts = (x, n, y, m, n - x, m - y, n + m, x + y)
        if asked.differences and any(0 < abs(one - two) < asked.k for each in seen for one in each for two in counts):
            asked.withheld[DIFFERENCE] += 1
            continue
        seen.append(counts)
        numbers = two_arms(*(asked.told(count) for count in (x, n, y, m)), tested=False)
        told.append(
            {"step": str(row["step"]), **_published(numbers), "trusted": row["trusted"], "design": row["design"]}
        )
    made = columns(told) if told else {"step": np.empty(0, object), **{name: np.empty(0, np.int64) for name in _COUNTS}}
    designs = tuple(dict.fromkeys(str(row["design"]) for row in told))
    return asked.table(made, designs, {name: table.info[name] for name in _ASKED if name in table.info}, SHARES)


def _of_arms(row: dict[str, Any], counts: tuple[int, int, int, int]) -> bool:
    """Is the difference that of the arms, and not put together from strata?"""
    x, n, y, m = counts
    return bool(abs(row["difference"] - (x / n - y / m)) < 1e-12)


def _published(numbers: dict[str, float]) -> dict[str, float]:
    return {name: one for name, one in numbers.items() if name not in {"n_compared", "p_value", "detectable"}}
