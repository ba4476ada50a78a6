"""What a set of journeys looks like, in a few numbers."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.showing import Showing, Shown, fielded

_QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)


@dataclass(frozen=True)
class JourneysSummary(Showing):
    """Counts and shares of a set of journeys.

    Attributes
    ----------
    journeys, customers, events, elements, distinct_events
        Counts; distinct events are those that occur.
    journeys_per_customer
        Mean.
    empty_journeys, cut_journeys
        Journeys without an event, and those that lost events to `max_events`.
    length_mean, length_quantiles
        Events a journey; quantiles 0, 25, 50, 75, 95 and 100 %.
    tied_share
        Share of the log's events that share customer (and case) and time with another.
    first_time, last_time, observed_until
        ISO text in UTC, numbers where time is a plain order number, None where there is none; where observation ends
        at several times, the first and the last of them.
    """

    journeys: int
    customers: int
    events: int
    elements: int
    distinct_events: int
    journeys_per_customer: float
    empty_journeys: int
    cut_journeys: int
    length_mean: float
    length_quantiles: dict[str, float]
    tied_share: float
    first_time: str | int | None
    last_time: str | int | None
    observed_until: str | int | tuple[str | int, str | int] | None

    def _shown(self) -> Shown:
        return Shown(("What the journeys look like",), (fielded(self),))

    def to_dict(self) -> dict[str, Any]:
        """All numbers as a dict."""
        return asdict(self)


def describe(coded: CodedJourneys) -> JourneysSummary:
    """Count journeys, customers, events, lengths, ties and times.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> describe(from_lists([["a", "b"], []])).empty_journeys
    1
    """
    lengths = coded.lengths
    n, customers = len(coded), coded.n_customers
    quantiles = np.quantile(lengths, _QUANTILES) if n else np.zeros(len(_QUANTILES))
    times = coded.times if coded.times is not None and len(coded.times) else None
    return JourneysSummary(
        journeys=n,
        customers=customers,
        events=coded.n_events,
        elements=coded.n_events if coded.element_starts is None else int(np.count_nonzero(coded.opens())),
        distinct_events=int(np.count_nonzero(np.bincount(coded.events, minlength=1))),
        journeys_per_customer=n / customers if customers else 0.0,
        empty_journeys=int(np.count_nonzero(lengths == 0)),
        cut_journeys=0 if coded.cut is None else len(coded.cut),
        length_mean=float(lengths.mean()) if n else 0.0,
        length_quantiles={f"{share:.0%}": float(one) for share, one in zip(_QUANTILES, quantiles, strict=True)},
        tied_share=coded.tied_share,
        first_time=None if times is None else clock_text(int(times.min()), coded.time_unit),
        last_time=None if times is None else clock_text(int(times.max()), coded.time_unit),
        observed_until=_observed(coded.observed_until, coded.time_unit),
    )


def clock_text(time: int, time_unit: str | None) -> str | int:
    """A time as ISO text in UTC, or the number itself where time is a plain order number."""
    return time if time_unit is None else f"{np.datetime64(time, time_unit)}Z"  # type: ignore[call-overload]


def _observed(
    until: int | NDArray[np.int64] | None, time_unit: str | None
) -> str | int | tuple[str | int, str | int] | None:
    if isinstance(until, np.ndarray):
        if len(until) == 0:
            return None
        first, last = clock_text(int(until.min()), time_unit), clock_text(int(until.max()), time_unit)
        return first if first == last else (first, last)
    return None if until is None else clock_text(until, time_unit)
