"""How each system writes its export, and how `read_events` is told to read it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from journeymine.datasets.five_systems.behaviour import Columns
from journeymine.datasets.five_systems.people import Texts, Whole

if TYPE_CHECKING:
    import pyarrow as pa

MAPPING: Mapping[str, Any] = {
    "zone": "Europe/Berlin",
    "customer_as": "text",
    "on_missing": "drop",
    "web": {
        "customer": "cookie",
        "event": "web:{page}",
        "time": "time",
        "time_unit": "ms",
        "extra": ["customer_number", "agent"],
    },
    "shop": {"customer": "customer", "event": "shop:{status}", "time": "time", "value": "amount"},
    "phone": {"customer": "caller", "event": "call:{topic}", "time": ["day", "clock"]},
    "tickets": {"customer": "requester", "event": "ticket:{topic}", "time": "time", "text": "text"},
    "crm": {
        "customer": "customer_number",
        "event": "mail:{action}",
        "time": "time",
        "extra": ["email_hash", "phone"],
        "rename": {"mail:register": "register"},
    },
}


def exported(name: str, columns: Columns, *, dirty: bool) -> "pa.Table":
    """The table as its system writes it: each keeps time in a way of its own.

    Parameters
    ----------
    name
        The system.
    columns
        Its columns, `time` in milliseconds of UTC, and `fault`, which is left out.
    dirty
        Whether the telephone system writes the time of New York for that of Berlin.
    """
    import pyarrow as pa

    kept = {one: column.tolist() for one, column in columns.items() if one not in {"time", "fault"}}
    time = columns["time"]
    if name == "web":
        return pa.table({**_missing(kept, "customer_number"), "time": time})
    if name == "shop":
        return pa.table({**_missing(kept, "customer"), "time": _written(time, "Europe/Berlin").tolist()})
    if name == "phone":
        clock = _written(time, "America/New_York" if dirty else "Europe/Berlin")
        return pa.table({**kept, "day": [one[:10] for one in clock], "clock": [one[11:] for one in clock]})
    if name == "tickets":
        return pa.table({**kept, "time": [f"{one}Z" for one in _written(time, "UTC")]})
    numbers = np.asarray(kept.pop("customer_number"), np.int64)
    return pa.table({"customer_number": numbers, **kept, "time": pa.array(time, pa.timestamp("ms", "UTC"))})


def _missing(columns: dict[str, Any], name: str) -> dict[str, Any]:
    """The columns with empty text of one as missing values."""
    return {**columns, name: [one or None for one in columns[name]]}


def _written(time: Whole, zone: str) -> Texts:
    """Times to the second as a clock in `zone` shows them, such as ``2025-01-06 14:03:22``."""
    days = time // 86_400_000
    first, places = np.unique(time // 3_600_000, return_inverse=True)
    offsets = np.array([_offset(int(hour), zone) for hour in first], np.int64)[places] if len(days) else days
    text = np.datetime_as_string((time + offsets).astype("datetime64[ms]").astype("datetime64[s]"))
    return np.char.replace(text, "T", " ")


def _offset(hour: int, zone: str) -> int:
    """What a clock in `zone` is ahead of UTC in that hour since 1970, in milliseconds."""
    from datetime import UTC, datetime

    shift = datetime.fromtimestamp(3_600 * hour, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert shift is not None
    return round(shift.total_seconds() * 1_000)
