"""How long there is from a pattern to the outcome, as columns beside its alarms."""

from collections.abc import Sequence
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.actions.completing.tally import STEPS, Integers, lead_quantile, lead_steps
from journeymine.actions.rows import Column
from journeymine.errors import OptionError
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.selection import by_customer
from journeymine.mining.completions import Cells, count_completions
from journeymine.mining.constraints import rules_told
from journeymine.options import bad_option, duration, duration_text
from journeymine.patterns.level_matches import located
from journeymine.patterns.table import PatternTable

QUANTILES = {"median": 0.5, "q25": 0.25, "q75": 0.75}


def lead_columns(leads: Integers, within: int, unit: str | None) -> dict[str, Column]:
    """Of patterns how many completions the outcome followed in time, and how long it took.

    Parameters
    ----------
    leads
        As `Tally` has them, shape (n, STEPS); where there are no columns, nothing is said.
    within
        The time in which an outcome counts, in the log's unit.
    unit
        The log's unit; None for order numbers.
    """
    if not leads.shape[1]:
        return {}
    columns: dict[str, Column] = {"n_outcome": leads.sum(axis=1)}
    for name, q in QUANTILES.items():
        columns[f"lead_time_{name}"] = _spelled(lead_quantile(leads, q, within), unit)
    return columns


def leads_in(table: PatternTable, journeys: CodedJourneys, outcome: Any, within: Any, where: str) -> dict[str, Column]:
    """The columns of the patterns of a table, in some journeys.

    Parameters
    ----------
    table
        The patterns, and the rules they are under.
    journeys
        Where to look.
    outcome, within
        Events by name or pattern, and how long after a completion they count.
    where
        The public verb, for messages.

    Raises
    ------
    OptionError
        The journeys have no times, or `within` is no length of time above 0.
    UnknownEventError
        A name or pattern fits no event, with a near miss.
    """
    if journeys.times is None:
        message = f"`within` of {where} needs the times of events, which journeys made from lists do not have."
        raise OptionError(message)
    length = floor(duration(within, "within", where, journeys.time_unit))
    if length < 1:
        raise bad_option("within", where, "a length of time above 0, such as '14d'", within)
    named = chosen_names(journeys.vocabulary.names(), outcome, "outcome", where)
    own = located(table, by_customer(journeys), where)
    codes = tuple(own.coded.vocabulary.code(name) for name in named)
    rules = rules_told(table.info, own.coded, where)
    cells = Cells(lead_steps(own.coded, codes, length), STEPS, "all")
    (leads,) = count_completions(own.coded, own.table.coded["pattern"], [cells], constraints=rules)
    return lead_columns(leads, length, journeys.time_unit)


def lead_note(outcome: Sequence[Any], within: Any) -> str:
    """What these columns are."""
    names = ", ".join(map(str, outcome))
    return (
        f"lead_time: from a completion to the customer's next {names}, of the n_outcome completions it followed within "
        f"{duration_text(within)} (to 1/{STEPS} of it, upwards); of the last completions only quick ones are known yet"
    )


def _spelled(values: NDArray[np.float64], unit: str | None) -> Column:
    """Time spans where times have a unit."""
    if unit is None:
        return values
    known = ~np.isnan(values)
    spans = np.full(len(values), "NaT", f"m8[{unit}]")
    spans[known] = np.ceil(values[known]).astype(np.int64).astype(f"m8[{unit}]")
    return spans
