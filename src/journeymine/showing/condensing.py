"""Columns that say the same in every row need one sentence, not a column."""

from dataclasses import replace

from journeymine.showing.shown import Cells, Grid

#: Tables of so few rows or columns have room for all.
_ROWS, _COLUMNS = 3, 8


def condensed(grid: Grid) -> tuple[Grid, str]:
    """A wide table without the columns that say the same in all its rows, and what these say.

    Parameters
    ----------
    grid
        A table.

    Returns
    -------
    The table with its first column and those that differ somewhere, and a sentence; the table itself and nothing where
    there are fewer than three rows or at most eight columns.

    Examples
    --------
    >>> wide = Grid((Cells("step", ("a", "b", "c")), *(Cells(f"n{n}", ("5", "5", "5")) for n in range(8))))
    >>> condensed(replace(wide, columns=(*wide.columns[:8], Cells("n", ("1", "2", "3")))))[1]
    'In all these rows: n0 5, n1 5, n2 5, n3 5, n4 5, n5 5, n6 5.'
    """
    columns = grid.columns
    if len(columns) <= _COLUMNS or len(columns[0].texts) < _ROWS:
        return grid, ""
    alike = [place for place in range(1, len(columns)) if _alike(columns, place)]
    said = ", ".join(f"{columns[place].heading} {columns[place].texts[0]}" for place in alike)
    kept = tuple(one for place, one in enumerate(columns) if place not in alike)
    return replace(grid, columns=kept), f"In all these rows: {said}." if said else ""


def _alike(columns: tuple[Cells, ...], place: int) -> bool:
    """Does a column say the same in all rows? A figure and its interval stay, or go, together."""
    after = columns[place + 1 : place + 2]
    pair = [columns[place], *(one for one in after if one.beside == 1)]
    if columns[place].beside == 1:
        pair = [columns[place - 1], columns[place]]
    return all(len(set(one.texts)) == 1 for one in pair)
