"""Counts over time with what was expected, and the evidence for growth with the limit at which an alarm goes on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.watching import panel as panels
from journeymine.actions.watching.path import path
from journeymine.api.watching import Watch
from journeymine.errors import UnknownEventError
from journeymine.options import bad_option, clash, near_miss
from journeymine.plotting import style
from journeymine.plotting.dots import NOTHING
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed
from journeymine.plotting.inert import inert

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "run_chart"
_PIXELS = 420


def run_chart_data(watch: Watch, counts: Any, *, series: Any = None) -> FigureData:
    """The numbers of `run_chart`: one series under watch, period by period.

    Parameters
    ----------
    watch
        What `watch` gives.
    counts
        The counts it was fed with, all of them: a watch keeps none.
    series
        Its name; a tuple where several columns tell series apart; None where there is one.

    Returns
    -------
    A row a period: `start`, `n`, `exposure`, `expected` (rate × season × exposure), `statistic` (the evidence after the
    period; missing where it was not judged, as in the baseline), `threshold`, `in_alarm`, `is_found` (an alarm was
    found after it). Evidence that `Watch.reset` took back is not taken back here.

    Raises
    ------
    OptionError
        `watch` is none, or it is not said which of several series.
    UnknownEventError
        There is no such series, with a near miss.
    InputError
        The counts are not those that were judged.

    Examples
    --------
    >>> import journeymine as jm
    >>> counts = {"start": list(range(60)), "n": [2, 1, 3, 0] * 14 + [9] * 4}
    >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    >>> run_chart_data(watched, counts).to_pandas()[["start", "n", "statistic", "in_alarm"]].round(2)[54:58]
        start    n  statistic  in_alarm
    54     54  3.0       0.45     False
    55     55  0.0       0.00     False
    56     56  9.0       1.67      True
    57     57  9.0       1.67      True
    """
    if not isinstance(watch, Watch):
        raise bad_option("watch", _FIGURE, "a Watch, as jm.watch gives it", watch)
    watcher = watch._watcher  # noqa: SLF001  (how it judged, which its table does not tell)
    place = _chosen(watcher.series, series)
    frame = panels.framed(counts)
    panels.check_columns(frame, watcher.columns)
    panel = panels.panel(frame, watcher.columns, watcher.clock, watcher.series, watcher.asked["missing"])
    way = path(watcher, panel, place)
    clock = watcher.clock
    starts = panel.starts if clock.unit is None else clock.local(panel.starts).view("M8[ns]").astype("M8[us]")
    columns = {
        "start": starts.copy(),
        "n": panel.n[:, place].copy(),
        "exposure": panel.exposure[:, place].copy(),
        "expected": way.expected,
        "statistic": way.statistic,
        "threshold": np.full(len(starts), watcher.threshold.value),
        "in_alarm": way.in_alarm,
        "is_found": way.is_found,
    }
    told = " | ".join(map(str, watcher.series[place])) or watcher.columns.n
    total = f"{columns['n'].sum():,.0f} events in {len(starts):,} periods"
    return figure_data(_FIGURE, f"{told} over time: {total}", columns, watch.notes, frozenset())


def run_chart(
    watch: Watch | FigureData, counts: Any = None, *, theme: style.Theme = "light", **options: Any
) -> "go.Figure":
    """Counts over time, with what was expected, alarms shaded; below, the evidence for growth and the alarm's limit.

    Parameters
    ----------
    watch
        A watch, or what `run_chart_data` made of it.
    counts
        The counts the watch was fed with; None with data.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `run_chart_data`.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    OptionError, UnknownEventError, InputError
        As `run_chart_data`.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> counts = {"start": list(range(60)), "n": [2, 1, 3, 0] * 14 + [9] * 4}
    >>> watched = jm.watch(counts, baseline=40, season=None, false_alarms="1/100")
    >>> [trace.name for trace in run_chart(watched, counts).data]
    ['n', 'expected', 'statistic', 'threshold']
    """
    given = options if counts is None else {"counts": counts, **options}
    if counts is None and not isinstance(watch, FigureData):
        raise clash("counts", "a watch", _FIGURE, "a watch keeps no counts; pass those it was fed with")
    data = data_of(watch, _FIGURE, run_chart_data, given)
    figure = framed(data, theme)
    x = data.column("start")
    marks = np.where(data.column("in_alarm"), style.VERMILLION, style.BLUE)
    lines: list[tuple[str, str, dict[str, Any]]] = [
        ("n", "y", {"mode": "lines+markers", "marker": {"color": marks, "size": 6}, "line": _line(style.BLUE)}),
        ("expected", "y", {"mode": "lines", "line": NOTHING}),
        ("statistic", "y2", {"mode": "lines", "line": _line(style.PURPLE)}),
        ("threshold", "y2", {"mode": "lines", "line": {**NOTHING, "color": style.VERMILLION}}),
    ]
    for name, axis, how in lines:
        figure.add_scatter(x=x, y=data.column(name), name=name, xaxis="x", yaxis=axis, **how)
    for first, last in _stretches(data.column("in_alarm")):
        shade = {"fillcolor": style.VERMILLION, "opacity": 0.14, "line_width": 0, "layer": "below"}
        figure.add_shape(type="rect", x0=x[first], x1=x[last], y0=0, y1=1, xref="x", yref="paper", **shade)
    title = inert(data.title.split(" over time:", maxsplit=1)[0], 40)
    margin = figure.layout.margin
    return figure.update_layout(
        xaxis={"anchor": "y2"},
        yaxis={"domain": [0.42, 1], "title": {"text": title}, "rangemode": "tozero"},
        yaxis2={"domain": [0, 0.34], "title": {"text": "evidence"}, "rangemode": "tozero", "anchor": "x"},
        height=int(margin.t + margin.b) + _PIXELS,
        showlegend=True,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"},
    )


def _chosen(known: Sequence[panels.Series], series: Any) -> int:
    """The number of a series."""
    names = [name if len(name) != 1 else name[0] for name in known]
    if series is None and len(names) == 1:
        return 0
    if series is None:
        raise bad_option("series", _FIGURE, f"the name of one of {len(names):,}, such as {names[0]!r}", series)
    if series not in names:
        message = f"No series watched is called {series!r}.{near_miss(series, names)}"
        raise UnknownEventError(message)
    return names.index(series)


def _line(colour: str) -> dict[str, Any]:
    return {"color": colour, "width": 1.5}


def _stretches(mask: Any) -> list[tuple[int, int]]:
    """First and last of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask.astype(np.bool_), [False]])))
    return [(int(first), int(last) - 1) for first, last in edges.reshape(-1, 2)]
