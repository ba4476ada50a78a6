"""What was asked of a step, checked, and the table that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from journeymine.actions.effects.observed import Observed, observational_design, observe
from journeymine.actions.effects.pursued import Pursued, pursue
from journeymine.actions.effects.sample_ratio import read_ratio, sample_ratio
from journeymine.actions.effects.step import Words, observed_rows, trial_rows
from journeymine.actions.effects.time_zero import TimeZero, time_of_all
from journeymine.actions.effects.trial import Trial, follow
from journeymine.actions.effects.waiting import Codes, event_codes, told
from journeymine.actions.rows import ActionRows
from journeymine.journeys import designs
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.designs import Landmark, UntilOutcome
from journeymine.options import bad_option, clash, duration, duration_text
from journeymine.patterns.info import plain
from journeymine.ranking.power import read_effect

BY_LENGTH = ("length",)


@dataclass(frozen=True, eq=False)
class Asked:
    """The options that `step_effect` and `campaign_effects` share, as the user gave them."""

    within: Any
    holdout: Any
    control: Any
    start: Any
    ratio: Any
    design: Any
    strata: Any
    observed_until: Any

    def told(self, coded: CodedJourneys, where: str) -> dict[str, Any]:
        """The options as they can stand in a file; customers are named in none of them."""
        trial = {name: described(getattr(self, name)) for name in ("holdout", "control", "start", "ratio")}
        designed: dict[str, Any] = {"design": None, "strata": None}
        if self.holdout is None:
            design = observational_design(self.design, self.within, where)
            designed.update(design=designs.told(design), strata=described(self.strata))
        return {
            "verb": where,
            "within": plain(duration_text(self.within)),
            **trial,
            **designed,
            "observed_until": plain(self.observed_until),
            "n_customers_of_log": len(coded),
        }


def step_table(coded: CodedJourneys, step: Any, goal: Any, asked: Asked, detect: Any, where: str) -> ActionRows:
    """The answer for one step.

    Parameters
    ----------
    coded
        One journey a customer.
    step, goal
        Event names, or sets of them.
    asked
        The options.
    detect
        The difference of shares that is to be found, or None.
    where
        The public verb, for messages.
    """
    codes, goals = both_codes(coded, step, goal, "step", where)
    words = Words(told(step), told(goal), duration_text(asked.within))
    info = {**asked.told(coded, where), "step": plain(step), "goal": plain(goal), "detect": plain(detect)}
    if asked.holdout is None:
        refuse_of_trials(asked, where)
        design = observational_design(asked.design, asked.within, where)
        zero = time_of_all(coded, asked.start, where)
        seen = look(coded, [codes], goals, design, asked.strata, zero, where)
        crude = seen.crude(0)
        base = crude["share_control"] if crude["n_control"] else 0.0
        return observed_rows(seen, str(design), words, _stated(detect, base, where), info)
    trial = followed(coded, codes, goals, asked, where)
    check = sample_ratio(*trial.assigned, read_ratio(asked.ratio, where))
    reached, n = trial.counts(trial.goal)[2:]
    return trial_rows(trial, check, words, _stated(detect, reached / n, where), info)


def look(
    coded: CodedJourneys,
    steps: Sequence[Codes],
    goal: Codes,
    design: UntilOutcome | Landmark,
    strata: Any,
    zero: TimeZero | None,
    where: str,
) -> Observed | Pursued:
    """What a design shows of steps that had no hold-out."""
    if isinstance(design, Landmark):
        return observe(coded, steps, goal, design, strata, zero, where)
    return pursue(coded, steps, goal, strata, zero, where)


def both_codes(coded: CodedJourneys, step: Any, goal: Any, option: str, where: str) -> tuple[Codes, Codes]:
    """The codes of step and goal, which have no event in common."""
    codes, goals = event_codes(coded, step, option, where), event_codes(coded, goal, "goal", where)
    shared = set(codes).intersection(goals)
    if shared:
        why = f"{coded.vocabulary.name(min(shared))!r} cannot be what is done and what is waited for"
        raise clash(option, "goal", where, why)
    return codes, goals


def followed(coded: CodedJourneys, step: Codes, goal: Codes, asked: Asked, where: str) -> Trial:
    """The trial of a step."""
    if asked.design is not None:
        raise clash("design", "holdout", where, "a hold-out needs no design; leave one of them out")
    if not by_length(asked.strata):
        raise clash("strata", "holdout", where, "arms that chance made are alike; leave it out")
    if asked.within is None:
        raise bad_option("within", where, "how long the goal is waited for, such as '14d'", None)
    within = floor(duration(asked.within, "within", where, coded.time_unit))
    given = {"holdout": asked.holdout, "control": asked.control, "start": asked.start}
    return follow(coded, step, goal, within, given, where)


def by_length(strata: Any) -> bool:
    """Is the option what it is where nobody says otherwise?"""
    return isinstance(strata, list | tuple) and list(strata) == list(BY_LENGTH)


def refuse_of_trials(asked: Asked, where: str) -> None:
    """Options of hold-outs without one would be ignored."""
    for name, value, default in (("control", asked.control, None), ("ratio", asked.ratio, 0.5)):
        if value != default:
            raise clash(
                name, "holdout=None", where, "it is about the arms of a hold-out; leave it out or say who they are"
            )


def described(given: Any) -> Any:
    """What a file can hold of an option: its value where that is a word or a number, else what kind of thing it was."""
    if isinstance(given, Mapping) or (hasattr(given, "__array__") and not hasattr(given, "item")):
        return f"a {type(given).__name__}"
    if isinstance(given, list | tuple):
        return [described(one) for one in given]
    return plain(given)


def _stated(detect: Any, base: float, where: str) -> float | None:
    return None if detect is None else read_effect(detect, base, "detect", where)
