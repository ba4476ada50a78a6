"""Events that were recorded twice: every column the same, or the same thing again within seconds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.options import duration
from journeymine.sources.faults.columns import Mask, codes, taken
from journeymine.sources.faults.finding import Finding, of_rows
from journeymine.sources.faults.order import CustomerOrder, by_customer
from journeymine.sources.faults.seen import Seen
from journeymine.sources.table import EventTable

WITHIN = "2s"
# An odd 64-bit number that spreads bits: the golden ratio.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def exact_duplicates(
    table: EventTable, columns: Sequence[str] | None = None, *, order: CustomerOrder | None = None
) -> Mask:
    """The rows that repeat an earlier row.

    Parameters
    ----------
    table
        The events.
    columns
        What must be the same beside customer, event and time; None: every column of the log.
    order
        The rows by customer and time, where they are known already.

    Returns
    -------
    Mask
        True for each but the first of equal rows, shape (n,). Missing values equal each other.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": [1, 1, 1], "what": ["a", "a", "a"], "when": [7, 7, 8]}
    >>> exact_duplicates(read_table(log, customer="who", event="what", time="when")).tolist()
    [False, True, False]
    """
    import pyarrow as pa

    order = order or by_customer(table)
    rows = order.neighbours(0)
    value = () if table.value is None else (table.value,)
    further = (*value, *table.extra) if columns is None else columns
    named_once = dict.fromkeys((table.event, *further))
    keys = [order.customers[rows], order.clock[rows], *(codes(taken(table, name, rows))[0] for name in named_once)]
    alike = _perhaps_alike(keys)
    rows, keys = rows[alike], [key[alike] for key in keys]
    named = {str(place): pa.array(key) for place, key in enumerate(keys)}
    firsts = pa.table({**named, "row": rows}).group_by(list(named)).aggregate([("row", "min")]).column("row_min")
    mask = np.zeros(len(table), np.bool_)
    mask[rows] = True
    mask[np.asarray(firsts)] = False
    return mask


def _perhaps_alike(keys: Sequence[NDArray[np.integer]]) -> NDArray[np.int64]:
    """The places where all keys may be as elsewhere: where they are, and a few more by chance.

    Sorting one hash is several times faster than grouping by all keys, and most rows of most logs are unlike.
    """
    mixed = np.zeros(len(keys[0]), np.uint64)
    for key in keys:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _SPREAD + key.astype(np.uint64)
    mixed *= _SPREAD
    places = np.argsort(mixed, kind="stable")
    same = mixed[places[1:]] == mixed[places[:-1]]
    has = np.zeros(len(places), np.bool_)
    has[1:] |= same
    has[:-1] |= same
    return places[has]


def near_duplicates(
    table: EventTable,
    within: Any = WITHIN,
    columns: Sequence[str] | None = None,
    *,
    order: CustomerOrder | None = None,
) -> Mask:
    """The rows that repeat, a moment later, what the same customer has just done: double clicks, messages sent twice.

    Of the rows that agree, the earliest is kept (of equal times the first row); each later one at most `within` after
    the last one kept repeats it, and the next beyond that is kept. So an event every second is kept every third second
    under ``within="2s"``, and doing it again changes nothing. Exact duplicates are near ones as well.

    Parameters
    ----------
    table
        The events.
    within
        How far apart, inclusive: ``"2s"``, a timedelta, or a bare number where time is a plain order number. Two
        seconds are longer than a double click or a second try by a program, and shorter than most by a person.
    columns
        What must be the same beside customer and event; None: the source and the value, where the log has them.
    order
        The rows by customer and time, where they are known already.

    Returns
    -------
    Mask
        True for each row that repeats one kept, shape (n,). Missing values equal each other.

    Raises
    ------
    OptionError
        `within` is no duration.

    Examples
    --------
    >>> from journeymine.sources.read import read_table
    >>> log = {"who": [1] * 5, "what": ["a"] * 5, "when": [0, 1, 2, 3, 9]}
    >>> near_duplicates(read_table(log, customer="who", event="what", time="when"), 2).tolist()
    [False, True, True, False, False]
    """
    # More than 64 bits apart nothing is.
    width = min(int(duration(within, "within", "drop_duplicates", table.time_unit)), 2**64 - 1)
    order = order or by_customer(table)
    rows = order.neighbours(width)
    default = [name for name in (table.source, table.value) if name is not None]
    group = order.customers[rows].astype(np.int64)
    for name in (table.event, *(default if columns is None else columns)):
        numbers, names = codes(taken(table, name, rows))
        # Kept below 2^31, so that the next product fits.
        group = np.unique(group * max(1, len(names)) + numbers, return_inverse=True)[1]
    times = order.clock[rows]
    by_group = np.lexsort((rows, times, group))
    mask = np.zeros(len(table), np.bool_)
    mask[rows[by_group]] = ~_kept(group[by_group], times[by_group], width)
    return mask


def _kept(group: NDArray[np.int64], times: NDArray[np.int64], width: int) -> Mask:
    """Which rows are kept, sorted by group and time: the first, then each first beyond the one kept before."""
    n = len(times)
    kept = np.zeros(n, np.bool_)
    if not n:
        return kept
    starts = np.ones(n, np.bool_)
    starts[1:] = (group[1:] != group[:-1]) | (times[1:].view(np.uint64) - times[:-1].view(np.uint64) > np.uint64(width))
    first = np.flatnonzero(starts)
    ends = np.append(first[1:], n)[np.cumsum(starts) - 1]
    beyond = _first_beyond(times, ends, width)
    reached = first
    while len(reached) > _FEW:
        kept[reached] = True
        further = beyond[reached]
        reached = further[further < ends[reached]]
    for start in reached.tolist():
        at, end = start, int(ends[start])
        while at < end:
            kept[at] = True
            at = int(beyond[at])
    return kept


# Chains of which so few are left are followed one by one: a single one may have millions of rows.
_FEW = 32


def _first_beyond(times: NDArray[np.int64], ends: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """For each place the first one before its end that is more than `width` later, or the end: by bisection."""
    low, high = np.arange(1, len(times) + 1), ends.copy()
    while (open_ := low < high).any():
        middle = (low + high) // 2
        inside = times[np.minimum(middle, len(times) - 1)].view(np.uint64) - times.view(np.uint64) <= np.uint64(width)
        low = np.where(open_ & inside, middle + 1, low)
        high = np.where(open_ & ~inside, middle, high)
    return low


def look(seen: Seen) -> list[Finding]:
    """Duplicates by source; near-duplicates too where clocks show seconds, beside those that are exact."""
    exact = exact_duplicates(seen.table, order=seen.order)
    found = of_rows(
        seen, "exact_duplicates", exact, "log.drop_duplicates()", "the same as an earlier row in every column"
    )
    if not seen.per_second or seen.resolution > 1:
        return found
    near = near_duplicates(seen.table, order=seen.order) & ~exact
    why = "the same customer and event again within two seconds"
    return found + of_rows(seen, "near_duplicates", near, f'log.drop_duplicates(within="{WITHIN}")', why)
