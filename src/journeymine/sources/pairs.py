"""A table of (basket, item) pairs → an event table in which all of a basket happens at once."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.arrays import arrow_column
from journeymine.sources.names import as_names, as_text_or_numbers, is_missing
from journeymine.sources.raw import RawColumns
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def pair_table(frame: "pd.DataFrame | RawColumns", where: str) -> EventTable:
    """Two columns as customers and events, all at the same time.

    Parameters
    ----------
    frame
        A pandas frame, or the columns of any other: the first names the basket, the second the item.
    where
        The public verb, for messages.

    Raises
    ------
    InputError
        There are more or fewer columns, or one of them lacks values or cannot be names.
    """
    import pyarrow as pa

    raw = _two_columns(frame, where)
    names = {role: _names(raw, place, role) for place, role in enumerate(("basket", "item"))}
    time = pa.array(np.zeros(raw.table.num_rows, np.int64))
    return EventTable(pa.table({**names, "time": time}), "basket", "item", "time")


def _two_columns(frame: "pd.DataFrame | RawColumns", where: str) -> RawColumns:
    if isinstance(frame, RawColumns):
        raw, labels = frame, frame.table.column_names
    else:
        import pyarrow as pa

        what = "the pandas frame"
        # By place, for the columns of a frame made from tuples are called 0 and 1.
        labels = [str(label) for label in frame.columns]
        arrays = [arrow_column(frame.iloc[:, place], label, what) for place, label in enumerate(labels[:2])]
        raw = RawColumns(pa.table(arrays, labels[:2]), what)
    if len(labels) == 2:
        return raw
    listed = ", ".join(repr(label) for label in labels[:6]) + (", …" if len(labels) > 6 else "")
    message = (
        f"{where} needs a table of two columns, (basket, item), or a one-hot frame of True and False; {raw.what} has "
        f"{len(labels)}: {listed}. Choose two, such as frame[['invoice', 'product']]."
    )
    raise InputError(message)


def _names(raw: RawColumns, place: int, role: str) -> "pa.ChunkedArray":
    name = raw.table.column_names[place]
    column = as_text_or_numbers(raw.table.column(place))
    missing = np.asarray(is_missing(column))
    if missing.any():
        first = raw.rows.name(int(np.argmax(missing)))
        message = (
            f"The {role} column {name!r} of {raw.what} has {int(missing.sum()):,} missing (first in {first}); fill "
            "them, or leave these rows out, such as by frame.dropna()."
        )
        raise InputError(message)
    return as_names(column, role, name, raw.rows, typed=True)
