"""Where a pattern or query occurs: which customers, at which events, when."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.display import owners
from journeymine.journeys.views import element_numbers
from journeymine.mining.constraints import FREE, Constraints
from journeymine.mining.matching import match_positions
from journeymine.mining.queries import CodedStep, match_query
from journeymine.patterns.names import Pattern, coded
from journeymine.patterns.query import Query
from journeymine.sources.masking import masked

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Matches:
    """The earliest-ending occurrence in each journey that holds the pattern.

    Attributes
    ----------
    journeys
        int64, shape (m,): which journeys.
    positions
        int64, shape (m, length): which of all events, one a pattern event.
    """

    journeys: NDArray[np.int64]
    positions: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.journeys)


def matches(pattern: Pattern, journeys: CodedJourneys, constraints: Constraints = FREE) -> Matches:
    """Find the pattern in every journey, by occurrences that keep the rules."""
    items, starts = coded(pattern, journeys.vocabulary)
    found, positions = match_positions(journeys, items, starts, constraints=constraints)
    return Matches(found.astype(np.int64), positions.astype(np.int64).reshape(len(found), len(items)))


def answers(query: Query, journeys: CodedJourneys, constraints: Constraints = FREE) -> Matches:
    """Find the query in every journey, by occurrences that keep the rules.

    Raises
    ------
    UnknownEventError
        The query names an event that does not occur in the journeys, with a near miss.
    """
    if query.pattern is not None:
        return matches(query.pattern, journeys, constraints)
    code = journeys.vocabulary.code
    steps: list[CodedStep] = [
        ([[code(name) for name in part] for part in step.parts], step.is_next, [code(name) for name in step.without])
        for step in query.steps
    ]
    rules = replace(
        constraints,
        from_start=constraints.from_start or query.from_start,
        to_end=constraints.to_end or query.to_end,
    )
    found, positions = match_query(journeys, steps, constraints=rules)
    return Matches(found.astype(np.int64), positions.astype(np.int64))


def customers(found: Matches, journeys: CodedJourneys) -> NDArray[Any]:
    """Whose journeys they are: each customer once, in the order of the journeys."""
    codes = journeys.customer_codes[found.journeys]
    _, firsts = np.unique(codes, return_index=True)
    owner: NDArray[Any] = owners(journeys)[found.journeys[np.sort(firsts)]]
    return owner


def frame(found: Matches, journeys: CodedJourneys, *, show_ids: bool) -> "pd.DataFrame":
    """One row a journey: customer, masked unless asked for, journey, positions inside it from 0, times."""
    import pandas as pd

    within = found.positions - journeys.offsets.astype(np.int64)[found.journeys][:, None]
    owner = owners(journeys)[found.journeys]
    return pd.DataFrame(
        {
            "customer": owner if show_ids else np.array([masked(one) for one in owner], object),
            "journey": found.journeys,
            "positions": _tuples(within.tolist()),
            "times": _tuples(_clock(found, journeys)),
        }
    )


def _clock(found: Matches, journeys: CodedJourneys) -> list[list[object]]:
    """Timestamps, or plain order numbers, or (journeys made from lists) the number of the element."""
    import pandas as pd

    if journeys.times is None:
        numbers: list[list[object]] = (element_numbers(journeys)[found.positions] + 1).tolist()
        return numbers
    times = journeys.times[found.positions]
    if journeys.time_unit is None:
        return times.tolist()  # type: ignore[no-any-return]
    stamps = pd.DatetimeIndex(times.ravel().astype(f"datetime64[{journeys.time_unit}]")).tz_localize("UTC")
    flat: list[object] = list(stamps)
    width = found.positions.shape[1]
    return [flat[place : place + width] for place in range(0, len(flat), width)]


def _tuples(rows: list[list[object]]) -> NDArray[np.object_]:
    column = np.empty(len(rows), object)
    for place, row in enumerate(rows):
        column[place] = tuple(row)
    return column
