"""Whom a step reached, and how soon those who then reached the goal did."""

from dataclasses import dataclass

import numpy as np

from journeymine.actions.effects.waiting import NEVER, Codes, in_time, observed, waits
from journeymine.journeys.coded import CodedJourneys


@dataclass(frozen=True)
class Reach:
    """Customers of a step.

    Attributes
    ----------
    n_reached
        Who ever got it.
    share
        Of all customers of the log.
    lead_time
        The median time from their first such step to the first goal after it, in the log's unit, of those who were
        observed for as long as the goal is waited for, and reached it in that time; None where nobody did.
    """

    n_reached: int
    share: float
    lead_time: float | None


def reach(coded: CodedJourneys, step: Codes, goal: Codes, within: int | None) -> Reach:
    """Whom a step reached.

    Parameters
    ----------
    coded
        One journey a customer, with times.
    step, goal
        Codes of the events.
    within
        How long the goal is waited for, in the log's unit; None: for ever.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = replace(from_lists([["a", "b"], ["a"], ["b"]]), times=np.array([1, 4, 2, 3]), observed_until=9)
    >>> reach(coded, (0,), (1,), 5)
    Reach(n_reached=2, share=0.6666666666666666, lead_time=3.0)
    """
    assert coded.times is not None
    assert coded.observed_until is not None
    begin = np.full(len(coded), coded.times.min(initial=0))
    since = waits(coded, step, begin, at_once=True)
    got = since != NEVER
    origin = (begin.astype(np.uint64) + np.where(got, since, np.uint64(0))).astype(np.int64)
    waited = waits(coded, goal, origin, at_once=False)
    until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
    came = got & (waited != NEVER)
    if within is not None:
        came &= in_time(waited, within) & observed(until, origin, within)
    median = float(np.median(waited[came].astype(np.float64))) if came.any() else None
    return Reach(int(got.sum()), float(got.mean()) if len(coded) else np.nan, median)
