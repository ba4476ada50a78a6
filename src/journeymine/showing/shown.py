"""What an object shows of itself: sentences, tables of text already written, and points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cells:
    """A column of a table for people.

    Attributes
    ----------
    heading
        What stands over it.
    texts
        One a row.
    right
        Whether it stands to the right, as numbers do.
    beside
        How far it is beside the point: 0 not at all, 1 as an interval is, 2 so that it goes first where room is short.
    bars
        Shares between 0 and 1 that are drawn as bars, one a row, or None where there is none to draw.
    """

    heading: str
    texts: tuple[str, ...]
    right: bool = False
    beside: int = 0
    bars: tuple[float | None, ...] | None = None


@dataclass(frozen=True)
class Grid:
    """A table for people.

    Attributes
    ----------
    columns
        Its columns, of one length; the first says what each row is about.
    n_rows
        How many rows there are, of which these are the first; None: these are all.
    """

    columns: tuple[Cells, ...]
    n_rows: int | None = None

    @property
    def is_headed(self) -> bool:
        """Does anything stand over the columns?"""
        return any(column.heading for column in self.columns)

    @property
    def more(self) -> str:
        """That there are more rows, or nothing.

        Examples
        --------
        >>> Grid((Cells("step", ("a", "b")),), n_rows=1234).more
        'The first 2 of 1,234 rows.'
        """
        shown = len(self.columns[0].texts) if self.columns else 0
        return "" if self.n_rows is None or self.n_rows <= shown else f"The first {shown:,} of {self.n_rows:,} rows."


@dataclass(frozen=True)
class Shown:
    """What an object shows of itself.

    Attributes
    ----------
    notes
        What it is, what was counted and out of how many, a sentence each.
    grids
        Tables below.
    points
        What is listed under them.
    """

    notes: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    points: tuple[str, ...] = ()


class Showing:
    """An object that shows itself in notebooks as static HTML, and by rich in terminals."""

    __slots__ = ()

    def _shown(self) -> Shown:
        """What is shown; the lines of its text where a class says nothing else."""
        return Shown(tuple(str(self).splitlines()))

    def _repr_html_(self) -> str:
        from journeymine.showing.page import page

        return page(self._shown())

    def __rich__(self) -> Any:
        from journeymine.showing.terminal import Drawn

        return Drawn(self)


def pairs(told: Mapping[str, str]) -> Grid:
    """A table of names and what they are, without headings.

    Examples
    --------
    >>> [column.texts for column in pairs({"rows read": "12", "rows kept": "11"}).columns]
    [('rows read', 'rows kept'), ('12', '11')]
    """
    return Grid((Cells("", tuple(told)), Cells("", tuple(told.values()))))
