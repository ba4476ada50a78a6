"""Some of the journeys, as journeys."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError
from journeymine.journeys.coded import CodedJourneys

Selection = slice | NDArray[Any] | list[int] | list[bool]


def select(coded: CodedJourneys, chosen: Selection) -> CodedJourneys:
    """The journeys chosen, in the order asked for; codes, vocabulary and times stay what they are.

    Parameters
    ----------
    coded
        N journeys.
    chosen
        A slice, a mask of N booleans, or positions in ``-N..N-1`` (repeated ones are taken repeatedly).

    Raises
    ------
    InputError
        A mask of another length, a position outside, numbers that are not whole.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> len(select(from_lists([["a"], ["b"], []]), [2, 0]))
    2
    """
    index = positions(chosen, len(coded))
    offsets = coded.offsets.astype(np.int64)
    return stretches(coded, index, offsets[index], offsets[index + 1])


def stretches(
    coded: CodedJourneys, index: NDArray[np.int64], begins: NDArray[np.int64], afters: NDArray[np.int64]
) -> CodedJourneys:
    """A stretch of each of the journeys chosen, as a journey.

    Parameters
    ----------
    coded
        N journeys.
    index
        int64, shape (n,): the journeys, in 0..N-1; one may stand several times.
    begins, afters
        int64, shape (n,): the first of all events that belongs to it, and the one behind the last: places between
        elements of that journey.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b", "c"], ["b"]])
    >>> part = stretches(coded, np.array([0, 0]), np.array([0, 1]), np.array([1, 3]))
    >>> part.events.tolist(), part.offsets.tolist()
    ([0, 1, 2], [0, 1, 3])
    """
    lengths = afters - begins
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    rows: slice | NDArray[np.int64]
    if len(index) and (begins[1:] == afters[:-1]).all():
        # Neighbours stay neighbours: views, no copies.
        rows = slice(int(begins[0]), int(afters[-1]))
    else:
        rows = np.repeat(begins - ends[:-1], lengths) + np.arange(ends[-1])
    return replace(
        coded,
        events=coded.events[rows],
        times=_taken(coded.times, rows),
        offsets=ends.astype(np.uint64),
        element_starts=_starts(coded, rows),
        customer_codes=coded.customer_codes[index],
        parts=_taken(coded.parts, index),
        case_codes=_taken(coded.case_codes, index),
        values=_taken(coded.values, rows),
        extras={name: _column(column, rows) for name, column in coded.extras.items()},
        cut=None if coded.cut is None else np.flatnonzero(np.isin(index, coded.cut)).astype(np.uint64),
        multiplicity=_taken(coded.multiplicity, index),
        weights=_taken(coded.weights, index),
        observed_until=coded.observed_until[index]
        if isinstance(coded.observed_until, np.ndarray)
        else coded.observed_until,
    )


def by_customer(coded: CodedJourneys) -> CodedJourneys:
    """The journeys in the order of their customers, as statistics over customers need them; a stable sort."""
    codes = coded.customer_codes
    return coded if (codes[1:] >= codes[:-1]).all() else select(coded, np.argsort(codes, kind="stable"))


def positions(chosen: Selection, n: int) -> NDArray[np.int64]:
    """The positions in ``0..n-1`` that a slice, a mask or positions mean."""
    if isinstance(chosen, slice):
        return np.arange(n, dtype=np.int64)[chosen]
    index = np.asarray(chosen)
    if index.size == 0 and index.dtype != np.bool_:
        return np.zeros(0, np.int64)
    if index.ndim != 1 or index.dtype.kind not in "iub":
        message = f"Journeys are chosen by a slice, positions or a mask; got {index.dtype} of shape {index.shape}."
        raise InputError(message)
    if index.dtype == np.bool_:
        if len(index) != n:
            message = f"A mask must hold one boolean a journey ({n}); got {len(index)}."
            raise InputError(message)
        return np.flatnonzero(index)
    outside = (index >= n) | (index < -n) if index.dtype.kind == "i" else index >= n
    if outside.any():
        message = f"There are {n} journeys, numbered from 0; got position {index[outside][0]}."
        raise InputError(message)
    signed = index.astype(np.int64)
    return np.where(signed < 0, signed + n, signed)


def _taken(array: NDArray[Any] | None, rows: slice | NDArray[np.int64]) -> NDArray[Any] | None:
    return None if array is None else array[rows]


def _starts(coded: CodedJourneys, rows: slice | NDArray[np.int64]) -> NDArray[np.uint8] | None:
    opens = True if coded.element_starts is None else coded.opens()[rows]
    return None if np.all(opens) else np.packbits(opens, bitorder="little")


def _column(column: Any, rows: slice | NDArray[np.int64]) -> Any:
    return column[rows] if isinstance(rows, slice) else column.take(rows)
