"""The verb that searches sequences."""

from collections.abc import Iterable, Sequence
from typing import Any

from journeymine.api.inputs import about, as_journeys, outcome
from journeymine.api.journeys import Journeys
from journeymine.api.pattern_set import PatternSet
from journeymine.journeys.lists import Element
from journeymine.mining.sequences import find_sequences
from journeymine.options import whole_number
from journeymine.patterns.table import from_found


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
    engine: str = "auto",
    n_jobs: int | None = None,
    random_state: int = 0,
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
        Stop after so many seconds with what was found; the result says so.
    engine
        One of `engines`; ``"auto"`` is journeymine's own.
    n_jobs
        Threads; None: all cores. The result is the same for any number.
    random_state
        Seed of the shuffles behind `lift_order` where journeys hold ties.

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
    seed = whole_number(random_state, "random_state", "mine_sequences", least=0)
    asked: dict[str, Any] = {
        "min_support": min_support,
        "kind": kind,
        "top_k": top_k,
        "min_length": min_length,
        "max_length": max_length,
        "max_patterns": max_patterns,
        "time_limit": time_limit,
        "engine": engine,
        "n_jobs": n_jobs,
    }
    coded = source.coded
    found = find_sequences(coded, **asked)
    told = outcome(found, {**asked, "random_state": seed}, len(coded), "mine_sequences")
    info = {"verb": "mine_sequences", "unit": "journeys", **about(coded), **told}
    table = from_found("sequences", found, coded.vocabulary, len(coded), info)
    return PatternSet(table, source=source)
