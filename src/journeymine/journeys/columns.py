"""Arrow columns as NumPy views, chunk by chunk, without copies."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

TextChunk = tuple[NDArray[Any], NDArray[np.uint8]]


def text_chunks(column: "pa.ChunkedArray") -> list[TextChunk]:
    """(offsets, bytes) of each chunk of a ``string`` or ``large_string`` column without nulls."""
    return [_text(chunk) for chunk in column.chunks if len(chunk)]


def _text(chunk: "pa.Array") -> TextChunk:
    import pyarrow as pa

    _, offsets, text = chunk.buffers()
    width = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
    ends = np.frombuffer(offsets, width, count=chunk.offset + len(chunk) + 1)[chunk.offset :]
    return ends, np.zeros(0, np.uint8) if text is None else np.frombuffer(text, np.uint8)


def integer_chunks(column: "pa.ChunkedArray") -> list[NDArray[np.int64]]:
    """Each chunk of an int64 or time stamp column without nulls."""
    import pyarrow as pa

    return [chunk.view(pa.int64()).to_numpy(zero_copy_only=True) for chunk in column.chunks if len(chunk)]


def dictionary_chunks(column: "pa.ChunkedArray") -> tuple[list[tuple[NDArray[Any], int]], list[TextChunk]]:
    """(indices, number of the dictionary) of each chunk, and the distinct dictionaries."""
    places: dict[tuple[int, int], int] = {}
    dictionaries: list[TextChunk] = []
    chunks = []
    for chunk in column.chunks:
        if len(chunk) == 0:
            continue
        offsets, text = _text(chunk.dictionary)
        # Chunks of one column mostly share their dictionary: the same memory is read once.
        place = places.setdefault((offsets.ctypes.data, len(offsets)), len(dictionaries))
        if place == len(dictionaries):
            dictionaries.append((offsets, text))
        indices = chunk.indices.to_numpy(zero_copy_only=True)
        widened = {"uint8": "int16", "uint16": "int32", "uint64": "int64"}.get(indices.dtype.name)
        chunks.append((indices if widened is None else indices.astype(widened), place))
    return chunks, dictionaries


def sortable_names(column: "pa.ChunkedArray", name: str) -> "pa.ChunkedArray":
    """A further column as names: strings and dictionaries of strings as they are, integers as int64, others as text."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        inner = kind.value_type
        text = pa.types.is_string(inner) or pa.types.is_large_string(inner)
        return column if text else sortable_names(column.cast(inner), name)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    try:
        return column.cast(pa.int64() if pa.types.is_integer(kind) else pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        message = f"The column {name!r} holds {kind}, which cannot be names; turn it into text first."
        raise InputError(message) from None


def ranked(column: "pa.ChunkedArray") -> NDArray[np.int64]:
    """Dense ranks of any column that can be sorted; missing values last."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    ranks = pc.rank(plain, sort_keys="ascending", tiebreaker="dense")  # nulls at the end
    dense: NDArray[np.int64] = ranks.to_numpy().astype(np.int64)
    return dense
