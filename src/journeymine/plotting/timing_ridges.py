"""How long patterns take: a ridge each, with quartiles."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.api.journeys import Journeys
from journeymine.api.pattern_set import PatternSet
from journeymine.journeys.views import element_numbers
from journeymine.mining.constraints import rules_told
from journeymine.mining.occurrences import tightest
from journeymine.options import bad_option, whole_number
from journeymine.patterns.gaps import gaps
from journeymine.plotting import style
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import coloured, small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "timing_ridges"
_ROW_PIXELS = 46
#: Seconds of the units that axes are in.
_UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def timing_ridges_data(
    patterns: PatternSet, *, journeys: Journeys | None = None, n: int = 10, n_bins: int = 40, k: int = 10
) -> FigureData:
    """The numbers of `timing_ridges`: in how many journeys each pattern takes how long.

    Parameters
    ----------
    patterns
        Sequential patterns; those of one element take no time and are left out.
    journeys
        Where to look; None: the journeys the patterns came from.
    n
        The first so many of them.
    n_bins
        So many bins of one width; what takes longer than 95 % of all is in a last one.
    k
        Patterns of fewer journeys are drawn grey.

    Returns
    -------
    A row a pattern and bin: `pattern`, `low` ≤ time < `high` (the last one: ≤), `n` journeys, and of the pattern
    `n_journeys`, `span_q25`, `span_median`, `span_q75` as `PatternSet.timing` has them, `is_small`. Seconds where times
    are known, else numbers: of order, or of elements. In each journey the tightest occurrence counts.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingJourneysError
        The patterns were loaded from a file, and no journeys were passed.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["a", "x", "b"]] * 10, min_support=20)
    >>> timing_ridges_data(patterns, n_bins=2).to_pandas()[["pattern", "low", "high", "n"]]
      pattern  low  high   n
    0  (a, b)  0.0   1.0   0
    1  (a, b)  1.0   2.0  40
    """
    if not isinstance(patterns, PatternSet):
        raise bad_option("patterns", _FIGURE, "a PatternSet, as mine_sequences gives it", patterns)
    most, bins = whole_number(n, "n", _FIGURE), whole_number(n_bins, "n_bins", _FIGURE)
    least = whole_number(k, "k", _FIGURE, least=0)
    several = np.array([place for place, one in enumerate(patterns) if len(one) > 1], np.int64)[:most]
    few = patterns[several]
    spans, weights, unit = _spans(few, journeys)
    timed = few.timing(journeys)
    quartiles = {name: _numbers(timed[name]) for name in ("span_q25", "span_median", "span_q75")}
    edges = _edges(spans, quartiles["span_q75"], bins)
    counts = [
        np.histogram(one, edges, weights=many)[0].astype(np.int64) for one, many in zip(spans, weights, strict=True)
    ]
    each, held = len(edges) - 1, timed["n_journeys"].to_numpy(np.int64)
    columns = {
        "pattern": texts([one for one in few for _ in range(each)]),
        "low": np.tile(edges[:-1], len(few)),
        "high": np.tile(edges[1:], len(few)),
        "n": np.concatenate(counts) if counts else np.empty(0, np.int64),
        "n_journeys": np.repeat(held, each),
        **{name: np.repeat(values, each) for name, values in quartiles.items()},
        "is_small": np.repeat(held < least, each),
    }
    title = f"How long patterns take: {len(few):,} of {len(patterns):,} patterns in {patterns.n_total:,} journeys"
    notes = (
        f"time from the first element to the last of the tightest occurrence in each journey, {gaps(patterns.info)}",
        "dot: median, line: quartiles; each ridge has its own height; the longest 5\u00a0% may lie beyond the axis",
        *small_notes(least, held < least, "journeys"),
    )
    return figure_data(
        _FIGURE, title, columns, notes, frozenset(), k=least, n_bins=each, n_shown=min(each, bins), unit=unit
    )


def timing_ridges(patterns: PatternSet | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """How long patterns take: a ridge a pattern over one time axis, with median and quartiles.

    Parameters
    ----------
    patterns
        Sequential patterns, or what `timing_ridges_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `timing_ridges_data`.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    OptionError, MissingJourneysError
        As `timing_ridges_data`.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["a", "x", "b"]] * 10, min_support=20)
    >>> list(timing_ridges(patterns).layout.yaxis.ticktext)
    ['a → b 40']
    """
    data = data_of(patterns, _FIGURE, timing_ridges_data, options)
    figure = framed(data, theme)
    firsts = np.arange(0, len(data), int(data.info["n_bins"]))
    # A bin for the rest has another width, and is no part of the ridge.
    shown = int(data.info["n_shown"])
    top = float(data.column("high")[shown - 1]) if len(data) else 1.0
    unit, size = _unit(top) if data.info["unit"] == "seconds" else (str(data.info["unit"]), 1)
    colours = coloured(data.column("is_small"))
    for row, first in enumerate(firsts.tolist()):
        _ridge(figure, data, row, slice(first, first + shown), (unit, size), colours[first], style.INK[theme])
    labels = [f"{inert(str(data.column('pattern')[one]), 40)} {data.column('n_journeys')[one]:,}" for one in firsts]
    figure.update_xaxes(title={"text": unit}, range=[-0.01 * top / size, 1.02 * top / size], zeroline=False)
    figure.update_yaxes(tickvals=np.arange(len(firsts)), ticktext=labels, range=[len(firsts) - 0.5, -1], zeroline=False)
    margin = figure.layout.margin
    return figure.update_layout(height=int(margin.t + margin.b) + _ROW_PIXELS * (len(firsts) + 1))


def _ridge(
    figure: "go.Figure", data: FigureData, row: int, part: slice, unit: tuple[str, int], colour: str, ink: str
) -> None:
    """One pattern: its bins as an outline over its line, and its quartiles on it."""
    name, size = unit
    one = {column: data.column(column)[part] for column in data.columns}
    n = one["n"].astype(np.float64)
    x = np.repeat(np.append(one["low"], one["high"][-1]) / size, 2)[1:-1]
    height = 0.8 * np.repeat(n / max(n.max(), 1), 2)
    outline = {"x": [x[0], *x, x[-1]], "y": [row, *(row - height), row], "hoverinfo": "skip", "mode": "lines"}
    figure.add_scatter(fill="toself", line={"color": colour, "width": 1}, **outline)
    middle, low, high = (one[f"span_{quartile}"][0] / size for quartile in ("median", "q25", "q75"))
    told = f"{inert(str(one['pattern'][0]), 100)}<br>median {middle:.3g} {name}"
    told += f", quartiles {low:.3g} to {high:.3g}<br>{one['n_journeys'][0]:,} journeys"
    figure.add_scatter(x=[low, high], y=[row, row], mode="lines", hoverinfo="skip", line={"color": ink, "width": 3})
    dot = {"color": ink, "size": 9}
    figure.add_scatter(x=[middle], y=[row], mode="markers", marker=dot, hovertext=told, hoverinfo="text")


def _spans(patterns: PatternSet, journeys: Journeys | None) -> tuple[list[Column], list[Column], str]:
    """Of each pattern the time it takes in each journey that holds it, for how many journeys each stands, the unit."""
    source = patterns._journeys(journeys, _FIGURE)  # noqa: SLF001  (those it came from)
    rules = rules_told(patterns.info, source.coded, _FIGURE)
    found, coded = patterns._counted_in(source, rules, _FIGURE)  # noqa: SLF001  (in the codes of the journeys)
    clock = element_numbers(coded) if coded.times is None else coded.times
    seen = tightest(coded, found, constraints=rules)
    bounds, lengths = seen.offsets.astype(np.int64), found.lengths
    ends = np.cumsum(np.diff(bounds) * lengths)
    per_second = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}.get(coded.time_unit or "", 1.0)
    many = np.ones(len(coded), np.int64) if coded.multiplicity is None else coded.multiplicity.astype(np.int64)
    spans, weights = [], []
    for row, length in enumerate(lengths.tolist()):
        start = int(ends[row]) - length * int(bounds[row + 1] - bounds[row])
        places = seen.positions[start : ends[row]].astype(np.int64).reshape(-1, length)
        spans.append((clock[places[:, -1]] - clock[places[:, 0]]) / per_second)
        weights.append(many[seen.journeys[bounds[row] : bounds[row + 1]].astype(np.int64)])
    if coded.time_unit is not None:
        return spans, weights, "seconds"
    return spans, weights, "elements" if coded.times is None else "units of order"


def _edges(spans: list[Column], upper_quartiles: Column, n_bins: int) -> Column:
    """Bins of one width up to where 95 % of all are, and no quartile lies beyond; a last one for the rest."""
    every = np.concatenate(spans) if spans else np.empty(0)
    if not len(every):
        return np.array([0.0, 1.0])
    longest = float(every.max()) or 1.0
    top = max(float(np.quantile(every, 0.95)), float(np.nanmax(upper_quartiles))) or longest
    edges = np.linspace(0, top, n_bins + 1)
    return edges if top >= longest else np.append(edges, longest)


def _numbers(column: Any) -> Column:
    return column.dt.total_seconds().to_numpy() if column.dtype.kind == "m" else column.to_numpy(np.float64)  # type: ignore[no-any-return]


def _unit(seconds: float) -> tuple[str, int]:
    """The largest unit of which the axis holds two."""
    fitting = [(name, size) for name, size in _UNITS.items() if seconds >= 2 * size]
    return fitting[-1] if fitting else ("seconds", 1)
