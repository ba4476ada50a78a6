"""The verb that searches sequences."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from journeymine.api.inputs import about, as_journeys, named, outcome, weighed
from journeymine.api.journeys import Journeys
from journeymine.api.journeys_on_disk import JourneysOnDisk, on_disk
from journeymine.api.parted_sequences import mine_parts
from journeymine.api.pattern_set import PatternSet
from journeymine.api.sequence_columns import late_columns
from journeymine.journeys.hierarchy import read_hierarchy
from journeymine.journeys.lists import Element
from journeymine.mining.constraints import Contents, Names, rules_told, told
from journeymine.mining.levels import levels_of, renumbered
from journeymine.mining.sequences import find_sequences
from journeymine.options import seed
from journeymine.patterns.redundant import with_redundant
from journeymine.patterns.table import from_found


def mine_sequences(
    journeys: Journeys | JourneysOnDisk | Iterable[Sequence[Element]] | str | os.PathLike[str] | Any,
    *,
    min_support: float | None = None,
    threshold: str = "journeys",
    multiplicity: Any = None,
    weights: Any = None,
    kind: str = "all",
    top_k: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    min_gap: Any = None,
    max_gap: Any = None,
    max_span: Any = None,
    min_step_gap: int | None = None,
    max_step_gap: int | None = None,
    contiguous: bool = False,
    starts_with: Names | None = None,
    ends_with: Names | None = None,
    contains: Contents | None = None,
    excludes: Names | None = None,
    hierarchy: Any = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> PatternSet:
    """Find the sequences of events that many journeys share, in order, gaps allowed unless a gap rule says otherwise.

    A journey holds a pattern if one occurrence in it meets all rules together.

    Parameters
    ----------
    journeys
        `Journeys`, or a list of lists as prefixspan takes them. Larger than memory: a log read with ``memory_limit=``,
        a `JourneyStore`, the path of a file with the columns ``customer``, ``event`` and ``time``, or the
        `JourneysOnDisk` of a log or store (``log.journeys_on_disk(session_gap="30min")``). These are searched part by
        part, and what is found is what would be found in memory; `multiplicity`, `weights`, `hierarchy`, `threshold`
        and `time_limit` are refused, and columns that need journeys are not there.
    min_support
        A share of the journeys in (0, 1], or a count ≥ 1 (an integer); may be None only with `top_k`.
    threshold
        What `min_support` is of: ``"journeys"``; ``"customers"``, however many of their journeys hold a pattern; or
        ``"weighted"``, a share of all `weights`. Kinds are decided on journeys, and the order of results stays.
    multiplicity
        For how many journeys each row stands, whole numbers ≥ 1: counts, intervals and tests are those of the log with
        every row written out so often, each time of another customer (so no customer may have two rows). The name of
        an attribute (`EventLog.with_customers`) or of a column that is the same all over a journey, a Series by journey
        number, an array, or a dict by customer.
    weights
        What each journey weighs, such as customer value, ≥ 0, given as `multiplicity`: for the column
        ``weighted_support``, and for ``threshold="weighted"``; never for counts, kinds and tests.
    kind
        ``"all"``; ``"closed"`` (no longer pattern has the same journeys); ``"maximal"`` (no longer pattern reaches
        `min_support`); ``"generators"`` (no shorter pattern has the same journeys).
    top_k
        Only the k best by support, ties by pattern order.
    min_length, max_length
        Number of events in a pattern.
    min_gap, max_gap, max_span
        Time between neighbouring elements, and from the first element to the last, bounds included: ``"30min"`` (units
        ms, s, min, h, d, w) or a timedelta; a bare number where the log's time is a plain order number.
    min_step_gap, max_step_gap
        The same between neighbours, counted in elements of the journey: those next to each other are 1 apart.
    contiguous
        True: no other event between the steps of a pattern; short for ``max_step_gap=1``.
    starts_with, ends_with
        Any of the events named in the first (last) element of a pattern. `START` (`END`) among them: it begins (ends)
        with the journey's first (last) element.
    contains
        All of the events named; a frozenset means one element that holds them together.
    excludes
        Events that are taken out of all patterns; the others keep their places. Of several levels each is named for
        itself: what is below or above it stays.
    hierarchy
        Which events are special cases of more general ones: a mapping ``{"shoe page": "page", "page": ["web",
        "touch"]}``, or a frame with the columns ``child`` and ``parent``. Patterns then mix levels; a general event
        is matched by any event below it (and by itself, where it occurs), and one event of a journey matches at most
        one event of a pattern. No element of a pattern holds an event beside one above it. All options may name
        general events. The column ``redundant_with`` then names, as text, the most specific pattern of the result that
        says the same of as many journeys: as long, each event the same or below. `info` keeps the hierarchy.
    max_patterns
        Stop after the first n in result order; the result says so.
    time_limit
        Stop after so many seconds with what was found; the result says so, and up to where it is complete
        (``info["proven_above"]``: all results with more journeys than that are there).
    memory_limit
        What the search and its results may take beside the journeys as they are, as ``"500MB"`` (units kB, MB, GB, KiB,
        MiB, GiB) or a number of bytes; beyond it the search stops as with `time_limit`. The process gains at most about
        a quarter more. Journeys that cannot even be laid out within it are refused. Of a path or a store: what
        reading and searching take together.
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
    UnknownEventError
        A constraint (or the hierarchy) names an event that does not occur, with a near miss.
    EngineError
        The engine cannot do what is asked.
    CapacityError
        The journeys alone need more than `memory_limit`; the message says what is enough.

    Examples
    --------
    >>> import journeymine as jm
    >>> patterns = jm.mine_sequences([["search", "cart"], ["search", "cart"], ["cart"]], min_support=2)
    >>> patterns.to_pandas(columns=["pattern", "n_journeys", "support"]).round(2)
               pattern  n_journeys  support
    0          (cart,)           3     1.00
    1        (search,)           2     0.67
    2   (search, cart)           2     0.67

    Under rules, a pattern may be frequent although a part of it is not:

    >>> clicks = [["search", "help", "cart", "pay"], ["search", "cart", "help", "pay"], ["cart", "pay"]]
    >>> [str(pattern) for pattern in jm.mine_sequences(clicks, min_support=2, contiguous=True, min_length=2)]
    ['cart → pay']
    >>> [str(pattern) for pattern in jm.mine_sequences(clicks, min_support=2, starts_with=jm.START, ends_with="pay")]
    ['search → pay', 'search → cart → pay', 'search → help → pay']
    """
    # One seed for every later look at the columns, whatever it was drawn from.
    start = seed(random_state, "mine_sequences")
    asked: dict[str, Any] = {
        "min_support": min_support,
        "threshold": threshold,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "min_gap": min_gap,
        "max_gap": max_gap,
        "max_span": max_span,
        "min_step_gap": min_step_gap,
        "max_step_gap": max_step_gap,
        "contiguous": contiguous,
        "starts_with": starts_with,
        "ends_with": ends_with,
        "contains": contains,
        "excludes": excludes,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "memory_limit": memory_limit,
        "engine": engine,
        "n_jobs": n_jobs,
    }
    parted = on_disk(journeys, memory_limit, "journeys", "mine_sequences")
    if parted is not None:
        further = {
            "multiplicity": multiplicity,
            "weights": weights,
            "hierarchy": hierarchy,
            "random_state": start,
        }
        spilled = parted._spilled  # noqa: SLF001 - one of us
        return mine_parts(spilled, asked, further, progress, "on disk")
    source = weighed(as_journeys(journeys, "mine_sequences"), multiplicity, weights, "mine_sequences")
    tree = read_hierarchy(hierarchy, "mine_sequences")
    levels = None if tree is None else levels_of(tree, source.coded.vocabulary, "mine_sequences")
    coded = source.coded if levels is None else renumbered(source.coded, levels)
    found = find_sequences(coded, **asked, levels=levels, progress=progress)
    given = {"multiplicity": named(multiplicity), "weights": named(weights)}
    options = {**told(asked), **given, "hierarchy": None if tree is None else tree.told(), "random_state": start}
    ended = outcome(found, options, coded.n_journeys, "mine_sequences")
    info = {"verb": "mine_sequences", "unit": "journeys", **about(coded), **ended}
    table = from_found("sequences", found, coded.vocabulary, coded.n_journeys, info)
    if levels is not None:
        table = with_redundant(table, levels)
    rules = rules_told(ended, coded, "mine_sequences")
    late = late_columns(table, source.coded, rules, seed=start, n_jobs=n_jobs)
    return PatternSet(table, late=late, source=source)
