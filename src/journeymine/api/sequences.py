"""The verb that searches sequences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from journeymine.api.inputs import about, as_journeys, outcome
from journeymine.api.journeys import Journeys
from journeymine.api.late import LateColumns
from journeymine.api.pattern_set import PatternSet
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.lists import Element
from journeymine.journeys.selection import by_customer
from journeymine.mining.found import FoundPatterns
from journeymine.mining.nulls import shuffles_for
from journeymine.mining.sequences import find_sequences
from journeymine.options import seed
from journeymine.patterns.table import TEXTS, Column, PatternTable, from_found
from journeymine.ranking.lift import sequence_columns

LATE_COLUMNS = (
    "support_low",
    "support_high",
    "lift_order",
    "lift_order_low",
    "lift_order_high",
    "p_order",
    "lift_method",
    "lift_reason",
    "lift_tied_share",
    "lift_naive",
)


def mine_sequences(
    journeys: Journeys | Iterable[Sequence[Element]],
    *,
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
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> PatternSet:
    """Find the sequences of events that many journeys share, in order, with gaps allowed.

    Parameters
    ----------
    journeys
        `Journeys`, or a list of lists as prefixspan takes them.
    min_support
        A share of the journeys in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    kind
        ``"all"``; ``"closed"`` (no longer pattern has the same journeys); ``"maximal"`` (no longer pattern reaches
        `min_support`); ``"generators"`` (no shorter pattern has the same journeys).
    top_k
        Only the k best by support, ties by pattern order.
    min_length, max_length
        Number of events in a pattern.
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
    random_state
        Seed of the shuffles behind `lift_order` where journeys hold ties, and of bootstraps: a whole number ≥ 0, a
        NumPy generator, or None (another one each time).
    progress
        True: a bar on standard error; False: silence; None: a bar in terminals and notebooks for searches of more than
        two seconds; a function: called with the share done, in 0..1, never falling, 1.0 at the end. An exception of the
        function ends the search.

    Returns
    -------
    A `PatternSet`, most frequent first, ties in pattern order.

    Raises
    ------
    OptionError
        An option has a value it cannot have, or two do not go together.
    EngineError
        The engine cannot do what is asked.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["search", "cart"], ["search", "cart"], ["cart"]], min_support=2)
    >>> patterns.to_pandas(columns=["pattern", "n_journeys", "support"]).round(2)
               pattern  n_journeys  support
    0          (cart,)           3     1.00
    1        (search,)           2     0.67
    2   (search, cart)           2     0.67
    """
    source = as_journeys(journeys, "mine_sequences")
    # One seed for every later look at the columns, whatever it was drawn from.
    start = seed(random_state, "mine_sequences")
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
    coded = source.coded
    found = find_sequences(coded, **asked, progress=progress)
    told = outcome(found, {**asked, "random_state": start}, len(coded), "mine_sequences")
    info = {"verb": "mine_sequences", "unit": "journeys", **about(coded), **told}
    table = from_found("sequences", found, coded.vocabulary, len(coded), info)
    late = partial(_late_columns, whole=found, coded=coded, seed=start, n_jobs=n_jobs)
    return PatternSet(table, late=LateColumns(LATE_COLUMNS, table, late), source=source)


def _late_columns(
    table: PatternTable, whole: FoundPatterns, coded: CodedJourneys, seed: int, n_jobs: int | None
) -> Mapping[str, Column]:
    ordered = by_customer(coded)
    columns = sequence_columns(
        table.coded["pattern"],
        ordered,
        random_state=seed,
        # A view must show the figures of the whole set, so it draws as many orders.
        shuffles=shuffles_for(ordered, whole),
        n_jobs=n_jobs,
    )
    # Texts come as lists.
    return {name: np.asarray(columns[name], object if name in TEXTS else None) for name in LATE_COLUMNS}
