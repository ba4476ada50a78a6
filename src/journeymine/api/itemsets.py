"""The verb that searches itemsets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from journeymine.api.inputs import as_baskets, outcome
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.journeys.vocabulary import Name
from journeymine.mining.baskets import Baskets
from journeymine.mining.itemsets import find_itemsets
from journeymine.patterns.table import Column, PatternTable, from_found
from journeymine.ranking.association import itemset_columns

LATE_COLUMNS = ("support_low", "support_high", "lift", "lift_low", "lift_high", "leverage")


def mine_itemsets(
    data: Journeys | Iterable[Collection[Name]],
    *,
    per: str = "journey",
    min_support: float | None = None,
    kind: str = "all",
    top_k: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    progress: bool | Callable[[float], object] | None = None,
) -> ItemsetSet:
    """Find the sets of events that many journeys (or elements, or baskets) share, order ignored.

    Parameters
    ----------
    data
        `Journeys`, or a list of baskets.
    per
        What to count in: ``"journey"``, or ``"element"`` (events at one time); a list of baskets is counted by basket.
    min_support
        A share in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    kind
        ``"all"``, ``"closed"``, ``"maximal"`` or ``"generators"``, as in `mine_sequences`.
    top_k
        Only the k best by support, ties by pattern order.
    min_length, max_length
        Number of events in an itemset.
    max_patterns
        Stop after the first n in result order; the result says so.
    time_limit
        Stop after so many seconds with what was found; the result says so, and up to where it is complete
        (``info["proven_above"]``: all results with more journeys than that are there).
    memory_limit
        What the search and its result may take, as ``"500MB"`` (units kB, MB, GB, KiB, MiB, GiB) or a number of bytes;
        beyond it the search stops as with `time_limit`.
    engine
        One of `engines`; ``"auto"`` is journeymine's own.
    n_jobs
        Threads; None: all cores. The result is the same for any number.
    progress
        True: a bar on standard error; False: silence; None: a bar in terminals and notebooks for searches of more than
        two seconds; a function: called with the share done, in 0..1, never falling, 1.0 at the end. An exception of the
        function ends the search.

    Returns
    -------
    An `ItemsetSet`, most frequent first, ties in pattern order.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    EngineError
        The engine cannot do what is asked.

    Examples
    --------
    >>> import journeymine as jm
    >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk", "bread"], ["milk"]], min_support=2)
    >>> itemsets.to_pandas(columns=["itemset", "n_journeys"])
              itemset  n_journeys
    0         (milk,)           3
    1        (bread,)           2
    2   (bread, milk)           2
    """
    baskets, told = as_baskets(data, per, "mine_itemsets")
    asked: dict[str, Any] = {
        "min_support": min_support,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "engine": engine,
        "n_jobs": n_jobs,
    }
    found = find_itemsets(baskets, **asked, progress=progress)
    info = {"verb": "mine_itemsets", **told, **outcome(found, asked, len(baskets), "mine_itemsets")}
    table = from_found("itemsets", found, baskets.vocabulary, len(baskets), info)
    return ItemsetSet(table, late=LateColumns(LATE_COLUMNS, table, partial(_itemset_columns, baskets=baskets)))


def _itemset_columns(table: PatternTable, baskets: Baskets) -> Mapping[str, Column]:
    columns = itemset_columns(table.coded["itemset"], baskets)
    return {name: columns[name] for name in LATE_COLUMNS}
