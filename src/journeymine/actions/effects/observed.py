"""Without a hold-out: who got a step against who did not, with evidence and goal as a design of contrasts has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.comparing import Numbers, two_arms, within_strata
from journeymine.actions.effects.time_zero import FIRST_EVENT, TimeZero
from journeymine.actions.effects.trial import NO_START
from journeymine.actions.effects.waiting import Codes
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.cutting import cut_before, first_places, without_events
from journeymine.journeys.designs import Design, Landmark, UntilOutcome, WholeJourney, read_design
from journeymine.journeys.evidence import gather
from journeymine.journeys.selection import select
from journeymine.options import bad_option, clash, duration
from journeymine.ranking.strata import strata_of

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Observed:
    """Customers of the evidence.

    Attributes
    ----------
    exposed
        bool, shape (n, n_steps): who got which step within the evidence, so before the outcome is waited for.
    goal
        bool, shape (n,).
    stratum
        int64, shape (n,): of the length of the evidence without the steps, and whatever else was named.
    strata
        What the strata are made of.
    excluded
        Who is left out, by reason.
    clock
        What time zero is, in words.
    """

    exposed: Flags
    goal: Flags
    stratum: NDArray[np.int64]
    strata: tuple[str, ...]
    excluded: Mapping[str, int]
    clock: str

    def __len__(self) -> int:
        return len(self.goal)

    @property
    def compared(self) -> str:
        """Who is compared with whom."""
        others = ["all other steps"] if self.exposed.shape[1] > 1 else []
        return f"compared within strata of {', '.join([*self.strata, *others]) or 'nothing'}"

    def numbers(self, step: int) -> Numbers:
        """Those who got a step against those who did not, like with like."""
        return {**within_strata(self.exposed[:, step], self.goal, self.beside(step)), "detectable": np.nan}

    def crude(self, step: int) -> Numbers:
        """The same, all strata as one."""
        one = self.exposed[:, step]
        counts = (self.goal & one).sum(), one.sum(), (self.goal & ~one).sum(), (~one).sum()
        return two_arms(*(int(count) for count in counts), tested=False)

    def beside(self, step: int) -> NDArray[np.int64]:
        """Strata in which customers are alike in all other steps, too: int64, shape (n,), from 0."""
        number = self.stratum
        for other in range(self.exposed.shape[1]):
            if other != step:
                number = np.unique(number * 2 + self.exposed[:, other], return_inverse=True)[1].astype(np.int64)
        return number


def observational_design(design: Any, within: Any, where: str) -> UntilOutcome | Landmark:
    """The design of a comparison without a hold-out.

    Parameters
    ----------
    design
        As the user gave it; None: a landmark after as long a time as the goal is waited for.
    within
        How long the goal is waited for; must be None for `UntilOutcome`, which waits for ever.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        It leaks, or says otherwise than `within` how long the goal is waited for.

    Examples
    --------
    >>> print(observational_design(None, "14d", "step_effect"))
    events of the first 14d; outcome within the 14d after them
    """
    read: Design = Landmark(within) if design is None else read_design(design, where)
    if isinstance(read, WholeJourney):
        must = "a hold-out, jm.Landmark('7d') or jm.UntilOutcome(): whole journeys show what came after the goal, too"
        raise bad_option("design", where, must, read)
    if isinstance(read, UntilOutcome):
        if within is not None:
            raise clash("within", "jm.UntilOutcome()", where, "that design waits for ever; take jm.Landmark('7d')")
        return read
    if within is None:
        raise bad_option("within", where, "how long the goal is waited for, such as '14d'", within)
    if read.horizon is not None and read.horizon != within:
        raise clash("within", "horizon of jm.Landmark", where, "both say how long the goal is waited for; give one")
    return replace(read, horizon=within)


def observe(
    coded: CodedJourneys,
    steps: Sequence[Codes],
    goal: Codes,
    design: Landmark,
    strata: Any,
    zero: TimeZero | None,
    where: str,
) -> Observed:
    """Who got which steps, and who reached the goal thereafter.

    The length of the evidence, by which customers are compared with their like, is counted without the steps: with them
    who got a step would be compared with those who did one thing more of their own.

    Parameters
    ----------
    coded
        One journey a customer.
    steps, goal
        The codes of each step, and of the goal.
    design
        What is evidence, and when the goal counts.
    strata
        As of contrasts.
    zero
        The time zero of each journey, before which events do not count; None: its first event.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        A bad option; or nobody reached the goal, or everybody.
    """
    # Here, as the contrast would call it by the name of its own option.
    duration(design.horizon, "within", where, coded.time_unit)
    named = {coded.vocabulary.name(code) for code in goal}
    source, origin, late = coded, None, {}
    if zero is not None:
        rows = np.flatnonzero(zero.known)
        origin = zero.origin[rows]
        source = cut_before(select(coded, rows), origin)
        late = {NO_START: len(coded) - len(rows)} if len(rows) < len(coded) else {}
    evidence = gather(source, named, design, None, where, option="goal", origin=origin)
    exposed = np.column_stack([first_places(evidence.coded, codes) >= 0 for codes in steps])
    every = tuple(code for codes in steps for code in codes)
    bare = replace(evidence, coded=without_events(evidence.coded, every))
    grouped = strata_of(source, bare, strata, where)
    clock = FIRST_EVENT if zero is None else zero.words
    return Observed(exposed, evidence.group == 0, grouped.number, grouped.names, {**late, **evidence.excluded}, clock)
