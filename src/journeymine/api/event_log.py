"""An immutable log of events, and the verb that reads one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from journeymine.api.attribution import Attributing
from journeymine.api.cleaning import Cleaning
from journeymine.api.counting import Counting
from journeymine.api.funnels import LogFunnels
from journeymine.api.journeys import Journeys
from journeymine.api.protecting import Protecting
from journeymine.api.resolving import Resolving
from journeymine.api.text_events import TextEvents
from journeymine.journeys.encoding import encode
from journeymine.showing import Showing, Shown, inert

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import pyarrow as pa

    from journeymine.journeys.coded import CodedJourneys
    from journeymine.sources.quality_report import QualityReport
    from journeymine.sources.table import EventTable


class EventLog(Showing, Cleaning, Resolving, Protecting, TextEvents, Counting, LogFunnels, Attributing):
    """An immutable log: a row is an event of a customer at a time; made by `read_events`.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": [1, 1, 2], "what": ["a", "b", "a"], "when": [1, 2, 1]},
    ...                      customer="who", event="what", time="when")
    >>> len(log), log.journeys().to_lists()
    (3, [['a', 'b'], ['a']])
    """

    def __init__(self, table: "EventTable") -> None:
        self._table = table

    def _of(self, table: "EventTable") -> "EventLog":
        return EventLog(table)

    def _stepped(self, step: "Callable[[EventTable], EventTable]") -> "EventLog":
        return self._of(step(self._table))

    def __len__(self) -> int:
        return len(self._about)

    @property
    def _about(self) -> "EventTable":
        """A table with the log's columns, their types and its report; of a log on disk without its rows."""
        return self._table

    def __repr__(self) -> str:
        table = self._about
        clock = "plain order numbers" if table.time_unit is None else f"UTC, in {table.time_unit}"
        known = () if table.attributes is None else tuple(table.attributes.column_names[1:])
        done = ", ".join(map(str, table.recipe))
        return (
            f"EventLog: {len(self):,} events\n"
            f"customer: {table.customer!r}, event: {table.event!r}, time: {table.time!r} ({clock})\n"
            + (f"of each customer: {inert(', '.join(known))}\n" if known else "")
            + (f"cleaned: {inert(done)}\n" if done else "")
            + f"further columns: {inert(', '.join(self.columns[3:])) or 'none'}; .quality() tells more"
        )

    def _shown(self) -> Shown:
        return Shown(tuple(repr(self).splitlines()), self.quality().grids())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns kept, by the names they had: customer, event, time, then value and extras.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.read_events({"who": [1], "what": ["a"], "when": [1]},
        ...                customer="who", event="what", time="when").columns
        ('who', 'what', 'when')
        """
        table = self._about
        value = () if table.value is None else (table.value,)
        return (table.customer, table.event, table.time, *value, *table.extra)

    def quality(self) -> "QualityReport":
        """What is wrong with the log before any use, by source, how much of it, and the step that mends it.

        Looked for are duplicates and near-duplicates, programs, ids of many people, clocks that are wrong or show
        another zone, days that are missing or not complete yet, events in several spellings, ties, missing values.

        Returns
        -------
        A report that prints as text, shows as a table in a notebook and gives a dict by ``.to_dict()``; its `findings`
        are a frame by ``.to_frame()``, weightiest first. Examples are masked.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1], "what": ["a", "b"], "when": [1, 1]},
        ...                      customer="who", event="what", time="when")
        >>> log.quality().to_dict()["rows_read"]
        2
        >>> again = jm.read_events({"who": [1, 1], "what": ["a", "a"], "when": [1, 1]},
        ...                        customer="who", event="what", time="when")
        >>> again.quality().findings[0].cure
        'log.drop_duplicates()'
        """
        from journeymine.sources.quality import quality

        return quality(self._table)

    def with_customers(self, frame: Any, *, customer: str) -> "EventLog":
        """The same log with what a frame says of its customers; journeys made of it carry that on.

        Parameters
        ----------
        frame
            One row a customer: a pandas or polars frame, an Arrow table, a DuckDB relation, a dict of arrays. Customers
            without an event are left out; customers of the log without a row have missing values.
        customer
            The column of the frame that names the customer; every other column becomes an attribute.

        Returns
        -------
        A new `EventLog`; `Journeys.attributes` shows what its journeys carry, and options such as ``weights=`` take
        the names.

        Raises
        ------
        OptionError
            `frame` is none, or has no column beside `customer`.
        MissingColumnError
            There is no such column, with a near miss.
        InputError
            A customer is missing or stands twice, none is in the log, or a name is there already.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": ["ann", "bob"], "what": ["a", "b"], "when": [1, 2]},
        ...                      customer="who", event="what", time="when")
        >>> log = log.with_customers({"id": ["bob", "ann"], "spent": [5.0, 20.0]}, customer="id")
        >>> log.journeys().attributes
           who  spent
        0  ann   20.0
        1  bob    5.0
        """
        from journeymine.sources.customers import with_customers

        return EventLog(with_customers(self._table, frame, customer))

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
        observed_until: Any = None,
        n_jobs: int | None = None,
    ) -> Journeys:
        """Order the events into journeys: one a customer, or a session, or a case.

        Parameters
        ----------
        session_gap
            A new journey begins when the time since the event before is greater: ``"30min"``, a timedelta, or a bare
            number where time is a plain order number. None: no sessions.
        by
            A column of cases: one journey a customer and case.
        collapse_repeats
            Keep only the first of equal neighbours; its values are summed.
        simultaneous
            ``"set"``: events with one time stamp are one element; ``"order"``: each its own, in the order of `tie`.
        tie
            What orders events with one time stamp: ``"event"`` (by name), a column, or a list of names in order.
        min_events, max_events
            Leave out journeys with fewer events; keep the first `max_events` events (such journeys are flagged).
        start, end
            Keep events with ``start ≤ time < end``; journeys left empty stay unless ``min_events=1``.
        observed_until
            End of observation: one time or a column; None: the last time of the log.
        n_jobs
            Threads; None: all cores. The journeys are the same for any number.

        Returns
        -------
        Immutable `Journeys`.

        Raises
        ------
        OptionError
            An option has a value it cannot have.
        MissingColumnError
            A column named is not among the columns kept; read it with ``extra=``.

        Examples
        --------
        >>> import journeymine as jm
        >>> log = jm.read_events({"who": [1, 1, 1], "what": ["a", "b", "c"], "when": [1, 2, 9]},
        ...                      customer="who", event="what", time="when")
        >>> log.journeys(session_gap=3).to_lists()
        [['a', 'b'], ['c']]
        """
        coded = self._encoded(
            session_gap=session_gap,
            by=by,
            collapse_repeats=collapse_repeats,
            simultaneous=simultaneous,
            tie=tie,
            min_events=min_events,
            max_events=max_events,
            start=start,
            end=end,
            observed_until=observed_until,
            n_jobs=n_jobs,
        )
        return Journeys(coded)

    def _encoded(self, **options: Any) -> "CodedJourneys":
        return encode(self._table, **options)

    def _ordered(self) -> "CodedJourneys":
        return self.journeys().coded

    def to_arrow(self) -> "pa.Table":
        """The events as an Arrow table, columns by the names they had.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.read_events({"who": [1], "what": ["a"], "when": [1]},
        ...                customer="who", event="what", time="when").to_arrow().num_rows
        1
        """
        return self._table.table

    def to_pandas(self) -> "pd.DataFrame":
        """The events as a pandas frame, columns by the names they had.

        Examples
        --------
        >>> import journeymine as jm
        >>> jm.read_events({"who": [1], "what": ["a"], "when": [1]},
        ...                customer="who", event="what", time="when").to_pandas().shape
        (1, 3)
        """
        return cast("pd.DataFrame", self._table.table.to_pandas())


def read_events(
    source: Any = None,
    *,
    customer: str | None = None,
    event: str | Sequence[str] | None = None,
    time: str | None = None,
    value: str | None = None,
    extra: Sequence[str] = (),
    on_missing: Literal["error", "drop"] = "error",
    time_unit: Literal["s", "ms", "us", "ns"] | None = None,
    zone: str | None = None,
    format: Literal["csv", "json", "parquet", "xes", "access_log", "snowplow"] | None = None,  # noqa: A002 (its name)
    query: str | None = None,
    mapping: "str | PathLike[str] | Mapping[str, Any] | None" = None,
    memory_limit: str | int | None = None,
) -> EventLog:
    """Read any log of events, from one source or from several.

    Parameters
    ----------
    source
        A pandas or polars frame, an Arrow table or anything with ``__arrow_c_stream__``, a DuckDB relation, a dict of
        arrays, a path or glob of CSV, TSV, JSON lines, Parquet, XES or access logs of web servers (text also with
        ``.gz``), or a database: an address such as ``postgresql://host/shop``, or a file of SQLite or DuckDB. Or a dict
        of several of these by name, whose events become one log with the columns ``customer``, ``event``, ``time``,
        ``source`` and so on; None for the files that `mapping` names.
    customer
        The column that says whose event it is.
    event
        The column of event names, or several that are joined by ``" | "``.
    time
        The column of time stamps (any zone, kept in UTC), dates, epoch numbers or plain order numbers.
    value
        A column of numbers, such as money.
    extra
        Further columns to keep.
    on_missing
        ``"error"``, or ``"drop"`` rows without customer, event or time; they are counted either way.
    time_unit
        Says that numbers in `time` are epochs: ``"s"``, ``"ms"``, ``"us"`` or ``"ns"``; None: plain order numbers.
    zone
        The zone of times that have none, such as ``"Europe/Berlin"``; None: UTC. Times that clocks show twice count as
        the first showing, times that they skip as if clocks had not been set forward; both are counted in the report.
    format
        What files are, where their names do not say it.
    query
        For a database: the SELECT whose rows are the events; nothing else is run, and nothing is changed.
    mapping
        What the columns of each of several sources mean: a TOML file, or a dict of the same shape. It takes the place
        of the options above; `zone` and `on_missing` hold for sources where it says none.
    memory_limit
        A size such as ``"4GB"``: files larger than memory are read in parts and kept on disk, in a temporary folder,
        and this is what reading them and ordering them into journeys may take. None: the log is in memory.

    Returns
    -------
    An immutable `EventLog`.

    Raises
    ------
    MissingColumnError
        A column is not there, with a near miss.
    OptionError
        An option or the mapping cannot be; all faults of a mapping are listed before anything is read.
    InputError
        What cannot be read, with file, row, column, the first bad values and the cure.

    Examples
    --------
    >>> import journeymine as jm
    >>> log = jm.read_events({"who": ["ann", "ann"], "what": ["search", "pay"], "when": ["2024-01-01", "2024-01-03"]},
    ...                      customer="who", event="what", time="when")
    >>> log.journeys().to_lists()
    [['search', 'pay']]

    >>> web = {"user": ["ann", "ann"], "page": ["home", "cart"], "ts": ["2024-01-01 10:00", "2024-01-01 10:05"]}
    >>> calls = {"who": ["ann"], "topic": ["delivery"], "at": ["2024-01-02 09:00"]}
    >>> mapping = {"web": {"customer": "user", "event": "web:{page}", "time": "ts"},
    ...            "phone": {"customer": "who", "event": "call:{topic}", "time": "at", "zone": "Europe/Berlin"}}
    >>> jm.read_events({"web": web, "phone": calls}, mapping=mapping).journeys().to_lists()
    [['web:home', 'web:cart', 'call:delivery']]
    """
    # The readers of all formats are loaded when something is read.
    from journeymine.sources.mapping.asking import is_several, read_several
    from journeymine.sources.read import read_table

    columns = {
        "customer": customer,
        "event": event,
        "time": time,
        "value": value,
        "extra": extra or None,
        "time_unit": time_unit,
        "format": format,
        "query": query,
    }
    if memory_limit is not None:
        from journeymine.api.spilled_log import read_spilled_log

        return read_spilled_log(source, mapping, columns, memory_limit, on_missing=on_missing, zone=zone)
    if mapping is not None or is_several(source):
        return EventLog(read_several(source, mapping, columns, on_missing=on_missing, zone=zone))
    table = read_table(
        source,
        customer=customer,
        event=event,
        time=time,
        value=value,
        extra=extra,
        on_missing=on_missing,
        time_unit=time_unit,
        zone=zone,
        form=format,
        query=query,
    )
    return EventLog(table)
