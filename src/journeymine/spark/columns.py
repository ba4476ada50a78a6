"""The columns of a Spark frame that make a log, checked by their types before anything runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journeymine.errors import EmptyLogError, InputError, OptionError
from journeymine.options import bad_option, choice
from journeymine.sources.raw import RawColumns, picker
from journeymine.sources.read import as_table, complete
from journeymine.sources.roles import READ_EVENTS, Roles, checked_roles
from journeymine.sources.table import EventTable, TimeUnit
from journeymine.sources.zones import checked_zone

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame

#: The source in words, for messages.
WHAT = "the Spark frame"

_WHOLE = ("tinyint", "smallint", "int", "bigint")
_STAMPS = ("timestamp", "timestamp_ntz", "date")


@dataclass(frozen=True)
class LogColumns:
    """Which columns of a frame mean what, and how their values are read.

    Attributes
    ----------
    roles
        Customer, events, time, and the further columns that journeys may be cut by.
    on_missing
        ``"error"`` or ``"drop"``.
    time_unit
        The unit that time stamps come in; None for plain order numbers.
    epoch
        The unit of numbers that are epochs, as `read_events` was told.
    zone
        The zone of times that have none.
    """

    roles: Roles
    on_missing: str
    time_unit: TimeUnit | None
    epoch: TimeUnit | None
    zone: str | None

    def outline(self) -> EventTable:
        """The event table without columns: what options of journeys are checked against."""
        import pyarrow as pa

        one = self.roles
        return EventTable(pa.table({}), one.customer, one.event, one.time, extra=one.extra, time_unit=self.time_unit)

    def table(self, rows: "pa.Table") -> EventTable:
        """Rows of the frame, all of them complete, as the checked event table."""
        further = tuple(name for name in self.roles.extra if name in rows.column_names)
        one = self.roles
        roles = checked_roles(one.customer, one.events, one.time, None, further)
        kept = complete(RawColumns(rows, WHAT, part=True), roles, "error")
        return as_table(kept, roles, self.epoch, self.zone)

    def is_missing(self, name: str) -> "Column":
        """Where a value is null or empty text."""
        from pyspark.sql import functions

        column = functions.col(quoted(name))
        return column.isNull() | (column.cast("string") == "")

    def is_complete(self) -> "Column":
        """Where customer, events and time are there."""
        missing = [self.is_missing(name) for name in dict.fromkeys(self.roles.needed)]
        lacks = missing[0]
        for one in missing[1:]:
            lacks |= one
        return ~lacks


def quoted(name: str) -> str:
    """A column's name as Spark takes it whatever it holds.

    Examples
    --------
    >>> quoted("user.id")
    '`user.id`'
    """
    return "`" + name.replace("`", "``") + "`"


def checked_columns(
    frame: "DataFrame",
    *,
    customer: Any,
    event: str | Sequence[str] | Any,
    time: Any,
    on_missing: str,
    time_unit: TimeUnit | None,
    zone: str | None,
) -> LogColumns:
    """Check that columns are there and are of types whose values mean the same in every row.

    Raises
    ------
    OptionError
        An option cannot be what it is.
    MissingColumnError, InputError
        A column is not there, stands twice, or has a type that cannot be what it is asked to be.
    """
    roles = checked_roles(customer, event, time, None, ())
    picker(roles.asked, WHAT)(frame.columns)
    choice(on_missing, "on_missing", READ_EVENTS, ("error", "drop"))
    if time_unit is not None:
        choice(time_unit, "time_unit", READ_EVENTS, ("s", "ms", "us", "ns"))
    checked_zone(zone, READ_EVENTS)
    kinds = dict(frame.dtypes)
    for role, names in (("customer", (roles.customer,)), ("event", roles.events)):
        for name in names:
            if kinds[name] not in (*_WHOLE, "string") and not kinds[name].startswith(("char", "varchar")):
                raise _wrong(role, name, "text or integers", kinds[name], "string")
    return LogColumns(
        roles=checked_roles(customer, event, time, None, [one for one in frame.columns if one not in roles.asked]),
        on_missing=on_missing,
        time_unit=_unit(roles.time, kinds[roles.time], time_unit, zone),
        epoch=time_unit,
        zone=zone,
    )


def _unit(name: str, kind: str, time_unit: TimeUnit | None, zone: str | None) -> TimeUnit | None:
    if kind in _WHOLE:
        if zone is not None:
            message = (
                f"`zone` of read_events is for times that have none; {name!r} of {WHAT} holds numbers: leave it out."
            )
            raise OptionError(message)
        return time_unit
    if kind not in _STAMPS:
        raise _wrong("time", name, "time stamps, dates or integers", kind, "timestamp")
    if time_unit is not None:
        raise bad_option("time_unit", READ_EVENTS, f"None where the time column holds {kind}", time_unit)
    return "s" if kind == "date" else "us"


def _wrong(role: str, name: str, must: str, kind: str, cure: str) -> InputError:
    message = (
        f"The {role} column {name!r} of {WHAT} must hold {must}; it holds {kind}: "
        f'cast it, as in df.withColumn({name!r}, df[{name!r}].cast("{cure}")).'
    )
    return InputError(message)


def check_counts(columns: LogColumns, total: int, missing: dict[str, int]) -> None:
    """Refuse a frame without rows, or with incomplete ones where these are an error.

    Raises
    ------
    EmptyLogError, InputError
        There is nothing to work on, or rows lack their customer, event or time.
    """
    if not total:
        message = f"There is no event in {WHAT}; a log has at least one row."
        raise EmptyLogError(message)
    if columns.on_missing == "error" and any(missing.values()):
        listed = " and ".join(f"column {name!r} has {n:,} missing" for name, n in missing.items() if n)
        message = f'Of {total:,} rows in {WHAT}, {listed}; fill them, or leave these rows out with on_missing="drop".'
        raise InputError(message)
