"""How long there is from a pattern to the outcome, as columns beside its alarms."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.completing.tally import STEPS, Tally, lead_quantile
from journeymine.actions.rows import Column
from journeymine.options import duration_text

QUANTILES = {"median": 0.5, "q25": 0.25, "q75": 0.75}


def lead_columns(tally: Tally, rows: NDArray[np.int64], within: int, unit: str | None) -> dict[str, Column]:
    """Of some patterns how many completions the outcome followed in time, and how long it took; none without one.

    Parameters
    ----------
    tally
        The counts.
    rows
        int64, shape (n,): which patterns.
    within
        The time in which an outcome counts, in the log's unit.
    unit
        The log's unit; None for order numbers.
    """
    if not tally.leads.shape[1]:
        return {}
    leads = tally.leads[rows]
    columns: dict[str, Column] = {"n_outcome": leads.sum(axis=1)}
    for name, q in QUANTILES.items():
        columns[f"lead_time_{name}"] = _spelled(lead_quantile(leads, q, within), unit)
    return columns


def lead_note(outcome: Sequence[Any], within: Any, step: Any) -> str:
    """What these columns are."""
    names = ", ".join(map(str, outcome))
    return (
        f"lead_time: from a completion to the customer's next {names}, of the n_outcome completions it followed within "
        f"{duration_text(within)} (to {step}, upwards); of the last completions only quick ones are known yet"
    )


def step_told(within: int, unit: str | None) -> str:
    """One step of lead times, for people."""
    step = _spelled(np.array([within / STEPS]), unit)[0]
    return f"{step:g}" if unit is None else str(step.astype("timedelta64[us]").item())


def _spelled(values: NDArray[np.float64], unit: str | None) -> Column:
    """Time spans where times have a unit."""
    if unit is None:
        return values
    known = ~np.isnan(values)
    spans = np.full(len(values), "NaT", f"m8[{unit}]")
    spans[known] = np.ceil(values[known]).astype(np.int64).astype(f"m8[{unit}]")
    return spans
