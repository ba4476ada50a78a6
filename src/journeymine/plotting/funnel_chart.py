"""A funnel as bars: which share of those who entered took each step, with intervals."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.api.funnel import Funnel
from journeymine.options import bad_option, whole_number
from journeymine.plotting import style
from journeymine.plotting.dots import label_lines
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import coloured, small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "funnel_chart"
_COLUMNS = (
    *("segment", "step", "event", "n_eligible", "n_reached", "n_dropped", "n_censored"),
    *("share", "share_low", "share_high", "step_share", "step_share_low", "step_share_high"),
)


def funnel_chart_data(funnel: Funnel, *, k: int = 10) -> FigureData:
    """The numbers of `funnel_chart`: of each step (and segment) how many took it, of how many.

    Parameters
    ----------
    funnel
        What `EventLog.funnel` gives.
    k
        Steps that fewer took are drawn grey.

    Returns
    -------
    The rows of the funnel: `segment` where there are segments, `step`, `event`, `n_eligible`, `n_reached`, `n_dropped`,
    `n_censored`, `share` and `step_share` with their intervals, `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "pay"]] * 30 + [["search"]] * 20)
    >>> funnel_chart_data(visits.funnel(["search", "pay"], within=5)).to_pandas()[["event", "n_reached", "share"]]
        event  n_reached  share
    0  search         50    1.0
    1     pay         30    0.6
    """
    if not isinstance(funnel, Funnel):
        raise bad_option("funnel", _FIGURE, "a Funnel, as EventLog.funnel gives it", funnel)
    least = whole_number(k, "k", _FIGURE, least=0)
    table = funnel._table  # noqa: SLF001  (the columns as they are, not as pandas would have them)
    columns = {name: table.columns[name].copy() for name in _COLUMNS if name in table.columns}
    columns["is_small"] = columns["n_reached"] < least
    counted = str(funnel.info["count"])
    way = f"{columns['event'][0]} → {columns['event'][-1]}"
    title = f"Funnel {way}: {funnel.info['n_entered']:,} {counted} entered"
    small = small_notes(least, columns["is_small"], counted)
    shares = frozenset(name for name in columns if "share" in name)
    notes = (*funnel.notes, "lines: 95\u00a0% intervals of the share", *small)
    return figure_data(_FIGURE, title, columns, notes, shares, k=least)


def funnel_chart(funnel: Funnel | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """A funnel as bars from the first step down: the share of those who entered, with its 95 % interval.

    Parameters
    ----------
    funnel
        A funnel, or what `funnel_chart_data` made of it.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `funnel_chart_data`.

    Returns
    -------
    A figure of plotly; segments stand under each other at each step, in colours that repeat after four.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> visits = jm.Journeys.from_lists([["search", "pay"]] * 30 + [["search"]] * 20)
    >>> funnel_chart(visits.funnel(["search", "pay"], within=5)).data[0].x.tolist()
    [1.0, 0.6]
    """
    data = data_of(funnel, _FIGURE, funnel_chart_data, options)
    figure = framed(data, theme)
    step = data.column("step").astype(np.int64)
    # By steps, then by segments: those of one step are to be compared.
    order = np.argsort(step, kind="stable")
    share, low, high = (data.column(name).astype(np.float64)[order] for name in ("share", "share_low", "share_high"))
    segment = np.arange(len(data)) // max(int(step.max(initial=1)), 1)
    colours = np.array(style.MARKS)[segment % len(style.MARKS)]
    figure.add_bar(
        x=share,
        y=np.arange(len(data)),
        orientation="h",
        marker={"color": coloured(data.column("is_small"), colours)[order]},
        error_x={"array": high - share, "arrayminus": share - low, "color": style.INK[theme], "thickness": 1.5},
        hovertext=[_hover(data, row) for row in order.tolist()],
        hoverinfo="text",
    )
    figure.update_xaxes(title={"text": "share of those who entered"}, tickformat=".0%", range=[0, 1.02])
    label_lines(figure, [_label(data, row) for row in order.tolist()])
    return figure.update_layout(bargap=0.3, height=int(figure.layout.height) + 8 * len(data))


def _label(data: FigureData, row: int) -> str:
    step = f"{data.column('step')[row]}. {data.column('event')[row]}"
    return f"{step} · {data.column('segment')[row]}" if "segment" in data.columns else step


def _hover(data: FigureData, row: int) -> str:
    one = {name: data.column(name)[row] for name in data.columns}
    took = f"{one['n_reached']:,} of {one['n_eligible']:,} took it ({one['share']:.1%})"
    before = "" if np.isnan(one["step_share"]) else f"<br>{one['step_share']:.1%} of those at the step before"
    left = f"<br>{one['n_dropped']:,} dropped out here, {one['n_censored']:,} were not seen for long enough"
    return inert(_label(data, row), 100) + f"<br>{took}{before}{left}"
