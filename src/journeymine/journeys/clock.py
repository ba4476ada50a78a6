"""Moments a user names, in the log's own time."""

import math
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import numpy as np

from journeymine.options import UNIT_NANOSECONDS, bad_option, exact_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(value: object, name: str, where: str, time_unit: str | None) -> Fraction:
    """A moment in the log's unit since 1970-01-01 UTC, exact; a number where the log's time is an order number.

    Parameters
    ----------
    value
        ISO text (``"2024-03-01"``, ``"2024-03-01T12:00+01:00"``), a date or time of Python, NumPy or pandas; without a
        zone it is UTC. A number where the log's time is a plain order number.
    name, where
        The option and the verb it belongs to.
    time_unit
        The log's unit, or None for plain order numbers.
    """
    if time_unit is None:
        number = exact_number(value)
        if number is not None and -(2**63) <= number < 2**63:
            return number
        raise bad_option(name, where, "a number of at most 64 bits, as the log's time is a plain order number", value)
    nanoseconds = _nanoseconds(value)
    if nanoseconds is None:
        raise bad_option(name, where, "a time such as '2024-03-01' or '2024-03-01T12:00', or a datetime", value)
    return Fraction(nanoseconds, UNIT_NANOSECONDS[time_unit])


def _nanoseconds(value: object) -> int | None:
    """Nanoseconds since 1970-01-01 UTC, or None where the value is no moment."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        # pandas' NaT is a datetime without a year.
        return _since_epoch(value) if math.isfinite(value.year) else None
    if isinstance(value, date):
        return _since_epoch(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if isinstance(value, np.datetime64) and not np.isnat(value):
        microseconds = value.astype("datetime64[us]")
        finer = (value - microseconds).astype("timedelta64[ns]").astype(np.int64)
        return int(microseconds.astype(np.int64)) * 1000 + int(finer)
    return None


def _since_epoch(value: datetime) -> int:
    # pandas' Timestamp is a datetime that knows nanoseconds as well.
    finer = int(getattr(value, "nanosecond", 0))
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return (aware - _EPOCH) // timedelta(microseconds=1) * 1000 + finer
