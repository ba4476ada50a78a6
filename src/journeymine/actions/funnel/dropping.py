"""Who took a step and who did not → the events before the parting of their ways, or those after it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.funnel.asked import ENDLESS
from journeymine.actions.funnel.table import Study
from journeymine.actions.funnel.walks import Walks, element_starts, observed, since
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import stretches
from journeymine.options import duration_text

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]

LOST, WON = "lost", "won"
VIEWS = ("before", "instead")


@dataclass(frozen=True, eq=False)
class Parting:
    """What the lost and the won are compared on.

    Attributes
    ----------
    coded
        Their evidence, a journey each.
    label
        ``"lost"`` or ``"won"``, shape (n,).
    excluded
        How many are not in it, by reason.
    words
        What the evidence is.
    leaks
        Have the two sides been looked at for unequally long, so that nothing can be tested?
    """

    coded: CodedJourneys
    label: NDArray[np.str_]
    excluded: dict[str, int]
    words: str
    leaks: bool


def parting(study: Study, step: int, view: str, after: int | None, told: object) -> Parting:
    """The evidence of a drop-off.

    In it is who was observed for the whole window and took the step before. Their ways part when they do: at the first
    of their entries that gets so far.

    Parameters
    ----------
    study
        The funnel.
    step
        The place of the step, from 0.
    view
        ``"before"``: all of the journey up to and with the step before, which both sides have. ``"instead"``: what came
        after it, up to the step (the won) or to the end of the window (the lost).
    after
        With ``"instead"``: only so much time after the step before, of those who had not taken the step by then.
    told
        `after`, for the eye.

    Raises
    ------
    OptionError
        Nobody is lost, or nobody won.

    Examples
    --------
    >>> from journeymine.actions.funnel.table import funnel
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["x", "a", "b"], ["a", "y"]])
    >>> study, _ = funnel(coded, ["a", "b"], within=2, order="loose", count="customers", entry=None, by=None)
    >>> parted = parting(study, 1, "before", None, None)
    >>> parted.coded.lengths.tolist(), parted.label.tolist()
    ([2, 1], ['won', 'lost'])
    """
    line = _Line(study, step)
    kept = np.ones(len(line.lost), np.bool_)
    excluded: dict[str, int] = {}
    if view == "before":
        begins, afters = line.opening, line.parted
    elif after is None:
        begins, afters = line.parted, np.where(line.lost, line.until(line.window), line.taken)
    else:
        begins, afters = line.parted, line.until(line.clock + np.minimum(after, ENDLESS - np.maximum(line.clock, 0)))
        early = ~line.lost & (line.waited <= after)
        over = ~early & (since(line.window, line.clock) < after)
        kept = ~(early | over)
        excluded = {
            f"took it within {duration_text(told)}": int(line.many[early].sum()),
            f"window over within {duration_text(told)}": int(line.many[over].sum()),
        }
    label = np.where(line.lost, LOST, WON)[kept]
    _check(label, study, step, excluded)
    return Parting(
        stretches(study.coded, line.journey[kept], begins[kept], afters[kept]),
        label,
        {reason: n for reason, n in excluded.items() if n},
        _words(study, step, view, after, told),
        leaks=view == "instead" and after is None,
    )


class _Line:
    """Those at the step before, by the first of their entries that got there; every array has a value for each.

    `journey`; its `opening` event; the `clock` when they took the step before, and the first event after it, where ways
    `parted`; when the `window` ends; who is `lost`; of the won the first event of the step, `taken`, and how long they
    `waited` for it.
    """

    def __init__(self, study: Study, step: int) -> None:
        self._coded, units = study.coded, study.units
        offsets = study.coded.offsets.astype(np.int64)
        starts = np.append(element_starts(study.coded), study.coded.n_events)
        here = _firsts(units.allowed, units.unit, units.eligible, step)
        there = _firsts(units.allowed, units.unit, units.eligible, step + 1)
        walks = units.allowed.take(here)
        self._starts = starts
        self.lost = ~np.isin(units.unit[here], units.unit[there])
        self.many = units.many[units.unit[here]]
        self.journey = walks.journey
        self.opening = offsets[self.journey]
        self._close = offsets[self.journey + 1]
        self.clock = walks.times[:, step - 1]
        self.parted = starts[walks.elements[:, step - 1] + 1]
        entered = walks.times[:, 0]
        window = entered + np.minimum(study.asked.within, ENDLESS - np.maximum(entered, 0))
        self.window = np.minimum(window, observed(study.coded)[self.journey])
        # The entry that took the step may be a later one, in another journey: what comes until then is all of this one.
        won = units.allowed.take(there)
        self.taken, self.waited = self._close.copy(), np.full(len(here), ENDLESS)
        same = won.journey == self.journey[~self.lost]
        took = starts[np.maximum(won.elements[:, step], 0)]
        self.taken[~self.lost] = np.where(same, took, self._close[~self.lost])
        self.waited[~self.lost] = since(won.times[:, step], self.clock[~self.lost])

    def until(self, moment: Places) -> Places:
        """The first event of each journey that comes after a moment, from where ways parted on."""
        coded = self._coded
        lengths = self._close - self.parted
        ends = np.append(0, np.cumsum(lengths))
        places = np.repeat(self.parted - ends[:-1], lengths) + np.arange(ends[-1])
        time = places if coded.times is None else coded.times[places]
        if coded.times is None:
            time = np.searchsorted(self._starts, places, side="right") - 1
        inside = np.append(0, np.cumsum(time <= np.repeat(moment, lengths)))
        kept: Places = inside[ends[1:]] - inside[ends[:-1]]
        return self.parted + kept


def _firsts(allowed: Walks, unit: Places, eligible: Mask, reached: int) -> Places:
    """Of each eligible unit the first entry that got so far."""
    places = np.flatnonzero((allowed.reached >= reached) & eligible[unit])
    _, firsts = np.unique(unit[places], return_index=True)
    return places[firsts]


def _check(label: NDArray[np.str_], study: Study, step: int, excluded: dict[str, int]) -> None:
    lost, won = int((label == LOST).sum()), int((label == WON).sum())
    if lost and won:
        return
    name = study.asked.steps[step].name
    out = "".join(f"; {n:,} {reason}" for reason, n in excluded.items() if n)
    message = f"`step` of dropped must have lost some and not all; at {name!r} {lost:,} are lost and {won:,} won{out}."
    raise OptionError(message)


def _words(study: Study, step: int, view: str, after: int | None, told: object) -> str:
    before, name = study.asked.steps[step - 1].name, study.asked.steps[step].name
    ways = f"lost: took {before} and not {name} in the window, won: took {name}"
    if view == "before":
        return f"events up to and with {before}; {ways}"
    if after is None:
        return f"events after {before}, of the won until {name}, of the lost to the end of the window; {ways}"
    return f"events of the {duration_text(told)} after {before}, of who had not taken {name} by then; {ways}"
