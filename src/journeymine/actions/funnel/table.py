"""A funnel as a table, with the words that belong over it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from journeymine.actions.funnel.asked import ENDLESS, Asked, read
from journeymine.actions.funnel.numbers import SHARES, numbers
from journeymine.actions.funnel.segments import Segments, differences, segments
from journeymine.actions.funnel.units import Units, units
from journeymine.actions.funnel.walks import Walks, walk
from journeymine.actions.rows import ActionRows, Column
from journeymine.journeys.coded import CodedJourneys

DESIGN = (
    "observational: what customers did on their own; a difference between segments is no effect of belonging to one"
)


@dataclass(frozen=True, eq=False)
class Study:
    """A funnel that was followed: the journeys, what was asked, and what is counted."""

    coded: CodedJourneys
    asked: Asked
    units: Units


def funnel(
    coded: CodedJourneys, steps: Any, *, within: Any, order: Any, count: Any, entry: Any, by: Any
) -> tuple[Study, ActionRows]:
    """Follow customers through steps; all options as of `EventLog.funnel`.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a", "x", "b"], ["a"], ["b"]])
    >>> _, table = funnel(coded, ["a", "b"], within=2, order="loose", count="customers", entry=None, by=None)
    >>> table.columns["n_reached"].tolist(), table.columns["share"].tolist()
    ([2, 1], [1.0, 0.5])
    """
    asked = read(coded, steps, within, order, count, entry)
    walks = walk(coded, asked)
    counted = units(coded, walks, asked)
    study = Study(coded, asked, counted)
    known = None if by is None else segments(coded, counted, by)
    info = {
        **asked.told(),
        "by": by if by is None or isinstance(by, str) else f"a {type(by).__name__}",
        "design": DESIGN.partition(":")[0],
        "n_entered": int(counted.many.sum()),
    }
    notes = tuple(_notes(study, walks, known))
    columns = _whole(study) if known is None else _by_segment(study, known)
    return study, ActionRows(columns, notes, info, frozenset((*SHARES, "difference", *_BOUNDS)))


_BOUNDS = ("difference_low", "difference_high")


def _whole(study: Study) -> dict[str, Column]:
    return {**_steps(study.asked, 1), **numbers(study.units, study.asked, study.coded.time_unit)}


def _by_segment(study: Study, known: Segments) -> dict[str, Column]:
    parts = [
        numbers(study.units.among(known.place == place), study.asked, study.coded.time_unit)
        for place in range(len(known.names))
    ]
    names = np.empty(len(known.names), object)
    names[:] = known.names
    columns: dict[str, Column] = {"segment": np.repeat(names, len(study.asked.steps))}
    columns |= _steps(study.asked, len(known.names))
    if parts:
        columns |= {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return columns | differences(study.units, study.asked, known)


def _steps(asked: Asked, times: int) -> dict[str, Column]:
    names = np.array([step.name for step in asked.steps], object)
    return {"step": np.tile(np.arange(1, len(names) + 1), times), "event": np.tile(names, times)}


def _notes(study: Study, walks: Walks, known: Segments | None) -> list[str]:
    asked, counted = study.asked, study.units
    return [
        _who(study),
        _rule(asked),
        _censored(study, walks),
        DESIGN,
        *([] if known is None else [_segments(counted, known)]),
    ]


def _who(study: Study) -> str:
    asked, counted = study.asked, study.units
    n, people = int(counted.many.sum()), counted.n_owners
    entered = f"entered by {asked.steps[0].name}"
    if asked.count == "entries":
        return f"{n:,} entries by {asked.steps[0].name}, each counted, of {people:,} customers"
    which = "by the first entry of each" if asked.entry == "first" else "by whichever entry of each got furthest"
    owners = f" of {people:,} customers" if asked.count == "journeys" and study.coded.multiplicity is None else ""
    return f"{n:,} {asked.count}{owners} {entered}, counted {which}"


def _rule(asked: Asked) -> str:
    between = "other events in between allowed" if asked.order == "loose" else "each step the very next event"
    window = "to the end of the journey" if asked.within == ENDLESS else f"within {asked.window} of the entry"
    return f"steps in this order {window}, {between}; share: of n_eligible, step_share: of those at the step before"


def _censored(study: Study, walks: Walks) -> str:
    counted = study.units
    late = f"; {walks.n_late:,} entries after the end of observation left out" if walks.n_late else ""
    if study.asked.within == ENDLESS:
        return f"no window: who was still under way when observation ended counts as dropped{late}"
    left = int(counted.many[~counted.eligible].sum())
    seen = int(counted.many[counted.eligible].sum())
    if study.asked.entry == "any":
        how = "no share_km, for time from an entry chosen by what followed has no curve"
    else:
        how = "share_km: Kaplan-Meier from the entry, over all of them"
    return f"{seen:,} observed for the whole window (n_eligible), {left:,} for less{late}; {how}"


def _segments(counted: Units, known: Segments) -> str:
    out = int(counted.many[known.place < 0].sum())
    left = f"; {out:,} without a segment left out" if out else ""
    return (
        "difference: of step_share against all other segments, with Newcombe's interval; q_value: Benjamini-Hochberg "
        f"over all segments and steps{left}"
    )
