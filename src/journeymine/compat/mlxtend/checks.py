"""What mlxtend says of a one-hot frame before it searches: the same warnings, the same errors."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.options import bad_option, is_whole

if TYPE_CHECKING:
    import pandas as pd

_SLOW = (
    "DataFrames with non-bool types result in worse computational"
    "performance and their support might be discontinued in the future."
    "Please use a DataFrame with bool type"
)
_NO_NULLS = (
    "null_values=True is inefficient when there are no NaN values in the DataFrame."
    "Set null_values=False for faster output."
)


def check_frame(frame: Any, where: str, *, null_values: bool = False) -> bool:
    """Check a one-hot frame as mlxtend does.

    Returns
    -------
    bool
        Are there missing values, which `null_values` allows?

    Raises
    ------
    ValueError
        A value is missing without `null_values`, or is none of True, False, 0, 1.
    OptionError
        It is no pandas frame.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise bad_option("df", where, "a one-hot pandas DataFrame", frame)
    if frame.size == 0 or all(pd.api.types.is_bool_dtype(kind) for kind in frame.dtypes):
        return False
    warnings.warn(_SLOW, DeprecationWarning, stacklevel=4)
    missing = bool(pd.isna(frame).any().any())
    if null_values and not missing:
        warnings.warn(_NO_NULLS, stacklevel=4)
    if missing and not null_values:
        message = "NaN values are not permitted in the DataFrame when null_values=False."
        raise ValueError(message)
    _check_values(frame, null_values=null_values)
    return missing


def _check_values(frame: "pd.DataFrame", *, null_values: bool) -> None:
    import pandas as pd

    # A sparse frame is never made dense: what it does not store is 0.
    # Its stubs do not know the accessor.
    values = frame.sparse.to_coo().data if hasattr(frame, "sparse") else frame.to_numpy()  # type: ignore[attr-defined]
    odd = (values != 1) & (values != 0)
    if null_values:
        odd &= ~pd.isna(values)
    if odd.any():
        allowed = "True, False, 0, 1, NaN" if null_values else "True, False, 0, 1"
        first = values[tuple(place[0] for place in np.nonzero(odd))]
        message = f"The allowed values for a DataFrame are {allowed}. Found value {first}"
        raise ValueError(message)


def least_count(min_support: Any, n: int) -> int:
    """The fewest of n rows that are a share of at least `min_support`.

    The share is compared as mlxtend's `apriori` compares it, ``count / n >= min_support`` in floats, whose division is
    rounded right: 7 of 25 are 0.28. ``ceil(0.28 * 25)``, as its other functions have it, is 8.

    Raises
    ------
    ValueError
        `min_support` is not within (0, 1].

    Examples
    --------
    >>> least_count(0.28, 25), least_count(5 / 6, 6), least_count(0.07, 100), least_count(0.5, 0)
    (7, 5, 7, 1)
    """
    if not 0.0 < min_support <= 1.0:
        message = f"`min_support` must be a positive number within the interval `(0, 1]`. Got {min_support}."
        raise ValueError(message)
    # A NumPy scalar of fewer bits is the decimal it prints.
    share = float(str(min_support)) if isinstance(min_support, np.floating) else float(min_support)
    count = max(int(share * n) - 1, 1)
    while n and count / n < share:
        count += 1
    return count


def longest(max_len: Any, where: str) -> int | None:
    """`max_len` as a length; None and 0 are no limit, as in mlxtend.

    Raises
    ------
    OptionError
        It is negative or no whole number.
    """
    if max_len is None:
        return None
    if is_whole(max_len) and max_len >= 0:
        return int(max_len) or None
    raise bad_option("max_len", where, "a whole number ≥ 1, or None", max_len)
