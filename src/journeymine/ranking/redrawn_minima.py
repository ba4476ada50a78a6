"""Westfall and Young for searches: the smallest p of a whole search where all is chance."""

import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.again import mined_again
from journeymine.mining.redrawing import redrawn, redrawn_from_all, written_out
from journeymine.ranking.null_tests import null_tests
from journeymine.ranking.order_tests import order_tests

DRAWS = 199
"""Data sets drawn where nobody says how many; no corrected p is then below 1 / 200."""


def redrawn_minima(
    coded: CodedJourneys,
    info: Mapping[str, Any],
    *,
    mid: bool,
    draws: int,
    null: str = "order",
    seed: int,
    n_jobs: int,
    time_limit: float | None = None,
) -> NDArray[np.float64]:
    """The smallest p of the search in each of many data sets that are drawn from a null.

    Every data set is searched as the observed one was: a pattern that the search does not report there has p = 1, as
    it has in the observed data.

    Parameters
    ----------
    coded
        Journeys of single events without ties, where p is exact.
    info
        What the result says of its search.
    mid
        Mid-p instead of p.
    draws
        How many data sets.
    null
        ``"order"``: each journey's own events in random order. ``"serial"``: events drawn from those of all journeys.
    seed, n_jobs
        What they hang on; threads.
    time_limit
        Seconds after which no further one is begun; there is at least one.

    Returns
    -------
    minima
        float64, one a data set; 1 where the search reports no pattern of two distinct events.

    References
    ----------
    Westfall, Young (1993), *Resampling-Based Multiple Testing*, section 2.6. Of sequences under other nulls: Jenkins,
    Walzer-Goldfeld, Riondato (2022), SPEck, Data Mining and Knowledge Discovery 36.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "b"]] * 8)
    >>> minima = redrawn_minima(coded, {"min_support": 1}, mid=False, draws=50, seed=0, n_jobs=1)
    >>> len(minima), bool(minima.min() > 1 / 2**8)
    (50, True)
    """
    whole = written_out(coded)
    minima: list[float] = []
    end = None if time_limit is None else time.monotonic() + time_limit
    for number in range(draws):
        if minima and end is not None and time.monotonic() > end:
            break
        if null == "order":
            other = redrawn(whole, seed=seed, number=number, n_jobs=n_jobs)
            found = mined_again(other, info, n_jobs=n_jobs)
            tests = order_tests(other, found, mid=mid, seed=seed, n_jobs=n_jobs)
        else:
            other = redrawn_from_all(whole, seed=seed, number=number)
            found = mined_again(other, info, n_jobs=n_jobs)
            tests = null_tests(null, other, found, mid=mid, seed=seed, n_jobs=n_jobs)
        minima.append(float(tests.p.min(initial=1.0)))
    return np.array(minima)
