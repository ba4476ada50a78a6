"""Columns of an event table as arrays of numbers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa

Codes = NDArray[np.integer]
Mask = NDArray[np.bool_]


def codes(column: "pa.ChunkedArray") -> "tuple[Codes, pa.Array]":
    """Codes of a column and the names they stand for; missing values have a code as well.

    Parameters
    ----------
    column
        Text, a dictionary of text, numbers.

    Returns
    -------
    tuple
        Codes of shape (n,), and distinct names, of which a dictionary that came with the data may hold more than there
        are rows with.

    Examples
    --------
    >>> import pyarrow as pa
    >>> numbers, names = codes(pa.chunked_array([["b", "a", "b"]]))
    >>> numbers.tolist(), names.to_pylist()
    ([0, 1, 0], ['b', 'a'])
    """
    import pyarrow as pa

    given = pa.types.is_dictionary(column.type)
    encoded = (column if given else column.dictionary_encode()).unify_dictionaries()
    if not encoded.num_chunks:
        return np.zeros(0, np.int64), pa.array([], column.type)
    numbers = np.concatenate([np.asarray(chunk.indices.fill_null(-1)) for chunk in encoded.chunks])
    names = encoded.chunk(0).dictionary
    if given:
        # A dictionary that came with the data may hold a name twice.
        distinct = names.dictionary_encode()
        numbers, names = np.append(np.asarray(distinct.indices), -1)[numbers], distinct.dictionary
    if not encoded.null_count:
        return numbers, names
    return np.where(numbers < 0, len(names), numbers), pa.concat_arrays([names, pa.nulls(1, names.type)])


def taken(table: EventTable, name: str, rows: NDArray[np.integer]) -> "pa.ChunkedArray":
    """Some rows of a column."""
    import pyarrow as pa

    return table.table.column(name).take(pa.array(rows))


def clock(table: EventTable) -> NDArray[np.int64]:
    """The times as integers of shape (n,), in the table's unit."""
    import pyarrow as pa

    return np.asarray(table.table.column(table.time).cast(pa.int64()))
