"""Events that were recorded twice, once."""

from collections.abc import Sequence
from typing import Any

from journeymine.journeys.cleaning.stepping import column_named, kept, length_told
from journeymine.options import bad_option, duration
from journeymine.sources.faults.duplicates import exact_duplicates, near_duplicates
from journeymine.sources.table import EventTable


def drop_duplicates(table: EventTable, within: Any = None, columns: Any = None) -> EventTable:
    """The rows without those that repeat another; see `exact_duplicates` and `near_duplicates`.

    Parameters
    ----------
    table
        The log.
    within
        None: rows repeat an earlier one exactly. A duration: also what the same customer does again within it.
    columns
        What must be the same beside customer and event (and time, where nothing is said of `within`); None: every
        column of the log, or, with `within`, source and value.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingColumnError
        A column is not there.
    """
    where = "drop_duplicates"
    named = None if columns is None else _columns(table, columns, where)
    if within is None:
        return kept(table, ~exact_duplicates(table, named), where, {"within": None, "columns": named})
    length = length_told(duration(within, "within", where, table.time_unit), table.time_unit)
    return kept(table, ~near_duplicates(table, within, named), where, {"within": length, "columns": named})


def _columns(table: EventTable, columns: Any, where: str) -> list[str]:
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise bad_option("columns", where, "a list of columns of the log, or None", columns)
    return [column_named(table, one, "columns", where) for one in columns]
