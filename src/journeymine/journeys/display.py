"""Journeys for the eye, and whose they are."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.summary import describe
from journeymine.showing import Cells, Grid, Shown, inert

_EVENTS, _LONGEST = 10, 120


def lines(coded: CodedJourneys) -> list[str]:
    """Three lines: how many, how long, when and how tied."""
    told = describe(coded)
    length = told.length_quantiles
    span = "no times" if told.first_time is None else f"from {told.first_time} to {told.last_time}"
    elements = f" in {told.elements:,} elements" if told.elements != told.events else ""
    cut = f", {told.cut_journeys:,} cut at the most events asked" if told.cut_journeys else ""
    counts = f"{told.journeys:,} of {told.customers:,} customers, {told.events:,} events{elements}"
    lengths = f"mean {told.length_mean:.3g}, median {length['50%']:g}, longest {length['100%']:g}"
    return [
        f"Journeys: {counts}, {told.distinct_events:,} distinct",
        f"length: {lengths}; {told.empty_journeys:,} empty{cut}",
        f"time: {span}; {told.tied_share:.2%} of events share customer and time with another",
    ]


def shown(coded: CodedJourneys) -> Shown:
    """The same, and how often the commonest events come."""
    counts = np.bincount(coded.events, minlength=len(coded.vocabulary))
    # Events that come equally often stand in the order of their codes, which is that of their names.
    first = [code for code in np.argsort(-counts, kind="stable")[:_EVENTS].tolist() if counts[code]]
    shares = tuple(float(counts[code]) / coded.n_events for code in first)
    named = Cells("commonest events", tuple(inert(str(coded.vocabulary.name(code)), _LONGEST) for code in first))
    often = Cells("n_events", tuple(f"{counts[code]:,}" for code in first), right=True)
    share = Cells("of all events", tuple(f"{one:.1%}" for one in shares), right=True, bars=shares)
    grids = (Grid((named, often, share), int(np.count_nonzero(counts))),) if first else ()
    return Shown(tuple(lines(coded)), grids)


def owners(coded: CodedJourneys) -> NDArray[Any]:
    """The customer of each journey: int64 or strings (objects), shape (N,)."""
    if coded.customers.integers is not None:
        return coded.customers.integers[coded.customer_codes]
    codes, places = np.unique(coded.customer_codes, return_inverse=True)
    names = np.array([coded.customers.name(int(code)) for code in codes], object)
    return names[places]
