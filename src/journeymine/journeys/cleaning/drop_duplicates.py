"""Events that were recorded twice, once."""

from collections.abc import Sequence
from typing import Any

from journeymine.journeys.cleaning.stepping import column_named, kept
from journeymine.options import bad_option, duration, duration_text
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
        again = exact_duplicates(table, named)
    else:
        duration(within, "within", where, table.time_unit)
        again = near_duplicates(table, within, named)
    options = {"within": duration_text(within), "columns": named}
    return kept(table, ~again, where, options)


def _columns(table: EventTable, columns: Any, where: str) -> list[str]:
    if isinstance(columns, str) or not isinstance(columns, Sequence):
        raise bad_option("columns", where, "a list of columns of the log, or None", columns)
    return [column_named(table, one, "columns", where) for one in columns]
