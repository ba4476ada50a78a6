"""Values that are to be flags: True or False, 1 or 0, and the sentence for anything else."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError

Label = str | int


def plain(array: Any) -> NDArray[Any]:
    """A column of any kind as NumPy has it; missing values stay what they are."""
    if isinstance(array, np.ndarray):
        return array
    kind = getattr(getattr(array, "dtype", None), "kind", "O")
    missing = array.isna().any() if hasattr(array, "isna") else False
    if kind in "biuf" and not missing:
        return np.asarray(array.to_numpy(dtype={"b": np.bool_, "i": np.int64, "u": np.uint64, "f": np.float64}[kind]))
    return np.asarray(array, dtype=object)


def arrow_values(column: Any) -> NDArray[Any]:
    """A column of Arrow as NumPy has it."""
    import pyarrow as pa

    plain = pa.types.is_boolean(column.type) or pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    if plain and not column.null_count:
        return np.asarray(column.to_numpy())
    return np.fromiter(column.to_pylist(), object, len(column))


def flags_of(values: NDArray[Any], what: str, where: str, at: Callable[[int], tuple[int, Label]]) -> NDArray[np.bool_]:
    """The values as flags.

    Parameters
    ----------
    values
        One dimension, of any type.
    what, where
        The source and the public verb, for messages.
    at
        The row and the column of a place in `values`, for messages.

    Raises
    ------
    InputError
        A value is neither True or 1 nor False or 0.
    """
    if values.dtype.kind == "b":
        return values
    if values.dtype.kind in "iuf":
        flags = values == 1
        odd = ~flags & (values != 0)
    else:
        known = [_known(one) for one in values.tolist()]
        flags = np.array([one is True for one in known], np.bool_)
        odd = np.array([one is None for one in known], np.bool_)
    if odd.any():
        place = int(np.argmax(odd))
        row, label = at(place)
        raise _not_a_flag(values[place], row, label, what, where)
    return np.asarray(flags)


def _known(value: Any) -> bool | None:
    """True, False, or None for what is neither."""
    if isinstance(value, bool | np.bool_ | int | float | np.integer | np.floating) and value in (0, 1):
        return bool(value)
    return None


def _not_a_flag(value: Any, row: int, label: Label, what: str, where: str) -> InputError:
    shown = repr(value.item() if isinstance(value, np.generic) else value)
    shown = shown if len(shown) <= 40 else shown[:37] + "..."
    cure = "compare first, such as data > 0; a table of (basket, item) pairs has two columns"
    missing = value is None or shown in {"nan", "<NA>", "NaT"}
    if missing:
        cure = "fill missing values first, such as by frame.fillna(0)"
    where_it_is = f"column {label!r} holds {shown} (row {row + 1:,})"
    message = f"{where} needs True and False, or 1 and 0, in {what}; {where_it_is}: {cure}."
    return InputError(message)
