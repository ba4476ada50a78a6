"""A step that comes at any time: at every goal, who had got it by then against who had not, of all still waiting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.comparing import Numbers, two_arms
from journeymine.actions.effects.waiting import Waits
from journeymine.ranking.stratified import Stratified

Flags = NDArray[np.bool_]

DIFFERENCES = ("difference", "difference_low", "difference_high")


@dataclass(frozen=True, eq=False)
class Watched:
    """Stretches of time in which customers waited for the goal: after `begin`, up to and with `end`.

    Attributes
    ----------
    begin, end
        uint64, shape (n,), since time zero.
    came
        bool, shape (n,): did the goal come at the end?
    got
        uint64, shape (n,): when the step came, which counts from then on; `NEVER` where it did not.
    stratum
        int64, shape (n,), from 0.
    """

    begin: Waits
    end: Waits
    came: Flags
    got: Waits
    stratum: NDArray[np.int64]

    def split(self, other: Waits, owner: NDArray[np.int64]) -> tuple["Watched", NDArray[np.int64]]:
        """The same, with stretches after another step in strata of their own.

        Parameters
        ----------
        other
            uint64, shape (n_customers,): when the other step came.
        owner
            int64, shape (n,): whose stretch each is.

        Returns
        -------
        The stretches, and whose they are.
        """
        at = other[owner]
        before, after = at > self.begin, at < self.end
        # What comes at the end of a stretch comes too late for it.
        cut = np.where(at < self.end, at, self.end)
        first, second = np.flatnonzero(before), np.flatnonzero(after)
        whole = np.concatenate([first, second])
        late = np.repeat([0, 1], [len(first), len(second)])
        return (
            Watched(
                begin=np.concatenate([self.begin[first], np.maximum(at, self.begin)[second]]),
                end=np.concatenate([cut[first], self.end[second]]),
                came=np.concatenate([(self.came & ~after)[first], self.came[second]]),
                got=self.got[whole],
                stratum=np.unique(self.stratum[whole] * 2 + late, return_inverse=True)[1].astype(np.int64),
            ),
            owner[whole],
        )


def watched(got: Sequence[Waits], step: int, goal: Waits, observed_for: Waits, stratum: NDArray[np.int64]) -> Watched:
    """The stretches in which customers waited, split wherever another step came.

    Parameters
    ----------
    got
        When each step came since time zero: uint64, shape (n,) each.
    step
        Which of them is looked at.
    goal
        When the goal came.
    observed_for
        How long each customer was observed.
    stratum
        int64, shape (n,), from 0.
    """
    end = np.minimum(goal, observed_for)
    waiting = Watched(np.zeros(len(goal), np.uint64), end, goal <= observed_for, got[step], stratum)
    owner = np.arange(len(goal))
    for place, other in enumerate(got):
        if place != step:
            waiting, owner = waiting.split(other, owner)
    return waiting


def risk_sets(waiting: Watched) -> Stratified:
    """A 2×2 table of each moment and stratum in which the goal came: who still waited, and who of them had the step.

    Who had the step at that very moment had not yet.

    Examples
    --------
    Two customers wait until 5 and 8, one has had the step since 3:

    >>> never = 2**64 - 1
    >>> ends, got = np.array([5, 8], np.uint64), np.array([3, never], np.uint64)
    >>> tables = risk_sets(Watched(np.zeros(2, np.uint64), ends, np.array([True, True]), got, np.zeros(2, np.int64)))
    >>> tables.total.ravel().tolist(), tables.exposed.ravel().tolist(), tables.both.ravel().tolist()
    ([2.0, 1.0], [1.0, 0.0], [1.0, 0.0])
    """
    parts = []
    order = np.argsort(waiting.stratum, kind="stable")
    edges = np.flatnonzero(np.diff(waiting.stratum[order])) + 1
    for rows in np.split(order, edges):
        begin, end, came = waiting.begin[rows], waiting.end[rows], waiting.came[rows]
        since = np.maximum(begin, waiting.got[rows])
        exposed = waiting.got[rows] < end
        moments, goals = np.unique(end[came], return_counts=True)
        hits = np.searchsorted(moments, end[came & exposed])
        at_risk = _waiting(begin, end, moments)
        with_step = _waiting(since[exposed], end[exposed], moments)
        parts.append((np.bincount(hits, minlength=len(moments)), with_step, goals, at_risk))
    columns = [np.concatenate(one).astype(np.float64)[:, None] for one in zip(*parts, strict=True)]
    return Stratified(*columns)


def rates(waiting: Watched, n_treated: int, n_control: int) -> Numbers:
    """How much faster those who had the step came to the goal, by Mantel and Byar.

    At each moment a goal comes, customers who had the step before are compared with those who had not (yet), among all
    who still waited; Mantel and Haenszel put the moments together. A customer counts on both sides, one after the
    other, so that nobody has to live long enough to be counted as treated. ``risk_ratio`` is the ratio of the rates;
    there are no shares to compare, for all were watched for different times.

    Parameters
    ----------
    waiting
        Stretches of time.
    n_treated, n_control
        Customers who had the step before they stopped waiting, and those who had not.

    References
    ----------
    Mantel, Byar (1974), JASA 69, 81-86; the ratio: Bernstein, Anderson, Pike (1981), Biometrics 37, 475-487.
    """
    tables = risk_sets(waiting)
    exposed = waiting.got < waiting.end
    counts = int((waiting.came & exposed).sum()), n_treated, int((waiting.came & ~exposed).sum()), n_control
    compared = bool(tables.faced.any())
    names = ("risk_ratio", "risk_ratio_low", "risk_ratio_high")
    no_shares = dict.fromkeys((*DIFFERENCES, "share_treated", "share_control", "detectable"), np.nan)
    return {
        **two_arms(*counts, tested=False),
        **no_shares,
        **{name: float(one[0]) for name, one in zip(names, tables.risk_ratio(), strict=True)},
        "n_compared": n_treated + n_control if compared else 0,
        "p_value": float(tables.p()[0]) if compared else np.nan,
    }


def _waiting(begin: Waits, end: Waits, moments: Waits) -> NDArray[np.intp]:
    """How many stretches hold each moment: begin < moment ≤ end."""
    begun = np.searchsorted(np.sort(begin), moments, side="left")
    return begun - np.searchsorted(np.sort(end), moments, side="left")
