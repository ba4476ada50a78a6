"""What an object shows, as static HTML for notebooks: no script, no colour of its own but for bars, nothing to load."""

from html import escape

from journeymine.showing.inert import inert
from journeymine.showing.shown import Cells, Grid, Shown

# Styles stand in the elements, as notebooks that are not trusted, and sites that show them, take style sheets out.
_FRAME = "max-width:100%;overflow-x:auto"
_ROWS = "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums"
_LEFT = "text-align:left;white-space:normal;overflow-wrap:anywhere;max-width:40em"
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
    caption = _CAPTION.format(_text(grid.more)) if grid.more else ""
    heads = "".join(_cell("th", one.heading, [] if one.right else ["text-align:left"]) for one in grid.columns)
    head = f'<thead style="{_ROWS}"><tr>{heads}</tr></thead>' if grid.is_headed else ""
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*map(_cells, grid.columns), strict=True))
    return f'<table>{caption}{head}<tbody style="{_ROWS}">{body}</tbody></table>'


def _cells(column: Cells) -> list[str]:
    side = [] if column.right else [_LEFT]
    if column.bars is None:
        return [_cell("td", text, side) for text in column.texts]
    shares = zip(column.texts, column.bars, strict=True)
    return [_cell("td", text, side if share is None else [*side, _bar(share)]) for text, share in shares]


def _bar(share: float) -> str:
    return _BAR.format(end=100 * min(max(share, 0.0), 1.0))


def _cell(tag: str, text: str, styles: list[str]) -> str:
    style = f' style="{";".join(styles)}"' if styles else ""
    return f"<{tag}{style}>{_text(text)}</{tag}>"
