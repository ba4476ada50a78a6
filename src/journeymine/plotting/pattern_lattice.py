"""Which pattern lies inside which, and how much of it the longer one explains."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.api.pattern_set import PatternSet
from journeymine.options import bad_option, whole_number
from journeymine.patterns.gaps import gaps
from journeymine.patterns.inside import inside
from journeymine.plotting import style
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "pattern_lattice"
#: From this share on the longer pattern is said to explain the shorter one.
EXPLAINS = 0.9
_ROW_PIXELS = 34


def pattern_lattice_data(patterns: PatternSet, *, n: int = 20, k: int = 10) -> FigureData:
    """The numbers of `pattern_lattice`: each pattern with those of the set that it lies directly inside.

    Parameters
    ----------
    patterns
        Sequential patterns.
    n
        The first so many of them.
    k
        Patterns of fewer journeys are drawn grey.

    Returns
    -------
    A row a pair, and one with `inside` missing for a pattern that lies inside no other: `pattern`, `n_journeys`,
    `inside` (a longer pattern, with none of the set between), `n_inside` (its journeys), `share` (of the journeys of
    `pattern`, those that hold the longer one too), `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["a", "b"]] * 30 + [["b"]] * 10, min_support=20)
    >>> pattern_lattice_data(patterns).to_pandas()[["pattern", "inside", "share"]]
      pattern  inside  share
    0    (b,)  (a, b)   0.75
    1    (a,)  (a, b)   1.00
    2  (a, b)    None    NaN
    """
    if not isinstance(patterns, PatternSet):
        raise bad_option("patterns", _FIGURE, "a PatternSet, as mine_sequences gives it", patterns)
    most, least = whole_number(n, "n", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    few = patterns[:most]
    named, counts = list(few), few.to_pandas(["n_journeys"])["n_journeys"].to_numpy(np.int64)
    rows = _pairs(few)
    held = counts[[part for part, _ in rows]] if rows else np.empty(0, np.int64)
    whole = np.array([np.nan if one is None else counts[one] for _, one in rows], np.float64)
    columns = {
        "pattern": texts([named[part] for part, _ in rows]),
        "n_journeys": held,
        "inside": texts([None if one is None else named[one] for _, one in rows]),
        "n_inside": whole,
        "share": whole / held,
        "is_small": held < least,
    }
    info = patterns.info
    unit = str(info.get("unit", "journeys"))
    n_total = f"{patterns.n_total:,} {unit}"
    title = f"Which pattern lies inside which: {len(few):,} of {len(patterns):,} patterns in {n_total}"
    notes = (
        f"in this order, {gaps(info)}; share: of the {unit} that hold the shorter, those that hold the longer",
        f"strong lines: at least {EXPLAINS:.0%}, the longer one explains the shorter; numbers: {unit} that hold it",
        *small_notes(least, counts < least, unit),
    )
    return figure_data(_FIGURE, title, columns, notes, frozenset({"share"}), k=least)


def pattern_lattice(patterns: PatternSet | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """Which pattern lies inside which: from short ones on the left to long ones on the right, lines join neighbours.

    Parameters
    ----------
    patterns
        Sequential patterns, or what `pattern_lattice_data` made of them.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `pattern_lattice_data`.

    Returns
    -------
    A figure of plotly; strong lines: nearly all journeys of the shorter pattern hold the longer one.

    Raises
    ------
    OptionError
        An option has a value it cannot have.
    MissingExtraError
        plotly is not installed (``pip install 'journeymine[plot]'``).

    Examples
    --------
    >>> import journeymine as jm
    >>> figure = pattern_lattice(jm.mine_sequences([["a", "b"]] * 30 + [["b"]] * 10, min_support=20))
    >>> [trace.name for trace in figure.data]
    ['share < 90%', 'share ≥ 90%', 'patterns']
    """
    data = data_of(patterns, _FIGURE, pattern_lattice_data, options)
    figure = framed(data, theme)
    spots, small = _spots(data)
    pairs = list(zip(*(data.column(name).tolist() for name in ("pattern", "inside", "share")), strict=True))
    for strong, colour, width in ((False, style.GREY, 1.0), (True, style.VERMILLION, 2.0)):
        chosen = [(part, whole) for part, whole, share in pairs if whole is not None and (share >= EXPLAINS) == strong]
        x = [one for part, whole in chosen for one in (spots[part][0], spots[whole][0], None)]
        y = [one for part, whole in chosen for one in (spots[part][1], spots[whole][1], None)]
        name = f"share {'≥' if strong else '<'} {EXPLAINS:.0%}"
        line = {"color": colour, "width": width}
        figure.add_scatter(x=x, y=y, mode="lines", name=name, line=line, hoverinfo="skip", opacity=0.7)
    counts = dict(zip(data.column("pattern").tolist(), data.column("n_journeys").tolist(), strict=True))
    figure.add_scatter(
        x=[spot[0] for spot in spots.values()],
        y=[spot[1] for spot in spots.values()],
        mode="markers+text",
        name="patterns",
        marker={"color": [style.GREY if small[one] else style.BLUE for one in spots], "size": 11},
        text=[f"{inert(str(one), 30)} {counts[one]:,}" for one in spots],
        textposition="top center",
        textfont={"size": 11},
        hovertext=[f"{inert(str(one), 120)}<br>{counts[one]:,} journeys" for one in spots],
        hoverinfo="text",
    )
    longest = max((spot[0] for spot in spots.values()), default=1)
    deepest = max((spot[1] for spot in spots.values()), default=0)
    figure.update_xaxes(title={"text": "events in the pattern"}, dtick=1, range=[0.4, longest + 0.6], zeroline=False)
    figure.update_yaxes(visible=False, range=[deepest + 0.6, -0.9])
    margin = figure.layout.margin
    return figure.update_layout(height=int(margin.t + margin.b) + int(_ROW_PIXELS * (deepest + 2)) + 40)


def _pairs(patterns: PatternSet) -> list[tuple[int, int | None]]:
    """Each pattern with every longer one that it lies inside without another between."""
    lies = inside(patterns._table, _FIGURE).toarray().astype(np.int64).T > 0  # noqa: SLF001
    np.fill_diagonal(lies, val=False)
    direct = lies & ~((lies.astype(np.int64) @ lies.astype(np.int64)) > 0)
    rows: list[tuple[int, int | None]] = []
    for part in range(len(direct)):
        own = np.flatnonzero(direct[part]).tolist()
        rows += [(part, one) for one in own] or [(part, None)]
    return rows


def _spots(data: FigureData) -> tuple[dict[Any, tuple[int, float]], dict[Any, bool]]:
    """Where patterns stand: by length, then in their order, each column in the middle."""
    small = dict(zip(data.column("pattern").tolist(), data.column("is_small").tolist(), strict=True))
    columns: dict[int, list[Any]] = {}
    for one in small:
        length = sum(len(part) if isinstance(part, tuple) else 1 for part in one)
        columns.setdefault(length, []).append(one)
    tallest = max((len(own) for own in columns.values()), default=0)
    spots = {}
    for length, own in columns.items():
        for place, one in enumerate(own):
            spots[one] = (length, place + (tallest - len(own)) / 2)
    return spots, small
