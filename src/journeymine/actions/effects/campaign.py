"""The rows of a campaign: each step by its own hold-out, or beside all other steps that customers got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.effects.arms import TREATED, read_arms
from journeymine.actions.effects.asking import (
    BY_LENGTH,
    Asked,
    both_codes,
    by_length,
    described,
    followed,
    look,
    refuse_of_trials,
)
from journeymine.actions.effects.comparing import SHARES, columns, two_arms
from journeymine.actions.effects.observed import Observed, observational_design
from journeymine.actions.effects.pursued import Pursued
from journeymine.actions.effects.reach import Reach, reach
from journeymine.actions.effects.sample_ratio import SampleRatio, read_ratio, sample_ratio
from journeymine.actions.effects.step import RANDOMISED, left_out
from journeymine.actions.effects.time_zero import TimeZero, time_of_all, time_zero
from journeymine.actions.effects.trial import Trial
from journeymine.actions.effects.waiting import Codes, told
from journeymine.actions.rows import ActionRows
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.selection import select
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, choice, clash, duration, duration_text
from journeymine.patterns.info import plain
from journeymine.ranking.corrections import CORRECTIONS

ALL_STEPS = "(all steps)"

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Campaign:
    """What is asked of several steps.

    Attributes
    ----------
    coded
        One journey a customer.
    steps
        Names, in the order asked for.
    codes
        The code of each step.
    goal
        Codes of the goal.
    asked
        The options; hold-outs, starts and ratios may be mappings by step.
    where
        The public verb, for messages.
    """

    coded: CodedJourneys
    steps: tuple[Name, ...]
    codes: tuple[Codes, ...]
    goal: Codes
    asked: Asked
    where: str

    @property
    def every(self) -> Codes:
        """The codes of all steps."""
        return tuple(code for codes in self.codes for code in codes)

    def own(self, given: Any, step: Name) -> Any:
        """What an option says of a step; None where it is a mapping by step that leaves it out."""
        return given.get(step) if self.by_step(given) else given

    def by_step(self, given: Any) -> bool:
        """Is an option a mapping by step?"""
        return isinstance(given, Mapping) and bool(given) and set(given) <= set(self.steps)


def campaign_table(coded: CodedJourneys, steps: Any, goal: Any, asked: Asked, method: str, where: str) -> ActionRows:
    """A row a step, with all that is known of its effect.

    Parameters
    ----------
    coded
        One journey a customer.
    steps
        Names of events, or patterns of names.
    goal
        Event names.
    asked
        The options.
    method
        Of correcting p-values.
    where
        The public verb, for messages.
    """
    correct = CORRECTIONS[choice(method, "method", where, CORRECTIONS)]
    names = _steps(coded, steps, where)
    pairs = [both_codes(coded, name, goal, "steps", where) for name in names]
    campaign = Campaign(coded, names, tuple(codes for codes, _ in pairs), pairs[0][1], asked, where)
    rows, notes = _answered(campaign)
    p = np.array([row["p_value"] for row in rows])
    tested = ~np.isnan(p)
    q = np.full(len(p), np.nan)
    q[tested] = correct(p[tested], int(tested.sum()))
    made = columns([_ordered(row, float(value)) for row, value in zip(rows, q, strict=True)])
    made["lead_time_median"] = _times([row["lead_time_median"] for row in rows], coded.time_unit)
    made["step"] = np.array([row["step"] for row in rows], object)
    info = {**_told(campaign), "steps": plain(list(names)), "goal": plain(goal), "method": method}
    info["family_size"] = int(tested.sum())
    return ActionRows(made, tuple(notes), info, SHARES)


def _steps(coded: CodedJourneys, given: Any, where: str) -> tuple[Name, ...]:
    listed = list(given) if isinstance(given, list | tuple) else [given]
    known = coded.vocabulary.names()
    names = [name for one in listed for name in chosen_names(known, one, "steps", where)]
    if not names:
        raise bad_option("steps", where, "a list of events, or a pattern such as 'mail:*'", given)
    return tuple(dict.fromkeys(names))


def _answered(campaign: Campaign) -> tuple[list[Row], list[str]]:
    asked = campaign.asked
    if asked.holdout is None:
        refuse_of_trials(asked, campaign.where)
        return _without(campaign, range(len(campaign.steps)))
    if campaign.by_step(asked.holdout):
        return _each_with_its_own(campaign)
    return _one_for_all(campaign)


def _each_with_its_own(campaign: Campaign) -> tuple[list[Row], list[str]]:
    """Steps by their own hold-outs; those without one beside the others."""
    asked, places = campaign.asked, range(len(campaign.steps))
    alone = [place for place in places if campaign.steps[place] not in asked.holdout]
    if not alone and not (asked.design is None and by_length(asked.strata)):
        option = "strata" if asked.design is None else "design"
        raise clash(option, "holdout", campaign.where, "every step has a hold-out, which needs none; leave it out")
    rows: dict[int, Row] = {}
    notes = []
    for place in places:
        if place not in alone:
            name = campaign.steps[place]
            own = {option: campaign.own(getattr(asked, option), name) for option in ("holdout", "control", "start")}
            trial = followed(
                campaign.coded,
                campaign.codes[place],
                campaign.goal,
                replace(asked, **own, design=None, strata=BY_LENGTH),
                campaign.where,
            )
            check = sample_ratio(*trial.assigned, read_ratio(campaign.own(asked.ratio, name), campaign.where))
            rows[place] = _trial_row(campaign, name, campaign.codes[place], trial, check)
            notes += _trial_notes(campaign, told(name), trial, check)
    if alone:
        others, words = _without(campaign, alone)
        rows |= dict(zip(alone, others, strict=True))
        notes += words
    return [rows[place] for place in places], notes


def _one_for_all(campaign: Campaign) -> tuple[list[Row], list[str]]:
    """The campaign as a whole by its hold-out; its steps beside each other, among those who were to be treated."""
    asked, where = campaign.asked, campaign.where
    for option in ("start", "ratio"):
        if campaign.by_step(getattr(asked, option)):
            why = "there is one hold-out for all steps; pass a mapping of steps to hold-outs, or one value"
            raise clash(option, "holdout", where, why)
    trial = followed(
        campaign.coded, campaign.every, campaign.goal, replace(asked, design=None, strata=BY_LENGTH), where
    )
    check = sample_ratio(*trial.assigned, read_ratio(asked.ratio, where))
    whole = _trial_row(campaign, ALL_STEPS, campaign.every, trial, check)
    arms = read_arms(campaign.coded, asked.holdout, asked.control, where)
    zero = time_zero(campaign.coded, arms, campaign.every, asked.start, where)
    n = len(campaign.coded)
    treated = np.flatnonzero((arms.arm[:n] == TREATED) & zero.known[:n])
    begun = TimeZero(zero.origin[treated], zero.known[treated], zero.words)
    design = observational_design(asked.design, asked.within, where)
    among = select(campaign.coded, treated)
    observed = look(among, campaign.codes, campaign.goal, design, asked.strata, begun, where)
    rows = [_observed_row(campaign, place, observed, str(design)) for place in range(len(campaign.steps))]
    notes = _trial_notes(campaign, "the whole campaign", trial, check)
    notes.append("one hold-out tells of the campaign as a whole; its steps are compared among those to be treated")
    return [whole, *rows], [*notes, *_observed_notes(observed, str(design))]


def _without(campaign: Campaign, places: Sequence[int]) -> tuple[list[Row], list[str]]:
    """Steps beside each other, in the evidence of a design."""
    asked, where = campaign.asked, campaign.where
    design = observational_design(asked.design, asked.within, where)
    rows, notes, seen = [], [], None
    for place in places:
        # Who was compared is the same for all steps, unless each has a time zero of its own.
        if seen is None or campaign.by_step(asked.start):
            zero = time_of_all(campaign.coded, campaign.own(asked.start, campaign.steps[place]), where)
            seen = look(campaign.coded, campaign.codes, campaign.goal, design, asked.strata, zero, where)
            notes += _observed_notes(seen, str(design))
        rows.append(_observed_row(campaign, place, seen, str(design)))
    return rows, notes


def _trial_row(campaign: Campaign, name: Name, codes: Codes, trial: Trial, check: SampleRatio) -> Row:
    numbers = two_arms(*trial.counts(trial.goal))
    return {**_reached(campaign, name, codes), **numbers, "trusted": not check.broken, "design": RANDOMISED}


def _observed_row(campaign: Campaign, place: int, seen: Observed | Pursued, design: str) -> Row:
    known = {**_reached(campaign, campaign.steps[place], campaign.codes[place]), **seen.numbers(place)}
    return {**known, "trusted": False, "design": f"observational: {design}"}


def _reached(campaign: Campaign, name: Name, codes: Codes) -> Row:
    given = campaign.asked.within
    within = None if given is None else floor(duration(given, "within", campaign.where, campaign.coded.time_unit))
    who: Reach = reach(campaign.coded, codes, campaign.goal, within)
    return {"step": name, "n_reached": who.n_reached, "reach": who.share, "lead_time_median": who.lead_time}


def _trial_notes(campaign: Campaign, step: str, trial: Trial, check: SampleRatio) -> list[str]:
    within = duration_text(campaign.asked.within)
    who = f"{len(trial.treated):,} customers by assignment, whatever they received"
    return [
        f"{step}: {RANDOMISED}, {who}; goal within {within} after {trial.clock}",
        *left_out(trial.excluded),
        str(check),
    ]


def _observed_notes(seen: Observed | Pursued, design: str) -> list[str]:
    return [
        f"observational: {design}; time begins at {seen.clock}",
        f"{len(seen):,} customers, {seen.compared}",
        *left_out(seen.excluded),
        "who got a step may differ from who did not in more than the step: a hold-out of each step would tell",
    ]


def _ordered(row: Row, q: float) -> Row:
    """The columns as they are shown; q beside p, what is less often read last."""
    first, last = ("step", "n_reached", "reach"), ("lead_time_median", "detectable", "trusted", "design")
    middle = {name: value for name, value in row.items() if name not in {*first, *last}}
    return {**{name: row[name] for name in first}, **middle, "q_value": q, **{name: row[name] for name in last}}


def _times(given: Sequence[float | None], unit: str | None) -> NDArray[Any]:
    """Lengths of time, to the log's unit; plain numbers where the log's time is one."""
    if unit is None:
        return np.array([np.nan if one is None else one for one in given])
    return np.array([np.timedelta64("NaT") if one is None else round(one) for one in given], f"timedelta64[{unit}]")


def _told(campaign: Campaign) -> dict[str, Any]:
    asked = campaign.asked
    names = ("holdout", "control", "start", "ratio")
    by_step = [name for name in names if campaign.by_step(getattr(asked, name))]
    own = {name: {str(step): described(one) for step, one in getattr(asked, name).items()} for name in by_step}
    designed = {}
    if not campaign.by_step(asked.holdout) or len(asked.holdout) < len(campaign.steps):
        # Its steps without a hold-out of their own are compared as if there were none.
        alone = replace(asked, holdout=None).told(campaign.coded, campaign.where)
        designed = {"design": alone["design"], "strata": alone["strata"]}
    return {**asked.told(campaign.coded, campaign.where), **own, **designed}
