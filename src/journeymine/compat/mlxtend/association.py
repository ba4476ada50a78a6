"""mlxtend's `association_rules`: rules from a frame of itemsets with their supports, all at once by columns."""

from collections.abc import Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.compat.mlxtend.checks import check_frame
from journeymine.compat.mlxtend.measures import METRICS, measure
from journeymine.mining.found import FoundPatterns
from journeymine.mining.subsets import SubsetFinder
from journeymine.options import whole_number

if TYPE_CHECKING:
    import pandas as pd

Ids = NDArray[np.int64]
Shares = NDArray[np.float64]

_INCOMPLETE = (
    "You are likely getting this error because the DataFrame is missing  antecedent and/or consequent  information. "
    "You can try using the  `support_only=True` option"
)


def association_rules(
    df: "pd.DataFrame",
    num_itemsets: int = 1,
    df_orig: "pd.DataFrame | None" = None,
    null_values: bool = False,
    metric: str = "confidence",
    min_threshold: float = 0.8,
    support_only: bool = False,
    return_metrics: list[str] = METRICS,
) -> "pd.DataFrame":
    """Rules of itemsets with their measures, with the signature of mlxtend's `association_rules`.

    Parameters
    ----------
    df
        `support` and `itemsets`, as `apriori` gives them. Every part of an itemset must be there, but with
        `support_only`.
    num_itemsets
        How many rows the itemsets were found in; only missing values need it.
    df_orig
        The one-hot frame they were found in; only missing values need it.
    null_values
        Had that frame missing values? The work is then handed to mlxtend, which defines what they mean.
    metric, min_threshold
        Keep the rules for which this measure is at least so much.
    support_only
        Only `support` is known, and is the metric; the other measures are NaN.
    return_metrics
        Which measures to give.

    Returns
    -------
    A frame of `antecedents`, `consequents` (frozensets) and the measures; the rows of mlxtend, itemset by itemset,
    longer antecedents first.

    Raises
    ------
    ValueError
        The frame is empty or lacks a column, or there is no such metric.
    KeyError
        A part of an itemset is missing.
    TypeError
        `null_values` without `df_orig` and `num_itemsets`.

    Examples
    --------
    >>> import pandas as pd
    >>> itemsets = [frozenset("a"), frozenset("b"), frozenset("ab")]
    >>> found = pd.DataFrame({"support": [0.5, 0.8, 0.4], "itemsets": itemsets})
    >>> association_rules(found, min_threshold=0.6)[["antecedents", "consequents", "confidence"]]
          antecedents     consequents  confidence
    0  frozenset({a})  frozenset({b})         0.8
    """
    _check(df, num_itemsets, df_orig, null_values=null_values)
    n = whole_number(num_itemsets, "num_itemsets", "association_rules")
    if null_values:
        from mlxtend import frequent_patterns

        frame: pd.DataFrame = frequent_patterns.association_rules(
            df,
            num_itemsets,
            df_orig,
            True,
            metric,
            min_threshold,
            support_only,
            return_metrics,
        )
        return frame
    if not support_only and metric not in METRICS:
        message = f"Metric must be 'confidence' or 'lift', got '{metric}'"
        raise ValueError(message)
    sets, supports = _itemsets(df)
    if support_only:
        return _supported(sets, supports, min_threshold, return_metrics)
    return _measured(sets, supports, n, metric, min_threshold, return_metrics)


def _check(df: Any, num_itemsets: Any, df_orig: Any, *, null_values: bool) -> None:
    if null_values and df_orig is None:
        message = "If null values exist, df_orig must be provided."
        raise TypeError(message)
    if null_values and num_itemsets == 1:
        message = "If null values exist, num_itemsets must be provided."
        raise TypeError(message)
    if df_orig is not None:
        check_frame(df_orig, "association_rules", null_values=null_values)
    if not df.shape[0]:
        message = "The input DataFrame `df` containing the frequent itemsets is empty."
        raise ValueError(message)
    if not all(column in df.columns for column in ("support", "itemsets")):
        # Its sentence goes on in a line of its source, blanks included.
        message = "Dataframe needs to contain the" + " " * 25 + "columns 'support' and 'itemsets'"
        raise ValueError(message)


def _itemsets(df: "pd.DataFrame") -> tuple[list[frozenset[Any]], Shares]:
    """The distinct itemsets in order; of one that stands twice the last support."""
    sets = [
        frozenset(int(item) if isinstance(item, np.integer) else item for item in itemset) for itemset in df["itemsets"]
    ]
    known = dict(zip(sets, df["support"].tolist(), strict=True))
    return list(known), np.array(list(known.values()), np.float64)


def _coded(sets: list[frozenset[Any]]) -> tuple[FoundPatterns, list[Any]]:
    """The itemsets in codes, ascending in each, and what the codes stand for."""
    # By the order of single items, not by that of the elements of a frozenset, which changes from run to run.
    alone = (one for whole in sets if len(whole) == 1 for one in whole)
    code: dict[Any, int] = {item: place for place, item in enumerate(alone)}
    items = np.fromiter((code.setdefault(item, len(code)) for item in chain.from_iterable(sets)), np.uint32)
    sizes = np.fromiter(map(len, sets), np.int64, len(sets))
    ascending = items[np.lexsort((items, np.repeat(np.arange(len(sets)), sizes)))]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint64)
    return FoundPatterns(ascending, offsets, np.zeros(len(sets), np.uint32)), list(code)


def _measured(
    sets: list[frozenset[Any]], supports: Shares, n: float, metric: str, least: float, metrics: Sequence[str]
) -> "pd.DataFrame":
    """Rules by a metric, of itemsets whose parts are all known."""
    kept: list[tuple[Ids, Ids, Ids, Ids]] = []
    for part in SubsetFinder(_coded(sets)[0]).splits():
        antecedents, consequents = part.first, part.second
        if (antecedents < 0).any():
            raise _missing(sets)
        whole = np.broadcast_to(part.rows[:, None], antecedents.shape)
        score = measure(metric, supports[whole], supports[antecedents], supports[consequents], n)
        row, place = np.nonzero(score >= least)
        kept.append((whole[row, place], antecedents[row, place], consequents[row, place], place))
    if not sum(len(whole) for whole, *_ in kept):
        return _nothing(metrics)
    whole, antecedents, consequents, place = map(np.concatenate, zip(*kept, strict=True))
    order = np.lexsort((place, whole))
    whole, antecedents, consequents = whole[order], antecedents[order], consequents[order]
    keys = np.fromiter(sets, object, len(sets))
    shares = supports[whole], supports[antecedents], supports[consequents]
    return _frame(keys[antecedents], keys[consequents], {name: measure(name, *shares, n) for name in metrics})


def _supported(sets: list[frozenset[Any]], supports: Shares, least: float, metrics: Sequence[str]) -> "pd.DataFrame":
    """All rules of the itemsets that have the support; parts that are no itemset themselves do no harm."""
    found, names = _coded(sets)
    keys = np.fromiter(sets, object, len(sets))
    antecedents, consequents, order = [], [], []
    for part in SubsetFinder(found).splits(among=np.flatnonzero(supports >= least)):
        parts = keys[part.first]
        items = found.items[found.offsets[part.rows].astype(np.int64)[:, None] + np.arange(part.size)].tolist()
        for row, place in np.argwhere(part.first < 0).tolist():
            mask = int(part.masks[place])
            parts[row, place] = frozenset(names[code] for bit, code in enumerate(items[row]) if mask >> bit & 1)
        antecedents.append(parts.ravel())
        # The masks read backwards are those of the other sides.
        consequents.append(parts[:, ::-1].ravel())
        order.append(np.repeat(part.rows, len(part.masks)))
    if not sum(map(len, order)):
        return _nothing(metrics)
    whole = np.concatenate(order)
    by_row = np.argsort(whole, kind="stable")
    columns = {**{name: np.full(len(whole), np.nan) for name in metrics}, "support": supports[whole[by_row]]}
    return _frame(np.concatenate(antecedents)[by_row], np.concatenate(consequents)[by_row], columns)


def _missing(sets: list[frozenset[Any]]) -> KeyError:
    """The part of an itemset that mlxtend misses first."""
    known = set(sets)
    for whole in sets:
        for size in range(len(whole) - 1, 0, -1):
            for part in map(frozenset, combinations(whole, size)):
                for one in (part, whole - part):
                    if one not in known:
                        return KeyError(f"{one!r}{_INCOMPLETE}")
    raise AssertionError


def _frame(antecedents: Any, consequents: Any, columns: dict[str, Shares]) -> "pd.DataFrame":
    import pandas as pd

    sides = {"antecedents": antecedents, "consequents": consequents}
    return pd.DataFrame({**{name: pd.Series(side, dtype=object) for name, side in sides.items()}, **columns})


def _nothing(metrics: Sequence[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(columns=["antecedents", "consequents", *metrics])
