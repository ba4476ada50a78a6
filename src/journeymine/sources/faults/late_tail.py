"""A source whose last days have not arrived yet."""

import numpy as np
from numpy.typing import NDArray

from journeymine.sources.faults.days import Days, dispersion, expected
from journeymine.sources.faults.finding import Finding
from journeymine.sources.faults.seen import Seen

_LONGEST = 14
_BEFORE = 56
_LEAST_KNOWN = 28
_DAY_LOW, _TAIL_LOW, _ERRORS = 0.75, 0.6, 3.0


def late_tail(counts: NDArray[np.int64]) -> int:
    r"""How many of a source's last days are incomplete.

    A run of days up to the last, of at most fourteen up to the last day with a row, each with at most 75 % of what its
    weekday had in the eight weeks before the run, and together at most 60 % and more than three standard errors below:
    :math:`z = (E - C) / \sqrt{D\,E\,(1 + 1/8)} > 3` for C rows where E are expected, D the dispersion of the weeks
    before. Of several such runs the one of largest z (of equal ones the shortest).

    Parameters
    ----------
    counts
        Rows of one source by day to the log's last day, shape (d,).

    Returns
    -------
    int
        Days; 0 where there are not four weeks to compare with.

    Examples
    --------
    >>> late_tail(np.array([20] * 56 + [5, 1]))
    2
    """
    active = np.flatnonzero(counts)
    if not len(active):
        return 0
    n, found, most = len(counts), 0, _ERRORS
    empty = n - 1 - int(active[-1])
    for days in range(max(1, empty), empty + _LONGEST + 1):
        known = np.arange(max(int(active[0]), n - days - _BEFORE), n - days)
        if len(known) < _LEAST_KNOWN:
            break
        tail = np.arange(n - days, n)
        should, own = expected(counts[known], known, tail), counts[tail]
        if own[0] > _DAY_LOW * should[0]:
            break
        whole = float(should.sum())
        error = np.sqrt(dispersion(counts[known], known) * whole * (1 + 7 / _BEFORE))
        low = (own <= _DAY_LOW * should).all() and own.sum() <= _TAIL_LOW * whole
        if low and whole - own.sum() > most * error:
            # From the first day on that should have had rows.
            found, most = days - int(np.flatnonzero(should)[0]), (whole - own.sum()) / error
    return found


def look(seen: Seen) -> list[Finding]:
    """Sources whose last days are incomplete."""
    days = seen.days
    if days is None:
        return []
    _, names = seen.sources
    return [one for source in range(len(names)) for one in _of_source(days, source, names[source])]


def _of_source(days: Days, source: int, name: str | int | None) -> list[Finding]:
    counts = days.counts[source]
    tail = late_tail(counts)
    if not tail:
        return []
    n = len(counts)
    known = np.arange(max(0, n - tail - _BEFORE), n - tail)
    should = expected(counts[known], known, np.arange(n - tail, n))
    shown = [
        f"{days.name(n - tail + day)}: {int(counts[n - tail + day]):,} rows, usually {should[day]:,.0f}"
        for day in range(tail)
    ]
    active = np.flatnonzero(counts)
    return [
        Finding(
            fault="late_tail",
            source=name,
            count=tail,
            unit="days",
            share=tail / (n - int(active[0])),
            examples=tuple(shown[-3:]),
            cure=f'log.clip(end="{days.name(n - tail)}")',
            why=f"the last {'day has' if tail == 1 else f'{tail} days have'} fewer rows than their weekdays had before",
            weight=float(max(0.0, should.sum() - counts[n - tail :].sum())),
        )
    ]
