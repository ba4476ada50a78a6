"""What an object shows, as static HTML for notebooks: no script, no colour of its own but for bars, nothing to load."""

import re
from html import escape

from journeymine.showing.condensing import condensed
from journeymine.showing.inert import inert
from journeymine.showing.shown import Cells, Grid, Shown

# Styles stand in the elements, as notebooks that are not trusted, and sites that show them, take style sheets out.
_FRAME = "max-width:100%;overflow-x:auto"
_ROWS = "text-align:right;font-variant-numeric:tabular-nums"
_LEFT = "text-align:left;overflow-wrap:break-word;max-width:30em"
# What long names get at the least where figures want room.
_ROOM, _LONG = "min-width:15em", 25
# Said in the cell, where notebooks say otherwise, and only where a figure could be broken at a dash or a blank.
_WHOLE = "white-space:nowrap"
_BREAKS = re.compile(r"\S[\s–-]|[\s–-]\S")
# Half transparent, so that text stays readable on light and on dark.
_BAR = "background:linear-gradient(to right,rgba(76,120,168,.4) {end:.1f}%,transparent {end:.1f}%)"
_CAPTION = '<caption style="caption-side:bottom;text-align:left">{}</caption>'


def page(shown: Shown) -> str:
    """Notes, tables and points as HTML; everything is escaped, as all of it may come from the data.

    Examples
    --------
    >>> page(Shown(("2 of 3 <b>journeys</b>",)))
    '<div class="journeymine" style="max-width:100%;overflow-x:auto"><p>2 of 3 &lt;b&gt;journeys&lt;/b&gt;</p></div>'
    """
    notes = "<br>".join(map(_text, shown.notes))
    listed = "".join(f"<li>{_text(one)}</li>" for one in shown.points)
    parts = [f"<p>{notes}</p>" if notes else "", *map(_table, shown.grids), f"<ul>{listed}</ul>" if listed else ""]
    return f'<div class="journeymine" style="{_FRAME}">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return escape(inert(text))


def _table(grid: Grid) -> str:
    grid, alike = condensed(grid)
    told = " ".join(one for one in (grid.more, alike) if one)
    caption = _CAPTION.format(_text(told)) if told else ""
    heads = "".join(_cell("th", one.heading, [] if one.right else ["text-align:left"]) for one in grid.columns)
    head = f'<thead style="{_ROWS}"><tr>{heads}</tr></thead>' if grid.is_headed else ""
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*map(_cells, grid.columns), strict=True))
    return f'<table>{caption}{head}<tbody style="{_ROWS}">{body}</tbody></table>'


def _cells(column: Cells) -> list[str]:
    bars = column.bars or (None,) * len(column.texts)
    return [_cell("td", text, _styles(column, text, share)) for text, share in zip(column.texts, bars, strict=True)]


def _styles(column: Cells, text: str, share: float | None) -> list[str]:
    side = [] if column.right else [_LEFT, *([_ROOM] if len(text) > _LONG else [])]
    whole = [_WHOLE] if column.right and _BREAKS.search(text) else []
    return [*side, *whole, *([] if share is None else [_bar(share)])]


def _bar(share: float) -> str:
    return _BAR.format(end=100 * min(max(share, 0.0), 1.0))


def _cell(tag: str, text: str, styles: list[str]) -> str:
    style = f' style="{";".join(styles)}"' if styles else ""
    return f"<{tag}{style}>{_text(text)}</{tag}>"
