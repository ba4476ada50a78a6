"""Values as the words they are written with, to be put together with others."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.names import as_names, as_text_or_numbers, is_missing, joined
from journeymine.sources.raw import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from journeymine.sources.mapping.template import Template


def words(column: "pa.ChunkedArray", name: str, rows: Rows) -> "pa.ChunkedArray":
    """Names as text: text as it came, integers by their digits, true and false; null where a value is missing.

    Parameters
    ----------
    column
        Text, integers, floats that are all whole, or booleans, of shape (n,).
    name, rows
        The column and its rows, for messages.

    Returns
    -------
    pa.ChunkedArray
        Large strings.

    Raises
    ------
    InputError
        The column holds what cannot be a name.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = as_text_or_numbers(column)
    missing = is_missing(column)
    if pa.types.is_boolean(column.type):
        return column.cast(pa.large_string())
    present = pc.invert(missing)
    # Of names, what is missing is left out first: floats with gaps hold no whole numbers otherwise.
    named = as_names(column.filter(present), "event", name, rows.keep(_places(present)), typed=True)
    return _spread(named.cast(pa.large_string()), present)


def days_and_clocks(column: "pa.ChunkedArray", name: str, rows: Rows) -> "pa.ChunkedArray":
    """Parts of a time as text, to be joined and read as one.

    Parameters
    ----------
    column
        Text, whole numbers such as 20240531, dates, midnights or times of day, of shape (n,).
    name, rows
        The column and its rows, for messages.

    Returns
    -------
    pa.ChunkedArray
        Large strings, null where a value is missing.

    Raises
    ------
    InputError
        The column holds what is no part of a time.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = as_text_or_numbers(column)
    if pa.types.is_timestamp(column.type):
        days = column.cast(pa.date32(), safe=False)
        if pc.all(pc.equal(days.cast(column.type), column)).as_py() is False:
            message = (
                f"The time column {name!r} of {rows.what} is joined with others, and holds whole time stamps; "
                "name it alone."
            )
            raise InputError(message)
        column = days
    if pa.types.is_date(column.type) or pa.types.is_time(column.type):
        return column.cast(pa.large_string())
    return words(column, name, rows)


def joined_times(columns: "Sequence[pa.ChunkedArray]") -> "pa.ChunkedArray":
    """Days and clocks with a blank between; null where a part is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.binary_join_element_wise(*columns, pa.scalar(" ", pa.large_string()))


def filled(template: "Template", columns: "Sequence[pa.ChunkedArray]", rows: Rows) -> "pa.ChunkedArray":
    """A template with the values of its columns, as a dictionary of text; null where a part is missing."""
    texts = [words(column, name, rows) for column, name in zip(columns, template.columns, strict=True)]
    return template.filled(texts).dictionary_encode()


def joined_names(columns: "Sequence[pa.ChunkedArray]", names: "Sequence[str]", rows: Rows) -> "pa.ChunkedArray":
    """Several event columns as one, as a dictionary of text; null where a part is missing."""
    texts = [words(column, name, rows) for column, name in zip(columns, names, strict=True)]
    return joined(texts, names, rows).dictionary_encode()


def _places(present: "pa.ChunkedArray") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.flatnonzero(np.asarray(present))


def _spread(values: "pa.ChunkedArray", present: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Values where something is present, null elsewhere."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(values) == len(present):
        return values
    empty = pa.nulls(len(present), values.type)
    return pa.chunked_array([pc.replace_with_mask(empty, present.combine_chunks(), values.combine_chunks())])
