"""A funnel, told as far as no step loses few."""

from typing import Any

import numpy as np

from journeymine.actions.funnel.table import DESIGN
from journeymine.actions.publishing.withholding import DIFFERENCE, SMALL, Withholding
from journeymine.actions.rows import ActionRows, values
from journeymine.errors import OptionError
from journeymine.ranking.intervals import wilson

_ASKED = ("steps", "within", "order", "count", "entry", "by", "design")
_SHARES = frozenset({"share", "share_low", "share_high", "step_share"})


def protected_funnel(table: ActionRows, asked: Withholding) -> ActionRows:
    """Steps with how many customers took them.

    Who took a step took all before it, so that the customers of a funnel fall into those who got to each told step and
    no further: a step is told if it has `k` customers, and as many fewer than the last told one before it.

    Parameters
    ----------
    table
        As `EventLog.funnel` gives it.
    asked
        What may be told.

    Raises
    ------
    OptionError
        It does not count customers.
    """
    if table.info["count"] != "customers":
        message = f"`result` of protect must be a funnel with count='customers'; this one counts {table.info['count']}."
        raise OptionError(message)
    columns = {name: values(table.column(name)) for name in ("step", "event", "n_reached")}
    segments = values(table.column("segment")) if "segment" in table.columns else [None] * len(table)
    rows: list[dict[str, Any]] = []
    first: dict[Any, dict[str, int]] = {}
    for segment, step, event, n in zip(segments, *columns.values(), strict=True):
        before = first.get(segment)
        if asked.small(n) or (before is None and step > 1):
            asked.withheld[SMALL] += 1
        elif before is not None and asked.differences and asked.small(before["last"] - n):
            asked.withheld[DIFFERENCE] += 1
        else:
            own = first.setdefault(segment, {"all": n, "last": n, "step": step})
            rows.append({"segment": segment, "step": step, "event": event, **_counts(own, n, step, asked)})
            own.update(last=n, step=step)
    kept = [name for name in (*_NAMES,) if name != "segment" or "segment" in table.columns]
    made = {name: _column(name, [row[name] for row in rows]) for name in kept}
    low, high = wilson(made["n_reached"], made["n_eligible"])
    made |= {"share_low": low, "share_high": high}
    info = {name: table.info[name] for name in _ASKED if name in table.info}
    return asked.table(made, (DESIGN,), info, _SHARES)


_NAMES = ("segment", "step", "event", "n_eligible", "n_reached", "share", "step_share")


def _counts(own: dict[str, int], n: int, step: int, asked: Withholding) -> dict[str, float]:
    """Of whom: of all, and of those at the step before where that is told."""
    whole, before, reached = asked.told(own["all"]), asked.told(own["last"]), asked.told(n)
    near = step == own["step"] + 1
    return {
        "n_eligible": whole,
        "n_reached": reached,
        "share": reached / whole,
        "step_share": reached / before if near else np.nan,
    }


def _column(name: str, listed: list[Any]) -> Any:
    if name in ("segment", "event"):
        return np.fromiter(listed, object, len(listed))
    return np.array(listed, np.int64 if name in ("step", "n_eligible", "n_reached") else np.float64)
