"""What an object shows, drawn by rich for a terminal; where there is none, the plain text that `print` gives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journeymine.showing.condensing import condensed
from journeymine.showing.inert import inert
from journeymine.showing.shown import Cells, Grid, Showing

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.table import Table

#: How much of the width each column of names may take where numbers want room, and what it takes at the least.
_NAMES = 0.45
_LEAST = 12
_PADDING = 3
_BAR = 8
_PARTS = " ▏▎▍▌▋▊▉█"


class Drawn:
    """An object on its way to a terminal, drawn anew for the width it is given.

    Parameters
    ----------
    thing
        What is to be drawn.
    """

    def __init__(self, thing: Showing) -> None:
        self._thing = thing

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> Iterator[Any]:
        from rich.padding import Padding
        from rich.text import Text

        if not console.is_terminal and not console.is_jupyter:
            yield Text("\n".join(map(inert, str(self._thing).splitlines())))
            return
        shown = self._thing._shown()  # noqa: SLF001  (one of us)
        for place, note in enumerate(shown.notes):
            yield Text(inert(note), style="" if place else "bold")
        for grid in shown.grids:
            differing, alike = condensed(grid)
            kept, left = fitting(differing, options.max_width)
            yield table(kept)
            told = [one for one in (grid.more, alike, f"Not shown: {', '.join(left)}." if left else "") if one]
            if told:
                yield Text(" ".join(map(inert, told)), style="dim")
        for point in shown.points:
            yield Padding(Text(f"• {inert(point)}"), (0, 0, 0, 1))


def fitting(grid: Grid, width: int) -> tuple[Grid, tuple[str, ...]]:
    """As many columns as fit, in their order, and the headings of those that do not.

    Left out are first columns beside the point, then bars, intervals and others, the last ones first; never the first.

    Parameters
    ----------
    grid
        A table.
    width
        How many characters a line holds.

    Examples
    --------
    >>> wide = Grid(tuple(Cells(name, ("1234567890",), beside=2 * (name == "b")) for name in "abc"))
    >>> fitting(wide, 30)[1]
    ('b',)
    """
    kept = list(grid.columns)
    for beside in (2, 1, 0):
        if beside == 1 and _wanted(kept, width) > width:
            kept = [replace(one, bars=None) for one in kept]
        for place in range(len(kept) - 1, 0, -1):
            if kept[place].beside == beside and _wanted(kept, width) > width:
                del kept[place]
    headings = [one.heading for one in kept]
    left = tuple(dict.fromkeys(one.heading for one in grid.columns if one.heading not in headings))
    return replace(grid, columns=tuple(kept)), left


def _wanted(columns: list[Cells], width: int) -> int:
    """The width of a table of these columns, in which names fold and numbers do not."""
    total = 0
    for column in columns:
        longest = max(map(len, (column.heading, *column.texts)))
        least = max(int(_NAMES * width / sum(not one.right for one in columns)), _LEAST)
        total += longest if column.right else min(longest, least)
        total += _PADDING + (_BAR + _PADDING if column.bars else 0)
    return total


def table(grid: Grid, *, title: str | None = None) -> "Table":
    """A table of all columns: numbers to the right, bars beside shares, names as they are, whatever they hold.

    Parameters
    ----------
    grid
        A table.
    title
        What stands over it.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(
        box=box.SIMPLE_HEAD if grid.is_headed else None,
        show_header=grid.is_headed,
        title=title,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    texts: list[Sequence[str]] = []
    for column in grid.columns:
        # Text, not str: names from the data must not be read as rich's own markup.
        heading, style = Text(inert(column.heading)), "dim" if column.beside else None
        if column.right:
            drawn.add_column(heading, justify="right", no_wrap=True, style=style)
        else:
            drawn.add_column(heading, overflow="fold", style=style)
        texts.append(column.texts)
        if column.bars is not None:
            drawn.add_column("", no_wrap=True)
            texts.append([bar(share) for share in column.bars])
    for row in zip(*texts, strict=True):
        drawn.add_row(*(Text(inert(one)) for one in row))
    return drawn


def bar(share: float | None) -> str:
    """A share as a bar of up to eight characters; nothing where there is no share.

    Examples
    --------
    >>> bar(0.5), bar(0.07)
    ('████', '▌')
    """
    eighths = round(min(max(share or 0.0, 0.0), 1.0) * _BAR * 8)
    return f"{'█' * (eighths // 8)}{_PARTS[eighths % 8].strip()}"
