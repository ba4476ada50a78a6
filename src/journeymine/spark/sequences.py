"""The verb that searches sequences on Spark."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from journeymine.api.parted_sequences import mine_parts
from journeymine.api.pattern_set import PatternSet
from journeymine.mining.constraints import Contents, Names
from journeymine.options import clash, seed
from journeymine.spark.log import SparkJourneys, SparkLog, read_events

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_WHERE = "mine_sequences"


def mine_sequences(
    journeys: "SparkJourneys | SparkLog | DataFrame",
    *,
    customer: str | None = None,
    event: Any = None,
    time: str | None = None,
    min_support: float | None = None,
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
    max_patterns: int | None = None,
    memory_limit: str | int | None = None,
    n_jobs: int | None = None,
    random_state: Any = 0,
    progress: bool | Callable[[float], object] | None = None,
) -> PatternSet:
    """What `journeymine.mine_sequences` finds, of journeys on Spark: the same patterns, counts and order, to the byte.

    Every part of the journeys is searched by one task at its share of the support; what some found is counted, exactly,
    in the parts that did not find it (Savasere, Omiecinski and Navathe 1995, section 3).

    Parameters
    ----------
    journeys
        `SparkJourneys`; or a `SparkLog` or Spark frame, whose customers then have one journey each.
    customer, event, time
        The columns of a frame, as `read_events` takes them.
    min_support, kind, top_k, min_length, max_length, min_gap, max_gap, max_span, min_step_gap, max_step_gap
        As `journeymine.mine_sequences` has them.
    contiguous, starts_with, ends_with, contains, excludes, max_patterns, random_state, progress
        The same.
    memory_limit
        What the search of one part may take; where it is not enough, nothing is found and the message says so.
    n_jobs
        Threads of each task; None: the processors that Spark gives a task (``spark.task.cpus``).

    Returns
    -------
    A `PatternSet` without journeys, as a loaded one; `recount` and `lift` of this package take journeys on Spark.

    Raises
    ------
    OptionError, UnknownEventError, MissingColumnError, InputError
        As `journeymine.mine_sequences` and `read_events`.
    CapacityError
        The search of a part needs more memory than allowed.

    Examples
    --------
    >>> import journeymine.spark
    >>> patterns = journeymine.spark.mine_sequences(
    ...     frame, customer="who", event="what", time="when", min_support=0.01, kind="closed", max_gap="30min"
    ... )  # doctest: +SKIP
    """
    asked: dict[str, Any] = {
        "min_support": min_support,
        "threshold": "journeys",
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
        "time_limit": None,
        "memory_limit": memory_limit,
        "engine": "auto",
        "n_jobs": n_jobs,
    }
    further = {"multiplicity": None, "weights": None, "hierarchy": None, "random_state": seed(random_state, _WHERE)}
    with on_spark(journeys, customer, event, time, _WHERE) as own:
        return mine_parts(own._parts, asked, further, progress, "on Spark")  # noqa: SLF001 - one of us


def on_spark(given: Any, customer: str | None, event: Any, time: str | None, where: str) -> Any:
    """A context of the journeys given, or of those made of a log or frame, which are let go at its end.

    Raises
    ------
    OptionError
        Columns are named beside journeys or a log.
    """
    if not isinstance(given, SparkJourneys | SparkLog):
        return read_events(given, customer=customer, event=event, time=time).journeys()  # type: ignore[arg-type]
    for name, value in (("customer", customer), ("event", event), ("time", time)):
        if value is not None:
            raise clash(name, f"a {type(given).__name__}", where, "its columns are known; leave it out")
    return given.journeys() if isinstance(given, SparkLog) else nullcontext(given)
