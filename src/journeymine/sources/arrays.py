"""A column held in Python or NumPy → Arrow, without guessing."""

import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

_TIMES = frozenset({"date", "datetime", "Timestamp", "datetime64"})
_ARROW_UNITS = frozenset({"D", "s", "ms", "us", "ns"})
_FINER = frozenset({"ps", "fs", "as"})


def arrow_column(values: Any, name: str, what: str) -> "pa.ChunkedArray":
    """One column of a frame or dict as Arrow.

    Parameters
    ----------
    values
        A list, tuple, NumPy array, pandas or polars Series, or Arrow array.
    name, what
        The column and its source, for messages.

    Returns
    -------
    pa.ChunkedArray
        Of typed values their type. Of untyped values (lists, object columns): None, NaN, NaT and NA are null, and
        dates and time stamps, which may mix zones there, are ISO text.

    Raises
    ------
    InputError
        The values are of several types, of a type that cannot be a column, or integers beyond 64 bits.
    """
    import pyarrow as pa

    if isinstance(values, str | bytes | AbstractSet | Mapping) or not isinstance(values, Iterable):
        message = f"Column {name!r} of {what} must be a list or an array; got {type(values).__name__}."
        raise InputError(message)
    try:
        if _is_untyped(values):
            return pa.chunked_array([pa.array(_of_one_type(list(values), name, what))])
        if hasattr(values, "__arrow_c_stream__"):
            return _chunks(values)
        converted = pa.array(_supported_unit(values), from_pandas=True)
    except OverflowError:
        message = (
            f"Column {name!r} of {what} holds integers beyond 64 bits; "
            "turn it into text first, for instance by str() of each value."
        )
        raise InputError(message) from None
    except (pa.ArrowException, UnicodeEncodeError, TypeError) as error:
        reason = str(error).partition("\n")[0][:160].rstrip(".")
        message = f"Column {name!r} of {what} cannot be read ({reason}); turn it into text, numbers or time stamps."
        raise InputError(message) from None
    return converted if isinstance(converted, pa.ChunkedArray) else pa.chunked_array([converted])


def _is_untyped(values: Any) -> bool:
    if hasattr(values, "type"):
        return False
    dtype = getattr(values, "dtype", None)
    return dtype is None or str(dtype) in {"object", "Object"}


def _chunks(values: Any) -> "pa.ChunkedArray":
    """A stream of one column, dictionaries of views aside, which Arrow cannot decode, as they are."""
    import pyarrow as pa

    column = pa.chunked_array(values)
    kind = column.type
    if not (pa.types.is_dictionary(kind) and pa.types.is_string_view(kind.value_type)):
        return column
    text = [
        pa.DictionaryArray.from_arrays(chunk.indices, chunk.dictionary.cast(pa.large_string()))
        for chunk in column.chunks
    ]
    return pa.chunked_array(text, pa.dictionary(kind.index_type, pa.large_string()))


def _supported_unit(values: Any) -> Any:
    """Hours, minutes, months and the like of NumPy as seconds, which Arrow knows."""
    dtype = values.dtype if hasattr(values, "dtype") else None
    if not isinstance(dtype, np.dtype) or dtype.kind != "M":
        return values
    unit, count = np.datetime_data(dtype)
    if unit in _FINER:
        message = f"{dtype} is finer than nanoseconds: round it by .astype('datetime64[ns]')"
        raise TypeError(message)
    if unit not in _ARROW_UNITS:
        return values.astype("M8[s]")
    return values if count == 1 else values.astype(f"M8[{unit}]")


def _of_one_type(values: list[Any], name: str, what: str) -> list[Any]:
    """The values with every absent one as None, times as ISO text; mixed types are refused."""
    types = set(map(type, values))
    if not types <= {str, int, bool, type(None)}:
        values = [None if _is_absent(one) else one for one in values]
        types = set(map(type, values))
    kinds = {_kind(one) for one in types if one is not type(None)}
    if len(kinds) > 1 and kinds != {"float", "int"}:
        message = (
            f"Column {name!r} of {what} mixes values of type {' and '.join(sorted(kinds))}; "
            "turn all of them into one type, such as text, first."
        )
        raise InputError(message)
    return [None if one is None else _iso(one) for one in values] if kinds == {"time"} else values


def _is_absent(one: Any) -> bool:
    if one is None:
        return True
    if isinstance(one, float | np.floating | np.datetime64):
        return bool(one != one)  # noqa: PLR0124 (NaN and NaT differ from themselves)
    pandas = sys.modules.get("pandas")
    return pandas is not None and (one is pandas.NaT or one is pandas.NA)


def _kind(one: type) -> str:
    if issubclass(one, bool | np.bool_):
        return "bool"
    for kind, family in (("int", int | np.integer), ("float", float | np.floating), ("text", str)):
        if issubclass(one, family):
            return kind
    return "time" if one.__name__ in _TIMES else one.__name__


def _iso(moment: Any) -> str:
    return str(moment) if isinstance(moment, np.datetime64) else str(moment.isoformat())
