"""An event table → the columns a store keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.store.kinds import kind_of, stored
from journeymine.sources.table import EventTable, TimeUnit

if TYPE_CHECKING:
    import pyarrow as pa

RESERVED = ("customer", "event", "time", "value", "source", "text")
"""The columns of a table that a store gives out; no further column may have such a name."""


@dataclass(frozen=True, eq=False)
class Arrival:
    """The rows of a delivery in the form a store keeps them.

    Attributes
    ----------
    columns
        ``customer, event, time, nanos``, ``value`` and ``text`` where there are any; then ``extra0, extra1, …``. Beside
        each column of floats ``x`` stands ``x_bits``, its bits as integers.
    extra
        The names and kinds of the further columns, in the order of ``extra0, …``.
    time_unit
        The unit the times came in; None for plain order numbers.
    """

    columns: "pa.Table"
    extra: Mapping[str, str]
    time_unit: TimeUnit | None

    @property
    def has_value(self) -> bool:
        """Whether the rows have values."""
        return "value" in self.columns.column_names

    @property
    def has_text(self) -> bool:
        """Whether the rows have free text."""
        return "text" in self.columns.column_names

    @property
    def kinds(self) -> dict[str, str]:
        """The kind of each column that says something of its own."""
        names = {name: kind for name, kind in self.named_kinds.items() if name in self.columns.column_names}
        return {**names, **{f"extra{place}": kind for place, kind in enumerate(self.extra.values())}}

    @property
    def named_kinds(self) -> dict[str, str]:
        """The kinds of the columns every source may have."""
        names = {role: kind_of(self.columns[role].type, role, "") for role in ("customer", "event")}
        return {**names, "time": "integer", "nanos": "integer", "value": "number", "text": "text"}


def arrived(table: EventTable, source: str) -> Arrival:
    """The rows of an event table in the form a store keeps them.

    Parameters
    ----------
    table
        The events.
    source
        What the source is called, for messages.

    Raises
    ------
    InputError
        A further column has a name of a column that every source has, or holds what a store does not keep.
    """
    import pyarrow as pa

    columns = {"customer": table.table[table.customer], "event": table.table[table.event], **_clock(table)}
    if table.value is not None:
        columns["value"] = table.table[table.value]
    if table.text is not None:
        columns["text"] = _kept(table, table.text, "text", source)
    extra = {name: table.table[name] for name in table.extra if name not in {table.text, table.source}}
    clashing = next((name for name in extra if name in RESERVED), None)
    if clashing is not None:
        message = (
            f"The extra column {clashing!r} of source {source!r} has the name of a column of the store; rename it."
        )
        raise InputError(message)
    kinds = {name: kind_of(column.type, name, source) for name, column in extra.items()}
    columns |= {f"extra{place}": _kept(table, name, kinds[name], source) for place, name in enumerate(extra)}
    for name in [one for one, column in columns.items() if pa.types.is_floating(column.type)]:
        columns[f"{name}_bits"] = pa.chunked_array(
            [chunk.view(pa.int64()) for chunk in columns[name].chunks], pa.int64()
        )
    return Arrival(pa.table(columns), kinds, table.time_unit)


def _kept(table: EventTable, name: str, kind: str, source: str) -> "pa.ChunkedArray":
    import pyarrow as pa

    try:
        return stored(table.table[name], kind)
    except pa.ArrowInvalid:
        message = f"The column {name!r} of source {source!r} holds integers beyond 64 bits; make it text."
        raise InputError(message) from None


def _clock(table: EventTable) -> "dict[str, pa.ChunkedArray]":
    """Whole microseconds and the nanoseconds beyond; order numbers as they are."""
    import pyarrow as pa

    time = table.table[table.time].cast(pa.int64())
    nanos = np.zeros(len(time), np.int16)
    if table.time_unit == "ns":
        whole, rest = np.divmod(time.to_numpy(), 1000)
        time, nanos = pa.chunked_array([whole]), rest.astype(np.int16)
    elif table.time_unit is not None:
        time = table.table[table.time].cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return {"time": time, "nanos": pa.chunked_array([nanos])}
