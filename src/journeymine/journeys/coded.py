"""Journeys as flat arrays of codes: what every later stage works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class CodedJourneys:
    """N journeys in compressed sparse rows; read-only arrays.

    Attributes
    ----------
    events
        uint32, shape (n_events,): event codes, journey after journey, in order; inside an element ascending, distinct.
    times
        int64, shape (n_events,): in `time_unit` since 1970-01-01 UTC, or plain order numbers. None for journeys made
        from lists, whose time is the position of the element.
    offsets
        uint64, shape (N + 1,): journey i is ``events[offsets[i]:offsets[i + 1]]``.
    element_starts
        uint8, shape (ceil(n_events / 8),): one bit an event, least significant first, set where the event opens an
        element; None when all elements are single.
    vocabulary
        Names of the event codes.
    customers
        Names of the customer codes.
    customer_codes
        uint32, shape (N,): whose journey it is; ascending, unless journeys were selected in another order.
    parts
        uint32, shape (N,): which journey of that customer, from 0; None when there is one a customer.
    cases, case_codes
        Names of the cases and uint32 codes of shape (N,), where journeys are per case; else None.
    values
        float64, shape (n_events,), or None.
    extras
        Asked-for columns, one Arrow array of length n_events each.
    time_unit
        ``"ns" | "us" | "ms" | "s"``, or None where time is a plain order number.
    tied_share
        Share of the log's events that share customer and time with another.
    cut
        uint64: indices of journeys that lost events to `max_events`.
    observed_until
        End of observation in `time_unit`: int64 of shape (N,), or one int; None where time is unknown.
    recipe
        The options the journeys were made with, for display and files; ``"cleaning"`` is the fingerprint of what was
        done to their log before.
    attributes
        What is known of customers: one Arrow array each, by customer code.
    multiplicity
        uint32, shape (N,): for how many journeys, of as many customers, each stands; None where each is one.
    weights
        float64, shape (N,): what each weighs in weighted supports; None where nobody said.
    """

    events: NDArray[np.uint32]
    offsets: NDArray[np.uint64]
    vocabulary: Vocabulary
    customers: Vocabulary
    customer_codes: NDArray[np.uint32]
    times: NDArray[np.int64] | None = None
    element_starts: NDArray[np.uint8] | None = None
    parts: NDArray[np.uint32] | None = None
    cases: Vocabulary | None = None
    case_codes: NDArray[np.uint32] | None = None
    values: NDArray[np.float64] | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    time_unit: str | None = None
    tied_share: float = 0.0
    cut: NDArray[np.uint64] | None = None
    observed_until: int | NDArray[np.int64] | None = None
    recipe: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    multiplicity: NDArray[np.uint32] | None = None
    weights: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        arrays: list[NDArray[Any]] = [self.events, self.offsets, self.customer_codes, *self._optional_arrays()]
        for one in arrays:
            one.setflags(write=False)

    def __setstate__(self, state: dict[str, Any]) -> None:
        # Unpickled arrays are writable again.
        self.__dict__.update(state)
        self.__post_init__()

    def _optional_arrays(self) -> list[NDArray[Any]]:
        arrays = (self.times, self.element_starts, self.parts, self.case_codes, self.values, self.cut)
        more = (self.multiplicity, self.weights)
        until = self.observed_until if isinstance(self.observed_until, np.ndarray) else None
        return [one for one in (*arrays, *more, until) if one is not None]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_events(self) -> int:
        """Events over all journeys."""
        return len(self.events)

    @property
    def n_journeys(self) -> int:
        """Journeys that count: how many there are, or those they stand for."""
        return len(self) if self.multiplicity is None else int(self.multiplicity.sum(dtype=np.int64))

    @property
    def n_customers(self) -> int:
        """Customers that have a journey here; with multiplicities those that journeys stand for."""
        if self.multiplicity is not None:
            return self.n_journeys
        codes = self.customer_codes
        if (codes[1:] < codes[:-1]).any():
            codes = np.sort(codes)
        return 0 if len(codes) == 0 else 1 + int(np.count_nonzero(codes[1:] != codes[:-1]))

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Events of each journey: int64, shape (N,)."""
        offsets = self.offsets.astype(np.int64)
        return np.subtract(offsets[1:], offsets[:-1])

    def opens(self) -> NDArray[np.bool_]:
        """Which events open an element: bool, shape (n_events,)."""
        if self.element_starts is None:
            return np.ones(self.n_events, dtype=np.bool_)
        return np.unpackbits(self.element_starts, count=self.n_events, bitorder="little").view(np.bool_)


def number_parts(customer_codes: NDArray[np.uint32]) -> NDArray[np.uint32] | None:
    """Which journey of its customer each is, from 0, for ascending codes; None when there is one a customer."""
    sizes = journeys_each(customer_codes)
    if len(sizes) == len(customer_codes):
        return None
    firsts = np.cumsum(sizes) - sizes
    return (np.arange(len(customer_codes)) - np.repeat(firsts, sizes)).astype(np.uint32)


def journeys_each(customer_codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """How many journeys each customer has, for ascending codes: int64, shape (n_customers,)."""
    opens = np.ones(len(customer_codes), dtype=np.bool_)
    opens[1:] = customer_codes[1:] != customer_codes[:-1]
    return np.diff(np.append(np.flatnonzero(opens), len(customer_codes)))
