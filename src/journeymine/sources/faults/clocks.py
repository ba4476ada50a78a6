"""Clocks that are wrong: ahead of now, before anything was recorded, or far from their neighbours in the file."""

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.columns import Mask
from journeymine.sources.faults.days import DAY
from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.seen import Seen, moment

_MOSTLY = 0.05


def out_of_order(times: NDArray[np.int64], limit: int) -> Mask:
    """The rows that lie far from their neighbours in a source that is otherwise in the order of time.

    A row does where its time differs by more than `limit` from the median of it, the two before and the two behind. So
    files that follow each other in another order than time are not taken for wrong clocks, nor are pauses.

    Parameters
    ----------
    times
        The times of one source in the order of its rows, shape (n,).
    limit
        How far is far, in the same unit.

    Returns
    -------
    Mask
        Shape (n,). Nothing where more than one row in twenty steps back, or leaving the rows out would not mend most
        of that: then the source is in no order of time.

    Examples
    --------
    >>> out_of_order(np.array([*range(20), 900, *range(20, 40)]), 100).nonzero()[0].tolist()
    [20]
    """
    found = np.zeros(len(times), np.bool_)
    back = _steps_back(times, limit)
    if not len(back) or len(back) > _MOSTLY * len(times):
        return found
    # A wrong row steps back itself, or the one behind it does; two of them may stand together.
    near = np.unique(np.clip(back[:, None] + np.arange(-1, 3), 0, len(times) - 1))
    windows = np.clip(near[:, None] + np.arange(-2, 3), 0, len(times) - 1)
    middle = np.median(times[windows].astype(np.float64), axis=1)
    found[near[np.abs(times[near] - middle) > limit]] = True
    left = len(_steps_back(times[~found], limit))
    return found if 4 * left <= len(back) else np.zeros(len(times), np.bool_)


def _steps_back(times: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """The rows behind which time steps back by more than `limit`."""
    return np.flatnonzero(times[1:] < times[:-1] - limit)


def look(seen: Seen) -> list[Finding]:
    """Wrong clocks, by source."""
    if not seen.per_second:
        return []
    times, unit = seen.order.clock, seen.table.time_unit
    late, early = seen.ahead, seen.before_1990
    found = []
    if late.any():
        cure = f'log.clip(end="{moment(int(times[late].min()), unit)}")'
        found += of_rows(seen, "future", late, cure, "the clock is after now")
    epoch = int((times[early] // (DAY * seen.per_second) == 0).sum())
    why = "the clock is before 1990" + (f", {epoch:,} of them on 1970-01-01, where clocks begin" if epoch else "")
    found += of_rows(seen, "before_1990", early, 'log.clip(start="1990-01-01")', why)
    numbers, names = seen.sources
    jumps = np.zeros(len(times), np.bool_)
    sound = ~late & ~early
    for source in range(len(names)):
        rows = np.flatnonzero((numbers == source) & sound)
        jumps[rows[out_of_order(times[rows], DAY * seen.per_second)]] = True
    why = "more than a day away from the rows around it; ask whoever keeps the source which clock wrote them"
    return found + of_rows(seen, "out_of_order", jumps, None, why)
