"""Customer and event columns: all strings or all integers, never both."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.raw import Rows

if TYPE_CHECKING:
    import pyarrow as pa

JOIN = " | "
# The separator inside a value, or one half of it at an end: then two different rows could get one name.
_HOLDS_JOIN = r"^\| | \| | \|$"
_EXACT_IN_FLOAT = 2**53
# Whole numbers as a program writes them: 00123, +1 and -0 stay text.
_INTEGER = r"^(0|-?[1-9][0-9]{0,17})$"


def as_text_or_numbers(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Drop what only Arrow knows about: views, runs, dictionaries of numbers or with empty entries."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _dictionary(column)
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_run_end_encoded(kind):
        decoded = [pc.run_end_decode(chunk) for chunk in column.chunks]
        return as_text_or_numbers(pa.chunked_array(decoded, kind.value_type))
    return column


def _dictionary(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """A dictionary of non-empty text as such, any other decoded: null then always means a null index."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = column.type.value_type
    is_text = pa.types.is_string(values) or pa.types.is_large_string(values)
    if is_text and not any(pc.any(is_missing(chunk.dictionary)).as_py() for chunk in column.chunks):
        return column.cast(pa.dictionary(pa.int32(), values))
    decoded = [chunk.dictionary_decode() for chunk in column.chunks]
    return as_text_or_numbers(pa.chunked_array(decoded, values))


def is_missing(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Where a value is null, NaN or empty text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pc.fill_null(pc.equal(column, ""), fill_value=True)
    return pc.is_null(column, nan_is_null=pa.types.is_floating(column.type))


def as_names(column: "pa.ChunkedArray", role: str, name: str, rows: Rows, *, typed: bool) -> "pa.ChunkedArray":
    """A column without missing values as names.

    Parameters
    ----------
    column
        As `as_text_or_numbers` gives it.
    role
        ``"customer"`` or ``"event"``.
    name, rows
        The column and its rows, for messages.
    typed
        False recognises whole numbers in text: all values must be such.

    Returns
    -------
    pa.ChunkedArray
        Strings, a dictionary of strings, or int64. Floats that are all whole become int64, for integers with missing
        values come as floats.

    Raises
    ------
    InputError
        The type cannot be a name.
    """
    import pyarrow as pa

    kind = column.type
    types = pa.types
    if types.is_dictionary(kind) or types.is_string(kind) or types.is_large_string(kind):
        return column if typed or types.is_dictionary(kind) else integers_in_text(column)
    if types.is_integer(kind) or types.is_decimal(kind):
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:
            reason = "integers beyond 64 bits" if types.is_integer(kind) or not kind.scale else "decimal fractions"
            message = f"The {role} column {name!r} of {rows.what} holds {reason}; turn it into text first."
            raise InputError(message) from None
    if types.is_floating(kind):
        return _whole(column, role, name, rows)
    cure = "name them, such as 'yes' and 'no'" if types.is_boolean(kind) else "turn it into text first"
    message = f"The {role} column {name!r} of {rows.what} must hold text or integers; it holds {kind}: {cure}."
    raise InputError(message)


def integers_in_text(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Text as int64 where every value is a whole number as a program writes it, else as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not all_match(column, _INTEGER) or column.null_count == len(column):
        return column
    return pc.cast(column, pa.int64())


def all_match(column: "pa.ChunkedArray", pattern: str) -> bool:
    """Whether every value that is not null matches; the first one is asked first, as it mostly decides."""
    import pyarrow.compute as pc

    def matches(part: "pa.ChunkedArray") -> bool:
        return pc.all(pc.match_substring_regex(part, pattern)).as_py() is not False

    return matches(column[:1000]) and matches(column[1000:])


def _whole(column: "pa.ChunkedArray", role: str, name: str, rows: Rows) -> "pa.ChunkedArray":
    values = column.to_numpy()
    with np.errstate(invalid="ignore"):
        bad = ~((values == np.floor(values)) & (np.abs(values) <= _EXACT_IN_FLOAT))
    if bad.any():
        first = rows.show(column, bad, ids=role != "event")
        message = (
            f"{rows.count(bad)} of the {role} column {name!r} of {rows.what} cannot be names, being floats with "
            f"fractions or beyond exactness, first {first}; turn it into integers or text first."
        )
        raise InputError(message)
    import pyarrow as pa

    return column.cast(pa.int64())


def joined(parts: "list[pa.ChunkedArray]", names: Sequence[str], rows: Rows) -> "pa.ChunkedArray":
    """Several event columns as one, a value such as ``"Accepted | In Progress"``.

    Raises
    ------
    InputError
        A value contains the separator.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [part.cast(pa.large_string()) for part in parts]
    for text, name in zip(texts, names, strict=True):
        holds = pc.match_substring_regex(text, _HOLDS_JOIN)
        if pc.any(holds).as_py():
            message = (
                f"The event column {name!r} of {rows.what} holds {JOIN!r}, which joins event columns, "
                f"first {rows.show(text, holds.to_numpy())}; replace it there."
            )
            raise InputError(message)
    return pc.binary_join_element_wise(*texts, pa.scalar(JOIN, pa.large_string()))
