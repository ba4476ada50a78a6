"""Journeys with names again: lists, a data frame."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.vocabulary import Name, Vocabulary

if TYPE_CHECKING:
    import pandas as pd


def to_lists(coded: CodedJourneys) -> list[list[Name | tuple[Name, ...]]]:
    """One list of elements a journey: a name, or a sorted tuple of names where an element holds several.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> to_lists(from_lists([["b", {"c", "a"}], []]))
    [['b', ('a', 'c')], []]
    """
    names = coded.vocabulary.names()
    events = [names[code] for code in coded.events.tolist()]
    ends = coded.offsets.tolist()
    if coded.element_starts is None:
        return [list(events[start:stop]) for start, stop in pairwise(ends)]
    firsts = np.flatnonzero(coded.opens())
    starts, bounds = [*firsts.tolist(), len(events)], np.searchsorted(firsts, coded.offsets).tolist()
    elements = [events[start] if stop - start == 1 else tuple(events[start:stop]) for start, stop in pairwise(starts)]
    return [elements[start:stop] for start, stop in pairwise(bounds)]


def element_numbers(coded: CodedJourneys) -> NDArray[np.int64]:
    """Which element of its journey each event belongs to, from 0: int64, shape (n_events,)."""
    offsets = coded.offsets.astype(np.int64)
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(coded.opens())])
    numbers: NDArray[np.int64] = running[1:] - 1 - np.repeat(running[offsets[:-1]], coded.lengths)
    return numbers


def to_pandas(coded: CodedJourneys) -> "pd.DataFrame":
    """One row an event: customer, journey and element (their numbers), time, event, value, extras.

    Columns are named as in the log the journeys came from, else by these names. Empty journeys have no row.
    """
    import pandas as pd

    journey = np.repeat(np.arange(len(coded)), coded.lengths)
    columns: dict[str, Any] = {_role(coded, "customer"): _named(coded.customers, coded.customer_codes[journey])}
    if coded.cases is not None and coded.case_codes is not None:
        columns[_role(coded, "by")] = _named(coded.cases, coded.case_codes[journey])
    taken = {_role(coded, role) for role in ("time", "event", "value")} | set(columns) | set(coded.extras)
    columns[_free("journey", taken)] = journey
    columns[_free("element", taken)] = element_numbers(coded)
    if coded.times is not None:
        columns[_role(coded, "time")] = _clock(coded.times, coded.time_unit)
    columns[_role(coded, "event")] = _named(coded.vocabulary, coded.events)
    values = coded.values  # noqa: PD011 - not a frame
    if values is not None:
        columns[_role(coded, "value")] = values
    columns.update({name: column.to_pandas() for name, column in coded.extras.items()})
    return pd.DataFrame(columns)


def _role(coded: CodedJourneys, role: str) -> str:
    return str(coded.recipe.get(role) or role)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _named(vocabulary: Vocabulary, codes: NDArray[np.uint32]) -> NDArray[Any]:
    if vocabulary.integers is not None:
        return vocabulary.integers[codes]
    names = np.empty(len(vocabulary), dtype=object)
    names[:] = vocabulary.names()
    return names[codes]


def _clock(times: NDArray[np.int64], time_unit: str | None) -> Any:
    if time_unit is None:
        return times
    import pandas as pd

    return pd.DatetimeIndex(times.view(f"datetime64[{time_unit}]")).tz_localize("UTC")
