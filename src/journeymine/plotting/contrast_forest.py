"""What separates groups as a forest plot: one measure with its interval, a line a pattern."""

from typing import TYPE_CHECKING, Any

import numpy as np

from journeymine.actions.rows import Column
from journeymine.api.contrast_set import ContrastSet
from journeymine.options import bad_option, choice, whole_number
from journeymine.patterns.contrast_words import contrast_notes
from journeymine.plotting import style
from journeymine.plotting.dots import add_dots, add_nothing, label_lines, ratio_axis
from journeymine.plotting.figure_data import FigureData, data_of, figure_data, framed, texts
from journeymine.plotting.inert import inert
from journeymine.plotting.small_cells import coloured, small_notes

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FIGURE = "contrast_forest"
#: Where each measure says that there is no difference.
MEASURES = {"support_difference": 0, "risk_difference": 0, "growth_rate": 1, "risk_ratio": 1, "odds_ratio": 1}
_COUNTS = ("n_with", "n_group_with", "n_group", "n_rest_with", "n_rest")


def contrast_forest_data(
    contrast: ContrastSet, *, measure: str = "support_difference", n: int = 25, k: int = 10
) -> FigureData:
    """The numbers of `contrast_forest`: the first rows of a contrast with one measure.

    Parameters
    ----------
    contrast
        What `mine_contrast` or `PatternSet.contrast` gives, in the order it is to stand in.
    measure
        ``"support_difference"``, ``"risk_difference"``, ``"growth_rate"``, ``"risk_ratio"`` or ``"odds_ratio"``.
    n
        How many rows.
    k
        Patterns that fewer journeys hold are drawn grey.

    Returns
    -------
    A row a pattern (and group): `pattern`, `group`, `n_with`, `n_group_with` of `n_group`, `n_rest_with` of `n_rest`,
    the measure with its interval, `q_value` and `significant` where it was tested, `is_small`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or a protected contrast does not have the measure.

    Examples
    --------
    >>> import journeymine as jm
    >>> calls = [["app", "leave"]] * 30 + [["bill", "app"]] * 20 + [["bill", "leave"]] * 10
    >>> found = jm.mine_sequences(calls, min_support=5, max_length=1).contrast("leave")
    >>> contrast_forest_data(found).to_pandas()[["pattern", "n_group_with", "support_difference"]]
       pattern  n_group_with  support_difference
    0  (bill,)            10               -0.75
    1   (app,)            30               -0.25
    """
    if not isinstance(contrast, ContrastSet):
        raise bad_option("contrast", _FIGURE, "a ContrastSet, as mine_contrast gives it", contrast)
    chosen = choice(measure, "measure", _FIGURE, tuple(MEASURES))
    most, least = whole_number(n, "n", _FIGURE), whole_number(k, "k", _FIGURE, least=0)
    if chosen not in contrast.columns:
        raise bad_option("measure", _FIGURE, f"a column of the contrast ({', '.join(contrast.columns)})", measure)
    few = contrast[:most]
    wanted = ("pattern", "group", *_COUNTS, chosen, f"{chosen}_low", f"{chosen}_high", "q_value", "significant")
    there = [name for name in wanted if name == "pattern" or name in contrast.columns]
    frame = few.to_pandas(there)
    columns = {
        name: texts(list(frame[name])) if frame[name].dtype.kind in "OTU" else _own(frame[name]) for name in there
    }
    columns["pattern"] = texts(list(few))
    columns["is_small"] = columns["n_with"] < least
    groups = " against ".join(f"{name} ({size:,})" for name, size in contrast.info["groups"].items())
    title = f"What separates groups: {len(few):,} of {len(contrast):,} rows, {groups}"
    endless = int((~np.isfinite(columns[chosen])).sum())
    table = contrast._table  # noqa: SLF001  (the words that stand over it when it is printed)
    told = f"{chosen} with 95\u00a0% intervals; filled: significant" + (f"; {endless:,} have none" if endless else "")
    notes = (*contrast_notes(table), told, *small_notes(least, columns["is_small"], "journeys"))
    shares = frozenset(f"{name}{end}" for name in MEASURES if MEASURES[name] == 0 for end in ("", "_low", "_high"))
    return figure_data(_FIGURE, title, columns, notes, shares, k=least, measure=chosen)


def contrast_forest(contrast: ContrastSet | FigureData, *, theme: style.Theme = "light", **options: Any) -> "go.Figure":
    """What separates groups, as a forest plot; blue: more in the group, vermillion: less, filled: significant.

    Parameters
    ----------
    contrast
        A contrast, or what `contrast_forest_data` made of it.
    theme
        ``"light"`` or ``"dark"``.
    **options
        Those of `contrast_forest_data`.

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
    >>> calls = [["app", "leave"]] * 30 + [["bill", "app"]] * 20 + [["bill", "leave"]] * 10
    >>> found = jm.mine_sequences(calls, min_support=5, max_length=1).contrast("leave")
    >>> contrast_forest(found).data[0].x.tolist()
    [-0.75, -0.25]
    """
    data = data_of(contrast, _FIGURE, contrast_forest_data, options)
    figure = framed(data, theme)
    measure = str(data.info["measure"])
    nothing = MEASURES[measure]
    middle, low, high = (data.column(f"{measure}{end}").astype(np.float64) for end in ("", "_low", "_high"))
    more = np.where(middle >= nothing, style.BLUE, style.VERMILLION)
    tested = data.column("significant").astype(np.bool_) if "significant" in data.columns else np.zeros(len(data), bool)
    symbols = np.where(tested, "circle", "circle-open")
    hover = [_hover(data, row, measure) for row in range(len(data))]
    add_dots(figure, middle, low, high, hover, color=coloured(data.column("is_small"), more), symbol=symbols)
    if nothing:
        figure.update_xaxes(ratio_axis(low, high))
    else:
        figure.update_xaxes(tickformat="+.0%")
    figure.update_xaxes(title={"text": measure.replace("_", " ")}, zeroline=False)
    add_nothing(figure, nothing)
    label_lines(figure, [_label(data, row) for row in range(len(data))])
    return figure


def _own(series: Any) -> Column:
    return texts(list(series)) if series.dtype.kind in "OTU" else series.to_numpy().copy()


def _label(data: FigureData, row: int) -> str:
    pattern, groups = str(data.column("pattern")[row]), data.column("group")
    return pattern if len(set(groups.tolist())) == 1 else f"{groups[row]}: {pattern}"


def _hover(data: FigureData, row: int, measure: str) -> str:
    one = {name: data.column(name)[row] for name in data.columns}
    sides = f"{one['n_group_with']:,} of {one['n_group']:,} against {one['n_rest_with']:,} of {one['n_rest']:,}"
    bounds = f"{one[f'{measure}_low']:.3g} to {one[f'{measure}_high']:.3g}"
    q = one.get("q_value", np.nan)
    chance = "" if np.isnan(q) else f"<br>q {q:.2g}"
    value = f"{measure} {one[measure]:.3g} ({bounds})"
    return f"{inert(str(one['pattern']), 100)}<br>{inert(str(one['group']), 60)}: {sides}<br>{value}{chance}"
