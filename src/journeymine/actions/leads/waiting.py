"""How soon the outcome follows on each pattern, and who is inside a pattern now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.leads.asking import Question
from journeymine.journeys.coded import CodedJourneys
from journeymine.mining.found import FoundPatterns
from journeymine.mining.windows import Windows, minimal_windows
from journeymine.ranking.rule_times import TIME_COLUMNS, Study, Waits, batches
from journeymine.ranking.survival import jumps, weighted_quantile

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

QUANTILES = {"lead_time_q25": 0.25, "lead_time_median": 0.5, "lead_time_q75": 0.75}


def waiting(question: Question, patterns: FoundPatterns) -> tuple[dict[str, NDArray[Any]], float]:
    """The columns over time of each pattern, and the share of all events on which the outcome follows in time.

    Beside `TIME_COLUMNS`: ``n_customers`` with the pattern; quantiles of the lead time, from the earliest end of the
    pattern to the outcome where that came in time, each lead weighed by what it stands for in Kaplan and Meier's curve
    so that leads cut off by the end of observation are not missed (NaN where none came); and ``n_now``.
    """
    coded = question.coded
    study = Study(coded, question.within, question.baseline, question.seed)
    outcome = _outcome(question)
    follow = study.follow(outcome, minimal_windows(coded, outcome, n_jobs=question.n_jobs))
    now = Now.of(question)
    names = ("n_customers", *TIME_COLUMNS, *QUANTILES, "n_now")
    told = np.full((len(patterns), len(names)), np.nan)
    for row, windows in _each(coded, patterns, question.n_jobs):
        waited = study.waits(windows, follow)
        told[row] = (
            len(np.unique(coded.customer_codes[waited.journey])),
            *study.survival(windows, follow),
            *study.lift(windows, follow, with_own=False),
            *lead_quantiles(waited, question.within),
            len(now.inside(windows)),
        )
    columns = dict(zip(names, told.T.copy(), strict=True))
    counts = {name: column.astype(np.int64) for name, column in columns.items() if name.startswith("n_")}
    return {**columns, **counts}, study.share_of_events(follow, outcome)


def lead_quantiles(waited: Waits, within: int) -> list[float]:
    """Quantiles of the time to an outcome that came within a time; NaN where none did.

    Examples
    --------
    >>> came, lasted = np.array([True, True, False, True]), np.array([1, 3, 2, 9])
    >>> lead_quantiles(Waits(np.arange(4), lasted, came, np.full(4, 9), np.ones(4)), within=5)
    [1.0, 3.0, 3.0]
    """
    weights = np.where(waited.lasted <= within, jumps(waited.lasted, waited.came, waited.many), 0.0)
    total = float(weights.sum())
    if not total:
        return [np.nan] * len(QUANTILES)
    found = (weighted_quantile(waited.lasted, weights, share * total) for share in QUANTILES.values())
    return [np.nan if one is None else float(one) for one in found]


@dataclass(frozen=True, eq=False)
class Now:
    """The end of observation, and what had happened by then.

    Attributes
    ----------
    coded
        The journeys.
    within
        How long ago a pattern may have been completed.
    at
        The latest end of observation.
    outcome
        int64, shape (n_customers,): when each customer code last had the outcome; the least number where never.
    """

    coded: CodedJourneys
    within: int
    at: int
    outcome: Places

    @classmethod
    def of(cls, question: Question) -> "Now":
        """As the journeys of a question have it."""
        coded = question.coded
        assert coded.times is not None
        assert coded.observed_until is not None
        last = np.full(int(coded.customer_codes.max(initial=0)) + 1, np.iinfo(np.int64).min)
        owner = np.repeat(coded.customer_codes, coded.lengths)
        hits = np.flatnonzero(coded.events == question.code)
        np.maximum.at(last, owner[hits], coded.times[hits])
        return cls(coded, question.within, int(np.max(coded.observed_until, initial=np.iinfo(np.int64).min)), last)

    def inside(self, windows: Windows) -> NDArray[np.uint32]:
        """Codes of the customers who completed a pattern that recently and have had no outcome since, latest first.

        The pattern is completed at the end of each of its minimal windows. Whoever is not observed to the latest end of
        observation is not there any more.
        """
        coded = self.coded
        assert coded.times is not None
        places = windows.afters - 1
        journey = np.searchsorted(coded.offsets, places.astype(np.uint64), side="right") - 1
        until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
        owner, ended = coded.customer_codes[journey], coded.times[places]
        there = (until[journey] == self.at) & (ended <= self.at) & (ended >= self.at - self.within)
        there &= self.outcome[owner] < ended
        order = np.lexsort((owner[there], -ended[there]))
        people, firsts = np.unique(owner[there][order], return_index=True)
        return people[np.argsort(firsts)]


def inside_now(question: Question, pattern: FoundPatterns) -> NDArray[np.uint32]:
    """Codes of the customers who are inside one pattern now, as `Now.inside` has it."""
    return Now.of(question).inside(minimal_windows(question.coded, pattern, n_jobs=question.n_jobs))


def _outcome(question: Question) -> FoundPatterns:
    one = np.array([question.code], np.uint32)
    return FoundPatterns(one, np.array([0, 1], np.uint64), np.zeros(1, np.uint32))


def _each(coded: CodedJourneys, patterns: FoundPatterns, n_jobs: int) -> Iterator[tuple[int, Windows]]:
    for first, last in batches(patterns):
        windows = minimal_windows(coded, patterns.take(np.arange(first, last)), n_jobs=n_jobs)
        for row in range(first, last):
            yield row, windows[row - first]
