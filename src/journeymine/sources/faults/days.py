"""Rows of each source on each day: what gaps and late tails are seen in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.columns import Codes

DAY = 86_400
"""Seconds of one."""

_ISLAND_DAYS = 28
_ISLAND_SHARE = 0.01


@dataclass(frozen=True, eq=False)
class Days:
    """How many rows there are by source and day (UTC).

    Attributes
    ----------
    first
        The first day, counted from 1970-01-01, a Thursday.
    counts
        Shape (sources, days), from the log's first day to its last.
    """

    first: int
    counts: NDArray[np.int64]

    def name(self, day: int) -> str:
        """A day, by its place, as ``2024-05-31``."""
        return str(np.datetime64(self.first + day, "D"))


def by_day(days: NDArray[np.int64], sources: Codes, n_sources: int) -> Days:
    """Count rows by source and day.

    A few rows far away from all others, as wrong clocks make them, do not lengthen the log: days before and after a
    pause of four weeks that hold less than 1 % of the rows are left out.

    Parameters
    ----------
    days
        The day of each row since 1970-01-01, shape (n,).
    sources, n_sources
        The code of each row's source, and how many there are.

    Returns
    -------
    Days
        The counts.

    Examples
    --------
    >>> by_day(np.array([3, 3, 5]), np.array([0, 1, 0]), 2).counts.tolist()
    [[1, 0, 1], [1, 0, 0]]
    """
    low, high = _span(days)
    inside = (days >= low) & (days <= high)
    width = high - low + 1
    flat = sources.astype(np.int64) * width + (days - low)
    counts = np.bincount(flat if inside.all() else flat[inside], minlength=n_sources * width)
    return Days(low, counts.reshape(n_sources, width))


def _span(days: NDArray[np.int64]) -> tuple[int, int]:
    """The first and last day of the part of the log that counts."""
    low = int(days.min())
    if int(days.max()) - low < _ISLAND_DAYS:
        return low, int(days.max())
    rows = np.bincount(days - low)
    active = np.flatnonzero(rows)
    breaks = np.flatnonzero(np.diff(active) > _ISLAND_DAYS)
    starts = active[np.concatenate([[0], breaks + 1])]
    ends = active[np.concatenate([breaks, [len(active) - 1]])]
    sizes = np.add.reduceat(rows, starts)
    large = np.flatnonzero(sizes >= _ISLAND_SHARE * rows.sum())
    return low + int(starts[large[0]]), low + int(ends[large[-1]])


def expected(history: NDArray[np.int64], known: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.float64]:
    """What days should have, by the mean of their weekday.

    Parameters
    ----------
    history
        Rows of days that are known, shape (h,).
    known, asked
        Places of the days known, shape (h,), and of those asked for, shape (d,).

    Returns
    -------
    numpy.ndarray
        Shape (d,).

    Examples
    --------
    >>> expected(np.array([10, 20, 30]), np.array([0, 7, 8]), np.array([14, 15, 16])).tolist()
    [15.0, 30.0, 0.0]
    """
    total = np.bincount(known % 7, history, minlength=7)
    number = np.bincount(known % 7, minlength=7)
    return (total / np.maximum(number, 1))[asked % 7]


def dispersion(history: NDArray[np.int64], known: NDArray[np.int64]) -> float:
    r"""How much more than a Poisson count days vary about the mean of their weekday, at least 1.

    The mean of the squared Pearson residuals, :math:`\frac{1}{h - 7} \sum (c - e)^2 / e`.
    """
    mean = expected(history, known, known)
    some = mean > 0
    residuals = (history[some] - mean[some]) ** 2 / mean[some]
    return max(1.0, float(residuals.sum()) / max(1, int(some.sum()) - 7))
