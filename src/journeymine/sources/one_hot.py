"""One-hot frames and matrices → the columns that each row holds, never made dense."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.sources.flags import Label, arrow_values, flags_of, plain
from journeymine.sources.raw import RawColumns

if TYPE_CHECKING:
    import pandas as pd


#: Flags that are looked at together.
_AT_ONCE = 1 << 20


@dataclass(frozen=True, eq=False)
class OneHot:
    """Rows of flags in compressed sparse rows.

    Attributes
    ----------
    labels
        The names of the columns: distinct, all strings or all integers.
    columns
        Numbers of the columns that rows hold, ascending, row after row.
    offsets
        uint64, shape (n + 1,): row i is ``columns[offsets[i]:offsets[i + 1]]``.
    """

    labels: Sequence[Label]
    columns: NDArray[np.integer]
    offsets: NDArray[np.uint64]


def is_matrix(data: object) -> bool:
    """Whether it is a NumPy array of two dimensions or a SciPy sparse matrix."""
    return (isinstance(data, np.ndarray) and data.ndim == 2) or _is_sparse_matrix(data)


def from_matrix(data: Any, where: str) -> OneHot:
    """Flags of a NumPy or SciPy matrix; its columns are called by their numbers.

    Raises
    ------
    InputError
        A value is neither True or 1 nor False or 0.
    """
    labels = range(data.shape[1])
    if _is_sparse_matrix(data):
        rows = data if data.format == "csr" else data.tocoo()
        flags = flags_of(rows.data, "the SciPy matrix", where, lambda place: _place_in_sparse(rows, place))
        return _compressed_matrix(rows, flags, labels)
    return _dense(data, labels, "the NumPy matrix", where)


def from_frame(frame: "pd.DataFrame | RawColumns", where: str) -> OneHot:
    """Flags of a frame; its columns are the items.

    Parameters
    ----------
    frame
        A pandas frame (dense, sparse, nullable), or the columns of any other.
    where
        The public verb, for messages.

    Raises
    ------
    InputError
        Column names are of several types or not distinct, or a value is neither True or 1 nor False or 0.
    """
    if isinstance(frame, RawColumns):
        table = frame.table
        arrays = (arrow_values(table.column(place)) for place in range(table.num_columns))
        return _by_column(_labels(table.column_names, where), arrays, table.num_rows, frame.what, where)
    labels = _labels(frame.columns.tolist(), where)
    kinds = set(frame.dtypes)
    if len(kinds) == 1 and isinstance(next(iter(kinds)), np.dtype) and next(iter(kinds)).kind in "biuf":
        return _dense(frame.to_numpy(), labels, "the pandas frame", where)
    return _by_column(labels, _series(frame), len(frame), "the pandas frame", where)


def _series(frame: "pd.DataFrame") -> Iterable[Any]:
    return (frame.iloc[:, place].array for place in range(frame.shape[1]))


def _labels(labels: list[Any], where: str) -> list[Label]:
    kinds = {type(label) for label in labels}
    if not (kinds <= {str} or kinds <= {int}):
        listed = " and ".join(sorted(kind.__name__ for kind in kinds))
        odd = next(label for label in labels if type(label) is not type(labels[0]) or type(label) not in {str, int})
        message = (
            f"{where} needs a one-hot frame whose columns are called by strings or by integers; got {listed}, such as "
            f"{odd!r}. Rename them: frame.columns = frame.columns.astype(str)."
        )
        raise InputError(message)
    if len(set(labels)) < len(labels):
        twice = next(label for place, label in enumerate(labels) if label in labels[:place])
        message = (
            f"{where} needs a one-hot frame with one column an item; {twice!r} names several. Rename or join them."
        )
        raise InputError(message)
    return labels


def _is_sparse_matrix(data: object) -> bool:
    return type(data).__module__.startswith("scipy.sparse") and hasattr(data, "tocsr")


def _place_in_sparse(rows: Any, place: int) -> tuple[int, int]:
    if rows.format == "csr":
        return int(np.searchsorted(rows.indptr, place, side="right")) - 1, int(rows.indices[place])
    return int(rows.coords[0][place]), int(rows.coords[1][place])


def _compressed_matrix(rows: Any, flags: NDArray[np.bool_], labels: Sequence[Label]) -> OneHot:
    if rows.format == "csr" and flags.all():
        return OneHot(labels, rows.indices, rows.indptr.astype(np.uint64))
    if rows.format == "csr":
        kept = np.concatenate([[0], np.cumsum(flags)])[rows.indptr]
        return OneHot(labels, rows.indices[flags], kept.astype(np.uint64))
    row, column = (one[flags] for one in rows.coords)
    return _compressed(row, column, labels, rows.shape[0])


def _compressed(row: Any, column: Any, labels: Sequence[Label], n: int) -> OneHot:
    """Places in any order as compressed sparse rows."""
    from scipy.sparse import coo_array

    made = coo_array((np.ones(len(row), np.bool_), (row, column)), shape=(n, len(labels))).tocsr()
    made.sort_indices()
    return OneHot(labels, made.indices, made.indptr.astype(np.uint64))


def _dense(values: NDArray[Any], labels: Sequence[Label], what: str, where: str) -> OneHot:
    n, width = values.shape
    if values.dtype.kind not in "biuf":
        return _by_column(labels, (values[:, place] for place in range(width)), n, what, where)
    # Rows that lie in one piece are read as such; of columns, as pandas mostly keeps them, the transpose is.
    by_column = values.flags.f_contiguous and not values.flags.c_contiguous
    lines = np.ascontiguousarray(values.T if by_column else values)
    span = lines.shape[1]

    def at(place: int) -> tuple[int, Label]:
        line, across = divmod(place, span)
        return (across, labels[line]) if by_column else (line, labels[across])

    flags = flags_of(lines.ravel(), what, where, at).reshape(lines.shape)
    ends = np.concatenate([[0], np.cumsum(np.count_nonzero(flags, axis=1))])
    step = max(_AT_ONCE // max(span, 1), 1)
    parts = (np.nonzero(flags[first : first + step])[1] for first in range(0, len(flags), step))
    across = np.concatenate([np.zeros(0, np.int32), *(part.astype(np.int32) for part in parts)])
    if not by_column:
        return OneHot(labels, across, ends.astype(np.uint64))
    return _transposed(across, ends, labels, n)


def _transposed(rows: NDArray[Any], ends: NDArray[Any], labels: Sequence[Label], n: int) -> OneHot:
    """Columns, each with its rows, as compressed sparse rows."""
    from scipy.sparse import csc_array

    # SciPy makes both as wide as the wider one.
    narrow = ends.astype(rows.dtype) if len(rows) < 2**31 else ends
    made = csc_array((np.ones(len(rows), np.bool_), rows, narrow), shape=(n, len(labels))).tocsr()
    return OneHot(labels, made.indices, made.indptr.astype(np.uint64))


def _by_column(labels: Sequence[Label], arrays: Iterable[Any], n: int, what: str, where: str) -> OneHot:
    # Half the memory where there are not that many rows; and the columns go as soon as they are one.
    kind = np.int32 if n < 2**31 else np.int64
    held = [_held(array, label, what, where).astype(kind) for label, array in zip(labels, arrays, strict=True)]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in held], dtype=np.int64)])
    rows = np.concatenate([np.zeros(0, kind), *held])
    del held
    return _transposed(rows, ends, labels, n)


def _held(array: Any, label: Label, what: str, where: str) -> NDArray[Any]:
    """The rows that one column of any kind flags."""
    if hasattr(array, "sp_index"):
        return _held_sparse(array, label, what, where)
    return np.flatnonzero(flags_of(plain(array), what, where, lambda place: (place, label)))


def _held_sparse(array: Any, label: Label, what: str, where: str) -> NDArray[Any]:
    rows = array.sp_index.indices if hasattr(array.sp_index, "indices") else array.sp_index.to_int_index().indices
    flags = flags_of(np.asarray(array.sp_values), what, where, lambda place: (int(rows[place]), label))
    if len(rows) == len(array):
        return np.asarray(rows[flags])
    unsaid = np.ones(len(array), np.bool_)
    unsaid[rows] = False
    filled = flags_of(np.array([array.fill_value]), what, where, lambda _: (int(np.argmax(unsaid)), label))
    if not filled[0]:
        return np.asarray(rows[flags])
    unsaid[rows[flags]] = True
    return np.flatnonzero(unsaid)
