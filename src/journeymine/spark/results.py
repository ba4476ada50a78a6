"""What results of one machine say of journeys on Spark: counted there, beside chance, and as a Spark frame."""

from typing import TYPE_CHECKING, Any

from journeymine.api.parted_results import lift_in_parts, recount_in_parts
from journeymine.api.pattern_set import PatternSet
from journeymine.errors import InputError
from journeymine.options import bad_option
from journeymine.spark.sequences import on_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from journeymine.spark.log import SparkJourneys, SparkLog


def recount(
    patterns: PatternSet,
    journeys: "SparkJourneys | SparkLog | DataFrame",
    *,
    customer: str | None = None,
    event: Any = None,
    time: str | None = None,
) -> PatternSet:
    """The same patterns with the exact supports they have in journeys on Spark: another period, segment or region.

    Parameters
    ----------
    patterns
        Found on Spark, on one machine, or loaded from a file.
    journeys
        Where to count: `SparkJourneys`; or a `SparkLog` or Spark frame, whose customers then have one journey each.
    customer, event, time
        The columns of a frame, as `read_events` takes them.

    Returns
    -------
    As `PatternSet.recount`: all rows in their order, with ``n_journeys``, ``support`` and its interval. Rules on gaps,
    spans and the ends of journeys are kept to.

    Raises
    ------
    OptionError
        `patterns` are none, or of several levels; or as `read_events`.

    Examples
    --------
    >>> import journeymine.spark
    >>> later = journeymine.spark.recount(
    ...     patterns, frame, customer="who", event="what", time="when"
    ... )  # doctest: +SKIP
    """
    table = _table(patterns, "recount")
    with on_spark(journeys, customer, event, time, "recount") as own:
        return PatternSet(recount_in_parts(table, own._parts))  # noqa: SLF001 - one of us


def lift(
    patterns: PatternSet,
    journeys: "SparkJourneys | SparkLog | DataFrame",
    *,
    customer: str | None = None,
    event: Any = None,
    time: str | None = None,
    n_shuffles: int | None = None,
    random_state: Any = 0,
    n_jobs: int | None = None,
) -> PatternSet:
    """The same patterns with their order lift: support over the support E that their events in random order would give.

    E = Σ_i q_i over journeys, q_i = P(ΣBeta(m_a, n_a - m_a + 1) ≤ 1) over the distinct events a of the pattern, m_a
    times in it and n_a times in the journey; journeys with ties are shuffled. *What is a lift* says more.

    Parameters
    ----------
    patterns
        Counted in these journeys, by `mine_sequences` or `recount`.
    journeys
        `SparkJourneys`; or a `SparkLog` or Spark frame, whose customers then have one journey each.
    customer, event, time
        The columns of a frame, as `read_events` takes them.
    n_shuffles, random_state
        As `PatternSet.lift` has them.
    n_jobs
        Threads of each task, and of the driver; None: the processors that Spark gives a task (``spark.task.cpus``).

    Returns
    -------
    A new set with the columns of `PatternSet.lift`. Without ties E and p are those of one machine to the last bit, and
    intervals to within 1e-12; shuffles of journeys with ties are other draws of the same law.

    Raises
    ------
    OptionError
        The patterns were counted in other journeys, under rules on gaps, spans or ends, or are of several levels.

    Examples
    --------
    >>> import journeymine.spark
    >>> lifted = journeymine.spark.lift(patterns, journeys)  # doctest: +SKIP
    >>> lifted.to_pandas(["pattern", "n_journeys", "lift", "lift_low", "p_value"])  # doctest: +SKIP
    """
    table = _table(patterns, "lift")
    asked: dict[str, Any] = {"n_shuffles": n_shuffles, "random_state": random_state, "n_jobs": n_jobs}
    with on_spark(journeys, customer, event, time, "lift") as own:
        return PatternSet(lift_in_parts(table, own._parts, **asked))  # noqa: SLF001 - one of us


def to_spark(result: Any, session: "SparkSession | None" = None) -> "DataFrame":
    """A result as a Spark frame: the columns of its `to_arrow`.

    Parameters
    ----------
    result
        A `PatternSet`, or any other result that has `to_arrow`.
    session
        Where it is to be; None: the active session.

    Returns
    -------
    A `pyspark.sql.DataFrame`, a row a pattern; ``pattern`` is an array of elements, each an array of event names.

    Raises
    ------
    OptionError, InputError
        It is no result, or there is no session.

    Examples
    --------
    >>> import journeymine.spark
    >>> journeymine.spark.to_spark(patterns).write.parquet("patterns")  # doctest: +SKIP
    """
    from pyspark.sql import SparkSession

    if not hasattr(result, "to_arrow"):
        raise bad_option("result", "to_spark", "a result such as a PatternSet", result)
    own = session or SparkSession.getActiveSession()
    if own is None:
        message = "There is no active Spark session; pass one as `session`."
        raise InputError(message)
    return own.createDataFrame(result.to_arrow())


def _table(patterns: object, where: str) -> Any:
    if not isinstance(patterns, PatternSet):
        raise bad_option("patterns", where, "a PatternSet", patterns)
    patterns._refuse_protected(where)  # noqa: SLF001 - one of us
    return patterns._table  # noqa: SLF001 - one of us
