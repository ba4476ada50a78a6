"""What an action says: a small table of numbers, what they are of in words, and how it was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine.options import duration_text
from journeymine.patterns.display import cell
from journeymine.patterns.table import known_column
from journeymine.showing import Cells, Grid, Shown, inert, with_intervals

Column = NDArray[Any]
#: More rows than that are not printed.
ROWS_SHOWN = 20


@dataclass(frozen=True, eq=False)
class ActionRows:
    """A table whose rows are steps, categories, patterns or moments, with the words that belong over it.

    Attributes
    ----------
    columns
        Arrays of one length by name: numbers, times, truth values, or objects (names, tuples of names, None).
    notes
        What was counted, out of how many and under which design, a sentence each; shown over every table.
    info
        All options and whatever else a reader needs to do the same again: text, numbers, lists and dicts only.
    shares
        Names of columns that people read in percent.
    """

    columns: Mapping[str, Column]
    notes: tuple[str, ...]
    info: Mapping[str, Any]
    shares: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        lengths = {name: len(column) for name, column in self.columns.items()}
        if len(set(lengths.values())) > 1:
            message = f"columns of one table must be equally long; got {lengths}"
            raise ValueError(message)
        for column in self.columns.values():
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def column(self, name: str) -> Column:
        """One column.

        Raises
        ------
        MissingColumnError
            There is none of that name, with a near miss.
        """
        return self.columns[known_column(name, tuple(self.columns))]

    def take(self, rows: NDArray[Any]) -> "ActionRows":
        """Some rows, by their numbers or a mask."""
        return replace(self, columns={name: column[rows].copy() for name, column in self.columns.items()})


def lines(table: ActionRows, title: str) -> list[str]:
    """The notes, then the first rows, in columns of text."""
    shown = [[*map(inert, (name, *values))] for name, values in _told(table, ROWS_SHOWN)]
    widths = [max(map(len, column)) for column in shown]
    rows = [
        "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in zip(*shown, strict=True)
    ]
    more = [f"… and {len(table) - ROWS_SHOWN:,} more rows"] if len(table) > ROWS_SHOWN else []
    return [headed(table, title), *map(inert, table.notes), *rows, *more]


def headed(table: ActionRows, title: str) -> str:
    """What it is, and how many rows it has.

    Examples
    --------
    >>> headed(ActionRows({"step": np.array(["ad"])}, (), {}), "Funnel")
    'Funnel: 1 row'
    """
    return f"{title}: 1 row" if len(table) == 1 else f"{title}: {len(table):,} rows"


def shown(table: ActionRows, title: str) -> Shown:
    """The first rows under the notes; beside an estimate its interval."""
    columns = {name: _cells(table, name, texts) for name, texts in _told(table, ROWS_SHOWN)}
    return Shown((headed(table, title), *table.notes), (Grid(with_intervals(columns), len(table)),))


def _cells(table: ActionRows, name: str, texts: list[str]) -> Cells:
    return Cells(name, tuple(texts), right=table.columns[name].dtype.kind in "iufm")


def records(table: ActionRows) -> list[dict[str, Any]]:
    """A dict a row, fit for JSON: missing numbers are None, times and durations text of ISO 8601."""
    columns = {name: [_plain(value) for value in values(column)] for name, column in table.columns.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def values(column: Column) -> list[Any]:
    """Python's own values; times and time spans to the microsecond."""
    listed: list[Any] = microseconds(column).tolist()
    return listed


def microseconds(column: Column) -> Column:
    """Times and time spans in microseconds, which every library knows; other columns as they are."""
    return column.astype(f"{column.dtype.kind}8[us]") if column.dtype.kind in "mM" else column


def regular(column: Column) -> Column:
    """A column that Arrow can take: where any pattern has a set for an element, all elements are lists of names."""
    if column.dtype != object or not any(isinstance(one, tuple) and _has_sets(one) for one in column):
        return microseconds(column)
    nested = np.empty(len(column), object)
    for row, one in enumerate(column):
        nested[row] = None if one is None else [list(part) if isinstance(part, tuple) else [part] for part in one]
    return nested


def _has_sets(pattern: tuple[Any, ...]) -> bool:
    return any(isinstance(part, tuple) for part in pattern)


def _told(table: ActionRows, most: int) -> Iterator[tuple[str, list[str]]]:
    for name, column in table.columns.items():
        listed = values(column[:most])
        yield name, [f"{one:.2%}" if _is_share(table, name, one) else cell(name, one) for one in listed]


def _is_share(table: ActionRows, name: str, value: object) -> bool:
    return name in table.shares and isinstance(value, float) and bool(np.isfinite(value))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else duration_text(value)
