"""What comes directly after what, as a heat map, most frequent events first."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.api.journeys import Journeys
from journeymine.options import whole_number
from journeymine.plotting import style
from journeymine.plotting.elements import (
    END,
    OTHER,
    START,
    TEXTS,
    Elements,
    Integers,
    elements_of,
    lumped,
    most_frequent,
    ranked,
)
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.heat import add_heat, named_axes
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "transition_map"


def transition_map_data(journeys: Journeys, *, n_events: int = 15, k: int = 10) -> FigureData:
    """The numbers of `transition_map`: how often which event comes directly after which.

    Parameters
    ----------
    journeys
        The journeys; events of one time are one element.
    n_events
        So many of the most frequent elements; all others are one, ``(other)``.
    k
        Transitions in fewer journeys are drawn grey.

    Returns
    -------
    A row a transition that occurs: `event` (``(start)``: of the journey), `next` (``(end)``), `n` transitions,
    `n_journeys` that hold it, `share` of all transitions from `event`, `is_small`. Sorted by how often elements occur.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "search", "pay"]] * 3 + [["search"]])
    >>> transition_map_data(visits).to_pandas()[["event", "next", "n", "n_journeys", "share"]].round(2)
         event    next  n  n_journeys  share
    0  (start)  search  4           4   1.00
    1   search  search  3           3   0.43
    2   search     pay  3           3   0.43
    3   search   (end)  1           1   0.14
    4      pay   (end)  3           3   1.00
    """
    most, least = whole_number(n_events, "n_events", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    elements = elements_of(journeys, _FIGURE)
    owner = np.repeat(np.arange(len(elements.weights)), np.diff(elements.offsets))
    kept = most_frequent(elements.codes, elements.weights[owner], most)
    columns = _transitions(elements, owner, kept)
    columns["is_small"] = columns["n_journeys"] < least
    names = [elements.text(code) for code in kept.tolist()]
    title = f"What comes directly after what: {columns['n'].sum():,} transitions in {elements.n_journeys:,} journeys"
    notes = (
        "direct neighbours, no gaps; share: of all transitions from the event in the row; events of one time are one",
        "most frequent first; (start), (end): of the journey; (other): all less frequent ones",
        *small_notes(least, columns["is_small"], "journeys"),
    )
    return figure_data(_FIGURE, title, columns, notes, frozenset({"share"}), k=least, names=names)


def transition_map(journeys: Journeys | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """What comes directly after what, as a heat map: a row an event, a column what comes next.

    Parameters
    ----------
    journeys
        Journeys, or what `transition_map_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `transition_map_data`.

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
    >>> figure = transition_map(jm.Journeys.from_lists([["search", "search", "pay"]] * 30))
    >>> list(figure.layout.xaxis.ticktext), list(figure.layout.yaxis.ticktext)
    (['search', 'pay', '(end)'], ['(start)', 'search', 'pay'])
    """
    data = data_of(journeys, _FIGURE, transition_map_data, options)
    figure = framed(data, theme)
    rest = [TEXTS[OTHER]] if TEXTS[OTHER] in {*data.column("event"), *data.column("next")} else []
    named = [*data.info["names"], *rest]
    rows, columns = [TEXTS[START], *named], [*named, TEXTS[END]]
    places = [rows.index(one) for one in data.column("event")], [columns.index(one) for one in data.column("next")]
    told = [_hover(data, row) for row in range(len(data))]
    add_heat(figure, (len(rows), len(columns)), places, data, "share", told, theme)
    named_axes(figure, rows, columns, "next event")
    return figure


def _transitions(elements: Elements, owner: Integers, kept: Integers) -> dict[str, Column]:
    """A row a transition, in the order of `kept`, then what is left over, then the end."""
    lengths = np.diff(elements.offsets)
    filled = np.flatnonzero(lengths > 0)
    codes = lumped(elements.codes, kept)
    firsts, lasts = elements.offsets[:-1][filled], elements.offsets[1:][filled] - 1
    inner = np.setdiff1d(np.arange(len(codes)), lasts, assume_unique=True)
    source = np.concatenate([np.full(len(filled), START), codes[inner], codes[lasts]])
    target = np.concatenate([codes[firsts], codes[inner + 1], np.full(len(filled), END)])
    whose = np.concatenate([filled, owner[inner], filled])
    order = [START, *kept.tolist(), OTHER, END]
    width = len(order)
    keys = ranked(source, order) * width + ranked(target, order)
    weights = elements.weights
    counts = np.bincount(keys, weights[whose], width * width).astype(np.int64)
    # Each transition of each journey once.
    once = np.unique(keys * len(weights) + whose)
    held = np.bincount(once // len(weights), weights[once % len(weights)], width * width).astype(np.int64)
    pairs = np.flatnonzero(np.bincount(keys, minlength=width * width))
    events, after = np.divmod(pairs, width)
    n = counts[pairs]
    total = np.bincount(events, n, width)
    text = [elements.text(code) for code in order]
    return {
        "event": texts([text[place] for place in events.tolist()]),
        "next": texts([text[place] for place in after.tolist()]),
        "n": n,
        "n_journeys": held[pairs],
        "share": n / total[events],
    }


def _hover(data: FigureData, row: int) -> str:
    event, after, n, people = (data.column(name)[row] for name in ("event", "next", "n", "n_journeys"))
    share = data.column("share")[row]
    way = f"{inert(event, 60)} → {inert(after, 60)}"
    return f"{way}<br>{n:,} times in {people:,} journeys<br>{share:.1%} of all from {inert(event, 40)}"
