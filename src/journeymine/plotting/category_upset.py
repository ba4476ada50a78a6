"""Which categories come together: an UpSet chart of journeys by exactly which of some events they hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.api.journeys import Journeys
from journeymine.journeys.event_names import chosen_names
from journeymine.journeys.vocabulary import Name
from journeymine.options import bad_option, whole_number
from journeymine.patterns.names import Itemset
from journeymine.plotting import style
from journeymine.plotting.elements import Integers, elements_of
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import coloured, small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "category_upset"
_MOST = 20


def category_upset_data(
    journeys: Journeys, *, events: Name | Sequence[Name] | None = None, n_events: int = 6, n: int = 20, k: int = 10
) -> FigureData:
    """The numbers of `category_upset`: how many journeys hold exactly which of some events.

    Parameters
    ----------
    journeys
        The journeys; order and repeats do not count.
    events
        The categories, at most 20: names, or a pattern of names such as ``"complaint:*"``; None: the `n_events` that
        most journeys hold.
    n_events
        How many categories where none are named.
    n
        So many of the largest combinations.
    k
        Combinations of fewer journeys are drawn grey.

    Returns
    -------
    A row a combination: `combination` (a tuple of names), `n` journeys that hold all of these and none of the other
    categories, `share` of all journeys, `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    UnknownEventError
        There is no such event, with a near miss.

    Examples
    --------
    >>> import journeymine as jm
    >>> complaints = jm.Journeys.from_lists([["late", "lost"]] * 20 + [["late"]] * 15 + [["lost", "rude", "late"]])
    >>> category_upset_data(complaints, events=["late", "lost"]).to_pandas()[["combination", "n"]]
        combination   n
    0  (late, lost)  21
    1       (late,)  15
    """
    most, least = whole_number(n, "n", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    wanted = whole_number(n_events, "n_events", _FIGURE)
    elements = elements_of(journeys, _FIGURE)
    holders = _holders(journeys, elements.weights)
    if events is None:
        total = np.bincount(holders[:, 1], elements.weights[holders[:, 0]], len(journeys.coded.vocabulary))
        codes = np.lexsort((np.arange(len(total)), -total))[: min(wanted, _MOST)]
        codes = codes[total[codes] > 0]
    else:
        chosen_events = chosen_names(journeys.names, events, "events", _FIGURE)
        if len(chosen_events) > _MOST:
            raise bad_option("events", _FIGURE, f"at most {_MOST} events", events)
        codes = np.array([journeys.coded.vocabulary.code(one) for one in chosen_events], np.int64)
    masks, counts = _combinations(holders, codes, elements.weights)
    name = journeys.coded.vocabulary.name
    names = [name(code) for code in codes.tolist()]
    bits = [[place for place in range(len(codes)) if mask >> place & 1] for mask in masks.tolist()]
    none = int(counts[masks == 0].sum())
    some = np.flatnonzero(masks != 0)
    rows = some[np.lexsort((masks[some], -counts[some]))][:most]
    chosen = counts[rows]
    held = np.array([counts[masks >> place & 1 == 1].sum() for place in range(len(codes))], np.int64)
    columns = {
        "combination": texts([Itemset(sorted(names[place] for place in bits[row])) for row in rows.tolist()]),
        "n": chosen,
        "share": chosen / max(elements.n_journeys, 1),
        "is_small": chosen < least,
    }
    title = f"What comes together: {len(rows):,} of {len(some):,} combinations in {elements.n_journeys:,} journeys"
    notes = (
        f"journeys that hold exactly these of the categories, order and repeats ignored; {none:,} journeys hold none",
        "beside each category: journeys that hold it",
        *small_notes(least, columns["is_small"], "journeys"),
    )
    info = {"k": least, "names": names, "held": held.tolist()}
    return figure_data(_FIGURE, title, columns, notes, frozenset({"share"}), **info)


def category_upset(journeys: Journeys | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """Which categories come together, as an UpSet chart: a column a combination, its dots say of what.

    Parameters
    ----------
    journeys
        Journeys, or what `category_upset_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `category_upset_data`.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    OptionError, UnknownEventError
        As `category_upset_data`.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    References
    ----------
    Lex, Gehlenborg, Strobelt, Vuillemot and Pfister (2014), IEEE TVCG 20, 1983-1992: UpSet.

    Examples
    --------
    >>> import journeymine as jm
    >>> figure = category_upset(jm.Journeys.from_lists([["late", "lost"]] * 20 + [["late"]] * 15))
    >>> figure.data[0].y.tolist()
    [20, 15]
    """
    data = data_of(journeys, _FIGURE, category_upset_data, options)
    figure = framed(data, theme)
    names, held = list(data.info["names"]), list(data.info["held"])
    place = {name: row for row, name in enumerate(names)}
    colours = coloured(data.column("is_small"))
    hover = [_hover(data, row) for row in range(len(data))]
    x = np.arange(len(data))
    text = [f"{one:,}" for one in data.column("n").tolist()]
    told = {"hovertext": hover, "hoverinfo": "text"}
    figure.add_bar(x=x, y=data.column("n"), text=text, textposition="outside", marker={"color": colours}, **told)
    rows, columns = np.divmod(np.arange(len(names) * len(data)), max(len(data), 1))
    empty = {"color": style.GRID[theme], "size": 9}
    figure.add_scatter(x=columns, y=rows, yaxis="y2", mode="markers", marker=empty, hoverinfo="skip")
    for column, combination in enumerate(data.column("combination")):
        own = sorted(place[name] for name in combination)
        mark = {"color": colours[column], "size": 11}
        line = {"color": colours[column], "width": 2}
        at = {"x": [column] * len(own), "y": own, "yaxis": "y2", "hovertext": hover[column], "hoverinfo": "text"}
        figure.add_scatter(mode="lines+markers", marker=mark, line=line, **at)
    labels = [f"{inert(str(name), 36)} {n:,}" for name, n in zip(names, held, strict=True)]
    margin = figure.layout.margin
    return figure.update_layout(
        xaxis={"visible": False, "range": [-0.6, max(len(data), 1) - 0.4], "anchor": "y2"},
        yaxis={"domain": [0.42, 1], "title": {"text": "journeys"}, "rangemode": "tozero"},
        yaxis2={"domain": [0, 0.38], "tickvals": list(place.values()), "ticktext": labels, "showgrid": False}
        | {"range": [len(names) - 0.5, -0.5], "zeroline": False, "anchor": "x"},
        height=int(margin.t + margin.b) + 60 * max(len(names), 4) + 60,
    )


def _holders(journeys: Journeys, weights: Integers) -> Integers:
    """(journey, event), each once."""
    coded = journeys.coded
    owner = np.repeat(np.arange(len(weights)), coded.lengths)
    return np.unique(np.stack([owner, coded.events.astype(np.int64)], axis=1), axis=0)


def _combinations(holders: Integers, codes: Integers, weights: Integers) -> tuple[Integers, Integers]:
    """Sets of categories as bits, and how many journeys hold exactly each."""
    masks = np.zeros(len(weights), np.int64)
    for place, code in enumerate(codes.tolist()):
        masks[holders[holders[:, 1] == code, 0]] |= 1 << place
    distinct, which = np.unique(masks, return_inverse=True)
    return distinct, np.bincount(which, weights, len(distinct)).astype(np.int64)


def _hover(data: FigureData, row: int) -> str:
    combination, n, share = (data.column(name)[row] for name in ("combination", "n", "share"))
    return f"{inert(str(combination), 120)}<br>{n:,} journeys, {share:.1%}"
