"""What happens so many steps before and after an event, as a heat map."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.api.journeys import Journeys
from journeymine.journeys.vocabulary import Name
from journeymine.mining.constraints import event_codes
from journeymine.options import bad_option, whole_number
from journeymine.plotting import style
from journeymine.plotting.elements import END, OTHER, START, Integers, elements_of, lumped, most_frequent, ranked
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.heat import add_heat, named_axes
from journeymine.plotting.inert import inert, named
from journeymine.plotting.small_cells import small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "step_matrix"


def step_matrix_data(
    journeys: Journeys, anchor: Name, *, before: int = 3, after: int = 5, n_events: int = 12, k: int = 10
) -> FigureData:
    """The numbers of `step_matrix`: what journeys do so many steps before and after they first do something.

    Parameters
    ----------
    journeys
        The journeys; events of one time are one step.
    anchor
        An event; the first of a journey is step 0.
    before, after
        So many steps are looked at.
    n_events
        So many of the most frequent elements around it; all others are one, ``(other)``.
    k
        Cells of fewer journeys are drawn grey.

    Returns
    -------
    A row a cell: `step` (negative: before the anchor), `event` (``(start)``: the journey had not begun, ``(end)``: it
    was over), `n` journeys, `share` of those with the anchor, `is_small`. The shares of a step sum to 1.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    UnknownEventError
        There is no such event, with a near miss.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "cart", "pay"]] * 3 + [["cart", "help"]])
    >>> step_matrix_data(visits, "cart", before=1, after=1).to_pandas()[["step", "event", "n"]]
       step    event  n
    0    -1   search  3
    1    -1  (start)  1
    2     0     cart  4
    3     1      pay  3
    4     1     help  1
    """
    steps = [whole_number(value, name, _FIGURE, least=0) for name, value in (("before", before), ("after", after))]
    most, least = whole_number(n_events, "n_events", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    elements = elements_of(journeys, _FIGURE)
    codes = event_codes(anchor, "anchor", journeys.coded, _FIGURE)
    if codes is None or len(codes) != 1:
        raise bad_option("anchor", _FIGURE, "the name of an event", anchor)
    owners, grid = _around(journeys, elements.codes, elements.offsets, codes[0], (steps[0], steps[1]))
    weights = elements.weights[owners]
    wide = np.repeat(weights, grid.shape[1])
    kept = most_frequent(grid.ravel(), wide, most)
    order = [*kept.tolist(), OTHER, START, END]
    cells = ranked(lumped(grid, kept), order)
    width = grid.shape[1]
    keys = (np.arange(width) * len(order) + cells).ravel()
    counts = np.bincount(keys, wide, width * len(order)).astype(np.int64).reshape(width, len(order))
    columns, ranks = np.nonzero(counts)
    n, total = counts[columns, ranks], int(weights.sum())
    rows = {
        "step": columns - steps[0],
        "event": texts([elements.text(order[place]) for place in ranks.tolist()]),
        "n": n,
        "share": n / max(total, 1),
        "is_small": n < least,
    }
    title = f"Around the first {named(anchor)}: {total:,} of {elements.n_journeys:,} journeys hold it"
    notes = (
        "neighbouring steps, no gaps; share: of the journeys that hold it; events of one time are one step",
        "(start): the journey had not begun; (end): it was over; (other): all less frequent events",
        *small_notes(least, rows["is_small"], "journeys"),
    )
    names = [elements.text(one) for one in order]
    info = {"k": least, "names": names, "before": steps[0], "after": steps[1]}
    return figure_data(_FIGURE, title, rows, notes, frozenset({"share"}), **info)


def step_matrix(
    journeys: Journeys | FigureData, anchor: Name | None = None, *, theme: style.Theme = "light", **options: Any
) -> "go.Figure":
    """What happens so many steps before and after journeys first do something: a row an event, a column a step.

    Parameters
    ----------
    journeys
        Journeys, or what `step_matrix_data` made of them.
    anchor
        An event; None with data.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `step_matrix_data`.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    OptionError, UnknownEventError
        As `step_matrix_data`.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> figure = step_matrix(jm.Journeys.from_lists([["search", "cart", "pay"]] * 30), "cart", before=1, after=1)
    >>> list(figure.layout.xaxis.ticktext), list(figure.layout.yaxis.ticktext)
    (['-1', '0', '+1'], ['cart', 'pay', 'search'])
    """
    if not isinstance(journeys, FigureData):
        options = {"anchor": anchor, **options}
    elif anchor is not None:
        options = {"anchor": anchor}
    data = data_of(journeys, _FIGURE, step_matrix_data, options)
    figure = framed(data, theme)
    there = set(data.column("event").tolist())
    rows = [name for name in data.info["names"] if name in there]
    before, after = int(data.info["before"]), int(data.info["after"])
    columns = [f"{step:+d}" if step else "0" for step in range(-before, after + 1)]
    places = [rows.index(one) for one in data.column("event")], (data.column("step") + before).tolist()
    add_heat(figure, (len(rows), len(columns)), places, data, "share", _hovers(data), theme)
    named_axes(figure, rows, columns, "steps from the first time")
    return figure.update_xaxes(tickangle=0)


def _around(
    journeys: Journeys, codes: Integers, offsets: Integers, anchor: int, steps: tuple[int, int]
) -> tuple[Integers, Integers]:
    """The journeys that hold the anchor, and their elements around the first one."""
    coded = journeys.coded
    events = np.flatnonzero(coded.events == anchor)
    owner, first = np.unique(
        np.searchsorted(coded.offsets.astype(np.int64), events, side="right") - 1, return_index=True
    )
    # The element of an event is one less than how many were opened up to it.
    element = np.cumsum(coded.opens())[events[first]] - 1
    places = element[:, None] + np.arange(-steps[0], steps[1] + 1)
    inside = np.clip(places, 0, max(len(codes) - 1, 0))
    grid = codes[inside] if len(codes) else np.empty(places.shape, np.int64)
    grid = np.where(places < offsets[owner][:, None], START, grid)
    return owner, np.where(places >= offsets[owner + 1][:, None], END, grid)


def _hovers(data: FigureData) -> list[str]:
    columns = zip(*(data.column(name).tolist() for name in ("step", "event", "n", "share")), strict=True)
    return [f"step {step:+d}: {inert(event, 60)}<br>{n:,} journeys, {share:.1%}" for step, event, n, share in columns]
