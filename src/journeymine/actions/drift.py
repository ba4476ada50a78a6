"""Which patterns became more or less frequent: the rows of a contrast of two periods, and what explains which."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from journeymine.actions.rows import ActionRows, Column
from journeymine.options import END, START
from journeymine.patterns.contrast_words import how_tested
from journeymine.patterns.gaps import gaps
from journeymine.patterns.inside import inside
from journeymine.patterns.names import rows
from journeymine.patterns.table import PatternTable
from journeymine.ranking.two_groups import ratio

BEFORE, NOW = "before", "now"
MORE, LESS, SAME = "more", "less", "same"

#: What a contrast calls its columns, and what a comparison of periods does.
_COLUMNS: Mapping[str, str] = {
    "length": "length",
    "n_rest_with": "n_before",
    "support_rest": "support_before",
    "n_group_with": "n_now",
    "support_group": "support_now",
    "support_difference": "support_difference",
    "growth_rate": "growth_rate",
    "lift_rest": "lift_before",
    "lift_group": "lift_now",
    "odds_ratio": "odds_ratio",
    "p_value": "p_value",
    "q_value": "q_value",
    "significant": "significant",
    "sign_flips": "sign_flips",
    "small_n": "small_n",
}
_SHARES = frozenset({"support_before", "support_now"})
#: What explains a change leaves at most this part of it, on the log scale.
REMAINS = 0.1
_ANCHORS = (("starts_with", START), ("ends_with", END))


def drift_rows(
    table: PatternTable, notes: tuple[str, ...], info: Mapping[str, Any], more: Mapping[str, Column]
) -> ActionRows:
    """The comparison of two periods, from the contrast of the later one with the earlier one.

    Parameters
    ----------
    table
        The contrast: a row a pattern, the later period as its group.
    notes
        What to say first: the design, who was compared, over which times.
    info
        What was asked.
    more
        Columns to stand last.
    """
    columns: dict[str, Column] = {"pattern": _objects(list(rows(table)))}
    for theirs, ours in _COLUMNS.items():
        for bound in ("", "_low", "_high"):
            if f"{theirs}{bound}" in table.columns:
                columns[f"{ours}{bound}"] = table.columns[f"{theirs}{bound}"].copy()
    columns["direction"] = directions(columns, table.info["test"])
    heirs = _inherits(table.info)
    columns["explained_by"] = explained_by(table, columns) if heirs else _objects([None] * len(table))
    explained = (
        "explained_by: a significant pattern inside the row that changed the same way, of whose journeys as many went "
        "on to the row as before (the interval of the ratio holds 1, or it makes nine tenths of the change)"
        if heirs
        else "explained_by: empty, for under `max_gap` and the ends of journeys what holds a pattern need not hold its "
        "parts"
    )
    meaning = (
        f"support_before, support_now: of the journeys of each period the share that holds the pattern, "
        f"{gaps(table.info)}; growth_rate: support_now / support_before"
    )
    return ActionRows({**columns, **more}, (*notes, meaning, how_tested(table.info), explained), info, _SHARES)


def directions(columns: Mapping[str, Column], test: str | None) -> Column:
    """``"more"``, ``"less"`` or ``"same"``, by what was tested.

    Examples
    --------
    >>> columns = {"support_difference": np.array([0.1, 0.0]), "odds_ratio": np.array([0.5, np.nan])}
    >>> directions(columns, "cmh").tolist(), directions(columns, "fisher").tolist()
    (['less', 'same'], ['more', 'same'])
    """
    if test == "cmh":
        gap = np.nan_to_num(columns["odds_ratio"], nan=1.0, posinf=2.0) - 1.0
    elif test == "order":
        gap = np.nan_to_num(columns["lift_now"] - columns["lift_before"])
    else:
        gap = columns["support_difference"]
    words = np.where(gap > 0, MORE, np.where(gap < 0, LESS, SAME))
    # Rounding leaves hairs where nothing changed.
    return np.where(np.abs(gap) < 1e-12, SAME, words).astype(object)


def explained_by(table: PatternTable, columns: Mapping[str, Column]) -> Column:
    """For each significant row the first significant row inside it whose change is enough to explain its own.

    With Q inside P, and each counted in journeys before and now, that is one which changed in the same direction and of
    whose journeys the same share held P::

        (n_now(P) / n_now(Q)) / (n_before(P) / n_before(Q))

    has a 95 % interval (`ratio`) that holds 1, or a logarithm of at most a tenth of that of P's growth rate: then Q
    makes nine tenths of the change. Rows are in the order of their changes, so the first changed most.

    Parameters
    ----------
    table
        The contrast.
    columns
        The columns of `drift_rows`, rows in the same order.
    """
    told = _objects([None] * len(table))
    chosen = np.flatnonzero(columns["significant"].astype(np.bool_))
    if not len(chosen):
        return told
    pairs = inside(table.take(chosen), "drift").tocoo()
    whole, part = chosen[pairs.row], chosen[pairs.col]
    alike = (whole != part) & (columns["direction"][whole] == columns["direction"][part])
    whole, part = whole[alike], part[alike]
    now, before = columns["n_now"].astype(np.float64), columns["n_before"].astype(np.float64)
    left, low, high = ratio(now[whole], now[part], before[whole], before[part], (now[part], before[part]))
    # Where nobody of a period did the part, nobody could do the whole.
    none = (now[part] == 0) | (before[part] == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = np.abs(np.log(left)) <= REMAINS * np.abs(np.log(columns["growth_rate"][whole]))
    most &= (now[whole] > 0) & (before[whole] > 0)
    enough = none | ((low <= 1) & (high >= 1)) | most
    first = np.full(len(table), len(table))
    np.minimum.at(first, whole[enough], part[enough])
    for row in np.flatnonzero(first < len(table)).tolist():
        told[row] = columns["pattern"][first[row]]
    return told


def _inherits(info: Mapping[str, Any]) -> bool:
    """Does a journey that holds a pattern hold all that lies inside it?"""
    anchored = any(str(end) in (info.get(name) or ()) for name, end in _ANCHORS)
    return info.get("max_gap") is None and not anchored


def _objects(values: list[Any]) -> Column:
    """An array made of a list of tuples would have a column for each name."""
    return np.fromiter(values, object, len(values))
