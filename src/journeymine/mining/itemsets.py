"""Itemsets: what may be asked, and who is asked."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from journeymine import _core
from journeymine.mining.asked import Asked, check
from journeymine.mining.basket_journeys import as_journeys
from journeymine.mining.baskets import Baskets
from journeymine.mining.constraints import Contents, Names
from journeymine.mining.engines import bruteforce_itemsets, mlxtend
from journeymine.mining.engines.registry import Wish, choose
from journeymine.mining.found import FoundPatterns
from journeymine.mining.holding import constrain_items, search_holding
from journeymine.mining.progress import Progress, telling
from journeymine.mining.sequences import search_sequences
from journeymine.mining.worth import worth
from journeymine.options import threads

WHERE = "mine_itemsets"


def find_itemsets(
    baskets: Baskets,
    *,
    min_support: float | None = None,
    threshold: str = "journeys",
    kind: str = "all",
    top_k: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    progress: Progress = None,
) -> FoundPatterns:
    """Sets of items that many baskets hold.

    Parameters
    ----------
    baskets
        N baskets; empty ones count in N.
    min_support
        A float in (0, 1] is a share of N, an integer ≥ 1 a count of baskets. May be None with `top_k`.
    threshold
        What `min_support` is of: ``"journeys"`` (the baskets), ``"customers"`` or ``"weighted"``, as of
        `find_sequences`.
    kind
        ``"all"``; ``"closed"``: no larger set has the same support; ``"maximal"``: no larger set is frequent;
        ``"generators"``: no smaller set, the empty one included, has the same support. Sets longer than `max_length`
        count in these comparisons.
    top_k
        Only the k best by support, ties by pattern order; not with ``kind="maximal"``.
    min_length, max_length
        How many items a set may have.
    contains
        Items that a set must have, once its kind is decided.
    excludes
        Items taken out of the baskets before that.
    max_patterns
        Only the first so many in result order; the result says if there were more.
    time_limit
        Seconds; what was found until then is given, and the result says so.
    memory_limit
        Bytes, or a text such as ``"500MB"``, that the search and its result may take; beyond it as `time_limit`.
    engine
        Who searches: a name of `journeymine.engines()`, or ``"auto"``.
    n_jobs
        Threads; all processor cores where None or -1. The result is the same for every number.
    progress
        True: a bar; False: none; None: a bar in terminals and notebooks after two seconds; a function: called with the
        share done, in 0..1.

    Returns
    -------
    FoundPatterns
        In result order, items of a set ascending.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    UnknownEventError
        An item asked for does not occur.
    EngineError
        The engine cannot do what is asked.

    Examples
    --------
    >>> from journeymine.mining.baskets import Baskets
    >>> from journeymine.mining.itemsets import find_itemsets
    >>> found = find_itemsets(Baskets.from_lists([["a", "b"], ["b", "a", "c"], ["b"]]), min_support=2)
    >>> found.items.tolist(), found.offsets.tolist(), found.n_journeys.tolist()
    ([1, 0, 0, 1], [0, 1, 2, 4], [3, 2, 2])
    """
    options = {
        "min_support": min_support,
        "threshold": threshold,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "n_jobs": n_jobs,
        "progress": progress,
    }
    chosen, asked = asked_of(baskets, {**options, "contains": contains, "excludes": excludes, "engine": engine})
    return SEARCHES[chosen](baskets, asked)


def asked_of(baskets: Baskets, options: Mapping[str, Any]) -> tuple[str, Asked]:
    """The engine to search with, and the checked options, of those of `find_itemsets`.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    UnknownEventError
        An item asked for does not occur.
    EngineError
        The engine cannot do what is asked.
    """
    threshold, top_k, least = options["threshold"], options["top_k"] is not None, options["min_support"]
    counted = None
    if threshold != "journeys":
        counted = worth(as_journeys(baskets), 1 if least is None and top_k else least, threshold, WHERE, top_k=top_k)
        least = counted.min_support
    asked = check({**options, "min_support": least}, baskets.n_baskets, WHERE)
    asked = replace(asked, worth=counted, constraints=constrain_items(options, baskets, WHERE))
    progress = options["progress"]
    wish = Wish(
        "itemsets",
        asked.kind,
        top_k=top_k,
        time_limit=options["time_limit"] is not None,
        memory_limit=options["memory_limit"] is not None,
        # None asks for nothing: who cannot tell stays silent.
        progress=progress is not None and progress is not False,
        counts="multiplicity" if baskets.multiplicity is not None else None if counted is None else "threshold",
        constraints=next((name for name in ("contains", "excludes") if options[name] is not None), None),
    )
    return choose(options["engine"], wish, WHERE).name, asked


def search_itemsets(baskets: Baskets, asked: Asked) -> FoundPatterns:
    """Our own search, of options that were checked."""
    if asked.worth is None:
        return search_holding(_search, baskets, asked)
    # Worth is what sequences are searched by: those of one element are the itemsets, in their order.
    return replace(search_sequences(as_journeys(baskets), asked), element_starts=None)


def _search(baskets: Baskets, asked: Asked) -> FoundPatterns:
    begin = time.perf_counter()
    with telling(asked.progress) as tell:
        items, offsets, n_journeys, stopped_by, proven_above = _core.mine_itemsets(
            baskets.items,
            baskets.offsets,
            min_support=asked.min_support,
            kind=asked.kind,
            min_length=asked.min_length,
            max_length=asked.max_length,
            top_k=asked.top_k,
            max_patterns=asked.max_patterns,
            time_limit=asked.time_limit,
            memory_limit=asked.memory_limit,
            n_jobs=asked.n_jobs,
            tell=tell,
            multiplicity=baskets.multiplicity,
        )
    return FoundPatterns(
        items=items,
        offsets=offsets,
        n_journeys=n_journeys,
        stopped_by=stopped_by,
        proven_above=proven_above,
        seconds=time.perf_counter() - begin,
    )


SEARCHES: dict[str, Callable[[Baskets, Asked], FoundPatterns]] = {
    "journeymine": search_itemsets,
    "bruteforce": bruteforce_itemsets.search,
    **mlxtend.SEARCHES,
}


def customer_sums(
    found: FoundPatterns, baskets: Baskets, *, n_jobs: int | None = None
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """How itemsets spread over the customers: what the worth of clustered baskets is computed from.

    Parameters
    ----------
    found
        Itemsets.
    baskets
        Baskets with `customer_codes`.
    n_jobs
        Threads; all processor cores where None or -1.

    Returns
    -------
    squares, sizes
        uint64, shape (n_itemsets,): Σ x_c² and Σ x_c·n_c over the customers c, x_c of whose n_c baskets hold the set.

    Raises
    ------
    ValueError
        The baskets have no customers.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> coded = from_lists([["a"], ["a", "b"], ["b"]], customers=["ann", "ann", "bob"])
    >>> baskets = Baskets.from_journeys(coded)
    >>> squares, sizes = customer_sums(find_itemsets(baskets, min_support=2), baskets)
    >>> squares.tolist(), sizes.tolist()
    ([4, 2], [4, 3])
    """
    if baskets.customer_codes is None:
        message = "These baskets have no customers."
        raise ValueError(message)
    return _core.itemset_customers(
        baskets.items,
        baskets.offsets,
        baskets.customer_codes,
        found.items,
        found.offsets,
        n_jobs=threads(n_jobs, WHERE),
        multiplicity=baskets.multiplicity,
    )


def count_itemsets(itemsets: FoundPatterns, baskets: Baskets, *, n_jobs: int | None = None) -> NDArray[np.uint64]:
    """How many baskets hold each itemset.

    Examples
    --------
    >>> wanted = FoundPatterns(np.array([0, 1], np.uint32), np.array([0, 2], np.uint64), np.zeros(1, np.uint32))
    >>> count_itemsets(wanted, Baskets.from_lists([["a", "b"], ["b", "c", "a"], ["b"]])).tolist()
    [2]
    """
    return _core.itemset_supports(
        baskets.items,
        baskets.offsets,
        itemsets.items,
        itemsets.offsets,
        n_jobs=threads(n_jobs, WHERE),
        multiplicity=baskets.multiplicity,
    )
