"""What callers give: texts, labels and times, checked."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, OptionError


def checked_texts(given: Any, what: str = "texts") -> list[str]:
    """The texts, missing ones as empty.

    Parameters
    ----------
    given
        A list, an array, a Series, an Arrow or polars column of texts; None and NaN are texts that were not written.
    what
        The argument it came as.

    Raises
    ------
    InputError
        It is one text, or something else than texts; the first bad value is named.

    Examples
    --------
    >>> checked_texts(["too slow", None])
    ['too slow', '']
    """
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        message = (
            f"`{what}` must be a list or a column of texts; got a {type(given).__name__}. Put one text into a list."
        )
        raise InputError(message)
    if len(getattr(given, "shape", ())) > 1:
        message = f"`{what}` must have one dimension; got the shape {given.shape}. Give one column."
        raise InputError(message)
    return [_text(one, row, what) for row, one in enumerate(_values(given))]


def checked_labels(given: Any, n_texts: int, unassigned: str) -> NDArray[np.object_]:
    """The category of each text, None where it has none.

    Parameters
    ----------
    given
        As `checked_texts`, or None: no text has one. None, NaN, blanks and `unassigned` are no category.
    n_texts
        How many there must be.
    unassigned
        The name of texts without one.

    Raises
    ------
    InputError
        They are fewer or more than the texts, or no texts themselves.

    Examples
    --------
    >>> checked_labels(["billing", None, "unassigned"], 3, "unassigned").tolist()
    ['billing', None, None]
    """
    if given is None:
        return np.full(n_texts, None, dtype=object)
    labels = checked_texts(given, "labels")
    if len(labels) != n_texts:
        message = f"`labels` must be as many as `texts`; got {len(labels):,} labels of {n_texts:,} texts."
        raise InputError(message)
    found = np.full(n_texts, None, dtype=object)
    for row, label in enumerate(labels):
        if label.strip() and label != unassigned:
            found[row] = label
    return found


def checked_times(given: Any, n_texts: int) -> NDArray[np.float64]:
    """The times of texts as numbers, NaN where there is none.

    Raises
    ------
    InputError
        They are fewer or more than the texts, or no times.

    Examples
    --------
    >>> checked_times(["1970-01-01", None], 2).tolist()
    [0.0, nan]
    """
    import pandas as pd

    values = list(_values(given))
    if len(values) != n_texts:
        message = f"`times` must be as many as `texts`; got {len(values):,} times of {n_texts:,} texts."
        raise InputError(message)
    plain = pd.Series(values, dtype=object)
    try:
        if all(isinstance(one, int | float | np.number) for one in plain.dropna()):
            return np.asarray(plain.astype(float), np.float64)
        stamps = pd.to_datetime(plain, utc=True, format="ISO8601").dt.as_unit("ns")
    except (TypeError, ValueError) as error:
        message = f"`times` must be time stamps, ISO dates or numbers ({error}); convert them first."
        raise InputError(message) from None
    seconds = np.asarray(stamps.astype("int64") / 1e9, np.float64)
    return np.where(stamps.isna(), np.nan, seconds)


def checked_vectors(given: Any, n_texts: int) -> NDArray[np.float64]:
    """What `embed` gave: a row of finite numbers a text.

    Raises
    ------
    OptionError
        It gave something else.
    """
    try:
        vectors = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        vectors = np.empty(0)
    if vectors.ndim != 2 or len(vectors) != n_texts or not np.isfinite(vectors).all():
        got = f"the shape {vectors.shape}" if vectors.size else f"a {type(given).__name__}"
        message = (
            f"`embed` of Categories must give a row of finite numbers a text; for {n_texts:,} texts it gave {got}."
        )
        raise OptionError(message)
    return vectors


def _values(given: Any) -> Iterable[Any]:
    values: Iterable[Any] = given.to_pylist() if hasattr(given, "to_pylist") else given
    return values


def _text(one: Any, row: int, what: str) -> str:
    if isinstance(one, str):
        return str(one)
    # NaN, NaT and pandas' NA are what missing cells of a column come as.
    is_nan = isinstance(one, float | np.floating) and np.isnan(one)
    if one is None or is_nan or type(one).__name__ in {"NAType", "NaTType"}:
        return ""
    # What customers wrote is not repeated in messages, be it bytes or a list of words.
    message = f"`{what}` must be texts; row {row} is of type {type(one).__name__}. Convert it, or leave it out."
    raise InputError(message)
