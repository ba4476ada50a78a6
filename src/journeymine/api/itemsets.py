"""The verb that searches itemsets."""

from collections.abc import Callable, Mapping
from functools import partial
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from journeymine.api.basket_inputs import BasketSource, as_baskets
from journeymine.api.inputs import named, outcome
from journeymine.api.itemset_counts import BOUNDS, ItemsetCounts, check_count_only
from journeymine.api.itemset_set import ItemsetSet
from journeymine.api.journeys_on_disk import on_disk
from journeymine.api.late import LateColumns
from journeymine.api.parted_itemsets import mine_itemset_parts
from journeymine.mining.basket_journeys import as_journeys, as_patterns
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import Contents, Names, told
from journeymine.mining.itemset_counts import count_itemsets
from journeymine.mining.itemsets import WHERE, find_itemsets
from journeymine.options import seed
from journeymine.patterns.table import Column, PatternTable, from_found
from journeymine.ranking.association.itemsets import itemset_columns
from journeymine.ranking.weighted import WEIGHTED, weighted_columns
from journeymine.sources.fimi import is_fimi

if TYPE_CHECKING:
    from journeymine.journeys.spilled import SpilledJourneys

LATE_COLUMNS = ("support_low", "support_high", "lift", "lift_low", "lift_high", "leverage")


class Options(TypedDict, total=False):
    """What can be asked for, whatever is given back."""

    per: str
    min_support: float | None
    threshold: str
    multiplicity: Any
    weights: Any
    kind: str
    top_k: int | None
    min_length: int | None
    max_length: int | None
    contains: Contents | None
    excludes: Names | None
    max_patterns: int | None
    time_limit: float | None
    memory_limit: str | int | None
    engine: str
    n_jobs: int | None
    random_state: Any
    progress: bool | Callable[[float], object] | None


@overload
def mine_itemsets(
    data: BasketSource, *, count_only: Literal[False] = False, **options: Unpack[Options]
) -> ItemsetSet: ...
@overload
def mine_itemsets(data: BasketSource, *, count_only: Literal[True], **options: Unpack[Options]) -> ItemsetCounts: ...
def mine_itemsets(
    data: BasketSource,
    *,
    per: str = "journey",
    min_support: float | None = None,
    threshold: str = "journeys",
    multiplicity: Any = None,
    weights: Any = None,
    kind: str = "all",
    top_k: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    count_only: bool = False,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> ItemsetSet | ItemsetCounts:
    """Find the sets of events that many journeys (or elements, or baskets) share, order ignored.

    Parameters
    ----------
    data
        `Journeys`, or an `EventLog` (then a journey is all that a customer did); a list of baskets; a one-hot frame of
        True and False or 1 and 0, also sparse, whose columns are the items; a NumPy or SciPy matrix of the same, whose
        items are the numbers of its columns; any frame of two columns, (basket, item); the path of a FIMI file
        (``.dat``, ``.txt``, also ``.gz``: a basket a line, whole numbers). Journeys larger than memory: a log on disk
        (``read_events(…, memory_limit=)``), a `JourneyStore` or the path of a log with the columns `customer`, `event`
        and `time` (both with `memory_limit`), or the `JourneysOnDisk` of a log or store; these are searched part by
        part, and the result is that of all journeys in memory. An item twice in a basket counts once, an
        empty basket counts. Two columns that hold nothing but 0 and 1 are one-hot; ``info["source"]`` says what was
        read.
    per
        What to count in: ``"journey"``, or ``"element"`` (events at one time); baskets are counted by basket.
    min_support
        A share in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    threshold
        What `min_support` is of: ``"journeys"`` (or elements, or baskets); ``"customers"``, however many of their
        journeys hold an itemset; or ``"weighted"``, a share of all `weights`. Kinds are decided on journeys, and the
        order of results stays.
    multiplicity
        For how many baskets each row stands, whole numbers ≥ 1: all counts, intervals and tests are those of the rows
        written out so often, each time of another customer. Of journeys as `mine_sequences` takes it; of baskets an
        array of one value each, or a Series or dict by basket: its number, its label in a one-hot frame, its name in a
        table of pairs.
    weights
        What each basket weighs, such as its price, ≥ 0, given as `multiplicity`: for the column ``weighted_support``,
        and for ``threshold="weighted"``; never for counts, kinds and tests.
    kind
        ``"all"``, ``"closed"``, ``"maximal"`` or ``"generators"``, as in `mine_sequences`.
    top_k
        Only the k best by support, ties by pattern order.
    min_length, max_length
        Number of events in an itemset; longer ones count where kinds are decided.
    contains
        An event or several: itemsets that hold all of them, chosen once the kind is decided.
    excludes
        An event or several that are taken out of the baskets; kinds are decided without them.
    count_only
        True: only how many there are, by length and support, exactly; mostly in a small part of the time, and in no
        memory. Not with `top_k` or `max_patterns`, which say how many.
    max_patterns
        Stop after the first n in result order; the result says so.
    time_limit
        Stop after so many seconds with what was found; the result says so, and up to where it is complete
        (``info["proven_above"]``: all results with more journeys than that are there).
    memory_limit
        What the search and its result may take, as ``"500MB"`` (units kB, MB, GB, KiB, MiB, GiB) or a number of bytes;
        beyond it the search stops as with `time_limit`. Of journeys on disk it bounds what is in memory at a time, and
        a part that needs more for its search is an error.
    engine
        One of `engines`; ``"auto"`` is journeymine's own.
    n_jobs
        Threads; None: all cores. The result is the same for any number.
    random_state
        Seed of the customers drawn again for the interval of ``weighted_support``: a whole number ≥ 0, a NumPy
        generator, or None (another one each time).
    progress
        True: a bar on standard error; False: silence; None: a bar in terminals and notebooks for searches of more than
        two seconds; a function: called with the share done, in 0..1, never falling, 1.0 at the end. An exception of the
        function ends the search.

    Returns
    -------
    An `ItemsetSet`, most frequent first, ties in pattern order; with `count_only` an `ItemsetCounts`.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    InputError
        The data are none of these, or cannot be read; the sentence names the column or the row, and the value.
    UnknownEventError
        `contains` or `excludes` names an event that does not occur, with a near miss.
    EngineError
        The engine cannot do what is asked.
    CapacityError
        The search of a part of journeys on disk needs more memory than `memory_limit`.

    Examples
    --------
    >>> import journeymine as jm
    >>> itemsets = jm.mine_itemsets([["bread", "milk"], ["milk", "bread"], ["milk"]], min_support=2)
    >>> itemsets.to_pandas(columns=["itemset", "n_journeys"])
              itemset  n_journeys
    0         (milk,)           3
    1        (bread,)           2
    2   (bread, milk)           2

    A one-hot frame, as mlxtend takes it, and what goes with bread:

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"bread": [True, True, False], "milk": [True, True, True], "tea": [False, True, False]})
    >>> [str(itemset) for itemset in jm.mine_itemsets(frame, min_support=0.6, contains="bread")]
    ['bread', 'bread & milk']

    How many there are, before they are made:

    >>> jm.mine_itemsets([list(range(60))] * 3, min_support=2, count_only=True).total
    1152921504606846975
    """
    # One seed for every later look at the columns, whatever it was drawn from.
    start = seed(random_state, WHERE)
    asked: dict[str, Any] = {
        "min_support": min_support,
        "threshold": threshold,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "contains": contains,
        "excludes": excludes,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "engine": engine,
        "n_jobs": n_jobs,
    }
    check_count_only(count_only, asked, WHERE)
    parted = _on_disk(data, memory_limit)
    if parted is not None:
        further = {"multiplicity": multiplicity, "weights": weights, "random_state": start}
        return mine_itemset_parts(
            parted, per, asked, further, where="on disk", count_only=count_only, progress=progress
        )
    baskets, source = as_baskets(data, per, WHERE, multiplicity=multiplicity, weights=weights)
    given = {"multiplicity": named(multiplicity), "weights": named(weights), "random_state": start}
    said = {"verb": WHERE, **source}
    if count_only:
        countable = {name: value for name, value in asked.items() if name not in BOUNDS}
        counted = count_itemsets(baskets, **countable, progress=progress)
        return ItemsetCounts(
            {**said, **outcome(counted, {**told(countable), **given}, baskets.n_baskets, WHERE)}, counted
        )
    found = find_itemsets(baskets, **asked, progress=progress)
    info = {**said, **outcome(found, {**told(asked), **given}, baskets.n_baskets, WHERE)}
    table = from_found("itemsets", found, baskets.vocabulary, baskets.n_baskets, info)
    late = partial(_late_columns, baskets=baskets, seed=start, n_jobs=n_jobs)
    names = LATE_COLUMNS if baskets.weights is None else (*LATE_COLUMNS, *WEIGHTED)
    return ItemsetSet(table, late=LateColumns(names, table, late), source=baskets)


def _on_disk(data: BasketSource, memory_limit: Any) -> "SpilledJourneys | None":
    """The parts of data that stay on disk; None where they are read into memory, as files of baskets are."""
    if isinstance(data, str | PathLike) and (memory_limit is None or is_fimi(fspath(data))):
        return None
    parted = on_disk(data, memory_limit, "data", WHERE)
    return None if parted is None else parted._spilled  # noqa: SLF001 - one of us


def _late_columns(table: PatternTable, baskets: Baskets, seed: int, n_jobs: int | None) -> Mapping[str, Column]:
    found = table.coded["itemset"]
    columns: dict[str, Column] = dict(itemset_columns(found, baskets))
    if baskets.weights is not None:
        columns |= weighted_columns(as_patterns(found), as_journeys(baskets), seed=seed, n_jobs=n_jobs)
    return columns
