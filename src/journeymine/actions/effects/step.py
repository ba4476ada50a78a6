"""The rows of one step: its effect, and beside it what checks it and what would mislead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.actions.effects.comparing import SHARES, Numbers, columns, two_arms
from journeymine.actions.effects.observed import Observed
from journeymine.actions.effects.pursued import Pursued
from journeymine.actions.effects.sample_ratio import SampleRatio
from journeymine.actions.effects.trial import Trial
from journeymine.actions.rows import ActionRows
from journeymine.ranking.power import needed, power

RANDOMISED = "randomised hold-out"
EFFECT, BEFORE, RECEIVED, CRUDE = "effect", "before", "as received (biased)", "crude (biased)"


@dataclass(frozen=True)
class Words:
    """How step, goal and time are called in the notes.

    Attributes
    ----------
    step, goal
        The events.
    within
        How long the goal was waited for; None: for ever.
    """

    step: str
    goal: str
    within: Any

    @property
    def reached(self) -> str:
        """What reaching the goal is."""
        return f"goal {self.goal}" + ("" if self.within is None else f" within {self.within}")


def trial_rows(
    trial: Trial, check: SampleRatio, words: Words, detect: float | None, info: Mapping[str, Any]
) -> ActionRows:
    """The effect by assignment, the same of the time before, and the biased view by receipt."""
    effect = two_arms(*trial.counts(trial.goal))
    rows = [{"view": EFFECT, **effect}]
    if trial.before.any():
        rows.append({"view": BEFORE, **two_arms(*trial.counts(trial.before)), "detectable": np.nan})
    if trial.received.any() and not trial.received.all():
        rows.append({"view": RECEIVED, **two_arms(*trial.counts(trial.goal, trial.received), tested=False)})
    for row in rows:
        row["trusted"] = row["view"] != RECEIVED and not check.broken
        row["design"] = RANDOMISED if row["view"] != RECEIVED else "observational: who received it chose or was chosen"
    notes = trial_notes(trial, check, words, effect)
    told = [*notes, *_stated(effect, detect)]
    return ActionRows(columns(rows), tuple(told), info, SHARES)


def trial_notes(trial: Trial, check: SampleRatio, words: Words, effect: Numbers) -> list[str]:
    """What was compared, who was left out, whether it can be trusted, who received the step and what could be found."""
    got, treated, leaked, held = trial.counts(trial.received)
    absent = f"; {trial.n_absent:,} of those assigned have no event in the log, and count" if trial.n_absent else ""
    who = f"{len(trial.treated):,} customers by assignment, whatever they received"
    received = (
        f"{words.step} was received in that time by {got / treated:.2%} of the treated and {leaked / held:.2%} of"
    )
    return [
        f"{RANDOMISED}: {who}: {treated:,} treated, {held:,} held out",
        f"{words.reached} after {trial.clock}{absent}",
        *left_out(trial.excluded),
        str(check),
        f"{received} those held out; to compare by receipt is biased, for nobody received it by chance",
        _found(effect),
    ]


def observed_rows(
    seen: Observed | Pursued, design: str, words: Words, detect: float | None, info: Mapping[str, Any]
) -> ActionRows:
    """What a design says, and beside it what nobody should."""
    effect, crude = seen.numbers(0), seen.crude(0)
    rows = [
        {"view": view, **numbers, "trusted": False, "design": f"observational: {design}"}
        for view, numbers in ((EFFECT, effect), (CRUDE, crude))
    ]
    got, rest = crude["n_treated"], crude["n_control"]
    notes = [
        f"observational: {design}; time begins at {seen.clock}",
        f"{len(seen):,} customers: {got:,} with {words.step} in the evidence, {rest:,} without",
        f"{words.reached}; {seen.compared}; something can be said of {effect['n_compared']:,.0f} customers",
        *left_out(seen.excluded),
        "who got the step may differ from who did not in more than the step: a hold-out would tell",
    ]
    return ActionRows(columns(rows), (*notes, *_stated(crude, detect, planned=True)), info, SHARES)


def left_out(excluded: Mapping[str, int]) -> list[str]:
    """Who is not in it, if anybody."""
    told = "; ".join(f"{count:,} ({reason})" for reason, count in excluded.items())
    return [f"left out: {told}"] if told else []


def _found(effect: Numbers) -> str:
    least = effect["detectable"]
    if np.isnan(least):
        return "no rise is large enough to be found with 80 % power by so few customers"
    return f"the smallest rise that so many customers find with 80 % power: {least:.2%} (percentage points)"


def _stated(effect: Numbers, detect: float | None, *, planned: bool = False) -> list[str]:
    """What it takes to find the effect that was stated."""
    if detect is None:
        return []
    base = effect["share_control"]
    each = needed(base, detect)[0]
    takes = f"an effect of {detect:+.2%} (percentage points) is found with 80 % power by {each:,} customers in each arm"
    if planned:
        return [f"{takes} of a hold-out"]
    chance = power(base, detect, effect["n_treated"], effect["n_control"])
    return [f"{takes}; the arms as they are find it with {chance:.0%}"]
