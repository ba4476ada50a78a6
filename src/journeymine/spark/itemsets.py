"""The verb that searches itemsets on Spark."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from journeymine.api.itemset_counts import ItemsetCounts, check_count_only
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.parted_itemsets import mine_itemset_parts
from journeymine.mining.constraints import Contents, Names
from journeymine.options import bad_option, clash, seed
from journeymine.sources.raw import picker
from journeymine.spark.columns import WHAT, quoted
from journeymine.spark.log import SparkJourneys, SparkLog, check_frame, read_events
from journeymine.spark.sequences import on_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_WHERE = "mine_itemsets"
_TIME = "__journeymine_time"


class Options(TypedDict, total=False):
    """What can be asked for, whatever is given back."""

    basket: str | None
    item: str | None
    customer: str | None
    event: Any
    time: str | None
    per: str
    min_support: float | None
    kind: str
    top_k: int | None
    min_length: int | None
    max_length: int | None
    contains: Contents | None
    excludes: Names | None
    max_patterns: int | None
    memory_limit: str | int | None
    n_jobs: int | None
    random_state: Any
    progress: bool | Callable[[float], object] | None


@overload
def mine_itemsets(
    data: "SparkJourneys | SparkLog | DataFrame", *, count_only: Literal[False] = False, **options: Unpack[Options]
) -> ItemsetSet: ...
@overload
def mine_itemsets(
    data: "SparkJourneys | SparkLog | DataFrame", *, count_only: Literal[True], **options: Unpack[Options]
) -> ItemsetCounts: ...
def mine_itemsets(
    data: "SparkJourneys | SparkLog | DataFrame",
    *,
    basket: str | None = None,
    item: str | None = None,
    customer: str | None = None,
    event: Any = None,
    time: str | None = None,
    per: str = "journey",
    min_support: float | None = None,
    kind: str = "all",
    top_k: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    count_only: bool = False,
    max_patterns: int | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> ItemsetSet | ItemsetCounts:
    """What `journeymine.mine_itemsets` finds, of baskets or journeys on Spark: the same sets and columns, to the byte.

    Every part of the baskets is searched by one task at its share of the support; what some found is counted, exactly,
    in the parts that did not find it (Savasere, Omiecinski and Navathe 1995, section 3). Kinds other than ``"all"`` are
    told by one search, in the driver, of the different baskets of frequent items where these are few (64 MB, or a share
    of `memory_limit`), else among all frequent sets.

    Parameters
    ----------
    data
        A Spark frame of one row an item of a basket, whose columns are `basket` and `item`; or a log: `SparkJourneys`,
        a `SparkLog` or a Spark frame with `customer`, `event` and `time`, whose customers then have one journey each.
    basket, item
        The columns of a frame of baskets, text or integers. A row twice counts once.
    customer, event, time
        The columns of a frame of events, as `read_events` takes them.
    per
        What to count in, of a log: ``"journey"``, or ``"element"`` (events at one time).
    min_support, kind, top_k, min_length, max_length, contains, excludes, count_only, max_patterns
        As `journeymine.mine_itemsets` has them; what `count_only` counts is found first.
    memory_limit
        What the search of one part may take; where it is not enough, nothing is found and the message says so.
    n_jobs
        Threads of each task; None: the processors that Spark gives a task (``spark.task.cpus``).
    random_state, progress
        As `journeymine.mine_itemsets` has them.

    Returns
    -------
    An `ItemsetSet` without journeys, as a loaded one, with all of its columns; with `count_only` an `ItemsetCounts`.

    Raises
    ------
    OptionError, UnknownEventError, MissingColumnError, InputError
        As `journeymine.mine_itemsets` and `read_events`.
    CapacityError
        The search of a part needs more memory than allowed.

    Examples
    --------
    >>> import journeymine.spark
    >>> itemsets = journeymine.spark.mine_itemsets(
    ...     frame, basket="invoice", item="product", min_support=0.01, kind="closed"
    ... )  # doctest: +SKIP
    >>> itemsets.rules(min_confidence=0.5)  # doctest: +SKIP
    """
    asked: dict[str, Any] = {
        "min_support": min_support,
        "threshold": "journeys",
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "contains": contains,
        "excludes": excludes,
        "max_patterns": max_patterns,
        "time_limit": None,
        "memory_limit": memory_limit,
        "engine": "auto",
        "n_jobs": n_jobs,
    }
    check_count_only(count_only, asked, _WHERE)
    further = {"multiplicity": None, "weights": None, "random_state": seed(random_state, _WHERE)}
    source = None
    if basket is None and item is None:
        own = on_spark(data, customer, event, time, _WHERE)
    else:
        source = "a Spark frame of (basket, item) pairs"
        if per != "journey":
            raise bad_option("per", _WHERE, "'journey' (the default) for baskets, each of which counts once", per)
        own = _baskets(data, basket, item, {"customer": customer, "event": event, "time": time})
    with own as journeys:
        return mine_itemset_parts(
            journeys._parts,  # noqa: SLF001 - one of us
            per,
            asked,
            further,
            where="on Spark",
            source=source,
            count_only=count_only,
            progress=progress,
        )


def _baskets(data: Any, basket: Any, item: Any, others: dict[str, Any]) -> AbstractContextManager[SparkJourneys]:
    """Baskets as journeys in which everything happens at once, let go at the end.

    Raises
    ------
    OptionError, MissingColumnError, InputError
        They are no columns of a Spark frame that can be names, or columns of events are named as well.
    """
    from pyspark.sql import functions

    check_frame(data, _WHERE)
    for name, value in others.items():
        if value is not None:
            raise clash("basket", name, _WHERE, "a frame holds baskets or events; name the columns of one of them")
    for name, value in (("basket", basket), ("item", item)):
        if not isinstance(value, str):
            raise bad_option(name, _WHERE, "the name of a column; baskets have two, `basket` and `item`", value)
    picker((basket, item), WHAT)(data.columns)
    pairs = data.select(quoted(basket), quoted(item)).withColumn(_TIME, functions.lit(0))
    return read_events(pairs, customer=basket, event=item, time=_TIME).journeys()
