"""Events by other names, said by rules."""

from typing import Any

from journeymine.errors import InputError
from journeymine.journeys.cleaning.naming import by_rules, mapped, read_rules, told
from journeymine.journeys.cleaning.stepping import changed
from journeymine.sources.table import EventTable


def rename(table: EventTable, rules: Any) -> EventTable:
    r"""Events renamed: the first rule whose expression matches all of a name says the new one; others stay.

    Parameters
    ----------
    table
        The log.
    rules
        A mapping of regular expressions to names (or a list of such pairs), in which ``\1`` stands for a group.

    Raises
    ------
    OptionError
        The rules are none, or cannot be read.
    InputError
        The log's event names are integers.
    """
    checked = read_rules(rules, "rules", "rename")
    _check_text(table, "rename")
    names, rows = mapped(table.table[table.event], by_rules(checked))
    return changed(table, table.event, names, rows, "rename", {"rules": told(checked)})


def _check_text(table: EventTable, where: str) -> None:
    import pyarrow as pa

    if pa.types.is_integer(table.table.schema.field(table.event).type):
        message = (
            f"{where} matches text, and the events in {table.event!r} are integers; use group({{17: 18}}), or read "
            "them as text."
        )
        raise InputError(message)
