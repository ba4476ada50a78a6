"""Whole days that are missing in a source."""

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.days import Days, dispersion, expected
from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen

_AROUND = 28
_LEAST_KNOWN = 14
# exp(-14) is one in a million, a run of days.
_ENOUGH = 14.0


def gaps(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The days without a row on which there should have been many.

    A run of days without rows is a gap where the four weeks before and behind it, by their weekdays, expect so many
    rows that none at all has a chance below one in a million, counts being as much more variable than Poisson's as
    they were there. Weekdays that never have rows are no gaps, nor are quiet days of a small source.

    Parameters
    ----------
    counts
        Rows of one source by day, shape (d,).

    Returns
    -------
    numpy.ndarray
        Places of the days missing.

    Examples
    --------
    >>> week = [9, 9, 9, 9, 9, 0, 0]
    >>> gaps(np.array(week * 4 + [9, 0, 0, 9, 9, 0, 0] + week * 4)).tolist()
    [29, 30]
    """
    active = np.flatnonzero(counts)
    if not len(active):
        return active
    found = []
    for before, behind in zip(active[:-1].tolist(), active[1:].tolist(), strict=True):
        run = np.arange(before + 1, behind)
        if not len(run):
            continue
        known = np.arange(max(active[0], before - _AROUND + 1), min(active[-1], behind + _AROUND - 1) + 1)
        known = known[(known <= before) | (known >= behind)]
        history = counts[known]
        should = expected(history, known, run)
        steady = len(known) >= _LEAST_KNOWN and 2 * np.count_nonzero(history) >= np.count_nonzero(
            expected(history, known, known)
        )
        if steady and should.sum() / dispersion(history, known) >= _ENOUGH:
            found.append(run[should > 0])
    return np.concatenate(found) if found else active[:0]


def look(seen: Seen) -> list[Finding]:
    """Days missing, by source."""
    days = seen.days
    if days is None:
        return []
    _, names = seen.sources
    return [one for source in range(len(names)) for one in _of_source(days, source, names[source])]


def _of_source(days: Days, source: int, name: str | int | None) -> list[Finding]:
    counts = days.counts[source]
    missing = gaps(counts)
    if not len(missing):
        return []
    active = np.flatnonzero(counts)
    whole = int(active[-1] - active[0] + 1)
    # Weekdays that never have rows do not end a span.
    apart = np.diff(np.cumsum(counts > 0)[missing]) > 0
    begins, ends = missing[np.r_[True, apart]], missing[np.r_[apart, True]]
    spans = [
        days.name(a) if a == b else f"{days.name(a)} to {days.name(b)}"
        for a, b in zip(begins[:3].tolist(), ends[:3].tolist(), strict=True)
    ]
    return [
        Finding(
            fault="gap",
            source=name,
            count=len(missing),
            unit="days",
            share=len(missing) / whole,
            examples=tuple(spans),
            cure=None,
            why="days without a row on which there should have been many: export them again, read them with the rest",
            weight=float(counts[active].mean() * len(missing)),
        )
    ]
