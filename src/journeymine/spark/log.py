"""A log on Spark, and the verb that reads one."""

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from journeymine.errors import MissingExtraError
from journeymine.journeys.plan import WHERE, check
from journeymine.options import bad_option, optional_whole_number
from journeymine.sources.table import TimeUnit
from journeymine.spark.building import built_parts
from journeymine.spark.columns import LogColumns, checked_columns
from journeymine.spark.parts import SparkParts

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


class SparkLog:
    """A log that is a Spark frame; made by `journeymine.spark.read_events`.

    Examples
    --------
    >>> import journeymine.spark
    >>> log = journeymine.spark.read_events(frame, customer="who", event="what", time="when")  # doctest: +SKIP
    >>> journeys = log.journeys(session_gap="30min")  # doctest: +SKIP
    """

    def __init__(self, frame: "DataFrame", columns: LogColumns) -> None:
        self._frame, self._columns = frame, columns

    def __repr__(self) -> str:
        one = self._columns
        clock = "plain order numbers" if one.time_unit is None else f"UTC, in {one.time_unit}"
        roles = one.roles
        return (
            f"SparkLog\ncustomer: {roles.customer!r}, event: {roles.event!r}, time: {roles.time!r} ({clock})\n"
            f"further columns: {', '.join(roles.extra) or 'none'}"
        )

    def journeys(
        self,
        session_gap: Any = None,
        *,
        by: str | None = None,
        collapse_repeats: bool = False,
        simultaneous: Literal["set", "order"] = "set",
        tie: str | Sequence[Any] = "event",
        min_events: int | None = None,
        max_events: int | None = None,
        start: Any = None,
        end: Any = None,
        n_parts: int | None = None,
    ) -> "SparkJourneys":
        """Order the events into journeys that Spark keeps: one a customer, or a session, or a case.

        Parameters
        ----------
        session_gap, by, collapse_repeats, simultaneous, tie, min_events, max_events, start, end
            As `EventLog.journeys` has them; `by` and `tie` may name any column of the frame.
        n_parts
            In how many parts; a customer is in one of them, and each is searched by one task. None: as many as the
            cluster has processors, but none of less than a million events or more than twenty. Results are the same for
            any number.

        Returns
        -------
        `SparkJourneys`; their parts are kept in the memory and on the disks of the executors until `unpersist`.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        MissingColumnError
            There is no such column.
        EmptyLogError, InputError
            There is no event, or rows lack what they need.

        Examples
        --------
        >>> import journeymine.spark
        >>> log = journeymine.spark.read_events(frame, customer="who", event="what", time="when")  # doctest: +SKIP
        >>> log.journeys(session_gap="30min")  # doctest: +SKIP
        SparkJourneys: 3 journeys of 2 customers, 7 events
        in 1 part
        """
        plan = check(
            self._columns.outline(),
            session_gap=session_gap,
            by=by,
            collapse_repeats=collapse_repeats,
            simultaneous=simultaneous,
            tie=tie,
            min_events=min_events,
            max_events=max_events,
            start=start,
            end=end,
            observed_until=None,
            n_jobs=None,
        )
        parts = optional_whole_number(n_parts, "n_parts", WHERE)
        return SparkJourneys(built_parts(self._frame, self._columns, plan, parts))


class SparkJourneys:
    """Journeys that Spark keeps, in parts of whole customers; made by `SparkLog.journeys`.

    As a context they are let go at its end.

    Examples
    --------
    >>> import journeymine.spark
    >>> log = journeymine.spark.read_events(frame, customer="who", event="what", time="when")  # doctest: +SKIP
    >>> with log.journeys() as journeys:  # doctest: +SKIP
    ...     patterns = journeymine.spark.mine_sequences(journeys, min_support=0.01)
    """

    def __init__(self, parts: SparkParts) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        one, n = self._parts, len(self._parts.sizes)
        return (
            f"SparkJourneys: {len(one):,} journeys of {one.n_customers:,} customers, {one.n_events:,} events\n"
            f"in {n} part{'' if n == 1 else 's'}"
        )

    def unpersist(self) -> None:
        """Let Spark forget the journeys; what is asked of them later makes them anew.

        Examples
        --------
        >>> import journeymine.spark
        >>> log = journeymine.spark.read_events(frame, customer="who", event="what", time="when")  # doctest: +SKIP
        >>> log.journeys().unpersist()  # doctest: +SKIP
        """
        self._parts.frame.unpersist()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unpersist()


def read_events(
    frame: "DataFrame",
    *,
    customer: str,
    event: str | Sequence[str],
    time: str,
    on_missing: Literal["error", "drop"] = "error",
    time_unit: TimeUnit | None = None,
    zone: str | None = None,
) -> SparkLog:
    """A Spark frame as a log of events; its columns are checked, and nothing runs yet.

    Parameters
    ----------
    frame
        A `pyspark.sql.DataFrame`.
    customer
        The column that says whose event it is: text or integers.
    event
        The column of event names, text or integers, or several that are joined by ``" | "``.
    time
        The column of time stamps (with zone or without), dates, or integers: epochs or plain order numbers.
    on_missing
        ``"error"``, or ``"drop"`` rows without customer, event or time (null, or empty text).
    time_unit
        Says that numbers in `time` are epochs: ``"s"``, ``"ms"``, ``"us"`` or ``"ns"``; None: plain order numbers.
    zone
        The zone of times that have none, such as ``"Europe/Berlin"``; None: UTC.

    Returns
    -------
    `SparkLog`.

    Raises
    ------
    MissingExtraError
        PySpark is not installed.
    OptionError
        An option has a value it cannot have.
    MissingColumnError, InputError
        A column is not there or of another type.

    Examples
    --------
    >>> import journeymine.spark
    >>> journeymine.spark.read_events(frame, customer="who", event="what", time="when")  # doctest: +SKIP
    SparkLog
    customer: 'who', event: 'what', time: 'when' (UTC, in us)
    further columns: none
    """
    check_frame(frame, "read_events")
    columns = checked_columns(
        frame, customer=customer, event=event, time=time, on_missing=on_missing, time_unit=time_unit, zone=zone
    )
    return SparkLog(frame, columns)


def check_frame(frame: object, where: str) -> None:
    """Refuse what is no Spark frame.

    Raises
    ------
    MissingExtraError, OptionError
        PySpark is not installed, or it is something else.
    """
    try:
        from pyspark.sql import DataFrame
    except ImportError:
        message = "Journeys on Spark need PySpark: pip install 'journeymine[spark]'."
        raise MissingExtraError(message) from None
    if not isinstance(frame, DataFrame):
        raise bad_option("frame", where, "a pyspark.sql.DataFrame", frame)
