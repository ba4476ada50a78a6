"""What a reader hands over: the columns asked for, as they came, and how to name a row of them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import InputError, MissingColumnError
from journeymine.options import near_miss
from journeymine.sources.masking import form

if TYPE_CHECKING:
    import pyarrow as pa

_Read = TypeVar("_Read", "FileRows", "RawColumns")

ColumnPicker = Callable[[Sequence[str]], list[str]]
"""Given the columns there are, which to read."""


@dataclass(frozen=True)
class BrokenLines:
    """Lines of a text file that do not have the form of the others; each is a row of nulls.

    Attributes
    ----------
    file
        The file.
    n
        How many they are.
    first
        The numbers of the first three, counted from 1.
    start
        The first of them.
    """

    file: str
    n: int
    first: tuple[int, ...]
    start: str

    def __str__(self) -> str:
        listed = ", ".join(f"{number:,}" for number in self.first)
        return f"{self.n:,} of the lines of {self.file!r} ({'first ' if self.n > 1 else ''}line {listed})"


@dataclass(frozen=True, eq=False)
class FileRows:
    """What a reader of lines found: its rows, the lines that are none, and whether there were types in the file."""

    table: "pa.Table"
    broken: tuple[BrokenLines, ...] = ()
    typed: bool = True


@dataclass(frozen=True, eq=False)
class RawColumns:
    """The columns asked for, of any Arrow type.

    Attributes
    ----------
    table
        Columns named as in the source.
    what
        The source in words, for messages: ``"the pandas frame"``, ``"events.csv"``.
    files
        Each file read and its number of rows, in order.
    typed
        False where the source holds nothing but text (CSV), so that numbers have to be recognised.
    notes
        What a reader decided, a sentence each.
    start
        Which row of the source the first one is: not 0 where the source is read in batches.
    broken
        Lines that are no rows, by file; each is a row of nulls.
    kept
        Which rows of the source the table has, where others were left out on purpose; None for all.
    filtered
        How many were left out on purpose.
    part
        Whether the source has more rows than these, so that they do not tell what all of a column looks like.
    """

    table: "pa.Table"
    what: str
    files: tuple[tuple[str, int], ...] = ()
    typed: bool = True
    notes: tuple[str, ...] = ()
    start: int = 0
    broken: tuple[BrokenLines, ...] = ()
    kept: NDArray[np.int64] | None = None
    filtered: int = 0
    part: bool = False

    @property
    def rows(self) -> "Rows":
        """The rows of the source, to name them in messages."""
        return Rows(self.what, self.files, self.kept, self.start, self.part)


@dataclass(frozen=True, eq=False)
class Rows:
    """Names the rows of a source, also after some were dropped; the first row is row 1.

    Attributes
    ----------
    what, files
        As in `RawColumns`.
    kept
        Which of the rows read are at hand; None for all.
    start
        Position in the source of the first row read.
    part
        As in `RawColumns`.
    """

    what: str
    files: tuple[tuple[str, int], ...] = ()
    kept: NDArray[np.int64] | None = None
    start: int = 0
    part: bool = False

    def keep(self, kept: NDArray[np.int64]) -> "Rows":
        """Some of these rows, by their places among them."""
        return replace(self, kept=kept if self.kept is None else self.kept[kept])

    def name(self, position: int) -> str:
        """The row at `position` in words, with its file where there are several."""
        row = self.start + (int(position) if self.kept is None else int(self.kept[position]))
        if len(self.files) < 2:
            return f"row {row + 1}"
        ends = np.cumsum([count for _, count in self.files])
        file = int(np.searchsorted(ends, row, side="right"))
        start = int(ends[file - 1]) if file else 0
        return f"row {row - start + 1} of {self.files[file][0]}"

    @staticmethod
    def count(bad: NDArray[np.bool_]) -> str:
        """How many are bad: ``"1 value"``, ``"1,204 values"``."""
        n = int(bad.sum())
        return "1 value" if n == 1 else f"{n:,} values"

    def show(self, values: "pa.ChunkedArray", bad: NDArray[np.bool_], *, ids: bool = False) -> str:
        """Up to three of the bad values with their rows, such as ``'x' (row 3), 'y' (row 9)``; of ids the form."""
        first = np.flatnonzero(bad)[:3]
        shown = []
        for position in first:
            plain = values[int(position)].as_py()
            value = repr(form(str(plain)) if ids else plain)
            value = value if len(value) <= 40 else value[:37] + "..."
            shown.append(f"{value} ({self.name(position)})")
        return ", ".join(shown)


def picker(asked: Sequence[str], what: str) -> ColumnPicker:
    """Check the columns there are against those asked for.

    Parameters
    ----------
    asked
        Distinct column names.
    what
        The source in words.

    Returns
    -------
    ColumnPicker
        Gives `asked` back, or raises `MissingColumnError` with a near miss, or `InputError` where a name asked for
        belongs to several columns.
    """

    def pick(known: Sequence[str]) -> list[str]:
        for name in asked:
            times = sum(one == name for one in known)
            if times > 1:
                message = f"There are {times} columns named {name!r} in {what}; rename all but one of them."
                raise InputError(message)
            if not times:
                listed = ", ".join(repr(one) for one in known[:12]) + (", …" if len(known) > 12 else "")
                hint = near_miss(name, known) or f" It has {listed or 'no columns'}."
                message = f"There is no column {name!r} in {what}.{hint}"
                raise MissingColumnError(message, name)
        return list(asked)

    return pick


def read_what_is_there(
    read: Callable[[Sequence[str]], _Read], asked: Sequence[str], optional: Collection[str]
) -> _Read:
    """Read columns of which some may be absent; these are then columns of nulls.

    Parameters
    ----------
    read
        Reads the columns given to it, or raises `MissingColumnError`.
    asked
        Distinct column names.
    optional
        Those that may be absent.

    Raises
    ------
    MissingColumnError
        Another one is absent.
    """
    import pyarrow as pa

    there = list(asked)
    while True:
        try:
            rows = read(there)
        except MissingColumnError as error:
            if error.column not in optional or error.column not in there:
                raise
            there.remove(error.column)
        else:
            break
    nulls = pa.nulls(rows.table.num_rows)
    columns = {name: rows.table.column(name) if name in there else nulls for name in asked}
    return rows if len(there) == len(asked) else replace(rows, table=pa.table(columns))
