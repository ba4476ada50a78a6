"""Columns as databases hand them over → columns of text, numbers and times."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.names import all_match

if TYPE_CHECKING:
    import pyarrow as pa

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_WHOLE = r"^-?[0-9]+$"
_UUID_DASHES = (8, 13, 18, 23)
_UUID_LENGTH = 36
_CURES = {
    "array": "take out what you need in the query, such as {name}[1] or array_to_string({name}, ',')",
    "interval": "turn it into seconds in the query: extract(epoch from {name})",
    "money": "turn it into a number in the query: {name}::numeric",
    "record": "name its parts in the query",
}


def check_type(field: "pa.Field", what: str) -> None:
    """Refuse a column whose values are no text, number, time, or bytes.

    Parameters
    ----------
    field
        Its Arrow field, as the driver gives it.
    what
        The source in words.

    Raises
    ------
    InputError
        It is of such a type; the sentence says how to write it in the query.
    """
    import pyarrow as pa

    types = pa.types
    kind = field.type
    named = (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode()
    found = None
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        found = "array"
    elif types.is_struct(kind) or types.is_map(kind) or types.is_union(kind):
        found = "record"
    elif types.is_interval(kind) or types.is_duration(kind):
        found = "interval"
    elif named == "money":
        # The driver gives it as a whole number of cents, which nobody would expect.
        found = "money"
    elif _is_opaque(kind) and kind.type_name != "numeric":
        found = kind.type_name
    if found is None:
        return
    cure = _CURES.get(found, "turn it into text in the query: {name}::text").format(name=field.name)
    held = {"array": "arrays", "record": "records", "interval": "intervals"}.get(found, f"values of type {found}")
    message = f"The column {field.name!r} of {what} holds {held}, which no role takes; {cure}."
    raise InputError(message)


def plain(column: "pa.Array") -> "pa.Array":
    """A column of one batch without what only its database knows: uuid and json become text.

    A numeric of PostgreSQL stays text here, for what it is only the whole column tells: see `numbers`.

    Parameters
    ----------
    column
        A column that `check_type` lets pass.
    """
    import pyarrow as pa

    kind = column.type
    if not isinstance(kind, pa.BaseExtensionType):
        return column
    if kind.extension_name == "arrow.uuid":
        return _uuid_text(column.storage)
    return column.storage


def is_numeric(field: "pa.Field") -> bool:
    """Whether it is a numeric of PostgreSQL, which comes as text."""
    return _is_opaque(field.type) and field.type.type_name == "numeric"


def numbers(column: "pa.ChunkedArray", name: str, what: str) -> "pa.ChunkedArray":
    """Numerics that came as text: int64 where all are whole as written, else float64.

    Raises
    ------
    InputError
        All are whole, and one has more digits than an integer of 64 bits: floats would merge what differs.

    Examples
    --------
    >>> import pyarrow as pa
    >>> numbers(pa.chunked_array([["12", None]]), "n", "it").type, numbers(pa.chunked_array([["1.50"]]), "n", "it")[0]
    (DataType(int64), <pyarrow.DoubleScalar: 1.5>)
    """
    import pyarrow as pa

    if column.null_count == len(column):
        return column.cast(pa.float64())
    if not all_match(column, _WHOLE):
        return column.cast(pa.float64())
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        message = (
            f"The column {name!r} of {what} holds whole numbers beyond 64 bits; in the query, turn names into text "
            f"({name}::text) and amounts into floats ({name}::float8)."
        )
        raise InputError(message) from None


def _is_opaque(kind: "pa.DataType") -> bool:
    return getattr(kind, "extension_name", "") == "arrow.opaque"


def _uuid_text(storage: "pa.FixedSizeBinaryArray") -> "pa.StringArray":
    """Sixteen bytes as 8-4-4-4-12 hexadecimal digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    n = len(storage)
    data = np.frombuffer(storage.buffers()[1], dtype=np.uint8)[16 * storage.offset :][: 16 * n].reshape(n, 16)
    text = np.full((n, _UUID_LENGTH), ord("-"), dtype=np.uint8)
    digits = np.stack([_HEX[data >> 4], _HEX[data & 15]], axis=2).reshape(n, 32)
    text[:, np.delete(np.arange(_UUID_LENGTH), _UUID_DASHES)] = digits
    ends = np.arange(n + 1, dtype=np.int64) * _UUID_LENGTH
    whole = pa.LargeStringArray.from_buffers(n, pa.py_buffer(ends), pa.py_buffer(text))
    return pc.if_else(storage.is_null(), None, whole) if storage.null_count else whole
