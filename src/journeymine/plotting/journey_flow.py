"""Journeys step by step: who goes on to what, in columns, so that no loop can tangle it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.api.journeys import Journeys
from journeymine.options import bad_option, whole_number
from journeymine.plotting import style
from journeymine.plotting.elements import END, Elements, Integers, elements_of, lumped, most_frequent, pairs_of
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.flow_nodes import HEIGHT, PAD, Nodes, nodes_of
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "journey_flow"
MOST_STEPS = 7
_THICKNESS = 12


def journey_flow_data(journeys: Journeys, *, n_steps: int = MOST_STEPS, n_events: int = 8, k: int = 10) -> FigureData:
    """The numbers of `journey_flow`: how many journeys go from what they do at a step to what at the next.

    Parameters
    ----------
    journeys
        The journeys; events of one time are one step.
    n_steps
        How many of their first steps, from 2 to 7.
    n_events
        So many different events a step; all others are one, ``(other)``.
    k
        Flows of fewer journeys are drawn grey.

    Returns
    -------
    A row a flow: `step` (of the event, from 1), `event`, `next` (``(end)``: the journey is over), `n` journeys, `share`
    of all journeys, `share_of_event` of those that did the event at that step, `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "cart", "pay"]] * 3 + [["search", "search"]] * 2)
    >>> journey_flow_data(visits, n_steps=3).to_pandas()[["step", "event", "next", "n"]]
       step   event    next  n
    0     1  search    cart  3
    1     1  search  search  2
    2     2    cart     pay  3
    3     2  search   (end)  2
    """
    steps = whole_number(n_steps, "n_steps", _FIGURE, least=2)
    if steps > MOST_STEPS:
        raise bad_option("n_steps", _FIGURE, f"a whole number from 2 to {MOST_STEPS}", n_steps)
    most, least = whole_number(n_events, "n_events", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    elements = elements_of(journeys, _FIGURE)
    grid = elements.grid(steps)
    for step in range(steps):
        grid[:, step] = lumped(grid[:, step], most_frequent(grid[:, step], elements.weights, most))
    columns = _flows(grid, elements)
    columns["is_small"] = columns["n"] < least
    total = elements.n_journeys
    longer = int(elements.weights[np.diff(elements.offsets) > steps].sum())
    empty = int(elements.weights[np.diff(elements.offsets) == 0].sum())
    notes = (
        "each journey counted once a step; neighbouring steps, no gaps; events of one time are one step",
        f"{longer:,} journeys go on after step {steps}; {empty:,} have no event",
        *small_notes(least, columns["is_small"], "journeys"),
    )
    title = f"Journeys step by step: the first {steps} steps of {total:,} journeys"
    return figure_data(_FIGURE, title, columns, notes, frozenset({"share", "share_of_event"}), k=least)


def journey_flow(journeys: Journeys | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """Journeys step by step, as a Sankey diagram: a column a step, so that what is done twice stands in two columns.

    Parameters
    ----------
    journeys
        Journeys, or what `journey_flow_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `journey_flow_data`.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "cart", "pay"]] * 30 + [["search", "search"]] * 20)
    >>> len(journey_flow(visits, n_steps=3).data[0].link.value)
    4
    """
    data = data_of(journeys, _FIGURE, journey_flow_data, options)
    figure = framed(data, theme)
    if not len(data):
        return figure
    nodes = nodes_of(data)
    small = data.column("is_small").astype(np.bool_)
    figure.add_sankey(
        arrangement="fixed",
        node={
            "label": [""] * len(nodes.names),
            "x": nodes.x,
            "y": nodes.y,
            "color": nodes.colours,
            "pad": PAD * HEIGHT,
            "thickness": _THICKNESS,
            "line": {"width": 0},
            "hoverinfo": "skip",
        },
        link={
            "source": nodes.sources,
            "target": nodes.targets,
            "value": data.column("n"),
            "color": np.where(small, _faint(style.GREY), _faint(style.BLUE)),
            "customdata": [_hover(data, row) for row in range(len(data))],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    width = max(100 // len(set(nodes.x)), 13)
    figure.update_layout(annotations=_labels(nodes, width))
    margin = figure.layout.margin
    margin.r = 7 * width + 60
    return figure.update_layout(height=int(margin.t + HEIGHT + margin.b))


def _labels(nodes: Nodes, width: int) -> list[dict[str, Any]]:
    """Texts to the right of their boxes; plotly would put those of the last column over the one before."""
    shown = {"showarrow": False, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "middle"}
    return [
        {**shown, "text": f"{inert(name, width)} {size:,}", "x": x, "y": 1 - y, "xshift": _THICKNESS, "font_size": 12}
        for name, size, x, y in zip(nodes.names, nodes.sizes, nodes.x, nodes.y, strict=True)
    ]


def _flows(grid: Integers, elements: Elements) -> dict[str, Column]:
    """A row a flow, by step, largest first; ties in the order of the events' names' codes."""
    rows: list[tuple[int, str, str, int, float]] = []
    for step in range(grid.shape[1] - 1):
        here = grid[:, step] != END
        pairs, _, counts = pairs_of(grid[here, step], grid[here, step + 1], elements.weights[here])
        sums = {int(code): int(counts[pairs[:, 0] == code].sum()) for code in np.unique(pairs[:, 0])}
        order = np.lexsort((pairs[:, 1], pairs[:, 0], -counts))
        for (event, after), count in zip(pairs[order].tolist(), counts[order].tolist(), strict=True):
            rows.append((step + 1, elements.text(event), elements.text(after), count, count / max(sums[event], 1)))
    n = np.array([row[3] for row in rows], np.int64)
    return {
        "step": np.array([row[0] for row in rows], np.int64),
        "event": texts([row[1] for row in rows]),
        "next": texts([row[2] for row in rows]),
        "n": n,
        "share": n / max(elements.n_journeys, 1),
        "share_of_event": np.array([row[4] for row in rows], np.float64),
    }


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.38)"


def _hover(data: FigureData, row: int) -> str:
    step, event, after, n = (data.column(name)[row] for name in ("step", "event", "next", "n"))
    share, own = data.column("share")[row], data.column("share_of_event")[row]
    way = f"step {step}: {inert(event, 60)} → {inert(after, 60)}"
    return f"{way}<br>{n:,} journeys, {share:.1%} of all, {own:.1%} of those at {inert(event, 30)}"
