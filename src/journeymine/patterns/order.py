"""The order of rows: by a column, ties by pattern order."""

import numpy as np
from numpy.typing import NDArray

from journeymine.errors import OptionError
from journeymine.mining.found import FoundPatterns
from journeymine.patterns.table import LISTS, TEXTS, PatternTable, joined, known_column

_JOINED = np.uint32(1 << 31)
#: Small is good, or comes first by nature.
_RISING = ("p_", "q_", "rank_")
SIGNIFICANT = "significant"
"""The column that tells which rows are significant after correction."""
_RISING_NAMES = frozenset({"length", "pattern", "itemset", "antecedent", "consequent"}) | TEXTS


def sorted_rows(table: PatternTable, column: str, *, ascending: bool | None = None) -> NDArray[np.intp]:
    """The rows in the order of a column: supports and lifts fall, lengths, p and q values rise; missing ones last."""
    name = known_column(column, table.names)
    if name in LISTS:
        message = f"`column` of sort_by must hold one value a row; {name} holds a list of them. Sort by another."
        raise OptionError(message)
    rising = ascending if ascending is not None else name in _RISING_NAMES or name.startswith(_RISING)
    rank = pattern_rank(joined(table))
    key = pattern_rank(table.coded[name]) if name in table.coded else _comparable(table.columns[name])
    return np.lexsort((rank, key if rising else -key))


def ranked_rows(table: PatternTable) -> NDArray[np.intp]:
    """The rows in the order to read them: significant first, then by `lift_order_low`; ties in pattern order."""
    flags = _comparable(table.columns[SIGNIFICANT]) if SIGNIFICANT in table.columns else np.zeros(len(table))
    low = _comparable(table.columns["lift_order_low"])
    # A flag that is missing is none.
    return np.lexsort((pattern_rank(joined(table)), -low, -np.nan_to_num(flags.astype(np.float64))))


def pattern_rank(found: FoundPatterns) -> NDArray[np.int64]:
    """The place of each pattern in pattern order: shorter first, then element by element; equal patterns share it."""
    steps = np.where(found.opens(), found.items, found.items | _JOINED)
    sizes = found.lengths
    firsts = found.offsets.astype(np.int64)[:-1]
    rank = np.zeros(len(found), np.int64)
    before = 0
    for size in np.unique(sizes):
        members = np.flatnonzero(sizes == size)
        grid = steps[firsts[members][:, None] + np.arange(size)]
        order = np.lexsort(grid.T[::-1]) if size else np.arange(len(members))
        ordered = grid[order]
        fresh = np.concatenate([[False], (ordered[1:] != ordered[:-1]).any(axis=1)])
        rank[members[order]] = before + np.cumsum(fresh)
        before += len(members)
    return rank


def _comparable(column: NDArray[np.generic]) -> NDArray[np.float64] | NDArray[np.int64]:
    if column.dtype.kind == "f":
        return column.astype(np.float64)
    if column.dtype.kind in "iub":
        return column.astype(np.int64)
    if column.dtype.kind == "m":
        ranks = np.unique(column, return_inverse=True)[1].astype(np.float64)
        return np.where(np.isnat(column), np.nan, ranks)
    known = {text: place for place, text in enumerate(sorted({text for text in column if text is not None}))}
    return np.array([known.get(text, np.nan) for text in column], np.float64)
