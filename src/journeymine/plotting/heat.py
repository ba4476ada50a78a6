"""Heat maps of shares: a colour a cell, small cells grey, nothing where nothing is."""

from typing import TYPE_CHECKING

import numpy as np

from journeymine.actions.rows import Column
from journeymine.plotting import style
from journeymine.plotting.figure_data import FigureData
from journeymine.plotting.inert import inert

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: From this share of the scale on texts turn.
_TURN = {"light": 0.6, "dark": 0.55}
_CELL = 30
_LABEL_WIDTH = 28


def add_heat(
    figure: "go.Figure",
    shape: tuple[int, int],
    places: tuple[list[int], list[int]],
    data: FigureData,
    share: str,
    hover: list[str],
    theme: style.Theme,
) -> None:
    """The cells of data, a row a cell.

    Parameters
    ----------
    figure
        Where to.
    shape
        Rows and columns of the map.
    places
        Row and column of each cell.
    data, share
        The cells, and the column that colours them; `is_small` greys them.
    hover
        A text a cell, inert.
    theme
        Of the figure.
    """
    small = data.column("is_small").astype(np.bool_)
    shares = data.column(share).astype(np.float64)
    rows, columns = (np.array(one, np.int64) for one in places)
    values, grey = np.full(shape, np.nan), np.full(shape, np.nan)
    values[rows[~small], columns[~small]] = shares[~small]
    grey[rows[small], columns[small]] = 0
    most = float(shares.max(initial=0)) or 1.0
    gaps = {"xgap": 1, "ygap": 1, "hoverinfo": "skip"}
    figure.add_heatmap(z=values, coloraxis="coloraxis", **gaps)
    figure.add_heatmap(z=grey, colorscale=[[0, style.GREY], [1, style.GREY]], showscale=False, opacity=0.6, **gaps)
    figure.add_scatter(
        x=columns,
        y=rows,
        mode="text",
        text=["&lt;1%" if one < 0.005 else f"{one:.0%}" for one in shares.tolist()],
        textfont={"size": 11, "color": _inks(shares / most, small, theme)},
        hovertext=hover,
        hoverinfo="text",
    )
    figure.update_layout(coloraxis={"cmin": 0, "cmax": most, "colorbar": {"tickformat": ".0%", "thickness": 14}})


def _inks(level: Column, small: Column, theme: style.Theme) -> list[str]:
    """Texts stand out on their cells: over the upper part of the scale they are the colour of the paper."""
    turned = (level > _TURN[theme]) & ~small
    return np.where(turned, style.PAPER[theme], style.INK[theme]).tolist()  # type: ignore[no-any-return]


def named_axes(figure: "go.Figure", rows: list[str], columns: list[str], across: str) -> None:
    """Names of rows, from the top, and of columns; and the size that fits them."""
    told = [inert(one, _LABEL_WIDTH) for one in columns]
    figure.update_xaxes(
        tickvals=np.arange(len(columns)), ticktext=told, title={"text": across}, tickangle=-40, showgrid=False
    )
    told = [inert(one, _LABEL_WIDTH) for one in rows]
    bottom = len(rows) - 0.5
    figure.update_yaxes(tickvals=np.arange(len(rows)), ticktext=told, range=[bottom, -0.5], showgrid=False)
    figure.update_xaxes(range=[-0.5, len(columns) - 0.5], zeroline=False)
    figure.update_yaxes(zeroline=False)
    longest = min(max(map(len, columns), default=0), _LABEL_WIDTH)
    margin = figure.layout.margin
    figure.update_layout(height=int(margin.t + margin.b) + _CELL * len(rows) + 6 * longest)
