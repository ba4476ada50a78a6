"""The few kinds of further columns a store keeps: what Arrow calls them, what DuckDB keeps, which one holds two."""

import re
from typing import TYPE_CHECKING

from journeymine.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_SQL = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "date": "DATE"}
_WIDENING = ("integer", "number", "text")
_TIME = re.compile(r"time\[(s|ms|us|ns)(?:, (.+))?\]")


def kind_of(arrow: "pa.DataType", name: str, source: str) -> str:
    """What kind of column an Arrow type is.

    Parameters
    ----------
    arrow
        The type of a further column.
    name, source
        The column and its source, for messages.

    Returns
    -------
    ``"text"``, ``"integer"``, ``"number"`` (decimals too), ``"flag"``, ``"date"``, a time such as ``"time[us, UTC]"``,
    or ``"empty"`` for a column without any value.

    Raises
    ------
    InputError
        A store has no place for such values.

    Examples
    --------
    >>> import pyarrow as pa
    >>> kind_of(pa.int16(), "floor", "lift"), kind_of(pa.timestamp("ms", "UTC"), "sent", "mail")
    ('integer', 'time[ms, UTC]')
    """
    import pyarrow as pa

    types = pa.types
    if types.is_timestamp(arrow):
        return f"time[{arrow.unit}{f', {arrow.tz}' if arrow.tz else ''}]"
    plain = arrow.value_type if types.is_dictionary(arrow) else arrow
    tests = {
        "text": types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain),
        "integer": types.is_integer(arrow),
        "number": types.is_floating(arrow) or types.is_decimal(arrow),
        "flag": types.is_boolean(arrow),
        "date": types.is_date(arrow),
        "empty": types.is_null(arrow),
    }
    kind = next((kind for kind, fits in tests.items() if fits), None)
    if kind is None:
        message = f"The column {name!r} of source {source!r} holds {arrow}, which a store does not keep; make it text."
        raise InputError(message)
    return kind


def sql_type(kind: str) -> str:
    """The DuckDB type a kind is kept in; times are whole numbers of their unit, for DuckDB cuts zoned ones."""
    return _SQL.get(kind, "VARCHAR" if kind == "empty" else "BIGINT")


def arrow_type(kind: str) -> "pa.DataType":
    """The Arrow type a kind comes back in.

    Examples
    --------
    >>> arrow_type("time[ms, UTC]"), arrow_type("empty")
    (TimestampType(timestamp[ms, tz=UTC]), DataType(null))
    """
    import pyarrow as pa

    time = _TIME.fullmatch(kind)
    if time:
        return pa.timestamp(time[1], time[2])
    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "flag": pa.bool_(),
        "date": pa.date32(),
        "empty": pa.null(),
    }[kind]


def wider(first: str, second: str) -> str | None:
    """The kind that holds the values of both, or None: whole numbers can be numbers, and both can be text.

    Examples
    --------
    >>> wider("integer", "number"), wider("empty", "flag"), wider("flag", "date")
    ('number', 'flag', None)
    """
    if second in {first, "empty"}:
        return first
    if first == "empty":
        return second
    if first in _WIDENING and second in _WIDENING:
        return max(first, second, key=_WIDENING.index)
    return None


def stored(column: "pa.ChunkedArray", kind: str) -> "pa.ChunkedArray":
    """A column as DuckDB keeps it.

    Raises
    ------
    pyarrow.ArrowInvalid
        Integers beyond 64 bits.
    """
    import pyarrow as pa

    if kind == "integer" or _TIME.fullmatch(kind):
        return column.cast(pa.int64())
    if kind == "number":
        return column.cast(pa.float64(), safe=False)
    return column.cast(pa.date32()) if kind == "date" else column


def plain_text(column: str, kind: str) -> str:
    """SQL for the text of a column's values, the same for one number whether it came as integer, number or text."""
    if kind != "number":
        return f"CAST({column} AS VARCHAR)"
    return (
        f"CASE WHEN isnan({column}) THEN 'nan' WHEN {_whole(column)} THEN {_as_integer(column)} "
        f"ELSE 'b' || {column}_bits END"
    )


def converted(column: str, kind: str, into: str) -> str:
    """SQL that turns a column of one kind into one that holds it; whole numbers become text without ".0"."""
    if kind == "number" and into == "text":
        return f"CASE WHEN {_whole(column)} THEN {_as_integer(column)} ELSE CAST({column} AS VARCHAR) END"
    return column if kind == into else f"CAST({column} AS {sql_type(into)})"


def _whole(column: str) -> str:
    return f"{column} = trunc({column}) AND abs({column}) < 9007199254740992"


def _as_integer(column: str) -> str:
    return f"CAST(CAST({column} AS BIGINT) AS VARCHAR)"
