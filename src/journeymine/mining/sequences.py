"""Sequential patterns: what may be asked, and who is asked."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from journeymine import _core
from journeymine.journeys.coded import CodedJourneys
from journeymine.journeys.selection import by_customer
from journeymine.mining.asked import Asked, check
from journeymine.mining.constraints import Contents, Names, constrain
from journeymine.mining.engines import bruteforce, prefixspan
from journeymine.mining.engines.registry import Wish, choose
from journeymine.mining.found import FoundPatterns
from journeymine.mining.levels import Levels
from journeymine.mining.progress import Progress, telling
from journeymine.mining.worth import worth

WHERE = "mine_sequences"


def find_sequences(
    coded: CodedJourneys,
    *,
    min_support: float | None = None,
    threshold: str = "journeys",
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
    levels: Levels | None = None,
    max_patterns: int | None = None,
    time_limit: float | None = None,
    memory_limit: str | int | None = None,
    engine: str = "auto",
    n_jobs: int | None = None,
    progress: Progress = None,
) -> FoundPatterns:
    """Sequential patterns: each event or set of events some time after the one before, within the gaps allowed.

    Parameters
    ----------
    coded
        N journeys; empty ones count in N. Where rows stand for several journeys, those count.
    min_support
        A float in (0, 1] is a share of N, an integer ≥ 1 a count of journeys. May be None with `top_k`.
    threshold
        ``"journeys"``, or that `min_support` is of ``"customers"``, or a share of the weight of all journeys
        (``"weighted"``). Kinds are decided on journeys; maximal are those around which nothing reaches the threshold.
    kind
        ``"all"``; ``"closed"``: no longer pattern around it has the same support; ``"maximal"``: no longer pattern
        around it is frequent; ``"generators"``: no shorter pattern inside it, the empty one included, has the same
        support. Patterns longer than `max_length` count in these comparisons.
    top_k
        Only the k best by support, ties by pattern order; not with ``kind="maximal"``.
    min_length, max_length
        How many events a pattern may have.
    min_gap, max_gap, max_span
        Time between neighbouring elements, and from the first to the last: text such as ``"30min"``, a timedelta, or a
        number where times are plain order numbers.
    min_step_gap, max_step_gap, contiguous
        The same between neighbours counted in elements, those next to each other 1 apart; ``contiguous=True`` is
        ``max_step_gap=1``.
    starts_with, ends_with
        Any of these events in the first (last) element; `START` (`END`) ties it to the journey's first (last) element.
    contains
        All of these events; a frozenset: in one element together.
    excludes
        Events that no pattern has; kinds are decided without them.
    levels
        Events of several levels, which patterns mix; `coded` and all options are in their vocabulary.
    max_patterns
        Only the first so many in result order; the result says if there were more.
    time_limit
        Seconds; what was found until then is given, and the result says so.
    memory_limit
        Bytes, or a text such as ``"500MB"``, that the search and its result may take, the journeys laid out for it
        among them; beyond it as `time_limit`.
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
        In result order.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    EngineError
        The engine cannot do what is asked.
    CapacityError
        The journeys alone need more than `memory_limit`.

    Examples
    --------
    >>> from journeymine.journeys.lists import from_lists
    >>> from journeymine.mining.sequences import find_sequences
    >>> found = find_sequences(from_lists([["a", "b"], ["a", "c", "b"], ["b"]]), min_support=2)
    >>> found.items.tolist(), found.offsets.tolist(), found.n_journeys.tolist()
    ([1, 0, 0, 1], [0, 1, 2, 4], [3, 2, 2])
    """
    options: dict[str, Any] = {
        "min_support": min_support,
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
    constraints: dict[str, Any] = {
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
    }
    if threshold == "customers":
        coded = by_customer(coded)
    least = 1 if min_support is None and top_k is not None else min_support
    counted = worth(coded, least, threshold, WHERE, top_k=top_k is not None)
    asked = checked_request({**options, **constraints, "min_support": counted.min_support}, coded, coded.n_journeys)
    asked = replace(asked, worth=counted, levels=levels)
    counts = "multiplicity" if coded.multiplicity is not None else "threshold" if threshold != "journeys" else None
    wish = Wish(
        "sequences",
        asked.kind,
        coded.element_starts is not None,
        top_k=top_k is not None,
        time_limit=time_limit is not None,
        memory_limit=memory_limit is not None,
        # None asks for nothing: who cannot tell stays silent.
        progress=progress is not None and progress is not False,
        counts=counts,
        constraints=next((name for name, one in constraints.items() if one is not None and one is not False), None),
        hierarchy=levels is not None,
    )
    return SEARCHES[choose(engine, wish, WHERE).name](coded, asked)


def checked_request(options: Mapping[str, Any], outline: CodedJourneys, total: int) -> Asked:
    """Options of a search and its constraints, checked; names and times as in `outline`, journeys in all `total`.

    Raises
    ------
    OptionError
        A bad option, or two that do not go together.
    UnknownEventError
        An event that does not occur, with a near miss.
    """
    return replace(check(options, total, WHERE), constraints=constrain(options, outline, WHERE))


def search_sequences(coded: CodedJourneys, asked: Asked) -> FoundPatterns:
    """The search by the core, of options that were checked."""
    begin = time.perf_counter()
    with telling(asked.progress) as tell:
        items, offsets, joined, n_journeys, stopped_by, proven_above = _core.mine_sequences(
            coded.events,
            coded.offsets,
            coded.element_starts,
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
            constraints=asked.constraints.for_core(coded.times),
            above=None if asked.levels is None else (asked.levels.above, asked.levels.offsets),
            multiplicity=coded.multiplicity,
            weights=None if asked.worth is None else asked.worth.weights,
            customers=None if asked.worth is None else asked.worth.customers,
            least_worth=0 if asked.worth is None else asked.worth.least,
        )
    return FoundPatterns(
        items=items,
        offsets=offsets,
        n_journeys=n_journeys,
        element_starts=None if joined is None else ~joined,
        stopped_by=stopped_by,
        proven_above=proven_above,
        seconds=time.perf_counter() - begin,
    )


SEARCHES: dict[str, Callable[[CodedJourneys, Asked], FoundPatterns]] = {
    "journeymine": search_sequences,
    "prefixspan": prefixspan.search,
    "bruteforce": bruteforce.search,
}
