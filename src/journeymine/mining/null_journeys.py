"""Journeys as the nulls of the core take them: with their ties, their cuts, and how many each stands for."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys


def many_each(coded: CodedJourneys) -> NDArray[np.int64]:
    """For how many journeys each stands: int64, shape (N,)."""
    many = np.ones(len(coded), np.int64) if coded.multiplicity is None else coded.multiplicity
    return many.astype(np.int64)


def core_journeys(coded: CodedJourneys) -> Any:
    """The journeys as the core's nulls take them."""
    rank = _tie_rank(coded)
    # Elements that hold several events keep their sizes; only single events stand in an order by the tie rule.
    by_rule = coded.element_starts is None and coded.times is not None and rank is not None
    return {
        "events": coded.events,
        "offsets": coded.offsets,
        "element_starts": coded.element_starts,
        "customers": coded.customer_codes,
        "times": coded.times if by_rule else None,
        "tie_rank": rank,
        "collapsed": bool(coded.recipe.get("collapse_repeats", False)),
        "cut": _cut(coded) if by_rule else None,
        "multiplicity": coded.multiplicity,
    }


def _cut(coded: CodedJourneys) -> NDArray[np.bool_] | None:
    """Which journeys may have been cut between events of equal time; None where no journey can have been.

    Sets are never cut apart (`element_starts` is then no matter), and without ties there is nothing to cut apart.
    """
    if coded.cut is None or coded.tied_share == 0 or coded.recipe.get("simultaneous", "set") == "set":
        return None
    cut = np.zeros(len(coded), np.bool_)
    cut[coded.cut.astype(np.int64)] = True
    return cut


def is_untied(coded: CodedJourneys) -> bool:
    """Is the order null known in closed form for every journey: single events without ties?"""
    return tied_share(coded) == 0


def tied_share(coded: CodedJourneys) -> float:
    """The share of journeys that may have to be shuffled."""
    journeys = core_journeys(coded)
    if journeys["collapsed"] or len(coded) == 0:
        return 1.0
    tied = ~coded.opens()
    if journeys["times"] is not None:
        times = journeys["times"]
        tied[1:] |= times[1:] == times[:-1]
    known = np.diff(coded.offsets) > 0
    firsts = coded.offsets[:-1][known].astype(np.int64)
    tied[firsts] = False
    if journeys["cut"] is not None:
        tied[firsts] = journeys["cut"][known]
    if len(firsts) == 0:
        return 0.0
    return float(np.logical_or.reduceat(tied, firsts) @ many_each(coded)[known] / coded.n_journeys)


def _tie_rank(coded: CodedJourneys) -> NDArray[np.uint32] | None:
    """The place of each event in the tie rule; None where a column decides, which the slots keep."""
    tie = coded.recipe.get("tie", "event")
    places = np.arange(len(coded.vocabulary), dtype=np.uint32)
    if tie == "event":
        return places
    if isinstance(tie, str):
        return None
    named = np.array([coded.vocabulary.code(name) for name in tie], dtype=np.uint32)
    order = np.concatenate([named, np.setdiff1d(places, named)])
    rank = np.empty_like(order)
    rank[order] = places
    return rank
