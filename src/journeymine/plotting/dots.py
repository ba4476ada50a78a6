"""Dots with intervals, a line each: the marks of several figures."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.plotting import style
from journeymine.plotting.inert import inert

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Of the line that stands for no difference, no lift, no growth.
NOTHING = {"color": style.GREY, "dash": "dash", "width": 1.5}
LINE_PIXELS = 24
#: A logarithmic axis tells more where the largest is so many times the least.
_WIDE = 4
_TICKS = [digit * 10.0**power for power in range(-6, 7) for digit in (1, 2, 5)]


def add_dots(
    figure: "go.Figure", middle: Column, low: Column, high: Column, hover: list[str], axis: str = "x", **marker: Any
) -> None:
    """A dot with its interval on each line; what is not finite is not drawn.

    Parameters
    ----------
    figure
        Where to.
    middle, low, high
        One a line, from the top.
    hover
        Texts, inert.
    axis
        Of x.
    marker
        Options of plotly's markers.
    """
    figure.add_scatter(
        x=middle,
        y=np.arange(len(middle)),
        mode="markers",
        xaxis=axis,
        marker={"size": 9, **marker},
        error_x={"array": high - middle, "arrayminus": middle - low, "color": style.GREY, "thickness": 1.5},
        hovertext=hover,
        hoverinfo="text",
    )


def label_lines(figure: "go.Figure", labels: list[str], width: int = 44) -> None:
    """Names of the lines, from the top, and the height they take."""
    ticks = [inert(one, width) for one in labels]
    bottom = len(labels) - 0.5
    figure.update_yaxes(tickvals=np.arange(len(labels)), ticktext=ticks, range=[bottom, -0.5], zeroline=False)
    margin = figure.layout.margin
    figure.update_layout(height=int(margin.t + margin.b) + max(LINE_PIXELS * len(labels), 90))


def add_nothing(figure: "go.Figure", x: float, axis: str = "x") -> None:
    """The line of no difference."""
    figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, xref=axis, yref="paper", line=NOTHING)


def ratio_axis(low: Column, high: Column) -> dict[str, Any]:
    """How an axis of ratios is scaled: by logarithms where they are positive and far apart.

    Examples
    --------
    >>> ratio_axis(np.array([0.5, np.nan]), np.array([8.0, np.inf]))["type"]
    'log'
    >>> ratio_axis(np.array([0.9, 0.0]), np.array([1.5, 1.0]))
    {'type': 'linear'}
    """
    ends = np.concatenate([low, high])
    ends = ends[np.isfinite(ends)]
    if not len(ends) or ends.min() <= 0 or ends.max() < _WIDE * ends.min():
        return {"type": "linear"}
    return {"type": "log", "tickvals": _TICKS, "ticktext": [f"{tick:g}" for tick in _TICKS]}
