"""One thing that is wrong with a log, with its evidence and its cure."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.showing import Showing, Shown, fielded
from journeymine.sources.faults.columns import Mask, taken
from journeymine.sources.faults.placeholders import placeholders
from journeymine.sources.faults.seen import Seen, moment
from journeymine.sources.masking import masked

_LONGEST_EVENT = 40
_LOOKED_AT = 1_000
_EXAMPLES = 3


@dataclass(frozen=True)
class Finding(Showing):
    """A fault in one source of a log.

    Attributes
    ----------
    fault
        Which, such as ``"exact_duplicates"``.
    source
        The source that has it; None for a log without a column of sources.
    count, unit
        How many ``"rows"`` or ``"days"``.
    share
        `count` of all rows, or days, of the source.
    examples
        At most three: customers masked, texts never shown.
    cure
        The call that mends it, of a log named ``log``; None where no step can, and then `why` says what can.
    why
        What it is, in words.
    weight
        The rows concerned, by which findings are ordered; 0 where nothing need be mended.
    """

    fault: str
    source: str | int | None
    count: int
    unit: str
    share: float
    examples: tuple[str, ...]
    cure: str | None
    why: str
    weight: float

    def _shown(self) -> Shown:
        return Shown((self.fault.replace("_", " "),), (fielded(self),))

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON has them."""
        return {**asdict(self), "examples": list(self.examples)}


def of_rows(
    seen: Seen, fault: str, mask: Mask, cure: str | None, why: str, *, weight: float = 1.0, least: float = 0.0
) -> list[Finding]:
    """A fault of rows as findings, one a source that has it.

    Parameters
    ----------
    seen
        The log.
    fault, cure, why
        As in `Finding`.
    mask
        The rows that have it, shape (n,).
    weight
        What a row counts when findings are ordered.
    least
        The share of a source from which on it is worth saying.

    Returns
    -------
    list of Finding
        In the order of sources.
    """
    rows = np.flatnonzero(mask)
    if not len(rows):
        return []
    numbers, names = seen.sources
    owners = numbers[rows]
    counts = np.bincount(owners, minlength=len(names))
    return [
        Finding(
            fault=fault,
            source=names[source],
            count=int(counts[source]),
            unit="rows",
            share=float(counts[source] / seen.source_rows[source]),
            examples=_examples(seen, rows[owners == source]),
            cure=cure,
            why=why,
            weight=weight * float(counts[source]),
        )
        for source in np.flatnonzero(counts).tolist()
        if counts[source] >= least * seen.source_rows[source]
    ]


def _examples(seen: Seen, rows: NDArray[np.int64]) -> tuple[str, ...]:
    """Three rows as customer, event and time, of different customers where there are."""
    some = rows[:_LOOKED_AT]
    first = np.sort(np.unique(seen.order.customers[some], return_index=True)[1])
    places = np.concatenate([first, np.setdiff1d(np.arange(len(some)), first)])[:_EXAMPLES]
    some = some[np.sort(places)]
    events = taken(seen.table, seen.table.event, some).to_pylist()
    whose = [seen.order.names[int(code)].as_py() for code in seen.order.customers[some]]
    times = [moment(int(one), seen.table.time_unit) for one in seen.order.clock[some]]
    return tuple(
        f"{shown(who)} {str(what)[:_LONGEST_EVENT]} {when}"
        for who, what, when in zip(whose, events, times, strict=True)
    )


def shown(customer: str | int) -> str:
    """A customer as an example: masked, but for placeholders, which are nobody's name.

    Examples
    --------
    >>> shown("guest"), shown("ann@example.com")
    ('guest', 'a…')
    """
    import pyarrow as pa

    return str(customer) if placeholders(pa.array([customer]))[0] else masked(customer)
