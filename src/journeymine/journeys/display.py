"""Journeys for the eye, and whose they are."""

from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.summary import describe


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


def html(coded: CodedJourneys) -> str:
    """The same, escaped."""
    return f'<p class="journeymine">{"<br>".join(escape(line) for line in lines(coded))}</p>'


def owners(coded: CodedJourneys) -> NDArray[Any]:
    """The customer of each journey: int64 or strings (objects), shape (N,)."""
    if coded.customers.integers is not None:
        return coded.customers.integers[coded.customer_codes]
    codes, places = np.unique(coded.customer_codes, return_inverse=True)
    names = np.array([coded.customers.name(int(code)) for code in codes], object)
    return names[places]
