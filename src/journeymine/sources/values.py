"""Value and further columns: numbers as floats, anything else flat as it came."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.errors import InputError
from journeymine.sources.names import all_match, integers_in_text
from journeymine.sources.raw import Rows

if TYPE_CHECKING:
    import pyarrow as pa

NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"


def as_value(column: "pa.ChunkedArray", name: str, rows: Rows, role: str = "value") -> "pa.ChunkedArray":
    """A column of numbers, or of text that spells numbers, as float64; a missing value is NaN.

    `role` is what messages call the column.

    Raises
    ------
    InputError
        A value is not a number.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    if types.is_dictionary(column.type):
        column = pa.chunked_array([one.dictionary_decode() for one in column.chunks], column.type.value_type)
    if types.is_string(column.type) or types.is_large_string(column.type):
        column = pc.if_else(pc.equal(column, ""), None, column)
        bad = pc.invert(pc.fill_null(pc.match_substring_regex(column, NUMBER), fill_value=True)).to_numpy()
        if bad.any():
            message = (
                f"{rows.count(bad)} of the {role} column {name!r} of {rows.what} cannot be read as numbers, "
                f"first {rows.show(column, bad)}; write numbers such as 12.5."
            )
            raise InputError(message)
        column = pc.utf8_trim_whitespace(column)
    elif not (types.is_integer(column.type) or types.is_floating(column.type) or types.is_decimal(column.type)):
        message = f"The {role} column {name!r} of {rows.what} must hold numbers; it holds {column.type}."
        raise InputError(message)
    return pc.fill_null(column.cast(pa.float64(), safe=False), np.nan)


def as_extra(column: "pa.ChunkedArray", name: str, rows: Rows, *, typed: bool) -> "pa.ChunkedArray":
    """A further column as it came; in files without types, text that is all numbers becomes numbers.

    Not where one begins with a zero or a plus that a number would lose, as numbers of accounts and telephones do.

    Raises
    ------
    InputError
        The column is nested, or of a type that only an extension of Arrow knows.
    """
    import pyarrow as pa

    if isinstance(column.type, pa.BaseExtensionType):
        message = f"The extra column {name!r} of {rows.what} holds {column.type}; turn it into text or numbers first."
        raise InputError(message)
    if pa.types.is_nested(column.type):
        message = f"The extra column {name!r} of {rows.what} holds {column.type}; take out the parts you need first."
        raise InputError(message)
    if typed or column.null_count == len(column):
        return column
    whole = integers_in_text(column)
    if pa.types.is_integer(whole.type) or not all_match(column, NUMBER) or _any_is_a_label(column):
        return whole
    return column.cast(pa.float64())


def _any_is_a_label(column: "pa.ChunkedArray") -> bool:
    import pyarrow.compute as pc

    return pc.any(pc.match_substring_regex(column, r"^\s*(\+|-?0\d)")).as_py() is True


def as_text(column: "pa.ChunkedArray", name: str, rows: Rows) -> "pa.ChunkedArray":
    """A column of free text as it came, also where all of it is numbers.

    Raises
    ------
    InputError
        The column holds no text.
    """
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column
    message = f"The text column {name!r} of {rows.what} must hold text; it holds {column.type}."
    raise InputError(message)
