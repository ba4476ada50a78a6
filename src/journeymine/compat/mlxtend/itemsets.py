"""The four searches of mlxtend, all of them by our one search; they differ in what they have always differed in."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from journeymine.compat.mlxtend.checks import check_frame, least_count, longest
from journeymine.mining.basket_sources import from_one_hot
from journeymine.mining.found import FoundPatterns
from journeymine.mining.itemsets import find_itemsets
from journeymine.patterns.frozensets import frozensets
from journeymine.patterns.order import pattern_rank
from journeymine.sources.one_hot import from_frame

if TYPE_CHECKING:
    import pandas as pd


def apriori(
    df: "pd.DataFrame",
    min_support: float = 0.5,
    use_colnames: bool = False,
    max_len: int | None = None,
    verbose: int = 0,
    low_memory: bool = False,  # noqa: ARG001 (needs nothing: memory is low anyway)
    n_jobs: int = 1,
) -> "pd.DataFrame":
    """Frequent itemsets of a one-hot frame, in the order of mlxtend's `apriori`.

    Parameters
    ----------
    df
        True and False or 0 and 1, dense or sparse; a column an item.
    min_support
        A share within (0, 1].
    use_colnames
        Name items by their columns; else by the columns' numbers.
    max_len
        The most items of an itemset; None: any.
    verbose
        1 prints how many itemsets of each size there are.
    low_memory
        Accepted and needs nothing: there is one way of searching, and it takes little memory.
    n_jobs
        Threads; -1: all cores.

    Returns
    -------
    A frame of `support` and `itemsets` (frozensets): shorter ones first, then by column.

    Raises
    ------
    ValueError
        `min_support` is not within (0, 1], or a value of the frame is none of True, False, 0, 1.

    Examples
    --------
    >>> import pandas as pd
    >>> baskets = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True]})
    >>> apriori(baskets, min_support=0.6, use_colnames=True)["support"].round(2).tolist()
    [0.67, 1.0, 0.67]
    """
    least_count(min_support, 0)
    check_frame(df, "apriori")
    found = _search(df, min_support, "all", max_len, "apriori", n_jobs=n_jobs)
    _say(found, verbose)
    return _frame(*_columns(found, df, use_colnames=use_colnames))


def fpgrowth(
    df: "pd.DataFrame",
    min_support: float = 0.5,
    null_values: bool = False,
    use_colnames: bool = False,
    max_len: int | None = None,
    verbose: int = 0,
) -> "pd.DataFrame":
    """Frequent itemsets of a one-hot frame, with the signature of mlxtend's `fpgrowth`.

    Parameters
    ----------
    df
        True and False or 0 and 1, dense or sparse; a column an item.
    min_support
        A share within (0, 1].
    null_values
        May the frame have missing values? A frame that has some is handed to mlxtend, which defines what they mean.
    use_colnames
        Name items by their columns; else by the columns' numbers.
    max_len
        The most items of an itemset; None: any.
    verbose
        1 prints how many itemsets of each size there are.

    Returns
    -------
    A frame of `support` and `itemsets` (frozensets); the rows of mlxtend in the order of `apriori`.

    Raises
    ------
    ValueError
        As `apriori`; or a value is missing without `null_values`.

    Examples
    --------
    >>> import pandas as pd
    >>> baskets = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True]})
    >>> fpgrowth(baskets, min_support=0.9)["itemsets"].tolist()
    [frozenset({1})]
    """
    return _grown("fpgrowth", df, min_support, null_values, use_colnames, max_len, verbose)


def fpmax(
    df: "pd.DataFrame",
    min_support: float = 0.5,
    null_values: bool = False,
    use_colnames: bool = False,
    max_len: int | None = None,
    verbose: int = 0,
) -> "pd.DataFrame":
    """Maximal itemsets of a one-hot frame, with the signature of mlxtend's `fpmax`.

    Parameters
    ----------
    df
        True and False or 0 and 1, dense or sparse; a column an item.
    min_support
        A share within (0, 1].
    null_values
        May the frame have missing values? A frame that has some is handed to mlxtend, which defines what they mean.
    use_colnames
        Name items by their columns; else by the columns' numbers.
    max_len
        Of all maximal itemsets, those of at most so many items; None: any.
    verbose
        1 prints how many itemsets of each size there are.

    Returns
    -------
    A frame of `support` and `itemsets` (frozensets); the rows of mlxtend, shorter ones first, then by column.

    Raises
    ------
    ValueError
        As `fpgrowth`.

    Examples
    --------
    >>> import pandas as pd
    >>> baskets = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True]})
    >>> fpmax(baskets, min_support=0.6)["itemsets"].tolist()
    [frozenset({0, 1})]
    """
    return _grown("fpmax", df, min_support, null_values, use_colnames, max_len, verbose)


def hmine(
    df: "pd.DataFrame",
    min_support: float = 0.5,
    use_colnames: bool = False,
    max_len: int | None = None,
    verbose: int = 0,
) -> "pd.DataFrame":
    """Frequent itemsets of a one-hot frame, with the signature of mlxtend's `hmine`.

    Parameters
    ----------
    df
        True and False or 0 and 1, dense or sparse; a column an item.
    min_support
        A share within (0, 1].
    use_colnames
        Name items by their columns; else by the columns' numbers.
    max_len
        The most items of an itemset; None: any.
    verbose
        1 prints how many itemsets of each size there are.

    Returns
    -------
    A frame of `support` (of objects, as mlxtend has it) and `itemsets` (frozensets); the rows of mlxtend in the order
    of `apriori`.

    Raises
    ------
    ValueError
        As `apriori`.

    Examples
    --------
    >>> import pandas as pd
    >>> baskets = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True]})
    >>> len(hmine(baskets, min_support=0.6))
    3
    """
    check_frame(df, "hmine")
    found = _search(df, min_support, "all", max_len, "hmine")
    _say(found, verbose)
    support, itemsets = _columns(found, df, use_colnames=use_colnames)
    return _frame(support.astype(object), itemsets) if len(found) else _nothing()


def _grown(
    name: str, df: "pd.DataFrame", min_support: float, null_values: bool, use_colnames: bool, max_len: Any, verbose: int
) -> "pd.DataFrame":
    if check_frame(df, name, null_values=null_values):
        from mlxtend import frequent_patterns

        frame: pd.DataFrame = getattr(frequent_patterns, name)(
            df, min_support=min_support, null_values=True, use_colnames=use_colnames, max_len=max_len, verbose=verbose
        )
        return frame
    found = _search(df, min_support, "maximal" if name == "fpmax" else "all", max_len, name)
    _say(found, verbose)
    return _frame(*_columns(found, df, use_colnames=use_colnames)) if len(found) else _nothing()


def _search(
    df: "pd.DataFrame", min_support: float, kind: str, max_len: Any, where: str, n_jobs: int | None = None
) -> FoundPatterns:
    """Itemsets of column numbers, shorter ones first, then by column; `n_journeys` are their rows."""
    count = least_count(min_support, len(df))
    # Columns may be called by anything here, so they go in by number.
    flags = from_frame(df.set_axis(range(df.shape[1]), axis=1), where)
    found = find_itemsets(
        from_one_hot(flags),
        min_support=count,
        kind=kind,
        max_length=longest(max_len, where),
        n_jobs=n_jobs,
        progress=False,
    )
    return found.take(np.argsort(pattern_rank(found)))


def _columns(
    found: FoundPatterns, df: "pd.DataFrame", *, use_colnames: bool
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    labels = df.columns.tolist() if use_colnames else range(df.shape[1])
    # Labels may be tuples, of which an array would make rows.
    names = np.fromiter(labels, object, df.shape[1])
    return found.n_journeys / max(len(df), 1), frozensets(found, names)


def _frame(support: NDArray[Any], itemsets: NDArray[np.object_]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({"support": support, "itemsets": pd.Series(itemsets, dtype=object)})


def _nothing() -> "pd.DataFrame":
    """No row, of whatever types pandas gives to lists without values, as mlxtend leaves them."""
    import pandas as pd

    return pd.DataFrame({"support": [], "itemsets": []})


def _say(found: FoundPatterns, verbose: int) -> None:
    if verbose:
        sizes, counts = np.unique(found.lengths, return_counts=True)
        for size, count in zip(sizes.tolist(), counts.tolist(), strict=True):
            print(f"{count} itemset(s) of size {size}")  # noqa: T201 (it is what `verbose` asks for)
