"""A log cut to a window of time."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from journeymine.errors import OptionError
from journeymine.journeys.cleaning.stepping import kept
from journeymine.journeys.clock import moment
from journeymine.options import UNIT_NANOSECONDS, bad_option
from journeymine.sources.faults.columns import clock
from journeymine.sources.table import EventTable


def clip(table: EventTable, start: Any = None, end: Any = None) -> EventTable:
    """The rows with ``start ≤ time < end``.

    Parameters
    ----------
    table
        The log.
    start, end
        Moments as `moment` reads them; None: no bound on that side.

    Raises
    ------
    OptionError
        Neither is given, one is no moment, or `start` is not before `end`.
    EmptyLogError
        No row is within.
    """
    where = "clip"
    if start is None and end is None:
        raise bad_option("start", where, "a time, or `end` be one; without both nothing is cut", None)
    first, last = (
        None if one is None else moment(one, name, where, table.time_unit)
        for one, name in ((start, "start"), (end, "end"))
    )
    if first is not None and last is not None and first >= last:
        message = f"`start` of {where} must lie before `end`; got {start!r} and {end!r}."
        raise OptionError(message)
    times = clock(table)
    keep = np.ones(len(times), np.bool_)
    # Times are whole: t ≥ 1.5 s is the same as t ≥ 2 s, t < 1.5 s the same as t < 2 s.
    if first is not None:
        keep &= times >= math.ceil(first)
    if last is not None:
        keep &= times < math.ceil(last)
    told = {"start": _moment_told(first, table), "end": _moment_told(last, table)}
    return kept(table, keep, where, told)


def _moment_told(when: Fraction | None, table: EventTable) -> Any:
    """A moment that says the same however it was given: ISO text in UTC, or a number."""
    if when is None:
        return None
    if table.time_unit is None:
        return int(when) if when.denominator == 1 else float(when)
    nanoseconds = int(when * UNIT_NANOSECONDS[table.time_unit])
    seconds, finer = divmod(nanoseconds, 10**9)
    whole = str(np.datetime64(seconds, "s"))
    return f"{whole}.{finer:09d}".rstrip("0") + "Z" if finer else f"{whole}Z"
