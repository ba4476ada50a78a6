"""The rows for which conditions hold."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from journeymine.errors import OptionError
from journeymine.journeys.cleaning.stepping import column_named, id_columns, kept
from journeymine.options import bad_option
from journeymine.sources.mapping.where import MUST, Condition, ConditionError
from journeymine.sources.raw import Rows
from journeymine.sources.table import EventTable


def where(table: EventTable, conditions: Any) -> EventTable:
    """The rows that meet every condition, which are those of ``where`` in a mapping of sources.

    Parameters
    ----------
    table
        The log.
    conditions
        Column → a value, a list of values, a comparison such as ``"> 0"``, or ``{"not": …}`` of these.

    Raises
    ------
    OptionError
        They are none; or one is of the customers or the free text, which a recipe must not hold.
    MissingColumnError
        A column is not there.
    InputError
        A column cannot be compared so.
    EmptyLogError
        No row is left.
    """
    verb = "where"
    if not isinstance(conditions, Mapping) or not conditions:
        raise bad_option(
            "conditions", verb, "a mapping such as {'status': ['ok', 'paid'], 'amount': '> 0'}", conditions
        )
    refused = {*id_columns(table), table.text}
    keep = np.ones(len(table), np.bool_)
    for column, written in conditions.items():
        name = column_named(table, column, "conditions", verb)
        if name in refused:
            what = "what they wrote" if name == table.text else "customers"
            message = (
                f"`conditions` of {verb} cannot be of {name!r}: the recipe would hold {what}. Leave such rows out "
                "while reading, by `where` in the mapping."
            )
            raise OptionError(message)
        try:
            condition = Condition.parse(written)
            _check_finite(condition)
        except ConditionError:
            raise bad_option("conditions", verb, f"of {name!r} {MUST}", written) from None
        keep &= condition.holds(table.table[name], name, Rows("the log"), zone=None)
    return kept(table, keep, verb, {"conditions": {name: _plain(one) for name, one in conditions.items()}})


def _check_finite(condition: Condition) -> None:
    """A recipe is JSON, which knows no infinity."""
    if not all(isinstance(one, str) or math.isfinite(one) for one in condition.values):
        raise ConditionError(MUST)


def _plain(written: Any) -> Any:
    """A condition as JSON has it."""
    if isinstance(written, Mapping):
        return {"not": _plain(written["not"])}
    return list(written) if isinstance(written, list | tuple) else written
