"""How often patterns were completed in each period, how many customers were active, how long until the outcome."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.periods import Periods
from journeymine.mining.completions import Cells, Completed, count_completions
from journeymine.mining.constraints import Constraints
from journeymine.mining.found import FoundPatterns

Integers = NDArray[np.int64]

STEPS = 200
"""Into so many steps the time in which an outcome counts is cut; lead times are known to one step."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts that can be added to and taken from each other: those of all customers are the sum of those of each.

    Attributes
    ----------
    periods
        The periods, n_periods of them.
    n
        int64, shape (n_patterns, n_periods): customers who completed the pattern in the period, or journeys that did
        for the first time.
    n_active
        int64, shape (n_periods,): customers with any event.
    leads
        int64, shape (n_patterns, STEPS): completions by how many steps of time later the outcome came, up to the time
        in which it counts; no columns without an outcome.
    """

    periods: Periods
    n: Integers
    n_active: Integers
    leads: Integers

    @classmethod
    def empty(cls, n_patterns: int, spans: Periods, *, with_leads: bool) -> "Tally":
        """Nothing counted yet."""
        leads = np.zeros((n_patterns, STEPS if with_leads else 0), np.int64)
        return cls(spans, np.zeros((n_patterns, len(spans)), np.int64), np.zeros(len(spans), np.int64), leads)

    def over(self, spans: Periods) -> "Tally":
        """The same over more periods, those it has among them."""
        first = int(np.searchsorted(spans.edges, self.periods.edges[0]))
        before, after = first, len(spans) - first - len(self.periods)
        n = np.pad(self.n, ((0, 0), (before, after)))
        return replace(self, periods=spans, n=n, n_active=np.pad(self.n_active, (before, after)))

    def plus(self, other: "Tally", sign: int = 1) -> "Tally":
        """Both together; with -1 what is left without the other. Both are over the same periods."""
        return replace(
            self,
            n=self.n + sign * other.n,
            n_active=self.n_active + sign * other.n_active,
            leads=self.leads + sign * other.leads,
        )


@dataclass(frozen=True, eq=False)
class Counting:
    """What is counted, and how.

    Attributes
    ----------
    patterns
        In the codes of the journeys.
    constraints
        The rules on occurrences.
    counted
        ``"customers"`` or ``"first"``.
    outcomes
        Event codes, any of which is the outcome; these customers may have none.
    within
        The time in which an outcome counts, in the log's unit; 0 where no outcome is asked for.
    n_jobs
        Threads.
    """

    patterns: FoundPatterns
    constraints: Constraints
    counted: Completed
    outcomes: tuple[int, ...]
    within: int
    n_jobs: int


def tally(coded: CodedJourneys, asked: Counting, spans: Periods) -> Tally:
    """Count some customers, of whom these are all the journeys.

    Parameters
    ----------
    coded
        Journeys with times, in the order of their customers, those of a customer in the order of time.
    asked
        What is counted.
    spans
        The periods, in which all times lie.
    """
    assert coded.times is not None
    places = spans.of(coded.times)
    cells = [Cells(places, len(spans), asked.counted)]
    if asked.within:
        cells.append(Cells(lead_steps(coded, asked.outcomes, asked.within), STEPS, "all"))
    n, *leads = count_completions(coded, asked.patterns, cells, constraints=asked.constraints, n_jobs=asked.n_jobs)
    none = np.zeros((len(asked.patterns), 0), np.int64)
    return Tally(spans, n, _active(coded, places, len(spans)), leads[0] if leads else none)


def _owners(coded: CodedJourneys) -> Integers:
    """The customer of each event."""
    return np.repeat(coded.customer_codes.astype(np.int64), coded.lengths)


def _active(coded: CodedJourneys, cells: Integers, n_cells: int) -> Integers:
    """Customers with an event in each period."""
    owners = _owners(coded)
    fresh = np.ones(len(cells), np.bool_)
    fresh[1:] = (cells[1:] != cells[:-1]) | (owners[1:] != owners[:-1])
    return np.bincount(cells[fresh], minlength=n_cells).astype(np.int64)


def lead_steps(coded: CodedJourneys, outcomes: tuple[int, ...], within: int) -> Integers:
    """For each event in which step of time the first later outcome of the same customer comes; -1 where none does.

    Step i of `STEPS` are the times of more than i · within / STEPS and at most (i + 1) · within / STEPS.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b", "x", "a"], ["a", "x"]]), times=np.array([0, 1, 3, 4, 0, 900]))
    >>> lead_steps(coded, (2,), 200).tolist()
    [2, 1, -1, -1, -1, -1]
    """
    assert coded.times is not None
    times, owners = coded.times, _owners(coded)
    opens = np.ones(len(times), np.bool_)
    opens[1:] = (times[1:] != times[:-1]) | (owners[1:] != owners[:-1])
    group = np.cumsum(opens)
    places = np.flatnonzero(np.isin(coded.events, np.asarray(outcomes, np.uint32)))
    # The first outcome after all events of the same moment.
    following = np.append(places, -1)[np.searchsorted(group[places], group, side="right")]
    known = (following >= 0) & (owners[following] == owners)
    lead = times[following] - times
    known &= lead <= within
    steps = np.ceil(lead / (within / STEPS)).astype(np.int64) - 1
    return np.where(known, np.clip(steps, 0, STEPS - 1), -1)


def lead_quantile(leads: Integers, q: float, within: int) -> NDArray[np.float64]:
    """A quantile of the lead times of each pattern, to one step upwards; NaN where no outcome followed.

    Examples
    --------
    >>> counts = np.zeros((2, STEPS), np.int64)
    >>> counts[0, [0, 3, 9]] = 1
    >>> lead_quantile(counts, 0.5, 400).tolist()
    [8.0, nan]
    """
    ends = np.cumsum(leads, axis=1)
    total = ends[:, -1:] if leads.shape[1] else np.zeros((len(leads), 1), np.int64)
    at = (ends < np.maximum(np.ceil(total * q), 1)).sum(axis=1)
    return np.where(total[:, 0] > 0, (at + 1) * (within / STEPS), np.nan)
