"""What stands in square brackets: a number, a slice, row numbers or a mask."""

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError


def chosen_rows(key: Any, n: int) -> int | NDArray[np.intp]:
    """A row number in 0 … n − 1, or an array of them; ``rows, ...`` as scikit-learn writes it is ``rows``."""
    if isinstance(key, tuple) and len(key) == 2 and key[1] is Ellipsis:
        key = key[0]
    if isinstance(key, slice):
        return np.arange(n)[key]
    if not isinstance(key, bool | np.bool_) and hasattr(key, "__index__") and np.ndim(key) == 0:
        number = operator.index(key)
        if -n <= number < n:
            return number % n
        message = f"There is no row {number}; there are {n}."
        raise IndexError(message)
    return _many(np.asarray(key), key, n)


def _many(rows: NDArray[Any], key: object, n: int) -> NDArray[np.intp]:
    if rows.ndim == 1 and rows.dtype == np.bool_:
        if len(rows) == n:
            return np.flatnonzero(rows)
        message = f"A mask must have one value a row ({n}); got {len(rows)}."
        raise IndexError(message)
    if rows.ndim != 1 or (rows.dtype.kind not in "iu" and len(rows)):
        shown = repr(key)[:60]
        message = f"Rows are chosen by a number, a slice, an array of numbers or a mask; got {shown}."
        raise OptionError(message)
    numbers = rows.astype(np.intp)
    outside = numbers[(numbers < -n) | (numbers >= n)]
    if len(outside):
        message = f"There is no row {outside[0]}; there are {n}."
        raise IndexError(message)
    return numbers % n if n else numbers
