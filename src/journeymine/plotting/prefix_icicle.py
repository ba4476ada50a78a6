"""How journeys begin, as an icicle: under each beginning the next step, as wide as the journeys that take it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.api.journeys import Journeys
from journeymine.options import whole_number
from journeymine.plotting import style
from journeymine.plotting.elements import END, OTHER, TEXTS, Elements, elements_of, pairs_of
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "prefix_icicle"
_LEVEL_PIXELS = 64


def prefix_icicle_data(journeys: Journeys, *, n_steps: int = 5, k: int = 10) -> FigureData:
    """The numbers of `prefix_icicle`: how many journeys begin with which steps.

    Parameters
    ----------
    journeys
        The journeys; events of one time are one step.
    n_steps
        The longest beginnings.
    k
        Beginnings of fewer journeys are put together under the one they share, as ``(other)``, and drawn grey.

    Returns
    -------
    A row a beginning: `prefix` (a tuple of steps as they are printed), `step` (its length), `event` (its last step),
    `n` journeys, `share` of all, `share_of_parent` of those with the beginning one step shorter, `is_small` (it stands
    for small ones). A journey that is over is in no longer one.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "cart"]] * 20 + [["search"]] * 15 + [["help"], ["pay"]])
    >>> prefix_icicle_data(visits).to_pandas()[["prefix", "n", "is_small"]]
               prefix   n  is_small
    0       (search,)  35     False
    1      ((other),)   2      True
    2  (search, cart)  20     False
    """
    steps, least = whole_number(n_steps, "n_steps", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    elements = elements_of(journeys, _FIGURE)
    columns = _prefixes(elements, steps, least)
    total = elements.n_journeys
    empty = int(elements.weights[np.diff(elements.offsets) == 0].sum())
    lumped = int(columns["n"][columns["is_small"].astype(np.bool_)].sum())
    grey = (f"grey: beginnings of fewer than {least:,} journeys, put together ({lumped:,} journeys)",) if lumped else ()
    notes = (
        f"the first steps of journeys, no gaps; nothing below: the journey was over; {empty:,} have no event",
        *grey,
    )
    title = f"How journeys begin: the first {steps} steps of {total:,} journeys"
    return figure_data(_FIGURE, title, columns, notes, frozenset({"share", "share_of_parent"}), k=least, n_total=total)


def prefix_icicle(journeys: Journeys | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """How journeys begin, as an icicle from the top down.

    Parameters
    ----------
    journeys
        Journeys, or what `prefix_icicle_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `prefix_icicle_data`.

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
    >>> figure = prefix_icicle(jm.Journeys.from_lists([["search", "cart"]] * 20 + [["search"]] * 15))
    >>> list(figure.data[0]["values"])
    [35, 35, 20]
    """
    data = data_of(journeys, _FIGURE, prefix_icicle_data, options)
    figure = framed(data, theme)
    prefixes = data.column("prefix").tolist()
    number = {prefix: str(place) for place, prefix in enumerate(prefixes, 1)}
    total = int(data.info["n_total"])
    small = data.column("is_small").astype(np.bool_)
    steps = data.column("step").astype(np.int64)
    figure.add_icicle(
        ids=["0", *number.values()],
        labels=["all journeys", *(inert(str(one), 16) for one in data.column("event"))],
        parents=["", *("0" if len(one) == 1 else number[one[:-1]] for one in prefixes)],
        values=[total, *data.column("n").tolist()],
        branchvalues="total",
        tiling={"orientation": "v"},
        marker={
            "colors": [style.PAPER[theme], *np.where(small, style.GREY, _shades(steps))],
            "line": {"color": style.PAPER[theme], "width": 1},
        },
        text=["", *(f"{one:.0%}" for one in data.column("share").tolist())],
        textinfo="label+text",
        insidetextfont={"color": [style.INK[theme], *np.where(small, style.PAPER["dark"], style.PAPER["light"])]},
        leaf={"opacity": 1},
        hovertext=["", *_hovers(data)],
        hoverinfo="text",
        root={"color": style.PAPER[theme]},
    )
    levels = int(steps.max(initial=0)) + 1
    margin = figure.layout.margin
    figure.update_layout(uniformtext={"minsize": 10, "mode": "hide"})
    return figure.update_layout(height=int(margin.t + margin.b) + _LEVEL_PIXELS * levels)


def _prefixes(elements: Elements, n_steps: int, least: int) -> dict[str, Column]:
    """A row a beginning, shorter ones first, then larger ones, what is put together last."""
    grid = elements.grid(n_steps)
    parents: dict[int, tuple[str, ...]] = {0: ()}
    sizes = {0: elements.n_journeys}
    group, rows = np.zeros(len(grid), np.int64), []
    for step in range(n_steps):
        going = np.flatnonzero((group >= 0) & (grid[:, step] != END))
        pairs, which, counts = pairs_of(group[going], grid[going, step], elements.weights[going])
        group[:] = -1
        group[going] = np.where(counts[which] >= least, which, -1)
        here: dict[int, tuple[str, ...]] = {}
        rest: dict[int, int] = {}
        for place in np.lexsort((pairs[:, 1], -counts)).tolist():
            parent, code, n = int(pairs[place, 0]), int(pairs[place, 1]), int(counts[place])
            if n < least:
                rest[parent] = rest.get(parent, 0) + n
                continue
            here[place] = (*parents[parent], elements.text(code))
            rows.append((here[place], n, n / sizes[parent], False))
        rows += [((*parents[one], TEXTS[OTHER]), n, n / sizes[one], True) for one, n in rest.items()]
        parents, sizes = here, {place: int(counts[place]) for place in here}
    counted = np.array([row[1] for row in rows], np.int64)
    return {
        "prefix": texts([row[0] for row in rows]),
        "step": np.array([len(row[0]) for row in rows], np.int64),
        "event": texts([row[0][-1] for row in rows]),
        "n": counted,
        "share": counted / max(elements.n_journeys, 1),
        "share_of_parent": np.array([row[2] for row in rows], np.float64),
        "is_small": np.array([row[3] for row in rows], np.bool_),
    }


def _shades(steps: Column) -> Column:
    """Neighbouring levels can be told apart; white texts stand out on both."""
    return np.where(steps % 2, style.BLUE, "#00598c")


def _hovers(data: FigureData) -> list[str]:
    columns = (data.column(name).tolist() for name in ("prefix", "n", "share", "share_of_parent"))
    return [
        f"{inert(' → '.join(prefix), 120)}<br>{n:,} journeys, {share:.1%} of all, {own:.1%} of those before"
        for prefix, n, share, own in zip(*columns, strict=True)
    ]
