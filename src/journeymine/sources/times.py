"""The time column: time stamps in UTC, or plain order numbers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, OptionError
from journeymine.sources.names import all_match, integers_in_text
from journeymine.sources.raw import Rows
from journeymine.sources.table import TimeUnit
from journeymine.sources.text_times import parse_times
from journeymine.sources.values import NUMBER
from journeymine.sources.zones import LocalTimes, to_utc

if TYPE_CHECKING:
    import pyarrow as pa

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_YEAR_1, _YEAR_10000 = -62_135_596_800, 253_402_300_800
_EXACT_IN_FLOAT = 2**53
_COMPACT_DATE = r"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$"


@dataclass(frozen=True, eq=False)
class Times:
    """A time column as the event table holds it.

    Attributes
    ----------
    values
        ``timestamp[unit, UTC]``, or int64 order numbers.
    unit
        The unit of the time stamps; None for order numbers.
    naive
        Whether some had no zone and were taken as UTC, being given none.
    notes
        What was decided, a sentence each.
    """

    values: "pa.ChunkedArray"
    unit: TimeUnit | None
    naive: bool = False
    notes: tuple[str, ...] = ()


def as_times(
    column: "pa.ChunkedArray",
    name: str,
    rows: Rows,
    *,
    typed: bool,
    time_unit: TimeUnit | None,
    zone: str | None = None,
) -> Times:
    """A column without missing values as times.

    Parameters
    ----------
    column
        Time stamps, dates, text, or numbers.
    name, rows
        The column and its rows, for messages.
    typed
        False recognises numbers in text, as in CSV.
    time_unit
        What numbers count since 1970, in text too (JSON from BigQuery holds large integers so); None takes them as
        plain order numbers.
    zone
        The zone of times that have none, as `local_times` has it; None takes them as UTC.

    Raises
    ------
    OptionError
        `time_unit` is given for a column that is not of numbers, or `zone` for one of numbers.
    InputError
        Values cannot be times.
    """
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(column.type):
        column = pa.chunked_array([one.dictionary_decode() for one in column.chunks], column.type.value_type)
    if types.is_decimal(column.type):
        column = column.cast(pa.float64()) if column.type.scale else _integers(column, name, rows)
    is_text = types.is_string(column.type) or types.is_large_string(column.type)
    if is_text and (not typed or time_unit is not None):
        column = _numbers_in_text(column, time_unit)
    if types.is_integer(column.type) or types.is_floating(column.type):
        return _from_numbers(column, name, rows, time_unit, zone)
    if time_unit is not None:
        message = (
            f"`time_unit` of read_events is for columns of numbers; the time column {name!r} of {rows.what} "
            f"holds {column.type}: leave `time_unit` out."
        )
        raise OptionError(message)
    if types.is_timestamp(column.type):
        return _stamps(column, name, rows, naive=column.type.tz is None, zone=zone)
    if types.is_date(column.type):
        midnights = column.cast(pa.timestamp("s" if types.is_date32(column.type) else "ms"))
        return _stamps(midnights, name, rows, naive=True, zone=zone)
    if types.is_string(column.type) or types.is_large_string(column.type):
        parsed = parse_times(column, name, rows)
        return _stamps(parsed.values, name, rows, naive=parsed.naive, zone=zone)
    what = f"The time column {name!r} of {rows.what}"
    message = f"{what} must hold time stamps, dates, text or numbers; it holds {column.type}."
    raise InputError(message)


def _from_numbers(
    column: "pa.ChunkedArray", name: str, rows: Rows, time_unit: TimeUnit | None, zone: str | None
) -> Times:
    import pyarrow as pa

    if zone is not None:
        what, cure = (
            ("order numbers", "for epoch times say `time_unit` instead")
            if time_unit is None
            else ("epoch times, which are UTC in every zone", "leave `zone` out")
        )
        message = (
            f"`zone` of read_events is for times that have none; the time column {name!r} of {rows.what} "
            f"holds {what}: {cure}."
        )
        raise OptionError(message)
    if pa.types.is_integer(column.type):
        return _from_integers(_integers(column, name, rows), name, rows, time_unit)
    return _from_floats(column, name, rows, time_unit)


def _numbers_in_text(text: "pa.ChunkedArray", time_unit: TimeUnit | None) -> "pa.ChunkedArray":
    """Text of a file without types as numbers where all of it is; dates such as 20240531 stay text."""
    import pyarrow as pa

    if time_unit is None and all_match(text, _COMPACT_DATE):
        return text
    whole = integers_in_text(text)
    if pa.types.is_integer(whole.type) or not all_match(text, NUMBER):
        return whole
    return text.cast(pa.float64())


def _integers(column: "pa.ChunkedArray", name: str, rows: Rows) -> "pa.ChunkedArray":
    import pyarrow as pa

    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        message = f"The time column {name!r} of {rows.what} holds integers beyond 64 bits; use a coarser unit."
        raise InputError(message) from None


def _from_integers(column: "pa.ChunkedArray", name: str, rows: Rows, time_unit: TimeUnit | None) -> Times:
    import pyarrow as pa

    if time_unit is None:
        return Times(column, None, notes=suspicions(column, name))
    return _stamps(column.cast(pa.timestamp(time_unit, "UTC")), name, rows, naive=False)


def _from_floats(column: "pa.ChunkedArray", name: str, rows: Rows, time_unit: TimeUnit | None) -> Times:
    """Whole numbers as integers; seconds and milliseconds with fractions to the microsecond."""
    import pyarrow as pa

    values = column.to_numpy()
    with np.errstate(invalid="ignore"):
        whole = (values == np.floor(values)) & (np.abs(values) <= _EXACT_IN_FLOAT)
    if whole.all():
        return _from_integers(column.cast(pa.int64()), name, rows, time_unit)
    if time_unit not in {"s", "ms"}:
        cure = "say `time_unit` for epoch times" if time_unit is None else "round them"
        message = (
            f"{rows.count(~whole)} of the time column {name!r} of {rows.what} are not whole numbers, "
            f"first {rows.show(column, ~whole)}; {cure}, or turn them into integers."
        )
        raise InputError(message)
    micros = pa.chunked_array([values * (10**6 // _PER_SECOND[time_unit])])
    _check_range(micros, "us", name, rows, column)
    rounded = np.rint(micros.to_numpy()).astype(np.int64)
    return Times(pa.chunked_array([pa.array(rounded).cast(pa.timestamp("us", "UTC"))]), "us")


def _stamps(
    column: "pa.ChunkedArray", name: str, rows: Rows, *, naive: bool | NDArray[np.bool_], zone: str | None = None
) -> Times:
    """Time stamps in UTC; those that `naive` says, all or some, are local times of the zone, if any."""
    import pyarrow as pa

    unit = cast("TimeUnit", column.type.unit)
    column = column.cast(pa.timestamp(unit, "UTC"))
    numbers = column.cast(pa.int64())
    _check_range(numbers, unit, name, rows, numbers)
    if zone is None or not np.any(naive):
        return Times(column, unit, naive=bool(np.any(naive)))
    column, found = to_utc(column, zone, naive if isinstance(naive, np.ndarray) else None)
    moments = column.cast(pa.int64())
    _check_range(moments, unit, name, rows, numbers)
    return Times(column, unit, notes=_zone_notes(name, zone, found))


def _zone_notes(name: str, zone: str, found: LocalTimes) -> tuple[str, ...]:
    """What became of times without zone."""
    notes = [f"Times without zone in {name!r} were taken as those of {zone}."]
    if found.repeated:
        notes.append(
            f"Clocks in {zone} showed {found.repeated:,} of the times in {name!r} twice, as they were set back; these "
            "count as the first showing."
        )
    if found.skipped:
        notes.append(
            f"Clocks in {zone} never showed {found.skipped:,} of the times in {name!r}, as they were set forward; "
            "these count as if they had not been."
        )
    return tuple(notes)


def _check_range(values: "pa.ChunkedArray", unit: TimeUnit, name: str, rows: Rows, shown: "pa.ChunkedArray") -> None:
    """All within the years 1 to 9999, which every program can print; nanoseconds reach less far anyway."""
    import pyarrow.compute as pc

    if unit == "ns":
        return
    low, high = _YEAR_1 * _PER_SECOND[unit], _YEAR_10000 * _PER_SECOND[unit]
    span = pc.min_max(values).as_py()
    if span["min"] >= low and span["max"] < high:
        return
    numbers = values.to_numpy()
    bad = ~((numbers >= low) & (numbers < high))
    message = (
        f"{rows.count(bad)} of the time column {name!r} of {rows.what} would lie outside the years 1 to 9999, "
        f"first {rows.show(shown, bad)}; check the unit."
    )
    raise InputError(message)


def suspicions(column: "pa.ChunkedArray", name: str) -> tuple[str, ...]:
    """Say so where order numbers look like something else."""
    import pyarrow.compute as pc

    span = pc.min_max(column).as_py()
    low, high = span["min"], span["max"]
    if low >= 19_000_101 and high <= 21_001_231:
        cure = "if they are dates such as 20240531, turn them into dates or text"
        return (f"The numbers in {name!r} count as order numbers; {cure}.",)
    for unit, factor in _PER_SECOND.items():
        if low >= 631_152_000 * factor and high <= 4_102_444_800 * factor:
            cure = f'for epoch times say time_unit="{unit}"'
            return (f"The numbers in {name!r} count as order numbers; {cure}.",)
    return ()
