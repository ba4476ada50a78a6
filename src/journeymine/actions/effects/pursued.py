"""Without a hold-out and without a landmark: customers followed until the goal, whenever the step comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.comparing import Numbers, two_arms
from journeymine.actions.effects.risk_sets import rates, watched
from journeymine.actions.effects.time_zero import FIRST_EVENT, TimeZero
from journeymine.actions.effects.trial import CENSORED, NO_START
from journeymine.actions.effects.waiting import Codes, Waits, since_then, waits
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.evidence import Evidence
from journeymine.journeys.selection import select
from journeymine.ranking.strata import LENGTH, strata_of

AT_ONCE = "goal at time zero"


@dataclass(frozen=True, eq=False)
class Pursued:
    """Customers, and when what came to them.

    Attributes
    ----------
    got
        When each step came since time zero: uint64, shape (n,) each.
    goal, observed_for
        When the goal came, and how long was looked: uint64, shape (n,).
    stratum
        int64, shape (n,), from 0.
    strata
        What the strata are made of.
    excluded
        Who is left out, by reason.
    clock
        What time zero is, in words.
    """

    got: tuple[Waits, ...]
    goal: Waits
    observed_for: Waits
    stratum: NDArray[np.int64]
    strata: tuple[str, ...]
    excluded: Mapping[str, int]
    clock: str

    def __len__(self) -> int:
        return len(self.goal)

    @property
    def compared(self) -> str:
        """Who is compared with whom."""
        others = ["all other steps"] if len(self.got) > 1 else []
        strata = ", ".join([*self.strata, *others])
        within = f", within strata of {strata}" if strata else ""
        return f"compared whenever a goal comes, among those who still wait{within}; risk_ratio is that of the rates"

    def numbers(self, step: int) -> Numbers:
        """Those who had a step against those who had not yet, at the same time since time zero."""
        waiting = watched(self.got, step, self.goal, self.observed_for, self.stratum)
        n = int(self._ever(step).sum())
        return rates(waiting, n, len(self) - n)

    def crude(self, step: int) -> Numbers:
        """Who ever got a step before the goal against who never did: immortal time and all."""
        ever, came = self._ever(step), self.goal <= self.observed_for
        return two_arms(
            int((ever & came).sum()), int(ever.sum()), int((~ever & came).sum()), int((~ever).sum()), tested=False
        )

    def _ever(self, step: int) -> NDArray[np.bool_]:
        return np.asarray(self.got[step] < np.minimum(self.goal, self.observed_for))


def pursue(
    coded: CodedJourneys, steps: Sequence[Codes], goal: Codes, strata: Any, zero: TimeZero | None, where: str
) -> Pursued:
    """Follow customers from time zero to the goal, or the end of observation.

    The length of what came before the goal is no stratum here: who waits longer has more of it, and time since time
    zero is compared as it is.

    Parameters
    ----------
    coded
        One journey a customer, with times.
    steps, goal
        The codes of each step, and of the goal.
    strata
        As of contrasts.
    zero
        The time zero of each customer; None: the first event.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        Nobody is left to be followed.
    """
    assert coded.times is not None
    first = coded.times[coded.offsets[:-1].astype(np.int64)]
    origin, known = (first, np.ones(len(coded), np.bool_)) if zero is None else (zero.origin, zero.known)
    until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
    reached = waits(coded, goal, origin, at_once=True)
    kept, excluded = known.copy(), {NO_START: int((~known).sum())}
    for reason, out in {AT_ONCE: reached == 0, CENSORED: until <= origin}.items():
        excluded[reason] = int((kept & out).sum())
        kept &= ~out
    rows = np.flatnonzero(kept)
    if not len(rows):
        told = "; ".join(f"{count:,} ({reason})" for reason, count in excluded.items())
        message = f"`goal` of {where} must leave somebody to wait for it; left out: {told}."
        raise OptionError(message)
    evidence = Evidence(select(coded, rows), rows, np.zeros(len(rows), np.int64), ("all",), {}, timed=True)
    grouped = strata_of(coded, evidence, _without_length(strata), where)
    return Pursued(
        got=tuple(waits(coded, codes, origin, at_once=True)[rows] for codes in steps),
        goal=reached[rows],
        observed_for=since_then(until[rows], origin[rows]),
        stratum=grouped.number,
        strata=grouped.names,
        excluded={reason: count for reason, count in excluded.items() if count},
        clock=FIRST_EVENT if zero is None else zero.words,
    )


def _without_length(strata: Any) -> Any:
    if isinstance(strata, list | tuple):
        return [one for one in strata if not (isinstance(one, str) and one == LENGTH)]
    return None if isinstance(strata, str) and strata == LENGTH else strata
