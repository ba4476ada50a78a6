"""Journeys truncated to the evidence of a design, and the group each belongs to."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.cutting import cut_short, first_places, without_events
from journeymine.journeys.designs import Design, Landmark, UntilOutcome, WholeJourney, no_times
from journeymine.journeys.outcomes import Outcome, read_outcome
from journeymine.journeys.selection import select
from journeymine.options import clash, duration

NO_LABEL = "no label, or one not asked for"
NO_EVENT = "no event"
EARLY = "outcome by the landmark"
UNSEEN = "not observed to the end"


@dataclass(frozen=True, eq=False)
class Evidence:
    """What groups are contrasted on.

    Attributes
    ----------
    coded
        The journeys that are in it, cut to the evidence.
    rows
        int64, shape (n,): which of all journeys they are.
    group
        int64, shape (n,): the number of each one's group.
    names
        Of the groups; the first of two is the one that has the outcome.
    excluded
        How many journeys are not in it, by reason.
    timed
        Has the outcome a time to cut at? Labels have none.
    """

    coded: CodedJourneys
    rows: NDArray[np.int64]
    group: NDArray[np.int64]
    names: tuple[str, ...]
    excluded: Mapping[str, int]
    timed: bool

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Journeys of each group, those that rows stand for: int64, shape (n_groups,)."""
        many = self.coded.multiplicity
        weight = None if many is None else many.astype(np.float64)
        return np.bincount(self.group, weight, minlength=len(self.names)).astype(np.int64)


def gather(
    coded: CodedJourneys,
    outcome: Any,
    design: Design,
    groups: Sequence[Any] | None = None,
    where: str = "contrast",
    *,
    option: str = "outcome",
    origin: NDArray[np.int64] | None = None,
) -> Evidence:
    """The evidence of a design.

    Parameters
    ----------
    coded
        N journeys.
    outcome
        An event name, a set of them, the name of an attribute or column, or labels.
    design
        What counts as evidence.
    groups
        The labels to compare; None: all.
    where, option
        The public verb, and what it calls the outcome, for messages.
    origin
        int64, shape (N,): the moment t0 that each journey of a Landmark begins at, and before which it has no event.
        None: its first event.

    Raises
    ------
    OptionError
        A bad option; a Landmark without times or without a horizon; or fewer than two groups are left.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> evidence = gather(from_lists([["a", "pay", "b"], ["a", "b"]]), "pay", UntilOutcome())
    >>> evidence.coded.lengths.tolist(), evidence.group.tolist(), evidence.names
    ([1, 2], [0, 1], ('pay', 'no pay'))
    """
    read = read_outcome(coded, outcome, groups, where)
    if isinstance(design, Landmark):
        evidence = _landmark(coded, read, design, where, origin)
    else:
        evidence = _cut(coded, read, design)
    empty = [name for name, size in zip(evidence.names, evidence.sizes.tolist(), strict=True) if not size]
    if empty or len(evidence.names) < 2:
        told = ", ".join(f"{name!r}: {size:,}" for name, size in zip(evidence.names, evidence.sizes, strict=True))
        left = "".join(f"; left out {count:,} ({reason})" for reason, count in evidence.excluded.items())
        message = f"`{option}` of {where} must leave journeys in two groups at least; got {told or 'none'}{left}."
        raise OptionError(message)
    return evidence


def _cut(coded: CodedJourneys, outcome: Outcome, design: UntilOutcome | WholeJourney) -> Evidence:
    if outcome.codes is None:
        return _chosen(coded, coded, outcome, {NO_LABEL: outcome.group < 0})
    places = first_places(coded, outcome.codes)
    told = replace(outcome, group=np.where(places >= 0, 0, 1))
    if isinstance(design, WholeJourney):
        return _chosen(coded, without_events(coded, outcome.codes), told, {})
    starts, sizes = coded.offsets.astype(np.int64)[:-1], coded.lengths
    has = places >= 0
    sizes[has] = _opening(coded)[places[has]] - starts[has]
    return _chosen(coded, cut_short(coded, sizes), told, {})


def _opening(coded: CodedJourneys) -> NDArray[np.int64]:
    """For each event the first that is no earlier: of its element, or of its time where events have times."""
    opens = coded.opens()
    if coded.times is not None:
        opens[1:] &= coded.times[1:] != coded.times[:-1]
        starts = coded.offsets.astype(np.int64)[:-1]
        opens[starts[starts < coded.n_events]] = True
    return np.maximum.accumulate(np.where(opens, np.arange(coded.n_events), 0))


def _landmark(
    coded: CodedJourneys, outcome: Outcome, design: Landmark, where: str, origin: NDArray[np.int64] | None
) -> Evidence:
    at, end = _lengths(coded, outcome, design, where)
    times = coded.times
    assert times is not None
    starts, lengths = coded.offsets.astype(np.int64)[:-1], coded.lengths
    has = lengths > 0 if origin is None else np.ones(len(coded), np.bool_)
    first = np.zeros(len(coded), np.int64) if origin is None else origin
    if origin is None:
        first[has] = times[starts[has]]
    inside = _within(times, np.repeat(first, lengths), at)
    sizes = np.bincount(np.repeat(np.arange(len(coded)), lengths)[inside], minlength=len(coded))
    until = np.broadcast_to(np.asarray(coded.observed_until, np.int64), len(coded))
    unseen = (until < first) | ~_lasts(until, first, math.ceil(end))
    reasons = {NO_EVENT: ~has}
    if outcome.codes is not None:
        places = first_places(coded, outcome.codes)
        came = places >= 0
        when = np.where(came, times[np.maximum(places, 0)] if len(times) else 0, first)
        reasons[EARLY] = came & _within(when, first, at)
        outcome = replace(outcome, group=np.where(came & _within(when, first, math.floor(end)), 0, 1))
    else:
        reasons[NO_LABEL] = outcome.group < 0
    return _chosen(coded, cut_short(coded, sizes), outcome, {**reasons, UNSEEN: unseen})


_MOST = 2**64 - 1


def _lengths(coded: CodedJourneys, outcome: Outcome, design: Landmark, where: str) -> tuple[int, Fraction]:
    """How long the evidence lasts, and how long it is to the end of the horizon, in the log's unit."""
    if coded.times is None or coded.observed_until is None:
        raise no_times(where)
    at = duration(design.at, "at of Landmark", where, coded.time_unit)
    if design.horizon is None:
        if outcome.codes is not None:
            why = "an event needs a time to be waited for: jm.Landmark(at, horizon=…)"
            raise clash("design", "outcome", where, why)
        return math.floor(at), at
    return math.floor(at), at + duration(design.horizon, "horizon of Landmark", where, coded.time_unit)


def _since(later: NDArray[np.int64], earlier: NDArray[np.int64]) -> NDArray[np.uint64]:
    """How much later, which may be more than a signed number can hold."""
    return np.subtract(later.astype(np.uint64), earlier.astype(np.uint64))


def _within(later: NDArray[np.int64], earlier: NDArray[np.int64], most: int) -> NDArray[np.bool_]:
    return np.asarray(_since(later, earlier) <= np.uint64(min(most, _MOST)))


def _lasts(later: NDArray[np.int64], earlier: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    return ~_within(later, earlier, least - 1) if least > 0 else np.ones(len(later), np.bool_)


def _chosen(
    coded: CodedJourneys, cut: CodedJourneys, outcome: Outcome, reasons: Mapping[str, NDArray[np.bool_]]
) -> Evidence:
    """The journeys that no reason keeps out; each is counted under the first that does."""
    kept = np.ones(len(coded), np.bool_)
    excluded = {}
    for reason, out in reasons.items():
        excluded[reason] = _count(coded, kept & out)
        kept &= ~out
    rows = np.flatnonzero(kept)
    return Evidence(
        coded=cut if len(rows) == len(cut) else select(cut, rows),
        rows=rows,
        group=outcome.group[rows],
        names=outcome.names,
        excluded={reason: count for reason, count in excluded.items() if count},
        timed=outcome.codes is not None,
    )


def _count(coded: CodedJourneys, chosen: NDArray[np.bool_]) -> int:
    return int(chosen.sum() if coded.multiplicity is None else coded.multiplicity[chosen].sum(dtype=np.int64))
