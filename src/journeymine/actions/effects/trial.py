"""A trial followed to its end: every customer by the arm assigned, whatever they received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.arms import Arms, read_arms
from journeymine.actions.effects.time_zero import time_zero
from journeymine.actions.effects.waiting import NEVER, Codes, Waits, came_before, in_time, observed, waits
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys

Flags = NDArray[np.bool_]

NO_ARM = "in no arm"
BOTH_ARMS = "assigned to both arms at once"
NO_START = "no time zero"
CENSORED = "not observed to the end"


@dataclass(frozen=True, eq=False)
class Trial:
    """Customers of two arms who were observed for long enough.

    Attributes
    ----------
    treated, goal, received, before
        bool, shape (n,): was to be treated; reached the goal in time; got the step in time; had reached the goal in as
        long a time before.
    assigned
        How many were assigned to be treated and held out, those left out included.
    n_absent
        How many of all assigned have no event in the log.
    excluded
        Who is left out, by reason.
    clock
        What time zero is, in words.
    """

    treated: Flags
    goal: Flags
    received: Flags
    before: Flags
    assigned: tuple[int, int]
    n_absent: int
    excluded: Mapping[str, int]
    clock: str

    def counts(self, what: Flags, exposed: Flags | None = None) -> tuple[int, int, int, int]:
        """Of the treated how many, out of how many, and of the controls; or of those exposed and not."""
        one = self.treated if exposed is None else exposed
        return int((what & one).sum()), int(one.sum()), int((what & ~one).sum()), int((~one).sum())


def follow(
    coded: CodedJourneys,
    step: Codes,
    goal: Codes,
    within: int,
    asked: Mapping[str, Any],
    where: str,
) -> Trial:
    """Everybody assigned, followed from time zero.

    Parameters
    ----------
    coded
        One journey a customer, with times and the end of observation.
    step, goal
        Codes of the events.
    within
        How long the goal is waited for, in the log's unit: t0 < goal ≤ t0 + within. The step is received in time if it
        comes in [t0, t0 + within].
    asked
        ``holdout``, ``control`` and ``start`` as the user gave them.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        A bad option, or an arm is empty once those who were not observed for so long are left out.
    """
    arms = read_arms(coded, asked["holdout"], asked["control"], where)
    zero = time_zero(coded, arms, step, asked["start"], where)
    n = len(coded)
    origin = zero.origin[:n]
    absent = len(arms.absent)
    # Who has no event has not reached the goal: left out, the arm that is written to would look better or worse.
    reached = in_time(_padded(waits(coded, goal, origin, at_once=False), absent), within)
    received = in_time(_padded(waits(coded, step, origin, at_once=True), absent), within)
    before = np.concatenate([came_before(coded, goal, origin, within), np.zeros(absent, np.bool_)])
    assert coded.observed_until is not None
    end = np.broadcast_to(np.asarray(coded.observed_until, np.int64), n)
    until = np.concatenate([end, np.full(absent, end.max(initial=0))])
    kept, excluded = _sieved(arms, zero.known, observed(until, zero.origin, within))
    treated = arms.arm == 1
    if not (kept & treated).any() or not (kept & ~treated).any():
        told = "; ".join(f"{count:,} {reason}" for reason, count in excluded.items())
        message = (
            f"`within` of {where} must leave customers in both arms who were observed for so long; left out: {told}."
        )
        raise OptionError(message)
    return Trial(treated[kept], reached[kept], received[kept], before[kept], arms.sizes, absent, excluded, zero.words)


def _sieved(arms: Arms, known: Flags, observed_long: Flags) -> tuple[Flags, dict[str, int]]:
    """Who stays, and how many do not, each under the first reason that holds."""
    kept = np.ones(len(arms.arm), np.bool_)
    excluded = {}
    for reason, out in {NO_ARM: arms.arm < 0, NO_START: ~known, CENSORED: ~observed_long}.items():
        excluded[reason] = int((kept & out).sum())
        kept &= ~out
    excluded[NO_ARM] -= arms.unclear
    excluded[BOTH_ARMS] = arms.unclear
    return kept, {reason: count for reason, count in excluded.items() if count}


def _padded(waited: Waits, absent: int) -> Waits:
    return np.concatenate([waited, np.full(absent, NEVER)])
