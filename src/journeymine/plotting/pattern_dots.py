"""Patterns as a dot chart: support and lift, each with its interval, a line a pattern."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.api.pattern_set import PatternSet
from journeymine.options import bad_option, whole_number
from journeymine.patterns.gaps import gaps
from journeymine.plotting import style
from journeymine.plotting.dots import add_dots, add_nothing, label_lines, ratio_axis
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import coloured, small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "pattern_dots"
_LIFTS = ("lift_order", "lift_order_low", "lift_order_high")
_PANELS = (("support", (0.0, 0.48)), ("lift_order", (0.52, 1.0)))


def pattern_dots_data(patterns: PatternSet, *, n: int = 25, k: int = 10) -> FigureData:
    """The numbers of `pattern_dots`: the first patterns of a set with support and lift.

    Parameters
    ----------
    patterns
        Sequential patterns, in the order they are to stand in (`PatternSet.sort_by`).
    n
        How many of them.
    k
        Patterns of fewer journeys are drawn grey.

    Returns
    -------
    A row a pattern: `pattern`, `n_journeys`, `support` and `lift_order` with their intervals as the set has them,
    `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["b", "a"]] * 10, min_support=5)
    >>> pattern_dots_data(patterns, n=3).to_pandas()[["pattern", "n_journeys", "lift_order", "is_small"]]
      pattern  n_journeys  lift_order  is_small
    0    (a,)          40         1.0     False
    1    (b,)          40         1.0     False
    2  (a, b)          30         1.5     False
    """
    if not isinstance(patterns, PatternSet):
        raise bad_option("patterns", _FIGURE, "a PatternSet, as mine_sequences gives it", patterns)
    most, least = whole_number(n, "n", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    few = patterns[:most]
    counted = few.to_pandas(["pattern", "n_journeys", "support", "support_low", "support_high"])
    columns = {name: counted[name].to_numpy().copy() for name in counted.columns}
    columns["pattern"] = texts(list(few))
    lifts = few.to_pandas(list(_LIFTS)) if set(_LIFTS) <= set(few.columns) else None
    for name in _LIFTS:
        columns[name] = np.full(len(few), np.nan) if lifts is None else lifts[name].to_numpy(np.float64).copy()
    columns["is_small"] = columns["n_journeys"] < least
    info = patterns.info
    unit = str(info.get("unit", "journeys"))
    title = f"Patterns by support and lift: {len(few):,} of {len(patterns):,} patterns in {patterns.n_total:,} {unit}"
    without = int(np.isnan(columns["lift_order"]).sum())
    notes = (
        f"support: share of the {unit} that hold the pattern in this order, {gaps(info)}, each counted once",
        "lift: against each journey's own events in random order; 1 is chance"
        + (f"; {without:,} patterns shown have none" if without else ""),
        "lines: 95\u00a0% intervals",
        *small_notes(least, columns["is_small"], unit),
    )
    shares = frozenset({"support", "support_low", "support_high"})
    return figure_data(_FIGURE, title, columns, notes, shares, k=least)


def pattern_dots(patterns: PatternSet | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """Patterns as a dot chart: a line each, support on the left and lift on the right, with their 95\u00a0% intervals.

    Parameters
    ----------
    patterns
        Sequential patterns, or what `pattern_dots_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `pattern_dots_data`.

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
    >>> figure = pattern_dots(jm.mine_sequences([["a", "b"]] * 30 + [["b", "a"]] * 10, min_support=5), n=3)
    >>> figure.layout.title.text
    '<b>Patterns by support and lift: 3 of 4 patterns in 40 journeys</b>'
    """
    data = data_of(patterns, _FIGURE, pattern_dots_data, options)
    figure = framed(data, theme)
    for number, (name, domain) in enumerate(_PANELS, 1):
        _panel(figure, data, name, number, domain)
    add_nothing(figure, 1, "x2")
    label_lines(figure, [str(pattern) for pattern in data.column("pattern")])
    return figure


def _panel(figure: "go.Figure", data: FigureData, name: str, number: int, domain: tuple[float, float]) -> None:
    middle, low, high = (data.column(f"{name}{end}").astype(np.float64) for end in ("", "_low", "_high"))
    axis = "x" if number == 1 else f"x{number}"
    hover = [_hover(data, row) for row in range(len(data))]
    add_dots(figure, middle, low, high, hover, axis, color=coloured(data.column("is_small")))
    if name == "support":
        told: dict[str, Any] = {"title": {"text": "support"}, "rangemode": "tozero", "tickformat": ".0%"}
    else:
        told = {"title": {"text": "lift (order)"}, **ratio_axis(low, high)}
    figure.layout[axis.replace("x", "xaxis")] = {"domain": domain, "anchor": "y", **told}


def _hover(data: FigureData, row: int) -> str:
    one = {name: data.column(name)[row] for name in data.columns}
    told = [inert(str(one["pattern"]), 120), f"{one['n_journeys']:,} journeys"]
    told.append(f"support {one['support']:.2%} ({one['support_low']:.2%} to {one['support_high']:.2%})")
    if not np.isnan(one["lift_order"]):
        told.append(f"lift {one['lift_order']:.2f} ({one['lift_order_low']:.2f} to {one['lift_order_high']:.2f})")
    return "<br>".join(told)
