"""Counts of events by period, fit to leave the house."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.republished import rounded

if TYPE_CHECKING:
    import pandas as pd

#: What the frame of `EventLog.counts` always has.
COUNTS = ("start", "event", "n", "n_customers")


def protected_counts(frame: "pd.DataFrame", k: int, *, differences: bool, round_to: int | None) -> "pd.DataFrame":
    """The same rows, numbers missing that would tell of fewer than `k` customers; shares follow from what is left.

    Parameters
    ----------
    frame
        As `EventLog.counts` gives it.
    k, differences, round_to
        As `protect` has them.

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.DataFrame({"start": [1, 2], "event": ["call"] * 2, "n": [40, 4], "n_customers": [20, 3]})
    >>> protected_counts(weeks, 10, differences=True, round_to=None)
       start event     n  n_customers
    0      1  call    40           20
    1      2  call  <NA>         <NA>
    """
    made = frame.copy()
    people = frame["n_customers"].to_numpy(np.int64)
    told = {"n_customers": people >= k, "n": people >= k}
    if "n_active_customers" in frame:
        active = frame["n_active_customers"].to_numpy(np.int64)
        told["n_active_customers"] = active >= k
        if differences:
            # Who was there and did not is as telling as who did.
            told["n_customers"] &= active - people >= k
            told["n"] &= told["n_customers"]
    if differences:
        # As many events as customers: nobody twice; one more: somebody.
        told["n"] &= frame["n"].to_numpy(np.int64) - people >= k
    for name, shown in told.items():
        made[name] = _missing(rounded(frame[name].to_numpy(np.int64), round_to or 1), shown)
    if "per_active_customer" in frame:
        made["per_active_customer"] = (made["n"] / made["n_active_customers"]).astype("Float64")
    lost = {name: int((~shown).sum()) for name, shown in told.items()}
    made.attrs["protected"] = {"k": k, "differences": differences, "round_to": round_to, "withheld": lost}
    return made


def _missing(counts: NDArray[np.int64], shown: NDArray[np.bool_]) -> "pd.arrays.IntegerArray":
    import pandas as pd

    return pd.arrays.IntegerArray(counts, ~shown)
