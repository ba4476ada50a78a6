"""What every step does at its end: the new table, with the step written down and what it did."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import EmptyLogError, MissingColumnError
from journeymine.options import UNIT_NANOSECONDS, bad_option, near_miss
from journeymine.sources.recipe import Step
from journeymine.sources.table import EventTable

if TYPE_CHECKING:
    import pyarrow as pa


def kept(table: EventTable, keep: NDArray[np.bool_], name: str, options: Mapping[str, Any]) -> EventTable:
    """The rows of a mask, in their order.

    Raises
    ------
    EmptyLogError
        Not a row would be left.
    """
    import pyarrow as pa

    n, left = len(table), int(np.count_nonzero(keep))
    if left == 0:
        message = f"{name} would leave none of the log's {n:,} events; check its options ({told(options)})."
        raise EmptyLogError(message)
    rows = table.table if left == n else table.table.filter(pa.array(keep))
    return recorded(replace(table, table=rows), table, name, options)


def changed(
    table: EventTable, column: str, values: "pa.ChunkedArray", rows: int, name: str, options: Mapping[str, Any]
) -> EventTable:
    """The same rows with other values in a column, `rows` of which differ."""
    place = table.table.column_names.index(column)
    other = table.table.set_column(place, column, values)
    return recorded(replace(table, table=other), table, name, options, rows_changed=rows)


def recorded(
    after: EventTable, before: EventTable, name: str, options: Mapping[str, Any], rows_changed: int = 0
) -> EventTable:
    """The log after a step, which it knows of."""
    step = Step(name, dict(options), rows_before=len(before), rows_after=len(after), rows_changed=rows_changed)
    return replace(after, recipe=(*before.recipe, step))


def column_named(table: EventTable, column: Any, option: str, where: str) -> str:
    """A column that the log has.

    Raises
    ------
    OptionError
        It is no name.
    MissingColumnError
        There is none of this name, with a near miss.
    """
    if not isinstance(column, str):
        raise bad_option(option, where, "the name of a column of the log", column)
    known = table.table.column_names
    if column in known:
        return column
    listed = ", ".join(map(repr, known))
    message = (
        f"`{option}` of {where} names the column {column!r}, which the log does not carry.{near_miss(column, known)} "
        f"It carries {listed}; name others in `extra` of read_events."
    )
    raise MissingColumnError(message)


def id_columns(table: EventTable) -> dict[str, None]:
    """The columns that name customers, in a fixed order: theirs, and those resolved by or under pseudonyms."""
    named: list[str] = [table.customer]
    for step in table.recipe:
        asked: dict[str, Any] = dict(step.options)
        if step.name == "resolve_identities":
            for pair in (*asked["edges"], *(asked["confirmed"] or ())):
                named += [pair["left"], pair["right"]] if isinstance(pair, Mapping) else list(pair)
            named += list(asked["kinds"] or ())
        elif step.name == "pseudonymise":
            named += asked["columns"]
    return dict.fromkeys(named)


def length_told(length: Fraction, unit: str | None) -> Any:
    """A length in the log's unit, in a form that is the same whatever it was given in; a number for order numbers.

    Examples
    --------
    >>> length_told(Fraction(7200), "s"), length_told(Fraction(1, 2), "s"), length_told(Fraction(5, 2), None)
    ('2h', '500ms', 2.5)
    """
    if unit is None:
        return int(length) if length.denominator == 1 else float(length)
    nanoseconds = int(length * UNIT_NANOSECONDS[unit])
    sizes = {"d": 86_400 * 10**9, "h": 3600 * 10**9, "min": 60 * 10**9, "s": 10**9, "ms": 10**6}
    word = next((word for word, size in sizes.items() if nanoseconds % size == 0), None)
    milliseconds, finer = divmod(nanoseconds, 10**6)
    return f"{milliseconds}.{finer:06d}ms" if word is None else f"{nanoseconds // sizes[word]}{word}"


def told(options: Mapping[str, Any]) -> str:
    """Options as they are written in a call; those that are not said are left out.

    Examples
    --------
    >>> told({"within": "2s", "columns": None})
    "within='2s'"
    """
    return ", ".join(f"{name}={value!r}" for name, value in options.items() if value is not None)
